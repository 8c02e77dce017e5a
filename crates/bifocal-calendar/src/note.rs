//! What could not be read, or not as it stands: counted and named.

use std::collections::BTreeMap;

use serde::Serialize;

/// Something in a calendar that was left out, or read otherwise than it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// An event without a start that can be read.
    NoStart,
    /// An event that ends before it starts; its end is taken for its start.
    EndBeforeStart,
    /// A time in a zone that nothing describes; it is taken for one in the calendar's own zone.
    UnknownZone,
    /// A recurrence rule that cannot be read; the event counts once, at its start.
    BadRule,
    /// A rule that repeats within hours, as meetings do not; the event counts once.
    FineRule,
    /// A rule that has more instances within the window than are counted, or took too long.
    EndlessRule,
    /// An event without an identity; one is made of its content.
    NoUid,
    /// A file that ends, or a calendar that is closed, within an event, which is left out.
    CutOff,
    /// A line that is no content line.
    BadLine,
    /// A line of an event that is longer than a line may be; it is left out.
    LongLine,
    /// A date, a time or a duration that cannot be read.
    BadTime,
    /// More events, people or dates than are kept.
    TooMany,
    /// A file that cannot be read to its end.
    Damaged,
    /// A file in a folder or archive that is no calendar.
    NotACalendar,
    /// A calendar of a version that is not known; it is read all the same.
    UnknownVersion,
    /// An event that somebody proposes or asks for, and that the organizer has not told of
    /// (`METHOD:COUNTER`, `DECLINECOUNTER`, `REFRESH`); it is left out.
    Proposal,
    /// A value in a person query that is no number.
    NoNumber,
    /// A second row of the same day in a person query; the first counts.
    SameDay,
}

impl Note {
    /// A short name by which notes are counted.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoStart => "event without a start",
            Self::EndBeforeStart => "event that ends before it starts",
            Self::UnknownZone => "time in an unknown zone",
            Self::BadRule => "rule that cannot be read",
            Self::FineRule => "rule within hours",
            Self::EndlessRule => "rule with too many instances",
            Self::NoUid => "event without a UID",
            Self::CutOff => "event that is cut off",
            Self::BadLine => "line that is none",
            Self::LongLine => "line that is too long",
            Self::BadTime => "time that cannot be read",
            Self::TooMany => "too many to keep",
            Self::Damaged => "damaged file",
            Self::NotACalendar => "file that is no calendar",
            Self::UnknownVersion => "unknown version",
            Self::Proposal => "proposal by somebody else",
            Self::NoNumber => "value that is no number",
            Self::SameDay => "second row of a day",
        }
    }
}

/// All notes: every one is counted, the first of them are named with their place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// How many there are, by name.
    pub counts: BTreeMap<&'static str, u64>,
    /// Places of the first of them: file, line, name.
    pub examples: Vec<String>,
}

impl Notes {
    /// So many are named.
    const NAMED: usize = 10;

    pub(crate) fn add(&mut self, note: Note, place: impl FnOnce() -> String) {
        *self.counts.entry(note.name()).or_default() += 1;
        if self.examples.len() < Self::NAMED {
            self.examples.push(format!("{}: {}", place(), note.name()));
        }
    }

    /// Counts without a place.
    pub(crate) fn count(&mut self, note: Note) {
        *self.counts.entry(note.name()).or_default() += 1;
    }

    /// How often a note was made.
    #[must_use]
    pub fn of(&self, note: Note) -> u64 {
        self.counts.get(note.name()).copied().unwrap_or(0)
    }

    /// Adds other notes.
    pub fn merge(&mut self, other: Self) {
        for (name, n) in other.counts {
            *self.counts.entry(name).or_default() += n;
        }
        let room = Self::NAMED.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
    }
}
