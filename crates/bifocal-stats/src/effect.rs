//! Sizes of effects, with intervals.

use crate::interval::{Estimate, Interval};
use crate::means::Summary;
use crate::quantile::normal_critical;

/// Hedges' g: the difference in pooled standard deviations, less its bias `1 - 3 / (4 df - 1)`
/// (Hedges 1981, *JES* 6, 107-128), with the large-sample interval (Hedges & Olkin 1985, ch. 5,
/// eq. 15). `None` without variation.
pub fn hedges_g(first: Summary, second: Summary, level: f64) -> Option<Estimate> {
    let freedom = first.n + second.n - 2.0;
    let pooled = ((first.n - 1.0) * first.variance + (second.n - 1.0) * second.variance) / freedom;
    if freedom < 1.0 || pooled <= 0.0 {
        return None;
    }
    let g = (1.0 - 3.0 / (4.0 * freedom - 1.0)) * (first.mean - second.mean) / pooled.sqrt();
    let n = first.n + second.n;
    let standard_error = (n / (first.n * second.n) + g * g / (2.0 * n)).sqrt();
    normal(g, standard_error, level)
}

/// Cliff's delta: how much likelier a value of the first group is the larger one than the smaller
/// (Cliff 1993, *Psychological Bulletin* 114, 494-509, eqs. 1 and 7), with his asymmetric interval
/// (eq. 12 of Feng & Cliff 2004). `None` under two values a side.
pub fn cliffs_delta(first: &[f64], second: &[f64], level: f64) -> Option<Estimate> {
    let (n, m) = (first.len() as f64, second.len() as f64);
    if n < 2.0 || m < 2.0 {
        return None;
    }
    let sign = |a: f64, b: f64| f64::from(i8::from(a > b) - i8::from(a < b));
    let delta =
        first.iter().flat_map(|a| second.iter().map(move |b| sign(*a, *b))).sum::<f64>() / (n * m);
    let rows: f64 = first
        .iter()
        .map(|a| second.iter().map(|b| sign(*a, *b)).sum::<f64>() / m - delta)
        .map(|d| d * d)
        .sum();
    let columns: f64 = second
        .iter()
        .map(|b| first.iter().map(|a| sign(*a, *b)).sum::<f64>() / n - delta)
        .map(|d| d * d)
        .sum();
    let cells: f64 =
        first.iter().flat_map(|a| second.iter().map(move |b| (sign(*a, *b) - delta).powi(2))).sum();
    let variance = ((m * m * rows + n * n * columns - cells) / (n * m * (n - 1.0) * (m - 1.0)))
        .max((1.0 - delta * delta) / (n * m - 1.0));
    let standard_error = variance.sqrt();
    let z = normal_critical(level)?;
    let spread = z * standard_error * ((1.0 - delta * delta).powi(2) + z * z * variance).sqrt();
    let below = 1.0 - delta * delta + z * z * variance;
    let centre = delta - delta.powi(3);
    let interval = if below > 0.0 {
        Interval {
            low: ((centre - spread) / below).clamp(-1.0, 1.0),
            high: ((centre + spread) / below).clamp(-1.0, 1.0),
        }
    } else {
        Interval { low: delta, high: delta }
    };
    Some(Estimate { point: delta, standard_error, interval })
}

/// Log odds ratio of two shares with half a case added to each cell (Haldane 1956; Anscombe 1956),
/// from hits and trials. The standard error holds for independent trials; over clusters multiply
/// the variance by the design effect.
pub fn log_odds_ratio(first: (f64, f64), second: (f64, f64), level: f64) -> Option<Estimate> {
    let cells = [first.0, first.1 - first.0, second.0, second.1 - second.0];
    if cells.iter().any(|c| *c < 0.0) {
        return None;
    }
    let [a, b, c, d] = cells.map(|c| c + 0.5);
    let variance = 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d;
    normal((a / b).ln() - (c / d).ln(), variance.sqrt(), level)
}

fn normal(point: f64, standard_error: f64, level: f64) -> Option<Estimate> {
    let half = normal_critical(level)? * standard_error;
    Some(Estimate {
        point,
        standard_error,
        interval: Interval { low: point - half, high: point + half },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_by_hand() {
        let (a, b) = ([3.0, 4.0, 5.0], [1.0, 2.0, 3.0]);
        let g = hedges_g(Summary::of(&a).expect("varies"), Summary::of(&b).expect("varies"), 0.95);
        assert!((g.expect("varies").point - 2.0 * 0.8).abs() < 1e-12);
        // Of nine pairs eight are won, one is a draw.
        let delta = cliffs_delta(&a, &b, 0.95).expect("enough");
        assert!((delta.point - 8.0 / 9.0).abs() < 1e-12);
        assert!(delta.interval.contains(delta.point) && delta.interval.high <= 1.0);
        let odds = log_odds_ratio((10.0, 20.0), (10.0, 20.0), 0.95).expect("valid");
        assert!(odds.point.abs() < 1e-12 && odds.interval.contains(0.0));
        assert_eq!(log_odds_ratio((21.0, 20.0), (1.0, 2.0), 0.95), None);
    }
}
