//! What the fast coder looks at in sentences, for `training/teacher/fast.py`, which fits it.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use bifocal_core::coder::FeatureBuffer;
use serde::Serialize;

use crate::data::Sentence;

#[derive(Serialize)]
struct Keys<'a> {
    target: &'a [u32],
    context: &'a [u32],
    words: &'a [Vec<u32>],
}

/// Answers each line of the input, a JSON object with `text` and maybe `subject`, `before` and `after`, with the keys of
/// its features and of its words.
///
/// # Errors
/// If a line is no such object, or nobody reads.
pub fn filter() -> Result<()> {
    let mut buffer = FeatureBuffer::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let sentence: Sentence =
            serde_json::from_str(&line?).with_context(|| format!("line {}", number + 1))?;
        buffer.fill(&sentence.parts());
        let keys =
            Keys { target: buffer.target(), context: buffer.context(), words: buffer.words() };
        serde_json::to_writer(&mut out, &keys)?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
