//! What a viewer has seen: the groups, never the figures.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::people::{Group, cut};

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It cannot be read or written.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// A line of it is damaged; nothing may be released on half a ledger.
    #[error("{0}, line {1}: not a line of a ledger; restore the file, or begin a new study folder")]
    Damaged(PathBuf, usize),
}

/// The groups that one viewer has seen, kept in a file of the study's folder or in memory.
#[derive(Debug, Default)]
pub struct Ledger {
    viewer: String,
    seen: Vec<Group>,
    path: Option<PathBuf>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    viewer: String,
    group: Group,
}

impl Ledger {
    /// Opens the ledger of a study's folder for a viewer; it need not exist yet. All viewers' groups
    /// count: people talk.
    ///
    /// # Errors
    /// If it cannot be read, or a line is damaged.
    pub fn open(path: &Path, viewer: &str) -> Result<Self, LedgerError> {
        let mut seen = Vec::new();
        match File::open(path) {
            Ok(file) => {
                for (number, line) in BufReader::new(file).lines().enumerate() {
                    let line = line.map_err(|error| LedgerError::Io(path.to_owned(), error))?;
                    let line: Line = serde_json::from_str(&line)
                        .map_err(|_| LedgerError::Damaged(path.to_owned(), number + 1))?;
                    seen.push(line.group);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(LedgerError::Io(path.to_owned(), error)),
        }
        Ok(Self { viewer: viewer.to_owned(), seen, path: Some(path.to_owned()) })
    }

    /// How many groups were seen.
    pub fn groups(&self) -> usize {
        self.seen.len()
    }

    /// The cells that what was seen cuts everybody into. Those who were seen before and have left count
    /// too: a figure without them, taken off the one with them, is about them.
    pub(super) fn cells(&self, everybody: &Group) -> Vec<Group> {
        let ever: Group = self.seen.iter().chain([everybody]).flat_map(Group::iter).collect();
        self.seen.iter().fold(vec![ever], |cells, group| cut(&cells, group))
    }

    /// Notes that a group is seen; it is on the disk when this returns.
    pub(super) fn add(&mut self, group: &Group) -> Result<(), LedgerError> {
        if self.seen.contains(group) {
            return Ok(());
        }
        if let Some(path) = &self.path {
            let failed = |error| LedgerError::Io(path.clone(), error);
            let line = Line { viewer: self.viewer.clone(), group: group.clone() };
            let mut text = serde_json::to_string(&line).map_err(|e| failed(e.into()))?;
            text.push('\n');
            let mut file =
                OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
            file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)?;
        }
        self.seen.push(group.clone());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::PersonId;

    #[test]
    fn is_kept_across_runs_and_viewers() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ledger.jsonl");
        let group: Group = (0..5).map(PersonId).collect();
        let everybody: Group = (0..12).map(PersonId).collect();
        Ledger::open(&path, "a").expect("new").add(&group).expect("written");
        let again = Ledger::open(&path, "b").expect("read");
        assert_eq!(again.cells(&everybody).len(), 2);
        // Three of the five have left, and are a cell of their own once the rest is asked about.
        let later: Group = (3..12).map(PersonId).collect();
        let cells = again.cells(&later);
        assert_eq!(cells.iter().map(Group::len).collect::<Vec<_>>(), [5, 7]);
        assert!(cut(&cells, &(3..5).map(PersonId).collect()).iter().any(|cell| cell.len() == 3));
        std::fs::write(&path, "{\"viewer\":\"a\",\"gro").expect("written");
        assert!(matches!(Ledger::open(&path, "a"), Err(LedgerError::Damaged(_, 1))));
    }
}
