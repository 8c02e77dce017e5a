//! Calendars: iCalendar files in, meetings and measures of them out.
//!
//! ```text
//! files ─> events (ical) ─> union of copies, rules expanded (unite) ─> meetings ─> measures
//! ```
//!
//! Of an event only times, people, answers and marks are kept: no title, no place, no text. An
//! event of many copies (the organizer's, an attendee's, an invitation by mail) is one event; the
//! latest version counts. What cannot be read is counted and named in [`Notes`], and what else is
//! there is still read.
//!
//! Nothing here is about text: the measures stand on a page of their own.

mod error;
mod ical;
mod measures;
mod meeting;
mod note;
mod source;
mod unite;
mod viva;
mod window;

pub use error::CalendarError;
pub use ical::Event;
pub use measures::{
    Amount, By, Cadence, Changes, Figures, LeftOut, Notice, Pair, Share, Sizes, TowardShares,
    WeekAmount, WorkingHours, between, measure, named_in,
};
pub use meeting::{Answer, Fate, Invited, Meeting, Person, Privacy};
pub use note::{Note, Notes};
pub use source::{Calendar, ReadCounts};
pub use unite::Meetings;
pub use viva::{VivaError, VivaMetric, VivaSums};
pub use window::Window;
