//! The twelve people: titles, planted focus, and the habits of their mail programs.

use anyhow::{Context, Result};
use serde::Deserialize;

const DATA: &str = include_str!("data/people.toml");

/// The domain of everybody's first address.
pub(super) const DOMAIN: &str = "velobay.example";

/// How often somebody attends to a pole.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Low,
    Middle,
    High,
}

impl Level {
    pub(super) const ALL: [Self; 3] = [Self::Low, Self::Middle, Self::High];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Middle => "middle",
            Self::High => "high",
        }
    }

    /// The share of sentences that the writers aimed at.
    pub(super) fn share(self) -> &'static str {
        match self {
            Self::Low => "0.05",
            Self::Middle => "0.2",
            Self::High => "0.4",
        }
    }
}

/// One of the two poles of the focus.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Pole {
    People,
    Results,
}

impl Pole {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Results => "results",
        }
    }
}

/// Where the text of an earlier mail goes, and in what form.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Quoting {
    /// Below, after "-----Original Message-----".
    OutlookOriginal,
    /// Below, after a line of underscores.
    OutlookRule,
    /// Below, "On Mon, 5 Jan 2026 at 08:51, ... wrote:".
    Gmail,
    /// Below, attribution and all inside the quote.
    Apple,
    /// Below, "Am 05.01.2026 um 08:51 schrieb ...:".
    German,
    /// Below, with `>` and no blank after it.
    Close,
    /// Below, a block of four headers and a dashed line, nothing marked.
    Notes,
    /// Above the own words.
    Above,
    /// Above the own words, only what the other one wrote themselves.
    AboveTidy,
    /// Between the own words.
    Between,
    /// Not at all.
    None,
}

/// How lines are broken.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Wrap {
    /// A paragraph is a line.
    None,
    /// Broken for good at the width.
    Hard,
    /// Broken at the width so that a reader can join it again (RFC 3676).
    Flowed,
}

/// How bytes are carried.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(super) enum Transfer {
    /// As they are: 7bit, or 8bit where the text needs it.
    #[serde(rename = "7bit")]
    Plain,
    #[serde(rename = "quoted-printable")]
    QuotedPrintable,
    #[serde(rename = "base64")]
    Base64,
}

/// The letters that a text is written in.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(super) enum Charset {
    #[serde(rename = "us-ascii")]
    Ascii,
    #[serde(rename = "iso-8859-1")]
    Latin1,
    #[serde(rename = "utf-8")]
    Utf8,
}

/// When there is an HTML part.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Html {
    #[default]
    Never,
    /// Always beside the text.
    Alternative,
    /// Beside the text, and now and then without any.
    SometimesAlone,
}

/// How recipients are written.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Recipients {
    Named,
    Quoted,
    Bare,
}

/// What one person's mail program does, and what that person set in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Habit {
    /// The header by which the program names itself.
    pub(super) client: String,
    /// Whether dates are written in UTC.
    #[serde(default)]
    pub(super) utc: bool,
    /// What the subject of a reply begins with.
    pub(super) reply: String,
    pub(super) quoting: Quoting,
    pub(super) wrap: Wrap,
    #[serde(default = "usual_width")]
    pub(super) width: usize,
    pub(super) charset: Charset,
    pub(super) transfer: Transfer,
    #[serde(default)]
    pub(super) html: Html,
    #[serde(default = "usual_transfer")]
    pub(super) html_transfer: Transfer,
    pub(super) recipients: Recipients,
    #[serde(default)]
    pub(super) signature: String,
    #[serde(default)]
    pub(super) disclaimer: String,
    /// One in so many mails is written on the phone, without the signature.
    #[serde(default)]
    pub(super) phone_one_in: Option<u64>,
    /// A message that lies in the mailbox twice.
    #[serde(default)]
    pub(super) twice: Option<String>,
}

fn usual_width() -> usize {
    72
}

fn usual_transfer() -> Transfer {
    Transfer::QuotedPrintable
}

/// A pole on which colleagues see something else than the writing shows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Perceived {
    pub(super) pole: Pole,
    pub(super) level: Level,
    /// Where answers of others lie, from 1 to 5.
    pub(super) mean: f64,
    pub(super) why: String,
}

/// A change of focus within the twelve weeks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    pub(super) pole: Pole,
    pub(super) last_week_before: u32,
    pub(super) after: Level,
    pub(super) date: String,
    pub(super) event_date: String,
    pub(super) why: String,
}

/// One of the twelve.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    /// The name in the From header, if it is another one.
    #[serde(default)]
    pub(super) header_name: Option<String>,
    /// A second address, used now and then.
    #[serde(default)]
    pub(super) also: Option<String>,
    pub(super) title: String,
    #[serde(default)]
    pub(super) manager: Option<String>,
    /// Planted people focus, at the beginning.
    pub(super) people: Level,
    /// Planted results focus.
    pub(super) results: Level,
    pub(super) marks: Vec<String>,
    #[serde(default)]
    pub(super) perceived: Option<Perceived>,
    #[serde(default)]
    pub(super) change: Option<Change>,
    pub(super) mail: Habit,
}

impl Person {
    /// The first address.
    pub(super) fn address(&self) -> String {
        format!("{}@{DOMAIN}", self.id)
    }

    /// The planted level at the end of the twelve weeks.
    pub(super) fn level_at_end(&self, pole: Pole) -> Level {
        match &self.change {
            Some(change) if change.pole == pole => change.after,
            _ => self.level_at_start(pole),
        }
    }

    /// The planted level in the first week.
    pub(super) fn level_at_start(&self, pole: Pole) -> Level {
        match pole {
            Pole::People => self.people,
            Pole::Results => self.results,
        }
    }
}

/// Everybody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Roster {
    #[serde(rename = "person")]
    pub(super) people: Vec<Person>,
}

impl Roster {
    /// Everybody, from the data file of this folder.
    pub(super) fn read() -> Result<Self> {
        toml::from_str(DATA).context("people.toml")
    }

    /// The person with this id.
    pub(super) fn get(&self, id: &str) -> Result<&Person> {
        self.people
            .iter()
            .find(|person| person.id == id)
            .with_context(|| format!("nobody at Velobay is called {id:?}"))
    }
}
