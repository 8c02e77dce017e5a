//! Times as Takeout writes them: in prose, in the order that the account's language has.

use bifocal_core::Instant;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

/// Forms that are known, all of them in English and in UTC.
const FORMS: &[&str] = &[
    "%A, %B %d, %Y at %I:%M:%S %p UTC",
    "%A, %d %B %Y at %H:%M:%S UTC",
    "%B %d, %Y at %I:%M:%S %p UTC",
    "%d %B %Y at %H:%M:%S UTC",
];

/// The instant, if the form is known.
pub(crate) fn instant(text: &str) -> Option<Instant> {
    // Narrow and other spaces that do not break stand before "AM".
    let text = text.replace(['\u{202f}', '\u{a0}'], " ");
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Some(Instant(stamp.as_second()));
    }
    FORMS.iter().find_map(|form| {
        let at = strtime::parse(form, &text).ok()?.to_datetime().ok()?;
        Some(Instant(TimeZone::UTC.to_timestamp(at).ok()?.as_second()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for text in [
            "Monday, January 5, 2026 at 8:00:00\u{202f}AM UTC",
            "Monday, January 5, 2026 at 8:00:00 AM UTC",
            "Monday, 5 January 2026 at 08:00:00 UTC",
            "2026-01-05T08:00:00Z",
        ] {
            assert_eq!(instant(text), Some(Instant(1_767_600_000)), "{text}");
        }
        assert_eq!(
            instant("Monday, January 5, 2026 at 12:00:00 AM UTC").map(|at| at.0 % 86_400),
            Some(0)
        );
        for text in [
            "",
            "yesterday",
            "Monday, January 45, 2026 at 8:00:00 AM UTC",
            "Montag, 5. Januar 2026",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
