//! Before and after a date.

use maud::{Markup, html};

use crate::{Mirror, words};

/// The change, if it was asked for.
pub(crate) fn section(mirror: &Mirror) -> Markup {
    html! {
        @if let Some(change) = &mirror.change {
            section #change aria-labelledby="change-h" {
                h2 #change-h { (words::change_title(change)) }
                @if let Some(why) = words::one_sided(change) {
                    p.intro { (why) }
                } @else {
                    p.intro {
                        "Shares of your messages with a date. The interval counts a thread once, on whichever side its messages lie."
                    }
                    ul {
                        @for pole in &change.poles {
                            li { (words::change_line(change, pole)) }
                        }
                    }
                }
            }
        }
    }
}
