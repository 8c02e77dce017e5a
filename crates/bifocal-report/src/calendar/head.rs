//! Whose calendar, from what, and what it says in plain words.

use maud::{Markup, html};

use super::document::CalendarPage;
use super::words;
use crate::figure::count;
use crate::format;

/// Sections by id and name; those of the figures, then of the query, then of all.
const FIGURES: [(&str, &str); 7] = [
    ("weeks", "Week by week"),
    ("pairs", "One-to-ones"),
    ("changes", "Kept, moved, called off"),
    ("sizes", "How many people"),
    ("toward", "With whom"),
    ("notice", "How long before"),
    ("time", "Time"),
];

/// The head of the page.
pub(super) fn head(calendar: &CalendarPage) -> Markup {
    html! {
        header.head {
            p.kicker { "Bifocal · a private page of meetings" }
            h1 { bdi { (calendar.person.name) } ", in meetings" }
            p.lead {
                "When you meet, with whom and how many, and what becomes of what is planned"
                @if let Some(figures) = &calendar.figures {
                    ": made from " strong { (count("/figures/meetings/meetings", figures.meetings.meetings)) " "
                    (format::noun_for(figures.meetings.meetings, "meeting")) }
                    @if let Some(period) = words::period(figures) { ", " bdi { (period) } }
                }
                ". It counts; it knows neither what was said nor whether it was worth the time."
            }
            div.opening {
                section.findings aria-labelledby="findings" {
                    h2 #findings { "In short" }
                    ul { @for (text, open) in words::findings(calendar) { li.open[open] { (text) } } }
                    p.aside {
                        "A calendar holds plans: a meeting that stands in it may not have taken place. "
                        a href="#limits" { "What these figures can and cannot say" }
                    }
                }
                nav aria-label="Sections" {
                    p.aside { "On this page" }
                    @if calendar.figures.is_some() {
                        @for (id, name) in FIGURES { a href={ "#" (id) } { (name) } " " }
                    }
                    @if calendar.viva.is_some() { a href="#viva" { "As Viva Insights counts" } " " }
                    a href="#read" { "What was read" } " "
                    a href="#limits" { "What it can say" }
                }
            }
        }
    }
}
