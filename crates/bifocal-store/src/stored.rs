//! What is kept of a message: everything that figures need, and no text.

use std::ops::Range;
use std::sync::Arc;

use bifocal_core::tally::Key;
use bifocal_core::{
    Act, Fate, Instant, Locus, Medium, MessageCodes, MessageKey, OutOfScope, PoleSet, Tally, Toward,
};

/// A message that was looked at, as it is kept. A pair of person and key stands in a folder once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Address that stands for the person whose mailbox it was found in.
    pub person: Arc<str>,
    /// Its identity.
    pub key: MessageKey,
    /// What is kept of it.
    pub kept: Kept,
}

/// What is kept of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Somebody else wrote it: nothing more.
    ByOther,
    /// It was left out unread: nothing more.
    OutOfScope(OutOfScope),
    /// The person wrote it.
    Own(Own),
}

/// A message by the person themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// What became of it.
    pub fate: Fate,
    /// When it was sent, if that can be told.
    pub at: Option<Instant>,
    /// Whom it goes to.
    pub toward: Toward,
    /// Where it was written.
    pub medium: Medium,
    /// Bucket of its thread.
    pub bucket: u8,
    /// Where it stands in its source.
    pub locus: Locus,
    /// Length of its decoded text in bytes, by which a changed source is known.
    pub body_bytes: u32,
    /// Lines per zone, in the order of [`bifocal_core::coding::ZONES`].
    pub lines: [u32; 5],
    /// Paragraphs left out since they are in a language that is not read.
    pub other_language_paragraphs: u32,
    /// What the message as a whole attends to, as it was decided.
    pub poles: PoleSet,
    /// Its sentences in order.
    pub acts: Vec<StoredAct>,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAct {
    /// Bytes of the message's decoded text.
    pub span: Range<u32>,
    /// Its codes, as they were decided, and its reading.
    pub act: Act,
}

impl Own {
    /// The codes of the message, as they were decided when it was coded.
    #[must_use]
    pub fn codes(&self) -> MessageCodes {
        MessageCodes {
            activities: self.acts.iter().filter_map(|stored| stored.act.activity).collect(),
            poles: self.poles,
            sentences: self.acts.iter().map(|s| (s.act.activity, s.act.poles)).collect(),
        }
    }
}

impl Stored {
    /// What is known of it, if the person wrote it and it is in scope.
    #[must_use]
    pub const fn own(&self) -> Option<&Own> {
        match &self.kept {
            Kept::Own(own) => Some(own),
            Kept::ByOther | Kept::OutOfScope(_) => None,
        }
    }

    /// As [`Self::own`].
    pub(crate) const fn own_mut(&mut self) -> Option<&mut Own> {
        match &mut self.kept {
            Kept::Own(own) => Some(own),
            Kept::ByOther | Kept::OutOfScope(_) => None,
        }
    }

    /// Counts the message, if it was coded.
    pub fn count(&self, tally: &mut Tally) {
        let Some(own) = self.own().filter(|own| own.fate == Fate::Coded) else { return };
        let key = Key {
            person: self.person.clone(),
            week: own.at.map(Instant::week),
            toward: own.toward,
            medium: own.medium,
            bucket: own.bucket,
        };
        tally.count(key, &own.codes());
    }

    /// How many sentences it has.
    pub(crate) fn acts(&self) -> usize {
        self.own().map_or(0, |own| own.acts.len())
    }
}
