//! Calibrated probabilities and thresholds, from held-out rows.

use bifocal_core::coder::OUTPUTS;
use bifocal_core::{Activity, MessageRule, Pole};
use bifocal_stats::cohen_kappa;

use crate::data::Row;

/// Position of the likeliest activity.
pub fn likeliest(logits: &[f64; OUTPUTS]) -> usize {
    (0..Activity::COUNT).fold(0, |best, i| if logits[i] > logits[best] { i } else { best })
}

/// Kappa of a pole decided at a threshold of its logit.
pub fn pole_kappa(rows: &[(&Row, &[f64; OUTPUTS])], pole: Pole, threshold: f64) -> Option<f64> {
    let output = Activity::COUNT + pole.index();
    let pairs = rows.iter().map(|(row, logits)| {
        (usize::from(row.has(pole)), usize::from(logits[output] >= threshold), 1.0)
    });
    cohen_kappa(pairs, 2)
}

/// The threshold of a pole's logit with the best kappa, from a coarse grid: few settings, so that
/// little can be overfitted.
pub fn best_threshold(rows: &[(&Row, &[f64; OUTPUTS])], pole: Pole) -> f64 {
    let grid = (-12..=4).map(|i| f64::from(i) / 4.0);
    let scored = grid.map(|t| (pole_kappa(rows, pole, t).unwrap_or(-1.0), t));
    scored.fold((f64::MIN, 0.0), |best, next| if next.0 > best.0 { next } else { best }).1
}

/// What turns a fitted model's logits into probabilities and decisions.
pub struct Calibration {
    /// Logits are multiplied by this, per output.
    pub slopes: [f64; OUTPUTS],
    /// Then this is added.
    pub shifts: [f64; OUTPUTS],
    /// Poles are present from this probability on.
    pub thresholds: [f64; Pole::COUNT],
    /// When a message attends to a pole.
    pub messages: [MessageRule; Pole::COUNT],
}

/// Calibrates on held-out rows that were drawn at random: their rates are those of real
/// mail. One slope for all activities with a shift each, a slope and a shift for each pole.
pub fn calibrate(rows: &[Row], logits: &[[f64; OUTPUTS]]) -> Calibration {
    let natural: Vec<(&Row, &[f64; OUTPUTS])> =
        rows.iter().zip(logits).filter(|(row, _)| row.natural()).collect();
    let real: Vec<(&Row, &[f64; OUTPUTS])> =
        rows.iter().zip(logits).filter(|(row, _)| row.real()).collect();
    let (mut slopes, mut shifts) = ([1.0; OUTPUTS], [0.0; OUTPUTS]);
    let (slope, activity_shifts) = fit_softmax(&natural);
    slopes[..Activity::COUNT].fill(slope);
    shifts[..Activity::COUNT].copy_from_slice(&activity_shifts);
    let mut thresholds = [0.5; Pole::COUNT];
    for pole in Pole::ALL {
        let output = Activity::COUNT + pole.index();
        let (slope, shift) = fit_sigmoid(&natural, pole);
        (slopes[output], shifts[output]) = (slope, shift);
        let cut = best_threshold(&real, pole);
        thresholds[pole.index()] = 1.0 / (1.0 + (-(slope * cut + shift)).exp());
    }
    Calibration { slopes, shifts, thresholds, messages: Default::default() }
}

/// Slope and shifts by gradient descent on the log loss, the shifts pulled toward 0 because some
/// activities have few rows.
fn fit_softmax(rows: &[(&Row, &[f64; OUTPUTS])]) -> (f64, [f64; Activity::COUNT]) {
    let (mut slope, mut shifts) = (1.0, [0.0; Activity::COUNT]);
    let n = rows.len() as f64;
    for _ in 0..2000 {
        let (mut slope_step, mut shift_steps) = (0.0, [0.0; Activity::COUNT]);
        for (row, logits) in rows {
            let z: [f64; Activity::COUNT] = std::array::from_fn(|i| slope * logits[i] + shifts[i]);
            let top = z.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = z.iter().map(|z| (z - top).exp()).sum();
            for i in 0..Activity::COUNT {
                let y = f64::from(u8::from(i == row.activity.index()));
                let error = (z[i] - top).exp() / sum - y;
                slope_step += error * logits[i];
                shift_steps[i] += error;
            }
        }
        slope -= 0.1 * slope_step / n;
        for i in 0..Activity::COUNT {
            shifts[i] -= 0.5 * (shift_steps[i] + 5.0 * shifts[i]) / n;
        }
    }
    (slope, shifts)
}

/// Platt's slope and shift for one pole, by gradient descent with a slight pull toward (1, 0).
fn fit_sigmoid(rows: &[(&Row, &[f64; OUTPUTS])], pole: Pole) -> (f64, f64) {
    let output = Activity::COUNT + pole.index();
    let (mut slope, mut shift) = (1.0, 0.0);
    let n = rows.len() as f64;
    for _ in 0..3000 {
        let (mut slope_step, mut shift_step) = (2.0 * (slope - 1.0), 0.5 * shift);
        for (row, logits) in rows {
            let p = 1.0 / (1.0 + (-(slope * logits[output] + shift)).exp());
            let error = p - f64::from(u8::from(row.has(pole)));
            slope_step += error * logits[output];
            shift_step += error;
        }
        slope -= 0.2 * slope_step / n;
        shift -= 0.2 * shift_step / n;
    }
    (slope.max(0.05), shift)
}
