//! Student's t where there is a difference.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::ln_gamma;

/// `P(T <= t)` for `t >= 0`, T being Student's with its numerator shifted by `shift`: with
/// `x = t² / (t² + freedom)`, `Φ(-shift) + ½ Σ [p_j I_x(j + ½, freedom / 2) + q_j I_x(j + 1, freedom / 2)]`
/// (Lenth 1989, AS 243, *Applied Statistics* 38, 185-189). NaN if the degrees of freedom are not
/// above 0.
pub(crate) fn noncentral_t(t: f64, freedom: f64, shift: f64) -> f64 {
    let x = t * t / (t * t + freedom);
    let below = Normal::new(0.0, 1.0).map_or(f64::NAN, |normal| normal.cdf(-shift));
    let half = shift * shift / 2.0;
    let beta = |a: f64| checked_beta_reg(a, freedom / 2.0, x).unwrap_or(f64::NAN);
    // The weights are those of a Poisson variable: nothing lies farther from its mean than this.
    let reach = 12.0 * half.sqrt() + 60.0;
    let (first, last) = ((half - reach).max(0.0).floor(), (half + reach).ceil());
    let weight = |j: f64, gamma: f64| {
        let power = if j > 0.0 { j * half.ln() } else { 0.0 };
        (power - half - ln_gamma(gamma)).exp()
    };
    let mut sum = 0.0;
    let mut j = first;
    while j <= last {
        sum += weight(j, j + 1.0) * beta(j + 0.5);
        sum += shift / 2.0f64.sqrt() * weight(j, j + 1.5) * beta(j + 1.0);
        j += 1.0;
    }
    (below + sum / 2.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use statrs::distribution::StudentsT;

    use super::*;

    #[test]
    fn without_a_shift_it_is_student() {
        let student = StudentsT::new(0.0, 1.0, 7.5).expect("valid");
        for t in [0.0, 0.4, 2.0, 9.0] {
            assert!((noncentral_t(t, 7.5, 0.0) - student.cdf(t)).abs() < 1e-12);
        }
        // Against the shift there is less, with it there is more.
        assert!(noncentral_t(1.0, 7.5, 2.0) < 0.3 && noncentral_t(1.0, 7.5, -2.0) > 0.99);
        assert!(noncentral_t(1.0, 7.5, 500.0) < 1e-12);
    }
}
