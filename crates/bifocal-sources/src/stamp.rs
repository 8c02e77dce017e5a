//! Times as exports write them.

use bifocal_core::Instant;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::address;

/// 1990-01-01. Nothing at hand was written before; smaller numbers count something else than seconds.
const EARLIEST: i64 = 631_152_000;
/// 2200-01-01.
const LATEST: i64 = 7_258_118_400;

/// Forms besides ISO 8601 and that of mail. The day comes before the month in none of those that
/// could be read either way, so that such dates are left unread instead.
const FORMS: &[&str] = &[
    "%d/%b/%y %I:%M %p",
    "%d/%b/%Y %I:%M %p",
    "%d/%b/%y %H:%M",
    "%d/%b/%Y %H:%M",
    "%d %b %Y %H:%M",
    "%b %d, %Y, %I:%M %p",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
];

/// The instant of a written time: ISO 8601, the form of mail, seconds or smaller parts since 1970,
/// or one of the forms that trackers show. A time without a zone is taken as UTC. Nothing if it
/// cannot be read, or lies where no message does.
pub(crate) fn instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return epoch(text.split('.').next()?.parse().ok()?);
    }
    let zoned = text.strip_suffix(" UTC").or_else(|| text.strip_suffix(" GMT"));
    let stamp = match zoned {
        Some(local) => format!("{local}Z").parse::<Timestamp>(),
        None => text.parse(),
    };
    if let Ok(stamp) = stamp {
        return plausible(stamp.as_second());
    }
    if let Some(at) = text.parse().ok().and_then(utc) {
        return plausible(at);
    }
    if let Some(Instant(at)) = address::instant(text.as_bytes()) {
        return plausible(at);
    }
    FORMS
        .iter()
        .find_map(|form| DateTime::strptime(form, text).ok())
        .and_then(utc)
        .and_then(plausible)
}

/// The instant of a count since 1970, in seconds or in thousandths or millionths of them.
pub(crate) fn epoch(count: i64) -> Option<Instant> {
    [1, 1_000, 1_000_000].into_iter().find_map(|unit| plausible(count / unit))
}

/// Seconds since 1970 of a local time, as if it were in UTC.
pub(crate) fn utc(at: DateTime) -> Option<i64> {
    Offset::UTC.to_timestamp(at).ok().map(Timestamp::as_second)
}

fn plausible(seconds: i64) -> Option<Instant> {
    (EARLIEST..LATEST).contains(&seconds).then_some(Instant(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_times() {
        // 2026-01-05 09:12:00 UTC
        let expected = Some(Instant(1_767_604_320));
        for text in [
            "2026-01-05T09:12:00Z",
            "2026-01-05T10:12:00.000+0100",
            "2026-01-05T10:12:00+01:00",
            "2026-01-05 09:12:00 UTC",
            "2026-01-05 09:12",
            "2026-01-05T09:12:00",
            "Mon, 5 Jan 2026 10:12:00 +0100",
            "05/Jan/26 9:12 AM",
            "05/Jan/26 09:12",
            "05.01.2026 09:12",
            "1767604320",
            "1767604320.000100",
            "1767604320000",
            "1767604320000000",
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
        assert_eq!(instant("2026-01-05"), Some(Instant(1_767_571_200)));
        for text in
            ["", "soon", "0", "17", "05/01/2026 09:12", "99/Jan/26 9:12 AM", "9999999999999999999"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_not(text in ".{0,70}", count: i64) {
            let _ = instant(&text);
            if let Some(Instant(at)) = epoch(count) {
                prop_assert!((EARLIEST..LATEST).contains(&at));
            }
        }
    }
}
