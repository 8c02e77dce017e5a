//! Claim 6: the lenses are as many things as they are names.

use bifocal_core::Pole;
use bifocal_stats::{Difference, function_of_means, holm};

use super::finding::{Finding, Outcome, Part, needed};
use super::line::{Line, Measure, alone};
use crate::gate::is_homogeneous;
use crate::plan::Claim;
use crate::sample::{Column, Person, Sample};
use crate::verdict::{ALPHA, Answer, Verdict};

/// From this correlation on, two poles are one thing.
pub const ONE_THING: f64 = 0.85;

/// Correlations of `poles` over persons, and their phi over sentences. `left_out` are poles that the coder
/// reads too badly to ask.
pub fn how_many_things(sample: &Sample, poles: &[Pole], left_out: &[Pole]) -> Finding {
    let asked: Vec<Pole> =
        poles.iter().copied().filter(|pole| !is_extreme(&sample.persons, *pole)).collect();
    let pairs: Vec<(Pole, Pole)> = asked
        .iter()
        .enumerate()
        .flat_map(|(at, p)| asked[at + 1..].iter().map(move |q| (*p, *q)))
        .collect();
    if pairs.is_empty() {
        return Finding::not_tested(
            Claim::HowManyThings,
            "there are fewer than two poles that the coder reads well enough and enough persons attend to",
        );
    }
    let lines = judged(&pairs, &sample.persons);
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
    let names = |poles: &[Pole]| {
        poles.iter().map(|pole| pole.name().replace('_', " ")).collect::<Vec<_>>().join(", ")
    };
    let extreme: Vec<Pole> = poles.iter().copied().filter(|pole| !asked.contains(pole)).collect();
    let notes = [
        ("the coder reads them with too little agreement", left_out),
        ("next to nobody attends to them, or to anything else", &extreme[..]),
    ];
    let notes = notes.iter().filter(|(_, poles)| !poles.is_empty());
    let notes: Vec<String> =
        notes.map(|(why, poles)| format!("Left out, since {why}: {}.", names(poles))).collect();
    finding.note = (!notes.is_empty()).then(|| notes.join(" "));
    finding
}

/// The pairs, each as a line. *Same* means one thing. Every pair is asked on which side of [`ONE_THING`] its
/// correlation lies (one-sided t), with Holm's correction over all pairs: one that is found to be one thing is
/// enough to refute the claim.
fn judged(pairs: &[(Pole, Pole)], persons: &[Person]) -> Vec<Line> {
    let found: Vec<Option<Difference>> =
        pairs.iter().map(|(p, q)| correlated(persons, *p, *q)).collect();
    let one_sided = |found: &Option<Difference>| {
        found.map_or(1.0, |found| Difference { point: found.point - ONE_THING, ..found }.p() / 2.0)
    };
    let p = holm(&found.iter().map(one_sided).collect::<Vec<f64>>());
    let lines = pairs.iter().zip(found).zip(p).map(|(((first, second), found), p)| {
        let answer = found.as_ref().and_then(Answer::of);
        let verdict = match answer {
            Some(answer) if p < ALPHA && answer.point > ONE_THING => Verdict::Same,
            Some(answer) if p < ALPHA && answer.point < ONE_THING => Verdict::Different,
            _ => Verdict::CannotTell { persons_needed: None },
        };
        let name = format!("{} and {}", first.name(), second.name());
        let line = alone(name, Measure::Correlation, ONE_THING, answer, verdict);
        Line { p_adjusted: answer.map(|_| p), ..line }
    });
    lines.collect()
}

/// Whether next to nobody attends to a pole, or to anything else: figures about it would be nearly each one's own.
fn is_extreme(persons: &[Person], pole: Pole) -> bool {
    is_homogeneous(persons.iter().map(|person| person.share(Column::Attends(pole))))
}

/// The correlation of two rates over persons without the noise of each rate, with the jackknife over persons.
fn correlated(persons: &[Person], p: Pole, q: Pole) -> Option<Difference> {
    let rows: Vec<Vec<f64>> = persons
        .iter()
        .map(|person| {
            let half = |pole: Pole, at: usize| person.halves[at][pole.index()];
            moments(&[half(p, 0), half(p, 1), half(q, 0), half(q, 1)])
        })
        .collect();
    function_of_means(&[&rows[..]], |means| across_halves(&means[0]))
}

/// Values, then their products, `i <= j`.
fn moments(values: &[f64]) -> Vec<f64> {
    let products = (0..values.len()).flat_map(|i| (i..values.len()).map(move |j| (i, j)));
    values.iter().copied().chain(products.map(|(i, j)| values[i] * values[j])).collect()
}

/// Covariance of p and q across the halves of persons' threads, over the root of the covariances of each with
/// itself across them: `(c(p1, q2) + c(p2, q1)) / 2 / sqrt(c(p1, p2) c(q1, q2))`. Spearman's (1904) asks for
/// errors that are independent of each other, but the rates of two poles come from the same messages; different
/// threads have no error in common. `None` where a half tells next to nothing of the other: a reliability of
/// both together under .1.
fn across_halves(means: &[f64]) -> Option<f64> {
    const VALUES: usize = 4;
    const LEAST: f64 = 0.1;
    let covariance = |i: usize, j: usize| {
        let before: usize = (0..i).map(|k| VALUES - k).sum();
        let product = means.get(VALUES + before + j - i).copied().unwrap_or(0.0);
        product - means[i] * means[j]
    };
    let shared = |i: usize, j: usize| {
        let within = covariance(i, j);
        let spread = covariance(i, i) * covariance(j, j);
        let r = (spread > 1e-18).then(|| within / spread.sqrt())?;
        (2.0 * r / (1.0 + r) > LEAST).then_some(within)
    };
    let (p, q) = (shared(0, 1)?, shared(2, 3)?);
    Some(f64::midpoint(covariance(0, 3), covariance(1, 2)) / (p * q).sqrt())
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

    fn of(rows: &[[f64; 4]]) -> Option<f64> {
        let rows: Vec<Vec<f64>> = rows.iter().map(|row| moments(row)).collect();
        let mean = |at: usize| rows.iter().map(|row| row[at]).sum::<f64>() / rows.len() as f64;
        across_halves(&(0..rows[0].len()).map(mean).collect::<Vec<f64>>())
    }

    #[test]
    fn equal_rates_are_one_thing() {
        let rows = [0.1, 0.2, 0.15, 0.3].map(|rate| [rate; 4]);
        assert!((of(&rows).expect("varies") - 1.0).abs() < 1e-9);
        assert_eq!(of(&[[0.1; 4]; 5]), None);
    }

    /// Persons whose true rates have nothing to do with each other, and codes that come together within
    /// messages: both poles' rates of a half err alike.
    #[test]
    fn errors_that_come_together_do_not_make_two_things_one() {
        use rand::{RngExt, SeedableRng};
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(5);
        let mut even = move || random.random::<f64>() - 0.5;
        let rows: Vec<[f64; 4]> = (0..4000)
            .map(|_| {
                let (p, q) = (0.1 * even(), 0.1 * even());
                let noise = [0.2 * even(), 0.2 * even()];
                [p + noise[0], p + noise[1], q + 0.9 * noise[0], q + 0.9 * noise[1]]
            })
            .collect();
        let whole: Vec<[f64; 2]> = rows.iter().map(|r| [r[0] + r[1], r[2] + r[3]]).collect();
        let [a, b] = [0, 1].map(|at| whole.iter().map(|pair| pair[at]).collect::<Vec<_>>());
        assert!(bifocal_stats::correlation(&a, &b).expect("varies") > 0.5, "as counted");
        let r = of(&rows).expect("reliable enough");
        assert!(r.abs() < 0.15, "{r}");
    }
}
