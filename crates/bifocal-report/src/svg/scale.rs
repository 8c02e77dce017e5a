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

/// A stretch of values that begins and ends on a tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Domain {
    /// Ticks stand at these multiples of `step`, both included.
    first: i32,
    last: i32,
    step: f64,
}

/// Steps that a domain has at most, but for those at its ends.
const STEPS: f64 = 5.0;

impl Domain {
    /// A domain with 0 and all of the values that lie within the limits. What is no number does not count.
    pub(crate) fn covering(values: impl IntoIterator<Item = f64>, limits: [f64; 2]) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((0.0, 0.0), |(low, high): (f64, f64), value| {
            (low.min(value.max(limits[0])), high.max(value.min(limits[1])))
        });
        // Where nothing differs from 0 there is still something to be drawn on.
        let high = high.max(low + 0.01);
        let width = high - low;
        let power = 10f64.powf((width / STEPS).log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|first| first * power);
        let fits = |step: &f64| *step >= width / STEPS * 0.999;
        let step = steps.into_iter().find(fits).unwrap_or(width);
        // A hair of rounding must not add a tick.
        let first = (low / step + 1e-9).floor() as i32;
        let last = ((high / step - 1e-9).ceil() as i32).max(first + 1);
        Self { first, last, step }
    }

    /// A value's place, 0 to 1; what lies outside is at the end.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let (first, last) = (f64::from(self.first), f64::from(self.last));
        unit((value / self.step - first) / (last - first))
    }

    /// Whether a value has a place of its own.
    pub(crate) fn holds(&self, value: f64) -> bool {
        let at = value / self.step;
        (f64::from(self.first) - 1e-9..=f64::from(self.last) + 1e-9).contains(&at)
    }

    /// The last value.
    pub(crate) fn high(&self) -> f64 {
        f64::from(self.last) * self.step
    }

    /// Values to write beneath, in order.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        (self.first..=self.last).map(|tick| f64::from(tick) * self.step).collect()
    }
}

/// Moves places apart that lie closer than `least`, in order, and keeps them under `end` where there is
/// room. The places must rise.
pub(crate) fn spread(places: &mut [f64], least: f64, end: f64) {
    for i in 1..places.len() {
        places[i] = places[i].max(places[i - 1] + least);
    }
    let mut limit = end;
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_begin_and_end_on_round_numbers() {
        let domain = Domain::covering([-0.13, 0.08, f64::NAN, 3.0], [-1.0, 0.2]);
        let ticks: Vec<String> = domain.ticks().iter().map(|t| format!("{t:.1}")).collect();
        assert_eq!(ticks, ["-0.2", "-0.1", "0.0", "0.1", "0.2"]);
        assert!((domain.place(0.0) - 0.5).abs() < 1e-9 && (domain.place(3.0) - 1.0).abs() < 1e-9);
        assert!(domain.holds(-0.2) && !domain.holds(0.21) && !domain.holds(f64::NAN));
        let share = Domain::covering([0.4, 1.0], [0.0, 1.0]);
        assert!((share.high() - 1.0).abs() < 1e-9 && share.ticks().len() == 6, "{share:?}");
        assert_eq!(Domain::covering([], [-1.0, 1.0]).ticks().len(), 6);
    }

    #[test]
    fn labels_are_spread() {
        let mut places = [10.0, 12.0, 95.0, 99.0];
        spread(&mut places, 10.0, 100.0);
        assert_eq!(places, [10.0, 20.0, 90.0, 100.0]);
    }

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
