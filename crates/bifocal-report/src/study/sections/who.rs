//! Who was in a study, on what ground, and how well the coder reads.

use bifocal_study::Report;
use maud::{Markup, html};

use super::super::{sheets, words};
use crate::format::one_line;

/// Persons, ground and accuracy.
pub(crate) fn section(report: &Report) -> Markup {
    let ground = words::ground(&report.purpose);
    html! {
        section #who aria-labelledby="who-h" {
            h2 #who-h { "Who was in it" }
            p.intro { (words::persons(report)) }
            @if !report.comparisons.is_empty() { (sheets::groups(&report.comparisons).html()) }
            dl.ground {
                @for (name, text) in ground { div { dt { (name) } dd { bdi { (one_line(text)) } } } }
            }
            h3 { "How well the coder agrees" }
            @match report.accuracy.split_first() {
                Some((labels, figures)) => {
                    p.intro { bdi { (words::coder(&report.made_by.model, labels)) } }
                    @if !figures.is_empty() { ul.plain { @for line in figures { li { bdi { (one_line(line)) } } } } }
                }
                None => p.intro { "The coder’s accuracy has not been measured." },
            }
        }
    }
}
