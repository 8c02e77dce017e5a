//! One-to-ones: with whom, how often, and what became of them.

use bifocal_calendar::{By, Figures, Pair};
use maud::{Markup, html};

use super::words;
use crate::figure::{count, named};
use crate::format;
use crate::sections::table;

/// More people than these are only in the data.
const MOST: usize = 100;

/// The table of people.
pub(super) fn section(figures: &Figures) -> Markup {
    let pairs = &figures.pairs;
    let has_chart = words::has_chart(figures);
    html! {
        section #pairs aria-labelledby="pairs-h" {
            h2 #pairs-h { "One-to-ones" }
            @if pairs.is_empty() {
                p.intro { "No meeting of exactly two people was planned." }
            } @else {
                p.intro {
                    "Meetings of you and one other person; rooms are no people, and who declined is not counted. In the order of "
                    @if has_chart { "the organisation chart and " } "the alphabet. A change is its organizer’s; where a date was taken out of a series "
                    "that somebody else organizes, the files do not tell by whom."
                    @if pairs.len() > MOST {
                        " Shown are " (MOST) " of " (format::count(pairs.len() as u64)) " people; all are in the data inside this page."
                    }
                }
                @let heads = ["with", "who is", "stand", "hours", "days between (median)", "as planned", "moved", "called off",
                    "declined", "organised by you", "in a series"];
                (table::table("One-to-ones by person", &table::heads(&heads), &html! {
                    tbody { @for (i, pair) in pairs.iter().enumerate().take(MOST) { (row(i, pair, has_chart)) } }
                }))
            }
        }
    }
}

fn row(i: usize, pair: &Pair, has_chart: bool) -> Markup {
    let at = |name: &str| format!("/figures/pairs/{i}/{name}");
    html! {
        tr {
            th scope="row" { bdi { (pair.name) } }
            td {
                @match words::toward_short(pair.toward, has_chart) {
                    Some(who) => (who),
                    None => span.none { "—" },
                }
            }
            td { (count(&at("meetings"), pair.amount.meetings)) }
            td { (named(&at("minutes"), pair.amount.minutes, &format::hours(pair.amount.minutes))) }
            td {
                @match pair.cadence {
                    Some(cadence) => (named(&at("cadence/median_days"), cadence.median_days, &format::one_digit(cadence.median_days))),
                    None => span.none { "—" },
                }
            }
            td { (count(&at("kept"), pair.kept)) }
            td { (by(&at("moved"), pair.moved)) }
            td { (by(&at("cancelled"), pair.cancelled)) }
            td { (by(&at("declined"), pair.declined)) }
            td { (count(&at("organised_by_me"), pair.organised_by_me)) }
            td { (count(&at("recurring"), pair.recurring)) }
        }
    }
}

/// `2 you, 1 they`; a bare 0 where there is none.
pub(super) fn by(at: &str, by: By) -> Markup {
    let parts = [
        ("me", by.me, "you"),
        ("others", by.others, "they"),
        ("not_told", by.not_told, "not told"),
    ];
    html! {
        @if by.total() == 0 { "0" }
        @for (i, (name, n, who)) in parts.iter().filter(|(_, n, _)| *n > 0).enumerate() {
            @if i > 0 { ", " }
            (count(&format!("{at}/{name}"), *n)) " " (who)
        }
    }
}
