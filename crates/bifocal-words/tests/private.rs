//! Precision and recall of the rules of private mail on invented messages (`tests/private.toml`).
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test")]

use std::collections::BTreeMap;

use bifocal_words::{Learned, PrivateHints, PrivateTopic, private};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    message: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    set: String,
    /// A topic, or "work".
    is: String,
    to: Vec<String>,
    subject: String,
    body: String,
}

/// Private messages that were found, those that were not, and work taken for private.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    found: u32,
    missed: u32,
    wrong: u32,
    work: u32,
    /// Of those found, how many with the topic that a reader sees.
    right_topic: u32,
}

fn found(case: &Case) -> Option<PrivateTopic> {
    let others: Vec<&str> = case.to.iter().map(String::as_str).collect();
    let hints =
        PrivateHints { from: "ana.silva@velobay.example", others: &others, subject: &case.subject };
    private(&hints, &case.body, &Learned::default())
}

/// What is counted is written down, so that whoever changes a rule sees what it does.
#[test]
fn private_mail_is_found_and_work_is_kept() {
    let cases: Cases = toml::from_str(include_str!("private.toml")).expect("cases");
    let mut sets: BTreeMap<&str, Counts> = BTreeMap::new();
    for case in &cases.message {
        let counts = sets.entry(&case.set).or_default();
        let found = found(case);
        match (case.is.as_str(), found) {
            ("work", None) => counts.work += 1,
            ("work", Some(_)) => counts.wrong += 1,
            (_, None) => counts.missed += 1,
            (is, Some(topic)) => {
                counts.found += 1;
                counts.right_topic += u32::from(topic.name() == is);
            }
        }
        let says = found.map_or("work", PrivateTopic::name);
        if says != case.is {
            println!(
                "{}: {} taken for {says}: {} / {}",
                case.set, case.is, case.subject, case.body
            );
        }
    }
    println!("{sets:#?}");
    assert!(cases.message.len() >= 60);
    let first = Counts { found: 22, missed: 2, wrong: 0, work: 20, right_topic: 22 };
    assert_eq!(sets["first"], first);
    let held_out = Counts { found: 14, missed: 10, wrong: 0, work: 18, right_topic: 14 };
    assert_eq!(sets["held_out"], held_out);
}
