//! Quantiles of the distributions that intervals need.

use statrs::distribution::{ContinuousCDF, FisherSnedecor, Normal, StudentsT};

/// The two-sided critical value of Student's t: `P(|T| <= t) = level`.
///
/// `None` unless `0 < level < 1` and `freedom > 0`.
pub fn student_critical(level: f64, freedom: f64) -> Option<f64> {
    let valid = level > 0.0 && level < 1.0;
    let t = StudentsT::new(0.0, 1.0, freedom).ok().filter(|_| valid)?;
    Some(t.inverse_cdf(f64::midpoint(1.0, level)))
}

/// The two-sided critical value of the standard normal: `P(|Z| <= z) = level`.
///
/// `None` unless `0 < level < 1`.
pub fn normal_critical(level: f64) -> Option<f64> {
    let valid = level > 0.0 && level < 1.0;
    let z = Normal::new(0.0, 1.0).ok().filter(|_| valid)?;
    Some(z.inverse_cdf(f64::midpoint(1.0, level)))
}

/// The critical value of F: `P(F <= f) = level`.
///
/// `None` unless `0 < level < 1` and both degrees of freedom are above 0.
pub fn fisher_critical(level: f64, numerator: f64, denominator: f64) -> Option<f64> {
    let valid = level > 0.0 && level < 1.0;
    let f = FisherSnedecor::new(numerator, denominator).ok().filter(|_| valid)?;
    Some(f.inverse_cdf(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Student's tables: t(.975, 10) = 2.228, t(.975, 63) = 1.998; F(.95; 2, 10) = 4.103.
    #[test]
    fn tabled_values() {
        let t = |df| student_critical(0.95, df).expect("valid");
        assert!((t(10.0) - 2.228_138_85).abs() < 1e-6);
        assert!((t(63.0) - 1.998_340_54).abs() < 1e-6);
        let f = fisher_critical(0.95, 2.0, 10.0).expect("valid");
        assert!((f - 4.102_821).abs() < 1e-5);
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(student_critical(1.0, 5.0), None);
        assert_eq!(student_critical(0.95, 0.0), None);
        assert_eq!(fisher_critical(0.95, 2.0, -1.0), None);
    }
}
