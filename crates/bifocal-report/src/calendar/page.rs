//! The calendar as one self-contained page.

use maud::{DOCTYPE, PreEscaped, html};

use super::document::CalendarPage;
use super::{head, pairs, parts, read, weeks};
use crate::page::{SCRIPT, document_head};
use crate::svg::marks;
use crate::{format, json};

/// The calendar as one HTML file that needs nothing else: no network, and no script to be readable.
///
/// Figures are named as in the mirror: `data-figure` is a JSON Pointer into `#calendar-data`.
pub fn calendar_page(calendar: &CalendarPage) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            (document_head(&calendar.made_by, &format!("{}, in meetings · Bifocal", format::one_line(&calendar.person.name)), ""))
            body {
                a.skip href="#main" { "Skip to the figures" }
                (marks::definitions())
                div.page {
                    (head::head(calendar))
                    main #main tabindex="-1" {
                        @if let Some(figures) = &calendar.figures {
                            (weeks::section(figures))
                            (pairs::section(figures))
                            (parts::changes(figures))
                            (parts::sizes(figures))
                            (parts::toward(figures))
                            (parts::notice(figures))
                            (parts::time(figures))
                        }
                        @if let Some(viva) = &calendar.viva { (read::viva(viva)) }
                        (read::section(calendar))
                        (read::limits())
                    }
                    footer {
                        p {
                            "Made by Bifocal " (calendar.made_by) ", on this computer. This page names people you meet: keep "
                            "it as private as your calendar."
                        }
                    }
                }
                script type="application/json" id="calendar-data" { (PreEscaped(json::embedded(calendar))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}
