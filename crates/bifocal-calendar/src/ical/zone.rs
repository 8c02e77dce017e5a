//! Time zones: by IANA name, by Windows' name, or as a file describes one.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;

use super::line::Line;
use super::rule::{Budget, Rule};
use super::time::{self, RawTime};

/// Windows' name in lower case to the IANA's.
static WINDOWS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    include_str!("../../data/windows_zones.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(','))
        .map(|(windows, iana)| (windows.to_lowercase(), iana))
        .collect()
});

/// So many changes of clocks of one zone are kept.
const MAX_CHANGES: usize = 4000;

/// A clock.
#[derive(Clone, Debug)]
pub(crate) enum Zone {
    /// None is told; read as UTC until the calendar's own zone takes its place.
    Floating,
    /// A zone of the IANA.
    Known(TimeZone),
    /// As a file describes it.
    Own(Arc<OwnZone>),
}

/// A zone as a file describes it (`VTIMEZONE`).
#[derive(Debug)]
pub(crate) struct OwnZone {
    name: Box<str>,
    /// Offset before the first change, seconds east of UTC.
    before: i64,
    /// From this local time (told by the offset before it) on the offset holds.
    changes: Vec<(DateTime, i64)>,
}

/// Seconds since 1970 of a time in UTC.
pub(super) fn utc_seconds(wall: DateTime) -> i64 {
    TimeZone::UTC.to_timestamp(wall).map_or(0, Timestamp::as_second)
}

fn utc_wall(seconds: i64) -> DateTime {
    TimeZone::UTC.to_datetime(Timestamp::from_second(seconds).unwrap_or_default())
}

impl Zone {
    /// The zone of a name: the IANA's, Windows', or the end of a path such as
    /// `/mozilla.org/20050126_1/Europe/Berlin`.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        let get = |name: &str| TimeZone::get(name).ok().map(Self::Known);
        let windows = || WINDOWS.get(&name.to_lowercase()).and_then(|iana| get(iana));
        let ends = || {
            let slashes: Vec<usize> = name.match_indices('/').map(|(at, _)| at).collect();
            slashes.iter().rev().take(3).rev().find_map(|at| get(&name[at + 1..]))
        };
        get(name).or_else(windows).or_else(ends)
    }

    /// Its name, if it has one.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Floating => None,
            Self::Known(zone) => zone.iana_name(),
            Self::Own(zone) => Some(&zone.name),
        }
    }

    /// Seconds since 1970 of a local time. Of a time that comes twice it is the first, and one that
    /// is left out is told by the clock before the change.
    pub(crate) fn seconds(&self, wall: DateTime) -> i64 {
        match self {
            Self::Floating => utc_seconds(wall),
            Self::Known(zone) => zone.to_timestamp(wall).map_or(0, Timestamp::as_second),
            Self::Own(zone) => utc_seconds(wall) - zone.offset(wall),
        }
    }

    /// The local time of an instant.
    pub(crate) fn wall(&self, seconds: i64) -> DateTime {
        match self {
            Self::Floating => utc_wall(seconds),
            Self::Known(zone) => {
                zone.to_datetime(Timestamp::from_second(seconds).unwrap_or_default())
            }
            Self::Own(zone) => {
                // The offset of a nearby local time, then of the local time that it gives.
                let near = utc_wall(seconds + zone.offset(utc_wall(seconds)));
                utc_wall(seconds + zone.offset(near))
            }
        }
    }
}

impl OwnZone {
    fn offset(&self, wall: DateTime) -> i64 {
        let after = self.changes.partition_point(|(from, _)| *from <= wall);
        after.checked_sub(1).map_or(self.before, |last| self.changes[last].1)
    }
}

/// A `VTIMEZONE` while it is read.
#[derive(Debug, Default)]
pub(super) struct ZoneBuilder {
    name: Option<Box<str>>,
    observances: Vec<Observance>,
}

/// Standard or daylight time.
#[derive(Debug, Default)]
struct Observance {
    from: Option<i64>,
    to: Option<i64>,
    start: Option<RawTime>,
    rule: Option<Box<str>>,
    dates: Vec<DateTime>,
}

impl ZoneBuilder {
    /// Observances that a zone may have; the longest real ones have some hundred.
    const MAX: usize = 1000;

    /// Begins `STANDARD` or `DAYLIGHT`.
    pub(super) fn observance(&mut self) {
        if self.observances.len() < Self::MAX {
            self.observances.push(Observance::default());
        }
    }

    /// Takes a line of the zone, or with `inside` of its last observance.
    pub(super) fn line(&mut self, line: &Line<'_>, inside: bool) {
        match self.observances.last_mut().filter(|_| inside) {
            None if line.is("TZID") => self.name = Some(line.value.into()),
            None => {}
            Some(last) if line.is("TZOFFSETFROM") => last.from = offset(line.value),
            Some(last) if line.is("TZOFFSETTO") => last.to = offset(line.value),
            Some(last) if line.is("DTSTART") => last.start = time::time(line),
            Some(last) if line.is("RRULE") => last.rule = Some(line.value.into()),
            Some(last) if line.is("RDATE") => {
                last.dates.extend(time::times(line).flatten().map(|time| time.wall));
            }
            Some(_) => {}
        }
    }

    /// The name and the zone, unless it says too little.
    pub(super) fn finish(self, budget: &mut Budget) -> Option<(Box<str>, Zone)> {
        let name = self.name?;
        let mut changes: Vec<(DateTime, i64)> = Vec::new();
        let mut before = None;
        // Definitions reach from 1601 to 2200 at most: a yearly rule is walked in 600 steps.
        let last = date(2200, 1, 1).at(0, 0, 0, 0);
        for observance in &self.observances {
            let (Some(to), Some(start)) = (observance.to, observance.start.as_ref()) else {
                continue;
            };
            let from = observance.from.unwrap_or(to);
            if before.is_none_or(|(earliest, _)| start.wall < earliest) {
                before = Some((start.wall, from));
            }
            let mut add = |wall| {
                changes.push((wall, to));
                changes.len() < MAX_CHANGES
            };
            add(start.wall);
            for wall in &observance.dates {
                if !add(*wall) {
                    break;
                }
            }
            let rule = observance.rule.as_deref();
            if let Some(Ok(rule)) = rule.map(|rule| Rule::parse(start.wall, rule, &Zone::Floating))
            {
                rule.walk(last, budget, &mut add);
            }
        }
        changes.sort_unstable();
        changes.dedup();
        let (_, before) = before?;
        Some((name.clone(), Zone::Own(Arc::new(OwnZone { name, before, changes }))))
    }
}

/// Seconds of `+0100`, `-0330`, `+013045`.
fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.trim().split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let two = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse::<i64>().ok());
    let seconds = two(0)? * 3600 + two(2)? * 60 + two(4)?;
    (seconds < 86_400).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Zone {
        let mut zone = ZoneBuilder::default();
        let mut inside = false;
        for line in text.lines() {
            if line == "BEGIN" {
                zone.observance();
                inside = true;
            } else {
                zone.line(&Line::parse(line).unwrap(), inside);
            }
        }
        zone.finish(&mut Budget::new()).unwrap().1
    }

    #[test]
    fn names_of_all_kinds() {
        let summer = date(2026, 7, 1).at(9, 0, 0, 0);
        let berlin = Zone::by_name("Europe/Berlin").unwrap();
        assert_eq!(utc_seconds(summer) - berlin.seconds(summer), 7200);
        for name in [
            "W. Europe Standard Time",
            "w. europe standard time",
            "/mozilla.org/20050126_1/Europe/Berlin",
            "/freeassociation.sourceforge.net/Europe/Berlin",
        ] {
            let zone = Zone::by_name(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(zone.seconds(summer), berlin.seconds(summer), "{name}");
        }
        assert!(Zone::by_name("Port Halden Time").is_none());
        assert!(Zone::by_name("").is_none());
        for iana in WINDOWS.values() {
            assert!(Zone::by_name(iana).is_some(), "{iana}");
        }
    }

    #[test]
    fn a_zone_as_outlook_describes_it_is_the_iana_zone() {
        let zone = own(
            "TZID:Customized Time Zone\nBEGIN\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
             RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nBEGIN\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\n\
             TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        );
        let berlin = Zone::by_name("Europe/Berlin").unwrap();
        for month in 1..=12 {
            for day in [1, 15, 28] {
                let wall = date(2026, month, day).at(9, 0, 0, 0);
                assert_eq!(zone.seconds(wall), berlin.seconds(wall), "{wall}");
                assert_eq!(zone.wall(zone.seconds(wall)), wall);
            }
        }
    }

    #[test]
    fn what_is_left_out_and_what_comes_twice() {
        let berlin = Zone::by_name("Europe/Berlin").unwrap();
        // 29 March 2026, 02:30 does not exist; 25 October, 02:30 comes twice.
        let gap = date(2026, 3, 29).at(2, 30, 0, 0);
        assert_eq!(berlin.seconds(gap), utc_seconds(gap) - 3600);
        let twice = date(2026, 10, 25).at(2, 30, 0, 0);
        assert_eq!(berlin.seconds(twice), utc_seconds(twice) - 7200);
    }

    #[test]
    fn a_zone_that_says_nothing_is_none() {
        for text in [
            "TZID:X",
            "TZID:X\nBEGIN\nTZOFFSETTO:+0100",
            "BEGIN\nDTSTART:20200101T000000\nTZOFFSETTO:+0100",
        ] {
            let mut zone = ZoneBuilder::default();
            for line in text.lines() {
                match Line::parse(line) {
                    Some(line) => zone.line(&line, true),
                    None => zone.observance(),
                }
            }
            assert!(zone.finish(&mut Budget::new()).is_none(), "{text}");
        }
        assert_eq!(offset("+2500"), None);
        assert_eq!(offset("+0130"), Some(5400));
        assert_eq!(offset("−0100"), None);
    }
}
