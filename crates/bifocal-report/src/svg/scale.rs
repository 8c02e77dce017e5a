//! From values to places.

/// A share as a percentage of the drawing's width.
pub(crate) fn across(share: f64) -> String {
    format!("{:.2}%", unit(share) * 100.0)
}

/// A share as a place in `start..start + length`.
pub(crate) fn along(share: f64, start: f64, length: f64) -> f64 {
    unit(share).mul_add(length, start)
}

/// Cut to `[0, 1]`; what is no number counts as 0.
pub(crate) fn unit(share: f64) -> f64 {
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}

/// A coordinate with as many digits as can be seen.
pub(crate) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), Into::into)
}

/// How many things one mark stands for, so that the highest stack has at most `cap` marks: 1, 2,
/// 5, 10, 20, ...
pub(crate) fn per_mark(highest: u64, cap: u64) -> u64 {
    let fits = |step: &u64| highest.div_ceil(*step) <= cap;
    let steps = (0..18u32).flat_map(|power| [1, 2, 5].map(|first| first * 10u64.pow(power)));
    steps.into_iter().find(fits).unwrap_or(u64::MAX)
}

/// Marks for a count: to the nearest, and at least one where there is anything.
pub(crate) fn marks_for(count: u64, per_mark: u64) -> u64 {
    let nearest = (count + per_mark / 2) / per_mark;
    if count > 0 { nearest.max(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_inside() {
        assert_eq!(across(0.241), "24.10%");
        assert_eq!(across(-3.0), "0.00%");
        assert_eq!(across(f64::NAN), "0.00%");
        assert!((along(2.0, 10.0, 100.0) - 110.0).abs() < 1e-9);
        assert_eq!(px(3.0), "3");
        assert_eq!(px(2.54), "2.5");
    }

    #[test]
    fn stacks_stay_low() {
        assert_eq!(per_mark(0, 16), 1);
        assert_eq!(per_mark(16, 16), 1);
        assert_eq!(per_mark(17, 16), 2);
        assert_eq!(per_mark(1_000, 16), 100);
        assert_eq!(per_mark(u64::MAX, 16), u64::MAX);
        assert_eq!(marks_for(0, 5), 0);
        assert_eq!(marks_for(1, 5), 1);
        assert_eq!(marks_for(13, 5), 3);
    }
}
