//! Recurrence rules, walked on the clock of their own zone.
//!
//! The walk is the crate `rrule`'s. It is given local times as if they were UTC, so that a meeting
//! at nine stays at nine when clocks change; `UNTIL` is taken out before, since files tell it by
//! any clock.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rrule::RRuleSet;

use super::time::clock;
use super::zone::Zone;

/// Bytes that a rule may have; real ones have less than a hundred.
const MAX_RULE: usize = 1024;

/// Instances that a rule may have on a day: meetings do not repeat by the minute.
const MAX_A_DAY: usize = 24;

/// What a search that finds nothing is charged with; so long does the walk look for a next date.
const SEARCH: u64 = 100_000;

/// Why a rule cannot be walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleError {
    /// It cannot be read.
    Bad,
    /// It repeats within hours.
    Fine,
}

/// How much work may still be spent on rules, so that no file can keep the program busy for ever.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget(u64);

impl Budget {
    /// Twenty million steps take some seconds; a calendar of a long life needs less than one.
    pub(crate) const fn new() -> Self {
        Self(20_000_000)
    }

    /// Takes off `steps`; whether there was as much.
    fn take(&mut self, steps: u64) -> bool {
        let enough = self.0 >= steps;
        self.0 = self.0.saturating_sub(steps);
        enough
    }
}

/// A rule with its start.
#[derive(Debug)]
pub(crate) struct Rule {
    set: RRuleSet,
    until: Option<DateTime>,
    counted: bool,
}

impl Rule {
    /// Reads a rule such as `FREQ=WEEKLY;BYDAY=MO` that starts at a local time of a zone.
    pub(crate) fn parse(start: DateTime, text: &str, zone: &Zone) -> Result<Self, RuleError> {
        if text.len() > MAX_RULE {
            return Err(RuleError::Bad);
        }
        let mut parts = Vec::new();
        let (mut until, mut counted, mut a_day) = (None, false, 1usize);
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or(RuleError::Bad)?;
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ',' | '+' | '-');
            match name.to_ascii_uppercase().as_str() {
                "UNTIL" => {
                    until = Some(last_wall(value, zone).ok_or(RuleError::Bad)?);
                    continue;
                }
                "FREQ" => match value.to_ascii_uppercase().as_str() {
                    "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY" => {}
                    "HOURLY" | "MINUTELY" | "SECONDLY" => return Err(RuleError::Fine),
                    _ => return Err(RuleError::Bad),
                },
                "INTERVAL" if value.trim_start_matches(['0', '+']).is_empty() => {
                    return Err(RuleError::Bad);
                }
                "COUNT" => counted = true,
                "BYHOUR" | "BYMINUTE" | "BYSECOND" => {
                    a_day = a_day.saturating_mul(value.split(',').count());
                }
                // Microsoft and Google write marks of their own.
                other if other.starts_with("X-") => continue,
                _ => {}
            }
            if !value.chars().all(plain) {
                return Err(RuleError::Bad);
            }
            parts.push(format!("{}={}", name.to_ascii_uppercase(), value.to_ascii_uppercase()));
        }
        if a_day > MAX_A_DAY {
            return Err(RuleError::Fine);
        }
        let dated =
            format!("DTSTART:{}\nRRULE:{}", start.strftime("%Y%m%dT%H%M%SZ"), parts.join(";"));
        let set: RRuleSet = dated.parse().map_err(|_| RuleError::Bad)?;
        Ok(Self { set: set.limit(), until, counted })
    }

    /// Calls `each` with every local time up to `last`, in order, until it says that it has enough.
    /// Returns whether the walk came to its end.
    pub(crate) fn walk(
        &self,
        last: DateTime,
        budget: &mut Budget,
        each: &mut dyn FnMut(DateTime) -> bool,
    ) -> bool {
        let last = self.until.map_or(last, |until| until.min(last));
        for date in &self.set {
            if !budget.take(1) {
                return false;
            }
            let Ok(stamp) = Timestamp::from_second(date.timestamp()) else { return true };
            let wall = TimeZone::UTC.to_datetime(stamp);
            if wall > last {
                return true;
            }
            if !each(wall) {
                return false;
            }
        }
        // Only a count ends a rule by itself; else the walk has given up a long search.
        self.counted || budget.take(SEARCH)
    }
}

/// The last local time that `UNTIL` allows.
fn last_wall(value: &str, zone: &Zone) -> Option<DateTime> {
    let (wall, date_only, utc) = clock(value)?;
    Some(if date_only {
        wall.date().at(23, 59, 59, 0)
    } else if utc {
        zone.wall(super::zone::utc_seconds(wall))
    } else {
        wall
    })
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    use super::*;

    fn all(start: DateTime, rule: &str, last: DateTime) -> Vec<DateTime> {
        let rule = Rule::parse(start, rule, &Zone::Floating).unwrap();
        let mut all = Vec::new();
        assert!(rule.walk(last, &mut Budget::new(), &mut |wall| {
            all.push(wall);
            true
        }));
        all
    }

    #[test]
    fn rules_as_people_have_them() {
        let start = date(2026, 1, 5).at(9, 0, 0, 0);
        let last = date(2026, 12, 31).at(23, 0, 0, 0);
        let days = |rule: &str| {
            all(start, rule, last).iter().take(3).map(|d| d.date().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(days("FREQ=WEEKLY;BYDAY=MO"), ["2026-01-05", "2026-01-12", "2026-01-19"]);
        assert_eq!(days("FREQ=MONTHLY;BYDAY=1MO"), ["2026-01-05", "2026-02-02", "2026-03-02"]);
        assert_eq!(days("FREQ=DAILY;UNTIL=20260106"), ["2026-01-05", "2026-01-06"]);
        assert_eq!(
            days("freq=weekly;interval=2;X-OWN=y"),
            ["2026-01-05", "2026-01-19", "2026-02-02"]
        );
        assert_eq!(all(start, "FREQ=DAILY;COUNT=1000000000", last).len(), 361);
    }

    #[test]
    fn what_is_no_rule_for_meetings() {
        let start = date(2026, 1, 5).at(9, 0, 0, 0);
        let error = |rule: &str| Rule::parse(start, rule, &Zone::Floating).unwrap_err();
        for bad in [
            "",
            "FREQ=SOMETIMES",
            "INTERVAL=2",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=-1",
            "FREQ=DAILY;UNTIL=soon",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=DAILY;BYDAY=MO\nRDATE:20260101",
            "FREQ=DAILY;INTERVAL=99999999999",
        ] {
            assert_eq!(error(bad), RuleError::Bad, "{bad}");
        }
        assert_eq!(error("FREQ=SECONDLY"), RuleError::Fine);
        let minutes: Vec<String> = (0..60).map(|n| n.to_string()).collect();
        assert_eq!(error(&format!("FREQ=YEARLY;BYMINUTE={}", minutes.join(","))), RuleError::Fine);
    }

    #[test]
    fn a_search_for_what_never_comes_ends() {
        let start = date(2026, 1, 5).at(9, 0, 0, 0);
        let rule =
            Rule::parse(start, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", &Zone::Floating).unwrap();
        let mut budget = Budget::new();
        let mut found = 0;
        rule.walk(date(2200, 1, 1).at(0, 0, 0, 0), &mut budget, &mut |_| {
            found += 1;
            true
        });
        assert_eq!(found, 0);
        assert!(budget.0 <= 20_000_000 - SEARCH);
    }

    #[test]
    fn work_is_bounded() {
        let start = date(1900, 1, 1).at(9, 0, 0, 0);
        let rule = Rule::parse(start, "FREQ=DAILY", &Zone::Floating).unwrap();
        let mut budget = Budget(1000);
        let mut found = 0;
        let whole = rule.walk(date(2200, 1, 1).at(0, 0, 0, 0), &mut budget, &mut |_| {
            found += 1;
            true
        });
        assert_eq!((whole, found), (false, 1000));
    }

    proptest! {
        /// Daily and weekly rules against a walk over all days.
        #[test]
        fn agrees_with_a_walk_over_days(
            day in 0i64..3000,
            daily in any::<bool>(),
            interval in 1i64..5,
            count in proptest::option::of(1usize..40),
            mask in 1u8..128,
            length in 0i64..400,
        ) {
            let first = date(2020, 1, 1).checked_add(day.days()).unwrap();
            let start = first.at(9, 30, 0, 0);
            let last = first.checked_add(length.days()).unwrap().at(23, 59, 59, 0);
            let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
            let on = |weekday: Weekday| {
                let bit = weekday.to_monday_zero_offset();
                // The start is always in the rule: what else would be meant is not defined.
                mask & (1 << bit) != 0 || weekday == first.weekday()
            };
            let wanted: Vec<&str> = names
                .iter()
                .enumerate()
                .filter(|(i, _)| on(Weekday::from_monday_zero_offset(*i as i8).unwrap()))
                .map(|(_, name)| *name)
                .collect();
            let mut rule = if daily {
                format!("FREQ=DAILY;INTERVAL={interval}")
            } else {
                format!("FREQ=WEEKLY;INTERVAL={interval};BYDAY={}", wanted.join(","))
            };
            if let Some(count) = count {
                rule += &format!(";COUNT={count}");
            }
            let monday = first.checked_sub(i64::from(first.weekday().to_monday_zero_offset()).days()).unwrap();
            let expected: Vec<DateTime> = (0..=length)
                .map(|n| first.checked_add(n.days()).unwrap())
                .filter(|day| {
                    let since = |from: jiff::civil::Date| i64::from(from.until(*day).unwrap().get_days());
                    if daily {
                        since(first) % interval == 0
                    } else {
                        on(day.weekday()) && since(monday) / 7 % interval == 0
                    }
                })
                .take(count.unwrap_or(usize::MAX))
                .map(|day| day.at(9, 30, 0, 0))
                .collect();
            prop_assert_eq!(all(start, &rule, last), expected);
        }

        #[test]
        fn any_rule_is_read_or_refused(rule in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY))?(;[A-Z]{2,10}=[-+0-9A-Z,]{0,12}){0,4}") {
            let start = date(2026, 1, 5).at(9, 0, 0, 0);
            if let Ok(rule) = Rule::parse(start, &rule, &Zone::Floating) {
                let mut before = None;
                rule.walk(date(2027, 1, 1).at(0, 0, 0, 0), &mut Budget(2000), &mut |wall| {
                    assert!(before.is_none_or(|before| before <= wall));
                    before = Some(wall);
                    true
                });
            }
        }
    }
}
