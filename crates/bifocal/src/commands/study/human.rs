//! A study's result in a terminal.

use std::io::Write;

use anyhow::Result;
use bifocal_study::Report;
use bifocal_study::report::{Memory, Sentence, Standing};

/// Width of running text.
const WIDTH: usize = 96;

const MEMORY_MISSING: &str = "No ledger of earlier figures lies beside the plan, though it was frozen or a page was there: if this is \
     not the first run, earlier figures and these may single somebody out together.";

/// What it comes to.
pub fn summary(report: &Report, out: &mut dyn Write) -> Result<()> {
    head(report, out)?;
    for sentence in &report.conclusion {
        // The name first: "does not hold" before it reads as a part of it.
        writeln!(out, "{}: {}", titled(sentence), sentence.verdict)?;
        wrapped(&sentence.text, 3, out)?;
    }
    Ok(())
}

/// The claims one by one, with their tests.
pub fn essay(report: &Report, out: &mut dyn Write) -> Result<()> {
    head(report, out)?;
    for (number, sentence) in report.conclusion.iter().enumerate() {
        writeln!(out, "{}. {}", number + 1, titled(sentence))?;
        wrapped(&format!("Said: {}", sentence.said), 3, out)?;
        wrapped(&format!("Test: {}", sentence.test), 3, out)?;
        wrapped(&format!("Verdict: {}. {}", sentence.verdict, sentence.text), 3, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn titled(sentence: &Sentence) -> String {
    match &sentence.by {
        Some(by) => format!("“{}” (by {by})", sentence.title),
        None => format!("“{}”", sentence.title),
    }
}

fn head(report: &Report, out: &mut dyn Write) -> Result<()> {
    wrapped(&report.purpose.text, 0, out)?;
    let standing = match &report.standing {
        Standing::NotFrozen => "The plan was never frozen: all of this is exploratory.".to_owned(),
        Standing::Frozen { at, sha256, .. } => {
            format!("Plan frozen {at}, SHA-256 {}….", &sha256[..sha256.floor_char_boundary(12)])
        }
        Standing::Changed { at, gone, new, tables, .. } => {
            let tables = match tables.as_slice() {
                [] => String::new(),
                tables => format!("; not what they were: {}", tables.join(", ")),
            };
            format!(
                "The plan was frozen {at} and changed since: {} lines went, {} came{tables}. What follows deviates from it.",
                gone.len(),
                new.len()
            )
        }
    };
    wrapped(&standing, 0, out)?;
    if report.memory == Memory::Missing {
        wrapped(MEMORY_MISSING, 0, out)?;
    }
    for caveat in report.standing.caveats() {
        wrapped(&caveat, 0, out)?;
    }
    for comparison in &report.comparisons {
        let (first, second) = (comparison.sized(0), comparison.sized(1));
        wrapped(&format!("{first} and {second}, by {}.", comparison.by), 0, out)?;
    }
    if let Some(labels) = report.accuracy.first() {
        let labels = labels.trim_end_matches('.');
        wrapped(
            &format!(
                "Read by: {}. Its accuracy was measured against labels by {labels}.",
                report.made_by.model
            ),
            0,
            out,
        )?;
    }
    writeln!(out)?;
    Ok(())
}

/// Prints text in lines of a width, each indented.
fn wrapped(text: &str, indent: usize, out: &mut dyn Write) -> Result<()> {
    let mut line = String::new();
    let mut flush = |line: &mut String| -> Result<()> {
        writeln!(out, "{:indent$}{line}", "")?;
        line.clear();
        Ok(())
    };
    for word in text.split_whitespace() {
        if !line.is_empty() && indent + line.chars().count() + 1 + word.chars().count() > WIDTH {
            flush(&mut line)?;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    flush(&mut line)
}
