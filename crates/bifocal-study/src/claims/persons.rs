//! One person of a study: counts, and the group.

use crate::gate::{Group, PersonId};

/// One of the two groups that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The plan's first group.
    First,
    /// The plan's second group.
    Second,
}

/// Counts of a person's acting messages. Classes are activities or families of them, in an order that
/// all persons share.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// Pseudonym.
    pub id: PersonId,
    /// Which group.
    pub side: Side,
    /// Messages that act.
    pub messages: f64,
    /// Of these, those that do each class.
    pub does: Vec<f64>,
    /// Of those that do each class, those that attend to the pole in question.
    pub attends: Vec<f64>,
}

impl Participant {
    /// Share of the person's messages that do a class.
    pub fn share(&self, class: usize) -> f64 {
        self.does.get(class).copied().unwrap_or(0.0) / self.messages.max(1.0)
    }
}

/// The persons of both sides.
pub fn sides(persons: &[Participant]) -> [Vec<&Participant>; 2] {
    [Side::First, Side::Second]
        .map(|side| persons.iter().filter(|person| person.side == side).collect())
}

/// The same as groups for the gate.
pub fn groups(sides: &[Vec<&Participant>; 2]) -> [Group; 2] {
    sides.each_ref().map(|side| side.iter().map(|person| person.id).collect())
}
