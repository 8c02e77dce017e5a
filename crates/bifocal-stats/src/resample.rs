//! Resampling persons: bootstrap-t and permutation.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::interval::{Estimate, Interval};

/// Bootstrap-t of a difference of two groups of persons (Efron 1981; Hall 1988, *Annals of Statistics*
/// 16, 927-953): persons are drawn anew in each group, and the distribution of the studentised
/// difference takes the place of t. `statistic` gives point and standard error, or nothing where it is
/// not defined; more than a tenth of such draws give `None`. The same seed gives the same interval.
pub fn bootstrap_t<P: Clone>(
    first: &[P],
    second: &[P],
    statistic: impl Fn(&[P], &[P]) -> Option<(f64, f64)>,
    level: f64,
    draws: usize,
    seed: u64,
) -> Option<Estimate> {
    let (point, standard_error) = statistic(first, second)?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = |group: &[P]| -> Vec<P> {
        (0..group.len()).map(|_| group[random.random_range(0..group.len())].clone()).collect()
    };
    let mut values: Vec<f64> = (0..draws)
        .filter_map(|_| {
            let (a, b) = (draw(first), draw(second));
            let (again, error) = statistic(&a, &b)?;
            (error > 0.0).then(|| (again - point) / error)
        })
        .collect();
    if values.len() * 10 < draws * 9 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let tail = f64::midpoint(0.0, 1.0 - level);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    Some(Estimate {
        point,
        standard_error,
        interval: Interval {
            low: point - at(1.0 - tail) * standard_error,
            high: point - at(tail) * standard_error,
        },
    })
}

/// Two-sided p of a difference under exchange of persons between the groups: the share of shuffles,
/// with the one at hand, whose statistic is at least as far from 0 (Phipson & Smyth 2010, *SAGMB* 9,
/// 39, eq. 2). `None` where the statistic is not defined at hand.
pub fn permutation_p<P: Clone>(
    first: &[P],
    second: &[P],
    statistic: impl Fn(&[P], &[P]) -> Option<f64>,
    shuffles: usize,
    seed: u64,
) -> Option<f64> {
    let seen = statistic(first, second)?.abs();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut all: Vec<P> = first.iter().chain(second).cloned().collect();
    let mut as_far = 1usize;
    for _ in 0..shuffles {
        all.shuffle(&mut random);
        let (a, b) = all.split_at(first.len());
        // What is not defined counts against a finding.
        if statistic(a, b).is_none_or(|value| value.abs() >= seen - 1e-12) {
            as_far += 1;
        }
    }
    Some(as_far as f64 / (shuffles + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Summary, welch};

    fn difference(a: &[f64], b: &[f64]) -> Option<(f64, f64)> {
        let d = welch(Summary::of(a)?, Summary::of(b)?)?;
        Some((d.point, d.standard_error))
    }

    #[test]
    fn clear_differences_are_found_and_none_is_not() {
        let low: Vec<f64> = (0..12).map(|i| f64::from(i % 4)).collect();
        let high: Vec<f64> = (0..12).map(|i| 5.0 + f64::from(i % 5)).collect();
        let found = bootstrap_t(&high, &low, difference, 0.95, 999, 1).expect("defined");
        assert!(found.interval.low > 0.0);
        assert_eq!(bootstrap_t(&high, &low, difference, 0.95, 999, 1), Some(found));
        let p =
            |a: &[f64], b: &[f64]| permutation_p(a, b, |a, b| Some(difference(a, b)?.0), 999, 1);
        assert!(p(&high, &low).expect("defined") < 0.01);
        assert!(p(&low, &low).expect("defined") > 0.5);
    }
}
