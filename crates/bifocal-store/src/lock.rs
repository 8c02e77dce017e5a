//! One process at a time changes a folder; several can read it.
//!
//! The operating system holds the lock, so that one that is killed leaves none behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use crate::error::StoreError;

/// Name of the file that is locked. It is empty.
pub(crate) const FILE: &str = "lock";

/// Holds until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// For a process that changes the folder.
    pub fn exclusive(root: &Path) -> Result<Self, StoreError> {
        let path = root.join(FILE);
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = open.map_err(StoreError::io(&path))?;
        settle(root, file.try_lock())?;
        Ok(Self { _file: Some(file) })
    }

    /// For a process that reads. A folder without the file lies where nothing can be written, as
    /// on a read-only disk: nobody changes it.
    pub fn shared(root: &Path) -> Result<Self, StoreError> {
        let path = root.join(FILE);
        match File::open(&path) {
            Ok(file) => {
                settle(root, file.try_lock_shared())?;
                Ok(Self { _file: Some(file) })
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self { _file: None }),
            Err(error) => Err(StoreError::io(&path)(error)),
        }
    }
}

fn settle(root: &Path, locked: Result<(), TryLockError>) -> Result<(), StoreError> {
    match locked {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy(root.to_owned())),
        Err(TryLockError::Error(error)) => Err(StoreError::io(&root.join(FILE))(error)),
    }
}
