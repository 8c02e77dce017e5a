//! Labelled rows to calibrate and measure with: the shared file, and what `training/labels` has of its kind. What is
//! learned from besides is read by `training/teacher/data.py`.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;
use bifocal_core::{Pole, PoleSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::data::{self, Row, Use};
use crate::written;

/// Sentences of `train.jsonl` whose lenses were coded again apart from the activity, which is the better
/// way: their codes take the place of the first.
const AGAIN: [&str; 2] = ["recoded.tsv", "recoded_more.tsv"];

#[derive(Deserialize)]
struct Again {
    id: String,
    codes: String,
}

/// Lenses by further coders of sentences that stand in the other files, a line a coder.
const FURTHER: &str = "second.tsv";

/// Rows with both passes: those of `labelled` (`train.jsonl`) with their lenses as last coded, those coded later by id
/// (`coded.tsv`, of sentences in `unlabelled`), and those written for the purpose (`written.tsv`). Where further
/// coders coded the lenses (`second.tsv`), a pole is there if most of all saw it.
///
/// # Errors
/// If a file cannot be read, a row is malformed, or a row may not ship.
pub fn read(labelled: &Path, labels: &Path, unlabelled: &Path) -> anyhow::Result<Vec<Row>> {
    let mut rows = data::read(labelled, Use::Train)?;
    let mut again = HashMap::new();
    for name in AGAIN {
        let path = labels.join(name);
        for row in table::<Again>(&path)? {
            let poles = PoleSet::from_codes(&row.codes)
                .with_context(|| format!("{}: {}", path.display(), row.id))?;
            again.insert(row.id, poles);
        }
    }
    for row in &mut rows {
        row.poles = again.get(&row.id).copied().unwrap_or(row.poles);
    }
    rows.extend(data::read_later(&labels.join("coded.tsv"), unlabelled, Use::Train)?);
    rows.extend(written::pairs(&labels.join("written.tsv"))?);
    let path = labels.join(FURTHER);
    let mut further = HashMap::<String, Vec<PoleSet>>::new();
    for row in table::<Again>(&path)? {
        let poles = PoleSet::from_codes(&row.codes)
            .with_context(|| format!("{}: {}", path.display(), row.id))?;
        further.entry(row.id).or_default().push(poles);
    }
    for row in &mut rows {
        if let Some(more) = further.get(&row.id) {
            row.poles = majority(row, more);
        }
    }
    Ok(rows)
}

/// The poles that more than half of the coders saw.
fn majority(row: &Row, further: &[PoleSet]) -> PoleSet {
    let mut votes = row.pole_votes.clone();
    if votes.is_empty() {
        votes.push(row.poles);
    }
    votes.extend(further);
    let seen = |pole: &Pole| votes.iter().filter(|vote| vote.contains(*pole)).count();
    Pole::ALL.into_iter().filter(|pole| 2 * seen(pole) > votes.len()).collect()
}

/// The rows of a table with tabs between its columns and no quotes.
///
/// # Errors
/// If the file cannot be read or a row lacks a column.
pub fn table<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(path);
    let rows = reader.and_then(|reader| reader.into_deserialize().collect::<Result<_, _>>());
    rows.with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use bifocal_core::Activity;

    use super::*;
    use crate::data::Sentence;

    #[test]
    fn a_pole_is_there_if_most_coders_saw_it() {
        let poles = |codes| PoleSet::from_codes(codes).expect("codes");
        let mut row = Row {
            id: String::new(),
            source: String::new(),
            doc: String::new(),
            stratum: String::new(),
            sentence: Sentence::alone(String::new()),
            activity: Activity::Task,
            poles: poles("12----"),
            activity_votes: Vec::new(),
            pole_votes: Vec::new(),
        };
        assert_eq!(majority(&row, &[poles("1----2")]), poles("1-----"));
        assert_eq!(majority(&row, &[poles("1----2"), poles("-----2")]), poles("1----2"));
        row.pole_votes = vec![poles("12----"), poles("1-----")];
        assert_eq!(majority(&row, &[poles("-2----")]), poles("12----"));
    }
}
