//! A figure and its name.
//!
//! **The naming scheme.** Every figure that the page shows is named by its place in the mirror's
//! JSON, as a JSON Pointer (RFC 6901): `/profile/plane/people/counted/point`. In the page the
//! element that shows it carries the name as `data-figure` and the value in full precision as
//! `data-value`, so that
//!
//! ```text
//! JSON.parse(document.getElementById("mirror-data").textContent) at data-figure == data-value
//! ```
//!
//! A mark that shows a whole estimate (a whisker) carries the estimate's name with `data-low` and
//! `data-high` in place of `data-value`.

use bifocal_core::{Rate, Shown};
use bifocal_stats::Estimate;
use maud::{Markup, html};

use crate::{format, words};

/// A rate with its place in the JSON.
#[derive(Clone, Debug)]
pub(crate) struct Figure<'a> {
    pub(crate) rate: &'a Rate,
    pub(crate) at: String,
}

/// One estimate of a rate, with its place and what may be shown of it.
#[derive(Clone, Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) estimate: &'a Estimate,
    pub(crate) at: String,
    /// Whether the point may be shown, not the interval alone.
    pub(crate) point: bool,
    /// Whether it was corrected up to 1 (true) or down to 0 (false), where it would have gone
    /// beyond.
    pub(crate) bound: Option<bool>,
}

impl<'a> Figure<'a> {
    pub(crate) fn new(rate: &'a Rate, at: impl Into<String>) -> Self {
        Self { rate, at: at.into() }
    }

    /// As counted.
    pub(crate) fn counted(&self) -> Option<Reading<'a>> {
        self.reading(self.rate.counted.as_ref(), "counted")
    }

    /// Corrected for the coder's errors.
    pub(crate) fn corrected(&self) -> Option<Reading<'a>> {
        let reading = self.reading(self.rate.corrected.as_ref(), "corrected")?;
        let bound = reading.estimate.at_bound().then_some(reading.estimate.point >= 1.0);
        Some(Reading { bound, ..reading })
    }

    /// Drawn toward the person's own total where there is such an estimate, else as counted.
    pub(crate) fn best(&self) -> Option<Reading<'a>> {
        self.reading(self.rate.pooled.as_ref(), "pooled").or_else(|| self.counted())
    }

    fn reading(&self, estimate: Option<&'a Estimate>, name: &str) -> Option<Reading<'a>> {
        let at = format!("{}/{name}", self.at);
        let point = matches!(self.rate.shown, Shown::Point { .. });
        // Where nothing may be shown there is no estimate either; this makes sure of it.
        let nothing = matches!(self.rate.shown, Shown::Nothing { .. });
        estimate.filter(|_| !nothing).map(|estimate| Reading { estimate, at, point, bound: None })
    }
}

impl Reading<'_> {
    /// Point with interval, or the interval alone, as text: `33 % (24–41 %)`, `24–41 %`; with what
    /// [`words::at_bound`] says.
    pub(crate) fn text(&self) -> String {
        let interval = self.estimate.interval;
        let range = format::percent_range(interval.low, interval.high);
        let bound = self.bound.map_or("", words::at_bound);
        if self.point {
            format!("{} ({range}){bound}", format::percent(self.estimate.point))
        } else {
            format!("{range}{bound}")
        }
    }

    /// The same as [`Reading::text`], each figure with its name.
    pub(crate) fn html(&self) -> Markup {
        html! {
            @if self.point {
                span.point { (self.value("point", self.estimate.point)) (format::PERCENT) }
                " "
                span.interval { "(" (self.range()) ")" }
            } @else {
                span.interval { (self.range()) }
            }
            @if let Some(bound) = self.bound { (words::at_bound(bound)) }
        }
    }

    /// The interval alone.
    fn range(&self) -> Markup {
        let interval = self.estimate.interval;
        html! {
            (self.value("low", interval.low)) "–" (self.value("high", interval.high))
            (format::PERCENT)
        }
    }

    fn value(&self, name: &str, value: f64) -> Markup {
        named(&format!("{}/{name}", self.at), value, &format::whole_percent(value))
    }
}

/// A figure as text with its name and full value.
pub(crate) fn named(at: &str, value: impl std::fmt::Display, text: &str) -> Markup {
    html! { span data-figure=(at) data-value=(value) { (text) } }
}

/// A count with its name.
pub(crate) fn count(at: &str, value: u64) -> Markup {
    named(at, value, &format::count(value))
}

/// A key as a step of a JSON Pointer.
pub(crate) fn step(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
