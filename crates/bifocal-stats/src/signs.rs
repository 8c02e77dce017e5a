//! Exchange of the signs of persons' changes.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Two-sided p of no change on average, when each person's change could as well have had the other sign
/// (Fisher 1935, *The Design of Experiments*, section 21): how often the sum is at least as far from 0 as it is
/// at hand. All signs are tried where there are at most `flips` ways; else so many are drawn and the one at hand
/// is counted with them (Phipson & Smyth 2010). Under six persons it is never below .05. `None` without persons.
pub fn sign_flip_p(changes: &[f64], flips: usize, seed: u64) -> Option<f64> {
    let seen = sum(changes).abs();
    share_of_flips(changes, |sum| sum.abs() >= seen - slack(changes), flips, seed)
}

/// p of equivalence under exchange of signs: two one-sided tests that the mean change is less than `margin`
/// away from 0, the larger p of both. For each side the changes are moved by the margin, so that at the margin
/// they lie evenly about 0. Signs are tried or drawn as for [`sign_flip_p`]. `None` without persons.
pub fn sign_flip_equivalence(changes: &[f64], margin: f64, flips: usize, seed: u64) -> Option<f64> {
    let side = |sign: f64| {
        let moved: Vec<f64> = changes.iter().map(|change| sign * change + margin).collect();
        let least = sum(&moved) - slack(&moved);
        share_of_flips(&moved, |sum| sum >= least, flips, seed)
    };
    Some(f64::max(side(1.0)?, side(-1.0)?))
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}

/// What sums of the same numbers in another order may differ by.
fn slack(values: &[f64]) -> f64 {
    1e-12 * values.iter().map(|value| value.abs()).sum::<f64>().max(1e-300)
}

/// Share of the ways to give signs in which the sum is as far as it is at hand.
fn share_of_flips(
    values: &[f64],
    as_far: impl Fn(f64) -> bool,
    flips: usize,
    seed: u64,
) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let all = u32::try_from(values.len()).ok().and_then(|n| 1usize.checked_shl(n));
    if let Some(all) = all.filter(|all| *all <= flips) {
        let signed = |signs: usize| {
            let flip =
                |(at, value): (usize, &f64)| if signs >> at & 1 == 1 { -value } else { *value };
            values.iter().enumerate().map(flip).sum::<f64>()
        };
        let far = (0..all).filter(|signs| as_far(signed(*signs))).count();
        return Some(far as f64 / all as f64);
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let far = (0..flips)
        .filter(|_| {
            let flip = |value: &f64| if random.random_bool(0.5) { -value } else { *value };
            as_far(values.iter().map(flip).sum())
        })
        .count();
    Some((far + 1) as f64 / (flips + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_persons_by_hand() {
        // Of 2^5 ways to give signs only all up and all down are as far.
        assert_eq!(sign_flip_p(&[1.0, 2.0, 3.0, 4.0, 5.0], 999, 1), Some(2.0 / 32.0));
        // Of 2^3: +++, ---, and those with the 1 the other way round.
        assert_eq!(sign_flip_p(&[-1.0, 2.0, 3.0], 999, 1), Some(4.0 / 8.0));
        assert_eq!(sign_flip_p(&[], 999, 1), None);
    }

    #[test]
    fn changes_are_found_and_none_is_not() {
        let up: Vec<f64> = (0..20).map(|i| 0.1 + 0.01 * f64::from(i % 7)).collect();
        let even: Vec<f64> = (0..20).map(|i| if i % 2 == 0 { 0.1 } else { -0.1 }).collect();
        assert!(sign_flip_p(&up, 999, 1).expect("persons") < 0.01);
        assert!(sign_flip_p(&even, 999, 1).expect("persons") > 0.9);
        assert_eq!(sign_flip_p(&up, 999, 1), sign_flip_p(&up, 999, 1), "seeds are fixed");
    }

    #[test]
    fn equivalence_is_shown_within_the_margin_only() {
        let even: Vec<f64> = (0..20).map(|i| if i % 2 == 0 { 0.1 } else { -0.1 }).collect();
        let p = |margin: f64| sign_flip_equivalence(&even, margin, 999, 1).expect("persons");
        assert!(p(0.2) < 0.01 && p(0.01) > 0.2);
        // At a change of exactly the margin, one side is as likely as not.
        let at: Vec<f64> = even.iter().map(|change| change + 0.2).collect();
        let half = sign_flip_equivalence(&at, 0.2, 999, 1).expect("persons");
        assert!((0.3..0.8).contains(&half), "{half}");
    }
}
