//! Runs the cases in `tests/cases`: each file is a message, where the zone's
//! letter and a space stand before every line. A new file is a new case.

use std::fs;
use std::path::Path;

use bifocal_words::{Learned, Zone, zones};

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 60);

    let mut wrong = String::new();
    for path in paths {
        let case = fs::read_to_string(&path).unwrap();
        let body: String = case
            .lines()
            .map(|line| format!("{}\n", line.get(2..).unwrap_or_default()))
            .collect();
        let expected: String = case.lines().map(|line| &line[..1]).collect();
        assert!(
            expected
                .chars()
                .all(|letter| Zone::from_letter(letter).is_some()),
            "{}: unknown zone",
            path.display()
        );

        let found = zones(&body, &Learned::default());
        if found.letters() != expected {
            wrong += &format!("\n{}\n", path.file_name().unwrap().display());
            for (line, found) in case.lines().zip(found.letters().chars()) {
                let mark = if line.starts_with(found) { ' ' } else { found };
                wrong += &format!("{mark} {line}\n");
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the zones found stand at the left where they differ:\n{wrong}"
    );
}
