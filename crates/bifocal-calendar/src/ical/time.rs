//! Dates, times and durations (RFC 5545, 3.3.4 to 3.3.6).

use jiff::civil::{Date, DateTime, Time};

use super::line::Line;

/// Years that a calendar of people can have. Definitions of zones begin in 1601.
const YEARS: std::ops::RangeInclusive<i16> = 1601..=2200;

/// So many dates of a list are read.
pub(super) const MAX_DATES: usize = 10_000;

/// A time as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawTime {
    pub(crate) wall: DateTime,
    pub(crate) date_only: bool,
    pub(crate) zone: RawZone,
}

/// Which clock a time is told by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RawZone {
    /// None: whichever is the reader's.
    Floating,
    /// UTC.
    Utc,
    /// A zone that the file names.
    Named(Box<str>),
}

/// The time of a line.
pub(super) fn time(line: &Line<'_>) -> Option<RawTime> {
    one(line.value, line.param("TZID"))
}

/// The times of a line with a list; of periods, their starts. `Err` counts what cannot be read.
pub(super) fn times<'a>(line: &'a Line<'_>) -> impl Iterator<Item = Option<RawTime>> + use<'a> {
    let zone = line.param("TZID");
    line.value
        .split(',')
        .filter(|text| !text.trim().is_empty())
        .take(MAX_DATES)
        .map(move |text| one(text.split_once('/').map_or(text, |(start, _)| start), zone))
}

fn one(text: &str, zone: Option<&str>) -> Option<RawTime> {
    let (wall, date_only, utc) = clock(text)?;
    let zone = match zone {
        _ if utc => RawZone::Utc,
        Some(name) if !date_only && !name.is_empty() => RawZone::Named(name.into()),
        _ => RawZone::Floating,
    };
    Some(RawTime { wall, date_only, zone })
}

/// `20260105T090000Z`, `20260105T090000`, `20260105`; also with the dashes and colons of ISO 8601.
/// Returns the time, whether it is a date only, and whether it is in UTC.
pub(super) fn clock(text: &str) -> Option<(DateTime, bool, bool)> {
    let text: String = text.trim().chars().filter(|c| !matches!(c, '-' | ':')).take(20).collect();
    let (text, utc) = match text.strip_suffix(['Z', 'z']) {
        Some(rest) => (rest, true),
        None => (text.as_str(), false),
    };
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    if date.len() != 8 || !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let day = Date::new(date[..4].parse().ok()?, date[4..6].parse().ok()?, date[6..].parse().ok()?);
    let day = day.ok().filter(|day| YEARS.contains(&day.year()))?;
    let Some(time) = time else { return Some((day.at(0, 0, 0, 0), true, false)) };
    let digits = time.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(time.len(), 4 | 6) {
        return None;
    }
    let two = |at: usize| time.get(at..at + 2).map_or(Some(0), |two| two.parse::<i8>().ok());
    // A leap second is the last one of its minute.
    let second = two(4)?.min(59);
    let time = Time::new(two(0)?, two(2)?, second, 0).ok()?;
    Some((day.to_datetime(time), false, utc))
}

/// Seconds of `P1W`, `PT1H30M`, `-P1DT2H`; nothing for what is no duration or longer than a century.
pub(super) fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.strip_prefix(['P', 'p'])?;
    let (mut seconds, mut number, mut digits, mut in_time) = (0i64, 0i64, false, false);
    let mut any = false;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            number = number.checked_mul(10)?.checked_add(i64::from(digit))?;
            digits = true;
            continue;
        }
        let unit = match (c.to_ascii_uppercase(), in_time) {
            ('T', false) if !digits => {
                in_time = true;
                continue;
            }
            ('W', false) => 604_800,
            ('D', false) => 86_400,
            ('H', true) => 3600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        if !digits {
            return None;
        }
        seconds = seconds.checked_add(number.checked_mul(unit)?)?;
        (number, digits, any) = (0, false, true);
    }
    (any && !digits && seconds <= 36_525 * 86_400).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn forms_of_times() {
        let nine = date(2026, 1, 5).at(9, 0, 0, 0);
        assert_eq!(clock("20260105T090000Z"), Some((nine, false, true)));
        assert_eq!(clock("2026-01-05T09:00:00"), Some((nine, false, false)));
        assert_eq!(clock("20260105T0900"), Some((nine, false, false)));
        assert_eq!(clock("20260105"), Some((date(2026, 1, 5).at(0, 0, 0, 0), true, false)));
        assert_eq!(clock("20260105T235960").unwrap().0, date(2026, 1, 5).at(23, 59, 59, 0));
        for bad in [
            "",
            "2026",
            "20260230",
            "99991231T235959",
            "00010101",
            "20260105T250000",
            "20260105T9",
            "T090000",
        ] {
            assert_eq!(clock(bad), None, "{bad}");
        }
    }

    #[test]
    fn forms_of_durations() {
        assert_eq!(duration("PT1H30M"), Some(5400));
        assert_eq!(duration("P1W"), Some(604_800));
        assert_eq!(duration("-P1DT2H"), Some(-93_600));
        for bad in ["", "P", "1H", "PT", "P1H", "PT99999999999999999999H", "P999999999W", "PT5"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }
}
