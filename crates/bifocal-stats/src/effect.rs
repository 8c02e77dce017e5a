//! Sizes of effects, with intervals.

use crate::interval::{Estimate, Interval};
use crate::means::Summary;
use crate::quantile::normal_critical;
use crate::ratio::wilson;

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
/// (eq. 12 of Feng & Cliff 2004). His least variance, `(1 - delta²) / (n m - 1)`, stands below. Groups
/// that lie wholly apart have a delta of ±1 without any variance; their error is that of one pair of
/// all being a draw, so that few values do not pass for certainty. `None` under two values a side.
pub fn cliffs_delta(first: &[f64], second: &[f64], level: f64) -> Option<Estimate> {
    let (n, m) = (first.len() as f64, second.len() as f64);
    if n < 2.0 || m < 2.0 {
        return None;
    }
    let sign = |a: f64, b: f64| f64::from(i8::from(a > b) - i8::from(a < b));
    let delta =
        first.iter().flat_map(|a| second.iter().map(move |b| sign(*a, *b))).sum::<f64>() / (n * m);
    let apart = delta.abs() >= 1.0;
    let near = if apart { delta * (1.0 - 1.0 / (n * m)) } else { delta };
    let rows: f64 = first
        .iter()
        .map(|a| second.iter().map(|b| sign(*a, *b)).sum::<f64>() / m - near)
        .map(|d| d * d)
        .sum();
    let columns: f64 = second
        .iter()
        .map(|b| first.iter().map(|a| sign(*a, *b)).sum::<f64>() / n - near)
        .map(|d| d * d)
        .sum();
    let cells: f64 =
        first.iter().flat_map(|a| second.iter().map(move |b| (sign(*a, *b) - near).powi(2))).sum();
    let unlike = 1.0 - near * near;
    let variance = ((m * m * rows + n * n * columns - cells) / (n * m * (n - 1.0) * (m - 1.0)))
        .max(unlike / (n * m - 1.0));
    let standard_error = variance.sqrt();
    let z = normal_critical(level)?;
    let spread = z * standard_error * (unlike.powi(2) + z * z * variance).sqrt();
    let below = unlike + z * z * variance;
    let end = |side: f64| ((near * unlike + side * spread) / below).clamp(-1.0, 1.0);
    let mut interval = Interval { low: end(-1.0), high: end(1.0) };
    if apart {
        interval = Interval { low: interval.low.min(delta), high: interval.high.max(delta) };
    }
    Some(Estimate { point: delta, standard_error, interval })
}

/// Difference of two shares of independent trials, from hits and trials, with the interval that
/// joins both shares' Wilson intervals (Newcombe 1998, *Statistics in Medicine* 17, 873-890, method
/// 10). The standard error is that of the large-sample difference. Trials of persons are not
/// independent: see [`crate::clustered_difference`]. `None` without trials, or with more hits than
/// trials.
pub fn share_difference(first: (f64, f64), second: (f64, f64), level: f64) -> Option<Estimate> {
    let valid = |(hits, trials): (f64, f64)| trials > 0.0 && hits >= 0.0 && hits <= trials;
    let z = normal_critical(level).filter(|_| valid(first) && valid(second))?;
    let (p, q) = (first.0 / first.1, second.0 / second.1);
    let (a, b) = (wilson(p, first.1, z), wilson(q, second.1, z));
    let point = p - q;
    Some(Estimate {
        point,
        standard_error: (p * (1.0 - p) / first.1 + q * (1.0 - q) / second.1).sqrt(),
        interval: Interval {
            low: point - (p - a.low).hypot(b.high - q),
            high: point + (a.high - p).hypot(q - b.low),
        },
    })
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
        assert_eq!(share_difference((21.0, 20.0), (1.0, 2.0), 0.95), None);
    }

    #[test]
    fn groups_apart_are_not_certain() {
        let (low, high) = ([1.0, 2.0, 3.0], [7.0, 8.0, 9.0]);
        let delta = cliffs_delta(&high, &low, 0.95).expect("enough");
        assert!((delta.point - 1.0).abs() < 1e-12 && delta.standard_error > 0.0);
        assert!(delta.interval.low < 0.9 && (delta.interval.high - 1.0).abs() < 1e-12);
        let turned = cliffs_delta(&low, &high, 0.95).expect("enough");
        assert!((turned.interval.high + delta.interval.low).abs() < 1e-12);
    }

    /// Newcombe 1998, table II, method 10: 56/70 less 48/80 gives .0524 to .3339; 10/10 less 0/20
    /// gives .6791 to 1.
    #[test]
    fn difference_as_printed_by_newcombe() {
        let printed = |a, b, low: f64, high: f64| {
            let e = share_difference(a, b, 0.95).expect("valid");
            assert!((e.interval.low - low).abs() < 5e-5 && (e.interval.high - high).abs() < 5e-5);
        };
        printed((56.0, 70.0), (48.0, 80.0), 0.0524, 0.3339);
        printed((10.0, 10.0), (0.0, 20.0), 0.6791, 1.0);
    }
}
