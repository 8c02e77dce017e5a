//! Resampling: small groups, of which the references try every draw.

use bifocal_stats as stats;
use proptest::prelude::*;
use serde_json::json;
use stats::{
    Summary, bootstrap_t, permutation_correlation_p, permutation_equivalence, permutation_p,
    sign_flip_equivalence, sign_flip_p,
};

use crate::compare::{check, estimate, number, numbers};

fn difference(a: &[f64], b: &[f64]) -> Option<(f64, f64)> {
    let d = stats::welch(Summary::of(a)?, Summary::of(b)?)?;
    // Equal values may leave a crumb of variance.
    (d.standard_error > 1e-9).then_some((d.point, d.standard_error))
}

fn apart(a: &[f64], b: &[f64]) -> Option<f64> {
    Some(stats::mean(a)? - stats::mean(b)?)
}

/// The ends lie well inside a step of the exact distribution, so that enough draws find the same.
#[test]
fn bootstrap() {
    check("bootstrap_t", |input| {
        let [first, second] = ["first", "second"].map(|side| numbers(&input[side]));
        estimate(bootstrap_t(&first, &second, difference, number(&input["level"]), 40_000, 7))
    });
}

#[test]
fn permutation() {
    check("permutation_p", |input| {
        let [first, second] = ["first", "second"].map(|side| numbers(&input[side]));
        let exact = permutation_p(&first, &second, apart, 1_000, 7);
        // Drawn instead of counted out it is the same but for chance: five standard errors.
        let p = exact.expect("defined");
        let drawn = permutation_p(&first, &second, apart, 20, 7).expect("defined");
        assert!((drawn - p).abs() < 5.0 * (p * (1.0 - p) / 21.0).sqrt() + 1.0 / 21.0);
        json!(exact)
    });
}

#[test]
fn equivalence_by_exchange() {
    check("permutation_equivalence", |input| {
        let [first, second] = ["first", "second"].map(|side| numbers(&input[side]));
        json!(permutation_equivalence(&first, &second, number(&input["margin"]), 1_000, 7))
    });
}

#[test]
fn dealt_out_anew() {
    check("permutation_correlation_p", |input| {
        let [a, b] = ["a", "b"].map(|side| numbers(&input[side]));
        let exact = permutation_correlation_p(&a, &b, 10_000, 7);
        // Drawn instead of counted out it is the same but for chance: five standard errors.
        let p = exact.expect("defined");
        let drawn = permutation_correlation_p(&a, &b, 100, 7).expect("defined");
        assert!((drawn - p).abs() < 5.0 * (p * (1.0 - p) / 101.0).sqrt() + 1.0 / 101.0);
        json!(exact)
    });
}

#[test]
fn signs() {
    check("sign_flip_p", |input| {
        let changes = numbers(&input["changes"]);
        let exact = sign_flip_p(&changes, 10_000, 7);
        let p = exact.expect("defined");
        let drawn = sign_flip_p(&changes, 15, 7).expect("defined");
        assert!((drawn - p).abs() < 5.0 * (p * (1.0 - p) / 16.0).sqrt() + 1.0 / 16.0);
        json!(exact)
    });
    check("sign_flip_equivalence", |input| {
        json!(sign_flip_equivalence(
            &numbers(&input["changes"]),
            number(&input["margin"]),
            10_000,
            7
        ))
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn one_seed_one_interval_on_any_thread(
        first in proptest::collection::vec(0.0f64..1.0, 4..12),
        second in proptest::collection::vec(0.0f64..1.0, 4..12),
        seed in any::<u64>(),
    ) {
        let alone = bootstrap_t(&first, &second, difference, 0.9, 199, seed);
        let p = permutation_p(&first, &second, apart, 199, seed);
        std::thread::scope(|scope| {
            let work = || (
                bootstrap_t(&first, &second, difference, 0.9, 199, seed),
                permutation_p(&first, &second, apart, 199, seed),
            );
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            for thread in threads {
                prop_assert_eq!(thread.join().expect("no panic"), (alone, p));
            }
            Ok(())
        })?;
    }
}
