//! How to read the figures.

use maud::{Markup, html};

use super::super::svg::way::Way;
use super::super::words;

/// The signs of all forest plots, once.
pub(crate) fn section() -> Markup {
    html! {
        section #reading aria-labelledby="reading-h" {
            h2 #reading-h { "How to read the figures" }
            p.intro { (words::READING) }
            (legend())
        }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend {
            @for way in Way::ALL { li { (way.inline()) (way.what()) } }
            li {
                svg.key viewBox="0 0 40 14" width="40" height="14" aria-hidden="true" {
                    line.wide.counted x1="1" x2="39" y1="7" y2="7" {}
                    line.narrow.counted x1="9" x2="31" y1="7" y2="7" {}
                }
                "95 % interval, thicker 90 %"
            }
            li {
                svg.key viewBox="0 0 26 14" width="26" height="14" aria-hidden="true" {
                    rect.margin x="1" width="24" y="0" height="14" {}
                    line.zero x1="13" x2="13" y1="0" y2="14" {}
                }
                "band of the margin, line at 0"
            }
        }
    }
}
