//! A calendar's figures in plain words. They count; nothing is called much or little.

use bifocal_calendar::{By, Figures, WeekAmount};
use bifocal_core::Toward;

use super::document::CalendarPage;
use crate::format::{self, plural};

/// Whether a chart has placed anybody whom the person meets.
pub(super) fn has_chart(figures: &Figures) -> bool {
    crate::words::has_chart(figures.toward.iter().map(|shares| shares.toward))
}

/// What the others are to the person, by a chart or without.
pub(super) const fn toward(toward: Toward, has_chart: bool) -> &'static str {
    match toward {
        Toward::Unknown if !has_chart => "others",
        Toward::Up => "up: those you report to",
        Toward::Down => "down: those who report to you",
        Toward::Across => "across: others in the organisation",
        Toward::Outside => "outside: other organisations",
        Toward::SelfToList => "lists",
        Toward::Unknown => "people the chart does not place",
    }
}

/// The same in one word; nothing where no chart could tell.
pub(super) const fn toward_short(toward: Toward, has_chart: bool) -> Option<&'static str> {
    match toward {
        Toward::SelfToList => Some("list"),
        Toward::Unknown if has_chart => Some("not in the chart"),
        Toward::Unknown => None,
        other => Some(other.name()),
    }
}

/// `12.5 hours`, `1 hour`.
pub(super) fn hours(minutes: u64) -> String {
    let text = format::hours(minutes);
    let noun = if text == "1" { "hour" } else { "hours" };
    format!("{text} {noun}")
}

/// `3 (2 by you, 1 by others)`.
pub(super) fn by(by: By) -> String {
    let parts: Vec<String> =
        [(by.me, "by you"), (by.others, "by others"), (by.not_told, "by whom is not told")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, who)| format!("{} {who}", format::count(n)))
            .collect();
    let total = format::count(by.total());
    if parts.is_empty() { total } else { format!("{total} ({})", parts.join(", ")) }
}

/// A week's numbers.
pub(super) fn week(week: &WeekAmount) -> String {
    let off = if week.off > 0 {
        format!(", {} called off", format::count(week.off))
    } else {
        String::new()
    };
    format!(
        "Week of {}: {}, {}; one-to-ones {}, {}{off}",
        format::short_day(&week.monday),
        plural(week.amount.meetings, "meeting"),
        hours(week.amount.minutes),
        format::count(week.one_to_one.meetings),
        hours(week.one_to_one.minutes),
    )
}

/// The period of the entries.
pub(super) fn period(figures: &Figures) -> Option<String> {
    let first = format::day(figures.first_day.as_deref()?);
    let last = format::day(figures.last_day.as_deref()?);
    Some(if first == last { first } else { format!("{first} to {last}") })
}

/// What the figures say, in a few sentences; the second says whether it is something that cannot be told.
pub(super) fn findings(page: &CalendarPage) -> Vec<(String, bool)> {
    let Some(figures) = &page.figures else {
        return vec![("No calendar was given, only a person query of Viva Insights.".into(), true)];
    };
    if figures.entries == 0 {
        return vec![("There is nothing in the calendar on these days.".into(), true)];
    }
    let mut said = Vec::new();
    let median = figures.median_week.map_or_else(String::new, |minutes| {
        format!(" Half of the weeks have at most {}.", hours(minutes.round() as u64))
    });
    said.push((
        format!(
            "{} with others, {} in {}.{median}",
            plural(figures.meetings.meetings, "meeting"),
            hours(figures.meetings.minutes),
            plural(figures.weeks.len() as u64, "week")
        ),
        false,
    ));
    let alone = figures.sizes.one_to_one.amount;
    let people = figures.pairs.iter().filter(|pair| pair.amount.meetings > 0).count() as u64;
    let with =
        if people == 1 { "1 person".into() } else { format!("{} people", format::count(people)) };
    said.push((
        format!(
            "{} of them {} with {with}, {}.",
            format::count(alone.meetings),
            if alone.meetings == 1 { "is a one-to-one" } else { "are one-to-ones" },
            hours(alone.minutes)
        ),
        false,
    ));
    let changes = &figures.changes;
    said.push((
        format!(
            "Of what was planned, {} stand as planned; moved: {}; called off: {}.",
            format::count(changes.kept),
            by(changes.moved),
            by(changes.cancelled)
        ),
        false,
    ));
    if let Some(outside) = figures.outside_hours {
        let text = format!("{} lie outside {}.", hours(outside.minutes), working_hours(figures));
        said.push((text, false));
    } else {
        said.push((
            "The files tell no time zone, so what lies outside working hours cannot be told."
                .into(),
            true,
        ));
    }
    said
}

/// `Monday to Friday, 8:00 to 18:00`.
pub(super) fn working_hours(figures: &Figures) -> String {
    let hours = figures.working_hours;
    format!("Monday to Friday, {}:00 to {}:00", hours.from, hours.to)
}
