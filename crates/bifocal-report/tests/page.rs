//! The page as text. What a browser makes of it is tested in `tests/browser`.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod common;

use bifocal_report::{json, page};
use serde_json::Value;

/// The data inside the page.
fn embedded(page: &str) -> &str {
    let (_, rest) =
        page.split_once("<script type=\"application/json\" id=\"mirror-data\">").expect("data");
    rest.split_once("</script>").expect("an end").0
}

#[test]
fn is_one_small_file_that_asks_for_nothing() {
    for mirror in
        [common::rich(), common::unmeasured(), common::long(), common::thin(), common::empty()]
    {
        let page = page(&mirror);
        assert!(page.len() < 1_500_000, "{} bytes", page.len());
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
        assert!(page.contains(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
        ));
        for outside in
            ["http://", "https://", "src=", "url(http", "@import", "<link", "<img", "<iframe"]
        {
            assert!(!page.contains(outside), "{outside}");
        }
    }
    assert!(page(&common::rich()).len() < 300_000);
}

#[test]
fn decades_fit_into_a_page() {
    let page = page(&common::decades());
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    assert!(
        page.contains("Shown are the latest 260 weeks; the 1,299 before are in the data"),
        "said so"
    );
}

#[test]
fn data_inside_is_the_json() {
    for mirror in [common::rich(), common::thin(), common::empty(), common::hostile()] {
        let page = page(&mirror);
        let data: Value = serde_json::from_str(embedded(&page)).expect("JSON");
        let json: Value = serde_json::from_str(&json(&mirror)).expect("JSON");
        assert_eq!(data, json);
    }
}

#[test]
fn text_of_users_stays_text() {
    let page = page(&common::hostile());
    let (markup, _) = page.split_once("<script type=\"application/json\"").expect("data");
    for harm in ["<script>alert", "<img", "</script>", "<!-- "] {
        assert!(!markup.contains(harm), "{harm} in the markup");
    }
    assert!(!embedded(&page).contains('<'));
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(markup.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn pointers_are_escaped() {
    let page = page(&common::rich());
    assert!(
        page.contains("data-figure=\"/read/skipped/unknown charset x~1y~0z\" data-value=\"1\"")
    );
}

#[test]
fn nothing_is_told_from_too_few_threads() {
    let page = page(&common::thin());
    assert!(
        page.contains("Cannot tell yet: your 9 messages lie in 6 of at least 16 groups of threads")
    );
    assert!(page.contains("No place in the plane yet"));
    assert!(!page.contains("class=\"region\""));
    for point in ["counted/point", "corrected/point", "pooled/point", "counted/low"] {
        assert!(!page.contains(point), "{point}");
    }
}

#[test]
fn only_intervals_where_people_were_not_measured() {
    let page = page(&common::unmeasured());
    assert!(page.contains("class=\"region\""));
    assert!(!page.contains("/point\""));
    assert!(page.contains("how much people differ in this is not measured"));
}

#[test]
fn no_label_no_score_no_ranking() {
    for mirror in [common::rich(), common::thin()] {
        let text = page(&mirror).to_lowercase();
        for word in [
            "good leader",
            "bad leader",
            "you are a ",
            "leadership score",
            "overall score",
            "rank ",
        ] {
            assert!(!text.contains(word), "{word}");
        }
    }
}

#[test]
fn json_is_stable_and_names_its_shape() {
    let mirror = common::rich();
    let text = json(&mirror);
    assert_eq!(text, json(&mirror));
    assert!(text.starts_with("{\n  \"schema\": 1,\n  \"made_by\": {"));
    assert!(text.contains("\"as\": \"point\""));
}

#[test]
fn sentences_stand_beneath_their_figures() {
    let page = page(&common::rich());
    assert!(page.contains("Please send the signed copy to Ines by Wednesday"));
    assert!(page.contains("task · results, doing"));
    assert!(page.contains("activity undecided · people"));
    assert!(page.contains("data-figure=\"/evidence/does.TASK/0/probability\""));
}
