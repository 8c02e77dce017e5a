//! Prediction-powered inference: many predictions, few labels, no bias.

use crate::interval::{Estimate, Interval};
use crate::moments::{mean, variance};
use crate::quantile::{normal_critical, student_critical};

/// A mean from labels and predictions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Powered {
    /// Point, standard error, interval.
    pub estimate: Estimate,
    /// How far the predictions are trusted, 0 (labels alone) to 1.
    pub trust: f64,
}

/// PPI++ of a mean (Angelopoulos, Duchi & Zrnic 2023, *PPI++: Efficient prediction-powered
/// inference*, eqs. 2 and 6 and section 6): `λ f̄ + (ȳ - λ f̄_labelled)`. `labelled` has (label,
/// prediction) of a random sample, `others` the predictions of the rest. Where they come in clusters
/// see [`clustered_prediction_powered`]. `trust` of `None` is tuned for the smallest variance. `None` under two of either.
pub fn prediction_powered(
    labelled: &[(f64, f64)],
    others: &[f64],
    trust: Option<f64>,
    level: f64,
) -> Option<Powered> {
    let (labels, predictions): (Vec<f64>, Vec<f64>) = labelled.iter().copied().unzip();
    let (n, all) = (labelled.len() as f64, others.len() as f64);
    let trust = match trust {
        Some(trust) => trust,
        None => {
            let (centre_y, centre_f) = (mean(&labels)?, mean(&predictions)?);
            let products = labelled.iter().map(|(y, f)| (y - centre_y) * (f - centre_f));
            // The authors' program divides by the size here as well.
            let together = products.sum::<f64>() / n;
            let everything: Vec<f64> = predictions.iter().chain(others).copied().collect();
            let spread = variance(&everything)?;
            let best = if spread > 0.0 { together / ((1.0 + n / all) * spread) } else { 0.0 };
            best.clamp(0.0, 1.0)
        }
    };
    let rectifier: Vec<f64> = labelled.iter().map(|(y, f)| y - trust * f).collect();
    let scaled: Vec<f64> = others.iter().map(|f| trust * f).collect();
    let point = mean(&scaled)? + mean(&rectifier)?;
    // The oracle divides by the size, not by the size less one.
    let population =
        |values: &[f64], size: f64| Some(variance(values)? * (size - 1.0) / size / size);
    let squared = population(&scaled, all)? + population(&rectifier, n)?;
    let standard_error = squared.sqrt();
    let half = normal_critical(level)? * standard_error;
    let interval = Interval { low: point - half, high: point + half };
    Some(Powered { estimate: Estimate { point, standard_error, interval }, trust })
}

/// PPI++ of a share or mean over clusters, such as the messages of persons, of which whole clusters
/// were labelled at random. `labelled` has (trials, sum of labels, sum of predictions) a cluster,
/// `others` (trials, sum of predictions).
///
/// The estimate is [`prediction_powered`]'s with means over all trials. Every variance and covariance
/// is that of a mean over clusters, `g / (g - 1) Σ_c (Σ_c r)² / N²` with r the distance from the mean
/// (Liang & Zeger 1986, *Biometrika* 73, 13-22, for a constant alone), so trials of one cluster may
/// resemble each other; `trust` of `None` is tuned for the smallest of it, `cov(ȳ, f̄) / (var(f̄) +
/// var(f̄_others))`. The interval is Student's, degrees of freedom by Welch from both sides'
/// clusters. Clusters without trials do not count. `None` under two clusters of either.
pub fn clustered_prediction_powered(
    labelled: &[(f64, f64, f64)],
    others: &[(f64, f64)],
    trust: Option<f64>,
    level: f64,
) -> Option<Powered> {
    let labels = Residuals::of(labelled.iter().map(|(n, y, _)| (*n, *y)))?;
    let predictions = Residuals::of(labelled.iter().map(|(n, _, f)| (*n, *f)))?;
    let rest = Residuals::of(others.iter().copied())?;
    let of_predictions = predictions.covariance(&predictions);
    let of_rest = rest.covariance(&rest);
    let together = labels.covariance(&predictions);
    let trust = trust.unwrap_or_else(|| {
        let spread = of_predictions + of_rest;
        if spread > 0.0 { (together / spread).clamp(0.0, 1.0) } else { 0.0 }
    });
    let rectifier =
        labels.covariance(&labels) - 2.0 * trust * together + trust * trust * of_predictions;
    let (rectifier, imputed) = (rectifier.max(0.0), trust * trust * of_rest);
    let variance = rectifier + imputed;
    let freedom = variance.powi(2)
        / (rectifier.powi(2) / (labels.clusters() - 1.0)
            + imputed.powi(2) / (rest.clusters() - 1.0));
    let point = labels.mean + trust * (rest.mean - predictions.mean);
    let standard_error = variance.sqrt();
    let critical =
        if variance > 0.0 { student_critical(level, freedom)? } else { normal_critical(level)? };
    let half = critical * standard_error;
    let interval = Interval { low: point - half, high: point + half };
    Some(Powered { estimate: Estimate { point, standard_error, interval }, trust })
}

/// A mean over all trials, with what each cluster adds to its distance from the truth.
struct Residuals {
    mean: f64,
    clusters: Vec<f64>,
}

impl Residuals {
    /// From (trials, sum) a cluster.
    fn of(clusters: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let clusters: Vec<(f64, f64)> = clusters.filter(|(n, _)| *n > 0.0).collect();
        let (trials, sum) = clusters.iter().fold((0.0, 0.0), |(n, s), c| (n + c.0, s + c.1));
        let mean = sum / trials;
        (clusters.len() >= 2).then(|| Self {
            mean,
            clusters: clusters.iter().map(|(n, s)| (s - n * mean) / trials).collect(),
        })
    }

    fn clusters(&self) -> f64 {
        self.clusters.len() as f64
    }

    /// Covariance of two means over the same clusters.
    fn covariance(&self, other: &Self) -> f64 {
        let products: f64 = self.clusters.iter().zip(&other.clusters).map(|(a, b)| a * b).sum();
        self.clusters() / (self.clusters() - 1.0) * products
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn useless_predictions_are_not_trusted() {
        let labelled = [(1.0, 0.5), (0.0, 0.5), (1.0, 0.4), (0.0, 0.4)];
        let tuned =
            prediction_powered(&labelled, &[0.4, 0.5, 0.4, 0.5], None, 0.95).expect("enough");
        assert!(tuned.trust.abs() < 1e-12);
        assert!((tuned.estimate.point - 0.5).abs() < 1e-12);
        let perfect = [(1.0, 1.0), (0.0, 0.0), (1.0, 1.0), (0.0, 0.0)];
        let others = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let powered = prediction_powered(&perfect, &others, None, 0.95).expect("enough");
        assert!(powered.trust > 0.5 && powered.estimate.point < 0.45);
    }

    #[test]
    fn copies_within_a_cluster_tell_nothing() {
        let labelled = [(1.0, 1.0, 0.8), (1.0, 0.0, 0.3), (1.0, 1.0, 0.6), (1.0, 0.0, 0.1)];
        let others = [(1.0, 0.2), (1.0, 0.9), (1.0, 0.4)];
        let copied = labelled.map(|(n, y, f)| (10.0 * n, 10.0 * y, 10.0 * f));
        let once = clustered_prediction_powered(&labelled, &others, None, 0.95).expect("enough");
        let tenfold = clustered_prediction_powered(&copied, &others, None, 0.95).expect("enough");
        assert!((once.estimate.standard_error - tenfold.estimate.standard_error).abs() < 1e-12);
        assert!((once.trust - tenfold.trust).abs() < 1e-12);
        // Clusters of one: the variances of independent trials, with one less below.
        let pairs: Vec<(f64, f64)> = labelled.iter().map(|(_, y, f)| (*y, *f)).collect();
        let alone: Vec<f64> = others.iter().map(|(_, f)| *f).collect();
        let plain = prediction_powered(&pairs, &alone, Some(0.0), 0.95).expect("enough");
        let same = clustered_prediction_powered(&labelled, &others, Some(0.0), 0.95);
        let ratio = same.expect("enough").estimate.standard_error / plain.estimate.standard_error;
        assert!((ratio - (4.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(clustered_prediction_powered(&labelled[..1], &others, None, 0.95), None);
    }
}
