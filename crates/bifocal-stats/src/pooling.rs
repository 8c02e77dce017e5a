//! Shares of many, each pulled toward all: beta-binomial and Dirichlet-multinomial.

use statrs::distribution::{Beta, ContinuousCDF};
use statrs::function::gamma::{digamma, ln_gamma};

use crate::interval::{Estimate, Interval};
use crate::search::{minimum, root};

/// How the shares of persons are spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Mean shares, one a class; two classes make a beta-binomial.
    pub mean: Vec<f64>,
    /// How many trials the mean is worth; 1 / (1 + strength) is the correlation within a person.
    pub strength: f64,
}

/// Strengths are sought between these: beyond the second persons do not differ, under the first they
/// hardly have anything in common.
const STRENGTHS: [f64; 2] = [0.5, 1e6];

/// The Dirichlet-multinomial with the shares of the totals as mean and the strength of greatest
/// likelihood, from .5 to a million (Mosimann 1962, *Biometrika* 49, 65-82, eq. 5; for two classes
/// [`beta_binomial`] also fits the mean). Persons are counts a class. `None` if a class is never
/// seen, or if there are fewer than two persons with counts.
pub fn dirichlet_multinomial<P: AsRef<[f64]>>(persons: &[P]) -> Option<Spread> {
    let persons: Vec<&[f64]> =
        persons.iter().map(AsRef::as_ref).filter(|p| p.iter().sum::<f64>() > 0.0).collect();
    let classes = persons.first()?.len();
    if persons.len() < 2 || persons.iter().any(|p| p.len() != classes) {
        return None;
    }
    let totals: Vec<f64> = (0..classes).map(|j| persons.iter().map(|p| p[j]).sum()).collect();
    let mean = crate::closure(&totals).filter(|m| m.iter().all(|p| *p > 0.0))?;
    let strength = strongest(&persons, |_| mean.clone());
    Some(Spread { mean, strength })
}

/// The beta-binomial of greatest likelihood in both mean and strength, the latter from .5 to a million
/// (Skellam 1948, *JRSS B* 10, 257-261; Griffiths 1973, *Biometrics* 29, 637-648). Persons are
/// (hits, trials). The mean has two shares, hits first. `None` under two persons with trials, if there
/// are only hits or none, or if a person has more hits than trials.
pub fn beta_binomial(persons: &[(f64, f64)]) -> Option<Spread> {
    if persons.iter().any(|(x, n)| !(0.0 <= *x && x <= n)) {
        return None;
    }
    let persons: Vec<[f64; 2]> =
        persons.iter().filter(|(_, n)| *n > 0.0).map(|(x, n)| [*x, n - x]).collect();
    let persons: Vec<&[f64]> = persons.iter().map(<[f64; 2]>::as_slice).collect();
    let total = |class: usize| persons.iter().map(|p| p[class]).sum::<f64>();
    let (hits, misses) = (total(0), total(1));
    if persons.len() < 2 || hits <= 0.0 || misses <= 0.0 {
        return None;
    }
    // At a given strength the likelihood is concave in the mean: its slope passes 0 once.
    let mean = |strength: f64| {
        let rise = |counts: &[f64], class: usize, m: f64| {
            digamma(counts[class] + strength * m) - digamma(strength * m)
        };
        let slope = |m: f64| persons.iter().map(|p| rise(p, 0, m) - rise(p, 1, 1.0 - m)).sum();
        let m = root(slope, 1e-9, 1.0 - 1e-9).unwrap_or(hits / (hits + misses));
        vec![m, 1.0 - m]
    };
    let strength = strongest(&persons, mean);
    Some(Spread { mean: mean(strength), strength })
}

/// The strength of greatest likelihood, the mean being the best for each strength, so that the slope
/// is that by the strength alone. First coarsely by the likelihood, which is flat around its peak,
/// then by the root of its slope.
fn strongest(persons: &[&[f64]], mean: impl Fn(f64) -> Vec<f64>) -> f64 {
    let [least, most] = STRENGTHS.map(f64::ln);
    let negative = |log: f64| {
        let (strength, mean) = (log.exp(), mean(log.exp()));
        -persons.iter().map(|p| log_likelihood(p, &mean, strength)).sum::<f64>()
    };
    let slope = |log: f64| {
        let (strength, mean) = (log.exp(), mean(log.exp()));
        persons.iter().map(|p| slope_of_strength(p, &mean, strength)).sum()
    };
    let near = minimum(|x| negative(x + least), 0.0, most - least) + least;
    root(slope, near - 0.01, near + 0.01).unwrap_or(near).exp()
}

fn log_likelihood(counts: &[f64], mean: &[f64], strength: f64) -> f64 {
    let n: f64 = counts.iter().sum();
    let parts =
        counts.iter().zip(mean).map(|(x, m)| ln_gamma(x + strength * m) - ln_gamma(strength * m));
    ln_gamma(strength) - ln_gamma(n + strength) + parts.sum::<f64>()
}

/// The derivative of [`log_likelihood`] by the strength.
fn slope_of_strength(counts: &[f64], mean: &[f64], strength: f64) -> f64 {
    let n: f64 = counts.iter().sum();
    let parts = counts
        .iter()
        .zip(mean)
        .map(|(x, m)| m * (digamma(x + strength * m) - digamma(strength * m)));
    digamma(strength) - digamma(n + strength) + parts.sum::<f64>()
}

impl Spread {
    /// A person's share of a class, pulled toward the mean: `(x + s m) / (n + s)`, with the central
    /// interval of its beta distribution. `None` if there is no such class.
    pub fn pooled(&self, hits: f64, trials: f64, class: usize, level: f64) -> Option<Estimate> {
        let m = *self.mean.get(class)?;
        let (a, b) = (hits + self.strength * m, trials - hits + self.strength * (1.0 - m));
        let beta = Beta::new(a, b).ok()?;
        let tail = f64::midpoint(0.0, 1.0 - level);
        let whole = a + b;
        Some(Estimate {
            point: a / whole,
            standard_error: (a * b / (whole * whole * (whole + 1.0))).sqrt(),
            interval: Interval { low: beta.inverse_cdf(tail), high: beta.inverse_cdf(1.0 - tail) },
        })
    }
}

/// James and Stein's estimate of many means of one known variance, pulled toward their mean: factor
/// `c = 1 - (k - 3) σ² / S`, cut at 0 (Efron & Morris 1975, *JASA* 70, 311-319, eq. 1.6).
pub fn james_stein(values: &[f64], variance: f64) -> Option<(f64, Vec<f64>)> {
    let centre = crate::mean(values)?;
    let squares: f64 = values.iter().map(|v| (v - centre).powi(2)).sum();
    let k = values.len() as f64;
    (k > 3.0 && squares > 0.0).then(|| {
        let c = (1.0 - (k - 3.0) * variance / squares).max(0.0);
        (c, values.iter().map(|v| centre + c * (v - centre)).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_persons_are_pulled_all_the_way() {
        let same: Vec<[f64; 2]> = (0..20).map(|_| [3.0, 7.0]).collect();
        let spread = dirichlet_multinomial(&same).expect("enough");
        assert!(spread.strength > 1e4);
        let far = [[9.0, 1.0], [1.0, 9.0], [8.0, 2.0], [2.0, 8.0]];
        let wide = dirichlet_multinomial(&far).expect("enough");
        assert!(wide.strength < 5.0);
        let one = wide.pooled(9.0, 10.0, 0, 0.8).expect("class");
        assert!(one.point > 0.5 && one.point < 0.9 && one.interval.contains(one.point));
        assert_eq!(dirichlet_multinomial(&[[1.0, 0.0], [2.0, 0.0]]), None);
        assert!(beta_binomial(&[(3.0, 10.0); 20]).expect("enough").strength > 1e4);
        // Turned round, a share has the other mean and the same strength.
        let some = [(9.0, 10.0), (1.0, 4.0), (8.0, 10.0), (2.0, 30.0)];
        let (there, back) = (beta_binomial(&some), beta_binomial(&some.map(|(x, n)| (n - x, n))));
        let (there, back) = (there.expect("enough"), back.expect("enough"));
        assert!((there.mean[0] - back.mean[1]).abs() < 1e-9);
        assert!((there.strength / back.strength - 1.0).abs() < 1e-9);
        assert_eq!(beta_binomial(&[(3.0, 2.0), (1.0, 2.0)]), None);
        assert_eq!(beta_binomial(&[(0.0, 2.0), (0.0, 2.0)]), None);
    }
}
