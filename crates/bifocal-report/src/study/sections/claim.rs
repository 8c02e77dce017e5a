//! One claim: what people say, how it was tested, what was found.

use bifocal_study::claims::{Finding, Line, Measure};
use bifocal_study::plan::Claim;
use bifocal_study::report::Answered;
use maud::{Markup, html};

use super::super::number::Unit;
use super::super::svg::{forest::Forest, heat, verdict, waterfall};
use super::super::{Claimed, Part, key, sheets, words};
use crate::format::one_line;
use crate::sections::chart;

/// The claim with everything that belongs to it.
pub(crate) fn claim(claimed: &Claimed<'_>, part: Part<'_>) -> Markup {
    let sentence = claimed.sentence;
    html! {
        div.claim {
            h3 id=(claimed.id) { (sentence.title) }
            p.said { "“" bdi { (words::begin(&sentence.said)) } "”" }
            div.answer {
                p.verdict { (verdict::claim(&sentence.verdict)) (sentence.verdict) }
                p { bdi { (one_line(&sentence.text)) } }
            }
            p.test { "Test: " bdi { (one_line(&sentence.test)) } }
            @if let Answered::Found(finding) = claimed.answered {
                (found(finding.get(), claimed, part))
            }
        }
    }
}

fn found(finding: &Finding, claimed: &Claimed<'_>, part: Part<'_>) -> Markup {
    let unit = words::unit(&finding.lines, part.persons());
    let names = part.comparison.map(|(_, c)| &c.names);
    html! {
        @if let Some((unit, first)) = unit.zip(finding.lines.first()) {
            p.measure { (words::begin(&words::figures(finding, unit, names))) "; band: " (words::margin(Some(finding.claim), unit, first.margin)) }
            @if let Some(note) = words::common(&finding.lines) { p.test { "All lines: " (words::name(note)) } }
            figure { (chart(&claimed.sentence.title, &Forest::of(&finding.lines, Some(finding.claim), unit, names, &format!("{}/lines", claimed.at)).html())) }
            @if let Some(note) = key::beyond(&finding.lines) { p.test { (note) } }
            @if let Some(note) = &finding.note { p.test { (one_line(note)) } }
            (sheets::lines(words::caption(&claimed.sentence.title, unit), &finding.lines, Some(finding.claim), unit).behind())
        }
        (pictures(finding, part))
        @if !finding.beside.is_empty() { p.test.beside { (words::BESIDE) } }
        @for table in &finding.beside { (beside(&table.name, &table.lines, finding.claim, part)) }
    }
}

/// A table that does not decide.
fn beside(name: &str, lines: &[Line], claim: Claim, part: Part<'_>) -> Markup {
    html! {
        @if let Some(unit) = words::unit(lines, part.persons()) {
            details.table {
                summary { (words::begin(&words::name(name))) }
                @if let Some(note) = words::common(lines) { p.test { "All lines: " (words::name(note)) } }
                (sheets::lines(words::caption(&words::name(name), unit), lines, Some(claim), unit).html())
            }
        }
    }
}

fn pictures(finding: &Finding, part: Part<'_>) -> Markup {
    html! {
        @match (finding.claim, part.comparison) {
            _ if finding.parts.is_empty() => {}
            (Claim::DifferentFocus, Some((_, c))) => {
                h4 { "Where the difference comes from" }
                p.intro { (words::WATERFALL) }
                @for steps in sheets::steps(&finding.parts) {
                    @let unit = Unit::new(Measure::Share, part.persons());
                    @let title = format!("{} focus, {}", words::name(&steps.pole), words::figures(finding, unit, Some(&c.names)));
                    p.measure { (words::begin(&title)) }
                    (waterfall::legend(&steps.pole))
                    figure { (chart(&title, &waterfall::waterfall(&steps, unit, &c.names))) }
                    (sheets::waterfall(&steps, unit).behind())
                }
            }
            (Claim::HowManyThings, _) => {
                h4 { "All pairs" }
                p.intro { (words::SQUARE) " " (words::SHADES) }
                (heat::heat(&sheets::square(&finding.parts), "Correlations of the poles"))
            }
            _ => {}
        }
    }
}
