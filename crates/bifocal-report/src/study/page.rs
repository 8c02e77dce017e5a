//! A study's report as one self-contained page.

use bifocal_study::Report;
use maud::{DOCTYPE, PreEscaped, html};

use super::Part;
use super::sections::{head, methods, part, reading, who};
use super::svg::way;
use crate::page::{SCRIPT, document_head};
use crate::{format, json};

/// What a study needs beyond the mirror's style.
const MORE_STYLE: &str = include_str!("study.css");

/// The report of a study as one HTML file that needs nothing else: no network, and no script to be
/// readable.
///
/// The report stands in it as JSON (`#study-data`). Marks of the forest plots carry their place in it as
/// `data-figure`, a JSON Pointer, and their values in full precision.
pub fn study_page(report: &Report) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            (document_head(&report.made_by.bifocal, &format!("{} · Bifocal", format::one_line(&report.purpose.text)), MORE_STYLE))
            body {
                a.skip href="#main" { "Skip to the figures" }
                (way::definitions())
                div.page {
                    (head::head(report))
                    main #main tabindex="-1" {
                        (who::section(report))
                        @let parts = Part::all(report);
                        @if !parts.is_empty() { (reading::section()) }
                        @for part in parts { (part::section(part)) }
                        (methods::section(report))
                    }
                    footer {
                        p {
                            "Made by Bifocal " (report.made_by.bifocal) " with " bdi { (format::one_line(&report.made_by.model)) }
                            ". All figures are about groups of at least five persons; none is about one person."
                        }
                    }
                }
                script type="application/json" id="study-data" { (PreEscaped(json::embedded(report))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}
