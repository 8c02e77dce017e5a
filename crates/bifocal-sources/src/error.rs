//! Why a source cannot be used at all.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::format::what_is_read;

/// Why a source cannot be used at all. Each is one line: what, where, what to do.
#[derive(Debug, Error)]
pub enum SourceError {
    /// No path was given.
    #[error("no source was given: {}", what_is_read())]
    NoPath,
    /// There is no such file or folder.
    #[error("{}: there is no such file or folder; check the path", .0.display())]
    NoSuchFile(PathBuf),
    /// The operating system refuses.
    #[error("{}: permission denied; ask its owner for the right to read it", .0.display())]
    PermissionDenied(PathBuf),
    /// There is nothing in the file.
    #[error("{}: the file is empty; export it again", .0.display())]
    EmptyFile(PathBuf),
    /// There is no file in the folder.
    #[error("{}: there is no file in the folder; name the folder that holds the messages", .0.display())]
    EmptyFolder(PathBuf),
    /// The content is of no kind that is known.
    #[error("{}: this is {what}, which holds no messages; {}", .path.display(), what_is_read())]
    NotMail {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    /// Nothing that was read is a message.
    #[error("{}: no message was found ({why}); {}", .path.display(), what_is_read())]
    NoMessage {
        /// The first of the sources.
        path: PathBuf,
        /// How many things were left out, and why.
        why: String,
    },
    /// More messages than the index can hold.
    #[error("there are more than four billion messages; split the source")]
    TooMany,
    /// Any other failure of the operating system.
    #[error("{}: {error}; check the disk and try again", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system reports.
        error: io::Error,
    },
}

impl SourceError {
    pub(crate) fn from_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Self::NoSuchFile(path),
            io::ErrorKind::PermissionDenied => Self::PermissionDenied(path),
            _ => Self::Io { path, error },
        }
    }
}
