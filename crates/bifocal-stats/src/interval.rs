//! Estimates with intervals.

use serde::{Deserialize, Serialize};

/// A closed interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The interval `centre ± half`, cut to `[0, 1]`.
    pub fn within_unit(centre: f64, half: f64) -> Self {
        Self { low: (centre - half).clamp(0.0, 1.0), high: (centre + half).clamp(0.0, 1.0) }
    }

    /// Whether a value lies in it.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Its length.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }
}

/// A point with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Point estimate.
    pub point: f64,
    /// Standard error.
    pub standard_error: f64,
    /// Interval at the level that the maker of the estimate names.
    #[serde(flatten)]
    pub interval: Interval,
}

impl Estimate {
    /// Whether the point is 0 or 1: for a share that was corrected, that the correction would have
    /// gone there or beyond.
    pub fn at_bound(&self) -> bool {
        self.point <= 0.0 || self.point >= 1.0
    }
}
