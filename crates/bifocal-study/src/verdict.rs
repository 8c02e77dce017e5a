//! Verdicts.

use bifocal_stats::{Difference, Interval, persons_for_equivalence};
use serde::Serialize;

use crate::contrast::Contrast;

/// Level of every test.
pub const ALPHA: f64 = 0.05;
const POWER: f64 = 0.80;

/// What a test says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Verdict {
    /// The difference lies within the margin.
    Same,
    /// There is a difference.
    Different,
    /// Neither can be told.
    CannotTell {
        /// About so many persons a group would show that there is no difference, if there is none.
        persons_needed: Option<u64>,
    },
}

/// An estimate with its intervals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// First less second, or whatever the line is about.
    pub point: f64,
    /// 95 % interval.
    pub interval: Interval,
    /// 90 % interval: inside of the margin it means "the same" at 5 %.
    pub narrow: Interval,
    /// p of no difference, before any correction for several tests.
    pub p: f64,
}

impl Answer {
    /// Of an estimate with its degrees of freedom.
    pub fn of(difference: &Difference) -> Option<Self> {
        Some(Self {
            point: difference.point,
            interval: difference.estimate(1.0 - ALPHA)?.interval,
            narrow: difference.estimate(1.0 - 2.0 * ALPHA)?.interval,
            p: difference.p(),
        })
    }

    /// Whether the 90 % interval lies inside the margin: two one-sided tests at 5 %.
    pub fn is_within(&self, margin: f64) -> bool {
        -margin < self.narrow.low && self.narrow.high < margin
    }

    /// With other values, rounded or on another scale; p stays.
    pub(crate) fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let interval = |i: Interval| Interval { low: f(i.low), high: f(i.high) };
        Self {
            point: f(self.point),
            interval: interval(self.interval),
            narrow: interval(self.narrow),
            p: self.p,
        }
    }
}

/// A figure in all ways.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Answers {
    /// As counted.
    pub counted: Answer,
    /// Corrected for the coder's errors.
    pub corrected: Option<Answer>,
    /// Prediction-powered.
    pub powered: Option<Answer>,
    /// How far the predictions were trusted for it.
    pub trust: Option<f64>,
}

impl Answers {
    /// Of a contrast.
    pub fn of(contrast: &Contrast) -> Option<Self> {
        Some(Self {
            counted: Answer::of(&contrast.counted)?,
            corrected: contrast.corrected.as_ref().and_then(Answer::of),
            powered: contrast.powered.as_ref().and_then(|(d, _)| Answer::of(d)),
            trust: contrast.powered.map(|(_, trust)| trust),
        })
    }

    /// Of a figure that needs no correction.
    pub fn counted(answer: Answer) -> Self {
        Self { counted: answer, corrected: None, powered: None, trust: None }
    }

    /// All of them, changed alike: rounded, or brought to another scale.
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64 + Copy) -> Self {
        Self {
            counted: self.counted.map(f),
            corrected: self.corrected.map(|answer| answer.map(f)),
            powered: self.powered.map(|answer| answer.map(f)),
            trust: self.trust,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Answer> {
        [Some(&self.counted), self.corrected.as_ref(), self.powered.as_ref()].into_iter().flatten()
    }

    /// The verdict. `p` is that of no difference, the largest over the ways that decide and corrected for
    /// several tests if there are any; `equivalent` is asked for a second opinion where the intervals say *same*.
    ///
    /// *Same* if every way's 90 % interval lies inside the margin, and the second opinion agrees: errors of
    /// the coder shrink differences, so the counted one alone must not say it. *Different* if p is small, and all ways have the same
    /// sign. A difference that is found and lies within the margin is "the same": the margin was set for that.
    pub fn verdict(
        &self,
        margin: f64,
        p: f64,
        sizes: [usize; 2],
        equivalent: impl FnOnce() -> bool,
    ) -> Verdict {
        let sign = self.counted.point.signum();
        let within = self.all().all(|answer| answer.is_within(margin));
        if within && equivalent() {
            Verdict::Same
        } else if !within
            && p < ALPHA
            && self.all().all(|answer| answer.point.signum() * sign > 0.0)
        {
            Verdict::Different
        } else {
            let widest = self.all().map(|answer| answer.narrow.width()).fold(0.0, f64::max);
            Verdict::CannotTell { persons_needed: needed(widest, margin, sizes) }
        }
    }
}

/// Persons a group that would show "the same", from the width of a 90 % interval at these sizes. `None` where
/// the smaller group has as many.
fn needed(narrow_width: f64, margin: f64, sizes: [usize; 2]) -> Option<u64> {
    let [a, b] = sizes.map(|n| n as f64);
    // Half of a 90 % interval is about 1.645 standard errors; se = σ sqrt(1/a + 1/b).
    let deviation = narrow_width / 2.0 / 1.645 / (1.0 / a + 1.0 / b).sqrt();
    let persons = persons_for_equivalence(margin, deviation, ALPHA, POWER);
    // As many as there are already cannot be what is missing: then it is the estimate that lies too far out.
    (persons.is_finite() && persons < 1e6 && persons > a.min(b)).then_some(persons as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(point: f64, error: f64) -> Answer {
        let difference = Difference { point, standard_error: error, freedom: 30.0 };
        Answer::of(&difference).expect("an interval")
    }

    fn verdict(counted: Answer, corrected: Option<Answer>) -> Verdict {
        let answers = Answers { counted, corrected, powered: None, trust: None };
        answers.verdict(0.05, counted.p, [20, 20], || true)
    }

    #[test]
    fn all_ways_must_agree() {
        assert_eq!(verdict(answer(0.0, 0.01), None), Verdict::Same);
        // The coder shrinks differences: what looks the same may not be.
        assert!(matches!(
            verdict(answer(0.0, 0.01), Some(answer(0.0, 0.04))),
            Verdict::CannotTell { persons_needed: Some(n) } if n > 20
        ));
        assert_eq!(verdict(answer(0.2, 0.03), Some(answer(0.3, 0.05))), Verdict::Different);
        // Signs that disagree.
        assert!(matches!(
            verdict(answer(0.2, 0.03), Some(answer(-0.1, 0.2))),
            Verdict::CannotTell { .. }
        ));
        // Found as counted, but not with the labelled messages: p is theirs.
        let powered = answer(0.1, 0.2);
        let answers = Answers {
            counted: answer(0.2, 0.03),
            corrected: Some(answer(0.3, 0.2)),
            powered: Some(powered),
            trust: Some(0.5),
        };
        let p = powered.p.max(answers.counted.p);
        assert!(matches!(answers.verdict(0.05, p, [20, 20], || true), Verdict::CannotTell { .. }));
        // Found, and too small to matter.
        assert_eq!(verdict(answer(0.02, 0.005), None), Verdict::Same);
    }

    #[test]
    fn no_more_persons_are_asked_for_than_are_there_already() {
        // Exact, and just across the margin: a handful would do if the groups were the same.
        let answers = Answers::counted(answer(0.045, 0.01));
        let verdict = |sizes| answers.verdict(0.05, 1.0, sizes, || true);
        assert_eq!(verdict([20, 30]), Verdict::CannotTell { persons_needed: None });
        let answers = Answers::counted(answer(0.045, 0.04));
        let Verdict::CannotTell { persons_needed: Some(n) } =
            answers.verdict(0.05, 1.0, [20, 30], || true)
        else {
            panic!("these are too few")
        };
        assert!(n > 20);
    }
}
