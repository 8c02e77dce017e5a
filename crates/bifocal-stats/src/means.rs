//! Comparing the means of two groups of persons.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::interval::{Estimate, Interval};
use crate::moments::{mean, variance};
use crate::quantile::student_critical;

/// A difference of means with its degrees of freedom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// First mean less second.
    pub point: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom of t.
    pub freedom: f64,
}

impl Difference {
    /// Student's t for a difference of `null`.
    pub fn t(&self, null: f64) -> f64 {
        (self.point - null) / self.standard_error
    }

    /// Two-sided p of no difference.
    pub fn p(&self) -> f64 {
        2.0 * self.tail(-self.t(0.0).abs())
    }

    /// `P(T <= t)`.
    fn tail(&self, t: f64) -> f64 {
        StudentsT::new(0.0, 1.0, self.freedom).map_or(f64::NAN, |d| d.cdf(t))
    }

    /// Point and interval at a level such as .95.
    pub fn estimate(&self, level: f64) -> Option<Estimate> {
        let half = student_critical(level, self.freedom)? * self.standard_error;
        Some(Estimate {
            point: self.point,
            standard_error: self.standard_error,
            interval: Interval { low: self.point - half, high: self.point + half },
        })
    }

    /// The same after one more number was chosen on the same persons for the smallest variance, such as how
    /// far predictions are trusted: the variance that was found is too small by about one degree of
    /// freedom, as that of a regression with one more slope (Lavenberg & Welch 1981, *Management Science* 27,
    /// 322-335, for control variates), so it is multiplied by `ν / (ν - 1)`, and `ν - 1` are left. `None`
    /// where no more than one is there.
    pub fn tuned(self) -> Option<Self> {
        let left = self.freedom - 1.0;
        (left > 0.0).then(|| Self {
            standard_error: self.standard_error * (self.freedom / left).sqrt(),
            freedom: left,
            ..self
        })
    }

    /// Two one-sided tests of the difference lying inside `-margin .. margin` (Schuirmann 1987;
    /// Lakens 2017, *SPPS* 8, 355-362, eqs. 3 and 4): the larger p is that of equivalence.
    pub fn equivalence(&self, margin: f64) -> Equivalence {
        let (t_low, t_high) = (self.t(-margin), self.t(margin));
        Equivalence { t_low, p_low: self.tail(-t_low), t_high, p_high: self.tail(t_high) }
    }
}

/// Two one-sided tests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equivalence {
    /// t against the lower margin.
    pub t_low: f64,
    /// Its p: that the difference lies below.
    pub p_low: f64,
    /// t against the upper margin.
    pub t_high: f64,
    /// Its p: that the difference lies above.
    pub p_high: f64,
}

impl Equivalence {
    /// The p of equivalence.
    pub fn p(&self) -> f64 {
        self.p_low.max(self.p_high)
    }
}

/// Mean, standard deviation and size of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// Variance with `n - 1` below.
    pub variance: f64,
    /// Persons.
    pub n: f64,
}

impl Summary {
    /// Of the persons' values; `None` under two.
    pub fn of(values: &[f64]) -> Option<Self> {
        Some(Self { mean: mean(values)?, variance: variance(values)?, n: values.len() as f64 })
    }
}

/// Welch's difference of two independent means (Welch 1947, *Biometrika* 34, 28-35). `None` if
/// neither group varies.
pub fn welch(first: Summary, second: Summary) -> Option<Difference> {
    let (a, b) = (first.variance / first.n, second.variance / second.n);
    let freedom = (a + b).powi(2) / (a.powi(2) / (first.n - 1.0) + b.powi(2) / (second.n - 1.0));
    (a + b > 0.0).then(|| Difference {
        point: first.mean - second.mean,
        standard_error: (a + b).sqrt(),
        freedom,
    })
}

/// The mean of differences within persons, or of one sample against `null`.
pub fn one_sample(sample: Summary, null: f64) -> Option<Difference> {
    (sample.variance > 0.0).then(|| Difference {
        point: sample.mean - null,
        standard_error: (sample.variance / sample.n).sqrt(),
        freedom: sample.n - 1.0,
    })
}

/// Difference of two shares of clustered counts: ratio of totals in each group, variance between
/// clusters with the bias-reduced CR2 adjustment of Bell & McCaffrey (2002, *Survey Methodology*
/// 28, 169-181), degrees of freedom by Satterthwaite. Each person is (hits, trials); persons
/// without trials do not count. `None` under two persons a group, or without variation.
///
/// For the ratio `Σx / Σn` seen as the mean of a regression on a constant with weights n, the
/// adjusted residual of a person with the share `h = n_i / Σn` of the trials is `e_i / sqrt(1 - h)`.
pub fn clustered_difference(first: &[(f64, f64)], second: &[(f64, f64)]) -> Option<Difference> {
    let (a, b) = (Ratio::of(first)?, Ratio::of(second)?);
    let variance = a.variance + b.variance;
    let freedom =
        variance.powi(2) / (a.variance.powi(2) / a.freedom + b.variance.powi(2) / b.freedom);
    (variance > 0.0).then(|| Difference {
        point: a.share - b.share,
        standard_error: variance.sqrt(),
        freedom,
    })
}

struct Ratio {
    share: f64,
    variance: f64,
    freedom: f64,
}

impl Ratio {
    fn of(persons: &[(f64, f64)]) -> Option<Self> {
        let persons: Vec<(f64, f64)> = persons.iter().copied().filter(|(_, n)| *n > 0.0).collect();
        let total: f64 = persons.iter().map(|(_, n)| n).sum();
        let share = persons.iter().map(|(x, _)| x).sum::<f64>() / total;
        if persons.len() < 2 {
            return None;
        }
        let parts = || persons.iter().map(|(x, n)| (x - share * n, n / total));
        let variance: f64 =
            parts().map(|(e, h)| e.powi(2) / (1.0 - h)).sum::<f64>() / total.powi(2);
        // Satterthwaite under equal variance a trial, (tr Ω)² / tr Ω²: the diagonal of Ω is h,
        // off it q_i q_j with q = h / sqrt(1 - h).
        let squares: f64 = parts().map(|(_, h)| h * h).sum();
        let q = || parts().map(|(_, h)| h * h / (1.0 - h));
        let beside = q().sum::<f64>().powi(2) - q().map(|q| q * q).sum::<f64>();
        let freedom = 1.0 / (squares + beside);
        Some(Self { share, variance, freedom })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welch_by_hand() {
        let a = Summary::of(&[1.0, 2.0, 3.0, 4.0]).expect("varies");
        let b = Summary::of(&[2.0, 4.0, 6.0]).expect("varies");
        let d = welch(a, b).expect("varies");
        // Variances 5/3 and 4: standard error sqrt(5/12 + 4/3).
        assert!((d.point + 1.5).abs() < 1e-12);
        assert!((d.standard_error - (5.0f64 / 12.0 + 4.0 / 3.0).sqrt()).abs() < 1e-12);
        assert!(d.estimate(0.95).expect("level").interval.contains(0.0));
    }

    #[test]
    fn what_was_tuned_has_one_degree_less() {
        let found = Difference { point: 1.0, standard_error: 0.3, freedom: 10.0 };
        let tuned = found.tuned().expect("enough");
        assert!((tuned.freedom - 9.0).abs() < 1e-12);
        assert!((tuned.standard_error.powi(2) - 0.09 * 10.0 / 9.0).abs() < 1e-12);
        assert_eq!(Difference { freedom: 1.0, ..found }.tuned(), None);
    }

    #[test]
    fn equal_trials_are_a_mean_of_shares() {
        let group = [(1.0, 10.0), (3.0, 10.0), (2.0, 10.0), (4.0, 10.0)];
        let other = [(5.0, 10.0), (6.0, 10.0), (8.0, 10.0)];
        let shares = |g: &[(f64, f64)]| g.iter().map(|(x, n)| x / n).collect::<Vec<_>>();
        let by_persons = welch(
            Summary::of(&shares(&group)).expect("varies"),
            Summary::of(&shares(&other)).expect("varies"),
        );
        let by_persons = by_persons.expect("varies");
        let clustered = clustered_difference(&group, &other).expect("varies");
        assert!((clustered.point - by_persons.point).abs() < 1e-12);
        assert!((clustered.standard_error - by_persons.standard_error).abs() < 1e-12);
        assert!((clustered.freedom - by_persons.freedom).abs() < 1e-9);
    }
}
