//! Weeks as stacks of marks, and beneath them the windows of four weeks.

use bifocal_core::Profile;
use bifocal_core::profile::{WINDOW_WEEKS, WeekCounts, Window};
use jiff::civil::Date;
use maud::{Markup, html};

use super::marks::Sign;
use super::scale::{across, along, marks_for, per_mark, px, unit};
use super::timeline::{Row, parse, rows};
use crate::figure::{Figure, Reading};
use crate::words;

/// Weeks that are shown at most: five years without a break.
const SHOWN: usize = 260;
/// The highest stack.
const CAP: u64 = 18;
/// Distance of marks in a stack.
const STEP: f64 = 9.0;
/// Height of the windows' scale.
const SCALE: f64 = 110.0;
/// Room for the months' names.
const MONTHS: f64 = 26.0;

/// The four kinds of a week's messages, from the bottom of the stack up.
pub(crate) fn kinds(week: &WeekCounts) -> [(Sign, u64); 4] {
    [
        (Sign::People, week.people),
        (Sign::Both, week.both),
        (Sign::Results, week.results),
        (Sign::Neither, week.neither),
    ]
}

/// The weeks and windows that the page shows, each with its place in the data: the latest, so that
/// decades of mail still make a page.
pub(crate) struct Latest<'a> {
    pub(crate) weeks: Vec<(usize, &'a WeekCounts)>,
    pub(crate) windows: Vec<(usize, &'a Window)>,
    /// Weeks that are too long ago to be shown.
    pub(crate) earlier: usize,
}

impl<'a> Latest<'a> {
    pub(crate) fn of(profile: &'a Profile) -> Self {
        let earlier = profile.weeks.len().saturating_sub(SHOWN);
        let weeks: Vec<_> = profile.weeks.iter().enumerate().skip(earlier).collect();
        // Windows start on a week of their own, up to three weeks before their first message.
        let reach = jiff::Span::new().weeks(WINDOW_WEEKS - 1);
        let first = weeks.iter().find_map(|(_, week)| parse(week.monday.as_deref()));
        let first = first.and_then(|monday| monday.checked_sub(reach).ok());
        let windows = profile.windows.iter().enumerate();
        let windows =
            windows.filter(|(_, window)| parse(window.from.as_deref()) >= first).collect();
        Self { weeks, windows, earlier }
    }

    /// Messages that one mark stands for.
    pub(crate) fn per_mark(&self) -> u64 {
        let total = |week: &WeekCounts| kinds(week).iter().map(|(_, n)| n).sum();
        per_mark(self.weeks.iter().map(|(_, week)| total(week)).max().unwrap_or(0), CAP)
    }
}

/// One drawing per row of weeks.
pub(crate) fn weeks(latest: &Latest<'_>) -> Markup {
    let per_mark = latest.per_mark();
    let dated: Vec<(Date, &WeekCounts)> = latest
        .weeks
        .iter()
        .filter_map(|(_, week)| Some((parse(week.monday.as_deref())?, *week)))
        .collect();
    let windows: Vec<(usize, Date, &Window)> = latest
        .windows
        .iter()
        .filter_map(|(i, window)| Some((*i, parse(window.from.as_deref())?, *window)))
        .collect();
    let last_weeks = windows.iter().filter_map(|(_, from, _)| {
        from.checked_add(jiff::Span::new().weeks(WINDOW_WEEKS - 1)).ok()
    });
    let mondays: Vec<Date> = dated.iter().map(|(monday, _)| *monday).chain(last_weeks).collect();
    html! {
        @for row in rows(&mondays) {
            @let here: Vec<_> = dated.iter().filter(|(monday, _)| row.holds(*monday)).collect();
            @let windows: Vec<_> = windows.iter().filter(|(_, from, _)| row.holds(*from)).collect();
            @if !here.is_empty() {
                div.year style={ "max-width:" (row.weeks.max(14) * 24) "px" } {
                    p.year-name aria-hidden="true" { (row.label) }
                    (drawing(&row, &here, &windows, per_mark))
                }
            }
        }
    }
}

fn drawing(
    row: &Row,
    weeks: &[&(Date, &WeekCounts)],
    windows: &[&(usize, Date, &Window)],
    per_mark: u64,
) -> Markup {
    let stack = |week: &WeekCounts| -> u64 {
        kinds(week).iter().map(|(_, n)| marks_for(*n, per_mark)).sum()
    };
    let highest = weeks.iter().map(|(_, week)| stack(week)).max().unwrap_or(0);
    let ground = (highest as f64).mul_add(STEP, 6.0);
    let height = ground + MONTHS + SCALE + 14.0;
    html! {
        svg.weeks width="100%" height=(px(height)) role="img"
            aria-label=(words::weeks_label(&row.label, weeks.iter().map(|(_, week)| *week))) {
            line.ground x1="0" x2="100%" y1=(px(ground)) y2=(px(ground)) {}
            @for tick in row.ticks() {
                line.grid x1=(across(tick.x)) x2=(across(tick.x)) y1=(px(ground)) y2=(px(ground + 6.0)) {}
                text.tick x=(across(tick.x)) dx="2" y=(px(ground + 16.0)) { (tick.text) }
            }
            @for (monday, week) in weeks {
                g.mark {
                    title { (words::week(week)) }
                    rect.hit x=(across(row.x(*monday, 0.0))) width=(across(1.0 / row.weeks as f64)) y="0" height=(px(ground + 4.0)) {}
                    (stacked(week, row.x(*monday, 0.5), ground, per_mark))
                }
            }
            (scale(ground + MONTHS))
            @for (i, from, window) in windows {
                (window_marks(*i, window, row, *from, ground + MONTHS))
            }
        }
    }
}

fn stacked(week: &WeekCounts, x: f64, ground: f64, per_mark: u64) -> Markup {
    let signs = kinds(week)
        .into_iter()
        .flat_map(|(sign, n)| (0..marks_for(n, per_mark)).map(move |_| sign));
    html! {
        svg.stack x=(across(x)) y=(px(ground)) overflow="visible" width="1" height="1" {
            g {
                @for (i, sign) in signs.enumerate() {
                    (sign.at("0", &px((i as f64).mul_add(-STEP, -STEP / 2.0 - 1.0))))
                }
            }
        }
    }
}

fn scale(top: f64) -> Markup {
    html! {
        @for half in 0..=2u8 {
            @let share = f64::from(half) / 2.0;
            @let y = along(1.0 - share, top, SCALE);
            line.grid x1="0" x2="100%" y1=(px(y)) y2=(px(y)) {}
            text.tick x="100%" dx="6" y=(px(y + 4.0)) { (px(share * 100.0)) @if half == 2 { " %" } }
        }
    }
}

fn window_marks(index: usize, window: &Window, row: &Row, from: Date, top: f64) -> Markup {
    let (start, end) = (row.x(from, 0.0), row.x(from, f64::from(WINDOW_WEEKS)));
    let people = Figure::new(&window.people, format!("/profile/windows/{index}/people"));
    let results = Figure::new(&window.results, format!("/profile/windows/{index}/results"));
    html! {
        g.mark {
            title { (words::window(window)) }
            rect.hit x=(across(start)) width=(across(unit(end) - unit(start))) y=(px(top - 4.0)) height=(px(SCALE + 8.0)) {}
            svg.window x=(across(f64::midpoint(start, end))) y=(px(top)) overflow="visible" width="1" height="1" {
                @match (people.counted(), results.counted()) {
                    (Some(p), Some(r)) => {
                        (upright(Sign::People, &p, -6.0))
                        (upright(Sign::Results, &r, 6.0))
                    }
                    _ => path.none d={ "M-4 " (px(SCALE - 12.0)) "l8 8m0-8l-8 8" } {}
                }
            }
        }
    }
}

fn upright(sign: Sign, reading: &Reading<'_>, x: f64) -> Markup {
    let interval = reading.estimate.interval;
    let (high, low) =
        (along(1.0 - unit(interval.high), 0.0, SCALE), along(1.0 - unit(interval.low), 0.0, SCALE));
    let width = if reading.point { 2.0 } else { 7.0 };
    html! {
        rect class={ "band fill-" (sign.class()) } x=(px(x - width / 2.0)) width=(px(width)) y=(px(high))
            height=(px(low - high)) rx=(if sign == Sign::People { px(width / 2.0) } else { px(0.0) })
            data-figure=(reading.at) data-low=(interval.low) data-high=(interval.high) {}
        @if reading.point {
            g data-figure={ (reading.at) "/point" } data-value=(reading.estimate.point) {
                (sign.at(&px(x), &px(along(1.0 - unit(reading.estimate.point), 0.0, SCALE))))
            }
        }
    }
}
