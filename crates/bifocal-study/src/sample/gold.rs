//! Messages that people or other coders coded, drawn with known probability.

use std::collections::BTreeMap;

use bifocal_core::{MessageCodes, MessageKey};
use serde::{Deserialize, Serialize};

use super::columns::{Class, Column, FOCUS};

/// One coded message beside what the coder counted in it.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldMessage {
    /// One over the probability with which it was drawn, over the person's acting messages: what it stands
    /// for, as a share of the person.
    pub weight: f64,
    /// Classes that the coder counted.
    pub classes: Vec<Class>,
    /// What the coder counted: people, results.
    pub counted: [bool; 2],
    /// What the label says.
    pub label: [bool; 2],
}

impl GoldMessage {
    /// The columns that this message adds to, by the coder or by the label.
    pub(crate) fn columns(&self, says: [bool; 2]) -> impl Iterator<Item = Column> {
        let poles = || FOCUS.into_iter().zip(says).filter(|(_, says)| *says).map(|(pole, _)| pole);
        let within: Vec<Column> = self
            .classes
            .iter()
            .flat_map(|class| poles().map(|pole| Column::Attending(*class, pole)))
            .collect();
        within.into_iter().chain(poles().map(Column::Attends).collect::<Vec<_>>())
    }
}

/// A row of a gold table, `gold.csv`: the message's key as `bifocal study gold` writes it, the probability
/// with which it was drawn, and the labels, 0 none, 1 some, 2 much (Pass M of the codebook).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoldRow {
    /// Key of the message, 16 hexadecimal digits.
    pub message: String,
    /// Probability with which it was drawn, above 0 and at most 1.
    pub probability: f64,
    /// Attends to people: 0, 1 or 2.
    pub people: u8,
    /// Attends to results: 0, 1 or 2.
    pub results: u8,
}

/// Why a gold table cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GoldError {
    /// A key that is none.
    #[error(
        "line {0}: {1:?} is no message's key; keys are 16 hexadecimal digits, as `bifocal study gold` writes them"
    )]
    Key(u64, String),
    /// A probability that is none.
    #[error("line {0}: {1} is no probability; it is above 0 and at most 1")]
    Probability(u64, f64),
    /// A label that is none.
    #[error("line {0}: {1} is no label; people and results are 0 (none), 1 (some) or 2 (much)")]
    Label(u64, u8),
    /// A message twice.
    #[error("line {0}: this message stands in the table already")]
    Twice(u64),
}

/// The labels by message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoldTable(BTreeMap<MessageKey, GoldRow>);

impl GoldTable {
    /// Takes rows, each with the line of its file that it begins on: texts go over several lines, and rows
    /// that are not coded yet are left out before.
    ///
    /// # Errors
    /// At the first row that makes no sense.
    pub fn new(rows: impl IntoIterator<Item = (u64, GoldRow)>) -> Result<Self, GoldError> {
        let mut table = BTreeMap::new();
        for (line, row) in rows {
            let key = u64::from_str_radix(&row.message, 16)
                .map_err(|_| GoldError::Key(line, row.message.clone()))?;
            if !(row.probability > 0.0 && row.probability <= 1.0) {
                return Err(GoldError::Probability(line, row.probability));
            }
            if let Some(label) = [row.people, row.results].into_iter().find(|label| *label > 2) {
                return Err(GoldError::Label(line, label));
            }
            if table.insert(MessageKey(key), row).is_some() {
                return Err(GoldError::Twice(line));
            }
        }
        Ok(Self(table))
    }

    /// How many messages it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A message beside its label, if it is in the table and acts; the weight is not yet divided by the
    /// person's messages.
    pub fn join(&self, key: MessageKey, codes: &MessageCodes) -> Option<GoldMessage> {
        let row = self.0.get(&key)?;
        if !codes.activities.acts() {
            return None;
        }
        let families = Class::families(true).into_iter().filter(|class| match class {
            Class::Family(family) => family.is_done_by(codes.activities),
            Class::Activity(_) => false,
        });
        let activities = codes.activities.iter().map(Class::Activity);
        Some(GoldMessage {
            weight: 1.0 / row.probability,
            classes: families.chain(activities).collect(),
            counted: FOCUS.map(|pole| codes.poles.contains(pole)),
            label: [row.people > 0, row.results > 0],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(message: &str, probability: f64, people: u8) -> GoldRow {
        GoldRow { message: message.into(), probability, people, results: 0 }
    }

    #[test]
    fn nonsense_is_refused_with_its_line() {
        let refused = |rows: Vec<GoldRow>| GoldTable::new((2..).zip(rows)).expect_err("refused");
        assert!(matches!(refused(vec![row("x", 0.5, 0)]), GoldError::Key(2, _)));
        assert!(matches!(refused(vec![row("1f", 0.0, 0)]), GoldError::Probability(2, _)));
        assert!(matches!(refused(vec![row("1f", f64::NAN, 0)]), GoldError::Probability(2, _)));
        assert!(matches!(refused(vec![row("1f", 1.0, 3)]), GoldError::Label(2, 3)));
        let twice = vec![row("1f", 1.0, 1), row("001f", 1.0, 1)];
        assert_eq!(refused(twice), GoldError::Twice(3));
        assert_eq!(GoldTable::new([(9, row("1f", 1.0, 2))]).expect("fine").len(), 1);
        let far = GoldTable::new([(9, row("1f", 1.0, 2)), (40, row("2f", 1.0, 4))]);
        assert_eq!(far.expect_err("refused").to_string().split(':').next(), Some("line 40"));
    }
}
