//! Labelled sentences, and the rule about which of them may train what ships.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, bail};
use bifocal_core::coder::Parts;
use bifocal_core::{Activity, Pole, PoleSet};
use flate2::read::GzDecoder;
use serde::Deserialize;

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
    /// The activity by each coder, where that is known.
    pub activity_votes: Vec<Activity>,
    /// The poles by each coder of the lenses, who are others.
    pub pole_votes: Vec<PoleSet>,
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
/// doubt.
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
    for (number, line) in lines(sentences)?.enumerate() {
        let at = || format!("{}, line {}", sentences.display(), number + 1);
        let raw: Unlabelled = serde_json::from_str(&line.with_context(at)?).with_context(at)?;
        let Some(coded) = coded.get(&raw.id) else { continue };
        if purpose == Use::Train && raw.ships != Some(true) {
            bail!("{}: row {} may not train weights that ship (`ships` is not true)", at(), raw.id);
        }
        let of_labels = || format!("{}: row {}", labels.display(), raw.id);
        let activity_votes = coded
            .votes([&coded.activity, &coded.second_activity], Activity::from_code)
            .with_context(of_labels)?;
        let pole_votes = coded
            .votes([&coded.codes, &coded.second_codes], PoleSet::from_codes)
            .with_context(of_labels)?;
        let Some((decided, seen)) = in_doubt(&activity_votes, &pole_votes) else { continue };
        rows.push(Row {
            id: raw.id,
            source: raw.source,
            doc: raw.doc,
            stratum: coded.stratum.clone(),
            sentence: raw.sentence,
            activity: decided,
            poles: seen,
            activity_votes,
            pole_votes,
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
    /// What is not empty; nothing if one of the codes is unknown.
    fn votes<T>(&self, votes: [&String; 2], read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        votes.into_iter().filter(|vote| !vote.is_empty()).map(|vote| read(vote)).collect()
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
            activity_votes: all(&raw.activity_votes, Activity::from_code).with_context(at)?,
            pole_votes: all(&raw.codes_votes, PoleSet::from_codes).with_context(at)?,
        });
    }
    Ok(rows)
}

/// What codes stand for; nothing if one of them is unknown.
fn all<T>(codes: &[String], read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    codes.iter().map(|code| read(code)).collect()
}

/// The lines of a packed file.
///
/// # Errors
/// If it cannot be opened.
pub fn lines(path: &Path) -> anyhow::Result<impl Iterator<Item = std::io::Result<String>>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(BufReader::new(GzDecoder::new(file)).lines())
}

/// A text of so few letters and digits may stand in two documents by chance.
const SHORT: usize = 20;

/// The texts of all shared sentences that may be learned from, by labels or by other models' word: nothing
/// is measured on a sentence that says the same.
pub struct Learnable(HashSet<String>);

impl Learnable {
    /// Reads them.
    ///
    /// # Errors
    /// If a file cannot be read or a row is malformed.
    pub fn read(gold: &Path) -> anyhow::Result<Self> {
        let mut texts = HashSet::new();
        for row in read(&gold.join("train.jsonl"), Use::Train)? {
            texts.insert(bare(&row.sentence.text));
        }
        let path = gold.join("unlabelled.jsonl.gz");
        for (number, line) in lines(&path)?.enumerate() {
            let at = || format!("{}, line {}", path.display(), number + 1);
            let raw: Unlabelled = serde_json::from_str(&line.with_context(at)?).with_context(at)?;
            if raw.ships == Some(true) {
                texts.insert(bare(&raw.sentence.text));
            }
        }
        texts.retain(|text| text.len() > SHORT);
        Ok(Self(texts))
    }

    /// Whether a text is one of them; short ones are not asked about.
    pub fn contains(&self, text: &str) -> bool {
        self.0.contains(&bare(text))
    }
}

/// Letters and digits in lower case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_is_an_error_and_an_empty_field_is_none() {
        let coded = |activity: &str, second: &str| Coded {
            id: String::new(),
            stratum: String::new(),
            activity: activity.into(),
            second_activity: second.into(),
            codes: String::new(),
            second_codes: String::new(),
        };
        let votes = |coded: &Coded| {
            coded.votes([&coded.activity, &coded.second_activity], Activity::from_code)
        };
        assert_eq!(votes(&coded("TASK", "")), Some(vec![Activity::Task]));
        assert_eq!(votes(&coded("TASK", "PLAN")), Some(vec![Activity::Task, Activity::Plan]));
        assert_eq!(votes(&coded("TASK", "SLEEP")), None);
    }

    #[test]
    fn the_same_sentence_is_found_whatever_its_marks() {
        let learnable = Learnable(HashSet::from([bare("We should leave by noon on Friday.")]));
        assert!(learnable.contains("we should leave, by noon on friday"));
        assert!(!learnable.contains("We should leave by noon."));
    }
}
