//! One person in all sources of the example company: every written message is counted, and once.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/velobay")
}

/// Messages per medium that a tally of some sources has.
fn counted(sources: &[&str]) -> BTreeMap<String, u64> {
    let output = Command::new(env!("CARGO_BIN_EXE_bifocal"))
        .current_dir(example())
        .arg("tally")
        .args(sources)
        .args(["--people", "people.csv", "--coder", "fast", "--format", "jsonl", "--quiet"])
        .args(["--me", "priya.raman@velobay.example", "--me", "github:priya-raman"])
        .args(["--me", "talk:priya raman"])
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut media = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let messages = row["counts"]["messages"].as_u64().unwrap_or(0);
        *media.entry(row["medium"].as_str().unwrap().to_owned()).or_default() += messages;
    }
    media
}

/// Messages per medium as they were written.
fn written() -> BTreeMap<String, u64> {
    let mut media = BTreeMap::new();
    for entry in std::fs::read_dir(example().join("messages")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines() {
            let message: Value = serde_json::from_str(line).unwrap();
            if message["from"] == "priya.raman" {
                *media.entry(message["channel"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    media
}

#[test]
fn all_sources_count_each_message_once() {
    let mail = "mail/priya.raman.mbox";
    let all = counted(&[mail, "slack", "tracker", "transcripts"]);
    let mut expected = written();
    assert!(expected.len() >= 3 && expected.values().all(|count| *count > 5), "{expected:?}");
    // What she says in the meetings is written nowhere else.
    let said = all.get("meeting").copied().unwrap_or(0);
    assert!(said > 5);
    expected.insert("meeting".to_owned(), said);
    assert_eq!(all, expected);
    // Mail alone is the part of it that is mail; a second copy adds nothing.
    assert_eq!(counted(&[mail]), BTreeMap::from([("mail".to_owned(), all["mail"])]));
    let twice = [mail, mail, "slack", "slack", "tracker", "tracker", "transcripts"];
    assert_eq!(counted(&twice), all);
}
