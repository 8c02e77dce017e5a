//! The first pass: which messages there are, which are duplicates, which
//! belong to one thread, and who the people are.

mod builder;
mod parties;
mod sets;

use bifocal_core::{Address, Locus, MessageKey, ThreadKey};
use rayon::prelude::*;

use self::builder::{Builder, Found, NONE, digest_of};
use self::sets::Sets;
use crate::error::SourceError;
use crate::identity;
use crate::messages::RawMessages;
use crate::skip::{Skip, Skips};
use crate::source::{RawMessage, SourceSet};

pub use parties::Parties;

/// An address, the names that stand beside it, and how much it writes and gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The address.
    pub address: Address,
    /// Display names with how often they occur, the most frequent first.
    pub names: Vec<(String, u32)>,
    /// Messages by this address.
    pub sent: u32,
    /// Messages by others that this address gets.
    pub received: u32,
}

/// A message in the index: 32 bytes.
#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u64,
    /// Hash of the place of the copy that is read.
    place: u32,
    thread: u32,
    people: u32,
    from: u32,
    /// Position of the message that it answers, or [`NONE`].
    parent: u32,
}

/// What the first pass finds. The same for any order in which the messages are read.
#[derive(Debug)]
pub struct Index {
    /// Sorted by key.
    entries: Vec<Entry>,
    /// Sorted.
    threads: Vec<u64>,
    /// For each thread whether it is of another medium than mail: whoever takes part reads all of it.
    open: Vec<bool>,
    /// Sorted by address.
    contacts: Vec<Contact>,
    /// Sets of people, one after the other, each sorted.
    people: Sets,
    /// Keys of messages that their source says are deleted, sorted.
    deleted: Vec<u64>,
    read: u64,
    skips: Skips,
}

impl Index {
    /// Reads a source for the first time. `on_progress` is told how many bytes
    /// have been read so far, of [`SourceSet::total_bytes`].
    ///
    /// # Errors
    /// If there is no message in the source, or too many.
    pub fn build(set: &SourceSet, on_progress: &(dyn Fn(u64) + Sync)) -> Result<Self, SourceError> {
        let mut builder = Builder::default();
        let mut messages = set.raw(on_progress);
        let mut batch = next_batch(&mut messages);
        while !batch.is_empty() {
            // While one batch is read from the disk, the one before is worked on.
            let (next, found) = rayon::join(
                || next_batch(&mut messages),
                || batch.into_par_iter().map(digest_of).collect::<Vec<Result<Found, Skip>>>(),
            );
            for found in found {
                builder.add(found)?;
            }
            batch = next;
        }
        let index = builder.finish()?;
        if index.entries.is_empty() {
            return Err(set.no_message(&index.skips));
        }
        Ok(index)
    }

    /// How many messages there are, each once.
    #[must_use]
    pub fn messages(&self) -> u64 {
        self.entries.len() as u64
    }

    /// How many further copies of messages there are, those of deleted messages among them.
    #[must_use]
    pub fn duplicates(&self) -> u64 {
        self.read - self.messages()
    }

    /// How many threads there are.
    #[must_use]
    pub fn threads(&self) -> u64 {
        self.threads.len() as u64
    }

    /// The addresses, sorted.
    #[must_use]
    pub fn people(&self) -> &[Contact] {
        &self.contacts
    }

    /// What was left out. Has everything that the second pass leaves out too.
    #[must_use]
    pub fn skips(&self) -> &Skips {
        &self.skips
    }

    /// What is known of an address.
    #[must_use]
    pub fn contact(&self, address: &Address) -> Option<&Contact> {
        self.number(address).map(|number| &self.contacts[number])
    }

    /// The thread of a message.
    #[must_use]
    pub fn thread(&self, key: MessageKey) -> Option<ThreadKey> {
        self.entry(key).map(|entry| ThreadKey(self.threads[entry.thread as usize]))
    }

    /// Whether the copy of a message at a place is the one to read; nothing if
    /// the message is not in the index. Of a deleted message no copy is.
    pub(crate) fn is_chosen(&self, key: MessageKey, locus: &Locus) -> Option<bool> {
        match self.entry(key) {
            Some(entry) => Some(entry.place == identity::of_place(locus)),
            None => self.deleted.binary_search(&key.0).is_ok().then_some(false),
        }
    }

    /// The message that a message answers, if it is in the index too.
    #[must_use]
    pub fn parent(&self, key: MessageKey) -> Option<MessageKey> {
        let parent = self.entries.get(self.entry(key)?.parent as usize)?;
        Some(MessageKey(parent.key))
    }

    /// The messages that somebody's messages answer, each once, in the order
    /// of their keys, with the hashes of their places.
    pub(crate) fn answered_by(&self, me: &[Address]) -> Vec<(MessageKey, u32)> {
        let mine: Vec<usize> = me.iter().filter_map(|address| self.number(address)).collect();
        let mut parents: Vec<u32> = self
            .entries
            .iter()
            .filter(|entry| entry.parent != NONE && mine.contains(&(entry.from as usize)))
            .map(|entry| entry.parent)
            .collect();
        parents.sort_unstable();
        parents.dedup();
        let entries = parents.iter().filter_map(|parent| self.entries.get(*parent as usize));
        entries.map(|entry| (MessageKey(entry.key), entry.place)).collect()
    }

    fn entry(&self, key: MessageKey) -> Option<&Entry> {
        self.entries
            .binary_search_by_key(&key.0, |entry| entry.key)
            .ok()
            .map(|at| &self.entries[at])
    }

    fn number(&self, address: &Address) -> Option<usize> {
        self.contacts.binary_search_by(|contact| contact.address.cmp(address)).ok()
    }
}

/// A batch of messages: enough of them that threads are kept busy, few enough
/// that they do not fill the memory.
fn next_batch(messages: &mut RawMessages<'_>) -> Vec<Result<RawMessage, Skip>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    for message in messages {
        bytes += message.as_ref().map_or(0, RawMessage::size);
        batch.push(message);
        if bytes > 2 << 20 || batch.len() >= 2048 {
            break;
        }
    }
    batch
}
