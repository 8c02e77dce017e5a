//! One-to-one meetings: exactly two people, whatever their titles.

use bifocal_core::{Address, Toward};
use bifocal_sources::People;
use serde::Serialize;

use super::amount::{Amount, median};
use super::held::Invitation;
use crate::meeting::{Answer, Fate, Meeting, Privacy};
use crate::unite::Meetings;

/// Counts by whose doing it was, as far as the files tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct By {
    /// The person whose calendar it is.
    pub me: u64,
    /// Somebody else.
    pub others: u64,
    /// The files do not tell.
    pub not_told: u64,
}

impl By {
    /// All together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.me + self.others + self.not_told
    }

    /// A change of a meeting is its organizer's. A date that is taken out of a series (`EXDATE`) may
    /// also be somebody's own deletion, so that only the organizer's own files tell who it was.
    pub(super) fn count(&mut self, meeting: &Meeting, people: &People, me: &Address) {
        let mine =
            meeting.organizer().map(|organizer| people.person(organizer) == people.person(me));
        match mine {
            Some(true) => self.me += 1,
            Some(false) if meeting.fate != Fate::Removed => self.others += 1,
            _ => self.not_told += 1,
        }
    }
}

/// How far apart meetings are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Cadence {
    /// Median of the days from one to the next.
    pub median_days: f64,
    /// How many such distances there are.
    pub distances: u64,
}

/// The one-to-one meetings of two people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The other's name, or their address where no name is known.
    pub name: String,
    /// The other's address.
    pub address: String,
    /// What the other is to the person in the organisation chart.
    pub toward: Toward,
    /// Those that stand in the calendar, as first planned or moved.
    #[serde(flatten)]
    pub amount: Amount,
    /// Of these, the ones that stand as they were first planned.
    pub kept: u64,
    /// Of these, the ones that were moved.
    pub moved: By,
    /// Those that were cancelled or taken out of their series.
    pub cancelled: By,
    /// Those that one of the two declined.
    pub declined: By,
    /// Of those that stand, the ones that the person organizes.
    pub organised_by_me: u64,
    /// Of those that stand, the ones of a series.
    pub recurring: u64,
    /// How far apart they are, from three of them on.
    pub cadence: Option<Cadence>,
    /// The day of the first that stands, and of the last.
    pub first_day: Option<String>,
    /// See `first_day`.
    pub last_day: Option<String>,
}

/// The one-to-one meetings of two people, seen from the first, in calendars in which both are named;
/// nothing where they were planned none.
#[must_use]
pub fn between(
    meetings: &Meetings,
    people: &People,
    one: &Address,
    other: &Address,
) -> Option<Pair> {
    let mut pairs = Pairs::default();
    for meeting in &meetings.all {
        let open = meeting.privacy() == Privacy::Open && !meeting.all_day();
        if open {
            pairs.take(&Invitation::of(meeting, people, one), people, one);
        }
    }
    let other = people.person(other);
    pairs.finish().into_iter().find(|pair| pair.address == other.as_str())
}

/// All pairs of one person.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    by_address: std::collections::BTreeMap<Address, Drawn>,
}

/// A pair while it is counted.
#[derive(Debug)]
struct Drawn {
    pair: Pair,
    days: Vec<jiff::civil::Date>,
}

impl Pairs {
    /// Counts an invitation to exactly two people; others are none of ours.
    pub(super) fn take(&mut self, invitation: &Invitation<'_>, people: &People, me: &Address) {
        let meeting = invitation.meeting;
        let off = matches!(meeting.fate, Fate::Cancelled | Fate::Removed);
        // A larger meeting that all but two declined is a one-to-one as well.
        let coming = || invitation.others.iter().filter(|(_, answer)| **answer != Answer::Declined);
        let me_coming = invitation.me.is_some_and(|answer| answer != Answer::Declined);
        let held = !off && !invitation.list && me_coming && coming().count() == 1;
        let other = if held {
            coming().next()
        } else if invitation.for_two() {
            invitation.others.iter().next()
        } else {
            None
        };
        let Some((other, _)) = other else { return };
        let drawn = self
            .by_address
            .entry((*other).clone())
            .or_insert_with(|| Drawn::new(meeting, people, me, other));
        if off {
            drawn.pair.cancelled.count(meeting, people, me);
        } else if held {
            drawn.held(meeting, people, me);
        } else if me_coming {
            drawn.pair.declined.others += 1;
        } else {
            drawn.pair.declined.me += 1;
        }
    }

    /// The pairs, by direction and then by name: the order says nothing about anybody.
    pub(super) fn finish(self) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = self.by_address.into_values().map(Drawn::finish).collect();
        pairs.sort_by(|a, b| (a.toward, &a.name, &a.address).cmp(&(b.toward, &b.name, &b.address)));
        pairs
    }
}

impl Drawn {
    fn new(meeting: &Meeting, people: &People, me: &Address, other: &Address) -> Self {
        let in_chart = people.of(other).map(|person| person.name.clone());
        let in_file = || {
            let listed =
                meeting.people().iter().find(|person| people.person(&person.address) == other);
            listed.map_or(meeting.organizer_name(), |person| &person.name).to_owned()
        };
        let shown = other.as_str();
        let name = in_chart
            .filter(|name| !name.is_empty())
            .or_else(|| Some(in_file()).filter(|name| !name.is_empty()))
            .unwrap_or_else(|| shown.strip_prefix("name:").unwrap_or(shown).to_owned());
        let pair = Pair {
            name,
            address: shown.to_owned(),
            toward: people.toward(me, std::slice::from_ref(other), &[]),
            amount: Amount::default(),
            kept: 0,
            moved: By::default(),
            cancelled: By::default(),
            declined: By::default(),
            organised_by_me: 0,
            recurring: 0,
            cadence: None,
            first_day: None,
            last_day: None,
        };
        Self { pair, days: Vec::new() }
    }

    fn held(&mut self, meeting: &Meeting, people: &People, me: &Address) {
        let pair = &mut self.pair;
        pair.amount.add(meeting.minutes());
        if meeting.fate == Fate::Moved {
            pair.moved.count(meeting, people, me);
        } else {
            pair.kept += 1;
        }
        let mine = meeting.organizer().is_some_and(|o| people.person(o) == people.person(me));
        pair.organised_by_me += u64::from(mine);
        pair.recurring += u64::from(meeting.recurring);
        self.days.push(meeting.wall.date());
    }

    fn finish(mut self) -> Pair {
        self.days.sort_unstable();
        let distances: Vec<u64> = self
            .days
            .windows(2)
            .filter_map(|two| u64::try_from(two[0].until(two[1]).ok()?.get_days()).ok())
            .collect();
        let n = distances.len() as u64;
        self.pair.cadence = median(distances)
            .filter(|_| n >= 2)
            .map(|median_days| Cadence { median_days, distances: n });
        self.pair.first_day = self.days.first().map(ToString::to_string);
        self.pair.last_day = self.days.last().map(ToString::to_string);
        self.pair
    }
}
