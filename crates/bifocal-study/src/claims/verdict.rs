//! Verdicts.

use bifocal_stats::Interval;
use serde::Serialize;

/// What a test says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// The difference lies within the margin.
    Same,
    /// There is a difference.
    Different,
    /// Neither can be told.
    CannotTell {
        /// About so many persons a group would tell, if the groups were the same.
        persons_needed: Option<u64>,
    },
}

/// An estimate with its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Difference, first less second.
    pub point: f64,
    /// 95 % interval.
    pub interval: Interval,
    /// 90 % interval: inside of the margin it means "the same" at 5 %.
    pub narrow: Interval,
    /// The margin.
    pub margin: f64,
    /// p of no difference.
    pub p: f64,
    /// What it says.
    pub verdict: Verdict,
}

impl Verdict {
    /// *Same* if the 90 % interval lies inside the margin (two one-sided tests at 5 %), *different* if
    /// the difference is found (`found`) and not the same, else *cannot tell*. A difference that is
    /// found and lies within the margin is "the same": the margin was set for that.
    pub fn of(narrow: Interval, margin: f64, found: bool, persons_needed: Option<u64>) -> Self {
        if -margin < narrow.low && narrow.high < margin {
            Self::Same
        } else if found {
            Self::Different
        } else {
            Self::CannotTell { persons_needed }
        }
    }
}
