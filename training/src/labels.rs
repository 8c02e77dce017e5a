//! The rows that the linear coder learns from: the shared file, and what `training/labels` has besides.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;
use bifocal_core::{Activity, PoleSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::data::{self, Row, Sentence, Use};

/// Sentences of `train.jsonl` whose lenses were coded again apart from the activity, which is the better
/// way: their codes take the place of the first.
const AGAIN: [&str; 2] = ["recoded.tsv", "recoded_more.tsv"];

#[derive(Deserialize)]
struct Again {
    id: String,
    codes: String,
}

/// A sentence that was written for the purpose.
#[derive(Deserialize)]
struct Written {
    activity: String,
    codes: String,
    text: String,
}

/// All rows: those of `labelled` (`train.jsonl`) with their lenses as last coded, those coded later by id
/// (`coded.tsv`, of sentences in `unlabelled`), and those written for the purpose (`written.tsv`).
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
    rows.extend(written(&labels.join("written.tsv"))?);
    Ok(rows)
}

fn written(path: &Path) -> anyhow::Result<Vec<Row>> {
    let at = |number: usize| format!("{}, line {}", path.display(), number + 2);
    let row = |(number, row): (usize, Written)| {
        Ok(Row {
            id: format!("written-{number}"),
            source: "written".to_owned(),
            // The two sentences of a pair are alike in words: they stay on one side of every split.
            doc: format!("written-{}", number / 2),
            stratum: "written:pair".to_owned(),
            activity: Activity::from_code(&row.activity).with_context(|| at(number))?,
            poles: PoleSet::from_codes(&row.codes).with_context(|| at(number))?,
            sentence: Sentence::alone(row.text),
            votes: Vec::new(),
        })
    };
    table(path)?.into_iter().enumerate().map(row).collect()
}

/// The rows of a table with tabs between its columns and no quotes.
fn table<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(path);
    let rows = reader.and_then(|reader| reader.into_deserialize().collect::<Result<_, _>>());
    rows.with_context(|| format!("cannot read {}", path.display()))
}
