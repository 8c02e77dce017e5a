//! Calendars to make pages of.
#![allow(clippy::expect_used, dead_code, reason = "shared by tests that use parts of it")]

use bifocal_calendar::{Calendar, VivaMetric, VivaSums, Window, WorkingHours, measure};
use bifocal_core::Address;
use bifocal_report::{CalendarPage, CalendarRead, Person};
use bifocal_sources::People;
use jiff::civil::date;

/// A name that is no name.
pub const HOSTILE: &str = "<script>alert(1)</script>";

/// A year of a weekly one-to-one, a weekly round of many, and one private hour.
pub fn rich(name: &str) -> CalendarPage {
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

/// The page of a calendar of Marcus Bell's.
pub fn page(text: &str) -> CalendarPage {
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
pub fn query() -> CalendarPage {
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

/// All of them with their names.
pub fn all() -> [(&'static str, CalendarPage); 4] {
    [
        ("calendar-rich", rich("Jonas")),
        ("calendar-hostile", rich(HOSTILE)),
        ("calendar-empty", page("")),
        ("calendar-query", query()),
    ]
}
