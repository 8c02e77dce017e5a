//! What was left out, where, and why.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use bifocal_core::Locus;
use thiserror::Error;

/// Why something in a source was not read as a message.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SkipReason {
    /// The content holds no messages. What it is instead, if that can be told.
    #[error("is {0}, not a mail")]
    NotMail(&'static str),
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// Nothing tells who wrote it: in a mail, neither "From" nor "Sender" has an address.
    #[error("has no sender")]
    NoFrom,
    /// Larger than [`crate::LIMIT`].
    #[error("is larger than a message may be ({0} bytes)")]
    TooLarge(u64),
    /// The operating system refuses.
    #[error("may not be read (permission denied)")]
    PermissionDenied,
    /// The operating system reports another failure.
    #[error("cannot be read ({0})")]
    Unreadable(String),
    /// Not what a message of this format is.
    #[error("is no message of this format ({0})")]
    Malformed(String),
    /// An archive that is cut off or otherwise damaged, from here on.
    #[error("is damaged from here on ({0})")]
    Damaged(String),
    /// A member of an archive that needs a password.
    #[error("needs a password")]
    Encrypted,
    /// A member of an archive that is packed in a way that is not supported.
    #[error("is packed by a method that is not supported")]
    UnknownMethod,
    /// An archive within an archive.
    #[error("is an archive within an archive: unpack it first")]
    NestedArchive,
    /// A link to a folder. Links to folders are not followed, so that loops cannot arise.
    #[error("is a link to a folder, which is not followed")]
    LinkedFolder,
    /// A link to nothing.
    #[error("is a link to nothing")]
    BrokenLink,
    /// A pipe, a socket or a device within a folder.
    #[error("is no file")]
    NotAFile,
    /// A message that its writer has not sent.
    #[error("is a draft")]
    Draft,
    /// A message that its owner has deleted, but that is still in the file.
    #[error("is deleted")]
    Deleted,
    /// Bytes before the first message of an mbox.
    #[error("has {0} bytes before the first message")]
    Garbage(u64),
    /// A message in which nobody says anything, such as an approval without a comment.
    #[error("has no text")]
    NoText,
    /// More follows that is not in the source.
    #[error("has more that is not in the file ({0})")]
    Incomplete(&'static str),
    /// The source has changed since the index was made.
    #[error("was not there when the index was made")]
    Changed,
}

impl SkipReason {
    /// A short name by which skips are counted.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotMail(_) => "not a mail",
            Self::Empty => "empty",
            Self::NoFrom => "no sender",
            Self::TooLarge(_) => "too large",
            Self::PermissionDenied => "permission denied",
            Self::Unreadable(_) => "unreadable",
            Self::Malformed(_) => "malformed",
            Self::Damaged(_) => "damaged",
            Self::Encrypted => "encrypted",
            Self::UnknownMethod => "unknown method",
            Self::NestedArchive => "nested archive",
            Self::LinkedFolder => "linked folder",
            Self::BrokenLink => "broken link",
            Self::NotAFile => "no file",
            Self::Draft => "draft",
            Self::Deleted => "deleted",
            Self::Garbage(_) => "garbage",
            Self::NoText => "no text",
            Self::Incomplete(_) => "incomplete",
            Self::Changed => "changed",
        }
    }

    pub(crate) fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::PermissionDenied,
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof => Self::Damaged(error.to_string()),
            _ => Self::Unreadable(error.to_string()),
        }
    }
}

/// Something that was left out: its place and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Where it stands.
    pub locus: Locus,
    /// Why it was left out.
    pub reason: SkipReason,
}

impl Skip {
    pub(crate) fn new(file: &str, offset: u64, reason: SkipReason) -> Self {
        Self { locus: Locus { file: file.to_owned(), offset }, reason }
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.locus.offset == 0 {
            write!(f, "{} {}", self.locus.file, self.reason)
        } else {
            write!(f, "{} at byte {} {}", self.locus.file, self.locus.offset, self.reason)
        }
    }
}

/// All skips of a pass: every one is counted, the first of them are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skips {
    counts: BTreeMap<&'static str, u64>,
    named: Vec<Skip>,
}

impl Skips {
    /// So many are kept by name, so that a folder of a million other files costs no memory.
    const NAMED: usize = 10_000;

    pub(crate) fn add(&mut self, skip: Skip) {
        *self.counts.entry(skip.reason.name()).or_default() += 1;
        if self.named.len() < Self::NAMED {
            self.named.push(skip);
        }
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// How many there are for each reason, by the reason's name.
    pub fn by_reason(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.counts.iter().map(|(name, count)| (*name, *count))
    }

    /// The first ten thousand with place and reason.
    #[must_use]
    pub fn named(&self) -> &[Skip] {
        &self.named
    }
}
