//! Measures zones against labelled messages.
//!
//! `cargo run --release -p bifocal-words --example zones_eval -- LABELLED.jsonl [--errors | --letters | --speed]`
//!
//! Each line of the file is an object with `file` (a name), `zones` (a letter a
//! line: O own, Q quoted, S signature, X automatic, B blank) and `lines`. `--errors` prints the lines
//! that are wrong, `--letters` only the zones found, a message a line,
//! `--speed` how long they take.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use bifocal_words::{Learned, Zone, sentences, zones};
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    file: String,
    zones: String,
    lines: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: zones_eval LABELLED.jsonl [--errors | --letters | --speed]")?;
    let show = std::env::args().any(|argument| argument == "--errors");

    let letters_only = std::env::args().any(|argument| argument == "--letters");

    if std::env::args().any(|argument| argument == "--speed") {
        return speed(&path);
    }

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

/// Prints how many megabytes a second one core reads, the best of ten runs.
fn speed(path: &str) -> Result<(), Box<dyn Error>> {
    let mut bodies = Vec::new();
    for row in std::fs::read_to_string(path)?.lines() {
        let labelled: Labelled = serde_json::from_str(row)?;
        bodies.push(labelled.lines.join("\n") + "\n");
    }
    let bytes: usize = bodies.iter().map(String::len).sum();
    let none = Learned::default();
    let (mut best_zones, mut best_sentences) = (f64::MAX, f64::MAX);
    for _ in 0..10 {
        let start = Instant::now();
        let found: Vec<_> = bodies.iter().map(|body| zones(body, &none)).collect();
        best_zones = best_zones.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let count: usize =
            bodies.iter().zip(&found).map(|(body, zones)| sentences(body, zones).len()).sum();
        best_sentences = best_sentences.min(start.elapsed().as_secs_f64());
        black_box(count);
    }
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{} messages, {megabytes:.1} MB: zones {:.0} MB/s, zones and sentences {:.0} MB/s",
        bodies.len(),
        megabytes / best_zones,
        megabytes / (best_zones + best_sentences)
    );
    Ok(())
}
