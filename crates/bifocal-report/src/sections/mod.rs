//! The page's sections, from top to bottom.

pub(crate) mod activities;
pub(crate) mod change;
pub(crate) mod head;
pub(crate) mod lenses;
pub(crate) mod limits;
pub(crate) mod plane;
pub(crate) mod quotes;
pub(crate) mod read;
pub(crate) mod rows;
pub(crate) mod table;
pub(crate) mod toward;
pub(crate) mod weeks;

use maud::{Markup, html};

/// A chart that can be walked through with the arrow keys, with the line that reads its marks.
pub(crate) fn chart(name: &str, body: &Markup) -> Markup {
    html! {
        div.chart data-chart=(name) {
            (body)
            p.readout aria-live="polite" {}
        }
    }
}
