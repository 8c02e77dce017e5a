//! What the study is for, how its plan stands, and what it comes to.

use bifocal_study::Report;
use bifocal_study::report::Standing;
use maud::{Markup, html};

use super::super::svg::verdict;
use super::super::{Claimed, Part, key, words};
use crate::format;

/// The head of the page.
pub(crate) fn head(report: &Report) -> Markup {
    html! {
        header.head {
            p.kicker { "Bifocal · a study of groups" }
            h1.purpose { bdi { (format::one_line(&report.purpose.text)) } }
            p.lead { (words::standing(&report.standing)) }
            @if let Some(text) = words::memory(report.memory) { p.small { (text) } }
            @if let Some(sha256) = words::sha256(&report.standing) {
                p.small { "SHA-256 of the frozen plan: " code { bdi { (format::one_line(sha256)) } } }
            }
            (deviations(&report.standing))
            div.opening {
                (conclusion(report))
                nav aria-label="Sections" {
                    p.aside { "On this page" }
                    a href="#who" { "Who was in it" } " "
                    @if !Part::all(report).is_empty() { a href="#reading" { "How to read the figures" } " " }
                    @for part in Part::all(report) { a href={ "#" (part.id()) } { bdi { (part.title()) } } " " }
                    a href="#methods" { "How it was done" }
                }
            }
        }
    }
}

fn deviations(standing: &Standing) -> Markup {
    html! {
        @if let Standing::Changed { gone, new, tables, .. } = standing {
            section.deviations aria-labelledby="deviations" {
                h2 #deviations { "Deviations from the frozen plan" }
                @for (name, lines) in [("Gone", gone), ("New", new), ("Tables that are not what they were", tables)] {
                    @if !lines.is_empty() {
                        p { (name) ":" }
                        ul.plain { @for line in lines { li { code { bdi { (format::one_line(line)) } } } } }
                    }
                }
            }
        }
    }
}

fn conclusion(report: &Report) -> Markup {
    html! {
        section.findings.claims aria-labelledby="conclusion" {
            h2 #conclusion { "What it comes to" }
            @if report.conclusion.is_empty() {
                p { "The plan names no claim that could be tested." }
            } @else {
                p { (words::counted(&report.conclusion)) }
                ul {
                    @for part in Part::all(report) {
                        @for claim in part.claims() { (entry(&claim, part)) }
                    }
                }
                @if report.conclusion.iter().any(|s| s.verdict == "not tested") { p.aside { (words::GATE) } }
                p.aside { (key::BRACKETS) " “Cannot tell” and “does not hold” are results like any other." }
            }
        }
    }
}

/// One claim: every verdict has the same room.
fn entry(claimed: &Claimed<'_>, part: Part<'_>) -> Markup {
    let sentence = claimed.sentence;
    html! {
        li {
            p.verdict { (verdict::claim(&sentence.verdict)) (sentence.verdict) }
            div {
                p.claim-title {
                    a href={ "#" (claimed.id) } { (sentence.title) }
                    @if let Some(by) = &sentence.by { " " span.by { "by " (format::one_line(by)) } }
                }
                p { bdi { (format::one_line(&sentence.text)) } }
                @if let Some(figure) = key::sentence(claimed.answered, part) { p.key-figure { bdi { (figure) } } }
            }
        }
    }
}
