//! The calendar's page as text.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use bifocal_calendar::{Calendar, VivaMetric, VivaSums, Window, WorkingHours, measure};
use bifocal_core::Address;
use bifocal_report::{
    CalendarPage, CalendarRead, Person, Style, calendar_json, calendar_page, calendar_summary,
};
use bifocal_sources::People;
use jiff::civil::date;
use serde_json::Value;

const HOSTILE: &str = "<script>alert(1)</script>";

/// A year of a weekly one-to-one, a weekly round of many, and one private hour.
fn rich(name: &str) -> CalendarPage {
    let event = |uid: &str, rule: &str, others: &[&str]| {
        let people: String = others
            .iter()
            .map(|other| {
                format!(
                    "ATTENDEE;PARTSTAT=ACCEPTED;CN={other}:mailto:{}@velobay.example\n",
                    other.len()
                )
            })
            .collect();
        format!(
            "BEGIN:VEVENT\nUID:{uid}\nDTSTART;TZID=Europe/Berlin:20260105T090000\nDURATION:PT45M\nSUMMARY:Salaries\n{rule}\
             ORGANIZER:mailto:marcus.bell@velobay.example\n{people}END:VEVENT\n"
        )
    };
    let round: Vec<String> = (1..10).map(|n| "x".repeat(n)).collect();
    let round: Vec<&str> = round.iter().map(String::as_str).collect();
    let text = format!(
        "BEGIN:VCALENDAR\nVERSION:1.9\n{}{}{}END:VCALENDAR\n",
        event(
            "1",
            "RRULE:FREQ=WEEKLY;COUNT=50\nEXDATE;TZID=Europe/Berlin:20260112T090000\n",
            &[name]
        ),
        event("2", "RRULE:FREQ=WEEKLY;COUNT=50\n", &round),
        event("3", "CLASS:PRIVATE\n", &["Jonas"]),
    );
    page(&text)
}

fn page(text: &str) -> CalendarPage {
    let mut calendar = Calendar::default();
    calendar.read("marcus.ics", text.as_bytes());
    let meetings = calendar.meetings(Window { from: None, to: date(2026, 12, 31) });
    let me = Address::new("marcus.bell@velobay.example");
    let mut people = People::default();
    people.merge(std::slice::from_ref(&me));
    CalendarPage {
        schema: 1,
        made_by: "0.0.0".into(),
        person: Person {
            name: "Marcus Bell".into(),
            addresses: vec![me.to_string()],
            same_name: vec![],
        },
        read: CalendarRead {
            sources: vec!["marcus.ics".into()],
            files: calendar.read.files,
            events: calendar.read.events,
            copies: meetings.copies,
            zone: meetings.zone.clone(),
            from: None,
            to: "2026-12-31".into(),
            notes: calendar.notes.clone(),
        },
        figures: Some(measure(&meetings, &people, &me, WorkingHours::default())),
        viva: None,
    }
}

/// Only a person query, no calendar.
fn query() -> CalendarPage {
    let metric = VivaMetric {
        name: HOSTILE.into(),
        unit: "hours".into(),
        sum: 12.25,
        rows: 2,
        same_as: Some("meetings".into()),
    };
    let viva = VivaSums {
        rows: 2,
        first_day: Some("2026-01-04".into()),
        last_day: None,
        metrics: vec![metric],
        other_columns: 3,
    };
    CalendarPage { figures: None, viva: Some(viva), ..page("") }
}

fn all() -> [CalendarPage; 4] {
    [rich("Jonas"), rich(HOSTILE), page(""), query()]
}

fn embedded(page: &str) -> &str {
    let (_, rest) =
        page.split_once("<script type=\"application/json\" id=\"calendar-data\">").expect("data");
    rest.split_once("</script>").expect("an end").0
}

#[test]
fn is_one_small_file_that_asks_for_nothing() {
    for calendar in all() {
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
    for calendar in all() {
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
    for calendar in [rich(HOSTILE), query()] {
        let page = calendar_page(&calendar);
        let (markup, _) = page.split_once("<script type=\"application/json\"").expect("data");
        assert!(!markup.contains("<script>alert") && !embedded(&page).contains('<'));
        assert_eq!(page.matches("</script>").count(), 2);
    }
    let calendar = rich("Jonas");
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
    let text = calendar_page(&rich("Jonas")).to_lowercase();
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
    let page = calendar_page(&rich("Jonas"));
    assert!(page.contains("/figures/sizes/one_to_one/of_time/low"));
    assert!(!page.contains("/figures/sizes/small/of_time"));
}

#[test]
fn the_summary_fits_a_terminal() {
    for calendar in all() {
        let text = calendar_summary(&calendar, Style { colour: false, width: 60 });
        assert!(!text.contains('\u{1b}'));
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    let text = calendar_summary(&rich("Jonas"), Style::default());
    assert!(text.contains("  Jonas (not in the chart)\n    49 meetings, 36.8 hours; every 7 days (median); called off: 1 (1 by you)"));
    assert!(text.contains("unknown version"));
}
