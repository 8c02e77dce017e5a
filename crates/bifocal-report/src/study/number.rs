//! Figures as text, in the unit of what they measure.

use bifocal_stats::{Estimate, Interval};
use bifocal_study::claims::Measure;
use bifocal_study::report::FEW;

/// What stands where there is no figure.
pub(crate) const NONE: &str = "—";

/// How figures of one table are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit {
    measure: Measure,
    /// Digits behind the point, of a percent.
    digits: usize,
}

impl Unit {
    /// For figures about so many persons: they were rounded by that.
    pub(crate) const fn new(measure: Measure, persons: usize) -> Self {
        Self { measure, digits: if persons < FEW { 0 } else { 1 } }
    }

    /// What is measured.
    pub(crate) const fn measure(self) -> Measure {
        self.measure
    }

    /// The unit in words.
    pub(crate) const fn name(self) -> &'static str {
        match self.measure {
            Measure::Share => "percentage points",
            Measure::Correlation => "correlation r",
            Measure::Explained => "% of the variance between persons",
            Measure::Persons => "% of persons",
            Measure::Sentences => "sentences a message",
        }
    }

    /// A figure without its unit: differences with their sign.
    pub(crate) fn number(self, value: f64) -> String {
        match self.measure {
            Measure::Share => signed(value * 100.0, self.digits),
            Measure::Explained | Measure::Persons => plain(value * 100.0, self.digits),
            Measure::Sentences => signed(value, self.digits + 2),
            Measure::Correlation => two(value),
        }
    }

    /// A share, whatever the unit of the rest is.
    pub(crate) fn percent(self, share: f64) -> String {
        plain(share * 100.0, self.digits)
    }

    /// A number on the scale: as short as it can be.
    pub(crate) fn tick(self, value: f64) -> String {
        let text = match self.measure {
            Measure::Sentences => signed(value, 2),
            Measure::Correlation => return tick(value),
            Measure::Share => signed(value * 100.0, 1),
            Measure::Explained | Measure::Persons => plain(value * 100.0, 1),
        };
        let short = text.trim_end_matches('0').trim_end_matches('.');
        if text.contains('.') && !short.is_empty() { short.to_owned() } else { text }
    }

    /// `−2 to +8`.
    pub(crate) fn range(self, interval: Interval) -> String {
        format!("{} to {}", self.number(interval.low), self.number(interval.high))
    }
}

fn plain(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let text = format!("{:.digits$}", value.abs());
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

fn signed(value: f64, digits: usize) -> String {
    let text = plain(value, digits);
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    if value > 0.0 && value.is_finite() && !zero { format!("+{text}") } else { text }
}

/// Two digits and no leading zero: `.42`, `−.08`, `1.00`.
pub(crate) fn two(value: f64) -> String {
    let text = plain(value, 2);
    match text.split_once("0.") {
        Some((sign @ ("" | "−"), rest)) => format!("{sign}.{rest}"),
        _ => text,
    }
}

/// A number on a scale of correlations: `−.5`, `0`, `.25`, `1`.
pub(crate) fn tick(value: f64) -> String {
    let text = two(value);
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short.is_empty() { "0".to_owned() } else { short.to_owned() }
}

/// An estimate with its interval, with two digits: `.42 (.10 to .66)`.
pub(crate) fn estimate(estimate: &Estimate) -> String {
    let Interval { low, high } = estimate.interval;
    format!("{} ({} to {})", two(estimate.point), two(low), two(high))
}

/// A p value: `.034`, `<.001`, `1`.
pub(crate) fn p(value: f64) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    if value < 0.001 {
        return "<.001".to_owned();
    }
    let text = format!("{value:.3}");
    text.strip_prefix('0').map_or_else(|| "1".to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_has_its_form() {
        let unit = |measure| Unit::new(measure, 20);
        let share = unit(Measure::Share);
        assert_eq!(share.number(0.03), "+3");
        assert_eq!(share.number(-0.125), "−12");
        assert_eq!(share.number(-0.001), "0");
        assert_eq!(share.number(f64::NAN), NONE);
        assert_eq!(share.range(Interval { low: -0.02, high: 0.08 }), "−2 to +8");
        assert_eq!(Unit::new(Measure::Share, 60).number(0.031), "+3.1");
        assert_eq!(unit(Measure::Correlation).number(0.42), ".42");
        assert_eq!(unit(Measure::Correlation).number(-0.08), "−.08");
        assert_eq!(unit(Measure::Correlation).number(1.04), "1.04");
        assert_eq!(unit(Measure::Persons).number(0.4), "40");
        assert_eq!(unit(Measure::Sentences).number(0.4), "+0.40");
    }

    #[test]
    fn ticks_are_short() {
        let share = Unit::new(Measure::Share, 20);
        let ticks: Vec<String> = [-0.1, -0.025, 0.0, 0.2, 1.0].map(|t| share.tick(t)).into();
        assert_eq!(ticks, ["−10", "−2.5", "0", "+20", "+100"]);
        let ticks: Vec<String> = [-0.5, 0.0, 0.25, 1.0].map(tick).into();
        assert_eq!(ticks, ["−.5", "0", ".25", "1"]);
    }

    #[test]
    fn p_is_never_nothing() {
        assert_eq!(p(0.0), "<.001");
        assert_eq!(p(0.0344), ".034");
        assert_eq!(p(1.0), "1");
        assert_eq!(p(f64::NAN), NONE);
    }
}
