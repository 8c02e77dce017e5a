//! Change and upkeep, and the six lenses beneath them.

use bifocal_core::profile::PoleRate;
use bifocal_core::{Definitions, Lens, Pole};
use maud::{Markup, html};

use super::{chart, quotes::quotes, rows, table};
use crate::figure::Figure;
use crate::svg::marks::Sign;
use crate::{Mirror, words};

/// The two wider rates, then lens by lens.
pub(crate) fn section(mirror: &Mirror) -> Markup {
    let poles: Vec<(usize, &PoleRate)> = mirror.profile.poles.iter().enumerate().collect();
    let (exploratory, sound): (Vec<_>, Vec<_>) =
        poles.into_iter().partition(|(_, rate)| rate.experimental);
    html! {
        section #lenses aria-labelledby="lenses-h" {
            h2 #lenses-h { "Change and upkeep" }
            p.intro {
                "Other contrasts that are used for the same question are rare in ordinary messages. They are summed into two "
                "more shares, again independent of each other."
            }
            (legend(mirror))
            figure { (chart("Change and upkeep", &groups(mirror))) }
            (table::behind("change and upkeep", &table::heads(&table::RATE_HEADS), &group_rows(mirror)))
            h3 { "Lens by lens" }
            p.intro { "Each lens has two poles; a message can show one, both or neither." }
            @if sound.is_empty() {
                p.intro { "There is no single pole on which the coder is known to agree well enough with its labels, so all are exploratory." }
            } @else {
                figure { (chart("Lens by lens", &html! { @for lens in Lens::ALL { (lens_rows(&sound, lens)) } })) }
                (table::behind("shares of messages by pole", &table::heads(&table::RATE_HEADS), &pole_rows(&sound)))
                (evidence(mirror, &sound))
            }
            @if !exploratory.is_empty() {
                details.exploratory {
                    summary { "Exploratory: poles on which the coder agrees too little with its labels, or was not measured" }
                    p.intro { "Do not lean on these for one person. They are shown so that nothing is hidden." }
                    figure { (chart("Exploratory poles", &html! { @for lens in Lens::ALL { (lens_rows(&exploratory, lens)) } })) }
                    (table::behind("shares of messages by exploratory pole", &table::heads(&table::RATE_HEADS), &pole_rows(&exploratory)))
                    (evidence(mirror, &exploratory))
                }
            }
        }
    }
}

fn legend(mirror: &Mirror) -> Markup {
    let corrected = mirror.profile.poles.iter().any(|rate| rate.rate.corrected.is_some());
    html! {
        ul.legend {
            li { (Sign::Plain.inline()) "share of messages, as counted" }
            @if corrected {
                li {
                    svg.key viewBox="0 0 26 14" width="26" height="14" aria-hidden="true" {
                        g.whisker.corrected.line-plain { line x1="0" x2="26" y1="7" y2="7" {} }
                        (Sign::Plain.hollow("13", "7"))
                    }
                    "corrected for the coder’s errors, where they are known"
                }
            }
        }
    }
}

fn groups(mirror: &Mirror) -> Markup {
    html! {
        (rows::one_head())
        @for (i, rate) in mirror.profile.groups.iter().enumerate() {
            (rows::one(rate.group.name(), &words::group(rate.group), Sign::Plain,
                Figure::new(&rate.rate, format!("/profile/groups/{i}/rate"))))
        }
    }
}

fn group_rows(mirror: &Mirror) -> Markup {
    html! {
        tbody {
            @for (i, rate) in mirror.profile.groups.iter().enumerate() {
                (table::rate_row(rate.group.name(), &Figure::new(&rate.rate, format!("/profile/groups/{i}/rate"))))
            }
        }
    }
}

const fn sign(pole: Pole) -> Sign {
    match pole {
        Pole::People => Sign::People,
        Pole::Results => Sign::Results,
        _ => Sign::Plain,
    }
}

fn lens_rows(poles: &[(usize, &PoleRate)], lens: Lens) -> Markup {
    let here: Vec<_> = poles.iter().filter(|(_, rate)| rate.pole.lens() == lens).collect();
    let definitions = Definitions::shipped();
    html! {
        @if !here.is_empty() {
            p.lens { strong { (lens.name()) } " " (definitions.lens(lens).question) }
            @for (i, rate) in here {
                (rows::one(&words::pole(rate.pole), &definitions.pole(rate.pole).definition, sign(rate.pole),
                    Figure::new(&rate.rate, format!("/profile/poles/{i}/rate"))))
            }
        }
    }
}

fn pole_rows(poles: &[(usize, &PoleRate)]) -> Markup {
    html! {
        tbody {
            @for (i, rate) in poles {
                (table::rate_row(&words::pole(rate.pole), &Figure::new(&rate.rate, format!("/profile/poles/{i}/rate"))))
            }
        }
    }
}

/// Sentences of the poles; people and results have theirs beneath the plane.
fn evidence(mirror: &Mirror, poles: &[(usize, &PoleRate)]) -> Markup {
    let with: Vec<(Pole, String)> = poles
        .iter()
        .map(|(_, rate)| rate.pole)
        .filter(|pole| !matches!(pole, Pole::People | Pole::Results))
        .map(|pole| (pole, format!("attends.{}", pole.name())))
        .filter(|(_, key)| mirror.evidence.contains_key(key))
        .collect();
    html! {
        @if !with.is_empty() {
            details.evidence {
                summary { "The most telling sentences" }
                div.columns {
                    @for (pole, key) in with {
                        (quotes(mirror, &key, &html! { (Sign::Plain.inline()) (words::pole(pole)) }, 3))
                    }
                }
            }
        }
    }
}
