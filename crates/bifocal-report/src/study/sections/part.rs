//! The claims about one comparison, or about everybody.

use bifocal_study::claims::Measure;
use bifocal_study::report::ComparisonReport;
use maud::{Markup, html};

use super::super::number::Unit;
use super::super::svg::{composition, forest::Forest};
use super::super::{Part, sheets, words};
use super::claim;
use crate::sections::chart;

/// The section.
pub(crate) fn section(part: Part<'_>) -> Markup {
    let id = part.id();
    let head = format!("{id}-h");
    html! {
        section id=(id) aria-labelledby=(head) {
            h2 id=(head) { bdi { (part.title()) } }
            @match part.comparison {
                Some((_, c)) => p.intro { (words::sizes(c)) },
                None => p.intro { (words::EVERYBODY) },
            }
            @if let Some((_, c)) = part.comparison { (stacks(c, part.persons())) }
            @for claimed in part.claims() { (claim::claim(&claimed, part)) }
            @if let Some((i, c)) = part.comparison {
                (told_apart(c, &format!("/comparisons/{i}/told_apart")))
                (multiverse(c, part.persons()))
            }
        }
    }
}

fn stacks(comparison: &ComparisonReport, persons: usize) -> Markup {
    let unit = Unit::new(Measure::Share, persons);
    html! {
        @match comparison.composition.as_ref().map(|released| released.get()) {
            Some(families) if !families.is_empty() => {
                h3 { "What each group does" }
                p.intro { (words::COMPOSITION) }
                figure { (chart("What each group does", &composition::stacks(families, &comparison.names, unit))) }
                (sheets::composition(comparison, families, unit).behind())
            }
            _ => {}
        }
    }
}

fn told_apart(comparison: &ComparisonReport, at: &str) -> Markup {
    html! {
        h3 { "What tells the two apart" }
        @match comparison.told_apart.as_ref().map(|released| released.get()) {
            Some(lines) if !lines.is_empty() => {
                p.intro { (words::TOLD_APART) }
                figure { (chart("What tells the two apart", &Forest::apart(lines, &comparison.names, at).html())) }
                (sheets::told_apart(lines).behind())
            }
            Some(_) => p.intro { (words::NO_POLE) },
            None => p.intro { (words::HELD_BACK) },
        }
    }
}

fn multiverse(comparison: &ComparisonReport, persons: usize) -> Markup {
    let unit = Unit::new(Measure::Share, persons);
    html! {
        @match comparison.multiverse.as_ref().map(|released| released.get()) {
            Some(universes) if !universes.is_empty() => {
                h3 { "Under other choices" }
                p.intro { (words::MULTIVERSE) }
                (sheets::multiverse(universes, unit).html())
            }
            _ => {}
        }
    }
}
