//! All messages of a set of sources, one after the other.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bifocal_core::Locus;
use flate2::read::MultiGzDecoder;
use tempfile::NamedTempFile;

use crate::archive::{self, Archive};
use crate::export::{self, Export, Finder, Layout, Opened, ReadMember};
use crate::format::Format;
use crate::identity;
use crate::input::Input;
use crate::kind::{self, Kind};
use crate::mbox::Mbox;
use crate::record::{Record, Records, Version};
use crate::single;
use crate::skip::{Skip, SkipReason};
use crate::source::{Content, LIMIT, RawMessage, Root, kind_of};
use crate::tree::{self, Tree};
use crate::walk::{self, Walk};

/// A gzip file within a gzip file is unpacked, but not for ever.
const MAX_LAYERS: usize = 4;

/// Bytes that a compressed archive may have when it is unpacked: room on the disk has an end.
const MAX_UNPACKED: u64 = 32 << 30;

/// What comes out of one file, by offset.
type Contents<'a> = Box<dyn Iterator<Item = (u64, Result<Content, SkipReason>)> + Send + 'a>;

/// All messages of a [`crate::SourceSet`] in order.
pub struct RawMessages<'a> {
    only: Option<Format>,
    roots: std::slice::Iter<'a, Root>,
    walk: Option<(Walk, &'a Root)>,
    archive: Option<Members>,
    /// Exports that come after the other files of the same folder or archive.
    exports: VecDeque<(Tree, Layout)>,
    export: Option<Reading>,
    /// The file that is being read.
    open: Option<(String, Contents<'a>)>,
    ready: VecDeque<Result<RawMessage, Skip>>,
    progress: Progress<'a>,
}

/// An archive that is being read.
struct Members {
    file: String,
    archive: Arc<Archive>,
    exports: Vec<Export>,
    next: usize,
}

/// An export that is being read.
struct Reading {
    tree: Tree,
    reader: Box<dyn ReadMember>,
    files: std::vec::IntoIter<String>,
}

impl Iterator for RawMessages<'_> {
    type Item = Result<RawMessage, Skip>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if let Some((file, contents)) = &mut self.open {
                if let Some((offset, found)) = contents.next() {
                    let locus = Locus { file: file.clone(), offset };
                    return Some(match found {
                        Ok(content) => Ok(RawMessage { content, locus }),
                        Err(reason) => Err(Skip { locus, reason }),
                    });
                }
                self.open = None;
            } else if self.export.is_some() {
                self.next_of_export();
            } else if self.archive.is_some() {
                self.next_of_archive();
            } else if let Some((tree, layout)) = self.exports.pop_front() {
                self.open_export(tree, layout);
            } else if self.walk.is_some() {
                self.next_of_folder();
            } else {
                let root = self.roots.next()?;
                if root.folder {
                    self.walk = Some((Walk::new(&root.path), root));
                } else {
                    self.file(&root.path, root.name.clone());
                }
            }
        }
    }
}

impl<'a> RawMessages<'a> {
    pub(crate) fn new(
        roots: &'a [Root],
        only: Option<Format>,
        on_progress: &'a (dyn Fn(u64) + Sync),
    ) -> Self {
        Self {
            only,
            roots: roots.iter(),
            walk: None,
            archive: None,
            exports: VecDeque::new(),
            export: None,
            open: None,
            ready: VecDeque::new(),
            progress: Progress { report: on_progress, read: Arc::new(AtomicU64::new(0)) },
        }
    }

    fn skip(&mut self, file: &str, reason: SkipReason) {
        self.ready.push_back(Err(Skip::new(file, 0, reason)));
    }

    fn open_export(&mut self, tree: Tree, layout: Layout) {
        let Opened { files, reader, problems } = layout.open(&tree);
        for (name, offset, reason) in problems {
            self.ready.push_back(Err(Skip::new(&tree.shown(&name), offset, reason)));
        }
        self.export = Some(Reading { tree, reader, files: files.into_iter() });
    }

    fn next_of_export(&mut self) {
        let Some(Reading { tree, reader, files }) = &mut self.export else { return };
        let Some(name) = files.next() else {
            self.export = None;
            return;
        };
        let shown = tree.shown(&name);
        match tree.open(&name) {
            Some(Ok(stream)) => {
                let input = if tree.is_folder() {
                    Input::new(Counted { reader: stream, progress: self.progress.clone() })
                } else {
                    Input::new(stream)
                };
                let records = reader.read(&name, input);
                self.open = Some((shown, contents(records)));
            }
            Some(Err(reason)) => self.skip(&shown, reason),
            None => {}
        }
    }

    fn next_of_archive(&mut self) {
        let Some(members) = &mut self.archive else { return };
        let number = members.next;
        members.next += 1;
        let archive = Arc::clone(&members.archive);
        let Some(member) = archive.name(number) else {
            let file = members.file.clone();
            self.archive = None;
            if let Some(reason) = archive.damage() {
                self.skip(&file, reason.clone());
            }
            return;
        };
        if export::owner(&members.exports, member).is_some() {
            return;
        }
        let name = format!("{}!{member}", members.file);
        match archive.stream(number) {
            Some(Ok(stream)) => self.stream(name, Input::new(stream), 1),
            Some(Err(reason)) => self.skip(&name, reason),
            None => {}
        }
    }

    fn next_of_folder(&mut self) {
        let Some((walk, root)) = &mut self.walk else { return };
        match walk.next() {
            Some(Ok(path)) => {
                let name = tree::below(&root.path, &path).unwrap_or_default();
                match export::owner(&root.exports, &name) {
                    None => self.file(&path, walk::name(&path)),
                    // Its messages are counted while they are read.
                    Some(export) if export.has_messages(&name) => {}
                    Some(_) => {
                        self.progress.add(path.metadata().map_or(0, |metadata| metadata.len()));
                    }
                }
            }
            Some(Err(skip)) => self.ready.push_back(Err(skip)),
            None => {
                for export in &root.exports {
                    let tree = Tree::of_folder(&root.path.join(&export.root));
                    self.exports.push_back((tree, export.layout));
                }
                self.walk = None;
            }
        }
    }

    fn file(&mut self, path: &Path, name: String) {
        match File::open(path) {
            Ok(mut file) => {
                let mut magic = Vec::new();
                let looked = Read::by_ref(&mut file)
                    .take(archive::HEADER as u64)
                    .read_to_end(&mut magic)
                    .and_then(|_| file.seek(SeekFrom::Start(0)));
                if let Err(error) = looked {
                    return self.skip(&name, SkipReason::from_io(&error));
                }
                if matches!(kind::recognise(&magic), Kind::Zip | Kind::Tar) {
                    match Archive::open(path) {
                        Ok(archive) => self.open_archive(name, archive),
                        Err(error) => self.skip(&name, SkipReason::from_io(&error)),
                    }
                    self.progress.add(file.metadata().map_or(0, |metadata| metadata.len()));
                } else {
                    let counted = Counted { reader: file, progress: self.progress.clone() };
                    self.stream(name, Input::new(counted), 0);
                }
            }
            Err(error) => self.skip(&name, SkipReason::from_io(&error)),
        }
    }

    fn open_archive(&mut self, file: String, archive: Archive) {
        let archive = Arc::new(archive);
        let mut finder = Finder::new(self.only);
        let names: std::collections::HashSet<&str> = archive.names().collect();
        for name in archive.names() {
            finder.look(name, |other| names.contains(other));
        }
        let exports = finder.finish();
        for export in &exports {
            let tree = Tree::of_archive(&archive, &file, &export.root);
            self.exports.push_back((tree, export.layout));
        }
        drop(names);
        self.archive = Some(Members { file, archive, exports, next: 0 });
    }

    /// Reads a stream according to what it is.
    fn stream(&mut self, name: String, mut input: Input<'a>, layers: usize) {
        if kind::has_old_line_ends(input.head()) && kind::recognise(input.head()) != Kind::Gzip {
            input = input.with_line_feeds();
        }
        match kind_of(input.head(), self.only) {
            Kind::Gzip if layers < MAX_LAYERS => {
                let unpacked = MultiGzDecoder::new(BufReader::with_capacity(1 << 18, input));
                self.stream(name, Input::new(unpacked), layers + 1);
            }
            // An archive's parts lie where they lie: it cannot be read as a stream.
            Kind::Tar if self.archive.is_none() => match unpacked(input) {
                Ok(archive) => self.open_archive(name, archive),
                Err(reason) => self.skip(&name, reason),
            },
            Kind::Gzip | Kind::Zip | Kind::Tar => self.skip(&name, SkipReason::NestedArchive),
            Kind::Mbox(first) => {
                let mut mbox = Mbox::new(input, first, LIMIT);
                let mails = std::iter::from_fn(move || mbox.next());
                let mails = mails.map(|(offset, found)| (offset, found.map(Content::Mail)));
                self.open = Some((name, Box::new(mails)));
            }
            Kind::Message => {
                let (offset, found) = single::read(&mut input, LIMIT);
                let mail = (offset, found.map(Content::Mail));
                let failure = input.failure().map(|reason| (0, Err(reason)));
                self.open = Some((name, Box::new(std::iter::once(mail).chain(failure))));
            }
            Kind::Records(format) => match format.reader() {
                Some(read) => self.open = Some((name.clone(), contents(read(&name, input)))),
                None => self.skip(&name, SkipReason::NotMail("mail that cannot be told apart")),
            },
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

/// Unpacks an archive that is compressed as a whole to a temporary file.
fn unpacked(mut input: Input<'_>) -> Result<Archive, SkipReason> {
    let failed = |error: io::Error| SkipReason::from_io(&error);
    let mut copy = NamedTempFile::new().map_err(failed)?;
    let copied = io::copy(&mut input.by_ref().take(MAX_UNPACKED + 1), &mut copy);
    if let Ok(size) = copied
        && size > MAX_UNPACKED
    {
        return Err(SkipReason::TooLarge(size));
    }
    copy.flush().map_err(failed)?;
    // What comes before a damage is read.
    Archive::of_copy(copy, copied.err().map(failed)).map_err(failed)
}

fn contents(records: Records<'_>) -> Contents<'_> {
    let content = |record: Record| match record.version {
        Version::Deleted => Content::Deletion(identity::of_record(&record.id)),
        Version::First | Version::ChangedAt(_) => Content::Record(Box::new(record)),
    };
    Box::new(records.map(move |(offset, record)| (offset, record.map(content))))
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

struct Counted<'a, R> {
    reader: R,
    progress: Progress<'a>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.progress.add(count as u64);
        Ok(count)
    }
}
