//! The folder itself: its files and what they are called.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::columns::{Columns, Misfit};
use crate::dictionary::{self, Table};
use crate::error::StoreError;
use crate::files::{Disk, UNFINISHED};
use crate::journal::{self, Journal, Part, Piece};
use crate::stored::Stored;
use crate::{FORMAT, lock, part, table};

/// Name of the file that says what the folder is.
const HEADER: &str = "bifocal.json";

/// The dictionary for people, and for programs.
const README: &str = "README.md";
const SCHEMA: &str = "schema.json";

/// A part is not larger: ours have a few megabytes.
const MOST_BYTES: u64 = 1 << 28;

/// What the folder is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    /// Version of the layout.
    pub format: u32,
    /// Name of the coder.
    pub coder: String,
}

/// A folder and the disk that it lies on.
#[derive(Debug)]
pub(crate) struct Folder {
    pub root: PathBuf,
    pub disk: Disk,
}

impl Folder {
    /// Whether somebody has made a folder of acts here.
    pub fn is_one(root: &Path) -> bool {
        root.join(HEADER).is_file()
    }

    /// Whether there is nothing here but what a run that was killed at its very start has left.
    pub fn is_free(&self) -> Result<bool, StoreError> {
        let ours = [lock::FILE.to_owned(), format!("{HEADER}{UNFINISHED}")];
        let entries = fs::read_dir(&self.root).map_err(StoreError::io(&self.root))?;
        for entry in entries {
            let name = entry.map_err(StoreError::io(&self.root))?.file_name();
            if !ours.iter().any(|ours| *name == **ours) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Says what the folder is; from then on it is one.
    pub fn found(&self, coder: &str) -> Result<(), StoreError> {
        let header = Header { format: FORMAT, coder: coder.to_owned() };
        let mut text =
            serde_json::to_vec(&header).map_err(|e| StoreError::Encode(e.to_string()))?;
        text.push(b'\n');
        self.disk.write(&self.root.join(HEADER), &text)
    }

    /// Makes what else belongs into the folder, where it is not there.
    pub fn furnish(&self) -> Result<(), StoreError> {
        for table in Table::ALL {
            let folder = self.root.join(table.name());
            if !folder.is_dir() {
                self.disk.folder(&folder)?;
            }
        }
        for (name, text) in [(README, dictionary::readme()), (SCHEMA, dictionary::schema())] {
            let path = self.root.join(name);
            if !path.is_file() {
                self.disk.write(&path, text.as_bytes())?;
            }
        }
        Ok(())
    }

    /// What the folder is.
    pub fn header(&self) -> Result<Header, StoreError> {
        /// The version alone: the rest may be written in another way.
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let path = self.root.join(HEADER);
        let bytes = self.read(&path, 1 << 16)?;
        let damaged = |error: serde_json::Error| StoreError::damaged(&path, error);
        let Version { format } = serde_json::from_slice(&bytes).map_err(damaged)?;
        if format != FORMAT {
            return Err(StoreError::Format { root: self.root.clone(), found: format });
        }
        serde_json::from_slice(&bytes).map_err(damaged)
    }

    /// The journal, and how many of its bytes count. Before the first entry there are no parts: a
    /// folder that has parts and no entry has lost its journal, which is damage and not emptiness.
    pub fn journal(&self) -> Result<(Journal, u64), StoreError> {
        let path = self.journal_path();
        let (journal, valid) = if path.exists() {
            let bytes = self.read(&path, journal::MOST_BYTES)?;
            Journal::read(&bytes).map_err(|(line, error)| {
                StoreError::damaged(&path, format!("line {line}: {error}"))
            })?
        } else {
            (Journal::default(), 0)
        };
        if valid == 0 && self.has_parts()? {
            return Err(StoreError::damaged(
                &path,
                "there are parts, and the journal that names them is missing or empty",
            ));
        }
        Ok((journal, valid))
    }

    /// Whether a file in the folder has the name of a part.
    fn has_parts(&self) -> Result<bool, StoreError> {
        for table in Table::ALL {
            let paths = self.files(table)?;
            if paths.iter().any(|path| is_part(path)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The files in the folder of a table.
    fn files(&self, table: Table) -> Result<Vec<PathBuf>, StoreError> {
        let folder = self.root.join(table.name());
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder).map_err(StoreError::io(&folder))? {
            let path = entry.map_err(StoreError::io(&folder))?.path();
            if path.is_file() {
                files.push(path);
            }
        }
        Ok(files)
    }

    pub fn journal_path(&self) -> PathBuf {
        self.root.join(journal::FILE)
    }

    /// Where a file of a part lies.
    pub fn path(&self, table: Table, number: u64) -> PathBuf {
        self.root.join(table.name()).join(format!("{number:06}.parquet"))
    }

    /// All files of the tables that the journal does not name, and all unfinished ones.
    fn strays(&self, journal: &Journal) -> Result<Vec<PathBuf>, StoreError> {
        let written = [journal::FILE, HEADER, README, SCHEMA];
        let unfinished = written.map(|name| self.root.join(format!("{name}{UNFINISHED}")));
        let mut strays: Vec<PathBuf> =
            unfinished.into_iter().filter(|path| path.is_file()).collect();
        for table in Table::ALL {
            let named: HashSet<PathBuf> =
                journal.parts.iter().map(|part| self.path(table, part.number)).collect();
            strays.extend(self.files(table)?.into_iter().filter(|path| !named.contains(path)));
        }
        strays.sort();
        Ok(strays)
    }

    /// Removes what a crash has left: for a writer alone, who holds the lock and has read the
    /// journal to its end.
    pub fn sweep(&self, journal: &Journal) -> Result<(), StoreError> {
        for stray in self.strays(journal)? {
            self.disk.remove(&stray)?;
        }
        Ok(())
    }

    /// Writes a part. It does not count before the journal names it.
    pub fn write_part(&self, number: u64, rows: &[Stored]) -> Result<Part, StoreError> {
        let [messages, acts] = part::tables(rows)
            .map_err(|Misfit(column)| StoreError::Encode(format!("column {column}")))?;
        let write = |table, columns| {
            let bytes =
                table::encode(table, columns).map_err(|e| StoreError::Encode(e.to_string()))?;
            self.disk.write(&self.path(table, number), &bytes)?;
            Ok(Piece { rows: columns.rows() as u64, bytes: bytes.len() as u64, hash: hash(&bytes) })
        };
        let messages = write(Table::Messages, &messages)?;
        Ok(Part { number, messages, acts: write(Table::Acts, &acts)? })
    }

    /// Both tables of a part, messages first.
    pub fn tables(&self, part: &Part) -> Result<[Columns; 2], StoreError> {
        let read = |table| {
            let path = self.path(table, part.number);
            let piece = part.piece(table);
            let bytes = self.read(&path, MOST_BYTES)?;
            if bytes.len() as u64 != piece.bytes || hash(&bytes) != piece.hash {
                return Err(StoreError::damaged(
                    &path,
                    "the file is not the one that the journal names",
                ));
            }
            let columns = table::decode(table, Bytes::from(bytes))
                .map_err(|error| StoreError::damaged(&path, error))?;
            if columns.rows() as u64 != piece.rows {
                return Err(StoreError::damaged(&path, "it has other rows than the journal says"));
            }
            Ok(columns)
        };
        Ok([read(Table::Messages)?, read(Table::Acts)?])
    }

    /// The messages of a part.
    pub fn read_part(&self, part: &Part) -> Result<Vec<Stored>, StoreError> {
        let [messages, acts] = self.tables(part)?;
        part::rows(&messages, &acts).map_err(|Misfit(column)| {
            let path = self.path(Table::Messages, part.number);
            StoreError::damaged(&path, format!("the part has values that cannot be: {column}"))
        })
    }

    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(StoreError::io(path))?;
        file.take(most + 1).read_to_end(&mut bytes).map_err(StoreError::io(path))?;
        if bytes.len() as u64 > most {
            return Err(StoreError::damaged(path, format!("it is larger than {most} bytes")));
        }
        Ok(bytes)
    }
}

/// Whether a file has the name of a part, such as `000001.parquet`.
fn is_part(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str()?.strip_suffix(".parquet"))
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxh3_128(bytes))
}
