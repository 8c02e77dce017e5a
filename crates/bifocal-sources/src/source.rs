//! The places that messages are read from, and the messages as they stand there.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use bifocal_core::Locus;
use tempfile::NamedTempFile;

use crate::error::SourceError;
use crate::export::{Export, Finder};
use crate::format::Format;
use crate::input::HEAD;
use crate::kind::{self, Kind};
use crate::messages::RawMessages;
use crate::record::Record;
use crate::skip::Skips;
use crate::tree;
use crate::walk::{self, Walk};

/// Bytes that a message may have. Larger ones are skipped.
pub const LIMIT: usize = 64 << 20;

/// A message as it stands in its source, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMessage {
    pub(crate) content: Content,
    /// Its place.
    pub locus: Locus,
}

/// What stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Header and body of a mail, without what an mbox adds to it.
    Mail(Vec<u8>),
    /// A message of another kind.
    Record(Box<Record>),
    /// What says that a message with this key is deleted.
    Deletion(u64),
}

impl RawMessage {
    /// Whether it is a mail.
    pub(crate) const fn is_mail(&self) -> bool {
        matches!(self.content, Content::Mail(_))
    }

    /// Bytes that it takes, about.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.content {
            Content::Mail(bytes) => bytes.len(),
            Content::Record(record) => record.size(),
            Content::Deletion(_) => size_of::<Self>(),
        }
    }
}

/// Files and folders to read messages from.
#[derive(Debug)]
pub struct SourceSet {
    roots: Vec<Root>,
    total: u64,
    /// What all of them are, if somebody has said so.
    only: Option<Format>,
}

/// A file or folder to read from.
#[derive(Debug)]
pub(crate) struct Root {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) folder: bool,
    /// Exports in the folder that are many files each.
    pub(crate) exports: Vec<Export>,
    /// Standard input and pipes, which can be read only once, are copied.
    _copy: Option<NamedTempFile>,
}

impl SourceSet {
    /// Opens files and folders; `-` is standard input.
    ///
    /// # Errors
    /// If there is no path, if one cannot be opened, or if one is of no kind that is known.
    pub fn open(paths: &[PathBuf]) -> Result<Self, SourceError> {
        Self::open_as(paths, None)
    }

    /// As [`Self::open`], but with the word of somebody who knows what all of them are.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_as(paths: &[PathBuf], only: Option<Format>) -> Result<Self, SourceError> {
        if paths.is_empty() {
            return Err(SourceError::NoPath);
        }
        let mut set = Self { roots: Vec::with_capacity(paths.len()), total: 0, only };
        for path in once(paths) {
            if path.as_os_str() == "-" {
                set.copy("standard input", Path::new("standard input"), io::stdin().lock())?;
                continue;
            }
            let failed = |error| SourceError::from_io(path, error);
            let metadata = std::fs::metadata(path).map_err(failed)?;
            if metadata.is_dir() {
                set.folder(path)?;
            } else if metadata.is_file() {
                let file = File::open(path).map_err(failed)?;
                must_be_readable(path, file, only)?;
                set.total += metadata.len();
                set.roots.push(Root {
                    path: path.clone(),
                    name: walk::name(path),
                    folder: false,
                    exports: Vec::new(),
                    _copy: None,
                });
            } else {
                let file = File::open(path).map_err(failed)?;
                set.copy(&walk::name(path), path, file)?;
            }
        }
        Ok(set)
    }

    /// A set of one stream, which is copied to a temporary file, since sources
    /// are read twice.
    ///
    /// # Errors
    /// If the stream is empty or of no kind that is known, or if there is no room for the copy.
    pub fn from_reader(name: &str, reader: impl Read) -> Result<Self, SourceError> {
        let mut set = Self { roots: Vec::new(), total: 0, only: None };
        set.copy(name, Path::new(name), reader)?;
        Ok(set)
    }

    /// Bytes in all files together, as they stand on the disk.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.total
    }

    /// Reads all messages in order. What stands in place of a message that
    /// cannot be read is a [`crate::Skip`]; the same skips come at every reading.
    /// `on_progress` is told how many bytes have been read so far.
    pub fn raw<'a>(&'a self, on_progress: &'a (dyn Fn(u64) + Sync)) -> RawMessages<'a> {
        RawMessages::new(&self.roots, self.only, on_progress)
    }

    fn folder(&mut self, path: &Path) -> Result<(), SourceError> {
        std::fs::read_dir(path).map_err(|error| SourceError::from_io(path, error))?;
        let mut empty = true;
        let mut finder = Finder::new(self.only);
        for entry in Walk::new(path) {
            empty = false;
            if let Ok(file) = entry {
                self.total += std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
                if let Some(name) = tree::below(path, &file) {
                    finder.look(&name, |other| path.join(other).is_file());
                }
            }
        }
        if empty {
            return Err(SourceError::EmptyFolder(path.to_owned()));
        }
        self.roots.push(Root {
            path: path.to_owned(),
            name: walk::name(path),
            folder: true,
            exports: finder.finish(),
            _copy: None,
        });
        Ok(())
    }

    fn copy(&mut self, name: &str, path: &Path, mut reader: impl Read) -> Result<(), SourceError> {
        let failed = |error| SourceError::from_io(path, error);
        let mut copy = NamedTempFile::new().map_err(failed)?;
        // The beginning is looked at first, so that an endless stream of something else ends.
        let mut head = Vec::new();
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
        must_be_readable(path, &head[..], self.only)?;
        copy.write_all(&head).map_err(failed)?;
        let rest = io::copy(&mut reader, &mut copy).map_err(failed)?;
        copy.flush().map_err(failed)?;
        self.total += head.len() as u64 + rest;
        self.roots.push(Root {
            path: copy.path().to_owned(),
            name: name.to_owned(),
            folder: false,
            exports: Vec::new(),
            _copy: Some(copy),
        });
        Ok(())
    }

    /// Says that there is no message, and why, as far as skips tell.
    pub(crate) fn no_message(&self, skips: &Skips) -> SourceError {
        let path = self.roots.first().map(|root| PathBuf::from(&root.name)).unwrap_or_default();
        let counts: Vec<String> =
            skips.by_reason().map(|(reason, count)| format!("{count} × {reason}")).collect();
        let why = match skips.named() {
            [] => "nothing in it".to_owned(),
            [only] if Path::new(&only.locus.file) == path => format!("it {}", only.reason),
            [only] => only.to_string(),
            _ => format!("skipped: {}", counts.join(", ")),
        };
        SourceError::NoMessage { path, why }
    }
}

/// The paths without those that are given again, be it by name or as a part of a folder that is given
/// too: the index tells copies of a message apart by their places, and here these would be one.
fn once(paths: &[PathBuf]) -> Vec<&PathBuf> {
    let real: Vec<Option<PathBuf>> = paths.iter().map(|path| path.canonicalize().ok()).collect();
    let again =
        |number: usize| {
            let Some(this) = &real[number] else { return false };
            let mut others =
                real.iter().enumerate().filter_map(|(i, other)| Some((i, other.as_ref()?)));
            others.any(|(i, other)| {
                if other == this { i < number } else { i != number && this.starts_with(other) }
            })
        };
    paths.iter().enumerate().filter(|(number, _)| !again(*number)).map(|(_, path)| path).collect()
}

/// Refuses a file that is given by name and holds no messages.
fn must_be_readable(
    path: &Path,
    reader: impl Read,
    only: Option<Format>,
) -> Result<(), SourceError> {
    let mut head = Vec::new();
    reader
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|error| SourceError::from_io(path, error))?;
    if kind::has_old_line_ends(&head) {
        head.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
    }
    match kind_of(&head, only) {
        Kind::Empty => Err(SourceError::EmptyFile(path.to_owned())),
        Kind::Other(what) => Err(SourceError::NotMail { path: path.to_owned(), what }),
        _ => Ok(()),
    }
}

/// What a file is, by its first bytes and the word of somebody who knows.
pub(crate) fn kind_of(head: &[u8], only: Option<Format>) -> Kind {
    only.map_or_else(|| kind::recognise(head), |format| kind::forced(format, head))
}
