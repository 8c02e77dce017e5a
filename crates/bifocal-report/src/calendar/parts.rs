//! Parts of all meetings: what became of them, sizes, directions, notice, series.

use bifocal_calendar::{Amount, Figures, Share};
use maud::{Markup, html};

use super::pairs::by;
use super::words;
use crate::figure::{count, named};
use crate::format;
use crate::sections::{chart, table};
use crate::svg::bars::bar;

/// A part with its name and its place in the data.
struct Part {
    name: String,
    at: String,
    amount: Amount,
    share: Option<Share>,
}

impl Part {
    fn share(name: &str, at: &str, share: Share) -> Self {
        Self { name: name.into(), at: at.into(), amount: share.amount, share: Some(share) }
    }

    fn amount(name: &str, at: &str, amount: Amount) -> Self {
        Self { name: name.into(), at: at.into(), amount, share: None }
    }
}

/// What became of what was planned.
pub(super) fn changes(figures: &Figures) -> Markup {
    let changes = &figures.changes;
    html! {
        section #changes aria-labelledby="changes-h" {
            h2 #changes-h { "Kept, moved, called off" }
            p.intro {
                "Of all meetings with others that were planned with you, as far as the files tell: an older version of an event "
                "that is not there leaves no trace. Only organizers can move or cancel a meeting for all."
            }
            (table::table("What became of what was planned", &table::heads(&["", "meetings", "by whom"]), &html! {
                tbody {
                    tr { th scope="row" { "stand as planned" } td { (count("/figures/changes/kept", changes.kept)) } td { "" } }
                    tr { th scope="row" { "were moved" } td { (format::count(changes.moved.total())) } td { (by("/figures/changes/moved", changes.moved)) } }
                    tr { th scope="row" { "were called off" } td { (format::count(changes.cancelled.total())) } td { (by("/figures/changes/cancelled", changes.cancelled)) } }
                    tr { th scope="row" { "you declined" } td { (count("/figures/left_out/declined_by_me", figures.left_out.declined_by_me)) } td { "" } }
                    tr { th scope="row" { "all others declined" } td { (count("/figures/left_out/declined_by_others", figures.left_out.declined_by_others)) } td { "" } }
                }
            }))
        }
    }
}

/// By number of people.
pub(super) fn sizes(figures: &Figures) -> Markup {
    let sizes = &figures.sizes;
    let parts = [
        Part::share("two people", "/figures/sizes/one_to_one", sizes.one_to_one),
        Part::share("three to eight", "/figures/sizes/small", sizes.small),
        Part::share("nine or more", "/figures/sizes/large", sizes.large),
        Part::share("a list is invited: not known", "/figures/sizes/list", sizes.list),
    ];
    html! {
        section #sizes aria-labelledby="sizes-h" {
            h2 #sizes-h { "How many people" }
            p.intro {
                "You and everybody who has not declined, in hours. "
                @if let Some(median) = sizes.median {
                    "Half of the meetings have at most " (named("/figures/sizes/median", median, &format::one_digit(median))) " people. "
                }
                "Meetings of nine or more that last longer than an hour: "
                (count("/figures/sizes/large_and_long/meetings", sizes.large_and_long.meetings)) "."
            }
            (bars("How many people", &parts, figures.meetings.minutes))
            @if !sizes.people.is_empty() {
                (table::behind("meetings by exact number of people", &table::heads(&["people", "meetings"]), &html! {
                    tbody { @for (people, meetings) in &sizes.people { tr {
                        th scope="row" { (format::count(*people)) }
                        td { (count(&format!("/figures/sizes/people/{people}"), *meetings)) }
                    } } }
                }))
            }
        }
    }
}

/// By what the others are to the person.
pub(super) fn toward(figures: &Figures) -> Markup {
    let has_chart = words::has_chart(figures);
    let parts: Vec<Part> = figures
        .toward
        .iter()
        .enumerate()
        .map(|(i, shares)| {
            Part::share(
                words::toward(shares.toward, has_chart),
                &format!("/figures/toward/{i}/any"),
                shares.any,
            )
        })
        .collect();
    html! {
        section #toward aria-labelledby="toward-h" {
            h2 #toward-h { "With whom" }
            @if parts.is_empty() {
                p.intro { "There are no meetings to tell this from." }
            } @else {
                p.intro {
                    "Hours of meetings with at least one such person. A meeting with your manager and a customer stands in both "
                    "rows, so that these do not add up."
                    @if !has_chart { " " (crate::words::NO_CHART) }
                }
                (bars("With whom", &parts, figures.meetings.minutes))
                (table::behind("one-to-ones by direction", &table::heads(&["", "one-to-ones", "hours"]), &html! {
                    tbody { @for (i, shares) in figures.toward.iter().enumerate() { tr {
                        th scope="row" { (words::toward(shares.toward, has_chart)) }
                        td { (count(&format!("/figures/toward/{i}/one_to_one/meetings"), shares.one_to_one.meetings)) }
                        td { (named(&format!("/figures/toward/{i}/one_to_one/minutes"), shares.one_to_one.minutes, &format::hours(shares.one_to_one.minutes))) }
                    } } }
                }))
            }
        }
    }
}

/// How long before its start a meeting was entered.
pub(super) fn notice(figures: &Figures) -> Markup {
    let notice = &figures.notice;
    let at = |name: &str| format!("/figures/notice/{name}");
    let part = |name: &str, key: &str, amount| Part::amount(name, &at(key), amount);
    let parts = [
        part("seven days or more", "longer", notice.longer),
        part("a day to seven days", "up_to_7_days", notice.up_to_7_days),
        part("12 to 24 hours", "up_to_24_hours", notice.up_to_24_hours),
        part("6 to 12 hours", "up_to_12_hours", notice.up_to_12_hours),
        part("up to 6 hours", "up_to_6_hours", notice.up_to_6_hours),
        part("entered afterwards", "afterwards", notice.afterwards),
        part("not told by the files", "not_told", notice.not_told),
        part("of a series: made once, not counted above", "recurring", notice.recurring),
    ];
    html! {
        section #notice aria-labelledby="notice-h" {
            h2 #notice-h { "How long before" }
            p.intro {
                "From the making of a single meeting to its start, in hours of meetings."
                @if let Some(median) = notice.median_hours {
                    " Half of them were made at most " (named(&at("median_hours"), median, &format::one_digit(median))) " hours before."
                }
            }
            (bars("How long before", &parts, figures.meetings.minutes))
        }
    }
}

/// Series, organizing, working hours, double booking.
pub(super) fn time(figures: &Figures) -> Markup {
    let mut parts = vec![
        Part::share("of a series", "/figures/recurring", figures.recurring),
        Part::share("organised by you", "/figures/organised_by_me", figures.organised_by_me),
    ];
    if let Some(outside) = figures.outside_hours {
        let name = format!("outside {}", words::working_hours(figures));
        parts.push(Part::amount(&name, "/figures/outside_hours", outside));
    }
    html! {
        section #time aria-labelledby="time-h" {
            h2 #time-h { "Time" }
            p.intro {
                "Of " (named("/figures/meetings/minutes", figures.meetings.minutes, &format::hours(figures.meetings.minutes)))
                " hours of meetings, "
                (named("/figures/double_booked", figures.double_booked, &format::hours(figures.double_booked)))
                " have more than one meeting at the same time."
                @if figures.outside_hours.is_none() {
                    " The files tell no time zone, so what lies outside working hours cannot be told."
                }
            }
            (bars("Time", &parts, figures.meetings.minutes))
        }
    }
}

/// Bars of hours, and the table behind them.
fn bars(name: &str, parts: &[Part], whole: u64) -> Markup {
    let share = |minutes: u64| minutes as f64 / whole.max(1) as f64;
    html! {
        figure { (chart(name, &html! {
            @for part in parts {
                @let text = format!("{}: {}, {}", part.name, format::plural(part.amount.meetings, "meeting"), words::hours(part.amount.minutes));
                div.row.count {
                    div.name { (part.name) }
                    (bar("kept", 0.0, share(part.amount.minutes), &text))
                    div.number { (named(&format!("{}/minutes", part.at), part.amount.minutes, &format::hours(part.amount.minutes))) " h" }
                }
            }
        })) }
        (table::behind(&name.to_lowercase(), &table::heads(&["", "meetings", "hours", "share of the time (95 % interval)"]), &html! {
            tbody { @for part in parts { tr {
                th scope="row" { (part.name) }
                td { (count(&format!("{}/meetings", part.at), part.amount.meetings)) }
                td { (format::hours(part.amount.minutes)) }
                td { (interval(part)) }
            } } }
        }))
    }
}

fn interval(part: &Part) -> Markup {
    let at = |name: &str| format!("{}/of_time/{name}", part.at);
    html! {
        @match part.share.and_then(|share| share.of_time) {
            None => span.none { "—" },
            Some(estimate) => {
                (named(&at("point"), estimate.point, &format::whole_percent(estimate.point))) (format::PERCENT) " ("
                (named(&at("low"), estimate.interval.low, &format::whole_percent(estimate.interval.low))) "–"
                (named(&at("high"), estimate.interval.high, &format::whole_percent(estimate.interval.high))) (format::PERCENT) ")"
            }
        }
    }
}
