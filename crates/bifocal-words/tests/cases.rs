//! Runs the cases in `tests/cases`: each file is a message, where the zone's
//! letter and a space stand before every line. A new file is a new case.
//!
//! Two letters are no zones: lines after "P" are a message that this one
//! answers, lines after "L" stand in the sender's signatures.
//!
//! Files in `tests/cases/known_failures` say what a careful reader sees and the
//! rules do not. One that starts to pass must move to `tests/cases`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use bifocal_words::{Learned, Zone, line_hash, zones};

/// A message with the zones that it should have.
struct Case {
    name: String,
    lines: Vec<String>,
    expected: String,
    learned: Learned,
}

impl Case {
    fn read(path: &Path) -> Case {
        let name = path.file_stem().unwrap().display().to_string();
        let (mut lines, mut expected, mut parent) = (Vec::new(), String::new(), String::new());
        let mut learned = Learned::default();
        for line in fs::read_to_string(path).unwrap().split_terminator('\n') {
            let text = line.get(2..).unwrap_or_default();
            match line.chars().next() {
                Some('P') => parent += &format!("{text}\n"),
                Some('L') => learned = learned.with_signature(line_hash(text)),
                Some(letter) if Zone::from_letter(letter).is_some() => {
                    expected.push(letter);
                    lines.push(text.to_owned());
                }
                _ => panic!("{name}: a line without a zone"),
            }
        }
        let learned = if parent.is_empty() { learned } else { learned.with_parent_text(&parent) };
        Case { name, lines, expected, learned }
    }

    fn found(&self, line_break: &str) -> String {
        let body: String = self.lines.iter().flat_map(|line| [line, line_break]).collect();
        zones(&body, &self.learned).letters()
    }

    /// The lines; what was found stands at the left where it differs.
    fn differences(&self) -> String {
        let found = self.found("\n");
        let mut text = format!("\n{}\n", self.name);
        for ((line, expected), found) in
            self.lines.iter().zip(self.expected.chars()).zip(found.chars())
        {
            let mark = if expected == found { ' ' } else { found };
            text += &format!("{mark} {expected} {line}\n");
        }
        text
    }
}

fn read_folder(folder: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths.iter().map(|path| Case::read(path)).collect()
}

#[test]
fn cases() {
    let cases = read_folder("tests/cases");
    assert!(cases.len() >= 300);
    let wrong: String = cases
        .iter()
        .filter(|case| case.found("\n") != case.expected)
        .map(Case::differences)
        .collect();
    assert!(wrong.is_empty(), "the zones found stand at the left where they differ:\n{wrong}");
}

#[test]
fn line_breaks_of_another_system_change_nothing() {
    for case in read_folder("tests/cases") {
        assert_eq!(case.found("\r\n"), case.expected, "{}", case.name);
    }
}

#[test]
fn known_failures() {
    for case in read_folder("tests/cases/known_failures") {
        let found = case.found("\n");
        assert!(found != case.expected, "{} passes now: move it to tests/cases", case.name);
        println!("{}", case.differences());
    }
}
