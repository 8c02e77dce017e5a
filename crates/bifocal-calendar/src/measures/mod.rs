//! Measures of a calendar, for the person whose calendar it is.
//!
//! They are counts and minutes. What they mean for the person is not said here: no share is high or
//! low, and nobody is compared with anybody.

mod amount;
mod clock;
mod held;
mod pair;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use bifocal_core::{Address, Toward};
use bifocal_sources::People;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

pub use amount::{Amount, Share};
pub use clock::{Notice, WorkingHours};
pub use held::LeftOut;
pub use pair::{By, Cadence, Pair, between};

use crate::meeting::{Fate, Privacy};
use crate::unite::Meetings;
use amount::median;
use held::{Entry, Held, Invitation, monday_of};
use pair::Pairs;

/// From so many people on a meeting is large.
const LARGE: u64 = 9;

/// The measures of a calendar. Minutes are whole; hours are made of them where they are shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// The first day with an entry that counts or was called off.
    pub first_day: Option<String>,
    /// The last such day.
    pub last_day: Option<String>,
    /// Everything in the calendar within the window: meetings, those called off, and what is left out.
    pub entries: u64,
    /// What is left out, by reason.
    pub left_out: LeftOut,
    /// Meetings with at least one other person that neither was called off nor declined.
    pub meetings: Amount,
    /// Minutes during which there was more than one meeting.
    pub double_booked: u64,
    /// Weeks from the first to the last day, empty ones among them.
    pub weeks: Vec<WeekAmount>,
    /// Median of these weeks' minutes.
    pub median_week: Option<f64>,
    /// What became of what was planned.
    pub changes: Changes,
    /// One-to-one meetings by the other person, by direction and name.
    pub pairs: Vec<Pair>,
    /// By number of people.
    pub sizes: Sizes,
    /// How long before it began a meeting was entered.
    pub notice: Notice,
    /// Whom the meetings are with.
    pub toward: Vec<TowardShares>,
    /// Meetings of a series.
    pub recurring: Share,
    /// Meetings that the person organizes.
    pub organised_by_me: Share,
    /// What lies outside working hours; nothing where the calendar tells no zone.
    pub outside_hours: Option<Amount>,
    /// The working hours that were taken.
    pub working_hours: WorkingHours,
}

/// A week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WeekAmount {
    /// Its Monday.
    pub monday: String,
    /// Its meetings.
    #[serde(flatten)]
    pub amount: Amount,
    /// Of these, one-to-ones.
    pub one_to_one: Amount,
    /// Called off.
    pub off: u64,
}

/// What became of the meetings that were planned with the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// As first planned, as far as the files tell.
    pub kept: u64,
    /// At another time.
    pub moved: By,
    /// Cancelled, or taken out of a series.
    pub cancelled: By,
}

/// Meetings by the number of people who have not declined, oneself among them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sizes {
    /// Two people.
    pub one_to_one: Share,
    /// Three to eight.
    pub small: Share,
    /// Nine or more.
    pub large: Share,
    /// A list is invited, so that the number is not known.
    pub list: Share,
    /// Nine or more people and longer than an hour.
    pub large_and_long: Amount,
    /// Median number of people where it is known.
    pub median: Option<f64>,
    /// Meetings by exact number of people.
    pub people: BTreeMap<u64, u64>,
}

/// Meetings by what the others are to the person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TowardShares {
    /// What they are.
    pub toward: Toward,
    /// Meetings with at least one of them. A meeting can stand in several directions.
    pub any: Share,
    /// One-to-ones with one of them.
    pub one_to_one: Amount,
}

/// Counts the entries in which anybody else is invited, and those of them that name a person.
#[must_use]
pub fn named_in(meetings: &Meetings, people: &People, me: &Address) -> (u64, u64) {
    let invitations = meetings.all.iter().map(|meeting| Invitation::of(meeting, people, me));
    invitations.filter(|i| i.has_others() || i.me.is_some()).fold((0, 0), |(mine, all), i| {
        (mine + u64::from(i.me.is_some()), all + u64::from(i.has_others()))
    })
}

/// All measures for the person whose calendar it is.
#[must_use]
pub fn measure(meetings: &Meetings, people: &People, me: &Address, hours: WorkingHours) -> Figures {
    let mut left_out = LeftOut::default();
    let mut held: Vec<Held<'_>> = Vec::new();
    let mut off: Vec<Date> = Vec::new();
    let mut changes = Changes::default();
    let mut pairs = Pairs::default();
    for meeting in &meetings.all {
        if meeting.privacy() == Privacy::Open && !meeting.all_day() {
            pairs.take(&Invitation::of(meeting, people, me), people, me);
        }
        match held::sort(meeting, people, me, &mut left_out) {
            Entry::Left => {}
            Entry::Off(invitation) => {
                changes.cancelled.count(invitation.meeting, people, me);
                off.push(meeting.wall.date());
            }
            Entry::Held(one) => {
                if meeting.fate == Fate::Moved {
                    changes.moved.count(meeting, people, me);
                } else {
                    changes.kept += 1;
                }
                held.push(one);
            }
        }
    }
    let days = || held.iter().map(|held| held.meeting.wall.date()).chain(off.iter().copied());
    let (first, last) = (days().min(), days().max());
    let mine = |held: &Held<'_>| {
        held.meeting.organizer().is_some_and(|o| people.person(o) == people.person(me))
    };
    let weeks = weeks(&held, &off, first, last);
    Figures {
        first_day: first.map(|day| day.to_string()),
        last_day: last.map(|day| day.to_string()),
        entries: meetings.all.len() as u64,
        left_out,
        meetings: Share::of(&held, |_| true).amount,
        double_booked: clock::double_booked(&held),
        median_week: median(weeks.iter().map(|week| week.amount.minutes).collect()),
        weeks,
        changes,
        pairs: pairs.finish(),
        sizes: sizes(&held),
        notice: Notice::of(&held),
        toward: toward(&held, people, me),
        recurring: Share::of(&held, |held| held.meeting.recurring),
        organised_by_me: Share::of(&held, mine),
        outside_hours: meetings.zone.as_ref().map(|_| clock::outside(&held, hours)),
        working_hours: hours,
    }
}

fn weeks(
    held: &[Held<'_>],
    off: &[Date],
    first: Option<Date>,
    last: Option<Date>,
) -> Vec<WeekAmount> {
    let (Some(first), Some(last)) = (first.map(monday_of), last) else { return Vec::new() };
    let mut weeks: BTreeMap<Date, WeekAmount> = first
        .series(1.week())
        .take_while(|monday| *monday <= last)
        .map(|monday| {
            let week = WeekAmount {
                monday: monday.to_string(),
                amount: Amount::default(),
                one_to_one: Amount::default(),
                off: 0,
            };
            (monday, week)
        })
        .collect();
    for held in held {
        if let Some(week) = weeks.get_mut(&held.monday) {
            week.amount.add(held.meeting.minutes());
            if held.is_one_to_one() {
                week.one_to_one.add(held.meeting.minutes());
            }
        }
    }
    for day in off {
        if let Some(week) = weeks.get_mut(&monday_of(*day)) {
            week.off += 1;
        }
    }
    weeks.into_values().collect()
}

fn sizes(held: &[Held<'_>]) -> Sizes {
    let is = |from: u64, to: u64| {
        move |held: &Held<'_>| held.size().is_some_and(|n| (from..=to).contains(&n))
    };
    let mut people: BTreeMap<u64, u64> = BTreeMap::new();
    for size in held.iter().filter_map(Held::size) {
        *people.entry(size).or_default() += 1;
    }
    let long =
        |held: &Held<'_>| held.size().is_some_and(|n| n >= LARGE) && held.meeting.minutes() > 60;
    Sizes {
        one_to_one: Share::of(held, is(2, 2)),
        small: Share::of(held, is(3, LARGE - 1)),
        large: Share::of(held, is(LARGE, u64::MAX)),
        list: Share::of(held, |held| held.list),
        large_and_long: Share::of(held, long).amount,
        median: median(held.iter().filter_map(Held::size).collect()),
        people,
    }
}

fn toward(held: &[Held<'_>], people: &People, me: &Address) -> Vec<TowardShares> {
    // Asked once for each person, not for each meeting.
    let mut known: BTreeMap<&Address, Toward> = BTreeMap::new();
    for other in held.iter().flat_map(|held| &held.others) {
        known.entry(*other).or_insert_with(|| people.toward(me, std::slice::from_ref(*other), &[]));
    }
    Toward::ALL
        .into_iter()
        .map(|toward| {
            let is = |held: &Held<'_>| {
                held.others.iter().any(|other| known.get(*other) == Some(&toward))
            };
            TowardShares {
                toward,
                any: Share::of(held, is),
                one_to_one: Share::of(held, |held| held.is_one_to_one() && is(held)).amount,
            }
        })
        .filter(|shares| shares.any.amount.meetings > 0)
        .collect()
}
