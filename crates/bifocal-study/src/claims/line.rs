//! One tested figure, as it stands in a report.

use bifocal_stats::{
    Difference, Estimate, Summary, cliffs_delta, correlation, hedges_g, holm, mean,
    permutation_correlation_p, permutation_equivalence, permutation_p, sign_flip_equivalence,
    sign_flip_p,
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
    /// p of no difference, the larger of Student's and of that under exchange, after Holm's correction over
    /// the lines of its table. Where two poles may be one thing: one-sided p of a correlation of just that much.
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

/// What is exchanged for a test that asks for no distribution.
pub enum Exchange {
    /// Persons between two groups, by each one's share in the figure as counted: the means differ by it.
    Groups([Vec<f64>; 2]),
    /// Signs of persons' changes.
    Signs(Vec<f64>),
}

/// A line that is still to be judged with the others of its table.
pub struct Draft {
    /// What it is about.
    pub name: String,
    /// Its estimates.
    pub contrast: Option<Contrast>,
    /// The second test.
    pub exchange: Option<Exchange>,
    /// Least number of messages in one of the two cells.
    pub positives: f64,
    /// Sizes of the effect.
    pub apart: Option<Apart>,
    /// Why it must have no verdict, whatever its figures are.
    pub unread: Option<String>,
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
            exchange: None,
            positives: 0.0,
            apart: None,
            unread: None,
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
        let exchange = sides.linearised(statistic).map(Exchange::Groups);
        Self::new(name, sides.contrast(figure), exchange, positives, sides.sizes())
    }

    /// Of a figure that does not.
    pub fn counted(
        name: impl Into<String>,
        sides: &Sides,
        statistic: &Statistic<'_>,
        positives: f64,
    ) -> Self {
        let counted = sides.counted(statistic);
        let contrast = counted.map(Contrast::uncorrected);
        let exchange = sides.linearised(statistic).map(Exchange::Groups);
        Self::new(name, contrast, exchange, positives, sides.sizes())
    }

    /// Of persons' changes, whose mean is estimated as `contrast`.
    pub fn change(name: impl Into<String>, contrast: Option<Contrast>, changes: Vec<f64>) -> Self {
        let sizes = [changes.len(); 2];
        Self::new(name, contrast, Some(Exchange::Signs(changes)), f64::INFINITY, sizes)
    }

    fn new(
        name: impl Into<String>,
        contrast: Option<Contrast>,
        exchange: Option<Exchange>,
        positives: f64,
        sizes: [usize; 2],
    ) -> Self {
        let (apart, unread, held_back) = (None, None, None);
        let name = name.into();
        Self { name, contrast, exchange, positives, apart, unread, sizes, held_back }
    }

    /// Without a verdict for a reason, if there is one.
    #[must_use]
    pub fn unread(self, why: Option<String>) -> Self {
        Self { unread: why, ..self }
    }

    /// p of no difference: Student's, of the ways that decide the largest, or that under exchange where that
    /// is larger. The exchange is only tried where Student's is small enough to matter.
    fn p(&self) -> f64 {
        let student = self.contrast.map_or(1.0, |contrast| contrast.p);
        let apart = |a: &[f64], b: &[f64]| Some(mean(a)? - mean(b)?);
        let exchanged = match self.exchange.as_ref().filter(|_| student < ALPHA) {
            Some(Exchange::Groups([first, second])) => {
                permutation_p(first, second, apart, SHUFFLES, SEED)
            }
            Some(Exchange::Signs(changes)) => sign_flip_p(changes, SHUFFLES, SEED),
            None => None,
        };
        exchanged.map_or(student, |p| p.max(student))
    }

    /// Whether two one-sided tests under exchange say that the difference lies within a margin.
    fn equivalent(&self, margin: f64) -> bool {
        let p = match &self.exchange {
            Some(Exchange::Groups([first, second])) => {
                permutation_equivalence(first, second, margin, SHUFFLES, SEED)
            }
            Some(Exchange::Signs(changes)) => {
                sign_flip_equivalence(changes, margin, SHUFFLES, SEED)
            }
            None => None,
        };
        p.is_none_or(|p| p < ALPHA)
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

/// Judges the lines of a table together. A verdict needs two tests that agree: Student's (Welch's between
/// groups, which allows for groups that vary differently), and the exchange of persons between the groups or of
/// the signs of their changes, which asks for no distribution. Each holds its 5 % by itself, so both together
/// do. Holm's correction is over the lines that the gate does not hold back; `sizes` are those of the whole
/// groups.
pub fn judge(drafts: Vec<Draft>, margin: f64, sizes: [usize; 2]) -> Vec<Line> {
    let shown = drafts.iter().filter(|draft| draft.held_back.is_none());
    let p: Vec<f64> = shown.map(Draft::p).collect();
    let mut p = holm(&p).into_iter();
    drafts
        .into_iter()
        .map(|mut draft| {
            if let Some(refusal) = draft.held_back.take() {
                return held_back(draft.name, Measure::Share, margin, &refusal);
            }
            let p = p.next().unwrap_or(1.0);
            let answers = draft.contrast.as_ref().and_then(Answers::of);
            let enough = draft.positives >= LEAST_POSITIVES;
            let note = match (&answers, enough) {
                (None, _) => Some("no variation, or no such message".to_owned()),
                (Some(_), false) => {
                    Some(format!("a group has fewer than {LEAST_POSITIVES:.0} such messages"))
                }
                (Some(_), true) => draft.unread.clone(),
            };
            let verdict = match (&answers, &note) {
                (Some(answers), None) => {
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

/// A line whose figure the gate holds back.
pub fn held_back(name: String, measure: Measure, margin: f64, refusal: &Refusal) -> Line {
    let verdict = Verdict::CannotTell { persons_needed: None };
    let mut line = alone(name, measure, margin, None, verdict);
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

/// A correlation over persons that is still to be judged with the others of its table.
pub struct Relation {
    /// What it is about.
    pub name: String,
    /// On Fisher's scale; none under five persons, or where one of the two does not vary.
    on_z: Option<Difference>,
    persons: usize,
    p: f64,
    unread: Option<String>,
}

impl Relation {
    /// Of two numbers of the same persons, by Fisher's z: `atanh r ± t / sqrt(n - 3)` (Fisher 1921), and when one
    /// of the two is dealt out anew.
    pub fn of(name: impl Into<String>, a: &[f64], b: &[f64]) -> Self {
        let found = Self::fisher(name, correlation(a, b), a.len());
        // As for groups, only where Student's is small enough to matter.
        if found.p >= ALPHA {
            return found;
        }
        let dealt = permutation_correlation_p(a, b, SHUFFLES, SEED);
        Self { p: dealt.map_or(found.p, |p| p.max(found.p)), ..found }
    }

    fn fisher(name: impl Into<String>, r: Option<f64>, persons: usize) -> Self {
        let n = persons as f64;
        let on_z = r.filter(|r| r.abs() < 1.0 && persons >= 5).map(|r| Difference {
            point: r.atanh(),
            standard_error: 1.0 / (n - 3.0).sqrt(),
            freedom: n - 2.0,
        });
        let p = on_z.map_or(1.0, |on_z| on_z.p());
        Self { name: name.into(), on_z, persons, p, unread: None }
    }

    /// Without a verdict for a reason, if there is one.
    #[must_use]
    pub fn unread(self, why: Option<String>) -> Self {
        Self { unread: why, ..self }
    }

    fn judged(self, p: f64, margin: f64) -> Line {
        let on_z = self.on_z.as_ref().and_then(Answer::of).map(Answers::counted);
        let note = match &on_z {
            None => Some("too few persons, or no variation".to_owned()),
            Some(_) => self.unread,
        };
        let verdict = match (&on_z, &note) {
            // Persons needed are counted for each of two groups; with these sizes those of one sample come
            // out, all of them together. An exchange that says "the same" there is none for correlations.
            (Some(answers), None) => answers.verdict(margin.atanh(), p, [self.persons; 2], || true),
            _ => Verdict::CannotTell { persons_needed: None },
        };
        Line {
            name: self.name,
            measure: Measure::Correlation,
            margin,
            p_adjusted: on_z.is_some().then_some(p),
            note,
            answers: on_z.map(|answers| answers.map(f64::tanh)),
            verdict,
            apart: None,
            persons: None,
        }
    }
}

/// Judges the correlations of a table together, with Holm's correction over them.
pub fn judge_relations(relations: Vec<Relation>, margin: f64) -> Vec<Line> {
    let p: Vec<f64> = relations.iter().map(|relation| relation.p).collect();
    relations.into_iter().zip(holm(&p)).map(|(relation, p)| relation.judged(p, margin)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correlation_needs_persons_in_all() {
        let [line] = &judge_relations(vec![Relation::fisher("r", Some(0.0), 40)], 0.2)[..] else {
            panic!("one line")
        };
        // Fisher's z: ((1.645 + 1.282) / atanh 0.2)² + 3 = 211 for a power of 80 %.
        let Verdict::CannotTell { persons_needed: Some(n) } = line.verdict else {
            panic!("{line:?}")
        };
        assert!((200..260).contains(&n), "{n}");
    }

    #[test]
    fn relations_are_corrected_for_one_another() {
        let a: Vec<f64> = (0..16).map(f64::from).collect();
        // A relation that alone is found just so.
        let b: Vec<f64> =
            a.iter().map(|x| 0.5 * x + 8.0 * f64::from((*x as i32 * 7) % 16) / 10.0).collect();
        let of = |unread: Option<&str>| Relation::of("r", &a, &b).unread(unread.map(str::to_owned));
        let p = of(None).p;
        let alone = &judge_relations(vec![of(None)], 0.2)[0];
        let pair = &judge_relations(vec![of(None), of(None)], 0.2)[0];
        assert_eq!(alone.p_adjusted, Some(p));
        assert_eq!(pair.p_adjusted, Some((2.0 * p).min(1.0)));
        let badly = &judge_relations(vec![of(Some("too little agreement"))], 0.2)[0];
        assert_eq!(badly.verdict, Verdict::CannotTell { persons_needed: None });
        assert!(badly.note.is_some() && badly.answers.is_some());
    }

    #[test]
    fn changes_need_both_tests() {
        let judged = |changes: Vec<f64>| {
            let rows: Vec<[f64; 1]> = changes.iter().map(|change| [*change]).collect();
            let found = bifocal_stats::function_of_means(&[&rows[..]], |m| m[0].first().copied());
            let draft = Draft::change("c", found.map(Contrast::uncorrected), changes);
            judge(vec![draft], 0.05, [rows.len(); 2]).remove(0)
        };
        let up = |n: u32| (0..n).map(|i| 0.2 + 0.01 * f64::from(i % 3)).collect::<Vec<_>>();
        // Five persons have 32 ways to give signs: two of them are 6 %, however clear the change is.
        let five = judged(up(5));
        assert_eq!(five.p_adjusted, Some(2.0 / 32.0));
        assert!(matches!(five.verdict, Verdict::CannotTell { .. }));
        assert_eq!(judged(up(12)).verdict, Verdict::Different);
        let none: Vec<f64> = (0..30).map(|i| if i % 2 == 0 { 0.02 } else { -0.02 }).collect();
        assert_eq!(judged(none).verdict, Verdict::Same);
    }
}
