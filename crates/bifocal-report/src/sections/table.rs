//! The table behind a chart: the same numbers, for reading and for screen readers.

use bifocal_core::Shown;
use maud::{Markup, html};

use super::rows::Three;
use crate::figure::{Figure, Reading, count, named};
use crate::{format, words};

/// A closed table behind a chart.
pub(crate) fn behind(caption: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        details.table {
            summary { "Numbers: " (caption) }
            (table(caption, head, body))
        }
    }
}

/// A table that scrolls sideways on its own where the page is narrow.
pub(crate) fn table(caption: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead { tr { (head) } }
                (body)
            }
        }
    }
}

/// Column heads.
pub(crate) fn heads(names: &[&str]) -> Markup {
    html! { @for name in names { th scope="col" { (name) } } }
}

/// Heads of a table of rates.
pub(crate) const RATE_HEADS: [&str; 5] =
    ["", "messages", "as counted", "corrected", "what may be said"];

/// A row of a rate. The estimate drawn toward the person's own total stands beside the counted one
/// where there is one.
pub(crate) fn rate_row(name: &str, figure: &Figure<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { (name) }
            (rate_cells(figure))
        }
    }
}

/// The rows of an activity or direction.
pub(crate) fn three_rows(name: &str, rates: &Three<'_>) -> Markup {
    html! {
        tbody {
            (rate_row(name, &rates.share))
            (rate_row("… attend to people", &rates.people))
            (rate_row("… attend to results", &rates.results))
        }
    }
}

/// The cells of a rate.
fn rate_cells(figure: &Figure<'_>) -> Markup {
    let rate = figure.rate;
    let pooled = rate.pooled.is_some().then(|| figure.best()).flatten();
    html! {
        td {
            (count(&format!("{}/positives", figure.at), rate.positives)) " of "
            (count(&format!("{}/out_of", figure.at), rate.out_of))
        }
        td {
            (cell(figure.counted().as_ref()))
            @if let Some(pooled) = pooled { br; small { "toward own total " (pooled.html()) } }
        }
        td { (cell(figure.corrected().as_ref())) }
        td.note { (note(figure)) }
    }
}

fn cell(reading: Option<&Reading<'_>>) -> Markup {
    html! { @match reading { Some(reading) => (reading.html()), None => span.none { "—" } } }
}

/// What may be said, with the named figures in it.
fn note(figure: &Figure<'_>) -> Markup {
    let at = format!("{}/shown", figure.at);
    html! {
        @match &figure.rate.shown {
            Shown::Interval { more_messages: Some(more), .. } => {
                "interval only; about " (count(&format!("{at}/more_messages"), *more)) " "
                (format::noun_for(*more, "message")) " more for a point"
            }
            Shown::Nothing { occupied, needed } => {
                "too few threads: " (named(&format!("{at}/occupied"), *occupied, &occupied.to_string()))
                " of " (named(&format!("{at}/needed"), *needed, &needed.to_string()))
            }
            shown => (words::note(shown)),
        }
    }
}
