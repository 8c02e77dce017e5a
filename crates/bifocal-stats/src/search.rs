//! Finding the minimum or the root of a function of one number.

/// The place of a minimum between two ends: a coarse grid, then golden sections around the best of
/// it, to about nine digits.
pub(crate) fn minimum(f: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    const STEPS: u32 = 200;
    // Finer near the lower end, where variances hide.
    let at = |i: u32| low + (high - low) * (f64::from(i) / f64::from(STEPS)).powi(3);
    let best = (0..=STEPS).min_by(|a, b| f(at(*a)).total_cmp(&f(at(*b)))).unwrap_or(0);
    let (mut a, mut b) = (at(best.saturating_sub(1)), at((best + 1).min(STEPS)));
    let golden = (5.0f64.sqrt() - 1.0) / 2.0;
    for _ in 0..80 {
        let (c, d) = (b - golden * (b - a), a + golden * (b - a));
        if f(c) < f(d) { b = d } else { a = c }
    }
    f64::midpoint(a, b)
}

/// Where a function passes 0 between two ends, by halving; `None` if it has one sign at both.
pub(crate) fn root(f: impl Fn(f64) -> f64, low: f64, high: f64) -> Option<f64> {
    let (mut a, mut b) = (low, high);
    let rising = f(a) < 0.0;
    if (f(b) < 0.0) == rising {
        return None;
    }
    for _ in 0..100 {
        let middle = f64::midpoint(a, b);
        if (f(middle) < 0.0) == rising { a = middle } else { b = middle }
    }
    Some(f64::midpoint(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_it() {
        assert!((minimum(|x| (x - 0.3).powi(2), 0.0, 10.0) - 0.3).abs() < 1e-6);
        assert!(minimum(|x| x, 0.0, 10.0) < 1e-6);
        assert!((root(|x| x * x - 2.0, 0.0, 2.0).expect("passes") - 2.0f64.sqrt()).abs() < 1e-14);
        assert_eq!(root(|x| x * x + 1.0, 0.0, 2.0), None);
    }
}
