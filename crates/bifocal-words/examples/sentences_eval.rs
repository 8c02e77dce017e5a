//! Prints the sentences of messages, to compare them with other segmenters.
//!
//! `cargo run --release -p bifocal-words --example sentences_eval -- MESSAGES.jsonl`
//!
//! Each line of the file is an object with `lines`. Each line that is printed
//! is a list, for a message, of `[text, ends]`: own lines that stand together,
//! and where sentences end in them, in characters.
#![allow(clippy::print_stdout)]

use std::error::Error;

use bifocal_words::{Learned, Zone, sentences, zones};
use serde::Deserialize;

#[derive(Deserialize)]
struct Message {
    lines: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: sentences_eval MESSAGES.jsonl")?;
    for row in std::fs::read_to_string(&path)?.lines() {
        let message: Message = serde_json::from_str(row)?;
        let body = message.lines.join("\n") + "\n";
        let zones = zones(&body, &Learned::default());
        let sentences = sentences(&body, &zones);

        let mut paragraphs = Vec::new();
        for run in zones.lines().chunk_by(|a, b| a.zone == b.zone) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            if first.zone != Zone::Own {
                continue;
            }
            let span = first.span.start..last.span.end;
            let ends: Vec<usize> = sentences
                .iter()
                .filter(|sentence| {
                    sentence.span.start >= span.start && sentence.span.end <= span.end
                })
                .map(|sentence| body[span.start..sentence.span.end].chars().count())
                .collect();
            paragraphs.push((&body[span], ends));
        }
        println!("{}", serde_json::to_string(&paragraphs)?);
    }
    Ok(())
}
