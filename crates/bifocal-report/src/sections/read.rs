//! What was read and what was left out, as counts that add up.

use maud::{Markup, html};

use super::{chart, table};
use crate::figure::{count, step};
use crate::svg::bars::bar;
use crate::{Mirror, format, words};

/// One step of the way from all messages to those that the figures are made from.
struct Step {
    name: &'static str,
    at: Option<&'static str>,
    class: &'static str,
    from: u64,
    to: u64,
}

impl Step {
    const fn size(&self) -> u64 {
        self.from.abs_diff(self.to)
    }
}

fn steps(mirror: &Mirror) -> Vec<Step> {
    let (read, profile) = (&mirror.read, &mirror.profile);
    let mut left = read.messages;
    let mut steps = vec![Step {
        name: "messages in the sources",
        at: Some("/read/messages"),
        class: "whole",
        from: 0,
        to: left,
    }];
    let mut take = |steps: &mut Vec<Step>, name, at, n: u64| {
        steps.push(Step { name, at, class: "out", from: left.saturating_sub(n), to: left });
        left = left.saturating_sub(n);
    };
    take(&mut steps, "written by somebody else", Some("/read/by_others"), read.by_others);
    take(&mut steps, "copies of a message already read", Some("/read/duplicates"), read.duplicates);
    // Not everybody has rules, or private mail among their work's.
    if read.ignored > 0 {
        take(&mut steps, "ignored by your rules", Some("/read/ignored"), read.ignored);
    }
    if read.private > 0 {
        let name = "private: family, health, works council, lawyer";
        take(&mut steps, name, Some("/read/private"), read.private);
    }
    take(&mut steps, "sent by a program in your name", Some("/read/automatic"), read.automatic);
    take(
        &mut steps,
        "in a language that is not read",
        Some("/read/other_language"),
        read.other_language,
    );
    take(
        &mut steps,
        "without any words of your own",
        Some("/read/without_words"),
        read.without_words,
    );
    steps.push(Step {
        name: "read closely",
        at: Some("/read/coded"),
        class: "kept",
        from: 0,
        to: read.coded,
    });
    let mut left = read.coded;
    let idle = read.coded.saturating_sub(profile.acting);
    if idle > 0 {
        steps.push(Step {
            name: "only greeting, formula or small talk",
            at: None,
            class: "out",
            from: left.saturating_sub(idle),
            to: left,
        });
        left = left.saturating_sub(idle);
    }
    steps.push(Step {
        name: "what the figures are made from",
        at: Some("/profile/acting"),
        class: "kept strong",
        from: 0,
        to: left,
    });
    steps
}

/// The picture, the tables, and what could not be read.
pub(crate) fn section(mirror: &Mirror) -> Markup {
    let read = &mirror.read;
    let whole = read.messages.max(1) as f64;
    let steps = steps(mirror);
    html! {
        section #read aria-labelledby="read-h" {
            h2 #read-h { "What was read, and what was left out" }
            p.intro { "From all messages down to those that the figures are made from. Every message is counted in one place." }
            figure { (chart("What was read", &html! {
                @for step in &steps {
                    @let out = step.class == "out";
                    div.row.count {
                        div.name { @if out { "− " } (step.name) }
                        (bar(step.class, step.from as f64 / whole, step.to as f64 / whole,
                            &format!("{}: {}", step.name, format::plural(step.size(), "message"))))
                        div.number {
                            @match step.at {
                                Some(at) => (count(at, step.size())),
                                None => (format::count(step.size())),
                            }
                        }
                    }
                }
            })) }
            (table::behind("messages read and left out", &table::heads(&["", "messages"]), &html! {
                tbody { @for step in &steps { tr {
                    th scope="row" { @if step.class == "out" { "left out: " } (step.name) }
                    td { (format::count(step.size())) }
                } } }
            }))
            (lines(mirror))
            @if read.other_language_paragraphs > 0 {
                p.intro {
                    "Within the messages read closely, "
                    (count("/read/other_language_paragraphs", read.other_language_paragraphs)) " "
                    (format::noun_for(read.other_language_paragraphs, "paragraph"))
                    " in a language that is not read were left out."
                }
            }
            (skipped(mirror))
            (sources(mirror))
        }
    }
}

fn lines(mirror: &Mirror) -> Markup {
    let lines = &mirror.read.lines;
    let whole: u64 = lines.values().sum();
    html! {
        @if whole > 0 {
            h3 { "Line by line" }
            p.intro { "Only your own words count. Every line of your own messages, by what it is:" }
            figure { (chart("Line by line", &html! {
                @for (zone, n) in lines {
                    @let name = words::zone(zone);
                    div.row.count {
                        div.name { bdi { (name) } }
                        (bar(if zone == "own" { "kept strong" } else { "out" }, 0.0, *n as f64 / whole as f64,
                            &format!("{name}: {}", format::plural(*n, "line"))))
                        div.number { (count(&format!("/read/lines/{}", step(zone)), *n)) }
                    }
                }
            })) }
            (table::behind("lines of your own messages by what they are", &table::heads(&["", "lines"]), &html! {
                tbody { @for (zone, n) in lines { tr {
                    th scope="row" { bdi { (words::zone(zone)) } } td { (format::count(*n)) }
                } } }
            }))
        }
    }
}

fn skipped(mirror: &Mirror) -> Markup {
    let read = &mirror.read;
    html! {
        h3 { "What could not be read" }
        @if read.skipped.is_empty() {
            p.intro { "Nothing was skipped." }
        } @else {
            p.intro { "These stand beside the counts above, since they are no messages." }
            (table::table("Skipped, by reason", &table::heads(&["reason", "how many"]), &html! {
                tbody { @for (reason, n) in &read.skipped { tr {
                    th scope="row" { bdi { (reason) } } td { (count(&format!("/read/skipped/{}", step(reason)), *n)) }
                } } }
            }))
            @if !read.skipped_examples.is_empty() {
                details { summary { "Examples" } ul.plain { @for example in &read.skipped_examples { li { bdi { (example) } } } } }
            }
        }
    }
}

fn sources(mirror: &Mirror) -> Markup {
    let person = &mirror.person;
    html! {
        details {
            summary { "Sources and addresses" }
            p { "Read from:" }
            ul.plain { @for source in &mirror.read.sources { li { code { bdi { (source) } } } } }
            p { "Counted as you:" }
            ul.plain { @for address in &person.addresses { li { code { bdi { (address) } } } } }
            @if !person.same_name.is_empty() {
                p { "The same name, not counted as you unless you say so with " code { "--me" } ":" }
                ul.plain { @for address in &person.same_name { li { code { bdi { (address) } } } } }
            }
        }
    }
}
