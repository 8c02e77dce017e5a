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

    /// Opens a folder. Nothing in it is changed: what a crash has left does no harm, since only what
    /// the journal names is read, and the next [`crate::Writer`] sweeps it away.
    ///
    /// # Errors
    /// If it is no folder of acts, is being changed, is of another version, or is damaged.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        if !Folder::is_one(root) {
            return Err(StoreError::NotAStore(root.to_owned()));
        }
        let folder = Folder { root: root.to_owned(), disk: Default::default() };
        let coder = folder.header()?.coder;
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

    /// All addresses of the persons to whom some belong; none if nobody has any of these.
    #[must_use]
    pub fn addresses_of(&self, some: &[Address]) -> Vec<Address> {
        let own = self.journal.owners(some).into_iter().flat_map(|owner| &owner.addresses);
        own.map(|address| Address::new(address)).collect()
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
