//! Numbers of meetings and their minutes, and shares of time.

use std::collections::BTreeMap;

use bifocal_stats::{Cluster, Estimate, FEW, share};
use serde::Serialize;

use super::held::Held;

/// Level of intervals.
const LEVEL: f64 = 0.95;

/// So many meetings, so long together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// How many.
    pub meetings: u64,
    /// Their minutes, overlapping ones counted each.
    pub minutes: u64,
}

impl Amount {
    pub(super) const fn add(&mut self, minutes: u64) {
        self.meetings += 1;
        self.minutes += minutes;
    }
}

/// A part of all meetings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// The meetings of the part.
    #[serde(flatten)]
    pub amount: Amount,
    /// The share of all meeting minutes, 0 to 1, with its 95 % interval; where the calendar is too
    /// thin for an interval, nothing.
    pub of_time: Option<Estimate>,
}

impl Share {
    /// The part of the meetings for which `is` holds.
    ///
    /// The interval is for weeks like these: weeks are the clusters of the jackknife. It is given
    /// from 16 weeks with meetings on, and with at least 30 meetings within the part and as many
    /// outside it, so that no single long meeting makes it.
    pub(super) fn of(held: &[Held<'_>], is: impl Fn(&Held<'_>) -> bool) -> Self {
        let (mut amount, mut others) = (Amount::default(), 0u64);
        let mut weeks: BTreeMap<_, Cluster> = BTreeMap::new();
        for held in held {
            let minutes = held.meeting.minutes();
            let week = weeks.entry(held.monday).or_default();
            week.out_of += minutes;
            if is(held) {
                amount.add(minutes);
                week.positives += minutes;
            } else {
                others += 1;
            }
        }
        let clusters: Vec<Cluster> = weeks.into_values().collect();
        let of_time = share(&clusters, LEVEL).filter(|_| amount.meetings.min(others) >= FEW);
        Self { amount, of_time }
    }
}

/// The median of numbers; nothing without any.
pub(super) fn median(mut numbers: Vec<u64>) -> Option<f64> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    let lower = if numbers.len().is_multiple_of(2) { numbers[middle - 1] } else { upper };
    Some((lower + upper) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(7.0));
        assert_eq!(median(vec![14, 7, 7, 8]), Some(7.5));
    }
}
