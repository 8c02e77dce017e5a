//! A sentence with its codes.

use crate::activity::{Activity, ActivitySet};
use crate::lens::PoleSet;
use crate::reading::{Probability, Reading};

/// From which probability on a code counts as decided; part of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// The likeliest activity below this is undecided.
    pub activity: Probability,
    /// Per pole, in the order of [`crate::Pole::ALL`].
    pub poles: [Probability; crate::Pole::COUNT],
}

/// The decided codes of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Act {
    /// What it does; `None` is undecided.
    pub activity: Option<Activity>,
    /// What it attends to.
    pub poles: PoleSet,
    /// The probabilities behind both.
    pub reading: Reading,
}

impl Act {
    /// Decides the codes of a reading.
    pub fn decide(reading: Reading, thresholds: &Thresholds) -> Self {
        let (activity, p) = reading.likeliest();
        Self {
            activity: (p >= thresholds.activity).then_some(activity),
            poles: crate::Pole::ALL
                .into_iter()
                .filter(|pole| reading.pole(*pole) >= thresholds.poles[pole.index()])
                .collect(),
            reading,
        }
    }
}

/// The codes of a message: a message does an activity if one of its acts does, and attends to a
/// pole if one of its acts does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageCodes {
    /// What it does.
    pub activities: ActivitySet,
    /// What it attends to.
    pub poles: PoleSet,
    /// Its acts' codes.
    pub sentences: Vec<(Option<Activity>, PoleSet)>,
}

impl<'a> FromIterator<&'a Act> for MessageCodes {
    fn from_iter<I: IntoIterator<Item = &'a Act>>(acts: I) -> Self {
        let mut codes = Self::default();
        for act in acts {
            if let Some(activity) = act.activity {
                codes.activities.insert(activity);
            }
            codes.poles = codes.poles.union(act.poles);
            codes.sentences.push((act.activity, act.poles));
        }
        codes
    }
}
