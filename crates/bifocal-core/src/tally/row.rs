//! A tally as it is written out and read again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::MOST;
use super::{BUCKETS, Cell, Counts, Key, Tally};
use crate::message::{Medium, Toward, Week};

/// One row: a key with its counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Primary address of the writer.
    pub person: String,
    /// Monday of the week, or nothing.
    pub week: Option<String>,
    /// Whom the messages go to.
    pub toward: Toward,
    /// Where they were written.
    pub medium: Medium,
    /// Bucket of the thread.
    pub bucket: u8,
    /// Name of the coder's model that decided, such as `careful-3`, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coder: Option<String>,
    /// Counts by the cell's name; cells that are 0 are left out.
    pub counts: BTreeMap<String, u64>,
}

/// Why a row is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// A count of something that this version does not count.
    #[error("{0:?} is nothing that is counted")]
    Cell(String),
    /// A week that does not begin on that day, or no day.
    #[error("{0:?} is not the Monday of a week")]
    Week(String),
    /// A bucket that there is not.
    #[error("there is no bucket {0}: they are 0 to 63")]
    Bucket(u8),
    /// A count that nobody can have written in a week.
    #[error("{0:?} is {1}; no count is above {MOST}")]
    TooMany(String, u64),
    /// Counts that no messages can have: a part that is more than the whole, or two poles that overlap by less
    /// than they must.
    #[error("{0:?} and {1:?} do not fit together: no messages can have these counts")]
    Inconsistent(String, String),
}

impl Tally {
    /// The rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.iter().map(|(key, counts)| Row {
            person: key.person.to_string(),
            week: key.week.and_then(Week::monday),
            toward: key.toward,
            medium: key.medium,
            bucket: key.bucket,
            coder: None,
            counts: counts.iter().map(|(cell, n)| (cell.name(), n)).collect(),
        })
    }
}

impl Row {
    /// Adds the row's counts to a tally.
    ///
    /// # Errors
    /// If the row has a cell, a week or a bucket that there is not, or counts that no messages can have.
    /// Nothing is added then.
    pub fn add_to(self, tally: &mut Tally) -> Result<(), RowError> {
        let mut counts = Counts::default();
        for (name, n) in self.counts {
            if n > MOST {
                return Err(RowError::TooMany(name, n));
            }
            let cell = Cell::from_name(&name).ok_or(RowError::Cell(name))?;
            if n > 0 {
                counts.add(cell, n);
            }
        }
        if let Some((one, other)) = counts.contradiction() {
            return Err(RowError::Inconsistent(one.name(), other.name()));
        }
        if usize::from(self.bucket) >= BUCKETS {
            return Err(RowError::Bucket(self.bucket));
        }
        let week = self.week.map(|day| Week::starting(&day).ok_or(RowError::Week(day)));
        let key = Key {
            person: self.person.into(),
            week: week.transpose()?,
            toward: self.toward,
            medium: self.medium,
            bucket: self.bucket,
        };
        tally.insert(key, &counts);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(change: impl FnOnce(&mut Row)) -> Result<(), RowError> {
        let mut row = Row {
            person: "ana@velobay.example".into(),
            week: Some("2026-01-05".into()),
            toward: Toward::Up,
            medium: Medium::Mail,
            bucket: 3,
            coder: None,
            counts: BTreeMap::from([("messages".into(), 3), ("acting".into(), 2)]),
        };
        change(&mut row);
        row.add_to(&mut Tally::default())
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(row(|_| ()), Ok(()));
        assert!(matches!(row(|r| r.bucket = 64), Err(RowError::Bucket(64))));
        assert!(matches!(row(|r| r.week = Some("2026-01-06".into())), Err(RowError::Week(_))));
        assert!(matches!(row(|r| r.week = Some("soon".into())), Err(RowError::Week(_))));
        let unknown = |r: &mut Row| r.counts = BTreeMap::from([("does.NOTHING".into(), 1)]);
        assert!(matches!(row(unknown), Err(RowError::Cell(_))));
    }

    #[test]
    fn counts_that_no_messages_can_have_are_refused() {
        let counted = |cells: &[(&str, u64)]| {
            row(|row| row.counts.extend(cells.iter().map(|(name, n)| ((*name).to_owned(), *n))))
        };
        assert_eq!(
            counted(&[("attends.people", 2), ("attends.results", 1)]),
            Err(RowError::Inconsistent("attends.people".into(), "attends.results".into()))
        );
        let both = ("attends.people.and.results", 1);
        assert_eq!(counted(&[("attends.people", 2), ("attends.results", 1), both]), Ok(()));
        assert!(matches!(counted(&[("acting", u64::MAX)]), Err(RowError::TooMany(..))));
        for wrong in [
            &[("acting", 4)][..],
            &[("attends.people", 3)],
            &[("does.TASK", 1), ("does.TASK.attends.people", 1)],
            &[("attends.results", 2), both],
            &[("sentences.people", 1)],
            &[("undecided", 1)],
            &[("sentences", 2), ("sentences.people", 2), ("sentences.results", 1)],
        ] {
            assert!(matches!(counted(wrong), Err(RowError::Inconsistent(..))), "{wrong:?}");
        }
    }
}
