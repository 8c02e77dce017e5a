//! Toward whom the messages go.

use bifocal_core::profile::TowardRates;
use maud::{Markup, html};

use super::rows::{self, Three};
use super::{chart, table};
use crate::{Mirror, words};

/// Directions with their shares and focus.
pub(crate) fn section(mirror: &Mirror) -> Markup {
    let toward = &mirror.profile.toward;
    let has_chart = words::has_chart(toward.iter().map(|rates| rates.toward));
    let name = if has_chart { words::toward } else { words::toward_without_chart };
    html! {
        section #toward aria-labelledby="toward-h" {
            h2 #toward-h { "Toward whom" }
            @if toward.is_empty() {
                p.intro { "There are no messages to tell this from." }
            } @else {
                p.intro {
                    "Left: the share of your messages that go there. Right: among these, the shares that attend to people "
                    "and to results."
                    @if !has_chart { " " (words::NO_CHART) }
                }
                figure { (chart("Toward whom", &html! {
                    (rows::three_head())
                    @for (i, rates) in toward.iter().enumerate() {
                        @let name = name(rates.toward);
                        (rows::three(name, &html! { (name) }, figures(i, rates)))
                    }
                })) }
                (table::behind("shares by whom the messages go to", &table::heads(&table::RATE_HEADS), &html! {
                    @for (i, rates) in toward.iter().enumerate() {
                        (table::three_rows(name(rates.toward), &figures(i, rates)))
                    }
                }))
            }
        }
    }
}

fn figures(i: usize, rates: &TowardRates) -> Three<'_> {
    Three::new(&format!("/profile/toward/{i}"), &rates.share, &rates.people, &rates.results)
}
