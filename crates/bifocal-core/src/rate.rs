//! One share with what may be said of it.

use bifocal_stats::{
    Cluster, Estimate, MIN_CLUSTERS, Pull, growth_needed, pulled_share, reliability, rogan_gladen,
    share, student_critical,
};
use serde::Serialize;

use crate::card::Card;
use crate::lens::Pole;

/// Level of all intervals.
pub const LEVEL: f64 = 0.95;

/// From this reliability on a rate is shown with its point.
pub const RELIABLE: f64 = 0.70;

/// A share of a person's messages.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// Messages that have it.
    pub positives: u64,
    /// Out of how many.
    pub out_of: u64,
    /// As counted, with its 95 % interval; none where messages lie in too few threads.
    pub counted: Option<Estimate>,
    /// Corrected for the coder's error rates, where the card has them.
    pub corrected: Option<Estimate>,
    /// Drawn toward the person's own total, for rates within an activity.
    pub pooled: Option<Estimate>,
    /// What may be shown.
    pub shown: Shown,
}

/// What may be shown of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Shown {
    /// Point and interval.
    Point {
        /// Reliability of the point, 0 to 1.
        reliability: f64,
    },
    /// The interval alone: the point would say more about chance than about the person.
    Interval {
        /// Reliability that the point would have; none where people were not measured.
        reliability: Option<f64>,
        /// About how many more messages would make the point reliable.
        more_messages: Option<u64>,
    },
    /// Nothing: too few threads for an interval.
    Nothing {
        /// Buckets of threads that hold such messages.
        occupied: usize,
        /// How many are needed.
        needed: usize,
    },
}

impl Rate {
    /// Makes a rate of buckets' counts. `name` finds the variance between persons in the card,
    /// `pole` the coder's error rates, `pull` draws a small cell toward the person's own total.
    pub(crate) fn new(
        buckets: &[Cluster],
        name: &str,
        pole: Option<Pole>,
        pull: Option<Pull<'_>>,
        card: &Card,
    ) -> Self {
        let counted = share(buckets, LEVEL);
        let occupied = buckets.iter().filter(|b| b.out_of > 0).count();
        let out_of = buckets.iter().map(|b| b.out_of).sum();
        let corrected = counted.as_ref().and_then(|estimate| {
            let errors = card.errors(pole?)?;
            let critical = student_critical(LEVEL, occupied as f64 - 1.0)?;
            rogan_gladen(estimate, errors, critical)
        });
        Self {
            positives: buckets.iter().map(|b| b.positives).sum(),
            out_of,
            corrected,
            pooled: pull.and_then(|pull| pulled_share(buckets, &pull, LEVEL)),
            shown: counted
                .as_ref()
                .map_or(Shown::Nothing { occupied, needed: MIN_CLUSTERS }, |estimate| {
                    shown(estimate, card.between(name), out_of)
                }),
            counted,
        }
    }
}

fn shown(estimate: &Estimate, between: Option<f64>, out_of: u64) -> Shown {
    let Some(between) = between else {
        return Shown::Interval { reliability: None, more_messages: None };
    };
    let reliability = reliability(between, estimate.standard_error);
    if reliability >= RELIABLE {
        return Shown::Point { reliability };
    }
    let growth = growth_needed(between, estimate.standard_error, RELIABLE);
    let more = out_of as f64 * (growth - 1.0);
    // Where people hardly differ no amount of text would do: then no number is given.
    let more_messages = (more.is_finite() && more < 1e6).then(|| more.ceil() as u64);
    Shown::Interval { reliability: Some(reliability), more_messages }
}
