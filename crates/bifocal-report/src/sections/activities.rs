//! Each activity: how often, and what it attends to.

use bifocal_core::profile::ActivityRates;
use bifocal_core::{Activity, Definitions};
use maud::{Markup, html};

use super::rows::{self, Three};
use super::{chart, quotes::quotes, table};
use crate::svg::marks::Sign;
use crate::{Mirror, words};

/// All activities, the most frequent first; MOTIVATE apart.
pub(crate) fn section(mirror: &Mirror) -> Markup {
    let mut rates: Vec<(usize, &ActivityRates)> =
        mirror.profile.activities.iter().enumerate().collect();
    rates.sort_by_key(|(_, rates)| std::cmp::Reverse(rates.share.positives));
    let (apart, main): (Vec<_>, Vec<_>) =
        rates.into_iter().partition(|(_, rates)| rates.activity == Activity::Motivate);
    let chart_rows = html! {
        (rows::three_head())
        @for (i, rates) in &main { (row(mirror, *i, rates)) }
        @if !apart.is_empty() {
            p.apart {
                strong { "Apart: motivate." }
                " Thanks and encouragement are about people by nature, so this activity says little about focus and "
                "stands beside the others."
            }
            @for (i, rates) in &apart { (row(mirror, *i, rates)) }
        }
    };
    html! {
        section #activities aria-labelledby="activities-h" {
            h2 #activities-h { "Activities, and what they attend to" }
            p.intro {
                "People in charge all do these things. What may differ is the focus with which they do them. Left: the "
                "share of your messages that do the activity. Right: among these, the shares that attend to people and "
                "to results, anywhere in the message"
                @if mirror.profile.activities.iter().any(|rates| rates.people.pooled.is_some()) {
                    "; where there are few, drawn toward your own total"
                }
                ". A message can do several. Open an activity for its sentences."
            }
            ul.legend {
                li { (Sign::Plain.inline()) "share of messages" }
                li { (Sign::People.inline()) "of these, attend to people" }
                li { (Sign::Results.inline()) "of these, attend to results" }
                li.text { "A broad band is an interval without a point; a sign on a thin line is a point with its interval." }
            }
            figure { (chart("Activities", &chart_rows)) }
            (numbers(mirror))
        }
    }
}

fn figures(i: usize, rates: &ActivityRates) -> Three<'_> {
    Three::new(&format!("/profile/activities/{i}"), &rates.share, &rates.people, &rates.results)
}

fn row(mirror: &Mirror, i: usize, rates: &ActivityRates) -> Markup {
    let words = Definitions::shipped().activity(rates.activity);
    let name = html! {
        strong { (words.name) }
        span.definition { (words.definition) }
    };
    html! {
        details.activity {
            summary { (rows::three(&words.name, &name, figures(i, rates))) }
            div.panel { (sentences(mirror, rates.activity)) }
        }
    }
}

fn sentences(mirror: &Mirror, activity: Activity) -> Markup {
    let code = activity.code();
    let name = words::activity(activity);
    let does = format!("does.{code}");
    let people = format!("{does}.attends.people");
    let results = format!("{does}.attends.results");
    let any = [&does, &people, &results].iter().any(|key| mirror.evidence.contains_key(*key));
    html! {
        @if any {
            div.columns.three {
                (quotes(mirror, &does, &html! { (Sign::Plain.inline()) (name) }, 3))
                (quotes(mirror, &people, &html! { (Sign::People.inline()) "in such messages, attends to people" }, 3))
                (quotes(mirror, &results, &html! { (Sign::Results.inline()) "in such messages, attends to results" }, 3))
            }
        } @else {
            p.none { "No sentence of yours is kept for this. An example of what is meant: “"
                (Definitions::shipped().activity(activity).example) "”" }
        }
    }
}

fn numbers(mirror: &Mirror) -> Markup {
    let rows = html! {
        @for (i, rates) in mirror.profile.activities.iter().enumerate() {
            @let name = words::activity(rates.activity);
            (table::three_rows(name, &figures(i, rates)))
        }
    };
    table::behind(
        "share of messages by activity, and focus among them",
        &table::heads(&table::RATE_HEADS),
        &rows,
    )
}
