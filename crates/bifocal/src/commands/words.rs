//! `bifocal words`: each line of a message with its zone.

use std::io::{Read, Write};

use anyhow::{Context, Result, bail};
use bifocal_words::Learned;
use serde::Serialize;

use crate::args::{Words, WordsFormat};
use crate::input;

#[derive(Serialize)]
struct LineOut {
    line: usize,
    zone: &'static str,
}

pub fn run(args: &Words, out: &mut dyn Write) -> Result<()> {
    let mut bytes = Vec::new();
    input::open(args.file.as_deref())?.read_to_end(&mut bytes).context("cannot read the input")?;
    if bifocal_sources::is_mailbox(&bytes) {
        bail!("this is a mailbox of many mails; give one mail, or the text of one");
    }
    // A mail is decoded; anything else is taken as the body itself.
    let body = bifocal_sources::decode(&bytes)
        .unwrap_or_else(|| String::from_utf8_lossy(&bytes).into_owned());
    let zones = bifocal_words::zones(&body, &Learned::default());
    for (number, line) in (1..).zip(zones.lines()) {
        match args.format {
            WordsFormat::Human => {
                let text = body.get(line.span.clone()).unwrap_or_default();
                writeln!(out, "{}", format!("{} {text}", line.zone.letter()).trim_end())?;
            }
            WordsFormat::Jsonl => {
                let line = LineOut { line: number, zone: line.zone.name() };
                serde_json::to_writer(&mut *out, &line)?;
                out.write_all(b"\n")?;
            }
        }
    }
    Ok(())
}
