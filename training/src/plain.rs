//! Texts as the coders see them, for the teacher.

use std::io::{BufRead, Write};

use anyhow::Result;
use bifocal_core::coder::Plain;

/// Answers each line of the input, a JSON string, with the plain text, a JSON string too.
///
/// # Errors
/// If a line is no JSON string, or nobody reads.
pub fn filter() -> Result<()> {
    let mut plain = Plain::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, plain.of(&text))?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
