//! What was seen: the groups, never the figures. One ledger a folder, whatever plans lie in it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::people::{Group, cut};

/// Name of the ledger in a study's folder.
const FILE: &str = "study.ledger.jsonl";

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It cannot be read or written.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// A line of it is damaged; nothing may be released on half a ledger.
    #[error("{0}, line {1}: not a line of a ledger; restore the file, or begin a new study folder")]
    Damaged(PathBuf, usize),
    /// Two runs at once could each let through what they may not let through together.
    #[error("{0}: another run uses this ledger; wait for it to end")]
    InUse(PathBuf),
    /// The system gives no random numbers.
    #[error("cannot make pseudonyms for the study: {0}")]
    Random(String),
}

/// What is known of earlier figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Memory {
    /// There is a ledger.
    Kept,
    /// There was none, and nothing says that there should have been.
    #[default]
    Begun,
    /// There was none, though something in the folder is older: it may have been taken away.
    Missing,
}

/// The groups that were seen, kept in a file of the study's folder or in memory. The file is locked while
/// the ledger lives.
#[derive(Debug, Default)]
pub struct Ledger {
    viewer: String,
    salt: String,
    seen: Vec<Group>,
    memory: Memory,
    file: Option<(PathBuf, File)>,
}

/// The first line: what is mixed into the pseudonyms of this folder's studies.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    salt: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    viewer: String,
    group: Group,
}

impl Ledger {
    /// Opens the ledger of a study's folder for a viewer, and begins it where there is none. All viewers'
    /// groups count: people talk. `older` says whether something shows that the folder was used before.
    ///
    /// # Errors
    /// If it cannot be read or written, a line is damaged, or another run uses it.
    pub fn open(folder: &Path, viewer: &str, older: bool) -> Result<Self, LedgerError> {
        let path = folder.join(FILE);
        let failed = |error| LedgerError::Io(path.clone(), error);
        let file = OpenOptions::new().read(true).create(true).append(true).open(&path);
        let file = file.map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => LedgerError::InUse(path.clone()),
            TryLockError::Error(error) => failed(error),
        })?;
        let (mut salt, mut seen) = (None, Vec::new());
        for (number, line) in BufReader::new(&file).lines().enumerate() {
            let line = line.map_err(failed)?;
            let damaged = |_| LedgerError::Damaged(path.clone(), number + 1);
            if salt.is_none() {
                salt = Some(serde_json::from_str::<Head>(&line).map_err(damaged)?.salt);
            } else {
                seen.push(serde_json::from_str::<Line>(&line).map_err(damaged)?.group);
            }
        }
        let memory = match (&salt, older) {
            (Some(_), _) => Memory::Kept,
            (None, false) => Memory::Begun,
            (None, true) => Memory::Missing,
        };
        let begun = salt.is_none();
        let salt = salt.map_or_else(random, Ok)?;
        let mut ledger = Self {
            viewer: viewer.to_owned(),
            salt,
            seen,
            memory,
            file: Some((path.clone(), file)),
        };
        if begun {
            ledger.write(&Head { salt: ledger.salt.clone() })?;
        }
        Ok(ledger)
    }

    /// What is mixed into pseudonyms: drawn once for a folder, so that no wording of a plan changes them.
    pub fn salt(&self) -> &str {
        &self.salt
    }

    /// What is known of earlier figures.
    pub const fn memory(&self) -> Memory {
        self.memory
    }

    /// The groups that were seen so far.
    pub fn seen(&self) -> &[Group] {
        &self.seen
    }

    /// Whether people were seen, and none of these.
    pub(super) fn knows_others_than(&self, everybody: &Group) -> bool {
        !self.seen.is_empty() && self.seen.iter().all(|group| group.is_apart_from(everybody))
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
        self.write(&Line { viewer: self.viewer.clone(), group: group.clone() })?;
        self.seen.push(group.clone());
        Ok(())
    }

    fn write(&mut self, line: &impl Serialize) -> Result<(), LedgerError> {
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        let failed = |error| LedgerError::Io(path.clone(), error);
        let mut text = serde_json::to_string(line).map_err(|error| failed(error.into()))?;
        text.push('\n');
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)
    }
}

/// 128 bits from the system, in hexadecimal.
fn random() -> Result<String, LedgerError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| LedgerError::Random(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::PersonId;

    #[test]
    fn is_kept_across_runs_and_viewers() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |viewer: &str, older| Ledger::open(folder.path(), viewer, older);
        let group: Group = (0..5).map(PersonId).collect();
        let everybody: Group = (0..12).map(PersonId).collect();
        let mut first = open("a", false).expect("new");
        assert_eq!((first.memory(), first.salt().len()), (Memory::Begun, 32));
        first.add(&group).expect("written");
        assert!(matches!(open("b", false), Err(LedgerError::InUse(_))), "one run at a time");
        let salt = first.salt().to_owned();
        drop(first);
        let again = open("b", true).expect("read");
        assert_eq!((again.memory(), again.salt()), (Memory::Kept, salt.as_str()));
        assert_eq!(again.cells(&everybody).len(), 2);
        // Three of the five have left, and are a cell of their own once the rest is asked about.
        let later: Group = (3..12).map(PersonId).collect();
        let cells = again.cells(&later);
        assert_eq!(cells.iter().map(Group::len).collect::<Vec<_>>(), [5, 7]);
        assert!(cut(&cells, &(3..5).map(PersonId).collect()).iter().any(|cell| cell.len() == 3));
        assert!(again.knows_others_than(&(20..30).map(PersonId).collect()));
        assert!(!again.knows_others_than(&later));
        drop(again);
        let path = folder.path().join(FILE);
        let mut text = std::fs::read_to_string(&path).expect("a ledger");
        text.push_str("{\"viewer\":\"a\",\"gro");
        std::fs::write(&path, text).expect("written");
        assert!(matches!(open("a", false), Err(LedgerError::Damaged(_, 3))));
    }

    #[test]
    fn one_that_is_gone_is_missed() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Ledger::open(folder.path(), "a", false).expect("new").salt().to_owned();
        std::fs::remove_file(folder.path().join(FILE)).expect("gone");
        let later = Ledger::open(folder.path(), "a", true).expect("new");
        assert_eq!(later.memory(), Memory::Missing);
        assert_ne!(later.salt(), first, "other pseudonyms");
    }
}
