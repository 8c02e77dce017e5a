//! Rows of charts: a name, lanes on a scale from 0 to 100 %, and their values beside them.

use bifocal_core::Rate;
use maud::{Markup, html};

use crate::figure::{Figure, Reading};
use crate::svg::marks::Sign;
use crate::svg::whisker::{Lane, axis, lanes};

/// The three rates of an activity or direction: how often, and the focus among these.
#[derive(Clone, Debug)]
pub(crate) struct Three<'a> {
    pub(crate) share: Figure<'a>,
    pub(crate) people: Figure<'a>,
    pub(crate) results: Figure<'a>,
}

impl<'a> Three<'a> {
    /// The rates of the object at a place in the JSON.
    pub(crate) fn new(at: &str, share: &'a Rate, people: &'a Rate, results: &'a Rate) -> Self {
        Self {
            share: Figure::new(share, format!("{at}/share")),
            people: Figure::new(people, format!("{at}/people")),
            results: Figure::new(results, format!("{at}/results")),
        }
    }
}

/// The scale above the rows of [`three`].
pub(crate) fn three_head() -> Markup {
    html! {
        div.row.columns-head aria-hidden="true" {
            span {}
            div.lane-group { span { small { "of all messages" } (axis()) } span {} }
            div.lane-group { span { small { "of these, attend to people, to results" } (axis()) } span {} }
        }
    }
}

/// A row of three rates. It may stand in a `summary`, so that it is made of phrases only.
pub(crate) fn three(spoken: &str, name: &Markup, rates: Three<'_>) -> Markup {
    let values = [rates.share.best(), rates.people.best(), rates.results.best()];
    let lane = |sign, what, figure| Lane {
        sign,
        name: format!("{spoken}, {what}"),
        figure,
        corrected: false,
    };
    html! {
        span.row {
            span.name { (name) }
            span.lane-group {
                (lanes(&[lane(Sign::Plain, "share of messages", rates.share)]))
                span.values aria-hidden="true" { span { (value(values[0].as_ref())) } }
            }
            span.lane-group {
                (lanes(&[
                    lane(Sign::People, "attend to people", rates.people),
                    lane(Sign::Results, "attend to results", rates.results),
                ]))
                span.values aria-hidden="true" {
                    span.ink-people { (value(values[1].as_ref())) }
                    span.ink-results { (value(values[2].as_ref())) }
                }
            }
        }
    }
}

/// The scale above the rows of [`one`].
pub(crate) fn one_head() -> Markup {
    html! {
        div.row.two.columns-head aria-hidden="true" {
            span {}
            div.lane-group { span { (axis()) } span {} }
        }
    }
}

/// A row of one rate, as counted and corrected.
pub(crate) fn one(name: &str, definition: &str, sign: Sign, figure: Figure<'_>) -> Markup {
    let counted = figure.counted();
    html! {
        div.row.two {
            div.name {
                strong { (name) }
                span.definition { (definition) }
            }
            div.lane-group {
                (lanes(&[Lane { sign, name: name.into(), figure, corrected: true }]))
                div.values aria-hidden="true" { span { (value(counted.as_ref())) } }
            }
        }
    }
}

/// The value beside a lane; where there is none, the lane says why.
fn value(reading: Option<&Reading<'_>>) -> Markup {
    html! { @if let Some(reading) = reading { (reading.html()) } }
}
