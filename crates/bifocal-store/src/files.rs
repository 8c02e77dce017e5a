//! Changes to the disk that outlast a crash: a file is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::error::StoreError;

/// Files that are being written end so. Whatever else reads the folder passes over them.
pub(crate) const UNFINISHED: &str = ".tmp";

/// All changes go through here, so that tests can let the power fail at each of them.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    #[cfg(test)]
    dies_after: Option<std::cell::Cell<u32>>,
}

impl Disk {
    /// A disk that fails for good after so many steps.
    #[cfg(test)]
    pub fn dying(steps: u32) -> Self {
        Self { dies_after: Some(std::cell::Cell::new(steps)) }
    }

    /// One step. In tests the power can fail before it.
    fn step(&self) -> io::Result<()> {
        #[cfg(test)]
        if let Some(left) = &self.dies_after {
            match left.get().checked_sub(1) {
                Some(fewer) => left.set(fewer),
                None => return Err(io::Error::other("the power has failed")),
            }
        }
        Ok(())
    }

    /// Makes a folder, with those above it; one that is there already is fine.
    pub fn folder(&self, path: &Path) -> Result<(), StoreError> {
        let make = || {
            self.step()?;
            fs::create_dir_all(path)
        };
        make().map_err(StoreError::io(path))
    }

    /// Writes a file in place of whatever has its name: a reader sees the old or the new.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let write = || {
            let mut unfinished = path.as_os_str().to_owned();
            unfinished.push(UNFINISHED);
            let mut file = File::create(&unfinished)?;
            self.all(&mut file, bytes)?;
            self.step()?;
            file.sync_all()?;
            self.step()?;
            fs::rename(&unfinished, path)?;
            self.step()?;
            sync_folder(path)
        };
        write().map_err(StoreError::io(path))
    }

    /// Adds to the end of a file, of which only the first `valid` bytes count.
    pub fn append(&self, path: &Path, valid: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let append = || {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            if file.metadata()?.len() > valid {
                self.step()?;
                file.set_len(valid)?;
            }
            self.all(&mut file, bytes)?;
            self.step()?;
            file.sync_all()?;
            // The file can be new.
            if valid == 0 { sync_folder(path) } else { Ok(()) }
        };
        append().map_err(StoreError::io(path))
    }

    /// Removes a file; that it is gone already is fine.
    pub fn remove(&self, path: &Path) -> Result<(), StoreError> {
        let remove = || {
            self.step()?;
            match fs::remove_file(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                other => other,
            }
        };
        remove().map_err(StoreError::io(path))
    }

    /// Writes in two halves, between which the power can fail.
    fn all(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let (first, second) = bytes.split_at(bytes.len() / 2);
        self.step()?;
        file.write_all(first)?;
        self.step()?;
        file.write_all(second)
    }
}

/// The name of a new file outlasts a crash only when its folder is on the disk too.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        // Windows keeps folders by itself, and opens none.
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
