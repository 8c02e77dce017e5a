//! The files of an export, be it a folder or an archive: their names, and each by its name.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::archive::{Archive, Stream};
use crate::input::Input;
use crate::skip::SkipReason;
use crate::walk::{self, Walk};

/// Files by their names below one folder, with `/` between the parts whatever the system.
pub(crate) struct Tree {
    files: BTreeMap<String, Place>,
    archive: Option<Arc<Archive>>,
    /// What stands before a name where a file is shown.
    shown: String,
}

enum Place {
    Path(PathBuf),
    Member(usize),
}

impl Tree {
    /// The files of a folder. What cannot be listed is left to whoever walks through the folder.
    pub(crate) fn of_folder(folder: &Path) -> Self {
        let paths = Walk::new(folder).flatten();
        let files =
            paths.filter_map(|path| Some((below(folder, &path)?, Place::Path(path)))).collect();
        Self {
            files,
            archive: None,
            shown: format!("{}/", walk::name(folder).trim_end_matches('/')),
        }
    }

    /// The members of an archive below a folder in it. Of members of one name the first counts.
    pub(crate) fn of_archive(archive: &Arc<Archive>, file: &str, root: &str) -> Self {
        let mut files = BTreeMap::new();
        for (number, name) in archive.names().enumerate() {
            if let Some(name) = name.strip_prefix(root) {
                files.entry(name.to_owned()).or_insert(Place::Member(number));
            }
        }
        Self { files, archive: Some(Arc::clone(archive)), shown: format!("{file}!{root}") }
    }

    /// Whether it is one, and no archive.
    pub(crate) fn is_folder(&self) -> bool {
        self.archive.is_none()
    }

    /// The names, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// How a file is shown to people.
    pub(crate) fn shown(&self, name: &str) -> String {
        format!("{}{name}", self.shown)
    }

    /// The bytes of a file; nothing if there is none of the name.
    pub(crate) fn open(&self, name: &str) -> Option<Result<Stream, SkipReason>> {
        Some(match self.files.get(name)? {
            Place::Path(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(SkipReason::from_io(&error)),
            },
            Place::Member(number) => self.archive.as_ref()?.stream(*number)?,
        })
    }

    /// A small file that says something about the others, such as a table of users. Where it is
    /// missing there is nothing in it.
    pub(crate) fn table(&self, name: &str) -> Result<Input<'static>, SkipReason> {
        match self.open(name) {
            Some(stream) => Ok(Input::new(stream?)),
            None => Ok(Input::new(std::io::empty())),
        }
    }
}

/// The name of a file below a folder, as trees name it.
pub(crate) fn below(folder: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(folder).ok()?.components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}
