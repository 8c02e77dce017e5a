//! Labelled sentences, and the rule about which of them may train what ships.

use std::path::Path;

use anyhow::{Context, bail};
use bifocal_core::coder::Parts;
use bifocal_core::{Activity, Pole, PoleSet};
use serde::Deserialize;

/// A sentence in its context, as the files have it.
#[derive(Clone, Debug, Deserialize)]
pub struct Sentence {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    before: String,
    text: String,
    #[serde(default)]
    after: String,
}

impl Sentence {
    /// What the coder sees.
    pub fn parts(&self) -> Parts<'_> {
        Parts { subject: &self.subject, before: &self.before, text: &self.text, after: &self.after }
    }
}

/// One labelled sentence.
#[derive(Clone, Debug)]
pub struct Row {
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
        self.stratum == "natural"
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
