//! The summary for a terminal against files in `tests/snapshots`. `BIFOCAL_UPDATE=1` writes them.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod common;

use bifocal_core::{Change, Toward};
use bifocal_report::{Mirror, Style, summary};

fn snapshot(name: &str, text: &str) {
    let path = format!("{}/tests/snapshots/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("BIFOCAL_UPDATE").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("a snapshot: run with BIFOCAL_UPDATE=1");
    assert_eq!(text, kept, "{path} differs; if that is right, run with BIFOCAL_UPDATE=1");
}

fn mirrors() -> [(&'static str, Mirror); 5] {
    [
        ("rich", common::rich()),
        ("unmeasured", common::unmeasured()),
        ("thin", common::thin()),
        ("empty", common::empty()),
        ("hostile", common::hostile()),
    ]
}

#[test]
fn as_it_was() {
    for (name, mirror) in mirrors() {
        snapshot(&format!("summary-{name}"), &summary(&mirror, Style::default()));
    }
    let narrow = Style { width: 40, ..Style::default() };
    snapshot("summary-rich-40", &summary(&common::rich(), narrow));
}

#[test]
fn lines_fit() {
    for (name, mirror) in mirrors() {
        for width in [0, 40, 57, 64, 80, 200] {
            let text = summary(&mirror, Style { colour: false, width });
            for line in text.lines() {
                let columns = line.chars().count();
                assert!(
                    columns <= width.clamp(40, 80),
                    "{name} at {width}: {columns} columns: {line}"
                );
            }
        }
    }
}

#[test]
fn colour_adds_nothing_and_only_comes_when_asked() {
    for (name, mirror) in mirrors() {
        let plain = summary(&mirror, Style::default());
        assert!(!plain.contains('\u{1b}'), "{name}");
        let coloured = summary(&mirror, Style { colour: true, width: 80 });
        assert!(coloured.contains('\u{1b}'), "{name}");
        let mut stripped = String::new();
        for (i, part) in coloured.split("\u{1b}[").enumerate() {
            stripped.push_str(if i == 0 {
                part
            } else {
                part.split_once('m').map_or("", |(_, rest)| rest)
            });
        }
        assert_eq!(stripped, plain, "{name}");
    }
}

#[test]
fn no_control_characters_come_through() {
    let mut mirror = common::rich();
    mirror.person.name = "Priya\u{1b}[2J\u{202e}\r\nRaman".into();
    mirror.read.skipped = [("bad\u{7}\n".to_owned(), 1)].into();
    let text = summary(&mirror, Style::default());
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    assert!(!text.contains('\u{202e}'));
}

/// Whether the page and the summary have a text.
fn say(mirror: &Mirror, text: &str) -> [bool; 2] {
    let summary = summary(mirror, Style::default());
    let lines: Vec<&str> = summary.lines().map(str::trim).collect();
    [lines.join(" ").contains(text), bifocal_report::page(mirror).contains(text)]
}

#[test]
fn a_correction_to_the_bound_is_said() {
    let mut mirror = common::rich();
    for (point, text) in [(1.0, "at the upper bound"), (0.0, "at the lower bound")] {
        mirror.profile.plane.results.corrected.as_mut().expect("an estimate").point = point;
        assert_eq!(say(&mirror, text), [true, true], "{text}");
    }
    mirror.profile.plane.results.corrected.as_mut().expect("an estimate").point = 0.5;
    // What is counted may well be all or nothing.
    mirror.profile.plane.results.counted.as_mut().expect("an estimate").point = 1.0;
    for text in ["at the upper bound", "at the lower bound"] {
        assert!(!say(&mirror, text)[0], "{text}");
    }
}

#[test]
fn without_messages_on_one_side_nothing_is_compared() {
    let mut mirror = common::rich();
    let from = Some("2026-02-16".into());
    let change = |acting| Change { from: Clone::clone(&from), acting, poles: Vec::new() };
    mirror.change = Some(change([10, 0]));
    assert_eq!(say(&mirror, "There are no messages from 2026-02-16 on"), [true, true]);
    mirror.change = Some(change([0, 10]));
    assert_eq!(say(&mirror, "There are no messages before 2026-02-16"), [true, true]);
}

#[test]
fn a_chart_is_spoken_of_where_there_is_one() {
    let mut mirror = common::rich();
    let mut unplaced = mirror.profile.toward[0].clone();
    unplaced.toward = Toward::Unknown;
    mirror.profile.toward.push(unplaced.clone());
    assert_eq!(say(&mirror, "the chart does not place"), [false, true]);
    assert_eq!(say(&mirror, "--people FILE"), [false, false]);
    mirror.profile.toward = vec![unplaced];
    assert_eq!(say(&mirror, "the chart does not place"), [false, false]);
    assert_eq!(bifocal_report::page(&mirror).matches("--people FILE").count(), 1);
}
