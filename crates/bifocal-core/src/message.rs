//! A message: what one person wrote to others at one time.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mail address in the form in which addresses are compared: trimmed, lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct Address(Box<str>);

impl Address {
    /// Normalises an address.
    pub fn new(address: &str) -> Self {
        let trimmed = address.trim().trim_matches(['<', '>', '\'', '"']);
        Self(trimmed.to_lowercase().into_boxed_str())
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the last `@`, or nothing.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl From<String> for Address {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Identifies a message whatever file it stands in: a hash of its Message-ID, or of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageKey(pub u64);

/// Identifies a thread; does not depend on the order in which messages are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThreadKey(pub u64);

impl ThreadKey {
    /// The thread's bucket: its hash modulo [`crate::tally::BUCKETS`].
    pub fn bucket(self) -> u8 {
        // Mixed once more, since keys may come from a hash whose low bits are used elsewhere.
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 58) as u8
    }
}

/// Seconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub i64);

/// A calendar week, Monday to Sunday in UTC, counted from the one that holds 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Week(pub i32);

impl Instant {
    /// The week that it lies in.
    pub fn week(self) -> Week {
        // 1970-01-01 was a Thursday: three days after Monday.
        let days = self.0.div_euclid(86_400) + 3;
        Week(i32::try_from(days.div_euclid(7)).unwrap_or(i32::MAX))
    }

    /// The day as `2026-01-05`, in UTC; nothing for instants that no calendar holds.
    pub fn date(self) -> Option<String> {
        let stamp = jiff::Timestamp::from_second(self.0).ok()?;
        Some(stamp.strftime("%Y-%m-%d").to_string())
    }
}

impl Week {
    /// The week that begins on a day such as `2026-01-05`; nothing if that is no Monday.
    pub fn starting(day: &str) -> Option<Self> {
        let date: jiff::civil::Date = day.parse().ok()?;
        let epoch = jiff::civil::date(1970, 1, 1);
        let days = i64::from(date.since(epoch).ok()?.get_days());
        let week = Instant(days * 86_400).week();
        (week.monday().as_deref() == Some(day)).then_some(week)
    }

    /// Its Monday as `2026-01-05`.
    pub fn monday(self) -> Option<String> {
        Instant((i64::from(self.0) * 7 - 3) * 86_400).date()
    }
}

/// The kind of place where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// E-mail.
    Mail,
    /// Chat.
    Chat,
    /// Issue tracker or code review.
    Tracker,
    /// Spoken in a meeting.
    Meeting,
}

impl Medium {
    /// All of them in order.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Chat, Self::Tracker, Self::Meeting];

    /// Name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Chat => "chat",
            Self::Tracker => "tracker",
            Self::Meeting => "meeting",
        }
    }

    /// The one with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.name() == name)
    }
}

/// Whom a message goes to, seen from its writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Toward {
    /// Somebody whom the writer reports to, directly or not.
    Up,
    /// Somebody who reports to the writer, directly or not.
    Down,
    /// Somebody else in the organisation chart.
    Across,
    /// Somebody in another organisation.
    Outside,
    /// Only the writer, or only a list.
    SelfToList,
    /// The chart does not tell.
    Unknown,
}

impl Toward {
    /// All directions in order.
    pub const ALL: [Self; 6] =
        [Self::Up, Self::Down, Self::Across, Self::Outside, Self::SelfToList, Self::Unknown];

    /// Name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Across => "across",
            Self::Outside => "outside",
            Self::SelfToList => "self_to_list",
            Self::Unknown => "unknown",
        }
    }

    /// The one with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|toward| toward.name() == name)
    }
}

/// What one person wrote (or said) to others at one time.
#[derive(Clone, Debug)]
pub struct Message {
    /// Identity, for duplicates.
    pub key: MessageKey,
    /// The conversation that it belongs to.
    pub thread: ThreadKey,
    /// When it was sent, if that can be told.
    pub at: Option<Instant>,
    /// Its writer.
    pub from: Address,
    /// Those whom it is addressed to.
    pub to: Vec<Address>,
    /// Those who get a copy.
    pub cc: Vec<Address>,
    /// Where it was written.
    pub medium: Medium,
    /// Its subject without encoding, possibly empty.
    pub subject: String,
    /// Its decoded text, quotes and signature included.
    pub body: String,
    /// Why it was not written by a person, if it was not.
    pub automatic: Option<bifocal_words::AutomaticKind>,
    /// Where it stands in its source.
    pub locus: Locus,
}

/// The place of a message: enough to find it again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Locus {
    /// The file, with the member's name after `!` for archives.
    pub file: String,
    /// Byte offset of the message in the file (after decompression).
    pub offset: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_start_on_monday() {
        let sunday = Instant(1_767_571_199); // 2026-01-04 23:59:59
        let monday = Instant(1_767_571_200); // 2026-01-05 00:00:00
        assert_eq!(monday.week().0, sunday.week().0 + 1);
        assert_eq!(monday.week().monday().as_deref(), Some("2026-01-05"));
        assert_eq!(sunday.week().monday().as_deref(), Some("2025-12-29"));
        assert_eq!(Instant(-1).week(), Instant(0).week());
        assert_eq!(Week::starting("2026-01-05"), Some(monday.week()));
        assert_eq!(Week::starting("2026-01-06"), None);
    }

    #[test]
    fn absurd_instants_have_no_date() {
        assert_eq!(Instant(i64::MAX).date(), None);
        assert_eq!(Instant(i64::MIN).week().monday(), None);
    }

    #[test]
    fn addresses_compare_without_case_and_brackets() {
        assert_eq!(
            Address::new(" <Priya@Velobay.Example> "),
            Address::new("priya@velobay.example")
        );
        assert_eq!(Address::new("a@b").domain(), "b");
        assert_eq!(Address::new("nobody").domain(), "");
    }
}
