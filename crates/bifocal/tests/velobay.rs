//! The profiles of the example company recover what was planted, as far as their intervals allow.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Truth {
    focus: BTreeMap<String, Planted>,
}

#[derive(Deserialize)]
struct Planted {
    people: String,
    results: String,
}

impl Planted {
    /// The planted level of a pole as a number; a person who changes has none.
    fn level(&self, pole: &str) -> Option<u8> {
        match if pole == "people" { self.people.as_str() } else { self.results.as_str() } {
            "low" => Some(0),
            "middle" => Some(1),
            "high" => Some(2),
            _ => None,
        }
    }
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/velobay")
}

fn mirror(address: &str) -> Value {
    let person = address.split('@').next().expect("an address");
    let output = Command::new(env!("CARGO_BIN_EXE_bifocal"))
        .current_dir(example())
        .args(["mirror", "--quiet", "--format", "json", "--people", "people.csv", "--me", address])
        .arg(format!("mail/{person}.mbox"))
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn mirrors(truth: &Truth) -> BTreeMap<String, Value> {
    truth.focus.keys().map(|address| (address.clone(), mirror(address))).collect()
}

#[test]
fn what_was_read_adds_up_and_the_planted_order_is_recovered() {
    let truth = std::fs::read_to_string(example().join("truth.toml")).expect("truth");
    let truth: Truth = toml::from_str(&truth).expect("truth");
    let mirrors = mirrors(&truth);
    assert_eq!(mirrors.len(), 12);
    for (address, mirror) in &mirrors {
        adds_up(address, &mirror["read"]);
    }
    for pole in ["people", "results"] {
        recovers(&truth, &mirrors, pole);
    }
    changes(&mirrors["aiko.tanaka@velobay.example"]);
}

fn adds_up(address: &str, read: &Value) {
    let count = |name: &str| read[name].as_u64().expect("a count");
    let parts = [
        "duplicates",
        "by_others",
        "ignored",
        "private",
        "automatic",
        "other_language",
        "without_words",
        "coded",
    ];
    let sum: u64 = parts.iter().map(|part| count(part)).sum();
    assert_eq!(sum, count("messages"), "what was read of {address} adds up");
    assert_eq!(count("private"), 0, "all mail of the example is work: {address}");
    assert!(read["skipped"].as_object().expect("an object").is_empty(), "{address}");
}

/// Nobody planted low stands clearly above anybody planted high, and most pairs of points stand in
/// the planted order. (Neighbouring levels can be reversed by the coder's errors, which the
/// intervals do not hold: one person planted middle is coded far too high, see docs/velobay.md.)
fn recovers(truth: &Truth, mirrors: &BTreeMap<String, Value>, pole: &str) {
    let found: Vec<(u8, f64, f64, f64)> = mirrors
        .iter()
        .filter_map(|(address, mirror)| {
            let level = truth.focus[address].level(pole)?;
            let estimate = &mirror["profile"]["plane"][pole]["counted"];
            let get = |name: &str| estimate[name].as_f64();
            Some((level, get("point")?, get("low")?, get("high")?))
        })
        .collect();
    assert!(found.len() >= 11, "{pole}: everybody has an interval");
    let (mut right, mut wrong) = (0, 0);
    for (level, point, low, _) in &found {
        for (above, higher, _, high) in found.iter().filter(|f| f.0 > *level) {
            assert!(*above < level + 2 || low <= high, "{pole}: {point} clearly above {higher}");
            if higher > point { right += 1 } else { wrong += 1 }
        }
    }
    println!("{pole}: {right} pairs in the planted order, {wrong} not");
    assert!(right > 2 * wrong, "{pole}: {right} pairs in the planted order, {wrong} not");
}

/// She attends to people in her second six weeks, hardly in the first: the coder sees that it is more,
/// by more than chance.
fn changes(aiko: &Value) {
    let mut halves = [(0, 0); 2];
    for week in aiko["profile"]["weeks"].as_array().expect("weeks") {
        let second = week["monday"].as_str().expect("a date") >= "2026-02-16";
        let half = &mut halves[usize::from(second)];
        let count = |name: &str| week[name].as_u64().expect("a count");
        half.0 += count("people") + count("both");
        half.1 += count("people") + count("both") + count("results") + count("neither");
    }
    let [(before, all_before), (after, all_after)] = halves;
    println!("attends to people: {before} of {all_before} before, {after} of {all_after} after");
    let share = |part: u64, whole: u64| (part as f64, whole as f64);
    let more =
        bifocal_stats::share_difference(share(after, all_after), share(before, all_before), 0.95);
    assert!(more.is_some_and(|more| more.interval.low > 0.0), "{halves:?}");
}

/// The page in the book is what the README's command makes.
#[test]
fn the_sample_page_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let out = std::env::temp_dir().join(format!("bifocal-sample-{}.html", std::process::id()));
    let command = "mirror examples/velobay/mail/priya.raman.mbox --me priya.raman@velobay.example";
    let status = Command::new(env!("CARGO_BIN_EXE_bifocal"))
        .current_dir(&root)
        .args(command.split(' '))
        .args(["--quiet", "--out"])
        .arg(&out)
        .output()
        .expect("the program runs")
        .status;
    assert!(status.success());
    let page = std::fs::read_to_string(&out).expect("a page");
    std::fs::remove_file(&out).expect("it was there");
    let sample = std::fs::read_to_string(root.join("docs/mirror.html")).expect("the sample");
    assert!(page == sample, "run: cargo run --release -- {command} --out docs/mirror.html");
}
