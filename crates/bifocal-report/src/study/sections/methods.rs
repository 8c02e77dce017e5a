//! How a study was done.

use bifocal_study::Report;
use maud::{Markup, html};

use crate::format::one_line;

/// The methods, a paragraph each.
pub(crate) fn section(report: &Report) -> Markup {
    html! {
        section #methods aria-labelledby="methods-h" {
            h2 #methods-h { "How it was done" }
            div.methods { @for paragraph in &report.methods { p { bdi { (one_line(paragraph)) } } } }
        }
    }
}
