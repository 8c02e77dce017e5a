//! Studies of invented companies say what is planted.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Expected {
    by_title: BTreeMap<String, String>,
    everybody: BTreeMap<String, String>,
    #[serde(default)]
    by_perception: BTreeMap<String, String>,
    /// What came out otherwise than was written down before the first run, by table and claim.
    #[serde(default)]
    deviations: BTreeMap<String, BTreeMap<String, Deviation>>,
}

#[derive(Deserialize)]
struct Deviation {
    found: String,
    #[expect(dead_code, reason = "for readers of the file")]
    because: String,
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// A copy of an example, since a study keeps a ledger beside its plan.
struct Copy(PathBuf);

impl Copy {
    fn of(example: &str) -> Self {
        static COPIES: AtomicUsize = AtomicUsize::new(0);
        let number = COPIES.fetch_add(1, Ordering::Relaxed);
        let name = format!("bifocal-{example}-{}-{number}", std::process::id());
        let to = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&to);
        copy(&examples().join(example), &to);
        Self(to)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_bifocal"))
            .current_dir(&self.0)
            .args(arguments)
            .output()
            .expect("the program runs")
    }

    fn report(&self, plan: &str) -> Value {
        let output = self.run(&["study", "run", plan, "--quiet", "--format", "json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Compares verdicts with those that were written down.
fn compare(report: &Value, expected: &Expected) {
    let mut seen = 0;
    for sentence in report["conclusion"].as_array().expect("a list") {
        let claim = sentence["claim"].as_str().expect("a claim");
        let (name, table) = match sentence["by"].as_str() {
            Some("title") => ("by_title", &expected.by_title),
            Some(_) => ("by_perception", &expected.by_perception),
            None => ("everybody", &expected.everybody),
        };
        // "Title tells little" is asked of all together and was written down beside the titles.
        let titles = || expected.by_title.get(claim).filter(|_| name == "everybody");
        let Some(written) = table.get(claim).or_else(titles) else { continue };
        let deviations = expected.deviations.get(name);
        let deviation = deviations.and_then(|table| table.get(claim));
        let wanted = deviation.map_or(written, |deviation| &deviation.found);
        assert_eq!(sentence["verdict"].as_str(), Some(wanted.as_str()), "{sentence:#}");
        seen += 1;
    }
    assert!(seen >= expected.by_title.len() + expected.everybody.len());
}

fn expected(path: &Path) -> Expected {
    toml::from_str(&std::fs::read_to_string(path).expect("a file")).expect("verdicts")
}

#[test]
fn sixty_persons_show_what_is_planted() {
    for company in ["sixty-claims-hold", "sixty-claims-fail"] {
        let copy = Copy::of(company);
        compare(&copy.report("plan.toml"), &expected(&copy.0.join("expected.toml")));
    }
}

#[test]
fn a_run_writes_its_page_and_says_where_it_is() {
    let copy = Copy::of("sixty-claims-fail");
    let human = copy.run(&["study", "run", "plan.toml", "--quiet", "--out", "page.html"]);
    let human = String::from_utf8(human.stdout).unwrap();
    assert!(human.ends_with("The whole report: page.html\n"), "{human}");
    let page = std::fs::read_to_string(copy.0.join("page.html")).unwrap();
    assert!(page.contains("What it comes to") && page.contains("id=\"study-data\""));

    let markdown = copy.run(&["study", "run", "plan.toml", "--quiet", "--format", "markdown"]);
    let markdown = String::from_utf8(markdown.stdout).unwrap();
    assert!(markdown.starts_with("# Do the two groups"), "{markdown}");
    assert!(markdown.contains("\n## How it was done\n"));
    assert!(copy.0.join("study.html").exists(), "the page is written all the same");

    let nowhere = copy.run(&["study", "run", "plan.toml", "--quiet", "--out", "no/page.html"]);
    let said = String::from_utf8(nowhere.stderr).unwrap();
    assert!(!nowhere.status.success() && said.contains("cannot write no/page.html"), "{said}");
}

#[test]
fn the_example_company_says_what_was_written_down_before() {
    let copy = Copy::of("velobay");
    let report = copy.report("study.toml");
    assert_eq!(report["standing"]["is"], "frozen");
    compare(&report, &expected(&copy.0.join("expected-verdicts.toml")));
}

#[test]
fn a_ledger_is_kept_and_a_changed_plan_shows() {
    let copy = Copy::of("sixty-claims-hold");
    let frozen = copy.run(&["study", "freeze", "plan.toml"]);
    assert!(frozen.status.success(), "{}", String::from_utf8_lossy(&frozen.stderr));
    let again = copy.run(&["study", "freeze", "plan.toml"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(copy.report("plan.toml")["standing"]["is"], "frozen");
    let ledger = std::fs::read_to_string(copy.0.join("study.ledger.jsonl")).expect("a ledger");
    assert!(ledger.lines().count() >= 2 && !ledger.contains('@'), "groups by pseudonym");

    let plan = copy.0.join("plan.toml");
    let changed =
        std::fs::read_to_string(&plan).unwrap().replace("\"some_of_both\"", "\"mandate\"");
    std::fs::write(&plan, changed).unwrap();
    let standing = &copy.report("plan.toml")["standing"];
    assert_eq!(standing["is"], "changed");
    assert_eq!(standing["new"].as_array().map(Vec::len), Some(1));

    // Somebody who joins or leaves would be singled out by the difference.
    let people = copy.0.join("people.csv");
    let without_one: String = std::fs::read_to_string(&people)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with("Person 7,"))
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(&people, without_one).unwrap();
    let later = copy.report("plan.toml");
    let verdicts = later["conclusion"].as_array().unwrap().iter();
    assert!(verdicts.clone().count() > 0);
    assert!(verdicts.clone().all(|s| s["verdict"] == "not tested"), "{later:#}");
}
