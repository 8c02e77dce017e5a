//! How many persons a test needs.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::means::{Summary, welch};
use crate::noncentral::noncentral_t;
use crate::quantile::student_critical;

/// `Φ`.
fn cdf(z: f64) -> f64 {
    Normal::new(0.0, 1.0).map_or(f64::NAN, |d| d.cdf(z))
}

fn quantile(p: f64) -> f64 {
    Normal::new(0.0, 1.0).map_or(f64::NAN, |d| d.inverse_cdf(p))
}

/// Persons a group to find a true difference between two means: `2 (z_{1-α/2} + z_{power})² σ² / δ²`
/// (Chow, Shao & Wang 2008, eq. 3.2.3), `deviation` being that between persons with their noise.
pub fn persons_to_find(difference: f64, deviation: f64, alpha: f64, power: f64) -> f64 {
    let z = quantile(1.0 - alpha / 2.0) + quantile(power);
    (2.0 * (z * deviation / difference).powi(2)).ceil()
}

/// Persons a group to show that two equal means lie within a margin, by two one-sided tests:
/// `2 (z_{1-α} + z_{1-(1-power)/2})² σ² / Δ²` (Julious 2004, *Statistics in Medicine* 23, 1921-1986,
/// eq. 26).
pub fn persons_for_equivalence(margin: f64, deviation: f64, alpha: f64, power: f64) -> f64 {
    let z = quantile(1.0 - alpha) + quantile(1.0 - (1.0 - power) / 2.0);
    (2.0 * (z * deviation / margin).powi(2)).ceil()
}

/// Power of two one-sided tests when the means are equal, by the normal approximation:
/// `2 Φ(Δ / se - z_{1-α}) - 1`, not below 0.
pub fn equivalence_power(margin: f64, standard_error: f64, alpha: f64) -> f64 {
    (2.0 * cdf(margin / standard_error - quantile(1.0 - alpha)) - 1.0).max(0.0)
}

/// Power of Welch's two-sided test if means, variances and sizes are what the summaries say: the mass
/// beyond the critical values of a t shifted by `difference / standard error`, with Welch's degrees of
/// freedom (Moser, Stevens & Watts 1989, *Communications in Statistics – Theory and Methods* 18,
/// 3963-3975). Shifts over 1,000 count as 1,000. `None` unless `0 < alpha < 1`, or where
/// [`welch`] has none.
pub fn welch_power(first: Summary, second: Summary, alpha: f64) -> Option<f64> {
    let truth = welch(first, second)?;
    let critical = student_critical(1.0 - alpha, truth.freedom)?;
    let shift = truth.t(0.0).abs().min(1e3);
    let beyond = 1.0 - noncentral_t(critical, truth.freedom, shift);
    let against = 1.0 - noncentral_t(critical, truth.freedom, -shift);
    Some((beyond + against).min(1.0)).filter(|power| power.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lakens (2017), table 1: d of .2, .3 and .5 at 80 % power and alpha .05.
    #[test]
    fn equivalence_sizes() {
        let needed = |d| persons_for_equivalence(d, 1.0, 0.05, 0.8);
        assert_eq!([needed(0.2), needed(0.3), needed(0.5)], [429.0, 191.0, 69.0]);
    }

    /// Cohen (1988): d of .5 at 80 % needs 63 by the normal approximation.
    #[test]
    fn difference_sizes() {
        assert_eq!(persons_to_find(0.5, 1.0, 0.05, 0.8), 63.0);
        assert!(equivalence_power(0.05, 0.01, 0.05) > 0.99);
        assert_eq!(equivalence_power(0.05, 0.05, 0.05), 0.0);
    }

    /// Cohen (1988), table 2.3.5: d of .5 with 64 a group is found 80 % of the time.
    #[test]
    fn power_of_a_difference() {
        let group = |mean| Summary { mean, variance: 1.0, n: 64.0 };
        let power = welch_power(group(0.5), group(0.0), 0.05).expect("valid");
        assert!((power - 0.80).abs() < 0.005);
        let none = welch_power(group(0.0), group(0.0), 0.05).expect("valid");
        assert!((none - 0.05).abs() < 1e-9);
        assert_eq!(welch_power(group(9.0), group(0.0), 1.0), None);
    }
}
