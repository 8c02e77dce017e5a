//! Weeks as small bars: all meeting hours, and one-to-ones among them.

use bifocal_calendar::{Figures, WeekAmount};
use jiff::civil::Date;
use maud::{Markup, html};

use super::words;
use crate::figure::named;
use crate::format;
use crate::sections::{chart, table};
use crate::svg::scale::{across, px};
use crate::svg::timeline::{Row, parse, rows};

/// Height of the highest bar.
const HEIGHT: f64 = 88.0;
/// Room for months beneath.
const MONTHS: f64 = 22.0;
/// More weeks than these are only in the data.
const MOST: usize = 260;

/// Bars and their table.
pub(super) fn section(figures: &Figures) -> Markup {
    let earlier = figures.weeks.len().saturating_sub(MOST);
    let weeks: Vec<(usize, &WeekAmount)> = figures.weeks.iter().enumerate().skip(earlier).collect();
    html! {
        section #weeks aria-labelledby="weeks-h" {
            h2 #weeks-h { "Week by week" }
            @if weeks.is_empty() {
                p.intro { "There are no weeks with meetings to show." }
            } @else {
                p.intro {
                    "Hours of meetings with others, week by week, overlapping ones counted each. The dark part is one-to-ones."
                    @if earlier > 0 {
                        " Shown are the latest " (format::plural(weeks.len() as u64, "week")) "; those before are in the data "
                        "inside this page."
                    }
                }
                ul.legend {
                    li { (key("out")) "all meetings" }
                    li { (key("strong")) "one-to-ones" }
                }
                figure { (chart("Week by week", &bars(&weeks))) }
                (week_table(&weeks))
            }
        }
    }
}

fn key(class: &str) -> Markup {
    html! {
        svg.key viewBox="0 0 10 10" width="11" height="11" aria-hidden="true" {
            rect class={ "step " (class) } x="1" y="1" width="8" height="8" {}
        }
    }
}

fn bars(weeks: &[(usize, &WeekAmount)]) -> Markup {
    let dated: Vec<(Date, &WeekAmount)> =
        weeks.iter().filter_map(|(_, week)| Some((parse(Some(&week.monday))?, *week))).collect();
    let mondays: Vec<Date> = dated.iter().map(|(monday, _)| *monday).collect();
    let most = weeks.iter().map(|(_, week)| week.amount.minutes).max().unwrap_or(0);
    // The scale ends at a whole number of hours, an even one so that its half is whole too.
    let top = most.div_ceil(120).max(1) * 120;
    html! {
        @for row in rows(&mondays) {
            @let here: Vec<_> = dated.iter().filter(|(monday, _)| row.holds(*monday)).collect();
            @if !here.is_empty() {
                div.year style={ "max-width:" (row.weeks.max(14) * 24) "px" } {
                    p.year-name aria-hidden="true" { (row.label) }
                    (drawing(&row, &here, top))
                }
            }
        }
    }
}

fn drawing(row: &Row, weeks: &[&(Date, &WeekAmount)], top: u64) -> Markup {
    let height = |minutes: u64| minutes as f64 / top as f64 * HEIGHT;
    let ground = HEIGHT + 8.0;
    let minutes: u64 = weeks.iter().map(|(_, week)| week.amount.minutes).sum();
    let label = format!(
        "{}: {}, {} of meetings",
        row.label,
        format::plural(weeks.len() as u64, "week"),
        words::hours(minutes)
    );
    html! {
        svg.weeks width="100%" height=(px(ground + MONTHS)) role="img" aria-label=(label) {
            @for half in [1u64, 2] {
                @let y = ground - height(top / 2 * half);
                line.grid x1="0" x2="100%" y1=(px(y)) y2=(px(y)) {}
                text.tick x="100%" dx="6" y=(px(y + 4.0)) { (format::hours(top / 2 * half)) @if half == 2 { " h" } }
            }
            line.ground x1="0" x2="100%" y1=(px(ground)) y2=(px(ground)) {}
            @for tick in row.ticks() {
                line.grid x1=(across(tick.x)) x2=(across(tick.x)) y1=(px(ground)) y2=(px(ground + 6.0)) {}
                text.tick x=(across(tick.x)) dx="2" y=(px(ground + 16.0)) { (tick.text) }
            }
            @for (monday, week) in weeks {
                @let x = across(row.x(*monday, 0.15));
                @let width = across(0.7 / row.weeks.max(1) as f64);
                @let (all, alone) = (height(week.amount.minutes), height(week.one_to_one.minutes));
                g.mark {
                    title { (words::week(week)) }
                    rect.hit x=(across(row.x(*monday, 0.0))) width=(across(1.0 / row.weeks.max(1) as f64)) y="0" height=(px(ground + 4.0)) {}
                    @if week.amount.minutes > 0 {
                        rect.step.out x=(x) width=(width) y=(px(ground - all)) height=(px(all)) {}
                        rect.step.strong x=(x) width=(width) y=(px(ground - alone)) height=(px(alone)) {}
                    }
                }
            }
        }
    }
}

fn week_table(weeks: &[(usize, &WeekAmount)]) -> Markup {
    let rows = html! {
        tbody {
            @for (i, week) in weeks {
                @let at = |name: &str| format!("/figures/weeks/{i}/{name}");
                tr {
                    th scope="row" { (format::short_day(&week.monday)) }
                    td { (named(&at("meetings"), week.amount.meetings, &format::count(week.amount.meetings))) }
                    td { (named(&at("minutes"), week.amount.minutes, &format::hours(week.amount.minutes))) }
                    td { (named(&at("one_to_one/meetings"), week.one_to_one.meetings, &format::count(week.one_to_one.meetings))) }
                    td { (named(&at("one_to_one/minutes"), week.one_to_one.minutes, &format::hours(week.one_to_one.minutes))) }
                    td { (named(&at("off"), week.off, &format::count(week.off))) }
                }
            }
        }
    };
    let heads = ["week of", "meetings", "hours", "one-to-ones", "their hours", "called off"];
    table::behind("meetings by week", &table::heads(&heads), &rows)
}
