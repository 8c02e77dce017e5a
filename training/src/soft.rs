//! Sentences without labels, with a stronger model's probabilities in their place: what the fast
//! model is distilled from (Hinton, Vinyals & Dean 2015).

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::coder::OUTPUTS;
use bifocal_core::{Activity, Pole};
use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::data::Sentence;

/// A sentence with soft labels.
#[derive(Clone)]
pub struct Soft {
    /// The sentence in its context.
    pub sentence: Sentence,
    /// Probabilities: activities, then poles.
    pub targets: [f32; OUTPUTS],
}

#[derive(Deserialize)]
struct Raw {
    id: String,
    #[serde(flatten)]
    sentence: Sentence,
    #[serde(default)]
    ships: bool,
}

/// Joins soft labels with their sentences by id.
///
/// # Errors
/// If a file cannot be read, or labels belong to a sentence that may not train what ships.
pub fn read(labels: &Path, sentences: &Path) -> Result<Vec<Soft>> {
    let labels = read_labels(labels)?;
    let mut rows = Vec::new();
    for (number, line) in lines(sentences)?.enumerate() {
        let at = || format!("{}, line {}", sentences.display(), number + 1);
        let raw: Raw = serde_json::from_str(&line.with_context(at)?).with_context(at)?;
        let Some(targets) = labels.get(&raw.id) else { continue };
        if !raw.ships {
            bail!("{}: row {} may not train weights that ship", at(), raw.id);
        }
        rows.push(Soft { sentence: raw.sentence, targets: *targets });
    }
    Ok(rows)
}

/// One line a sentence: its id, a tab, and a byte (probability times 255) an output in
/// hexadecimal. A comment ends in a colon and the names of the outputs in their order.
fn read_labels(path: &Path) -> Result<HashMap<String, [f32; OUTPUTS]>> {
    let mut labels = HashMap::new();
    let mut order: Option<[usize; OUTPUTS]> = None;
    for line in lines(path)? {
        let line = line.with_context(|| format!("cannot read {}", path.display()))?;
        if let Some(comment) = line.strip_prefix('#') {
            order = order.or_else(|| order_of(comment.rsplit_once(": ")?.1));
            continue;
        }
        let order = order.with_context(|| format!("{}: no names of outputs", path.display()))?;
        let bad = || format!("{}: bad line {line}", path.display());
        let (id, hex) = line.split_once('\t').with_context(bad)?;
        let mut targets = [0.0; OUTPUTS];
        for (at, output) in order.into_iter().enumerate() {
            let byte = hex.get(2 * at..2 * at + 2).with_context(bad)?;
            targets[output] = f32::from(u8::from_str_radix(byte, 16).with_context(bad)?) / 255.0;
        }
        labels.insert(id.to_owned(), targets);
    }
    Ok(labels)
}

/// For each name its output; nothing unless every output is named once.
fn order_of(names: &str) -> Option<[usize; OUTPUTS]> {
    let known: Vec<&str> =
        Activity::ALL.map(Activity::code).into_iter().chain(Pole::ALL.map(Pole::name)).collect();
    let order: Option<Vec<usize>> =
        names.split_whitespace().map(|name| known.iter().position(|k| *k == name)).collect();
    let order: [usize; OUTPUTS] = order?.try_into().ok()?;
    (0..OUTPUTS).all(|output| order.contains(&output)).then_some(order)
}

/// The lines of a packed file.
pub fn lines(path: &Path) -> Result<impl Iterator<Item = std::io::Result<String>>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(BufReader::new(GzDecoder::new(file)).lines())
}
