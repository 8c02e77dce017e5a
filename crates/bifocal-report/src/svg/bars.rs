//! Counts that add up: each bar starts where the one above it ends.

use maud::{Markup, html};

use super::scale::{across, unit};

/// A bar from `from` to `to`, both shares of the whole.
pub(crate) fn bar(class: &str, from: f64, to: f64, text: &str) -> Markup {
    let (from, to) = (unit(from.min(to)), unit(from.max(to)));
    html! {
        svg.bar width="100%" height="18" role="img" aria-label=(text) {
            line.grid x1="0" x2="100%" y1="9" y2="9" {}
            g.mark {
                title { (text) }
                rect.hit x="0" width="100%" y="0" height="18" {}
                rect class={ "step " (class) } x=(across(from)) width=(across(to - from)) y="2" height="14" {}
                // What is too thin to be seen still has a place.
                line class={ "step-edge " (class) } x1=(across(from)) x2=(across(from)) y1="2" y2="16" {}
            }
        }
    }
}
