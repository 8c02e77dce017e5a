//! How much of the differences between persons a grouping explains.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};
use statrs::function::beta::beta_reg;

use crate::interval::{Estimate, Interval};
use crate::search::root;

/// Share of the variance between persons that lies between groups (one-way layout), eta squared, as
/// estimated without bias by omega squared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Explained {
    /// `F` of the layout.
    pub f: f64,
    /// Groups less one.
    pub between: f64,
    /// Persons less groups.
    pub within: f64,
    /// `ω² = (df_b (F - 1)) / (df_b (F - 1) + N)` (Hays 1963), cut at 0.
    pub omega_squared: f64,
}

impl Explained {
    /// Of persons' values by group; groups without persons do not count. `None` with one group, no
    /// spare person, or no variation within groups.
    pub fn of<G: AsRef<[f64]>>(groups: &[G]) -> Option<Self> {
        let groups: Vec<&[f64]> =
            groups.iter().map(AsRef::as_ref).filter(|group| !group.is_empty()).collect();
        let persons: f64 = groups.iter().map(|group| group.len() as f64).sum();
        let (between, within) = (groups.len() as f64 - 1.0, persons - groups.len() as f64);
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let grand = groups.iter().map(|g| g.iter().sum::<f64>()).sum::<f64>() / persons;
        let outer: f64 = groups.iter().map(|g| g.len() as f64 * (mean(g) - grand).powi(2)).sum();
        let inner: f64 = groups
            .iter()
            .map(|g| {
                let centre = mean(g);
                g.iter().map(|v| (v - centre).powi(2)).sum::<f64>()
            })
            .sum();
        (between >= 1.0 && within >= 1.0 && inner > 0.0).then(|| {
            let f = outer / between / (inner / within);
            let excess = between * (f - 1.0);
            let omega_squared = (excess / (excess + persons)).max(0.0);
            Self { f, between, within, omega_squared }
        })
    }

    /// p of no difference between groups.
    pub fn p(&self) -> f64 {
        FisherSnedecor::new(self.between, self.within).map_or(f64::NAN, |d| d.sf(self.f))
    }

    /// Interval of eta squared at a level such as .95, by turning round the noncentral F (Steiger 2004,
    /// *Psychological Methods* 9, 164-182): the noncentralities λ under which the `F` seen lies at the
    /// upper and the lower tail, as `λ / (λ + N)`. Where λ is larger than can be told, the lower end stands
    /// for the largest that was tried, and the upper end is 1.
    pub fn estimate(&self, level: f64) -> Estimate {
        const LARGEST: f64 = 1e6;
        let persons = self.between + self.within + 1.0;
        let tail = f64::midpoint(0.0, 1.0 - level);
        let share = |lambda: f64| lambda / (lambda + persons);
        let end = |p: f64, beyond: f64| {
            let gap = |lambda: f64| noncentral_f_cdf(self.f, self.between, self.within, lambda) - p;
            // The distribution function falls as λ grows.
            if gap(0.0) <= 0.0 {
                return 0.0;
            }
            let mut high = 1.0;
            while gap(high) > 0.0 && high < LARGEST {
                high *= 2.0;
            }
            root(gap, 0.0, high).map_or(beyond, share)
        };
        Estimate {
            point: self.omega_squared,
            standard_error: f64::NAN,
            interval: Interval { low: end(1.0 - tail, share(LARGEST)), high: end(tail, 1.0) },
        }
    }
}

/// `P(F <= f)` of the noncentral F: a Poisson mixture of incomplete beta functions (Johnson, Kotz &
/// Balakrishnan 1995, ch. 30, eq. 30.9), summed from the middle of the Poisson outward.
fn noncentral_f_cdf(f: f64, between: f64, within: f64, lambda: f64) -> f64 {
    let x = between * f / (between * f + within);
    if x <= 0.0 {
        return 0.0;
    }
    let half = lambda / 2.0;
    let term = |j: f64| {
        let log_weight = -half + if j > 0.0 { j * half.ln() } else { 0.0 }
            - statrs::function::gamma::ln_gamma(j + 1.0);
        log_weight.exp() * beta_reg(between / 2.0 + j, within / 2.0, x.min(1.0))
    };
    if half <= 0.0 {
        return beta_reg(between / 2.0, within / 2.0, x.min(1.0));
    }
    let spread = 12.0 * half.sqrt() + 12.0;
    let (first, last) = ((half - spread).floor().max(0.0), (half + spread).ceil());
    let mut total = 0.0;
    let mut j = first;
    while j <= last {
        total += term(j);
        j += 1.0;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_groups_explain_nothing_and_unequal_ones_all() {
        let alike = Explained::of(&[[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]).expect("varies");
        assert!(alike.omega_squared.abs() < 1e-12 && alike.p() > 0.99);
        assert!(alike.estimate(0.95).interval.low.abs() < 1e-12);
        let apart = Explained::of(&[[1.0, 1.1, 0.9], [9.0, 9.1, 8.9]]).expect("varies");
        assert!(apart.omega_squared > 0.99 && apart.estimate(0.95).interval.low > 0.9);
        assert_eq!(Explained::of(&[[1.0, 2.0]]), None);
    }

    #[test]
    fn groups_that_are_far_apart_keep_their_interval_the_right_way_round() {
        // From F = 1e4 to 1e12, over the λ that can be told.
        for exponent in 1..9 {
            let far = 10f64.powi(exponent);
            let found =
                Explained::of(&[[far, far + 1.0, far - 1.0], [-far, 1.0 - far, -1.0 - far]])
                    .expect("varies");
            for level in [0.90, 0.95] {
                let Interval { low, high } = found.estimate(level).interval;
                assert!(low <= high && high <= 1.0, "{exponent}: {low} {high}");
                assert!(exponent < 2 || low > 0.9, "{exponent}: {low} {high}");
            }
        }
    }

    #[test]
    fn noncentral_f_without_noncentrality_is_f() {
        let central = FisherSnedecor::new(3.0, 20.0).expect("df");
        for f in [0.2, 1.0, 2.5, 6.0] {
            assert!((noncentral_f_cdf(f, 3.0, 20.0, 0.0) - central.cdf(f)).abs() < 1e-12);
            assert!((noncentral_f_cdf(f, 3.0, 20.0, 1e-9) - central.cdf(f)).abs() < 1e-6);
        }
        // scipy 1.17.1, ncf.cdf(f, between, within, lambda).
        for (f, between, within, lambda, p) in [
            (3.0, 2.0, 30.0, 5.0, 0.488_321_698_755_829_87),
            (1.5, 1.0, 10.0, 40.0, 3.986_718_073_009_992e-7),
            (6.0, 4.0, 95.0, 12.0, 0.838_906_908_531_035_9),
        ] {
            assert!((noncentral_f_cdf(f, between, within, lambda) - p).abs() < 1e-9);
        }
    }
}
