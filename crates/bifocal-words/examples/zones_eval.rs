//! Measures zones against labelled messages.
//!
//! `cargo run --release -p bifocal-words --example zones_eval -- LABELLED.jsonl [--errors | --letters]`
//!
//! Each line of the file is an object with `file` (a name), `zones` (a letter a
//! line: O own, Q quoted, S signature, X automatic, B blank) and `lines`. `--errors` prints the lines
//! that are wrong, `--letters` only the zones found, a message a line.
#![allow(clippy::print_stdout)]

use std::error::Error;

use bifocal_words::{Learned, Zone, zones};
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    file: String,
    zones: String,
    lines: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path =
        std::env::args().nth(1).ok_or("usage: zones_eval LABELLED.jsonl [--errors | --letters]")?;
    let show = std::env::args().any(|argument| argument == "--errors");

    let letters_only = std::env::args().any(|argument| argument == "--letters");

    // counts[label][found]
    let mut counts = [[0_usize; 5]; 5];
    for row in std::fs::read_to_string(&path)?.lines() {
        let labelled: Labelled = serde_json::from_str(row)?;
        let body = labelled.lines.join("\n") + "\n";
        let found = zones(&body, &Learned::default());
        if letters_only {
            println!("{}", found.letters());
            continue;
        }
        for ((label, line), text) in labelled.zones.chars().zip(found.lines()).zip(&labelled.lines)
        {
            let label = Zone::from_letter(label).ok_or("an unknown letter among the labels")?;
            counts[label as usize][line.zone as usize] += 1;
            let wrong = (label == Zone::Own) != (line.zone == Zone::Own);
            if show && wrong {
                println!("{} {}->{} {text}", labelled.file, label.letter(), line.zone.letter());
            }
        }
    }

    if letters_only {
        return Ok(());
    }
    println!("label\\found {}", Zone::ALL.map(|zone| format!("{:>6}", zone.letter())).concat());
    for label in Zone::ALL {
        println!(
            "{:>11} {}",
            label.letter(),
            counts[label as usize].map(|count| format!("{count:>6}")).concat()
        );
    }
    let right = counts[0][0] as f64;
    let found: usize = counts.iter().map(|row| row[0]).sum();
    let own: usize = counts[0].iter().sum();
    println!("own lines: precision {:.4}  recall {:.4}", right / found as f64, right / own as f64);
    Ok(())
}
