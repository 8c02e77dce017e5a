//! Whose mirror, from what, and what it says in plain words.

use maud::{Markup, html};

use crate::figure::count;
use crate::{Mirror, format, words};

/// The page's sections by id and name.
pub(crate) const SECTIONS: [(&str, &str); 7] = [
    ("plane", "People and results"),
    ("weeks", "Week by week"),
    ("activities", "Activities"),
    ("lenses", "Change and upkeep"),
    ("toward", "Toward whom"),
    ("read", "What was read"),
    ("limits", "What it can say"),
];

/// Text whose ranges do not break at the end of a line.
fn unbroken(text: &str) -> String {
    text.replace('–', "–\u{2060}")
}

/// The head of the page.
pub(crate) fn head(mirror: &Mirror) -> Markup {
    let acting = mirror.profile.acting;
    html! {
        header.head {
            p.kicker { "Bifocal · a private mirror" }
            h1 { bdi { (mirror.person.name) } ", in writing" }
            p.lead {
                "How often your messages attend to people, and how often to results: two separate shares, "
                "made from " strong { (count("/profile/acting", acting)) " " (format::noun_for(acting, "message")) }
                @if let Some(period) = words::period(mirror) { ", " bdi { (period) } }
                ". It shows what you write, not who you are."
            }
            div.opening {
            section.findings aria-labelledby="findings" {
                h2 #findings { "In short" }
                ul {
                    @for finding in words::findings(mirror) {
                        li.open[finding.open] { (unbroken(&finding.text)) }
                    }
                }
                p.aside {
                    "Ranges are 95 % intervals, as counted"
                    @if mirror.profile.activities.iter().any(|rates| rates.people.pooled.is_some()) {
                        "; within an activity, drawn toward your own total"
                    }
                    ". "
                    a href="#limits" { "What these figures can and cannot say" }
                }
            }
            nav aria-label="Sections" {
                p.aside { "On this page" }
                @for (id, name) in SECTIONS { a href={ "#" (id) } { (name) } " " }
            }
            }
        }
    }
}
