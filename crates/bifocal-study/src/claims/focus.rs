//! Claim 2: within the same activity, the focus differs.

use bifocal_stats::{Decomposition, Estimate, bootstrap_t, kitagawa};

use super::persons::{Participant, groups, sides};
use super::verdict::{Answer, Verdict};
use crate::gate::{Gate, Refusal, Released};

/// The difference in focus, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct FocusParts {
    /// What comes from doing other things.
    pub mix: Answer,
    /// What comes from doing the same things with another focus.
    pub within: Answer,
    /// Both parts per class.
    pub classes: Decomposition,
}

const DRAWS: usize = 999;
const SEED: u64 = 20_260_101;

/// Kitagawa's decomposition over classes, a message counting once for each class that it does, with
/// bootstrap-t over persons: resampling persons, standard errors by leaving each out.
///
/// # Errors
/// If the gate refuses the groups. `Ok(None)` inside where a group has no messages of any class, or the
/// intervals cannot be made.
pub fn different_focus(
    gate: &mut Gate,
    persons: &[Participant],
    margin: f64,
) -> Result<Released<Option<FocusParts>>, Refusal> {
    let sides = sides(persons);
    gate.comparison(&groups(&sides), || take_apart(&sides[0], &sides[1], margin))
}

fn take_apart(first: &[&Participant], second: &[&Participant], margin: f64) -> Option<FocusParts> {
    let classes = decompose(first, second)?;
    let part = |of: fn(&Decomposition) -> f64| {
        let statistic = |a: &[&Participant], b: &[&Participant]| {
            let point = of(&decompose(a, b)?);
            Some((point, jackknife(a, b, &of)?))
        };
        let interval = |level| bootstrap_t(first, second, statistic, level, DRAWS, SEED);
        let (wide, narrow): (Estimate, Estimate) = (interval(0.95)?, interval(0.90)?);
        let found = !wide.interval.contains(0.0);
        Some(Answer {
            point: wide.point,
            interval: wide.interval,
            narrow: narrow.interval,
            margin,
            // By the interval alone: a p of its own would be a second test.
            p: f64::NAN,
            verdict: Verdict::of(narrow.interval, margin, found, None),
        })
    };
    Some(FocusParts {
        mix: part(Decomposition::mix_total)?,
        within: part(Decomposition::rate_total)?,
        classes,
    })
}

/// Totals of one side per class: (does, attends).
fn totals(side: &[&Participant]) -> Vec<(f64, f64)> {
    let classes = side.iter().map(|p| p.does.len()).max().unwrap_or(0);
    (0..classes)
        .map(|class| {
            let sum = |of: &dyn Fn(&Participant) -> &Vec<f64>| {
                side.iter().filter_map(|p| of(p).get(class)).sum::<f64>()
            };
            (sum(&|p| &p.does), sum(&|p| &p.attends))
        })
        .collect()
}

fn decompose(first: &[&Participant], second: &[&Participant]) -> Option<Decomposition> {
    let (a, b) = (totals(first), totals(second));
    let all =
        |side: &[(f64, f64)]| Some(side.iter().map(|(n, _)| n).sum::<f64>()).filter(|n| *n > 0.0);
    let (all_a, all_b) = (all(&a)?, all(&b)?);
    let cells: Vec<[f64; 4]> = a
        .iter()
        .zip(&b)
        .map(|((n, x), (m, y))| {
            // A class that only one side does differs in mix alone: its rate is taken from the other.
            let rate = |n: f64, x: f64| (n > 0.0).then(|| x / n);
            let (f, g) = (rate(*n, *x), rate(*m, *y));
            let either = f.or(g).unwrap_or(0.0);
            [n / all_a, f.unwrap_or(either), m / all_b, g.unwrap_or(either)]
        })
        .collect();
    Some(kitagawa(&cells))
}

/// Standard error by leaving out one person at a time, in each group on its own (Efron & Stein 1981).
fn jackknife<'a>(
    first: &[&'a Participant],
    second: &[&'a Participant],
    of: &dyn Fn(&Decomposition) -> f64,
) -> Option<f64> {
    let spread = |values: Vec<f64>| {
        let n = values.len() as f64;
        let centre = values.iter().sum::<f64>() / n;
        (n - 1.0) / n * values.iter().map(|v| (v - centre).powi(2)).sum::<f64>()
    };
    let without = |group: &[&'a Participant], i: usize| -> Vec<&'a Participant> {
        group.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, person)| *person).collect()
    };
    let one: Option<Vec<f64>> =
        (0..first.len()).map(|i| Some(of(&decompose(&without(first, i), second)?))).collect();
    let two: Option<Vec<f64>> =
        (0..second.len()).map(|i| Some(of(&decompose(first, &without(second, i))?))).collect();
    Some((spread(one?) + spread(two?)).sqrt())
}
