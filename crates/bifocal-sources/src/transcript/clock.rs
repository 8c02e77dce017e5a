//! When a meeting was, and what it was about, told by the name of a file or by a title.

use bifocal_core::Instant;
use jiff::civil;

use crate::stamp;

/// What a name tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// When it began; in UTC, unless the name tells a zone.
    pub(super) start: Option<Instant>,
    /// What is left of the name without date and without the words that programs add.
    pub(super) title: String,
}

impl Told {
    /// The time so many thousandths of a second after the beginning.
    pub(super) fn at(&self, after: Option<u64>) -> Option<Instant> {
        let Instant(start) = self.start?;
        let seconds = i64::try_from(after.unwrap_or(0) / 1000).ok()?;
        start.checked_add(seconds).map(Instant)
    }

    /// What this tells, and where it tells nothing, the other.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            start: self.start.or(other.start),
            title: if self.title.is_empty() { other.title } else { self.title },
        }
    }
}

/// What programs add to the name.
const ADDED: &[&str] = &[
    "meeting recording",
    "meeting transcript",
    "recording",
    "transcript",
    "transkript",
    "aufzeichnung",
    "captions",
    "gmt",
    "utc",
    "cc",
];

/// Endings of files.
const ENDINGS: &[&str] = &[".vtt", ".srt", ".txt", ".gz"];

/// Reads the name of a file or a title, such as `GMT20260105-090000_Recording.transcript.vtt`,
/// `Standup-20260105_090000-Meeting Recording.vtt` or `Standup (2026-01-05 09:00 GMT+1) - Transcript`.
pub(super) fn of_name(name: &str) -> Told {
    let mut name = name.rsplit(['/', '\\', '!']).next().unwrap_or_default();
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| {
        let at = name.len().checked_sub(ending.len())?;
        name.get(at..)?.eq_ignore_ascii_case(ending).then_some(&name[..at])
    }) {
        name = shorter;
    }
    let Some((start, from, to)) = date(name) else {
        return Told { start: None, title: title(name) };
    };
    let joined = format!("{} {}", &name[..from], &name[to..]);
    Told { start: Some(start), title: title(&joined) }
}

/// The first date of a name, with a time if one follows, and from where to where they stand.
fn date(name: &str) -> Option<(Instant, usize, usize)> {
    let bytes = name.as_bytes();
    (0..bytes.len()).find_map(|from| {
        // Not within a longer number.
        let inside = from > 0 && bytes[from - 1].is_ascii_digit();
        let mut reader = Reader { bytes, at: from };
        let year = if inside { None } else { reader.digits(4) }?;
        reader.one_of(b"-_.");
        let month = reader.digits(2)?;
        reader.one_of(b"-_.");
        let day = reader.digits(2)?;
        let date = civil::Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok()?;
        let after_date = reader.at;
        let (time, zone) = match reader.time() {
            Some(time) => (time, reader.zone().unwrap_or(0)),
            None => {
                reader.at = after_date;
                (civil::Time::midnight(), 0)
            }
        };
        if reader.bytes.get(reader.at).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let local = stamp::utc(date.to_datetime(time))?;
        let start = stamp::epoch(local - i64::from(zone) * 60)?;
        Some((start, from, reader.at))
    })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn digits(&mut self, count: usize) -> Option<u32> {
        let text = self.bytes.get(self.at..self.at + count)?;
        if !text.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.at += count;
        Some(text.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    }

    fn one_of(&mut self, signs: &[u8]) -> bool {
        let there = self.bytes.get(self.at).is_some_and(|byte| signs.contains(byte));
        self.at += usize::from(there);
        there
    }

    /// A separator, hours, minutes, and perhaps seconds.
    fn time(&mut self) -> Option<civil::Time> {
        if !self.one_of(b"-_ T") {
            return None;
        }
        self.one_of(b"-_ ");
        let hour = self.digits(2)?;
        self.one_of(b"-_.:");
        let minute = self.digits(2)?;
        let after_minute = self.at;
        self.one_of(b"-_.:");
        let second = self.digits(2).filter(|second| *second < 60);
        if second.is_none() {
            self.at = after_minute;
        }
        civil::Time::new(
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            i8::try_from(second.unwrap_or(0)).ok()?,
            0,
        )
        .ok()
    }

    /// A zone such as ` GMT+1` or ` UTC-0330`, in minutes.
    fn zone(&mut self) -> Option<i32> {
        let rest = self.bytes.get(self.at..)?;
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let after = rest.strip_prefix(b"GMT").or_else(|| rest.strip_prefix(b"UTC"))?;
        self.at = self.bytes.len() - after.len();
        let sign = match after.first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.at += 1;
        let hours = self.digits(2).or_else(|| self.digits(1))?;
        self.one_of(b":");
        let minutes = self.digits(2).unwrap_or(0);
        let all = i32::try_from(hours * 60 + minutes).ok()?;
        (all <= 14 * 60).then_some(sign * all)
    }
}

fn title(text: &str) -> String {
    let spaced = text.replace(['_', '.', '(', ')', '[', ']'], " ");
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    loop {
        let before = words.len();
        while words.last().is_some_and(|word| *word == "-" || *word == "–") {
            words.pop();
        }
        for added in ADDED {
            let count = added.split(' ').count();
            let Some(at) = words.len().checked_sub(count) else { continue };
            // Teams joins its own with a hyphen.
            let tail = words[at..].join(" ").to_lowercase();
            if tail.trim_start_matches('-') == *added {
                words.truncate(at);
            }
        }
        if words.len() == before {
            break;
        }
    }
    if words.first().is_some_and(|word| word.eq_ignore_ascii_case("gmt")) {
        words.remove(0);
    }
    words.join(" ").trim_matches(|c: char| c == '-' || c.is_whitespace()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_as_programs_write_them() {
        for (name, start, title) in [
            ("GMT20260105-090000_Recording.transcript.vtt", "2026-01-05T09:00:00Z", ""),
            ("dir/GMT20260105-090000_Recording.cc.vtt", "2026-01-05T09:00:00Z", ""),
            (
                "Weekly stand-up-20260105_090000-Meeting Recording.vtt",
                "2026-01-05T09:00:00Z",
                "Weekly stand-up",
            ),
            ("Stand-up_2026-01-05.vtt", "2026-01-05T00:00:00Z", "Stand-up"),
            ("Retro (2026-02-12 14:00 GMT+1) - Transcript.txt", "2026-02-12T13:00:00Z", "Retro"),
            (
                "a.zip!Retro - 2026_02_12 14_00 GMT-03:30 - Transcript",
                "2026-02-12T17:30:00Z",
                "Retro",
            ),
        ] {
            let told = of_name(name);
            assert_eq!(told.start, stamp::instant(start), "{name}");
            assert_eq!(told.title, title, "{name}");
        }
        for name in
            ["", "audio.vtt", "call 17.vtt", "20269905.vtt", "120260105.vtt", "202601051.vtt"]
        {
            assert_eq!(of_name(name).start, None, "{name}");
        }
        assert_eq!(of_name("Retro.en.vtt").title, "Retro en");
    }

    #[test]
    fn times_after_the_beginning() {
        let told = of_name("2026-01-05 0900.srt");
        assert_eq!(told.at(Some(61_500)), stamp::instant("2026-01-05T09:01:01Z"));
        assert_eq!(
            told.at(Some(u64::MAX)),
            told.start
                .and_then(|Instant(at)| at.checked_add(i64::try_from(u64::MAX / 1000).unwrap()))
                .map(Instant)
        );
        assert_eq!(Told::default().at(Some(1)), None);
    }

    proptest! {
        #[test]
        fn any_name(name in "[ -~é]{0,60}", digits in "[0-9_T:. -]{0,30}") {
            let _ = of_name(&name);
            let _ = of_name(&digits);
        }
    }
}
