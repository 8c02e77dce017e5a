//! The mirror as one self-contained page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::sections::{activities, change, head, lenses, limits, plane, read, toward, weeks};
use crate::svg::marks;
use crate::{Mirror, format, json};

const STYLE: &str = include_str!("style.css");
pub(crate) const SCRIPT: &str = include_str!("script.js");
/// Nothing but the page's own style and script.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";

/// The head of every page: the policy that keeps it off the network, and its style.
pub(crate) fn document_head(made_by: &str, title: &str, more_style: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="generator" content={ "bifocal " (made_by) };
            title { (title) }
            style { (PreEscaped(STYLE)) (PreEscaped(more_style)) }
        }
    }
}

/// The mirror as one HTML file that needs nothing else: no network, and no script to be readable.
///
/// Every figure carries its place in the embedded JSON (`#mirror-data`) as `data-figure`, a JSON
/// Pointer, and its value in full precision as `data-value`.
pub fn page(mirror: &Mirror) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            (document_head(&mirror.made_by.bifocal, &format!("{}, in writing · Bifocal", format::one_line(&mirror.person.name)), ""))
            body {
                a.skip href="#main" { "Skip to the figures" }
                (marks::definitions())
                div.page {
                    (head::head(mirror))
                    main #main tabindex="-1" {
                        (plane::section(mirror))
                        (weeks::section(mirror))
                        (change::section(mirror))
                        (activities::section(mirror))
                        (lenses::section(mirror))
                        (toward::section(mirror))
                        (read::section(mirror))
                        (limits::section(mirror))
                    }
                    footer {
                        p {
                            "Made by Bifocal " (mirror.made_by.bifocal) " with the coder " bdi { (mirror.made_by.model) }
                            ", on this computer. This page holds sentences of yours: keep it as private as your mail."
                        }
                    }
                }
                script type="application/json" id="mirror-data" { (PreEscaped(json::embedded(mirror))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}
