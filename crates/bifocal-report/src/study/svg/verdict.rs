//! Signs of verdicts. They differ in shape, and none is coloured: a claim that holds is no better news
//! than one that does not, nor than one that cannot be told.

use maud::{Markup, html};

/// The sign of a claim's verdict, as the report words it.
pub(crate) fn claim(verdict: &str) -> Markup {
    html! {
        svg.verdict-sign viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false" {
            @match verdict {
                "holds" => {
                    circle.solid cx="10" cy="10" r="9" {}
                    path.cut d="M5.6 10.4l3 3l5.8-6.4" {}
                }
                "does not hold" => {
                    rect.solid x="1.5" y="1.5" width="17" height="17" {}
                    path.cut d="M6 6l8 8m0-8l-8 8" {}
                }
                "cannot tell" => {
                    path.open d="M10 1l9 9l-9 9l-9-9z" {}
                    path.open d="M5.4 10h1.4m2.5 0h1.4m2.5 0h1.4" {}
                }
                _ => circle.open.dashed cx="10" cy="10" r="8.5" {},
            }
        }
    }
}

/// The sign of a line's verdict: `=`, `≠` or a wave, drawn, so that no font can lack it.
pub(crate) fn line(verdict: bifocal_study::verdict::Verdict) -> Markup {
    use bifocal_study::verdict::Verdict;
    html! {
        svg.verdict-sign.small viewBox="0 0 20 20" width="14" height="14" aria-hidden="true" focusable="false" {
            @match verdict {
                Verdict::Same => path.open d="M3 7h14M3 13h14" {},
                Verdict::Different => path.open d="M3 7h14M3 13h14M13.5 2l-7 16" {},
                Verdict::CannotTell { .. } => path.open d="M2.5 12.5c2.5-6 5-6 7.5-2.5s5 3.5 7.5-2.5" {},
            }
        }
    }
}
