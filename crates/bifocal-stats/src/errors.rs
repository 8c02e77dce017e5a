//! Correcting a share for the errors of the instrument that counted it.

use serde::{Deserialize, Serialize};

use crate::interval::{Estimate, Interval};
use crate::means::Difference;

/// How often an instrument is right, estimated from a sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorRates {
    /// Share of true positives that are found.
    pub sensitivity: f64,
    /// Standard error of the sensitivity.
    pub sensitivity_error: f64,
    /// Share of true negatives that are left alone.
    pub specificity: f64,
    /// Standard error of the specificity.
    pub specificity_error: f64,
}

/// One error rate with the variance that its interval needs.
struct Smoothed {
    rate: f64,
    variance: f64,
}

impl Smoothed {
    /// One success and one failure more than were seen, the sample's size being
    /// `rate (1 - rate) / error²`. A rate of 0 or 1, or one without error, says nothing of its
    /// sample and stays as it is.
    fn new(rate: f64, error: f64) -> Self {
        let binomial = rate * (1.0 - rate);
        if binomial <= 0.0 || error <= 0.0 {
            return Self { rate, variance: error * error };
        }
        let size = binomial / (error * error);
        let rate = (size * rate + 1.0) / (size + 2.0);
        Self { rate, variance: rate * (1.0 - rate) / size }
    }
}

/// The share that an instrument without errors would have counted.
///
/// **Point:** `p = (q + sp - 1) / (se + sp - 1)` (Rogan & Gladen 1978, *American Journal of
/// Epidemiology* 107, 71-76, eq. 1), cut to [0, 1]. **Standard error:** delta method with the
/// errors of both rates (their eq. 3), `[var(q) + p² var(se) + (1 - p)² var(sp)] / (se + sp - 1)²`.
///
/// **Interval:** both rates get one success and one failure more, and the centre moves by
/// `2 c² [p var(se) - (1 - p) var(sp)]`, as Lang & Reiczigel (2014, *Preventive Veterinary
/// Medicine* 113, 13-22) do for uncertain rates. Their interval takes the counts for a binomial
/// sample; ours lie in clusters, so the ends of the interval as counted are carried through
/// (as Reiczigel et al. 2010, *Epidemiology & Infection* 138, 1674-1678, do for known rates) and
/// joined with the uncertainty of the rates by squares on each side (Zou & Donner 2008,
/// *Statistics in Medicine* 27, 1693-1702). `critical` is the critical value `c` of the interval as
/// counted. A centre beyond 0 or 1 is put there before the ends are reckoned from it, and only
/// they are cut: so the interval is never narrower than as counted but where 0 or 1 cuts it, and
/// always has a length. It holds the point.
///
/// `None` if the instrument is hardly better than chance (`se + sp < 1.2`): the correction would
/// only magnify noise.
pub fn rogan_gladen(counted: &Estimate, rates: &ErrorRates, critical: f64) -> Option<Estimate> {
    let youden = rates.sensitivity + rates.specificity - 1.0;
    if youden < 0.2 {
        return None;
    }
    let p = (counted.point + rates.specificity - 1.0) / youden;
    let variance = (counted.standard_error.powi(2)
        + (p * rates.sensitivity_error).powi(2)
        + ((1.0 - p) * rates.specificity_error).powi(2))
        / (youden * youden);
    let point = p.clamp(0.0, 1.0);
    let interval = carried(counted, rates, critical)?;
    Some(Estimate {
        point,
        standard_error: variance.sqrt(),
        interval: Interval { low: interval.low.min(point), high: interval.high.max(point) },
    })
}

/// The interval of [`rogan_gladen`]; `None` if smoothed rates are no better than chance.
fn carried(counted: &Estimate, rates: &ErrorRates, critical: f64) -> Option<Interval> {
    let found = Smoothed::new(rates.sensitivity, rates.sensitivity_error);
    let spared = Smoothed::new(rates.specificity, rates.specificity_error);
    let youden = found.rate + spared.rate - 1.0;
    if youden <= 0.0 {
        return None;
    }
    let squared = critical * critical;
    let p = ((counted.point + spared.rate - 1.0) / youden).clamp(0.0, 1.0);
    let moved = 2.0 * squared * (p * found.variance - (1.0 - p) * spared.variance);
    let centre = (p + moved).clamp(0.0, 1.0);
    let of_rates = squared * (p * p * found.variance + (1.0 - p).powi(2) * spared.variance);
    let side = |distance: f64| (distance * distance + of_rates).sqrt() / youden;
    let Interval { low, high } = counted.interval;
    Some(Interval {
        low: (centre - side(counted.point - low)).clamp(0.0, 1.0),
        high: (centre + side(high - counted.point)).clamp(0.0, 1.0),
    })
}

/// The difference of two shares that an instrument without errors would have counted, where it errs alike for
/// both: its false finds cancel, and `d / (sensitivity + specificity - 1)` is left of [`rogan_gladen`]. The
/// variance is by the delta method, `[var(d) + δ² (var(se) + var(sp))] / (se + sp - 1)²` for the corrected
/// difference δ. `None` where [`rogan_gladen`] is.
pub fn rogan_gladen_difference(counted: &Difference, rates: &ErrorRates) -> Option<Difference> {
    let youden = rates.sensitivity + rates.specificity - 1.0;
    if youden < 0.2 {
        return None;
    }
    let point = counted.point / youden;
    let errors = rates.sensitivity_error.powi(2) + rates.specificity_error.powi(2);
    let variance = counted.standard_error.powi(2) + point * point * errors;
    Some(Difference { point, standard_error: variance.sqrt() / youden, ..*counted })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Cluster, MIN_CLUSTERS, share, student_critical};

    fn counted(point: f64) -> Estimate {
        let interval = Interval { low: point - 0.04, high: point + 0.04 };
        Estimate { point, standard_error: 0.02, interval }
    }

    fn known(sensitivity: f64, specificity: f64) -> ErrorRates {
        ErrorRates { sensitivity, sensitivity_error: 0.0, specificity, specificity_error: 0.0 }
    }

    #[test]
    fn undoes_known_errors() {
        // A true share of .3 is counted as .3 * .8 + .7 * .1 = .31.
        let estimate =
            rogan_gladen(&counted(0.31), &known(0.8, 0.9), 1.96).expect("good instrument");
        assert!((estimate.point - 0.3).abs() < 1e-12);
        assert!((estimate.standard_error - 0.02 / 0.7).abs() < 1e-12);
        // Known rates carry both ends through as they are.
        assert!((estimate.interval.low - (0.3 - 0.04 / 0.7)).abs() < 1e-12);
        assert!((estimate.interval.high - (0.3 + 0.04 / 0.7)).abs() < 1e-12);
    }

    #[test]
    fn what_lies_beyond_the_bound_is_put_there_with_its_uncertainty() {
        let rates = known(0.8, 0.8);
        let all = rogan_gladen(&counted(0.95), &rates, 1.96).expect("good instrument");
        assert_eq!((all.point, all.interval.high), (1.0, 1.0));
        assert!((all.interval.low - (1.0 - 0.04 / 0.6)).abs() < 1e-12);
        let none = rogan_gladen(&counted(0.05), &rates, 1.96).expect("good instrument");
        assert_eq!((none.point, none.interval.low), (0.0, 0.0));
        assert!((none.interval.high - 0.04 / 0.6).abs() < 1e-12);
    }

    #[test]
    fn a_difference_is_that_of_the_corrected_shares() {
        let rates = ErrorRates {
            sensitivity: 0.8,
            sensitivity_error: 0.03,
            specificity: 0.9,
            specificity_error: 0.04,
        };
        let share = |q: f64| rogan_gladen(&counted(q), &rates, 1.96).expect("good").point;
        let difference = Difference { point: 0.07, standard_error: 0.02, freedom: 9.0 };
        let found = rogan_gladen_difference(&difference, &rates).expect("good instrument");
        assert!((found.point - (share(0.38) - share(0.31))).abs() < 1e-12);
        // By hand: .1 after .07, and (.02² + .1² (.03² + .04²)) / .7².
        assert!((found.standard_error - (4.25e-4f64 / 0.49).sqrt()).abs() < 1e-12);
        let blind = ErrorRates { sensitivity: 0.2, ..rates };
        assert_eq!(rogan_gladen_difference(&difference, &blind), None);
    }

    #[test]
    fn a_bad_instrument_is_not_corrected() {
        assert_eq!(rogan_gladen(&counted(0.31), &known(0.5, 0.6), 1.96), None);
    }

    /// Clusters with at least as many that hold something as an interval needs.
    fn clusters() -> impl Strategy<Value = Vec<Cluster>> {
        let cluster = (1_u64..9, 0.0..=1.0_f64).prop_map(|(out_of, share)| Cluster {
            positives: (out_of as f64 * share).round() as u64,
            out_of,
        });
        let alike = (0_u64..=3, 1_u64..=3)
            .prop_map(|(positives, more)| Cluster { positives, out_of: positives + more });
        let size = MIN_CLUSTERS..64;
        prop_oneof![
            3 => prop::collection::vec(cluster, size.clone()),
            1 => (alike, size).prop_map(|(cluster, n)| vec![cluster; n]),
        ]
    }

    proptest! {
        #[test]
        fn no_correction_makes_more_certain(
            clusters in clusters(),
            sensitivity in 0.0..=1.0_f64,
            specificity in 0.0..=1.0_f64,
            errors in (0.0..0.3_f64, 0.0..0.3_f64),
        ) {
            let counted = share(&clusters, 0.95).expect("enough clusters");
            prop_assert!(counted.interval.width() > 0.0, "{counted:?}");
            let rates = ErrorRates {
                sensitivity,
                sensitivity_error: errors.0,
                specificity,
                specificity_error: errors.1,
            };
            let critical = student_critical(0.95, clusters.len() as f64 - 1.0).expect("degrees");
            if let Some(corrected) = rogan_gladen(&counted, &rates, critical) {
                let Interval { low, high } = corrected.interval;
                let cut = low <= 0.0 || high >= 1.0;
                prop_assert!(
                    cut || high - low >= counted.interval.width() - 1e-12,
                    "{corrected:?} of {counted:?}"
                );
                prop_assert!(low < high, "{corrected:?} of {counted:?}");
                prop_assert!(0.0 <= low && high <= 1.0);
                prop_assert!(corrected.interval.contains(corrected.point));
            }
        }
    }
}
