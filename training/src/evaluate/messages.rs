//! Agreement on whole messages, and the error rates that a profile's rates are corrected by.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::card::{Agreement, MessageAgreement};
use bifocal_core::coder::Scratch;
use bifocal_core::coding::Around;
use bifocal_core::{Coder, MessageCodes, Pole};
use bifocal_stats::{ErrorRates, cohen_kappa};
use serde::Deserialize;

use super::bootstrap::over_documents;
use crate::labels::table;
use crate::written;

/// What was measured on whole messages.
pub struct Whole {
    /// What they are.
    pub description: String,
    /// Agreement and error rates per pole.
    pub poles: BTreeMap<Pole, MessageAgreement>,
}

#[derive(Deserialize)]
struct Raw {
    id: String,
    subject: String,
    text: String,
    weight: f64,
    people: u8,
    results: u8,
    votes: Vec<(u8, u8, Vec<String>)>,
}

struct Case {
    id: String,
    weight: f64,
    labels: [u8; 2],
    votes: Vec<[u8; 2]>,
    coded: [bool; 2],
}

const POLES: [Pole; 2] = [Pole::People, Pole::Results];

/// Measures the coder on labelled messages.
///
/// # Errors
/// If the file cannot be read.
pub fn measure(coder: &Coder, path: &Path) -> Result<Whole> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read labelled messages from {}", path.display()))?;
    let mut scratch = Scratch::default();
    let mut cases = Vec::new();
    for line in text.lines() {
        let raw: Raw = serde_json::from_str(line)?;
        cases.push(Case {
            // The labelled text is the sender's own words already.
            coded: attends(coder, &raw.subject, &raw.text, &mut scratch),
            id: raw.id,
            weight: raw.weight,
            labels: [raw.people, raw.results],
            votes: raw.votes.iter().map(|(p, r, _)| [*p, *r]).collect(),
        });
    }
    Ok(Whole {
        description: format!(
            "{} whole messages (own words) drawn at random within mail, chat and code review, two coders; error rates \
             are weighted to each source's size",
            cases.len()
        ),
        poles: POLES
            .into_iter()
            .enumerate()
            .map(|(i, pole)| (pole, agreement(&cases, i)))
            .collect(),
    })
}

/// Measures the coder on mails that were written for the purpose and that nothing learned from: their
/// sentences and, by two coders each, the codes of the wholes. A focus is there if both saw it.
///
/// # Errors
/// If a file cannot be read or a code is not of its form.
pub fn measure_written(
    coder: &Coder,
    sentences: &Path,
    codes: &Path,
) -> Result<BTreeMap<Pole, Agreement>> {
    let mut mails = BTreeMap::<String, (String, String)>::new();
    for row in written::mails(sentences)? {
        let (_, text) =
            mails.entry(row.doc).or_insert_with(|| (row.sentence.subject, String::new()));
        *text += &row.sentence.text;
        text.push(' ');
    }
    let mut scratch = Scratch::default();
    let mut cases = Vec::new();
    for line in table::<WrittenCodes>(codes)? {
        let at = || format!("{}: mail {}", codes.display(), line.message);
        let votes = line.votes().with_context(at)?;
        let id = format!("mail-{}", line.message);
        let (subject, text) = mails.get(&id).with_context(at)?;
        let both = |i: usize| votes.iter().map(|vote| vote[i]).min().unwrap_or(0);
        cases.push(Case {
            coded: attends(coder, subject, text.trim_end(), &mut scratch),
            id,
            weight: 1.0,
            labels: [both(0), both(1)],
            votes,
        });
    }
    let pole = |(i, pole)| (pole, agreement(&cases, i).agreement);
    Ok(POLES.into_iter().enumerate().map(pole).collect())
}

/// Codes of a written mail as a whole, those of several coders with commas between them.
#[derive(Deserialize)]
struct WrittenCodes {
    message: String,
    people: String,
    results: String,
}

impl WrittenCodes {
    fn votes(&self) -> Result<Vec<[u8; 2]>> {
        let people = self.people.split(',').map(str::parse::<u8>);
        let results = self.results.split(',').map(str::parse::<u8>);
        people.zip(results).map(|(people, results)| Ok([people?, results?])).collect()
    }
}

/// Whether a message attends to people and to results.
fn attends(coder: &Coder, subject: &str, text: &str, scratch: &mut Scratch) -> [bool; 2] {
    let coded = coder.code_text(text, &Around { subject, ..Around::default() }, scratch);
    let acts = coded.acts.iter().map(|sentence| &sentence.act);
    let codes = MessageCodes::decide(acts, coder.thresholds());
    POLES.map(|pole| codes.poles.contains(pole))
}

fn agreement(cases: &[Case], i: usize) -> MessageAgreement {
    let kappa = |rows: &[usize]| {
        let pair = |c: &Case| (usize::from(c.labels[i] > 0), usize::from(c.coded[i]), 1.0);
        cohen_kappa(rows.iter().map(|r| pair(&cases[*r])), 2)
    };
    let all: Vec<usize> = (0..cases.len()).collect();
    let ids = || cases.iter().map(|c| c.id.as_str());
    let coders = cases.iter().filter_map(|c| match c.votes.as_slice() {
        [a, b, ..] => Some((usize::from(a[i] > 0), usize::from(b[i] > 0), 1.0)),
        _ => None,
    });
    // Share of weight that is coded right among those that are (or are not) labelled.
    let right = |rows: &[usize], present: bool| {
        let (mut right, mut all) = (0.0, 0.0);
        for case in rows.iter().map(|r| &cases[*r]).filter(|c| (c.labels[i] > 0) == present) {
            all += case.weight;
            right += case.weight * f64::from(u8::from(case.coded[i] == present));
        }
        (all > 0.0).then(|| right / all)
    };
    let count = |keep: &dyn Fn(&Case) -> bool| cases.iter().filter(|c| keep(c)).count() as f64;
    let error = |present| {
        let all = count(&|c| (c.labels[i] > 0) == present);
        let hit = count(&|c| (c.labels[i] > 0) == present && c.coded[i] == present);
        match over_documents(ids(), |rows| right(rows, present)) {
            Some((_, sd)) if hit > 0.0 && hit < all => sd,
            // Where all are right, or none is, there is nothing to draw anew: one more of each (Agresti and
            // Caffo 2000).
            Some(_) => {
                let share = (hit + 1.0) / (all + 2.0);
                (share * (1.0 - share) / (all + 2.0)).sqrt()
            }
            None => 1.0,
        }
    };
    let there = count(&|c| c.labels[i] > 0);
    let hit = count(&|c| c.labels[i] > 0 && c.coded[i]);
    MessageAgreement {
        agreement: Agreement {
            kappa: kappa(&all),
            kappa_interval: over_documents(ids(), kappa).map(|(interval, _)| interval),
            coders_kappa: cohen_kappa(coders, 2),
            precision: Some(hit / count(&|c| c.coded[i]).max(1.0)),
            recall: Some(hit / there.max(1.0)),
            cases: there as u64,
            out_of: cases.len() as u64,
            ..Agreement::default()
        },
        errors: ErrorRates {
            sensitivity: right(&all, true).unwrap_or(0.0),
            sensitivity_error: error(true),
            specificity: right(&all, false).unwrap_or(0.0),
            specificity_error: error(false),
        },
    }
}
