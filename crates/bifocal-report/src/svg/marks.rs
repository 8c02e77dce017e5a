//! The signs that stand for people, results, both and neither: each has a shape of its own, so
//! that nothing is said by colour alone.

use maud::{Markup, html};

/// What a mark or band is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// People focus: round.
    People,
    /// Results focus: square.
    Results,
    /// Both: half round, half square.
    Both,
    /// Neither: a small ring.
    Neither,
    /// Any other share: a diamond.
    Plain,
}

impl Sign {
    /// All signs.
    pub(crate) const ALL: [Self; 5] =
        [Self::People, Self::Results, Self::Both, Self::Neither, Self::Plain];

    /// Class in the style sheet, and the end of the sign's id.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Results => "results",
            Self::Both => "both",
            Self::Neither => "neither",
            Self::Plain => "plain",
        }
    }

    /// Radius of a band's ends: round for people, square for results.
    pub(crate) const fn rounding(self) -> &'static str {
        match self {
            Self::People => "4",
            _ => "0",
        }
    }

    /// The outline around the origin.
    const fn outline(self) -> &'static str {
        match self {
            Self::People => "M-4 0a4 4 0 1 1 8 0a4 4 0 1 1-8 0z",
            Self::Results => "M-3.6-3.6h7.2v7.2h-7.2z",
            Self::Both | Self::Neither => "M-3 0a3 3 0 1 1 6 0a3 3 0 1 1-6 0z",
            Self::Plain => "M0-4.6l4.6 4.6l-4.6 4.6l-4.6-4.6z",
        }
    }

    /// The sign inside running text.
    pub(crate) fn inline(self) -> Markup {
        html! {
            svg.sign viewBox="-5 -5 10 10" width="13" height="13" aria-hidden="true" focusable="false" {
                use href={ "#sign-" (self.class()) } {}
            }
        }
    }

    /// The sign at a place of a drawing.
    pub(crate) fn at(self, x: &str, y: &str) -> Markup {
        html! { use href={ "#sign-" (self.class()) } x=(x) y=(y) {} }
    }

    /// The sign as an outline: a corrected value.
    pub(crate) fn hollow(self, x: &str, y: &str) -> Markup {
        html! { use href={ "#hollow-" (self.class()) } x=(x) y=(y) {} }
    }
}

/// The definitions that all drawings of a page refer to.
pub(crate) fn definitions() -> Markup {
    html! {
        svg width="0" height="0" aria-hidden="true" focusable="false" style="position:absolute" {
            defs {
                g #rule {
                    @for share in ["0", "25%", "50%", "75%", "100%"] {
                        line.grid x1=(share) x2=(share) y1="0" y2="100%" {}
                    }
                }
                @for sign in Sign::ALL {
                    g id={ "sign-" (sign.class()) } {
                        @if sign == Sign::Both {
                            path.fill-people d="M0-4a4 4 0 0 0 0 8z" {}
                            path.fill-results d="M0-3.6h3.8v7.2h-3.8z" {}
                        } @else {
                            path class={ "fill-" (sign.class()) } d=(sign.outline()) {}
                        }
                    }
                    g id={ "hollow-" (sign.class()) } {
                        path class={ "hollow line-" (sign.class()) } d=(sign.outline()) {}
                    }
                }
            }
        }
    }
}
