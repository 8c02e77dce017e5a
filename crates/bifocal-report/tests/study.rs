//! A study's report as page, Markdown and JSON. What a browser makes of the page is tested in
//! `tests/browser`; Markdown is held against a file in `tests/snapshots`, which `BIFOCAL_UPDATE=1` writes.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod common;

use bifocal_report::{study_json, study_markdown, study_page};
use bifocal_study::Report;
use bifocal_study::plan::Claim;
use bifocal_study::report::{Answered, Sentence};
use bifocal_study::verdict::Verdict;
use serde_json::Value;

use common::study;

/// The page without its data and script.
fn markup(page: &str) -> &str {
    page.split_once("<script type=\"application/json\"").expect("data").0
}

/// The text of a page's markup.
fn text(report: &Report) -> String {
    let page = study_page(report);
    let mut text = String::new();
    for piece in markup(&page).split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, rest)| rest));
    }
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn markdown_is_as_it_was() {
    let path = format!("{}/tests/snapshots/study-rich.md", env!("CARGO_MANIFEST_DIR"));
    let text = study_markdown(&study::rich());
    if std::env::var_os("BIFOCAL_UPDATE").is_some() {
        std::fs::write(&path, &text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("a snapshot: run with BIFOCAL_UPDATE=1");
    assert_eq!(text, kept, "{path} differs; if that is right, run with BIFOCAL_UPDATE=1");
}

#[test]
fn is_one_small_file_that_asks_for_nothing() {
    for (name, report) in study::all() {
        let page = study_page(&report);
        assert!(page.len() < 600_000, "{name}: {} bytes", page.len());
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{name}");
        for outside in ["http://", "https://", "src=", "url(http", "@import", "<link", "<iframe"] {
            assert!(!markup(&page).contains(outside) || name == "hostile", "{name}: {outside}");
        }
    }
}

#[test]
fn data_inside_is_the_json() {
    for (name, report) in study::all() {
        let page = study_page(&report);
        let (_, data) = page.split_once("id=\"study-data\">").expect("data");
        let (data, _) = data.split_once("</script>").expect("an end");
        let data: Value = serde_json::from_str(data).expect("JSON");
        let json: Value = serde_json::from_str(&study_json(&report)).expect("JSON");
        assert_eq!(data, json, "{name}");
    }
}

#[test]
fn every_claim_stands_in_the_conclusion_and_in_its_section() {
    for (name, report) in study::all() {
        let (page, md) = (text(&report), study_markdown(&report));
        for sentence in &report.conclusion {
            let Sentence { title, verdict, text, .. } = sentence;
            if name == "hostile" {
                continue;
            }
            let times = page.matches(title.as_str()).count();
            assert!(times >= 2, "{name}: {title} stands there {times} times");
            assert!(page.matches(text.as_str()).count() >= 2, "{name}: {text}");
            assert!(page.contains(verdict.as_str()) && md.contains(verdict.as_str()), "{verdict}");
        }
        if let Some(first) = report.conclusion.first() {
            let conclusion = page.find("What it comes to").expect("a conclusion");
            let who = page.find("persons in the study").expect("who was in it");
            assert!(conclusion < who && page[conclusion..who].contains(&first.title), "{name}");
        }
    }
}

/// Released findings with their lines.
fn found(report: &Report) -> impl Iterator<Item = &bifocal_study::claims::Finding> {
    let answers = report.comparisons.iter().flat_map(|c| &c.findings).chain(&report.everybody);
    answers.filter_map(|answered| match answered {
        Answered::Found(finding) => Some(finding.get()),
        Answered::Refused { .. } => None,
    })
}

#[test]
fn every_figure_is_drawn_in_full_precision() {
    for (name, report) in study::all() {
        let page = study_page(&report);
        let mut figures = 0;
        for line in found(&report).flat_map(|finding| &finding.lines) {
            let Some(answers) = line.answers else { continue };
            for answer in [Some(answers.counted), answers.corrected, answers.powered] {
                let Some(answer) = answer else { continue };
                figures += 1;
                let (point, wide) = (answer.point, answer.interval);
                assert!(page.contains(&format!("data-value=\"{point}\"")), "{name}: {}", line.name);
                let interval = format!("data-low=\"{}\" data-high=\"{}\"", wide.low, wide.high);
                assert!(page.contains(&interval), "{name}: {}", line.name);
            }
        }
        assert!(figures > 0 || matches!(name, "empty" | "refused"), "{name}: no figure");
    }
}

#[test]
fn the_conclusion_says_the_figure_and_who_has_more() {
    let report = study::rich();
    let focus = found(&report).find(|finding| finding.claim == Claim::DifferentFocus);
    let line = focus.expect("the claim").lines.iter().find(|l| l.verdict == Verdict::Different);
    let counted = line.expect("a difference").answers.expect("figures").counted;
    assert!(counted.point > 0.0);
    let points = format!("{:.0} points more for ‘in charge’ (+", counted.point * 100.0);
    let (page, md) = (text(&report), study_markdown(&report));
    for text in [&page, &md] {
        let (conclusion, _) = text.split_once("Who was in it").expect("an end");
        assert!(conclusion.contains(&points), "{points}: {conclusion}");
    }
    // Where nothing was found there is no figure.
    assert!(!text(&study::refused()).contains("points more"));
}

#[test]
fn length_and_rank_stand_beside_focus() {
    let report = study::rich();
    let beside = |claim: Claim| {
        let finding = found(&report).find(|finding| finding.claim == claim).expect("the claim");
        let table = finding.beside.iter().find(|t| t.name == "What length or rank alone shows");
        table.map_or(0, |table| table.lines.len())
    };
    assert_eq!(beside(Claim::DifferentFocus), 4);
    assert_eq!(beside(Claim::TitleTellsLittle), 4);
    assert_eq!(beside(Claim::BehaviourShapesPerception), 4);
    assert_eq!(beside(Claim::Mandate), 4);
    let told = report.comparisons[0].told_apart.as_ref().expect("released").get();
    let last: Vec<&str> = told.iter().rev().take(2).map(|line| line.name.as_str()).collect();
    assert_eq!(last, ["rank", "sentences a message"]);
    // Nobody's rank is known there: the gate has seen everybody, so none may be left out.
    let alike = study::alike();
    let told = alike.comparisons[0].told_apart.as_ref().expect("released").get();
    assert!(told.iter().all(|line| line.name != "rank"));
}

#[test]
fn three_ways_stand_beside_each_other() {
    let page = study_page(&study::rich());
    for way in ["counted", "corrected", "powered"] {
        assert!(page.contains(&format!("href=\"#way-{way}\"")), "{way}");
    }
    assert!(text(&study::rich()).contains("prediction-powered"));
    // Without labelled messages there is no such figure, and the table has no such row.
    assert!(!study_markdown(&study::alike()).contains("| prediction-powered"));
}

#[test]
fn pictures_stand_where_there_is_something_to_see() {
    let page = study_page(&study::rich());
    for picture in ["class=\"forest\"", "forest waterfall", "class=\"stacks\"", "class=\"heat\""] {
        assert!(page.contains(picture), "{picture}");
    }
    let refused = study_page(&study::refused());
    for picture in ["forest waterfall", "class=\"stacks\""] {
        assert!(!refused.contains(picture), "{picture}");
    }
}

#[test]
fn what_the_gate_refused_shows_the_rule() {
    let report = study::refused();
    let (page, md) = (text(&report), study_markdown(&report));
    let rule = "The gate refused: fewer than 5 persons have a share in it.";
    assert!(page.contains(rule) && md.contains(rule));
    assert!(page.contains("The gate held this back."));
}

#[test]
fn some_of_both_has_no_verdict_on_its_line() {
    let md = study_markdown(&study::rich());
    let (_, section) = md.split_once("### Everybody some of both").expect("the claim");
    let (section, _) = section.split_once("## How it was done").expect("an end");
    let table: Vec<&str> = section.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(table.len(), 3, "{section}");
    assert!(!table.join("").contains("cannot tell") && !table[0].contains("verdict"), "{section}");
}

#[test]
fn deviations_and_exploration_are_said() {
    let changed = text(&study::alike());
    for part in [
        "Deviations from the frozen plan",
        "activity = 0.04",
        "least_messages = 50",
        "people.csv",
        "gold.csv",
        "figures of 4 groups",
    ] {
        assert!(changed.contains(part), "{part}");
    }
    assert!(text(&study::unsure()).contains("Exploratory: the plan was never frozen"));
    assert!(!text(&study::rich()).contains("Deviations"));
}

#[test]
fn many_persons_get_a_digit_more() {
    let sizes = study::alike().comparisons[0].sizes.clone().expect("let through");
    assert!(sizes.get().iter().all(|n| *n >= bifocal_study::report::FEW));
    let shares = |md: &str| {
        let (_, table) = md.split_once("_What each group does").expect("the table");
        table.lines().find(|line| line.starts_with("| hand over")).expect("a row").to_owned()
    };
    assert!(shares(&study_markdown(&study::alike())).contains('.'));
    assert!(!shares(&study_markdown(&study::rich())).contains('.'));
}

#[test]
fn parts_of_a_composition_add_up() {
    for report in [study::rich(), study::alike()] {
        let all = report.comparisons[0].composition.as_ref().expect("released").get();
        for at in [0, 1] {
            let sum: f64 = all.iter().map(|family| family.parts[at]).sum();
            assert!((sum - 1.0).abs() < 0.04, "{sum}");
        }
        assert!(all.iter().all(|family| family.shares.iter().all(|s| *s > 0.0 && *s < 1.0)));
    }
    // Nobody in the simulation thanks: that is everybody's own figure, and left out.
    let alike = study::alike();
    let all = alike.comparisons[0].composition.as_ref().expect("released").get();
    assert!(all.iter().all(|family| family.name != "motivate") && all.len() == 6);
}

#[test]
fn text_of_users_stays_text() {
    let report = study::hostile();
    let page = study_page(&report);
    for harm in ["<script>alert", "<img", "</script>", "<!-- "] {
        assert!(!markup(&page).contains(harm), "{harm} in the markup");
    }
    assert_eq!(page.matches("</script>").count(), 2);
    let md = study_markdown(&report);
    assert!(!md.contains('\u{202e}') && !md.contains("\n# c") && md.contains("\\<script>"));
    for (at, letter) in md.char_indices().filter(|(_, letter)| *letter == '<') {
        let rest = &md[at..];
        assert!(md[..at].ends_with('\\') || rest.starts_with("<.0"), "{letter}{}", &rest[..9]);
    }
    // Every row of a table has as many cells as the row before it.
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    for pair in md.lines().collect::<Vec<_>>().windows(2) {
        if pair.iter().all(|line| line.starts_with('|')) {
            assert_eq!(cells(pair[0]), cells(pair[1]), "{}\n{}", pair[0], pair[1]);
        }
    }
}

#[test]
fn nobody_is_called_anything() {
    for (name, report) in study::all() {
        let text = text(&report).to_lowercase();
        for word in ["good leader", "bad leader", "score", "better", "worse", "ranking"] {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}
