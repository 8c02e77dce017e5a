//! What a study would find with endless persons and messages, in an invented organisation.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::company::{GroupTruth, PersonTruth, World};
use bifocal_stats::kitagawa;

/// Persons that stand for endless ones. Their expected counts are exact, so only persons are sampled.
const PERSONS: usize = 40_000;
const SEED: u64 = 7;

/// Main families, in the order of `Family::ALL`.
const FAMILIES: usize = 6;

/// A group's expected shares over all persons.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Share of messages that do each family.
    pub does: Vec<f64>,
    /// Share of messages that do each family and attend to the pole: people, results.
    pub attending: [Vec<f64>; 2],
    /// Share of messages that attend to the pole.
    pub attends: [f64; 2],
}

impl Expected {
    /// Of a group: the true shares, or with a `coder`'s sensitivities and specificities (people, results)
    /// those that it would count. Both groups are drawn from the same stream, so that equal groups are exactly
    /// equal.
    pub fn of(group: &GroupTruth, world: &World, coder: Option<&[(f64, f64); 2]>) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        let mut sum = Self {
            does: vec![0.0; FAMILIES],
            attending: [vec![0.0; FAMILIES], vec![0.0; FAMILIES]],
            attends: [0.0; 2],
        };
        for _ in 0..PERSONS {
            let person = PersonTruth::draw(group, world, &mut random);
            for family in 0..FAMILIES {
                sum.does[family] += person.does(family);
            }
            for pole in 0..2 {
                let (sensitivity, specificity) = coder.map_or((1.0, 1.0), |coder| coder[pole]);
                let seen = |p: f64| sensitivity * p + (1.0 - specificity) * (1.0 - p);
                sum.attends[pole] += person.overall(pole, seen);
                for family in 0..FAMILIES {
                    sum.attending[pole][family] += person.attending(family, pole, seen);
                }
            }
        }
        let n = PERSONS as f64;
        sum.does.iter_mut().for_each(|x| *x /= n);
        sum.attends.iter_mut().for_each(|x| *x /= n);
        sum.attending.iter_mut().flatten().for_each(|x| *x /= n);
        sum
    }

    /// Focus within a family.
    pub fn within(&self, family: usize, pole: usize) -> f64 {
        self.attending[pole][family] / self.does[family]
    }
}

/// What the mix and what the focus within families make of the difference of two groups.
pub fn parts(a: &Expected, b: &Expected, pole: usize) -> (f64, f64) {
    let all = |e: &Expected| e.does.iter().sum::<f64>();
    let cells: Vec<[f64; 4]> = (0..FAMILIES)
        .map(|f| [a.does[f] / all(a), a.within(f, pole), b.does[f] / all(b), b.within(f, pole)])
        .collect();
    let found = kitagawa(&cells);
    (found.mix_total(), found.rate_total())
}
