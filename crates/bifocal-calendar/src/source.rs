//! Files, folders and archives that calendars are read from.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde::Serialize;
use walkdir::WalkDir;
use zip::ZipArchive;

use crate::error::CalendarError;
use crate::ical::{self, Found};
use crate::note::{Note, Notes};
use crate::unite::{Meetings, unite};
use crate::viva::{self, VivaError, VivaSums};
use crate::window::Window;

/// Bytes that are looked at to tell what a file is.
const HEAD: usize = 4096;

/// Bytes of a person query; one person has a row a week.
const MAX_QUERY: u64 = 64 << 20;

/// What was read, as counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReadCounts {
    /// Files with a calendar in them.
    pub files: u64,
    /// Calendars in them.
    pub calendars: u64,
    /// Events in them, copies included.
    pub events: u64,
}

/// All calendars of one person, and their person query if one was given.
#[derive(Debug, Default)]
pub struct Calendar {
    found: Found,
    /// What was read.
    pub read: ReadCounts,
    /// What could not be read.
    pub notes: Notes,
    /// The sums of a person query.
    pub viva: Option<VivaSums>,
}

impl Calendar {
    /// Reads files, folders and archives. A file that is named must hold a calendar or a person
    /// query; in a folder or archive others are counted in the notes.
    ///
    /// # Errors
    /// If a path cannot be opened, or holds neither.
    pub fn open(paths: &[PathBuf]) -> Result<Self, CalendarError> {
        let mut calendar = Self::default();
        for path in paths {
            let failed = |error| CalendarError::from_io(path, error);
            let known = (calendar.read.calendars, calendar.viva.is_some());
            if std::fs::metadata(path).map_err(failed)?.is_dir() {
                for entry in WalkDir::new(path).sort_by_file_name() {
                    match entry {
                        Ok(entry) if entry.file_type().is_file() => {
                            if let Ok(file) = File::open(entry.path()) {
                                calendar.file(entry.path(), file)?;
                            } else {
                                calendar.skip(entry.path(), Note::Damaged);
                            }
                        }
                        Ok(_) => {}
                        Err(_) => calendar.skip(path, Note::Damaged),
                    }
                }
            } else {
                calendar.file(path, File::open(path).map_err(failed)?)?;
            }
            if known == (calendar.read.calendars, calendar.viva.is_some()) {
                return Err(CalendarError::NoCalendar(path.clone()));
            }
        }
        Ok(calendar)
    }

    /// Reads one stream of iCalendar; `name` is what notes call it.
    pub fn read(&mut self, name: &str, reader: impl Read) {
        self.stream(name, BufReader::with_capacity(1 << 16, reader));
    }

    /// The meetings within a window: copies are united, rules expanded.
    #[must_use]
    pub fn meetings(&self, window: Window) -> Meetings {
        unite(&self.found, window)
    }

    fn skip(&mut self, path: &Path, note: Note) {
        self.notes.add(note, || path.display().to_string());
    }

    fn stream(&mut self, name: &str, reader: impl BufRead) {
        let before = self.found.events.len();
        let calendars = ical::read(name, reader, &mut self.found, &mut self.notes);
        let events = (self.found.events.len() - before) as u64;
        self.read.calendars += calendars;
        self.read.events += events;
        if calendars > 0 {
            self.read.files += 1;
        } else {
            self.notes.add(Note::NotACalendar, || name.to_owned());
        }
    }

    fn file(&mut self, path: &Path, mut file: File) -> Result<(), CalendarError> {
        let name = path.display().to_string();
        let mut head = Vec::new();
        let looked = file.by_ref().take(HEAD as u64).read_to_end(&mut head);
        if looked.and_then(|_| file.seek(SeekFrom::Start(0))).is_err() {
            self.skip(path, Note::Damaged);
            return Ok(());
        }
        if head.starts_with(b"PK\x03\x04") {
            self.archive(&name, file);
        } else if head.starts_with(b"\x1f\x8b") {
            let unpacked = MultiGzDecoder::new(BufReader::new(file));
            let mut unpacked = BufReader::with_capacity(1 << 16, unpacked);
            // A failure shows when it is read.
            if unpacked.fill_buf().is_ok_and(viva::is_query) {
                self.query(path, unpacked)?;
            } else {
                self.stream(&name, unpacked);
            }
        } else if viva::is_query(&head) {
            self.query(path, file)?;
        } else {
            self.read(&name, file);
        }
        Ok(())
    }

    fn query(&mut self, path: &Path, reader: impl Read) -> Result<(), CalendarError> {
        if self.viva.is_some() {
            return Err(CalendarError::SecondQuery(path.to_owned()));
        }
        let mut limited = reader.take(MAX_QUERY + 1);
        let sums = viva::read(&mut limited, &mut self.notes);
        // A part of its rows would give wrong sums.
        let sums = if limited.limit() == 0 { Err(VivaError::TooLarge) } else { sums };
        let failed = |error| CalendarError::Viva { path: path.to_owned(), error };
        self.viva = Some(sums.map_err(failed)?);
        Ok(())
    }

    /// The members of an archive, as calendars are exported in one.
    fn archive(&mut self, name: &str, file: File) {
        let Ok(mut archive) = ZipArchive::new(BufReader::new(file)) else {
            self.notes.add(Note::Damaged, || name.to_owned());
            return;
        };
        for number in 0..archive.len() {
            let Ok(member) = archive.by_index(number) else {
                self.notes.add(Note::Damaged, || format!("{name}, member {number}"));
                continue;
            };
            if member.is_file() {
                let member_name = format!("{name}!{}", String::from_utf8_lossy(member.name_raw()));
                self.stream(&member_name, BufReader::with_capacity(1 << 16, member));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn what_is_compressed_is_told_by_what_is_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("export.gz");
        let open = |text: &str| {
            let mut packed =
                GzEncoder::new(File::create(&path).expect("a file"), Compression::fast());
            packed
                .write_all(text.as_bytes())
                .and_then(|()| packed.finish().map(drop))
                .expect("written");
            Calendar::open(std::slice::from_ref(&path))
        };
        let query = open("PersonId,MetricDate,Meetings\np1,2026-01-04,7\n").expect("a query");
        assert_eq!(query.viva.map(|sums| sums.rows), Some(1));
        assert_eq!(query.read.calendars, 0);
        let calendar = open("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").expect("a calendar");
        assert_eq!((calendar.read.calendars, calendar.viva), (1, None));
        assert!(open("from,text\nAna,So.\n").is_err());
        let two = open("PersonId,MetricDate,Meetings\np1,2026-01-04,7\np2,2026-01-04,7\n");
        assert!(two.is_err(), "figures about others");
    }
}
