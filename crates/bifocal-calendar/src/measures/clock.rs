//! Measures of the clock: working hours, double booking, notice.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::Serialize;

use super::amount::{Amount, median};
use super::held::Held;

/// The hours of Monday to Friday that count as working hours, on the clock of the calendar's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WorkingHours {
    /// The first, 0 to 23.
    pub from: u8,
    /// The end, 1 to 24.
    pub to: u8,
}

impl Default for WorkingHours {
    fn default() -> Self {
        Self { from: 8, to: 18 }
    }
}

impl WorkingHours {
    /// Minutes of a stretch that lie outside.
    fn outside(self, start: DateTime, minutes: u64) -> u64 {
        let of_day =
            u64::from(start.hour().unsigned_abs()) * 60 + u64::from(start.minute().unsigned_abs());
        let (mut day, mut from, mut left, mut outside) = (start.date(), of_day, minutes, 0);
        while left > 0 {
            let here = left.min(24 * 60 - from);
            outside += here - self.inside(day, from, from + here);
            left -= here;
            from = 0;
            let Ok(next) = day.checked_add(1.day()) else { break };
            day = next;
        }
        outside
    }

    fn inside(self, day: Date, from: u64, to: u64) -> u64 {
        if day.weekday().to_monday_zero_offset() >= 5 {
            return 0;
        }
        let (open, close) = (u64::from(self.from) * 60, u64::from(self.to) * 60);
        to.min(close).saturating_sub(from.max(open))
    }
}

/// Meetings with any minute outside working hours, and these minutes.
pub(super) fn outside(held: &[Held<'_>], hours: WorkingHours) -> Amount {
    let mut sum = Amount::default();
    for held in held {
        let minutes = hours.outside(held.meeting.wall, held.meeting.minutes());
        if minutes > 0 {
            sum.add(minutes);
        }
    }
    sum
}

/// Minutes during which there is more than one meeting. `held` is in order of its starts.
pub(super) fn double_booked(held: &[Held<'_>]) -> u64 {
    // Up to here there is one meeting, and up to here more than one.
    let (mut once, mut twice) = (i64::MIN, i64::MIN);
    let mut seconds = 0;
    for held in held {
        let (start, end) = (held.meeting.start.0, held.meeting.end.0);
        let (from, to) = (start.max(twice), end.min(once));
        if from < to {
            seconds += to - from;
            twice = to;
        }
        once = once.max(end);
    }
    u64::try_from(seconds / 60).unwrap_or(0)
}

/// How long before its start a meeting was put into the calendar. Meetings of a series are left
/// out: the series was made once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Notice {
    /// Entered when it had begun already.
    pub afterwards: Amount,
    /// Up to 6 hours before.
    pub up_to_6_hours: Amount,
    /// More than 6 and up to 12 hours.
    pub up_to_12_hours: Amount,
    /// More than 12 and less than 24 hours.
    pub up_to_24_hours: Amount,
    /// A day or more, and less than seven.
    pub up_to_7_days: Amount,
    /// Seven days or more.
    pub longer: Amount,
    /// The files do not tell when it was made.
    pub not_told: Amount,
    /// Of a series.
    pub recurring: Amount,
    /// Median in hours over those that were entered before they began.
    pub median_hours: Option<f64>,
}

impl Notice {
    pub(super) fn of(held: &[Held<'_>]) -> Self {
        const HOUR: i64 = 3600;
        let mut notice = Self::default();
        let mut ahead = Vec::new();
        for meeting in held.iter().map(|held| held.meeting) {
            let place = match meeting.created.map(|created| meeting.start.0 - created.0) {
                _ if meeting.recurring => &mut notice.recurring,
                None => &mut notice.not_told,
                Some(seconds) => {
                    if let Ok(minutes) = u64::try_from(seconds / 60)
                        && seconds >= 0
                    {
                        ahead.push(minutes);
                    }
                    match seconds {
                        ..0 => &mut notice.afterwards,
                        s if s <= 6 * HOUR => &mut notice.up_to_6_hours,
                        s if s <= 12 * HOUR => &mut notice.up_to_12_hours,
                        s if s < 24 * HOUR => &mut notice.up_to_24_hours,
                        s if s < 7 * 24 * HOUR => &mut notice.up_to_7_days,
                        _ => &mut notice.longer,
                    }
                }
            };
            place.add(meeting.minutes());
        }
        notice.median_hours = median(ahead).map(|minutes| minutes / 60.0);
        notice
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn minutes_outside() {
        let hours = WorkingHours::default();
        let monday = date(2026, 1, 5);
        assert_eq!(hours.outside(monday.at(9, 0, 0, 0), 60), 0);
        assert_eq!(hours.outside(monday.at(7, 30, 0, 0), 60), 30);
        assert_eq!(hours.outside(monday.at(17, 30, 0, 0), 60), 30);
        // Over midnight, and on a weekend.
        assert_eq!(hours.outside(monday.at(23, 0, 0, 0), 120), 120);
        assert_eq!(hours.outside(date(2026, 1, 10).at(10, 0, 0, 0), 45), 45);
        assert_eq!(hours.outside(date(2026, 1, 9).at(17, 0, 0, 0), 24 * 60), 23 * 60);
        assert_eq!(WorkingHours { from: 0, to: 24 }.outside(monday.at(0, 0, 0, 0), 1440), 0);
    }
}
