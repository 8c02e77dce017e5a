//! When a whole message attends to people or to results: fitted on messages coded as wholes.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::coder::Scratch;
use bifocal_core::coding::Around;
use bifocal_core::{Coder, MessageRule, Pole};
use bifocal_stats::cohen_kappa;
use serde::Deserialize;

use crate::weighing::{Row, fit, score};

#[derive(Deserialize)]
struct Text {
    id: String,
    subject: String,
    text: String,
}

#[derive(Deserialize)]
struct Codes {
    id: String,
    people: u8,
    results: u8,
}

/// Folds that a rule is tried on apart from what it was fitted on.
const FOLDS: usize = 10;
/// How much worse weighing all poles may be there and be taken: on other messages it was better almost each time, and
/// `training/teacher/settle.py` has the same rule.
const MARGIN: f64 = 0.02;
/// Weights are whole numbers in these steps.
const STEPS: f64 = 4096.0;

/// A message's sums of probabilities per pole, and whether it attends to people and to results.
struct Case {
    sums: [u32; Pole::COUNT],
    attends: [bool; 2],
}

impl Case {
    /// Roots of the expected numbers of acts.
    fn roots(&self) -> Row {
        self.sums.map(|sum| (f64::from(sum) / 65_535.0).sqrt())
    }
}

/// The rule of each pole: for people and results the sum of the acts' probabilities, or the roots
/// of those of all poles weighted, whichever agrees better on folds apart; for the others one act
/// is enough.
///
/// # Errors
/// If a file cannot be read.
pub fn rules(coder: &Coder, texts: &Path, codes: &Path) -> Result<[MessageRule; Pole::COUNT]> {
    let cases = cases(coder, texts, codes)?;
    let mut rules = [MessageRule::AnyAct; Pole::COUNT];
    for (i, pole) in [Pole::People, Pole::Results].into_iter().enumerate() {
        let own = |case: &Case| f64::from(case.sums[pole.index()]);
        let expected = kappa_apart(&cases, i, |_| Box::new(own));
        let weighted = kappa_apart(&cases, i, |rows| {
            let (weights, _) =
                fit(&rows.iter().map(|c| (c.roots(), c.attends[i])).collect::<Vec<_>>());
            Box::new(move |case| score(&weights, &case.roots()))
        });
        let all: Vec<&Case> = cases.iter().collect();
        rules[pole.index()] = if weighted > expected - MARGIN {
            let (weights, _) =
                fit(&cases.iter().map(|c| (c.roots(), c.attends[i])).collect::<Vec<_>>());
            let weights = weights.map(|w| (w * STEPS).round());
            let (cut, _) = best_cut(&all, i, &|case| score(&weights, &case.roots()));
            MessageRule::Weighted {
                weights: weights.map(|w| w as i32),
                least: (cut * 65_536.0).round() as i64,
            }
        } else {
            MessageRule::Expected(best_cut(&all, i, &own).0 as u32)
        };
        println!(
            "messages, {}: {} of {}; kappa on folds apart: expected {expected:.3}, weighted {weighted:.3}; {:?}",
            pole.name(),
            cases.iter().filter(|case| case.attends[i]).count(),
            cases.len(),
            rules[pole.index()]
        );
    }
    Ok(rules)
}

fn cases(coder: &Coder, texts: &Path, codes: &Path) -> Result<Vec<Case>> {
    let read = std::fs::read(texts).with_context(|| format!("cannot read {}", texts.display()))?;
    let texts: Vec<Text> = serde_json::from_slice(&read)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(codes)?;
    let codes: HashMap<String, [bool; 2]> = reader
        .deserialize()
        .map(|row: Result<Codes, csv::Error>| row.map(|c| (c.id, [c.people > 0, c.results > 0])))
        .collect::<Result<_, _>>()?;
    let mut scratch = Scratch::default();
    let mut cases = Vec::new();
    for text in &texts {
        let Some(attends) = codes.get(&text.id) else { continue };
        let around = Around { subject: &text.subject, ..Around::default() };
        let acts = coder.code_text(&text.text, &around, &mut scratch).acts;
        let sum = |pole: Pole| acts.iter().map(|act| u32::from(act.act.reading.pole(pole).0)).sum();
        cases.push(Case { sums: Pole::ALL.map(sum), attends: *attends });
    }
    Ok(cases)
}

type Score<'a> = Box<dyn Fn(&Case) -> f64 + 'a>;

/// Kappa of decisions on folds that neither score nor cut was fitted on.
fn kappa_apart<'a>(cases: &[Case], i: usize, fit: impl Fn(&[&Case]) -> Score<'a>) -> f64 {
    let mut pairs = Vec::new();
    for fold in 0..FOLDS {
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        for (number, case) in cases.iter().enumerate() {
            if number % FOLDS == fold { outside.push(case) } else { inside.push(case) }
        }
        let score = fit(&inside);
        let (cut, _) = best_cut(&inside, i, &score);
        pairs.extend(outside.iter().map(|case| pair(case.attends[i], score(case) >= cut)));
    }
    cohen_kappa(pairs, 2).unwrap_or(-1.0)
}

fn pair(there: bool, found: bool) -> (usize, usize, f64) {
    (usize::from(there), usize::from(found), 1.0)
}

/// The cut with the best kappa, smoothed over its neighbours, among quantiles of the scores.
fn best_cut(cases: &[&Case], i: usize, score: &dyn Fn(&Case) -> f64) -> (f64, f64) {
    let mut scores: Vec<f64> = cases.iter().map(|case| score(case)).collect();
    scores.sort_by(f64::total_cmp);
    let cuts: Vec<f64> = (30..100)
        .map(|percent| scores[(scores.len() * percent / 100).min(scores.len() - 1)])
        .collect();
    let kappas: Vec<f64> = cuts
        .iter()
        .map(|cut| {
            let pairs = cases.iter().map(|case| pair(case.attends[i], score(case) >= *cut));
            cohen_kappa(pairs, 2).unwrap_or(-1.0)
        })
        .collect();
    let last = kappas.len() - 1;
    let smooth =
        |k: usize| (0..5).map(|d| kappas[(k + d).saturating_sub(2).min(last)]).sum::<f64>() / 5.0;
    let best = (0..=last).max_by(|a, b| smooth(*a).total_cmp(&smooth(*b))).unwrap_or(0);
    (cuts[best], smooth(best))
}
