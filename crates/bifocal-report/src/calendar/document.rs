//! What the calendar's page says, before it takes a form.

use bifocal_calendar::{Figures, Notes, VivaSums};
use serde::Serialize;

use crate::Person;

/// The calendar of one person.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarPage {
    /// Version of this shape.
    pub schema: u32,
    /// Version of the program.
    pub made_by: String,
    /// Whose calendar it is.
    pub person: Person,
    /// What was read.
    pub read: CalendarRead,
    /// The figures; nothing where only a person query was given.
    pub figures: Option<Figures>,
    /// The sums of a person query of Viva Insights, if one was given.
    pub viva: Option<VivaSums>,
}

/// What was read.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CalendarRead {
    /// Paths as given.
    pub sources: Vec<String>,
    /// Files with a calendar in them.
    pub files: u64,
    /// Events in them, copies included.
    pub events: u64,
    /// Of these, copies and older versions of others.
    pub copies: u64,
    /// The calendar's own time zone, if its files tell one.
    pub zone: Option<String>,
    /// First and last day that were looked at, as asked for.
    pub from: Option<String>,
    /// See `from`.
    pub to: String,
    /// What could not be read, or not as it stands.
    pub notes: Notes,
}
