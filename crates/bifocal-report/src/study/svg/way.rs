//! Ways of counting: each has a sign of its own.

use maud::{Markup, html};

/// How a figure was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// As counted: a filled diamond, as in the mirror.
    Counted,
    /// Corrected for the coder's errors: the same, hollow.
    Corrected,
    /// Prediction-powered: a triangle.
    Powered,
}

impl Way {
    /// All of them, in the order in which they stand.
    pub(crate) const ALL: [Self; 3] = [Self::Counted, Self::Corrected, Self::Powered];

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Counted => "as counted",
            Self::Corrected => "corrected",
            Self::Powered => "prediction-powered",
        }
    }

    /// Its key in the JSON, its class, and the end of its sign's id.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Corrected => "corrected",
            Self::Powered => "powered",
        }
    }

    /// What it is, for a legend.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::Counted => "as counted",
            Self::Corrected => "corrected for the coder’s errors",
            Self::Powered => "prediction-powered: counts put right by labelled messages",
        }
    }

    const fn outline(self) -> &'static str {
        match self {
            Self::Counted | Self::Corrected => "M0-5.2l5.2 5.2l-5.2 5.2l-5.2-5.2z",
            Self::Powered => "M0-5l5.4 9.4h-10.8z",
        }
    }

    /// The sign inside running text.
    pub(crate) fn inline(self) -> Markup {
        html! {
            svg.sign viewBox="-6 -6 12 12" width="13" height="13" aria-hidden="true" focusable="false" {
                use href={ "#way-" (self.key()) } {}
            }
        }
    }

    /// The sign at a place of a drawing.
    pub(crate) fn at(self, x: &str, y: &str) -> Markup {
        html! { use href={ "#way-" (self.key()) } x=(x) y=(y) {} }
    }
}

/// The definitions that the drawings of a study refer to.
pub(crate) fn definitions() -> Markup {
    html! {
        svg width="0" height="0" aria-hidden="true" focusable="false" style="position:absolute" {
            defs {
                @for way in Way::ALL {
                    g id={ "way-" (way.key()) } { path class={ "way " (way.key()) } d=(way.outline()) {} }
                }
                // A pattern takes its colour from where it is defined, so there is one for each.
                @for pole in ["people", "results", "plain"] {
                    pattern id={ "hatch-" (pole) } width="5" height="5" patternUnits="userSpaceOnUse"
                        patternTransform="rotate(45)" {
                        line class={ "hatch line-" (pole) } x1="2.5" x2="2.5" y1="0" y2="5" {}
                    }
                }
            }
        }
    }
}
