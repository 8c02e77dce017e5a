//! A share of clustered counts, with an interval.

use crate::interval::{Estimate, Interval};
use crate::quantile::student_critical;

/// Counts of one cluster: how many have the property, out of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cluster {
    /// How many have it.
    pub positives: u64,
    /// Out of how many.
    pub out_of: u64,
}

/// With fewer clusters than this there is no interval.
pub const MIN_CLUSTERS: usize = 16;

/// With fewer positives (or negatives) than this the interval is Wilson's.
pub const FEW: u64 = 30;

/// The wider share that a small one is drawn toward.
#[derive(Clone, Copy, Debug)]
pub struct Pull<'a> {
    /// Counts of the wider share, in the same clusters.
    pub total: &'a [Cluster],
    /// How many counts the wider share is worth.
    pub strength: f64,
}

/// A share over clusters with its interval at `level`, or `None` under [`MIN_CLUSTERS`] clusters
/// that are not empty.
///
/// The estimate is the ratio `sum x / sum n`. Its variance is the delete-one-cluster jackknife's,
/// `(g - 1) / g * sum (theta_(-j) - mean)²` over the `g` clusters that are not empty (Efron &
/// Stein 1981, *Annals of Statistics* 9, eq. 1.3), the interval is Student's with `g - 1` degrees
/// of freedom. With few positives or negatives that interval is too short and lopsided; then it is
/// Wilson's (1927, *JASA* 22, 209-212) on the effective size `p (1 - p) / variance`, at most `n`,
/// with t in place of z (as in Franco et al. 2019, *J. Survey Statistics and Methodology* 7, 334-364).
/// Without any positive (or negative), and where all clusters have the very same share, the
/// jackknife sees no spread; then it is Wilson's with the clusters as the effective size.
pub fn share(clusters: &[Cluster], level: f64) -> Option<Estimate> {
    let used: Vec<Cluster> = clusters.iter().copied().filter(|c| c.out_of > 0).collect();
    if used.len() < MIN_CLUSTERS {
        return None;
    }
    let g = used.len() as f64;
    let positives: u64 = used.iter().map(|c| c.positives).sum();
    let out_of: u64 = used.iter().map(|c| c.out_of).sum();
    let (x, n) = (positives as f64, out_of as f64);
    let point = x / n;
    let variance = jackknife_variance(&used, |c| {
        let rest = n - c.out_of as f64;
        (rest > 0.0).then(|| (x - c.positives as f64) / rest)
    });
    let t = student_critical(level, g - 1.0)?;
    let few = positives.min(out_of.saturating_sub(positives)) < FEW;
    Some(estimate(point, variance, n, g, t, few))
}

/// Like [`share`], drawn toward a wider share of the same clusters: `(x + s q) / (n + s)` with the
/// wider share `q` worth `s` counts, the posterior mean of a beta-binomial (Efron & Morris 1975,
/// *JASA* 70, 311-319, is the idea). The jackknife leaves a cluster out of both shares, so that the
/// interval holds the uncertainty of the wider one too. `None` where [`share`] has none.
pub fn pulled_share(clusters: &[Cluster], pull: &Pull<'_>, level: f64) -> Option<Estimate> {
    let occupied = clusters.iter().filter(|c| c.out_of > 0).count();
    if occupied < MIN_CLUSTERS {
        return None;
    }
    let (x, n) = sums(clusters);
    let (all_x, all_n) = sums(pull.total);
    let drawn = |x: f64, n: f64, all_x: f64, all_n: f64| {
        (all_n > 0.0).then(|| (x + pull.strength * all_x / all_n) / (n + pull.strength))
    };
    let point = drawn(x, n, all_x, all_n)?;
    let pairs = clusters.iter().zip(pull.total).filter(|(_, total)| total.out_of > 0);
    let variance = jackknife_variance(pairs, |(own, total)| {
        drawn(
            x - own.positives as f64,
            n - own.out_of as f64,
            all_x - total.positives as f64,
            all_n - total.out_of as f64,
        )
    });
    let t = student_critical(level, occupied as f64 - 1.0)?;
    let few = all_x.min(all_n - all_x) < FEW as f64;
    Some(estimate(point, variance, all_n, occupied as f64, t, few))
}

fn sums(clusters: &[Cluster]) -> (f64, f64) {
    clusters.iter().fold((0.0, 0.0), |(x, n), c| (x + c.positives as f64, n + c.out_of as f64))
}

/// A variance under this part of the binomial's is what rounding leaves of 0.
const NO_SPREAD: f64 = 1e-12;

/// Point and variance to an estimate: Student's interval, or Wilson's where there is little.
fn estimate(point: f64, variance: f64, n: f64, g: f64, critical: f64, few: bool) -> Estimate {
    let variance = if variance > NO_SPREAD * point * (1.0 - point) / n { variance } else { 0.0 };
    let interval = if few || variance <= 0.0 {
        wilson(point, effective_size(point, variance, n, g), critical)
    } else {
        Interval::within_unit(point, critical * variance.sqrt())
    };
    let standard_error =
        if variance > 0.0 { variance.sqrt() } else { interval.width() / (2.0 * critical) };
    Estimate { point, standard_error, interval }
}

/// Jackknife variance of a statistic from its values with each cluster left out; values that do
/// not exist are left out.
fn jackknife_variance<C>(
    clusters: impl IntoIterator<Item = C>,
    without: impl Fn(C) -> Option<f64>,
) -> f64 {
    let values: Vec<f64> = clusters.into_iter().filter_map(without).collect();
    let g = values.len() as f64;
    let mean = values.iter().sum::<f64>() / g;
    (g - 1.0) / g * values.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
}

fn effective_size(p: f64, variance: f64, n: f64, clusters: f64) -> f64 {
    let binomial = p * (1.0 - p);
    if variance > 0.0 && binomial > 0.0 {
        (binomial / variance).clamp(1.0, n)
    } else {
        clusters.min(n)
    }
}

/// Wilson's score interval (1927, *JASA* 22, 209-212) for a share `p`, 0 to 1, of `n` counts, with critical
/// value `z`; within 0 to 1.
pub fn wilson(p: f64, n: f64, z: f64) -> Interval {
    let z2 = z * z;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Interval::within_unit(centre, half)
}

/// Covariance of two shares of the same clusters by the same jackknife: `None` under two clusters.
pub fn jackknife_covariance(first: &[Cluster], second: &[Cluster]) -> Option<f64> {
    let (all_first, all_second) = (sums(first), sums(second));
    let pairs: Vec<(f64, f64)> = first
        .iter()
        .zip(second)
        .filter(|(a, b)| a.out_of > 0 && b.out_of > 0)
        .filter_map(|(a, b)| {
            let rest = (all_first.1 - a.out_of as f64, all_second.1 - b.out_of as f64);
            (rest.0 > 0.0 && rest.1 > 0.0).then(|| {
                (
                    (all_first.0 - a.positives as f64) / rest.0,
                    (all_second.0 - b.positives as f64) / rest.1,
                )
            })
        })
        .collect();
    let g = pairs.len() as f64;
    let mean = |pick: fn(&(f64, f64)) -> f64| pairs.iter().map(pick).sum::<f64>() / g;
    let (a, b) = (mean(|p| p.0), mean(|p| p.1));
    (pairs.len() >= 2)
        .then(|| (g - 1.0) / g * pairs.iter().map(|p| (p.0 - a) * (p.1 - b)).sum::<f64>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clusters(counts: &[(u64, u64)]) -> Vec<Cluster> {
        counts
            .iter()
            .map(|(positives, out_of)| Cluster { positives: *positives, out_of: *out_of })
            .collect()
    }

    #[test]
    fn clusters_of_one_give_the_binomial_variance() {
        // Independent counts: the jackknife of a mean is s² / n.
        let counts: Vec<_> = (0..100).map(|i| (u64::from(i % 5 < 2), 1)).collect();
        let estimate = share(&clusters(&counts), 0.95).expect("enough clusters");
        assert!((estimate.point - 0.4).abs() < 1e-12);
        assert!((estimate.standard_error - (0.24f64 / 99.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn too_few_clusters_give_nothing() {
        assert_eq!(share(&clusters(&[(1, 2); 15]), 0.95), None);
        assert_eq!(share(&clusters(&[(0, 0); 40]), 0.95), None);
        assert!(share(&clusters(&[(1, 2); 16]), 0.95).is_some());
    }

    /// Newcombe 1998, *Statistics in Medicine* 17, 857-872, table I, method 3: 15 of 148 gives
    /// .0624 to .1605, 0 of 20 gives 0 to .1611.
    #[test]
    fn wilson_as_printed_by_newcombe() {
        let z = 1.959_964;
        let interval = wilson(15.0 / 148.0, 148.0, z);
        assert!((interval.low - 0.0624).abs() < 5e-5 && (interval.high - 0.1605).abs() < 5e-5);
        let interval = wilson(0.0, 20.0, z);
        assert!(interval.low.abs() < 1e-12 && (interval.high - 0.1611).abs() < 5e-5);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_point(
            counts in proptest::collection::vec((0u64..20, 0u64..20), 16..64),
        ) {
            let counts: Vec<_> = counts.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
            if let Some(e) = share(&clusters(&counts), 0.95) {
                prop_assert!(e.interval.low <= e.point + 1e-12);
                prop_assert!(e.point <= e.interval.high + 1e-12);
                prop_assert!(e.interval.low >= 0.0 && e.interval.high <= 1.0);
                // Drawn toward itself a share stays where it is; strongly drawn toward a wider one
                // it has that one's point and uncertainty.
                let own = clusters(&counts);
                let pull = Pull { total: &own, strength: 10.0 };
                let same = pulled_share(&own, &pull, 0.95).expect("same clusters");
                prop_assert!((same.point - e.point).abs() < 1e-12);
                let wider: Vec<_> =
                    own.iter().map(|c| Cluster { out_of: c.out_of + 3, ..*c }).collect();
                let pull = Pull { total: &wider, strength: 1e9 };
                let drawn = pulled_share(&own, &pull, 0.95).expect("same clusters");
                let total = share(&wider, 0.95).expect("more clusters");
                prop_assert!((drawn.point - total.point).abs() < 1e-6);
                if drawn.standard_error > 0.0 && total.point > 0.0 {
                    prop_assert!((drawn.standard_error / total.standard_error - 1.0).abs() < 1e-3);
                }
            }
        }

        #[test]
        fn the_order_of_clusters_does_not_matter(
            counts in proptest::collection::vec((0u64..9, 9u64..20), 16..40),
            turn in 0usize..40,
        ) {
            let counts = clusters(&counts);
            let mut turned = counts.clone();
            turned.rotate_left(turn % counts.len());
            turned.reverse();
            let (a, b) = (share(&counts, 0.9).expect("enough"), share(&turned, 0.9).expect("enough"));
            prop_assert!((a.standard_error - b.standard_error).abs() < 1e-12);
            prop_assert!((a.interval.low - b.interval.low).abs() < 1e-9);
            prop_assert!((a.interval.high - b.interval.high).abs() < 1e-9);
        }

        #[test]
        fn covariance_with_itself_is_the_variance(
            counts in proptest::collection::vec((0u64..5, 5u64..10), 16..64),
        ) {
            let counts = clusters(&counts);
            let covariance = jackknife_covariance(&counts, &counts).expect("two clusters");
            let estimate = share(&counts, 0.95).expect("enough");
            if covariance > 0.0 {
                prop_assert!((covariance.sqrt() - estimate.standard_error).abs() < 1e-9);
            }
        }
    }
}
