//! What is counted.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::activity::Activity;
use crate::family::Family;
use crate::lens::{Group, Pole};

/// What is counted. A message *acts* if it does any activity but OTHER; the counts of activities
/// (but OTHER) and poles are over acting messages, so that every share has the same denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// Messages with at least one sentence.
    Messages,
    /// Messages that act: the denominator of all rates.
    Acting,
    /// Acting messages that do an activity.
    Does(Activity),
    /// Acting messages that attend to a pole.
    Attends(Pole),
    /// Acting messages that attend to any pole of a group.
    AttendsAny(Group),
    /// Acting messages that do the activity and attend to the pole, anywhere in the message.
    DoesAttending(Activity, Pole),
    /// Acting messages that do any activity of a family.
    DoesFamily(Family),
    /// Acting messages that do the family and attend to the pole, anywhere in the message.
    DoesFamilyAttending(Family, Pole),
    /// Acting messages that attend to both poles; the first is the earlier in order.
    AttendsBoth(Pole, Pole),
    /// Sentences.
    Sentences,
    /// Sentences with an activity.
    SentenceDoes(Activity),
    /// Sentences with a pole.
    SentenceAttends(Pole),
    /// Sentences that attend to both poles; the first is the earlier in order.
    SentenceAttendsBoth(Pole, Pole),
    /// Sentences whose activity is undecided.
    Undecided,
}

impl Cell {
    /// Name in data and output, such as `does.TASK.attends.people`.
    pub fn name(self) -> String {
        match self {
            Self::Messages => "messages".into(),
            Self::Acting => "acting".into(),
            Self::Does(a) => format!("does.{}", a.code()),
            Self::Attends(p) => format!("attends.{}", p.name()),
            Self::AttendsAny(g) => format!("attends.{}", g.name()),
            Self::DoesAttending(a, p) => format!("does.{}.attends.{}", a.code(), p.name()),
            Self::DoesFamily(f) => format!("does.{}", f.name()),
            Self::DoesFamilyAttending(f, p) => format!("does.{}.attends.{}", f.name(), p.name()),
            Self::AttendsBoth(p, q) => format!("attends.{}.and.{}", p.name(), q.name()),
            Self::Sentences => "sentences".into(),
            Self::SentenceDoes(a) => format!("sentences.{}", a.code()),
            Self::SentenceAttends(p) => format!("sentences.{}", p.name()),
            Self::SentenceAttendsBoth(p, q) => format!("sentences.{}.and.{}", p.name(), q.name()),
            Self::Undecided => "undecided".into(),
        }
    }

    /// The cell with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        BY_NAME.get(name).copied()
    }
}

static BY_NAME: LazyLock<HashMap<String, Cell>> = LazyLock::new(|| {
    let mut cells = vec![
        Cell::Messages,
        Cell::Acting,
        Cell::Sentences,
        Cell::Undecided,
        Cell::AttendsAny(Group::Change),
        Cell::AttendsAny(Group::Upkeep),
    ];
    for activity in Activity::ALL {
        cells.extend([Cell::Does(activity), Cell::SentenceDoes(activity)]);
        cells.extend(Pole::ALL.map(|pole| Cell::DoesAttending(activity, pole)));
    }
    for family in Family::ALL {
        cells.push(Cell::DoesFamily(family));
        cells.extend(Pole::ALL.map(|pole| Cell::DoesFamilyAttending(family, pole)));
    }
    for pole in Pole::ALL {
        cells.extend([Cell::Attends(pole), Cell::SentenceAttends(pole)]);
        let others = Pole::ALL.into_iter().filter(|other| *other > pole);
        cells.extend(
            others.flat_map(|o| [Cell::AttendsBoth(pole, o), Cell::SentenceAttendsBoth(pole, o)]),
        );
    }
    cells.into_iter().map(|cell| (cell.name(), cell)).collect()
});
