//! Claim 6: the lenses are as many things as they are names.

use bifocal_core::Pole;
use bifocal_stats::function_of_means;

use super::finding::{Finding, Outcome, Part, needed};
use super::line::{Line, Measure, alone};
use crate::plan::Claim;
use crate::sample::{Person, Sample};
use crate::verdict::{Answer, Verdict};

/// From this correlation on, two poles are one thing.
pub const ONE_THING: f64 = 0.85;

/// Correlations of `poles` over persons, and their phi over sentences. `left_out` are poles that the coder
/// reads too badly to ask.
pub fn how_many_things(sample: &Sample, poles: &[Pole], left_out: &[Pole]) -> Finding {
    let pairs: Vec<(Pole, Pole)> = poles
        .iter()
        .enumerate()
        .flat_map(|(at, p)| poles[at + 1..].iter().map(move |q| (*p, *q)))
        .collect();
    if pairs.is_empty() {
        return Finding::not_tested(
            Claim::HowManyThings,
            "fewer than two poles are read well enough by the coder",
        );
    }
    let lines: Vec<Line> = pairs.iter().map(|(p, q)| line(&sample.persons, *p, *q)).collect();
    let outcome = if lines.iter().any(|line| line.verdict == Verdict::Same) {
        Outcome::DoesNotHold
    } else if lines.iter().all(|line| line.verdict == Verdict::Different) {
        Outcome::Holds
    } else {
        Outcome::CannotTell { persons_needed: needed(&lines) }
    };
    let mut finding = Finding::new(Claim::HowManyThings, outcome, lines);
    for ((p, q), line) in pairs.iter().zip(&finding.lines) {
        let part = |of: &str, value: f64| Part {
            of: of.to_owned(),
            row: p.name().to_owned(),
            column: q.name().to_owned(),
            value,
        };
        if let Some(answers) = line.answers {
            finding.parts.push(part("persons", answers.counted.point));
        }
        if let Some(phi) = phi(&sample.persons, *p, *q) {
            finding.parts.push(part("phi", phi));
        }
    }
    if !left_out.is_empty() {
        let names: Vec<String> =
            left_out.iter().map(|pole| pole.name().replace('_', " ")).collect();
        finding.note = Some(format!(
            "Left out, since the coder reads them with too little agreement: {}.",
            names.join(", ")
        ));
    }
    finding
}

/// The correlation of two rates over persons, divided by the root of both reliabilities (Spearman 1904),
/// with the jackknife over persons. *Same* means one thing.
fn line(persons: &[Person], p: Pole, q: Pole) -> Line {
    let rows: Vec<Vec<f64>> = persons
        .iter()
        .map(|person| {
            let whole = |pole: Pole| person.share(crate::sample::Column::Attends(pole));
            let half = |pole: Pole, at: usize| person.halves[at][pole.index()];
            moments(&[whole(p), whole(q), half(p, 0), half(p, 1), half(q, 0), half(q, 1)])
        })
        .collect();
    let difference = function_of_means(&[&rows[..]], |means| disattenuated(&means[0]));
    let answer = difference.as_ref().and_then(Answer::of);
    let verdict = match answer {
        Some(answer) if answer.narrow.low > ONE_THING => Verdict::Same,
        Some(answer) if answer.narrow.high < ONE_THING => Verdict::Different,
        _ => Verdict::CannotTell { persons_needed: None },
    };
    alone(
        format!("{} and {}", p.name(), q.name()),
        Measure::Correlation,
        ONE_THING,
        answer,
        verdict,
    )
}

/// Values, then their products, `i <= j`.
fn moments(values: &[f64]) -> Vec<f64> {
    let products = (0..values.len()).flat_map(|i| (i..values.len()).map(move |j| (i, j)));
    values.iter().copied().chain(products.map(|(i, j)| values[i] * values[j])).collect()
}

fn disattenuated(means: &[f64]) -> Option<f64> {
    const VALUES: usize = 6;
    let product = |i: usize, j: usize| {
        let before: usize = (0..i).map(|k| VALUES - k).sum();
        means.get(VALUES + before + j - i).copied().unwrap_or(0.0)
    };
    let covariance = |i: usize, j: usize| product(i, j) - means[i] * means[j];
    let r = |i: usize, j: usize| {
        let spread = covariance(i, i) * covariance(j, j);
        (spread > 1e-18).then(|| covariance(i, j) / spread.sqrt())
    };
    let reliability = |i: usize, j: usize| {
        let r = r(i, j)?;
        let full = 2.0 * r / (1.0 + r);
        (full > 0.1).then_some(full)
    };
    Some(r(0, 1)? / (reliability(2, 3)? * reliability(4, 5)?).sqrt())
}

/// Phi of two poles over all sentences.
fn phi(persons: &[Person], p: Pole, q: Pole) -> Option<f64> {
    let sum = |a: Pole, b: Pole| -> f64 {
        persons.iter().map(|person| person.sentences.0[a.index()][b.index()]).sum()
    };
    let n: f64 = persons.iter().map(|person| person.sentences.1).sum();
    let (both, one, other) = (sum(p, q), sum(p, p), sum(q, q));
    let spread = one * (n - one) * other * (n - other);
    (spread > 0.0).then(|| (n * both - one * other) / spread.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rates_are_one_thing() {
        let values = [[0.1, 0.2, 0.15, 0.3], [0.1, 0.2, 0.15, 0.3]];
        let rows: Vec<Vec<f64>> = (0..4)
            .map(|i| {
                let (x, y) = (values[0][i], values[1][i]);
                moments(&[x, y, x, x, y, y])
            })
            .collect();
        let mean: Vec<f64> = (0..rows[0].len())
            .map(|at| rows.iter().map(|row| row[at]).sum::<f64>() / 4.0)
            .collect();
        assert!((disattenuated(&mean).expect("varies") - 1.0).abs() < 1e-9);
    }
}
