//! Meetings: instances of events, with those who take part and what became of them.

use std::sync::Arc;

use bifocal_core::{Address, Instant};
use jiff::civil::DateTime;

/// What somebody answered to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// No answer, or none that the files tell.
    None,
    /// Perhaps.
    Tentative,
    /// Yes.
    Accepted,
    /// No.
    Declined,
}

/// What kind of thing is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invited {
    /// A person.
    Person,
    /// A list: nobody knows how many come.
    List,
    /// A room or a thing.
    Room,
}

/// Somebody who is invited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// The address; where the file has none, `name:` and the name.
    pub address: Address,
    /// The name that the file shows, possibly empty.
    pub name: Box<str>,
    /// The answer.
    pub answer: Answer,
    /// Person, list or room.
    pub kind: Invited,
    /// Invited for information only (`ROLE=NON-PARTICIPANT`).
    pub informed: bool,
}

/// Why an event is nobody else's business, or takes no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Privacy {
    /// An ordinary event.
    Open,
    /// Marked private or confidential.
    Private,
    /// Marked out of office.
    OutOfOffice,
    /// Marked free: it takes no time.
    Free,
}

/// What became of a meeting, as far as the files tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It stands as it was first planned.
    Kept,
    /// It was moved to another time.
    Moved,
    /// Its organizer cancelled it.
    Cancelled,
    /// It was taken out of its series (`EXDATE`). Who did it is only known where the owner organizes it.
    Removed,
}

/// What all instances of an event may share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Details {
    pub(crate) organizer: Option<Address>,
    pub(crate) organizer_name: Box<str>,
    pub(crate) people: Vec<Person>,
    pub(crate) all_day: bool,
    pub(crate) privacy: Privacy,
}

/// One instance of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The same for all instances of an event: a hash of its identity.
    pub series: u64,
    /// When it starts.
    pub start: Instant,
    /// When it ends, not before it starts.
    pub end: Instant,
    /// Its start on the clock of the calendar's own zone.
    pub wall: DateTime,
    /// What became of it.
    pub fate: Fate,
    /// Whether it belongs to a series.
    pub recurring: bool,
    /// When the event was made, if that can be told.
    pub created: Option<Instant>,
    pub(crate) details: Arc<Details>,
}

impl Meeting {
    /// Its length in minutes.
    #[must_use]
    pub fn minutes(&self) -> u64 {
        u64::try_from((self.end.0 - self.start.0) / 60).unwrap_or(0)
    }

    /// Who invites.
    #[must_use]
    pub fn organizer(&self) -> Option<&Address> {
        self.details.organizer.as_ref()
    }

    /// The name that the file shows for the organizer, possibly empty.
    #[must_use]
    pub fn organizer_name(&self) -> &str {
        &self.details.organizer_name
    }

    /// Who is invited, the organizer only if the file lists them.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.details.people
    }

    /// Whether it has days and no times.
    #[must_use]
    pub fn all_day(&self) -> bool {
        self.details.all_day
    }

    /// Whether it is private, free or out of office.
    #[must_use]
    pub fn privacy(&self) -> Privacy {
        self.details.privacy
    }
}
