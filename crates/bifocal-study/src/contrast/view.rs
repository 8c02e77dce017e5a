//! One group's means, read as they were counted or corrected for the coder's errors.

use bifocal_core::Pole;
use bifocal_stats::ErrorRates;

use crate::sample::{Class, Column, FOCUS, Person};

/// How a group's figures are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// As counted.
    Counted,
    /// Corrected for error rates on whole messages (people, results), known from elsewhere.
    Card([ErrorRates; 2]),
    /// Corrected for the error rates that the group's own labelled messages show.
    Gold,
    /// Prediction-powered: the counts, trusted so far (0 to 1), put right by the labelled messages.
    Powered(f64),
}

/// The means of one group.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    means: &'a [f64],
    way: Way,
}

/// Columns that stand after those of [`Column::all`] in an extended row: the weight of labelled messages,
/// then per pole of focus what the error rates are made of, then labels and counts of each column.
const WEIGHT: usize = 0;
const RATES: usize = 1;
const LABELS: usize = RATES + 8;

/// A person's row, with what the labelled messages add.
pub(super) fn extended(person: &Person) -> Vec<f64> {
    let base = Column::all().len();
    let mut row = person.row.clone();
    if person.gold.is_empty() {
        return row;
    }
    row.resize(base + LABELS + 2 * base, 0.0);
    for message in &person.gold {
        row[base + WEIGHT] += message.weight;
        for at in 0..FOCUS.len() {
            let (label, counted) = (message.label[at], message.counted[at]);
            let add = [label && counted, label, !label && !counted, !label];
            for (place, true_here) in add.into_iter().enumerate() {
                row[base + RATES + 4 * at + place] +=
                    f64::from(u8::from(true_here)) * message.weight;
            }
        }
        for column in message.columns(message.label) {
            row[base + LABELS + column.index()] += message.weight;
        }
        for column in message.columns(message.counted) {
            row[base + LABELS + base + column.index()] += message.weight;
        }
    }
    row
}

impl<'a> View<'a> {
    /// A group's means of rows or of extended rows.
    pub const fn new(means: &'a [f64], way: Way) -> Self {
        Self { means, way }
    }

    fn at(&self, place: usize) -> f64 {
        self.means.get(place).copied().unwrap_or(0.0)
    }

    fn behind(&self, place: usize) -> f64 {
        self.at(Column::all().len() + place)
    }

    /// A column as it was counted.
    pub fn counted(&self, column: Column) -> f64 {
        self.at(column.index())
    }

    /// Share of messages that do a class.
    pub fn does(&self, class: Class) -> f64 {
        self.counted(Column::Does(class))
    }

    /// Share of messages that do a class and attend to a pole of focus.
    pub fn attending(&self, class: Class, pole: Pole) -> f64 {
        self.put_right(Column::Attending(class, pole), pole, self.does(class))
    }

    /// Share of messages that attend to a pole of focus.
    pub fn attends(&self, pole: Pole) -> f64 {
        self.put_right(Column::Attends(pole), pole, 1.0)
    }

    /// Among the messages that do a class, the share that attends to a pole; none where there are none.
    pub fn within(&self, class: Class, pole: Pole) -> Option<f64> {
        let does = self.does(class);
        (does > 0.0).then(|| self.attending(class, pole) / does)
    }

    /// A share of `out_of` that attends to a pole of focus. The correction is Rogan and Gladen's, without
    /// cutting to 0 and 1: it must stay smooth.
    fn put_right(&self, column: Column, pole: Pole, out_of: f64) -> f64 {
        let counted = self.counted(column);
        let at = usize::from(pole != FOCUS[0]);
        let correct = |sensitivity: f64, specificity: f64| {
            (counted - (1.0 - specificity) * out_of) / (sensitivity + specificity - 1.0)
        };
        match self.way {
            Way::Counted => counted,
            Way::Card(errors) => correct(errors[at].sensitivity, errors[at].specificity),
            Way::Gold => {
                let [hits, cases, misses, rest] =
                    [0, 1, 2, 3].map(|place| self.behind(RATES + 4 * at + place));
                correct(hits / cases, misses / rest)
            }
            Way::Powered(trust) => {
                let base = Column::all().len();
                let place = LABELS + column.index();
                let (label, coded) = (self.behind(place), self.behind(place + base));
                trust * counted + (label - trust * coded) / self.behind(WEIGHT)
            }
        }
    }
}
