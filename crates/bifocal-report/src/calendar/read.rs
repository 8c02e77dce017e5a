//! What was read and left out, what Viva Insights counts, and what the figures can say.

use bifocal_calendar::VivaSums;
use maud::{Markup, html};

use super::document::CalendarPage;
use crate::figure::{count, named, step};
use crate::format;
use crate::sections::table;

/// Paragraphs, each a heading line and a text, with empty lines between.
const TEXT: &str = include_str!("../../data/calendar_limits.txt");

/// Counts that add up to everything in the calendar.
pub(super) fn section(calendar: &CalendarPage) -> Markup {
    let read = &calendar.read;
    html! {
        section #read aria-labelledby="read-h" {
            h2 #read-h { "What was read, and what was left out" }
            p.intro {
                (count("/read/events", read.events)) " " (format::noun_for(read.events, "event")) " in "
                (count("/read/files", read.files)) " " (format::noun_for(read.files, "file")) ", "
                (count("/read/copies", read.copies)) " of them copies or older versions of others. Looked at: "
                @if let Some(from) = &read.from { (format::day(from)) } @else { "everything" }
                " up to " (format::day(&read.to)) ". Time zone of the calendar: "
                @match &read.zone { Some(zone) => bdi { (zone) }, None => "not told" } "."
            }
            @if let Some(figures) = &calendar.figures {
                @let left = &figures.left_out;
                @let rows = [
                    ("left out: private or confidential", "left_out/private", left.private),
                    ("left out: a whole day or longer", "left_out/all_day", left.all_day),
                    ("left out: out of office", "left_out/out_of_office", left.out_of_office),
                    ("left out: marked free", "left_out/free", left.free),
                    ("left out: nobody else is invited", "left_out/alone", left.alone),
                    ("left out: you are not named", "left_out/without_me", left.without_me),
                    ("left out: you declined", "left_out/declined_by_me", left.declined_by_me),
                    ("left out: all others declined", "left_out/declined_by_others", left.declined_by_others),
                ];
                (table::table("Every entry in one place", &table::heads(&["", "entries"]), &html! {
                    tbody {
                        tr { th scope="row" { "entries on these days, each date of a series" } td { (count("/figures/entries", figures.entries)) } }
                        @for (name, at, n) in rows { tr {
                            th scope="row" { (name) } td { (count(&format!("/figures/{at}"), n)) }
                        } }
                        tr { th scope="row" { "called off" } td { (format::count(figures.changes.cancelled.total())) } }
                        tr { th scope="row" { "what the figures are made from" } td { (count("/figures/meetings/meetings", figures.meetings.meetings)) } }
                    }
                }))
            }
            (notes(calendar))
            details {
                summary { "Sources and addresses" }
                p { "Read from:" }
                ul.plain { @for source in &read.sources { li { code { bdi { (source) } } } } }
                p { "Counted as you:" }
                ul.plain { @for address in &calendar.person.addresses { li { code { bdi { (address) } } } } }
            }
        }
    }
}

fn notes(calendar: &CalendarPage) -> Markup {
    let notes = &calendar.read.notes;
    html! {
        h3 { "What could not be read" }
        @if notes.counts.is_empty() {
            p.intro { "Everything could be read as it stands." }
        } @else {
            (table::table("Not read, or not as it stands", &table::heads(&["what", "how many"]), &html! {
                tbody { @for (name, n) in &notes.counts { tr {
                    th scope="row" { (name) } td { (count(&format!("/read/notes/counts/{}", step(name)), *n)) }
                } } }
            }))
            @if !notes.examples.is_empty() {
                details { summary { "Examples" } ul.plain { @for example in &notes.examples { li { bdi { (example) } } } } }
            }
        }
    }
}

/// Sums of a person query, beside the figures and never mixed with them.
pub(super) fn viva(viva: &VivaSums) -> Markup {
    html! {
        section #viva aria-labelledby="viva-h" {
            h2 #viva-h { "As Viva Insights counts" }
            p.intro {
                "Sums over " (count("/viva/rows", viva.rows)) " " (format::noun_for(viva.rows, "row"))
                @if let (Some(first), Some(last)) = (&viva.first_day, &viva.last_day) {
                    " from " bdi { (format::day(first)) } " to " bdi { (format::day(last)) }
                }
                ", as the person query tells them. Bifocal has not counted these."
            }
            (table::table("Sums of the person query", &table::heads(&["metric", "sum", "unit", "rows with a number", "counted here as"]), &html! {
                tbody { @for (i, metric) in viva.metrics.iter().enumerate() { tr {
                    th scope="row" { bdi { (metric.name.replace('_', " ")) } }
                    td { (named(&format!("/viva/metrics/{i}/sum"), metric.sum, &format::one_digit(metric.sum))) }
                    td { (metric.unit) }
                    td { (count(&format!("/viva/metrics/{i}/rows"), metric.rows)) }
                    td { @match &metric.same_as { Some(name) => code { (name) }, None => span.none { "—" } } }
                } } }
            }))
        }
    }
}

/// What the figures can and cannot say.
pub(super) fn limits() -> Markup {
    html! {
        section #limits aria-labelledby="limits-h" {
            h2 #limits-h { "What these figures can and cannot say" }
            div.caveats {
                @for paragraph in TEXT.split("\n\n").filter_map(|p| p.trim().split_once('\n')) {
                    div { h3 { (paragraph.0) } p { (paragraph.1) } }
                }
            }
        }
    }
}
