//! What a study knows of a person, as a row of numbers: shares of the person's acting messages, so that
//! every person weighs the same, however much they write.

use std::sync::LazyLock;

use bifocal_core::tally::{Cell, Counts};
use bifocal_core::{Activity, Family, Pole};
use serde::Serialize;

/// Something that a message does: a family of activities, or one activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Class {
    /// A family.
    Family(Family),
    /// One activity.
    Activity(Activity),
}

/// The two poles of focus.
pub const FOCUS: [Pole; 2] = [Pole::People, Pole::Results];

impl Class {
    /// The families, with or without the one that stands apart.
    pub fn families(with_motivate: bool) -> Vec<Self> {
        let all = Family::ALL.into_iter().filter(|f| with_motivate || *f != Family::Motivate);
        all.map(Self::Family).collect()
    }

    /// The ten acting activities, with or without MOTIVATE.
    pub fn activities(with_motivate: bool) -> Vec<Self> {
        let all = Activity::acting().filter(|a| with_motivate || *a != Activity::Motivate);
        all.map(Self::Activity).collect()
    }

    /// Name to read.
    pub fn name(self) -> String {
        match self {
            Self::Family(family) => family.name().replace('_', " "),
            Self::Activity(activity) => activity.code().to_owned(),
        }
    }

    /// Position among the families and then the acting activities.
    fn place(self) -> usize {
        let found = match self {
            Self::Family(family) => Family::ALL.iter().position(|other| *other == family),
            Self::Activity(activity) => Activity::acting()
                .position(|other| other == activity)
                .map(|place| Family::ALL.len() + place),
        };
        // OTHER is no class.
        found.unwrap_or(0)
    }

    const fn does(self) -> Cell {
        match self {
            Self::Family(family) => Cell::DoesFamily(family),
            Self::Activity(activity) => Cell::Does(activity),
        }
    }

    const fn attending(self, pole: Pole) -> Cell {
        match self {
            Self::Family(family) => Cell::DoesFamilyAttending(family, pole),
            Self::Activity(activity) => Cell::DoesAttending(activity, pole),
        }
    }
}

/// One number of a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column {
    /// Share of messages that do a class.
    Does(Class),
    /// Share of messages that do a class and attend to a pole of focus.
    Attending(Class, Pole),
    /// Share of messages that attend to a pole.
    Attends(Pole),
    /// Share of messages that go to people who report to the writer.
    Down,
    /// Share of messages that LEARN and go to people who report to the writer.
    LearnDown,
    /// Sentences a message.
    Length,
    /// Share of sentences, a message, that attend to a pole of focus.
    SentenceAttends(Pole),
}

static ALL: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let classes = Class::families(true).into_iter().chain(Class::activities(true));
    let mut all = Vec::new();
    for class in classes {
        all.push(Column::Does(class));
        all.extend(FOCUS.map(|pole| Column::Attending(class, pole)));
    }
    all.extend(Pole::ALL.map(Column::Attends));
    all.extend([Column::Down, Column::LearnDown, Column::Length]);
    all.extend(FOCUS.map(Column::SentenceAttends));
    all
});

impl Column {
    /// All columns in the order of a row.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// Position in a row, as [`Column::all`] lays it out.
    pub fn index(self) -> usize {
        let focus = |pole: Pole| usize::from(pole != FOCUS[0]);
        // All activities are classes but OTHER.
        let classes = Family::ALL.len() + Activity::ALL.len() - 1;
        let per_class = 1 + FOCUS.len();
        let behind_classes = per_class * classes;
        let behind_poles = behind_classes + Pole::ALL.len();
        match self {
            Self::Does(class) => per_class * class.place(),
            Self::Attending(class, pole) => per_class * class.place() + 1 + focus(pole),
            Self::Attends(pole) => behind_classes + pole.index(),
            Self::Down => behind_poles,
            Self::LearnDown => behind_poles + 1,
            Self::Length => behind_poles + 2,
            Self::SentenceAttends(pole) => behind_poles + 3 + focus(pole),
        }
    }

    /// The number behind the share, before it is divided by the acting messages.
    pub(super) fn count(self, all: &Counts, down: &Counts) -> f64 {
        let n = match self {
            Self::Does(class) => all.get(class.does()),
            Self::Attending(class, pole) => all.get(class.attending(pole)),
            Self::Attends(pole) => all.get(Cell::Attends(pole)),
            Self::Down => down.get(Cell::Acting),
            Self::LearnDown => down.get(Cell::Does(Activity::Learn)),
            Self::Length => all.get(Cell::Sentences),
            Self::SentenceAttends(pole) => all.get(Cell::SentenceAttends(pole)),
        };
        n as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_place_of_its_own() {
        for (at, column) in Column::all().iter().enumerate() {
            assert_eq!(column.index(), at);
        }
    }
}
