//! Why a calendar cannot be used at all.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::viva::VivaError;

/// Why a calendar cannot be used at all. Each is one line: what, where, what to do.
#[derive(Debug, Error)]
pub enum CalendarError {
    /// There is no such file or folder.
    #[error("{}: there is no such file or folder; check the path", .0.display())]
    NoSuchFile(PathBuf),
    /// The operating system refuses.
    #[error("{}: permission denied; ask its owner for the right to read it", .0.display())]
    PermissionDenied(PathBuf),
    /// There is neither a calendar nor a person query in it.
    #[error("{}: there is no calendar in it; give an .ics file, a folder or .zip of these, or a person query of Viva Insights as CSV", .0.display())]
    NoCalendar(PathBuf),
    /// A person query that cannot be used.
    #[error("{}: {error}", .path.display())]
    Viva {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: VivaError,
    },
    /// A second person query.
    #[error("{}: this is a second person query; give one of them only", .0.display())]
    SecondQuery(PathBuf),
    /// Any other failure of the operating system.
    #[error("{}: {error}; check the disk and try again", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system reports.
        error: io::Error,
    },
}

impl CalendarError {
    pub(crate) fn from_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Self::NoSuchFile(path),
            io::ErrorKind::PermissionDenied => Self::PermissionDenied(path),
            _ => Self::Io { path, error },
        }
    }
}
