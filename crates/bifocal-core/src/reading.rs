//! What the coder says of a sentence: probabilities.

use crate::{Activity, Pole};

/// A probability in steps of 1/65,535: integers, so that it is the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probability(pub u16);

impl Probability {
    /// As a number from 0 to 1.
    pub fn value(self) -> f64 {
        f64::from(self.0) / f64::from(u16::MAX)
    }
}

/// Probabilities of a sentence in its context: one of eleven activities, and each of twelve poles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reading {
    /// In the order of [`Activity::ALL`]; they sum to 1 but for rounding.
    pub activities: [Probability; Activity::COUNT],
    /// In the order of [`Pole::ALL`]; independent of each other.
    pub poles: [Probability; Pole::COUNT],
}

impl Reading {
    /// The most likely activity; of equals the first in the codebook's order.
    pub fn likeliest(&self) -> (Activity, Probability) {
        let mut best = (Activity::ALL[0], self.activities[0]);
        for activity in Activity::ALL {
            let p = self.activities[activity.index()];
            if p > best.1 {
                best = (activity, p);
            }
        }
        best
    }

    /// Probability of an activity.
    pub fn activity(&self, activity: Activity) -> Probability {
        self.activities[activity.index()]
    }

    /// Probability of a pole.
    pub fn pole(&self, pole: Pole) -> Probability {
        self.poles[pole.index()]
    }
}
