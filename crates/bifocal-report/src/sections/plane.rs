//! People focus × results focus.

use maud::{Markup, html};

use super::{chart, quotes::quotes, table};
use crate::figure::Figure;
use crate::svg::{self, marks::Sign};
use crate::{Mirror, words};

/// The plane, the two shares beside it, and the sentences behind them.
pub(crate) fn section(mirror: &Mirror) -> Markup {
    let plane = &mirror.profile.plane;
    let at = |name: &str| format!("/profile/plane/{name}");
    let people = Figure::new(&plane.people, at("people"));
    let results = Figure::new(&plane.results, at("results"));
    let both = Figure::new(&plane.both, at("both"));
    let rows = html! {
        tbody {
            (table::rate_row("attend to people", &people))
            (table::rate_row("attend to results", &results))
            (table::rate_row("attend to both", &both))
        }
    };
    html! {
        section #plane aria-labelledby="plane-h" {
            h2 #plane-h { "People and results" }
            p.intro {
                "A message can attend to people, to results, to both or to neither. So these are not two ends of a "
                "line: every place in the plane is possible, and none is the right one."
            }
            figure.split {
                div {
                    (chart("People and results", &svg::plane::plane(plane)))
                    (svg::plane::legend(plane))
                }
                div.shares {
                    (share(Sign::People, "attend to people", &people))
                    (share(Sign::Results, "attend to results", &results))
                    (share(Sign::Both, "attend to both at once", &both))
                }
            }
            (table::behind("shares of messages that attend to people, to results and to both",
                &table::heads(&table::RATE_HEADS), &rows))
            (sentences(mirror))
        }
    }
}

fn share(sign: Sign, what: &str, figure: &Figure<'_>) -> Markup {
    html! {
        div class={ "share ink-" (sign.class()) } {
            p.what { (sign.inline()) (what) }
            @match figure.counted() {
                Some(reading) => {
                    p.big { (reading.html()) }
                    @if let Some(corrected) = figure.corrected() {
                        p.small { "corrected for the coder’s errors: " (corrected.html()) }
                    }
                    p.small { (words::note(&figure.rate.shown)) }
                }
                None => {
                    p.big.cannot { "cannot tell yet" }
                    p.small { (words::why_not(figure.rate)) }
                }
            }
        }
    }
}

fn sentences(mirror: &Mirror) -> Markup {
    let head = |sign: Sign, pole: &str| html! { (sign.inline()) "attends to " (pole) };
    let any =
        ["attends.people", "attends.results"].iter().any(|key| mirror.evidence.contains_key(*key));
    html! {
        @if any {
            details.evidence {
                summary { "The most telling sentences" }
                div.columns {
                    (quotes(mirror, "attends.people", &head(Sign::People, "people"), 5))
                    (quotes(mirror, "attends.results", &head(Sign::Results, "results"), 5))
                }
            }
        }
    }
}
