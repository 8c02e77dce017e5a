//! Intervals on a scale from 0 to 100 %: a broad band where only the interval may be shown, a thin
//! whisker with a sign where the point may be shown too.

use bifocal_core::Shown;
use maud::{Markup, html};

use super::marks::Sign;
use super::scale::{across, px, unit};
use crate::figure::{Figure, Reading};
use crate::words;

/// Height of one lane.
pub(crate) const LANE: f64 = 22.0;

/// One rate to draw.
pub(crate) struct Lane<'a> {
    /// What it is about.
    pub(crate) sign: Sign,
    /// Its name, for whoever reads the mark.
    pub(crate) name: String,
    /// The rate.
    pub(crate) figure: Figure<'a>,
    /// Whether the corrected estimate is drawn beneath.
    pub(crate) corrected: bool,
}

impl Lane<'_> {
    /// What the mark says.
    pub(crate) fn text(&self) -> String {
        words::mark(&self.name, &self.figure)
    }

    fn height(&self) -> f64 {
        if self.corrected && self.figure.corrected().is_some() { LANE + 8.0 } else { LANE }
    }
}

/// Lanes one beneath the other on a common scale.
pub(crate) fn lanes(lanes: &[Lane<'_>]) -> Markup {
    let height: f64 = lanes.iter().map(Lane::height).sum();
    let label: Vec<String> = lanes.iter().map(Lane::text).collect();
    let placed = lanes.iter().scan(0.0, |next, lane| {
        let top = *next;
        *next += lane.height();
        Some((lane, top))
    });
    html! {
        // The scale's lines are as high as the row, so that they run on from row to row.
        span.track {
            svg.rule width="100%" height="100%" aria-hidden="true" focusable="false" { use href="#rule" {} }
            svg.lanes width="100%" height=(px(height)) role="img" aria-label=(label.join(". ")) {
                @for (lane, top) in placed { (draw(lane, top)) }
            }
        }
    }
}

/// Numbers of the scale, for above or beneath the lanes.
pub(crate) fn axis() -> Markup {
    html! {
        svg.axis width="100%" height="18" aria-hidden="true" focusable="false" {
            @for (share, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
                text x=(across(share)) y="12" text-anchor=(anchor) {
                    (px(share * 100.0)) @if share > 0.9 { " %" }
                }
            }
        }
    }
}

fn draw(lane: &Lane<'_>, top: f64) -> Markup {
    let middle = top + LANE / 2.0;
    html! {
        g.mark {
            title { (lane.text()) }
            rect.hit x="0" width="100%" y=(px(top)) height=(px(lane.height())) {}
            @match (lane.figure.best(), &lane.figure.rate.shown) {
                (Some(reading), _) => (band(lane.sign, &reading, middle)),
                (None, Shown::Nothing { occupied, needed }) => {
                    text.few x="0" dx="4" y=(px(middle + 4.0)) { (words::few(*occupied, *needed)) }
                }
                (None, _) => {}
            }
            @if let Some(reading) = lane.figure.corrected().filter(|_| lane.corrected) {
                (thin(lane.sign, &reading, middle + 10.0, "corrected"))
            }
        }
    }
}

fn band(sign: Sign, reading: &Reading<'_>, y: f64) -> Markup {
    if reading.point {
        return thin(sign, reading, y, "counted");
    }
    let (low, high) = (unit(reading.estimate.interval.low), unit(reading.estimate.interval.high));
    html! {
        rect class={ "band fill-" (sign.class()) } x=(across(low)) width=(across(high - low))
            y=(px(y - 4.0)) height="8" rx=(sign.rounding())
            data-figure=(reading.at) data-low=(reading.estimate.interval.low)
            data-high=(reading.estimate.interval.high) {}
    }
}

fn thin(sign: Sign, reading: &Reading<'_>, y: f64, class: &str) -> Markup {
    let (low, high) =
        (across(reading.estimate.interval.low), across(reading.estimate.interval.high));
    let (y, above, below) = (px(y), px(y - 4.0), px(y + 4.0));
    html! {
        g class={ "whisker " (class) " line-" (sign.class()) } {
            line x1=(low) x2=(high) y1=(y) y2=(y) data-figure=(reading.at)
                data-low=(reading.estimate.interval.low) data-high=(reading.estimate.interval.high) {}
            line.end x1=(low) x2=(low) y1=(above) y2=(below) {}
            line.end x1=(high) x2=(high) y1=(above) y2=(below) {}
        }
        @if reading.point {
            g data-figure={ (reading.at) "/point" } data-value=(reading.estimate.point) {
                @if class == "corrected" {
                    (sign.hollow(&across(reading.estimate.point), &y))
                } @else {
                    (sign.at(&across(reading.estimate.point), &y))
                }
            }
        }
    }
}
