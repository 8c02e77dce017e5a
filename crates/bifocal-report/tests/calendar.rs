//! The calendar's page as text.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod calendars;

use bifocal_report::{Style, calendar_json, calendar_page, calendar_summary};
use serde_json::Value;

fn embedded(page: &str) -> &str {
    let (_, rest) =
        page.split_once("<script type=\"application/json\" id=\"calendar-data\">").expect("data");
    rest.split_once("</script>").expect("an end").0
}

#[test]
fn is_one_small_file_that_asks_for_nothing() {
    for (_, calendar) in calendars::all() {
        let page = calendar_page(&calendar);
        assert!(page.len() < 200_000, "{} bytes", page.len());
        assert!(page.contains("default-src 'none'"));
        for outside in
            ["http://", "https://", "src=", "url(http", "@import", "<link", "<img", "<iframe"]
        {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}

#[test]
fn figures_in_the_page_are_those_of_the_data() {
    for (_, calendar) in calendars::all() {
        let page = calendar_page(&calendar);
        let data: Value = serde_json::from_str(embedded(&page)).expect("JSON");
        assert_eq!(data, serde_json::from_str::<Value>(&calendar_json(&calendar)).expect("JSON"));
        let mut shown = 0;
        for part in page.split("data-figure=\"").skip(1) {
            let (at, rest) = part.split_once('"').expect("a name");
            let value = rest
                .split_once("data-value=\"")
                .and_then(|(_, rest)| rest.split_once('"'))
                .expect("a value")
                .0;
            let there = data.pointer(at).unwrap_or_else(|| panic!("{at} is not in the data"));
            let value: f64 = value.parse().expect("a number");
            assert_eq!(there.as_f64(), Some(value), "{at}");
            shown += 1;
        }
        assert!(shown > 2);
        if calendar.figures.as_ref().is_some_and(|figures| figures.entries > 0) {
            assert!(shown > 300, "{shown}");
        }
    }
}

#[test]
fn text_of_users_stays_text_and_titles_are_nowhere() {
    for calendar in [calendars::rich(calendars::HOSTILE), calendars::query()] {
        let page = calendar_page(&calendar);
        let (markup, _) = page.split_once("<script type=\"application/json\"").expect("data");
        assert!(!markup.contains("<script>alert") && !embedded(&page).contains('<'));
        assert_eq!(page.matches("</script>").count(), 2);
    }
    let calendar = calendars::rich("Jonas");
    for text in [
        calendar_page(&calendar),
        calendar_json(&calendar),
        calendar_summary(&calendar, Style::default()),
    ] {
        assert!(!text.contains("Salaries"));
    }
}

#[test]
fn no_verdict_and_nothing_of_the_mirror() {
    let text = calendar_page(&calendars::rich("Jonas")).to_lowercase();
    for word in [
        "you are a ",
        "score",
        "too much",
        "too few",
        "too many",
        "people focus",
        "results focus",
        "leader",
    ] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn shares_have_their_intervals_only_where_there_is_enough() {
    let page = calendar_page(&calendars::rich("Jonas"));
    assert!(page.contains("/figures/sizes/one_to_one/of_time/low"));
    assert!(!page.contains("/figures/sizes/small/of_time"));
}

#[test]
fn the_summary_fits_a_terminal() {
    for (_, calendar) in calendars::all() {
        let text = calendar_summary(&calendar, Style { colour: false, width: 60 });
        assert!(!text.contains('\u{1b}'));
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    let text = calendar_summary(&calendars::rich("Jonas"), Style::default());
    assert!(text.contains(
        "  Jonas\n    49 meetings, 36.8 hours; every 7 days (median); called off: 1 (1 by you)"
    ));
    assert!(text.contains("unknown version"));
}
