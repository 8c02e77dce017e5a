//! Sentences without labels, with a stronger model's probabilities in their place: what the fast
//! model is distilled from (Hinton, Vinyals & Dean 2015).

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::coder::{OUTPUTS, Parts};
use flate2::read::GzDecoder;
use serde::Deserialize;

/// A sentence with soft labels.
pub struct Soft {
    subject: String,
    before: String,
    text: String,
    after: String,
    /// Probabilities: activities, then poles.
    pub targets: [f32; OUTPUTS],
}

impl Soft {
    /// What the coder sees.
    pub fn parts(&self) -> Parts<'_> {
        Parts {
            subject: &self.subject,
            before: &self.before,
            text: &self.text,
            after: &self.after,
        }
    }
}

#[derive(Deserialize)]
struct Raw {
    id: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    before: String,
    text: String,
    #[serde(default)]
    after: String,
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
        let Raw { subject, before, text, after, .. } = raw;
        rows.push(Soft { subject, before, text, after, targets: *targets });
    }
    Ok(rows)
}

/// One line a sentence: its id, a tab, and a byte (probability times 255) an output in hexadecimal.
fn read_labels(path: &Path) -> Result<HashMap<String, [f32; OUTPUTS]>> {
    let mut labels = HashMap::new();
    for line in lines(path)? {
        let line = line.with_context(|| format!("cannot read {}", path.display()))?;
        let Some((id, hex)) = line.split_once('\t').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let bytes: Option<Vec<f32>> = (0..OUTPUTS)
            .map(|o| {
                let byte = u8::from_str_radix(hex.get(2 * o..2 * o + 2)?, 16).ok()?;
                Some(f32::from(byte) / 255.0)
            })
            .collect();
        let targets = bytes.and_then(|bytes| bytes.try_into().ok());
        let targets = targets.with_context(|| format!("{}: bad labels of {id}", path.display()))?;
        labels.insert(id.to_owned(), targets);
    }
    Ok(labels)
}

fn lines(path: &Path) -> Result<impl Iterator<Item = std::io::Result<String>>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(BufReader::new(GzDecoder::new(file)).lines())
}
