//! Who is in a meeting, and whether it counts.

use std::collections::BTreeMap;

use bifocal_core::{Address, Toward};
use bifocal_sources::People;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::meeting::{Answer, Fate, Invited, Meeting, Privacy};

/// A meeting that counts: it stands in the calendar, one person of whom it is told has not
/// declined, and at least one other has not either.
#[derive(Clone, Debug)]
pub(super) struct Held<'a> {
    pub(super) meeting: &'a Meeting,
    /// Everybody else who has not declined, each person once.
    pub(super) others: Vec<&'a Address>,
    /// Whether a list is invited too, so that the size is not known.
    pub(super) list: bool,
    pub(super) monday: Date,
}

impl Held<'_> {
    /// People in it, oneself among them; nothing where a list is invited.
    pub(super) fn size(&self) -> Option<u64> {
        (!self.list).then_some(self.others.len() as u64 + 1)
    }

    pub(super) fn is_one_to_one(&self) -> bool {
        self.size() == Some(2)
    }
}

/// Why something in the calendar is no meeting of the person. Each stands in one place only, the
/// first that fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Marked private or confidential.
    pub private: u64,
    /// A whole day or longer.
    pub all_day: u64,
    /// Marked out of office.
    pub out_of_office: u64,
    /// Marked free: it takes no time.
    pub free: u64,
    /// Nobody else is invited: an appointment with oneself.
    pub alone: u64,
    /// The person is not named in it: a calendar of somebody else, or an invitation by a list.
    pub without_me: u64,
    /// The person declined.
    pub declined_by_me: u64,
    /// Everybody else declined.
    pub declined_by_others: u64,
}

impl LeftOut {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.private
            + self.all_day
            + self.out_of_office
            + self.free
            + self.alone
            + self.without_me
            + self.declined_by_me
            + self.declined_by_others
    }
}

/// What an entry of the calendar is to a person.
pub(super) enum Entry<'a> {
    /// Left out; the reason is counted.
    Left,
    /// Cancelled, or taken out of its series.
    Off(Invitation<'a>),
    /// One that counts.
    Held(Held<'a>),
}

/// Everybody who is invited, with their answer, each person once.
pub(super) struct Invitation<'a> {
    pub(super) meeting: &'a Meeting,
    pub(super) me: Option<Answer>,
    pub(super) others: BTreeMap<&'a Address, Answer>,
    pub(super) list: bool,
}

impl<'a> Invitation<'a> {
    /// Who is invited, seen from one of them.
    pub(super) fn of(meeting: &'a Meeting, people: &'a People, me: &Address) -> Self {
        let me = people.person(me);
        // Files mark few lists as such; the others are known by their names.
        let is_list = |address: &Address| {
            people.person(address) != me
                && people.toward(me, std::slice::from_ref(address), &[]) == Toward::SelfToList
        };
        let mut all: BTreeMap<&Address, Answer> = BTreeMap::new();
        let mut list = false;
        for person in meeting.people() {
            match person.kind {
                Invited::List => list = true,
                Invited::Person if person.informed => {}
                Invited::Person if is_list(&person.address) => list = true,
                Invited::Person => {
                    // Who said yes with one address and no with the other comes.
                    let answer = all.entry(people.person(&person.address)).or_insert(person.answer);
                    if *answer == Answer::Declined {
                        *answer = person.answer;
                    }
                }
                Invited::Room => {}
            }
        }
        // Who invites comes, unless they say otherwise.
        if let Some(organizer) = meeting.organizer() {
            all.entry(people.person(organizer)).or_insert(Answer::Accepted);
        }
        let mine = all.remove(me);
        Self { meeting, me: mine, others: all, list }
    }

    /// Whether it was planned for exactly two.
    pub(super) fn for_two(&self) -> bool {
        self.me.is_some() && self.others.len() == 1 && !self.list
    }

    /// Whether anybody else is invited.
    pub(super) fn has_others(&self) -> bool {
        self.list || !self.others.is_empty()
    }
}

/// Sorts an entry; what is left out is counted.
pub(super) fn sort<'a>(
    meeting: &'a Meeting,
    people: &'a People,
    me: &Address,
    left: &mut LeftOut,
) -> Entry<'a> {
    let place = match meeting.privacy() {
        Privacy::Private => &mut left.private,
        _ if meeting.all_day() => &mut left.all_day,
        Privacy::OutOfOffice => &mut left.out_of_office,
        Privacy::Free => &mut left.free,
        Privacy::Open => {
            let invitation = Invitation::of(meeting, people, me);
            if !invitation.has_others() {
                &mut left.alone
            } else if invitation.me.is_none() {
                &mut left.without_me
            } else if matches!(meeting.fate, Fate::Cancelled | Fate::Removed) {
                return Entry::Off(invitation);
            } else if invitation.me == Some(Answer::Declined) {
                &mut left.declined_by_me
            } else {
                let others: Vec<&Address> = invitation
                    .others
                    .into_iter()
                    .filter(|(_, answer)| *answer != Answer::Declined)
                    .map(|(address, _)| address)
                    .collect();
                if !others.is_empty() || invitation.list {
                    let monday = monday_of(meeting.wall.date());
                    return Entry::Held(Held { meeting, others, list: invitation.list, monday });
                }
                &mut left.declined_by_others
            }
        }
    };
    *place += 1;
    Entry::Left
}

/// The Monday of a day's week.
pub(super) fn monday_of(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(back.days()).unwrap_or(day)
}
