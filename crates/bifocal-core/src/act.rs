//! A sentence with its codes.

use serde::{Deserialize, Serialize};

use crate::Pole;
use crate::activity::{Activity, ActivitySet};
use crate::lens::PoleSet;
use crate::reading::{Probability, Reading};

/// From which probability on a code counts as decided; part of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// The likeliest activity below this is undecided.
    pub activity: Probability,
    /// Per pole, in the order of [`Pole::ALL`].
    pub poles: [Probability; Pole::COUNT],
    /// When a whole message attends to a pole, in the same order.
    pub messages: [MessageRule; Pole::COUNT],
}

/// When a message attends to a pole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageRule {
    /// If one of its acts does.
    #[default]
    AnyAct,
    /// If the roots of the sums of its acts' probabilities, of all poles, weigh enough together: what
    /// a message attends to shows in its acts' other poles too. A root, since the second act of a kind says less than
    /// the first. Fitted by logistic regression on messages that were coded as wholes.
    Weighted {
        /// Per pole, in the order of [`Pole::ALL`]; of the root of 65,536 × the sum.
        weights: [i32; Pole::COUNT],
        /// The least weighted sum.
        least: i64,
    },
}

impl MessageRule {
    /// The root of a sum of probabilities in steps of 1/65,535, as it is weighed: that of 65,536 × the
    /// sum, rounded down.
    pub fn root(sum: u32) -> i64 {
        (u64::from(sum) << 16).isqrt() as i64
    }

    /// Whether a message attends to a pole, by its acts' own decisions (`any`) and the sums of their
    /// probabilities in steps of 1/65,535 (`expected`) together.
    pub fn holds(&self, pole: Pole, any: PoleSet, expected: &[u32; Pole::COUNT]) -> bool {
        match self {
            Self::AnyAct => any.contains(pole),
            Self::Weighted { weights, least } => {
                let parts =
                    weights.iter().zip(expected).map(|(w, s)| i64::from(*w) * Self::root(*s));
                parts.sum::<i64>() >= *least
            }
        }
    }
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
            poles: Pole::ALL
                .into_iter()
                .filter(|pole| reading.pole(*pole) >= thresholds.poles[pole.index()])
                .collect(),
            reading,
        }
    }
}

/// The codes of a message: a message does an activity if one of its acts does, and attends to a
/// pole by the model's [`MessageRule`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageCodes {
    /// What it does.
    pub activities: ActivitySet,
    /// What it attends to.
    pub poles: PoleSet,
    /// Its acts' codes.
    pub sentences: Vec<(Option<Activity>, PoleSet)>,
}

impl MessageCodes {
    /// The codes of a message with these acts.
    pub fn decide<'a>(acts: impl IntoIterator<Item = &'a Act>, thresholds: &Thresholds) -> Self {
        let mut codes = Self::default();
        let mut expected = [0u32; Pole::COUNT];
        for act in acts {
            if let Some(activity) = act.activity {
                codes.activities.insert(activity);
            }
            codes.poles = codes.poles.union(act.poles);
            codes.sentences.push((act.activity, act.poles));
            for pole in Pole::ALL {
                let sum = &mut expected[pole.index()];
                *sum = sum.saturating_add(u32::from(act.reading.pole(pole).0));
            }
        }
        codes.poles = Pole::ALL
            .into_iter()
            .filter(|pole| thresholds.messages[pole.index()].holds(*pole, codes.poles, &expected))
            .collect();
        codes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(people: f64) -> Act {
        let mut reading = Reading::default();
        reading.poles[Pole::People.index()] = Probability((people * 65_535.0) as u16);
        Act::decide(reading, &thresholds(MessageRule::AnyAct))
    }

    fn thresholds(people: MessageRule) -> Thresholds {
        let mut messages = [MessageRule::AnyAct; Pole::COUNT];
        messages[Pole::People.index()] = people;
        Thresholds { activity: Probability(0), poles: [Probability(32_768); Pole::COUNT], messages }
    }

    #[test]
    fn a_message_attends_by_one_act_or_by_all_together() {
        let attends = |acts: &[Act], rule| {
            MessageCodes::decide(acts, &thresholds(rule)).poles.contains(Pole::People)
        };
        let halves = [act(0.4), act(0.3)];
        assert!(!attends(&halves, MessageRule::AnyAct));
        assert!(attends(&[act(0.6)], MessageRule::AnyAct));
        // Twice the root of .49 expected acts, and nothing for the other poles.
        let mut weights = [0; Pole::COUNT];
        weights[Pole::People.index()] = 2;
        let weighted = |least| MessageRule::Weighted { weights, least };
        assert!(attends(&[act(0.49)], weighted(91_000)));
        assert!(!attends(&[act(0.49)], weighted(92_000)));
        assert!(attends(&[act(0.49), act(0.49)], weighted(128_000)));
        assert!(!attends(&[], weighted(1)));
    }
}
