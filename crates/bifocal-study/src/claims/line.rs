//! One tested figure, as it stands in a report.

use bifocal_stats::{
    Difference, Estimate, Summary, cliffs_delta, hedges_g, holm, mean, permutation_equivalence,
    permutation_p,
};
use serde::Serialize;

use crate::contrast::{Contrast, Figure, Sides, Statistic};
use crate::gate::Refusal;
use crate::sample::{Column, Person};
use crate::verdict::{ALPHA, Answer, Answers, Verdict};

/// What a figure is, for its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// A difference of shares of messages.
    Share,
    /// A correlation over persons.
    Correlation,
    /// A share of the variance between persons.
    Explained,
    /// A share of persons.
    Persons,
    /// A difference of sentences a message.
    Sentences,
}

/// How far two groups are apart on a figure that each person has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Apart {
    /// In pooled standard deviations.
    pub hedges_g: Option<Estimate>,
    /// How much likelier the first group's person has more.
    pub cliffs_delta: Option<Estimate>,
    /// p under exchange of persons.
    pub permutation_p: Option<f64>,
}

/// One tested figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// What it is about.
    pub name: String,
    /// Its unit.
    pub measure: Measure,
    /// What counts as none.
    pub margin: f64,
    /// The estimates; none where they cannot be made.
    pub answers: Option<Answers>,
    /// p of no difference, the larger of Welch's and of that under exchange of persons, after Holm's
    /// correction over the lines of its table.
    pub p_adjusted: Option<f64>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why there is no verdict, where it is not the interval.
    pub note: Option<String>,
    /// Sizes of the effect, for shares that each person has.
    pub apart: Option<Apart>,
    /// Persons in the smaller group, where not all persons of the claim have a share in this line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persons: Option<usize>,
}

/// Messages of a cell that each group needs.
pub const LEAST_POSITIVES: f64 = 30.0;

const SHUFFLES: usize = 999;
const SEED: u64 = 20_260_101;

/// A line that is still to be judged with the others of its table.
pub struct Draft {
    /// What it is about.
    pub name: String,
    /// Its estimates.
    pub contrast: Option<Contrast>,
    /// Each person's share in it as counted, of the first group and of the second: their means differ by it.
    pub persons: Option<[Vec<f64>; 2]>,
    /// Least number of messages in one of the two cells.
    pub positives: f64,
    /// Sizes of the effect.
    pub apart: Option<Apart>,
    /// Persons of each group who have a share in it.
    pub sizes: [usize; 2],
    /// Why it has no figure, if the gate did not let the persons through.
    pub held_back: Option<Refusal>,
}

impl Draft {
    /// Without a figure: the gate held it back.
    pub fn held_back(name: impl Into<String>, refusal: Refusal) -> Self {
        Self {
            name: name.into(),
            contrast: None,
            persons: None,
            positives: 0.0,
            apart: None,
            sizes: [0; 2],
            held_back: Some(refusal),
        }
    }

    /// Of a figure that depends on the coder's poles.
    pub fn focus(
        name: impl Into<String>,
        sides: &Sides,
        figure: Figure<'_>,
        positives: f64,
    ) -> Self {
        let (Figure::Straight(statistic) | Figure::Curved(statistic, _)) = figure;
        let persons = sides.linearised(statistic);
        Self::new(name, sides.contrast(figure), persons, positives, sides.sizes())
    }

    /// Of a figure that does not.
    pub fn counted(
        name: impl Into<String>,
        sides: &Sides,
        statistic: &Statistic<'_>,
        positives: f64,
    ) -> Self {
        let counted = sides.counted(statistic);
        let contrast = counted.map(|counted| Contrast { counted, corrected: None, powered: None });
        Self::new(name, contrast, sides.linearised(statistic), positives, sides.sizes())
    }

    fn new(
        name: impl Into<String>,
        contrast: Option<Contrast>,
        persons: Option<[Vec<f64>; 2]>,
        positives: f64,
        sizes: [usize; 2],
    ) -> Self {
        let (apart, held_back) = (None, None);
        Self { name: name.into(), contrast, persons, positives, apart, sizes, held_back }
    }

    /// p of no difference: Welch's, or that under exchange of persons where that is larger. The exchange is
    /// only tried where Welch's is small enough to matter.
    fn p(&self) -> f64 {
        let welch = self.contrast.map_or(1.0, |contrast| contrast.counted.p());
        let Some([first, second]) = self.persons.as_ref().filter(|_| welch < ALPHA) else {
            return welch;
        };
        let apart = |a: &[f64], b: &[f64]| Some(mean(a)? - mean(b)?);
        permutation_p(first, second, apart, SHUFFLES, SEED).map_or(welch, |p| p.max(welch))
    }

    /// Whether two one-sided tests under exchange of persons say that the difference lies within a margin.
    fn equivalent(&self, margin: f64) -> bool {
        self.persons.as_ref().is_none_or(|[first, second]| {
            permutation_equivalence(first, second, margin, SHUFFLES, SEED).is_none_or(|p| p < ALPHA)
        })
    }

    /// With the sizes of the effect, for a column.
    #[must_use]
    pub fn with_apart(mut self, column: Column, sides: &Sides, groups: [&[&Person]; 2]) -> Self {
        let values = groups.map(|side| side.iter().map(|p| p.share(column)).collect::<Vec<_>>());
        let summary = |values: &[f64]| Summary::of(values);
        self.apart = Some(Apart {
            hedges_g: summary(&values[0])
                .zip(summary(&values[1]))
                .and_then(|(a, b)| hedges_g(a, b, 0.95)),
            cliffs_delta: cliffs_delta(&values[0], &values[1], 0.95),
            permutation_p: sides.permutation_p(
                &|a, b| Some(a.counted(column) - b.counted(column)),
                SHUFFLES,
                SEED,
            ),
        });
        self
    }
}

/// Judges the lines of a table together. A verdict needs two tests that agree: Welch's, which allows for
/// groups that vary differently, and the exchange of persons between the groups, which asks for no
/// distribution. Each holds its 5 % by itself, so both together do. Holm's correction is over the lines that
/// have a figure; `sizes` are those of the whole groups.
pub fn judge(drafts: Vec<Draft>, margin: f64, sizes: [usize; 2]) -> Vec<Line> {
    let shown = drafts.iter().filter(|draft| draft.held_back.is_none());
    let p: Vec<f64> = shown.map(Draft::p).collect();
    let mut p = holm(&p).into_iter();
    drafts
        .into_iter()
        .map(|mut draft| {
            if let Some(refusal) = draft.held_back.take() {
                return held_back(draft.name, margin, &refusal);
            }
            let p = p.next().unwrap_or(1.0);
            let answers = draft.contrast.as_ref().and_then(Answers::of);
            let enough = draft.positives >= LEAST_POSITIVES;
            let note = match (&answers, enough) {
                (None, _) => Some("no variation, or no such message".to_owned()),
                (Some(_), false) => {
                    Some(format!("a group has fewer than {LEAST_POSITIVES:.0} such messages"))
                }
                (Some(_), true) => None,
            };
            let verdict = match (&answers, enough) {
                (Some(answers), true) => {
                    answers.verdict(margin, p, draft.sizes, || draft.equivalent(margin))
                }
                _ => Verdict::CannotTell { persons_needed: None },
            };
            Line {
                name: draft.name,
                measure: Measure::Share,
                margin,
                verdict,
                p_adjusted: answers.is_some().then_some(p),
                // Where nothing varies, a size would only say so in another way.
                apart: draft.apart.filter(|_| answers.is_some()),
                answers,
                note,
                persons: (draft.sizes != sizes).then(|| draft.sizes[0].min(draft.sizes[1])),
            }
        })
        .collect()
}

fn held_back(name: String, margin: f64, refusal: &Refusal) -> Line {
    let verdict = Verdict::CannotTell { persons_needed: None };
    let mut line = alone(name, Measure::Share, margin, None, verdict);
    line.note = Some(format!("held back: {refusal}"));
    line
}

/// A line about one number that is no difference of shares, judged alone.
pub fn alone(
    name: impl Into<String>,
    measure: Measure,
    margin: f64,
    answer: Option<Answer>,
    verdict: Verdict,
) -> Line {
    Line {
        name: name.into(),
        measure,
        margin,
        p_adjusted: answer.map(|answer| answer.p),
        note: answer.is_none().then(|| "too few persons, or no variation".to_owned()),
        answers: answer.map(Answers::counted),
        verdict,
        apart: None,
        persons: None,
    }
}

/// A correlation of `r` over `n` persons, by Fisher's z: `atanh r ± t / sqrt(n - 3)` (Fisher 1921).
/// `None` under five persons.
pub fn correlation_line(name: impl Into<String>, r: Option<f64>, n: usize, margin: f64) -> Line {
    let persons = n as f64;
    let difference = r.filter(|r| r.abs() < 1.0 && n >= 5).map(|r| Difference {
        point: r.atanh(),
        standard_error: 1.0 / (persons - 3.0).sqrt(),
        freedom: persons - 2.0,
    });
    let on_z = difference.as_ref().and_then(Answer::of).map(Answers::counted);
    let verdict = on_z.map_or(Verdict::CannotTell { persons_needed: None }, |answers| {
        // Persons needed are counted for each of two groups; with these sizes those of one sample come
        // out, all of them together.
        answers.verdict(margin.atanh(), answers.counted.p, [n, n], || true)
    });
    let answers = on_z.map(|answers| answers.map(f64::tanh));
    Line {
        name: name.into(),
        measure: Measure::Correlation,
        margin,
        p_adjusted: answers.map(|answers| answers.counted.p),
        note: answers.is_none().then(|| "too few persons, or no variation".to_owned()),
        answers,
        verdict,
        apart: None,
        persons: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correlation_needs_persons_in_all() {
        let line = correlation_line("r", Some(0.0), 40, 0.2);
        // Fisher's z: ((1.645 + 1.282) / atanh 0.2)² + 3 = 211 for a power of 80 %.
        let Verdict::CannotTell { persons_needed: Some(n) } = line.verdict else {
            panic!("{line:?}")
        };
        assert!((200..260).contains(&n), "{n}");
    }
}
