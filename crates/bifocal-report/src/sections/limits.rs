//! What the figures can and cannot say.

use bifocal_core::Pole;
use maud::{Markup, html};

use super::table;
use crate::figure::{count, named};
use crate::{Mirror, format, words};

/// Paragraphs, each a heading line and a text, with empty lines between.
const TEXT: &str = include_str!("../../data/limits.txt");

/// The caveats, then the coder's accuracy in numbers.
pub(crate) fn section(mirror: &Mirror) -> Markup {
    html! {
        section #limits aria-labelledby="limits-h" {
            h2 #limits-h { "What these figures can and cannot say" }
            div.caveats {
                @for paragraph in TEXT.split("\n\n").filter_map(|p| p.trim().split_once('\n')) {
                    div { h3 { (paragraph.0) } p { (paragraph.1) } }
                }
                (halves(mirror))
                (undecided(mirror))
            }
            (accuracy(mirror))
        }
    }
}

fn halves(mirror: &Mirror) -> Markup {
    let halves = &mirror.profile.halves;
    let half = |i: usize, name: &str, n: u64| count(&format!("/profile/halves/{i}/{name}"), n);
    html! {
        @if halves.iter().all(|half| half.acting > 0) {
            div {
                h3 { "Two halves" }
                p {
                    "Your threads fall into two halves by chance. They should roughly agree: of "
                    (half(0, "acting", halves[0].acting)) " and " (half(1, "acting", halves[1].acting))
                    " messages, " (half(0, "people", halves[0].people)) " and " (half(1, "people", halves[1].people))
                    " attend to people, " (half(0, "results", halves[0].results)) " and "
                    (half(1, "results", halves[1].results)) " to results."
                }
            }
        }
    }
}

fn undecided(mirror: &Mirror) -> Markup {
    let profile = &mirror.profile;
    html! {
        @if profile.sentences > 0 {
            div {
                h3 { "Undecided sentences" }
                p {
                    "Of your " (count("/profile/sentences", profile.sentences)) " sentences the coder left the activity of "
                    (count("/profile/undecided", profile.undecided)) " undecided; these do no activity."
                }
            }
        }
    }
}

fn accuracy(mirror: &Mirror) -> Markup {
    let accuracy = &mirror.accuracy;
    let labels = if accuracy.labels.is_empty() {
        "coders that are not named"
    } else {
        accuracy.labels.as_str()
    };
    html! {
        h3 { "How well the coder agrees" }
        p.intro {
            "The sentences are coded by a model (" code { bdi { (mirror.made_by.model) } } "), measured against labels made by "
            strong { bdi { (labels) } } ": this is agreement with them, not with the truth. "
            @if let Some(kappa) = accuracy.activity_kappa {
                "On the activity of a sentence, Cohen’s kappa is "
                (named("/accuracy/activity_kappa", kappa, &format::kappa(kappa)))
                " (0 is chance, 1 is perfect)."
            } @else {
                "Its agreement on activities has not been measured."
            }
        }
        @if accuracy.pole_kappa.is_empty() && accuracy.message_errors.is_empty() {
            p.intro { "Its agreement on poles has not been measured." }
        } @else {
            (table::table(&format!("Agreement of the coder, labels by {}", format::one_line(labels)),
                &table::heads(&["pole", "kappa on sentences", "of messages that attend to it, found", "of the others, rightly left alone"]),
                &html! { tbody { @for pole in Pole::ALL { (row(mirror, pole)) } } }))
        }
    }
}

fn row(mirror: &Mirror, pole: Pole) -> Markup {
    let name = pole.name();
    let kappa = mirror.accuracy.pole_kappa.get(name).copied().flatten();
    let errors = mirror.accuracy.message_errors.get(name);
    html! {
        @if kappa.is_some() || errors.is_some() {
            tr {
                th scope="row" { (words::pole(pole)) }
                td { @match kappa {
                    Some(kappa) => (named(&format!("/accuracy/pole_kappa/{name}"), kappa, &format::kappa(kappa))),
                    None => "—",
                } }
                @for i in 0..2usize {
                    td { @match errors {
                        Some(errors) => {
                            (named(&format!("/accuracy/message_errors/{name}/{i}"), errors[i], &format::whole_percent(errors[i])))
                            (format::PERCENT)
                        }
                        None => "—",
                    } }
                }
            }
        }
    }
}
