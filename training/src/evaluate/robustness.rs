//! What must not move a decision: names, spelling, typing errors, polite formulas.

use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::card::Moved;
use bifocal_core::coder::{Parts, Scratch};
use bifocal_core::{Act, Coder, Pole};
use rayon::prelude::*;
use serde::Deserialize;

use crate::data::Row;

#[derive(Deserialize)]
struct Changes {
    names: Names,
    pronouns: Vec<Swap>,
    spelling: Spelling,
    formulas: Formulas,
}

#[derive(Deserialize)]
struct Names {
    found: Vec<String>,
    measure: Vec<Origin>,
}

#[derive(Deserialize)]
struct Origin {
    origin: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
struct Swap {
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct Spelling {
    pairs: Vec<[String; 2]>,
}

#[derive(Deserialize)]
struct Formulas {
    after: Vec<String>,
}

/// A sentence before and after a change.
type Pair = (usize, String);

/// Measures how many decisions each kind of change moves: the activity and the twelve poles of each
/// sentence that it touches.
///
/// # Errors
/// If the list of changes cannot be read.
pub fn measure(coder: &Coder, rows: &[Row], changes: &Path) -> Result<Vec<Moved>> {
    let text = std::fs::read_to_string(changes)
        .with_context(|| format!("cannot read {}", changes.display()))?;
    let changes: Changes = toml::from_str(&text).with_context(|| changes.display().to_string())?;
    let before =
        decide(coder, rows, &(0..rows.len()).map(|i| (i, own(rows, i))).collect::<Vec<_>>());
    let mut moved = Vec::new();
    let mut add = |what: String, pairs: Vec<Pair>| {
        let after = decide(coder, rows, &pairs);
        let changed: u64 =
            pairs.iter().zip(&after).map(|((i, _), a)| differences(&before[*i], a)).sum();
        moved.push(Moved {
            what,
            sentences: pairs.len() as u64,
            decisions: pairs.len() as u64 * DECISIONS,
            moved: changed,
        });
    };
    for origin in &changes.names.measure {
        let pairs = origin.names.iter().flat_map(|name| {
            each(rows, |text| {
                swap_words(text, &|word| {
                    changes.names.found.iter().any(|n| n == word).then(|| name.clone())
                })
            })
        });
        add(format!("names: {}", origin.origin), pairs.collect());
    }
    let pronoun = |word: &str| {
        let pair = |s: &&Swap| s.from == word.to_lowercase();
        changes.pronouns.iter().find(pair).map(|s| like(word, &s.to))
    };
    add("he to she".into(), each(rows, |text| swap_words(text, &pronoun)));
    let spelling = |word: &str| {
        let lower = word.to_lowercase();
        changes.spelling.pairs.iter().find_map(|[american, british]| match lower.as_str() {
            w if w == american => Some(like(word, british)),
            w if w == british => Some(like(word, american)),
            _ => None,
        })
    };
    add("American and British spelling".into(), each(rows, |text| swap_words(text, &spelling)));
    add("one typing error: two letters swapped".into(), each(rows, typing_error));
    for formula in &changes.formulas.after {
        add(
            format!("“{}” after the sentence", formula.trim()),
            each(rows, |text| Some(format!("{text}{formula}"))),
        );
    }
    Ok(moved)
}

/// The activity and each pole.
const DECISIONS: u64 = 1 + Pole::COUNT as u64;

fn differences(a: &Act, b: &Act) -> u64 {
    let poles = Pole::ALL.into_iter().filter(|p| a.poles.contains(*p) != b.poles.contains(*p));
    u64::from(a.reading.likeliest().0 != b.reading.likeliest().0) + poles.count() as u64
}

fn own(rows: &[Row], i: usize) -> String {
    rows[i].sentence.parts().text.to_owned()
}

/// The sentences that a change touches.
fn each(rows: &[Row], change: impl Fn(&str) -> Option<String>) -> Vec<Pair> {
    (0..rows.len()).filter_map(|i| Some((i, change(rows[i].sentence.parts().text)?))).collect()
}

fn decide(coder: &Coder, rows: &[Row], pairs: &[Pair]) -> Vec<Act> {
    pairs
        .par_chunks(64)
        .map_init(Scratch::default, |scratch, pairs| {
            let parts: Vec<Parts<'_>> = pairs
                .iter()
                .map(|(i, text)| Parts { text: text.as_str(), ..rows[*i].sentence.parts() })
                .collect();
            let readings = coder.read_all(&parts, scratch).into_iter();
            readings.map(|reading| Act::decide(reading, coder.thresholds())).collect::<Vec<_>>()
        })
        .flatten()
        .collect()
}

/// Replaces words; nothing if there is none to replace.
fn swap_words(text: &str, swap: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut changed = false;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_word = rest.starts_with(char::is_alphabetic);
        let end = rest.find(|c: char| c.is_alphabetic() != is_word).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match swap(word).filter(|_| is_word) {
            Some(new) => {
                changed = true;
                out.push_str(&new);
            }
            None => out.push_str(word),
        }
        rest = after;
    }
    changed.then_some(out)
}

/// A word with the capital of another.
fn like(model: &str, word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if model.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => word.to_owned(),
    }
}

/// Swaps two neighbouring letters inside the longest word, of at least six letters.
fn typing_error(text: &str) -> Option<String> {
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).max_by_key(|w| w.len())?;
    let at = word.len() / 2;
    if word.len() < 6 || word.as_bytes()[at - 1] == word.as_bytes()[at] {
        return None;
    }
    let start = text.find(word)?;
    let mut bytes = text.as_bytes().to_vec();
    bytes.swap(start + at - 1, start + at);
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_words_only() {
        let swap = |word: &str| (word == "he").then(|| "she".to_owned());
        assert_eq!(
            swap_words("So he sent the sheet.", &swap).as_deref(),
            Some("So she sent the sheet.")
        );
        assert_eq!(swap_words("They sent it.", &swap), None);
        assert_eq!(like("He", "she"), "She");
        assert_eq!(
            typing_error("Please send the brackets.").as_deref(),
            Some("Please send the brakcets.")
        );
        assert_eq!(typing_error("Go on."), None);
    }
}
