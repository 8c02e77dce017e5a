//! How exact a released figure is. Rounding stops what exact arithmetic would still tell: means of few
//! persons are fractions with a small denominator.

use bifocal_stats::Estimate;

use super::LEAST;
use crate::claims::{Finding, Line, Measure, Outcome};
use crate::report::{Composed, Persons, Universe};
use crate::verdict::{Answer, Answers, Verdict};

/// With a smallest group under so many persons shares are whole percents and correlations and sizes of
/// effects hundredths, else one digit more.
pub const FEW: usize = 50;

/// What can be made as coarse as the number of persons behind it asks.
pub trait Coarse: Sized {
    /// The same for a smallest group of so many persons.
    #[must_use]
    fn coarse(self, persons: usize) -> Self;
}

impl<T: Coarse> Coarse for Vec<T> {
    fn coarse(self, persons: usize) -> Self {
        self.into_iter().map(|one| one.coarse(persons)).collect()
    }
}

/// Numbers of persons in groups that were let through: these are said as they are.
impl<const N: usize> Coarse for [usize; N] {
    fn coarse(self, _: usize) -> Self {
        self
    }
}

impl Coarse for Persons {
    fn coarse(self, _: usize) -> Self {
        self
    }
}

impl Coarse for Finding {
    fn coarse(mut self, persons: usize) -> Self {
        if let Outcome::CannotTell { persons_needed } = &mut self.outcome {
            *persons_needed = persons_needed.map(two_digits);
        }
        self.lines = self.lines.coarse(persons);
        for table in &mut self.beside {
            table.lines = std::mem::take(&mut table.lines).coarse(persons);
        }
        for part in &mut self.parts {
            part.value = round(part.value, persons);
        }
        self
    }
}

impl Coarse for Line {
    fn coarse(mut self, persons: usize) -> Self {
        // A line may be about fewer persons than what it stands in, never about more.
        let persons = self.persons.map_or(persons, |own| own.min(persons));
        if self.measure == Measure::Persons
            && self.answers.is_some_and(|a| is_one_sided(a, persons))
        {
            self.answers = None;
            self.note = Some(format!(
                "fewer than {LEAST} persons are on one side, so the share is held back"
            ));
        }
        self.answers = self.answers.map(|answers| Answers {
            counted: answer(answers.counted, persons),
            corrected: answers.corrected.map(|found| answer(found, persons)),
            powered: answers.powered.map(|found| answer(found, persons)),
            ..answers
        });
        self.p_adjusted = self.p_adjusted.map(p);
        if let Verdict::CannotTell { persons_needed } = &mut self.verdict {
            *persons_needed = persons_needed.map(two_digits);
        }
        if let Some(apart) = &mut self.apart {
            apart.hedges_g = apart.hedges_g.map(|found| estimate(found, persons));
            apart.cliffs_delta = apart.cliffs_delta.map(|found| estimate(found, persons));
            apart.permutation_p = apart.permutation_p.map(p);
        }
        self
    }
}

impl Coarse for Composed {
    fn coarse(self, persons: usize) -> Self {
        let [shares, parts] = [self.shares, self.parts].map(|two| two.map(|v| round(v, persons)));
        Self { shares, parts, ..self }
    }
}

impl Coarse for Universe {
    fn coarse(self, persons: usize) -> Self {
        let persons = self.sizes.iter().copied().fold(persons, usize::min);
        Self { lines: self.lines.coarse(persons), ..self }
    }
}

/// Whether a share of persons leaves fewer than [`LEAST`] of them on a side.
fn is_one_sided(answers: Answers, persons: usize) -> bool {
    let so = (answers.counted.point * persons as f64).round();
    so.min(persons as f64 - so) < LEAST as f64
}

fn answer(found: Answer, persons: usize) -> Answer {
    let mut coarse = found.map(|value| round(value, persons));
    coarse.p = p(found.p);
    coarse
}

fn estimate(found: Estimate, persons: usize) -> Estimate {
    let mut coarse = found;
    for value in [
        &mut coarse.point,
        &mut coarse.standard_error,
        &mut coarse.interval.low,
        &mut coarse.interval.high,
    ] {
        *value = round(*value, persons);
    }
    coarse
}

/// To the step for so many persons. Adding 0 turns a rounded -0 into 0.
fn round(value: f64, persons: usize) -> f64 {
    let step = if persons < FEW { 0.01 } else { 0.001 };
    (value / step).round() * step + 0.0
}

/// A p is given in thousandths, upward: it is never said to be smaller than it is, nor 0.
fn p(value: f64) -> f64 {
    if value.is_finite() { (value * 1000.0).ceil().clamp(1.0, 1000.0) / 1000.0 } else { value }
}

/// A number of persons with its first two digits, upward.
fn two_digits(persons: u64) -> u64 {
    let mut step = 1;
    while persons / step >= 100 {
        step *= 10;
    }
    persons.div_ceil(step) * step
}

#[cfg(test)]
mod tests {
    use bifocal_stats::Interval;

    use super::*;
    use crate::claims::Apart;

    fn line(measure: Measure, point: f64) -> Line {
        let interval = Interval { low: point - 0.123_456, high: point + 0.123_456 };
        let counted = Answer { point, interval, narrow: interval, p: 1e-9 };
        let size = Estimate { point: 0.123_456, standard_error: 0.123_456, interval };
        Line {
            name: "people".into(),
            measure,
            margin: 0.05,
            answers: Some(Answers::counted(counted)),
            p_adjusted: Some(0.012_34),
            verdict: Verdict::CannotTell { persons_needed: Some(211) },
            note: None,
            apart: Some(Apart {
                hedges_g: Some(size),
                cliffs_delta: Some(size),
                permutation_p: Some(0.000_1),
            }),
            persons: None,
        }
    }

    /// All numbers of a document.
    fn numbers(value: &serde_json::Value, into: &mut Vec<f64>) {
        match value {
            serde_json::Value::Number(n) => into.extend(n.as_f64()),
            serde_json::Value::Array(all) => all.iter().for_each(|one| numbers(one, into)),
            serde_json::Value::Object(all) => all.values().for_each(|one| numbers(one, into)),
            _ => {}
        }
    }

    #[test]
    fn every_number_of_a_line_is_coarse() {
        for (persons, step) in [(30, 100.0), (60, 1000.0)] {
            let mut coarse = line(Measure::Share, 0.076_543).coarse(persons);
            assert!((coarse.p_adjusted.expect("p") - 0.013).abs() < 1e-12);
            // Of p a digit more is given, and it says little alone.
            coarse.p_adjusted = None;
            coarse.answers.as_mut().expect("figures").counted.p = 1.0;
            coarse.apart.as_mut().expect("sizes").permutation_p = None;
            let mut all = Vec::new();
            numbers(&serde_json::to_value(&coarse).expect("JSON"), &mut all);
            assert!(all.len() > 12, "{all:?}");
            for number in all {
                let steps = number * step;
                assert!((steps - steps.round()).abs() < 1e-6, "{number} for {persons}");
            }
            let needed = Verdict::CannotTell { persons_needed: Some(220) };
            assert_eq!(coarse.verdict, needed);
        }
        // A line about fewer persons is as coarse as these ask.
        let few = Line { persons: Some(12), ..line(Measure::Share, 0.076_543) }.coarse(60);
        assert!((few.answers.expect("figures").counted.point - 0.08).abs() < 1e-12);
    }

    #[test]
    fn a_share_of_persons_needs_five_on_each_side() {
        assert!(line(Measure::Persons, 1.0).coarse(60).answers.is_none());
        assert!(line(Measure::Persons, 56.0 / 60.0).coarse(60).answers.is_none());
        assert!(line(Measure::Persons, 3.0 / 12.0).coarse(12).answers.is_none());
        assert!(line(Measure::Persons, 55.0 / 60.0).coarse(60).answers.is_some());
    }
}
