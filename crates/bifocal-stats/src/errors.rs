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

/// The share that an instrument without errors would have counted.
///
/// `p = (q + specificity - 1) / (sensitivity + specificity - 1)` (Rogan & Gladen 1978, *American
/// Journal of Epidemiology* 107, 71-76, eq. 1), variance by the delta method with the errors of
/// both rates (their eq. 3): `[var(q) + p² var(se) + (1 - p)² var(sp)] / (se + sp - 1)²`. `critical`
/// is the critical value of the interval. Point and interval are cut to [0, 1]. `None` if the
/// instrument is hardly better than chance (`sensitivity + specificity < 1.2`): the correction
/// would only magnify noise.
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
    let standard_error = variance.sqrt();
    let half = critical * standard_error;
    Some(Estimate {
        point: p.clamp(0.0, 1.0),
        standard_error,
        interval: Interval::within_unit(p, half),
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
    use super::*;

    fn counted(point: f64) -> Estimate {
        Estimate { point, standard_error: 0.02, interval: Interval { low: 0.0, high: 1.0 } }
    }

    #[test]
    fn undoes_known_errors() {
        let rates = ErrorRates {
            sensitivity: 0.8,
            sensitivity_error: 0.0,
            specificity: 0.9,
            specificity_error: 0.0,
        };
        // A true share of .3 is counted as .3 * .8 + .7 * .1 = .31.
        let estimate = rogan_gladen(&counted(0.31), &rates, 1.96).expect("good instrument");
        assert!((estimate.point - 0.3).abs() < 1e-12);
        assert!((estimate.standard_error - 0.02 / 0.7).abs() < 1e-12);
        let none = rogan_gladen(&counted(0.05), &rates, 1.96).expect("good instrument");
        assert!(none.point.abs() < 1e-12);
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
        let rates = ErrorRates {
            sensitivity: 0.5,
            sensitivity_error: 0.0,
            specificity: 0.6,
            specificity_error: 0.0,
        };
        assert_eq!(rogan_gladen(&counted(0.31), &rates, 1.96), None);
    }
}
