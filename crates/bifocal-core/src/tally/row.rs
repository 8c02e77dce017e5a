//! A tally as it is written out and read again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
            counts: counts.iter().map(|(cell, n)| (cell.name(), n)).collect(),
        })
    }
}

impl Row {
    /// Adds the row's counts to a tally.
    ///
    /// # Errors
    /// If the row has a cell, a week or a bucket that there is not.
    pub fn add_to(self, tally: &mut Tally) -> Result<(), RowError> {
        let mut counts = Counts::default();
        for (name, n) in self.counts {
            counts.add(Cell::from_name(&name).ok_or(RowError::Cell(name))?, n);
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
            counts: BTreeMap::from([("acting".into(), 2)]),
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
}
