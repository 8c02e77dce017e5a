//! Resampling persons: bootstrap-t and permutation.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::interval::{Estimate, Interval};
use crate::moments::{correlation, mean};

/// Bootstrap-t of a difference of two groups of persons (Efron 1981; Hall 1988, *Annals of Statistics*
/// 16, 927-953): persons are drawn anew in each group, and the distribution of the studentised
/// difference takes the place of t. `statistic` gives point and standard error, or nothing where it is
/// not defined; more than a tenth of such draws give `None`, as do empty groups and a level outside
/// (0, 1). The same seed gives the same interval.
pub fn bootstrap_t<P: Clone>(
    first: &[P],
    second: &[P],
    statistic: impl Fn(&[P], &[P]) -> Option<(f64, f64)>,
    level: f64,
    draws: usize,
    seed: u64,
) -> Option<Estimate> {
    let (point, standard_error) = statistic(first, second)?;
    if first.is_empty() || second.is_empty() || !(level > 0.0 && level < 1.0) {
        return None;
    }
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
    if values.is_empty() || values.len().saturating_mul(10) < draws.saturating_mul(9) {
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

/// Two-sided p of a difference under exchange of persons between the groups: how often the statistic
/// is at least as far from 0 as it is at hand. All ways to share out the persons are tried where there
/// are at most `shuffles` (Fisher 1935, *The Design of Experiments*, section 21); else so many are
/// drawn and the one at hand is counted with them (Phipson & Smyth 2010, *SAGMB* 9, 39, eq. 2). `None`
/// where the statistic is not defined at hand.
pub fn permutation_p<P: Clone>(
    first: &[P],
    second: &[P],
    statistic: impl Fn(&[P], &[P]) -> Option<f64>,
    shuffles: usize,
    seed: u64,
) -> Option<f64> {
    let seen = statistic(first, second)?.abs();
    let least = seen - 1e-12 * seen.max(1.0);
    // What is not defined counts against a finding.
    let as_far = |a: &[P], b: &[P]| statistic(a, b).is_none_or(|value| value.abs() >= least);
    Some(share_of_exchanges(first, second, as_far, shuffles, seed))
}

/// p of equivalence under exchange of persons: two one-sided tests that the means of two groups differ by
/// less than `margin`, the larger p of both. For each side the first group is moved by the margin, so that
/// at the margin the groups are exchangeable (Arboretti, Carrozzo, Pesarin & Salmaso 2018, *Statistics in
/// Biopharmaceutical Research* 10, 130-138, the intersection-union way). Exchanges are tried or drawn as
/// for [`permutation_p`]. `None` for an empty group.
pub fn permutation_equivalence(
    first: &[f64],
    second: &[f64],
    margin: f64,
    shuffles: usize,
    seed: u64,
) -> Option<f64> {
    // Turned round, the upper side is the lower.
    let side = |sign: f64| {
        let moved: Vec<f64> = first.iter().map(|value| sign * value + margin).collect();
        let other: Vec<f64> = second.iter().map(|value| sign * value).collect();
        let apart = |a: &[f64], b: &[f64]| Some(mean(a)? - mean(b)?);
        let seen = apart(&moved, &other)?;
        let least = seen - 1e-12 * seen.abs().max(1.0);
        let as_far = |a: &[f64], b: &[f64]| apart(a, b).is_none_or(|value| value >= least);
        Some(share_of_exchanges(&moved, &other, as_far, shuffles, seed))
    };
    Some(f64::max(side(1.0)?, side(-1.0)?))
}

/// Two-sided p of no relation between two numbers of the same persons, when one of them is dealt out anew
/// (Pitman 1937, *Supplement to JRSS* 4, 225-232): how often the correlation is at least as far from 0 as it is
/// at hand. All deals are tried where there are at most `shuffles`; else so many are drawn, and the one at hand
/// is counted with them. `None` where there is no correlation.
pub fn permutation_correlation_p(a: &[f64], b: &[f64], shuffles: usize, seed: u64) -> Option<f64> {
    let seen = correlation(a, b)?.abs();
    let as_far = |dealt: &[f64]| correlation(a, dealt).is_none_or(|r| r.abs() >= seen - 1e-12);
    let mut dealt = b.to_vec();
    let deals = (1..=b.len()).try_fold(1usize, |deals, n| deals.checked_mul(n));
    if let Some(deals) = deals.filter(|deals| *deals <= shuffles) {
        return Some(count_deals(&mut dealt, b.len(), &as_far) as f64 / deals as f64);
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut far = 1usize;
    for _ in 0..shuffles {
        dealt.shuffle(&mut random);
        far += usize::from(as_far(&dealt));
    }
    Some(far as f64 / (shuffles + 1) as f64)
}

/// In how many of the orders of the first `open` numbers something is so; they are left as they were.
fn count_deals(dealt: &mut [f64], open: usize, is_so: &impl Fn(&[f64]) -> bool) -> usize {
    if open <= 1 {
        return usize::from(is_so(dealt));
    }
    let mut count = 0;
    for at in 0..open {
        dealt.swap(at, open - 1);
        count += count_deals(dealt, open - 1, is_so);
        dealt.swap(at, open - 1);
    }
    count
}

/// Share of the ways to share out persons in which something is as far as it is at hand.
fn share_of_exchanges<P: Clone>(
    first: &[P],
    second: &[P],
    as_far: impl Fn(&[P], &[P]) -> bool,
    shuffles: usize,
    seed: u64,
) -> f64 {
    let mut all: Vec<P> = first.iter().chain(second).cloned().collect();
    if ways(all.len(), first.len()).is_some_and(|count| count <= shuffles) {
        let (mut far, mut tried) = (0usize, 0usize);
        let mut chosen: Vec<usize> = (0..first.len()).collect();
        loop {
            let side = |inside: bool| -> Vec<P> {
                let mine = |i: &usize| chosen.binary_search(i).is_ok() == inside;
                (0..all.len()).filter(mine).map(|i| all[i].clone()).collect()
            };
            far += usize::from(as_far(&side(true), &side(false)));
            tried += 1;
            if !next_choice(&mut chosen, all.len()) {
                return far as f64 / tried as f64;
            }
        }
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut far = 1usize;
    for _ in 0..shuffles {
        all.shuffle(&mut random);
        let (a, b) = all.split_at(first.len());
        far += usize::from(as_far(a, b));
    }
    far as f64 / (shuffles + 1) as f64
}

/// How many ways there are to choose `k` of `n`; `None` if they cannot be counted.
fn ways(n: usize, k: usize) -> Option<usize> {
    (1..=k.min(n - k)).try_fold(1usize, |ways, i| Some(ways.checked_mul(n - i + 1)? / i))
}

/// The next choice of places under `n`, each choice in rising order; `false` after the last.
fn next_choice(chosen: &mut [usize], n: usize) -> bool {
    let k = chosen.len();
    let Some(at) = (0..k).rev().find(|i| chosen[*i] < n - k + i) else {
        return false;
    };
    chosen[at] += 1;
    for i in at + 1..k {
        chosen[i] = chosen[i - 1] + 1;
    }
    true
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

    #[test]
    fn equivalence_is_shown_within_the_margin_only() {
        let first: Vec<f64> = (0..12).map(|i| f64::from(i % 4)).collect();
        let second: Vec<f64> = (0..12).map(|i| f64::from((i + 1) % 4)).collect();
        let p = |margin: f64| permutation_equivalence(&first, &second, margin, 999, 1);
        assert!(p(2.0).expect("defined") < 0.01);
        assert!(p(0.1).expect("defined") > 0.2);
        // At a difference of exactly the margin, one side is as likely as not.
        let far: Vec<f64> = first.iter().map(|value| value + 2.0).collect();
        let at = permutation_equivalence(&far, &second, 2.0, 999, 1).expect("defined");
        assert!((0.3..0.8).contains(&at), "{at}");
        assert_eq!(permutation_equivalence(&far, &[], 2.0, 999, 1), None);
    }

    #[test]
    fn a_relation_is_found_and_none_is_not() {
        let a: Vec<f64> = (0..14).map(f64::from).collect();
        let bent: Vec<f64> = a.iter().map(|x| x + f64::from(*x as i32 % 3)).collect();
        let apart: Vec<f64> = a.iter().map(|x| (x - 6.5).powi(2)).collect();
        let p = |b: &[f64]| permutation_correlation_p(&a, b, 999, 1);
        assert!(p(&bent).expect("varies") < 0.01);
        assert!(p(&apart).expect("varies") > 0.9);
        assert_eq!(p(&[1.0; 14]), None);
        assert_eq!(p(&bent), p(&bent), "seeds are fixed");
    }

    #[test]
    fn nonsense_is_refused() {
        let some = [1.0, 2.0, 4.0];
        let any = |_: &[f64], _: &[f64]| Some((1.0, 1.0));
        assert_eq!(bootstrap_t(&some, &some, any, 0.95, 0, 1), None);
        assert_eq!(bootstrap_t(&some, &some, any, 1.5, 99, 1), None);
        assert_eq!(bootstrap_t(&some, &[], any, 0.95, 99, 1), None);
        assert_eq!(permutation_p(&some, &[], |_, _| Some(1.0), 99, 1), Some(1.0));
        assert_eq!(permutation_p(&some, &some, |_, _| None, 99, 1), None);
    }

    #[test]
    fn every_way_is_tried_once() {
        assert_eq!((ways(5, 2), ways(24, 12), ways(3, 0)), (Some(10), Some(2_704_156), Some(1)));
        assert_eq!(ways(200, 100), None);
        let mut chosen = vec![0, 1];
        let mut seen = vec![chosen.clone()];
        while next_choice(&mut chosen, 5) {
            seen.push(chosen.clone());
        }
        let mut distinct = seen.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!((seen.len(), distinct.len()), (10, 10));
    }
}
