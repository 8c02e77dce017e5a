//! Why a folder cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a folder cannot be used. Each is one line: what, where, what to do.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no folder of acts at this place.
    #[error("{}: this is no folder of acts; `bifocal ingest SOURCE... --into DIR` makes one", .0.display())]
    NotAStore(PathBuf),
    /// Something else is in the folder.
    #[error("{}: the folder holds other files; name a new one, which will be made", .0.display())]
    NotEmpty(PathBuf),
    /// Another process works in it.
    #[error("{}: another Bifocal is at work in this folder; wait for its end and try again", .0.display())]
    Busy(PathBuf),
    /// Written by another version of the program.
    #[error("{}: the folder has format {found}, and this program reads {}; use the program that wrote it, or ingest into a new folder", .root.display(), crate::FORMAT)]
    Format {
        /// The folder.
        root: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Codes of two coders cannot be compared.
    #[error("{}: the folder was coded by {had}, not by {have}, and codes of two coders are never mixed; choose the same coder, or ingest into a new folder", .root.display())]
    OtherCoder {
        /// The folder.
        root: PathBuf,
        /// The coder of the folder.
        had: String,
        /// The coder at hand.
        have: String,
    },
    /// A file is not what the journal says, or not what this program writes.
    #[error("{}: {what}; put the folder back from a copy, or ingest into a new one", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A part could not be made.
    #[error("a part cannot be encoded: {0}; please report this")]
    Encode(String),
    /// Any failure of the operating system.
    #[error("{}: {error}; check the disk and try again", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system reports.
        error: io::Error,
    },
}

impl StoreError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |error| Self::Io { path: path.to_owned(), error }
    }

    pub(crate) fn damaged(file: &Path, what: impl ToString) -> Self {
        Self::Damaged { file: file.to_owned(), what: what.to_string() }
    }
}
