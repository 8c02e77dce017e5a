//! The places that messages are read from, and the messages as they stand there.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bifocal_core::Locus;
use flate2::read::MultiGzDecoder;
use tempfile::NamedTempFile;

use crate::archive::Members;
use crate::error::SourceError;
use crate::input::{HEAD, Input};
use crate::kind::{self, Kind};
use crate::mbox::Mbox;
use crate::single;
use crate::skip::{Skip, SkipReason, Skips};
use crate::walk::{self, Walk};

/// Bytes that a message may have. Larger ones are skipped.
pub const LIMIT: usize = 64 << 20;

/// A gzip file within a gzip file is unpacked, but not for ever.
const MAX_LAYERS: usize = 4;

/// A message as it stands in its source, but without what an mbox adds to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMessage {
    /// Header and body.
    pub bytes: Vec<u8>,
    /// Its place.
    pub locus: Locus,
}

/// Files and folders to read messages from.
#[derive(Debug)]
pub struct SourceSet {
    roots: Vec<Root>,
    total: u64,
}

#[derive(Debug)]
struct Root {
    path: PathBuf,
    name: String,
    folder: bool,
    /// Standard input and pipes, which can be read only once, are copied.
    _copy: Option<NamedTempFile>,
}

impl SourceSet {
    /// Opens files and folders; `-` is standard input.
    ///
    /// # Errors
    /// If there is no path, if one cannot be opened, or if one is no mail.
    pub fn open(paths: &[PathBuf]) -> Result<Self, SourceError> {
        if paths.is_empty() {
            return Err(SourceError::NoPath);
        }
        let mut set = Self { roots: Vec::with_capacity(paths.len()), total: 0 };
        for path in paths {
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
                must_be_mail(path, file)?;
                set.total += metadata.len();
                set.roots.push(Root {
                    path: path.clone(),
                    name: walk::name(path),
                    folder: false,
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
    /// If the stream is empty or no mail, or if there is no room for the copy.
    pub fn from_reader(name: &str, reader: impl Read) -> Result<Self, SourceError> {
        let mut set = Self { roots: Vec::new(), total: 0 };
        set.copy(name, Path::new(name), reader)?;
        Ok(set)
    }

    /// Bytes in all files together, as they stand on the disk.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.total
    }

    /// Reads all messages in order. What stands in place of a message that
    /// cannot be read is a [`Skip`]; the same skips come at every reading.
    /// `on_progress` is told how many bytes have been read so far.
    pub fn raw<'a>(&'a self, on_progress: &'a (dyn Fn(u64) + Sync)) -> RawMessages<'a> {
        RawMessages {
            roots: self.roots.iter(),
            walk: None,
            archive: None,
            mbox: None,
            ready: VecDeque::new(),
            progress: Progress { report: on_progress, read: Arc::new(AtomicU64::new(0)) },
        }
    }

    fn folder(&mut self, path: &Path) -> Result<(), SourceError> {
        std::fs::read_dir(path).map_err(|error| SourceError::from_io(path, error))?;
        let mut empty = true;
        for entry in Walk::new(path) {
            empty = false;
            if let Ok(file) = entry {
                self.total += std::fs::metadata(file).map_or(0, |metadata| metadata.len());
            }
        }
        if empty {
            return Err(SourceError::EmptyFolder(path.to_owned()));
        }
        self.roots.push(Root {
            path: path.to_owned(),
            name: walk::name(path),
            folder: true,
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
        must_be_mail(path, &head[..])?;
        copy.write_all(&head).map_err(failed)?;
        let rest = io::copy(&mut reader, &mut copy).map_err(failed)?;
        copy.flush().map_err(failed)?;
        self.total += head.len() as u64 + rest;
        self.roots.push(Root {
            path: copy.path().to_owned(),
            name: name.to_owned(),
            folder: false,
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

/// Refuses a file that is given by name and is no mail.
fn must_be_mail(path: &Path, reader: impl Read) -> Result<(), SourceError> {
    let mut head = Vec::new();
    reader
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|error| SourceError::from_io(path, error))?;
    if kind::has_old_line_ends(&head) {
        head.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
    }
    match kind::recognise(&head) {
        Kind::Empty => Err(SourceError::EmptyFile(path.to_owned())),
        Kind::Other(what) => Err(SourceError::NotMail { path: path.to_owned(), what }),
        _ => Ok(()),
    }
}

/// All messages of a [`SourceSet`] in order.
pub struct RawMessages<'a> {
    roots: std::slice::Iter<'a, Root>,
    walk: Option<Walk>,
    archive: Option<(String, Members)>,
    mbox: Option<(String, Mbox<'a>)>,
    ready: VecDeque<Result<RawMessage, Skip>>,
    progress: Progress<'a>,
}

impl Iterator for RawMessages<'_> {
    type Item = Result<RawMessage, Skip>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if let Some((file, mbox)) = &mut self.mbox {
                if let Some((offset, found)) = mbox.next() {
                    let locus = Locus { file: file.clone(), offset };
                    return Some(match found {
                        Ok(bytes) => Ok(RawMessage { bytes, locus }),
                        Err(reason) => Err(Skip { locus, reason }),
                    });
                }
                self.mbox = None;
            } else if let Some((file, members)) = &mut self.archive {
                match members.next() {
                    Some((member, stream)) => {
                        let name = format!("{file}!{member}");
                        match stream {
                            Ok(stream) => self.stream(name, Input::new(stream), 1),
                            Err(reason) => self.skip(&name, reason),
                        }
                    }
                    None => {
                        let file = file.clone();
                        if let Some(reason) = members.damage() {
                            self.skip(&file, reason);
                        }
                        self.archive = None;
                    }
                }
            } else if let Some(walk) = &mut self.walk {
                match walk.next() {
                    Some(Ok(path)) => self.file(&path, walk::name(&path)),
                    Some(Err(skip)) => return Some(Err(skip)),
                    None => self.walk = None,
                }
            } else {
                let root = self.roots.next()?;
                if root.folder {
                    self.walk = Some(Walk::new(&root.path));
                } else {
                    self.file(&root.path, root.name.clone());
                }
            }
        }
    }
}

impl<'a> RawMessages<'a> {
    fn skip(&mut self, file: &str, reason: SkipReason) {
        self.ready.push_back(Err(Skip::new(file, 0, reason)));
    }

    fn file(&mut self, path: &Path, name: String) {
        match File::open(path) {
            Ok(mut file) => {
                let mut magic = Vec::new();
                let looked = Read::by_ref(&mut file)
                    .take(4)
                    .read_to_end(&mut magic)
                    .and_then(|_| file.seek(SeekFrom::Start(0)));
                if let Err(error) = looked {
                    return self.skip(&name, SkipReason::from_io(&error));
                }
                if kind::recognise(&magic) == Kind::Zip {
                    match Members::open(path) {
                        Ok(members) => self.archive = Some((name, members)),
                        Err(error) => self.skip(&name, SkipReason::from_io(&error)),
                    }
                    self.progress.add(file.metadata().map_or(0, |metadata| metadata.len()));
                } else {
                    let counted = Counted { file, progress: self.progress.clone() };
                    self.stream(name, Input::new(counted), 0);
                }
            }
            Err(error) => self.skip(&name, SkipReason::from_io(&error)),
        }
    }

    /// Reads a stream according to what it is.
    fn stream(&mut self, name: String, mut input: Input<'a>, layers: usize) {
        if kind::has_old_line_ends(input.head()) && kind::recognise(input.head()) != Kind::Gzip {
            input = input.with_line_feeds();
        }
        match kind::recognise(input.head()) {
            Kind::Gzip if layers < MAX_LAYERS => {
                let unpacked = MultiGzDecoder::new(BufReader::with_capacity(1 << 18, input));
                self.stream(name, Input::new(unpacked), layers + 1);
            }
            Kind::Gzip | Kind::Zip => self.skip(&name, SkipReason::NestedArchive),
            Kind::Mbox(first) => self.mbox = Some((name, Mbox::new(input, first, LIMIT))),
            Kind::Message => {
                let (offset, found) = single::read(&mut input, LIMIT);
                let locus = Locus { file: name.clone(), offset };
                self.ready.push_back(match found {
                    Ok(bytes) => Ok(RawMessage { bytes, locus }),
                    Err(reason) => Err(Skip { locus, reason }),
                });
                if let Some(reason) = input.failure() {
                    self.skip(&name, reason);
                }
            }
            Kind::Empty => {
                let reason = input.failure().unwrap_or(SkipReason::Empty);
                self.skip(&name, reason);
            }
            Kind::Other(what) => {
                let reason = input.failure().unwrap_or(SkipReason::NotMail(what));
                self.skip(&name, reason);
            }
        }
    }
}

/// Tells how many bytes have been read.
#[derive(Clone)]
struct Progress<'a> {
    report: &'a (dyn Fn(u64) + Sync),
    read: Arc<AtomicU64>,
}

impl Progress<'_> {
    fn add(&self, bytes: u64) {
        let before = self.read.fetch_add(bytes, Ordering::Relaxed);
        (self.report)(before + bytes);
    }
}

struct Counted<'a> {
    file: File,
    progress: Progress<'a>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.progress.add(count as u64);
        Ok(count)
    }
}
