//! Logistic regression of few columns, for the rule that weighs the poles of a message together.

use bifocal_core::Pole;

/// Columns: one a pole.
pub type Row = [f64; Pole::COUNT];

/// Strength of the ridge penalty on standardised weights.
const PENALTY: f64 = 30.0;
/// Steps of gradient descent: enough for weights to stand still in the fourth digit.
const STEPS: usize = 4000;

/// Weights per column and a constant, of rows as they are; columns are standardised for the penalty.
pub fn fit(rows: &[(Row, bool)]) -> (Row, f64) {
    let n = rows.len().max(1) as f64;
    let mut mean = [0.0; Pole::COUNT];
    let mut spread = [0.0; Pole::COUNT];
    for k in 0..Pole::COUNT {
        mean[k] = rows.iter().map(|(x, _)| x[k]).sum::<f64>() / n;
        let squares = rows.iter().map(|(x, _)| (x[k] - mean[k]).powi(2)).sum::<f64>() / n;
        spread[k] = squares.sqrt() + 1e-9;
    }
    // Curvature is at most a quarter of the sum of squares of the standardised columns.
    let step = 1.0 / (0.25 * (Pole::COUNT + 1) as f64 + PENALTY / n);
    let (mut weights, mut constant) = ([0.0; Pole::COUNT], 0.0);
    for _ in 0..STEPS {
        let (mut slope, mut constants) = (weights.map(|w| PENALTY / n * w), 0.0);
        for (x, y) in rows {
            let z: Row = std::array::from_fn(|k| (x[k] - mean[k]) / spread[k]);
            let sum: f64 = constant + weights.iter().zip(&z).map(|(w, z)| w * z).sum::<f64>();
            let error = 1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(*y));
            slope.iter_mut().zip(&z).for_each(|(s, z)| *s += error * z / n);
            constants += error / n;
        }
        weights.iter_mut().zip(&slope).for_each(|(w, s)| *w -= step * s);
        constant -= step * constants;
    }
    let weights: Row = std::array::from_fn(|k| weights[k] / spread[k]);
    let shift: f64 = weights.iter().zip(&mean).map(|(w, m)| w * m).sum();
    (weights, constant - shift)
}

/// The weighted sum of a row.
pub fn score(weights: &Row, row: &Row) -> f64 {
    weights.iter().zip(row).map(|(w, x)| w * x).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_column_that_tells() {
        let rows: Vec<(Row, bool)> = (0..400)
            .map(|i| {
                let mut x = [0.0; Pole::COUNT];
                x[3] = f64::from(i % 20);
                x[5] = f64::from(i % 7);
                (x, i % 20 >= 10)
            })
            .collect();
        let (weights, constant) = fit(&rows);
        assert!(weights[3] > 0.1 && weights[5].abs() < 0.05, "{weights:?}");
        let at = |value: f64| {
            score(&weights, &std::array::from_fn(|k| if k == 3 { value } else { 0.0 })) + constant
        };
        assert!(at(3.0) < 0.0 && at(16.0) > 0.0);
        assert_eq!(weights[0], 0.0);
    }
}
