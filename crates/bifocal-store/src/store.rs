//! A folder that is read.

use std::path::Path;

use bifocal_core::{Address, Tally};

use crate::error::StoreError;
use crate::folder::Folder;
use crate::journal::{Journal, Owner, Part, Run};
use crate::lock::Lock;
use crate::stored::Stored;

/// An open folder of acts. Others can read it meanwhile; nobody can change it.
#[derive(Debug)]
pub struct Store {
    folder: Folder,
    coder: String,
    journal: Journal,
    _lock: Lock,
}

impl Store {
    /// Whether there is a folder of acts at a path.
    #[must_use]
    pub fn is_one(root: &Path) -> bool {
        Folder::is_one(root)
    }

    /// Opens a folder, and sweeps away what a crash has left if nobody else is at work in it.
    ///
    /// # Errors
    /// If it is no folder of acts, is being changed, is of another version, or is damaged.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        if !Folder::is_one(root) {
            return Err(StoreError::NotAStore(root.to_owned()));
        }
        let folder = Folder { root: root.to_owned(), disk: Default::default() };
        let coder = folder.header()?.coder;
        // Where that is not possible, as on a disk that cannot be written to, strays do no harm:
        // only what the journal names is read.
        if let Ok(_lock) = Lock::exclusive(root) {
            let _ = sweep(&folder);
        }
        let lock = Lock::shared(root)?;
        let (journal, _) = folder.journal()?;
        Ok(Self { folder, coder, journal, _lock: lock })
    }

    /// Name of the coder.
    #[must_use]
    pub fn coder(&self) -> &str {
        &self.coder
    }

    /// The persons whose acts are in the folder.
    #[must_use]
    pub fn persons(&self) -> &[Owner] {
        &self.journal.persons
    }

    /// The person whom one of the addresses belongs to.
    #[must_use]
    pub fn person(&self, addresses: &[Address]) -> Option<&Owner> {
        self.journal.owner(addresses)
    }

    /// The runs that came to their end, oldest first. Of several over the same sources, the last.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.journal.runs
    }

    /// All messages, a part at a time.
    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        Rows { folder: &self.folder, parts: self.journal.parts.iter() }
    }

    /// Counts all coded messages.
    ///
    /// # Errors
    /// If a part is damaged.
    pub fn tally(&self) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        for rows in self.rows() {
            rows?.iter().for_each(|row| row.count(&mut tally));
        }
        Ok(tally)
    }
}

/// Removes files that the journal does not name.
pub(crate) fn sweep(folder: &Folder) -> Result<(), StoreError> {
    let (journal, _) = folder.journal()?;
    for stray in folder.strays(&journal)? {
        folder.disk.remove(&stray)?;
    }
    Ok(())
}

/// The messages of a folder, a part at a time.
pub struct Rows<'a> {
    pub(crate) folder: &'a Folder,
    pub(crate) parts: std::slice::Iter<'a, Part>,
}

impl Iterator for Rows<'_> {
    type Item = Result<Vec<Stored>, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.parts.next().map(|part| self.folder.read_part(part))
    }
}
