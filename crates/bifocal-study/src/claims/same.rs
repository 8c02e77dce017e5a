//! Claim 1: the two groups do the same things as often.

use bifocal_stats::{Summary, holm, persons_for_equivalence, variance, welch};

use super::persons::{Participant, groups, sides};
use super::verdict::{Answer, Verdict};
use crate::gate::{Gate, Refusal, Released};

/// The answer for one class of activities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SameShare {
    /// Position of the class.
    pub class: usize,
    /// What was found.
    pub answer: Answer,
}

const ALPHA: f64 = 0.05;
const POWER: f64 = 0.80;

/// Compares the mean share of messages that do each class: Welch's difference of persons, two one-sided
/// tests against the margin, and Holm's correction over the classes for "different". All classes
/// together are the same if each is (intersection-union: no correction needed).
///
/// # Errors
/// If the gate refuses the groups.
pub fn same_shares(
    gate: &mut Gate,
    persons: &[Participant],
    classes: usize,
    margin: f64,
) -> Result<Released<Vec<SameShare>>, Refusal> {
    let sides = sides(persons);
    gate.comparison(&groups(&sides), || compare(&sides, classes, margin))
}

fn compare(sides: &[Vec<&Participant>; 2], classes: usize, margin: f64) -> Vec<SameShare> {
    let compared: Vec<_> = (0..classes)
        .filter_map(|class| {
            let shares =
                |side: &[&Participant]| side.iter().map(|p| p.share(class)).collect::<Vec<_>>();
            let (first, second) = (shares(&sides[0]), shares(&sides[1]));
            let difference = welch(Summary::of(&first)?, Summary::of(&second)?)?;
            let pooled = f64::midpoint(variance(&first)?, variance(&second)?).sqrt();
            let needed = persons_for_equivalence(margin, pooled, ALPHA, POWER) as u64;
            Some((class, difference, needed))
        })
        .collect();
    let adjusted = holm(&compared.iter().map(|(_, d, _)| d.p()).collect::<Vec<_>>());
    compared
        .into_iter()
        .zip(adjusted)
        .filter_map(|((class, difference, needed), p)| {
            let narrow = difference.estimate(1.0 - 2.0 * ALPHA)?.interval;
            let answer = Answer {
                point: difference.point,
                interval: difference.estimate(1.0 - ALPHA)?.interval,
                narrow,
                margin,
                p,
                verdict: Verdict::of(narrow, margin, p < ALPHA, Some(needed)),
            };
            Some(SameShare { class, answer })
        })
        .collect()
}
