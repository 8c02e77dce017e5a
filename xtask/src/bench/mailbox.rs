//! A mailbox of any size, made by repeating and changing the example's.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Writes the example mailbox again and again, each time with other Message-IDs, subjects and a
/// line of its own, so that nothing is a duplicate. Returns the number of messages.
pub fn repeat(root: &Path, to: &Path, megabytes: u64) -> Result<u64> {
    let example: PathBuf = root.join("examples/velobay/mail/priya.raman.mbox");
    let text = fs::read_to_string(&example)
        .with_context(|| format!("cannot read {}", example.display()))?;
    let mut out = BufWriter::new(File::create(to)?);
    let (mut written, mut messages, mut round) = (0u64, 0u64, 0u64);
    let mut in_header = true;
    while written < megabytes * 1_000_000 {
        for line in text.split_inclusive('\n') {
            let mut line = line.to_owned();
            if line.starts_with("From ") {
                messages += 1;
                in_header = true;
            }
            if ["Message-ID:", "In-Reply-To:", "References:"].iter().any(|h| line.starts_with(h))
                || line.starts_with(" <")
            {
                line = line.replace('<', &format!("<{round}."));
            } else if line.starts_with("Subject:") {
                line = format!("{} ({round})\n", line.trim_end());
            }
            in_header &= !line.trim().is_empty();
            if !in_header {
                // In letters: texts that differ in numbers alone are taken for a program's.
                line = line.replacen(" the ", &format!(" the {} ", letters(round)), 1);
            }
            written += line.len() as u64;
            out.write_all(line.as_bytes())?;
        }
        round += 1;
    }
    out.flush()?;
    Ok(messages)
}

/// A number as a word.
pub fn letters(mut number: u64) -> String {
    let mut word = String::from("q");
    while number > 0 {
        word.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    word
}
