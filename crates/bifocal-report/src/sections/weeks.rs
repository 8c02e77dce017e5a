//! Weeks and windows of four weeks.

use maud::{Markup, html};

use super::{chart, table};
use crate::figure::Figure;
use crate::svg::marks::Sign;
use crate::svg::weeks::{Latest, weeks};
use crate::{Mirror, format};

/// Stacks of messages, windows beneath, and both tables.
pub(crate) fn section(mirror: &Mirror) -> Markup {
    let profile = &mirror.profile;
    let latest = Latest::of(profile);
    let per_mark = latest.per_mark();
    html! {
        section #weeks aria-labelledby="weeks-h" {
            h2 #weeks-h { "Week by week" }
            @if profile.weeks.is_empty() {
                p.intro { "There are no weeks with messages to show." }
            } @else {
                p.intro {
                    "Above, each mark is "
                    @if per_mark == 1 { "one message" } @else { "about " (format::count(per_mark)) " messages (at least one mark where there is any)" }
                    ", stacked in the week in which it was sent. Beneath, the two shares in windows of four weeks, "
                    "with their intervals: where intervals overlap, a change cannot be told from chance."
                    @if latest.earlier > 0 {
                        " Shown are the latest " (format::plural(latest.weeks.len() as u64, "week")) "; the "
                        (format::count(latest.earlier as u64)) " before are in the data inside this page."
                    }
                }
                ul.legend {
                    li { (Sign::People.inline()) "attends to people" }
                    li { (Sign::Both.inline()) "to both" }
                    li { (Sign::Results.inline()) "to results" }
                    li { (Sign::Neither.inline()) "to neither" }
                    li { svg.key viewBox="-5 -5 10 10" width="11" height="11" aria-hidden="true" { path.none d="M-4-4l8 8m0-8l-8 8" {} } "too few threads" }
                }
                figure { (chart("Week by week", &weeks(&latest))) }
                (week_table(&latest))
                (window_table(&latest))
            }
        }
    }
}

fn week_table(latest: &Latest<'_>) -> Markup {
    let rows = html! {
        tbody {
            @for (i, week) in &latest.weeks {
                @let cell = |name: &str, n: u64| html! {
                    td data-figure={ "/profile/weeks/" (i) "/" (name) } data-value=(n) { (format::count(n)) }
                };
                tr {
                    th scope="row" { (week.monday.as_deref().map_or_else(|| "without a date".into(), format::short_day)) }
                    (cell("people", week.people))
                    (cell("both", week.both))
                    (cell("results", week.results))
                    (cell("neither", week.neither))
                }
            }
        }
    };
    let heads = table::heads(&["week of", "people only", "both", "results only", "neither"]);
    table::behind("messages by week", &heads, &rows)
}

fn window_table(latest: &Latest<'_>) -> Markup {
    let rows = html! {
        @for (i, window) in &latest.windows {
            @let from = window.from.as_deref().map_or_else(String::new, format::short_day);
            tbody {
                (table::rate_row(&format!("{from}: people"), &Figure::new(&window.people, format!("/profile/windows/{i}/people"))))
                (table::rate_row(&format!("{from}: results"), &Figure::new(&window.results, format!("/profile/windows/{i}/results"))))
            }
        }
    };
    let mut heads = table::RATE_HEADS;
    heads[0] = "four weeks from";
    table::behind("shares by windows of four weeks", &table::heads(&heads), &rows)
}
