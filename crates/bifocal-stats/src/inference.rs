//! Prediction-powered inference: many predictions, few labels, no bias.

use crate::interval::{Estimate, Interval};
use crate::moments::{mean, variance};
use crate::quantile::normal_critical;

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
/// prediction) of a random sample, `others` the predictions of the rest; of clusters give their
/// means. `trust` of `None` is tuned for the smallest variance. `None` under two of either.
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
            let together = products.sum::<f64>() / (n - 1.0);
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
}
