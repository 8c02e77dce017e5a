//! When a whole message attends to people or to results: fitted on messages coded as wholes.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::coder::Scratch;
use bifocal_core::coding::Around;
use bifocal_core::{Coder, MessageRule, Pole};
use bifocal_stats::cohen_kappa;
use serde::Deserialize;

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

/// The rule of each pole: for people and results the sum of the acts' probabilities with the best
/// kappa, from a coarse grid; for the others one act is enough.
///
/// # Errors
/// If a file cannot be read.
pub fn rules(coder: &Coder, texts: &Path, codes: &Path) -> Result<[MessageRule; Pole::COUNT]> {
    let read = std::fs::read(texts).with_context(|| format!("cannot read {}", texts.display()))?;
    let texts: Vec<Text> = serde_json::from_slice(&read)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(codes)?;
    let codes: HashMap<String, [bool; 2]> = reader
        .deserialize()
        .map(|row: Result<Codes, csv::Error>| row.map(|c| (c.id, [c.people > 0, c.results > 0])))
        .collect::<Result<_, _>>()?;
    let mut scratch = Scratch::default();
    let mut cases: Vec<([bool; 2], [u32; 2])> = Vec::new();
    let focus = [Pole::People, Pole::Results];
    for text in &texts {
        let Some(there) = codes.get(&text.id) else { continue };
        let around = Around { subject: &text.subject, ..Around::default() };
        let acts = coder.code_text(&text.text, &around, &mut scratch).acts;
        let sum = |pole| acts.iter().map(|act| u32::from(act.act.reading.pole(pole).0)).sum();
        cases.push((*there, focus.map(sum)));
    }
    let mut rules = [MessageRule::AnyAct; Pole::COUNT];
    for (i, pole) in focus.into_iter().enumerate() {
        let kappa = |least: u32| {
            let pair = |(there, sum): &([bool; 2], [u32; 2])| {
                (usize::from(there[i]), usize::from(sum[i] >= least), 1.0)
            };
            cohen_kappa(cases.iter().map(pair), 2).unwrap_or(-1.0)
        };
        // From a twentieth of a sentence to three sentences, in steps of a sixth.
        let grid: Vec<u32> = (0..28).map(|k| (3277.0 * 1.165f64.powi(k)) as u32).collect();
        let scores: Vec<f64> = grid.iter().map(|least| kappa(*least)).collect();
        let smooth =
            |k: usize| scores[k.saturating_sub(1)] + 2.0 * scores[k] + scores[(k + 1).min(27)];
        let best = (0..28).max_by(|a, b| smooth(*a).total_cmp(&smooth(*b))).unwrap_or(0);
        println!(
            "messages, {}: {} of {}, kappa {:.3} at {:.2} expected acts",
            pole.name(),
            cases.iter().filter(|(there, _)| there[i]).count(),
            cases.len(),
            scores[best],
            f64::from(grid[best]) / 65_535.0
        );
        rules[pole.index()] = MessageRule::Expected(grid[best]);
    }
    Ok(rules)
}
