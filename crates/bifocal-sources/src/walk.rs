//! The files of a folder, in an order that does not depend on the file system.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::skip::{Skip, SkipReason};

/// Walks through a folder. In Maildirs, the folder `tmp` (mails that are being
/// delivered) is left out and drafts are skipped.
pub(crate) struct Walk {
    entries: Box<dyn Iterator<Item = walkdir::Result<DirEntry>> + Send>,
}

impl Walk {
    pub(crate) fn new(folder: &Path) -> Self {
        let entries = WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
        Self { entries: Box::new(entries.filter_entry(|entry| !is_maildir_tmp(entry))) }
    }
}

impl Iterator for Walk {
    type Item = Result<PathBuf, Skip>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = match self.entries.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(skip_of(&error))),
            };
            let kind = entry.file_type();
            if kind.is_dir() {
                continue;
            }
            let skip = |reason| Some(Err(Skip::new(&name(entry.path()), 0, reason)));
            if kind.is_symlink() {
                match std::fs::metadata(entry.path()) {
                    Ok(target) if target.is_dir() => return skip(SkipReason::LinkedFolder),
                    Ok(target) if !target.is_file() => return skip(SkipReason::NotAFile),
                    Ok(_) => {}
                    Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                        return skip(SkipReason::PermissionDenied);
                    }
                    // Links that go in a circle are among these.
                    Err(_) => return skip(SkipReason::BrokenLink),
                }
            } else if !kind.is_file() {
                return skip(SkipReason::NotAFile);
            }
            if is_maildir_draft(&entry) {
                return skip(SkipReason::Draft);
            }
            return Some(Ok(entry.into_path()));
        }
    }
}

/// A path as it is shown: what is not UTF-8 in it is replaced.
pub(crate) fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn is_maildir_tmp(entry: &DirEntry) -> bool {
    entry.depth() > 0
        && entry.file_type().is_dir()
        && entry.file_name() == "tmp"
        && entry
            .path()
            .parent()
            .is_some_and(|parent| parent.join("cur").is_dir() && parent.join("new").is_dir())
}

/// Whether a Maildir's file name ends in flags with a D among them: `...:2,DS`.
fn is_maildir_draft(entry: &DirEntry) -> bool {
    let in_maildir = entry
        .path()
        .parent()
        .and_then(Path::file_name)
        .is_some_and(|folder| folder == "cur" || folder == "new");
    let name = entry.file_name().to_string_lossy();
    // File systems without colons have other signs there.
    let flags = [":2,", ";2,", "!2,", "_2,"].iter().find_map(|mark| name.rsplit_once(mark));
    in_maildir && flags.is_some_and(|(_, flags)| flags.contains('D'))
}

fn skip_of(error: &walkdir::Error) -> Skip {
    let file = error.path().map(name).unwrap_or_default();
    let reason = match error.io_error() {
        Some(error) => SkipReason::from_io(error),
        None => SkipReason::LinkedFolder,
    };
    Skip::new(&file, 0, reason)
}
