//! Labelled sentences, and the rule about which of them may train what ships.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail};
use bifocal_core::coder::Parts;
use bifocal_core::{Activity, Pole, PoleSet};
use serde::Deserialize;

use crate::soft;

/// A sentence in its context, as the files have it.
#[derive(Clone, Debug, Deserialize)]
pub struct Sentence {
    /// Of the whole message.
    #[serde(default)]
    pub subject: String,
    /// The sentence before.
    #[serde(default)]
    pub before: String,
    /// The sentence itself.
    pub text: String,
    /// The sentence after.
    #[serde(default)]
    pub after: String,
}

impl Sentence {
    /// A sentence without context.
    pub fn alone(text: String) -> Self {
        Self { subject: String::new(), before: String::new(), text, after: String::new() }
    }

    /// What the coder sees.
    pub fn parts(&self) -> Parts<'_> {
        Parts { subject: &self.subject, before: &self.before, text: &self.text, after: &self.after }
    }
}

/// One labelled sentence.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its identity in the files.
    pub id: String,
    /// Where it comes from, such as `github`.
    pub source: String,
    /// Document; sentences of one document stay on one side of every split.
    pub doc: String,
    /// How it was drawn: `natural` is at random.
    pub stratum: String,
    /// The sentence in its context.
    pub sentence: Sentence,
    /// Its activity.
    pub activity: Activity,
    /// Its poles.
    pub poles: PoleSet,
    /// The codes of each coder, where there were several.
    pub votes: Vec<(Activity, PoleSet)>,
}

impl Row {
    /// Whether a pole is coded.
    pub fn has(&self, pole: Pole) -> bool {
        self.poles.contains(pole)
    }

    /// Whether it was drawn at random.
    pub fn natural(&self) -> bool {
        matches!(self.stratum.as_str(), "natural" | "random")
    }

    /// Whether it is real text, not written for the purpose.
    pub fn real(&self) -> bool {
        self.source != "written"
    }
}

#[derive(Deserialize)]
struct Raw {
    id: String,
    source: String,
    doc: String,
    #[serde(flatten)]
    sentence: Sentence,
    #[serde(default)]
    stratum: String,
    activity: String,
    codes: String,
    ships: Option<bool>,
    #[serde(default)]
    activity_votes: Vec<String>,
    #[serde(default)]
    codes_votes: Vec<String>,
}

/// Which rows a file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Weights made from it ship: every row must say that it may.
    Train,
    /// Only measured on.
    Evaluate,
}

/// Adds the sentences that were coded later: `labels` has their codes by id, `sentences` their text.
/// Rows that lack one of the two passes are left out. Where two coders disagree, the activity is the
/// one that comes first in the codebook, and a pole is there if both saw it: the codebook's rules for
/// doubt. Votes are there where two coders gave both codes.
///
/// # Errors
/// If a file cannot be read, a row is malformed, or a row to train on may not ship.
pub fn read_later(labels: &Path, sentences: &Path, purpose: Use) -> anyhow::Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(labels)?;
    let coded: HashMap<String, Coded> = reader
        .deserialize()
        .map(|row: Result<Coded, csv::Error>| row.map(|row| (row.id.clone(), row)))
        .collect::<Result<_, _>>()
        .with_context(|| labels.display().to_string())?;
    let mut rows = Vec::new();
    for (number, line) in soft::lines(sentences)?.enumerate() {
        let at = || format!("{}, line {}", sentences.display(), number + 1);
        let raw: Unlabelled = serde_json::from_str(&line.with_context(at)?).with_context(at)?;
        let Some(coded) = coded.get(&raw.id) else { continue };
        if purpose == Use::Train && raw.ships != Some(true) {
            bail!("{}: row {} may not train weights that ship (`ships` is not true)", at(), raw.id);
        }
        let activity = coded.votes([&coded.activity, &coded.second_activity], Activity::from_code);
        let poles = coded.votes([&coded.codes, &coded.second_codes], PoleSet::from_codes);
        let Some((decided, seen)) = in_doubt(&activity, &poles) else { continue };
        rows.push(Row {
            id: raw.id,
            source: raw.source,
            doc: raw.doc,
            stratum: coded.stratum.clone(),
            sentence: raw.sentence,
            activity: decided,
            poles: seen,
            votes: if activity.len() > 1 {
                activity.into_iter().zip(poles).collect()
            } else {
                Vec::new()
            },
        });
    }
    Ok(rows)
}

/// What several coders' codes come to by the codebook's rules for doubt: the activity that comes first
/// in the codebook, and the poles that all saw. Nothing if a pass lacks.
pub fn in_doubt(activities: &[Activity], poles: &[PoleSet]) -> Option<(Activity, PoleSet)> {
    let decided = activities.iter().copied().min_by_key(|a| a.index())?;
    Some((decided, poles.iter().copied().reduce(PoleSet::intersection)?))
}

/// A line of `training/labels/coded.tsv`.
#[derive(Deserialize)]
struct Coded {
    id: String,
    stratum: String,
    activity: String,
    second_activity: String,
    codes: String,
    second_codes: String,
}

impl Coded {
    fn votes<T>(&self, votes: [&String; 2], read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        votes.into_iter().filter_map(|vote| read(vote)).collect()
    }
}

#[derive(Deserialize)]
struct Unlabelled {
    id: String,
    source: String,
    doc: String,
    ships: Option<bool>,
    #[serde(flatten)]
    sentence: Sentence,
}

/// Reads labelled sentences.
///
/// # Errors
/// If the file cannot be read, a row is malformed, or a row that may not ship is to train.
pub fn read(path: &Path, purpose: Use) -> anyhow::Result<Vec<Row>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read labelled sentences from {}", path.display()))?;
    let mut rows = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let at = || format!("{}, line {}", path.display(), number + 1);
        let raw: Raw = serde_json::from_str(line).with_context(at)?;
        if purpose == Use::Train && raw.ships != Some(true) {
            bail!("{}: row {} may not train weights that ship (`ships` is not true)", at(), raw.id);
        }
        rows.push(Row {
            activity: Activity::from_code(&raw.activity).with_context(at)?,
            poles: PoleSet::from_codes(&raw.codes).with_context(at)?,
            id: raw.id,
            source: raw.source,
            doc: raw.doc,
            stratum: raw.stratum,
            sentence: raw.sentence,
            votes: raw
                .activity_votes
                .iter()
                .zip(&raw.codes_votes)
                .filter_map(|(a, c)| Some((Activity::from_code(a)?, PoleSet::from_codes(c)?)))
                .collect(),
        });
    }
    Ok(rows)
}
