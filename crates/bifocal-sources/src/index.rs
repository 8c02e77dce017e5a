//! The first pass: which messages there are, which are duplicates, which
//! belong to one thread, and who the people are.

mod parties;

use std::collections::HashMap;
use std::num::NonZeroU64;

use bifocal_core::{Address, Instant, Locus, Medium, MessageKey, ThreadKey};
use rayon::prelude::*;

use crate::address::Mailbox;
use crate::digest::{self, Digest};
use crate::error::SourceError;
use crate::identity;
use crate::messages::RawMessages;
use crate::skip::{Skip, SkipReason, Skips};
use crate::source::{RawMessage, SourceSet};
use crate::threads::{self, Forest, SameSubject};

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

/// Lists of numbers, each once.
#[derive(Debug, Default)]
struct Sets {
    members: Vec<u32>,
    ends: Vec<u32>,
}

impl Sets {
    fn get(&self, number: u32) -> &[u32] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.members[start..self.ends[number] as usize]
    }

    /// How many sets there are: as many as numbers of type `u32` can tell apart.
    fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    fn push(&mut self, set: &[u32]) -> Result<u32, SourceError> {
        self.members.extend_from_slice(set);
        self.ends.push(count(self.members.len())?);
        count(self.ends.len() - 1)
    }
}

fn count(number: usize) -> Result<u32, SourceError> {
    u32::try_from(number).map_err(|_| SourceError::TooMany)
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

/// What the first pass finds at a place.
enum Found {
    Message(Digest),
    /// The key of a message, and the place that says that it is deleted.
    Deletion(u64, Locus),
}

fn digest_of(raw: Result<RawMessage, Skip>) -> Result<Found, Skip> {
    let raw = raw?;
    match digest::digest(&raw) {
        Ok(digest::Found::Message(digest)) => Ok(Found::Message(digest)),
        Ok(digest::Found::Deletion(key)) => Ok(Found::Deletion(key, raw.locus)),
        Err(reason) => Err(Skip { locus: raw.locus, reason }),
    }
}

/// A message while the index is being made: 48 bytes, since there can be millions.
#[derive(Clone, Copy, Debug)]
struct Record {
    /// Both halves of [`Digest::rank`].
    version: u32,
    hash: u64,
    place: u32,
    from: u32,
    people: u32,
    /// Node of the message that it answers, or [`NONE`].
    parent: u32,
    answers: bool,
    mail: bool,
    subject: Option<NonZeroU64>,
    /// When it was sent, or [`UNKNOWN`].
    at: i64,
}

/// No message was sent at this time.
const UNKNOWN: i64 = i64::MIN;

impl Record {
    fn rank(&self) -> (u32, u64, u32) {
        (self.version, self.hash, self.place)
    }

    fn at(&self) -> Option<Instant> {
        (self.at != UNKNOWN).then_some(Instant(self.at))
    }
}

const NONE: u32 = u32::MAX;

#[derive(Default)]
struct Builder {
    forest: Forest,
    /// For each node of the forest its record, unless it is only referred to.
    record_of: Vec<u32>,
    records: Vec<Record>,
    node_of: Vec<u32>,
    addresses: HashMap<Address, u32>,
    /// By a hash of address and name.
    names: HashMap<(u32, u64), (String, u32)>,
    sets: Sets,
    set_numbers: HashMap<u64, u32>,
    deleted: Vec<u64>,
    read: u64,
    skips: Skips,
}

impl Builder {
    fn add(&mut self, found: Result<Found, Skip>) -> Result<(), SourceError> {
        let digest = match found {
            Ok(Found::Message(digest)) => digest,
            Ok(Found::Deletion(key, locus)) => {
                self.deleted.push(key);
                self.skips.add(Skip { locus, reason: SkipReason::Deleted });
                return Ok(());
            }
            Err(skip) => {
                self.skips.add(skip);
                return Ok(());
            }
        };
        self.read += 1;
        // What follows does not depend on the order of the copies of a message:
        // references and names are united, all else is of the greatest copy.
        let node = self.forest.node(digest.key).ok_or(SourceError::TooMany)?;
        for reference in &digest.references {
            let other = self.forest.node(*reference).ok_or(SourceError::TooMany)?;
            self.forest.join(node, other);
        }
        let parent = match digest.parent {
            Some(parent) => self.forest.node(parent).ok_or(SourceError::TooMany)?,
            None => NONE,
        };
        self.record_of.resize(self.forest.len(), NONE);

        let from = self.address(digest.from)?;
        let mut people = Vec::with_capacity(digest.others.len() + 1);
        people.push(from);
        for other in digest.others {
            people.push(self.address(other)?);
        }
        people.sort_unstable();
        people.dedup();
        let record = Record {
            version: digest.rank.0,
            hash: digest.rank.1,
            place: digest.place,
            from,
            people: self.set(&people)?,
            parent,
            answers: digest.answers_subject,
            mail: digest.medium == Medium::Mail,
            subject: digest.subject.and_then(NonZeroU64::new),
            at: digest.at.map_or(UNKNOWN, |Instant(at)| at),
        };
        match self.record_of[node as usize] {
            NONE => {
                self.record_of[node as usize] = count(self.records.len())?;
                self.records.push(record);
                self.node_of.push(node);
            }
            at => {
                let old = &mut self.records[at as usize];
                if record.rank() > old.rank() {
                    *old = record;
                }
            }
        }
        Ok(())
    }

    fn address(&mut self, mailbox: Mailbox) -> Result<u32, SourceError> {
        let next = count(self.addresses.len())?;
        let number = *self.addresses.entry(mailbox.address).or_insert(next);
        if let Some(name) = mailbox.name {
            let hash = identity::of_text(&name);
            self.names.entry((number, hash)).or_insert((name, 0)).1 += 1;
        }
        Ok(number)
    }

    fn set(&mut self, people: &[u32]) -> Result<u32, SourceError> {
        let bytes: Vec<u8> = people.iter().flat_map(|number| number.to_le_bytes()).collect();
        let hash = identity::of_bytes(&bytes);
        match self.set_numbers.get(&hash) {
            Some(number) if self.sets.get(*number) == people => Ok(*number),
            _ => {
                let number = self.sets.push(people)?;
                self.set_numbers.insert(hash, number);
                Ok(number)
            }
        }
    }

    fn finish(mut self) -> Result<Index, SourceError> {
        self.set_numbers = HashMap::new();
        self.drop_deleted();
        self.join_by_subject();
        // What is only needed to take messages in makes room for the entries.
        self.record_of = Vec::new();
        self.forest.close();

        let mut addresses: Vec<(Address, u32)> = self.addresses.drain().collect();
        addresses.sort_unstable();
        let mut renumbered = vec![0; addresses.len()];
        for (new, (_, old)) in addresses.iter().enumerate() {
            renumbered[*old as usize] = count(new)?;
        }
        let mut contacts: Vec<Contact> = addresses
            .into_iter()
            .map(|(address, _)| Contact { address, names: Vec::new(), sent: 0, received: 0 })
            .collect();
        for ((number, _), name) in self.names.drain() {
            contacts[renumbered[number as usize] as usize].names.push(name);
        }
        for contact in &mut contacts {
            contact.names.sort_unstable_by(|(one, times), (other, others)| {
                others.cmp(times).then_with(|| one.cmp(other))
            });
            contact.names.shrink_to_fit();
        }

        let mut threads: Vec<u64> =
            self.node_of.iter().map(|node| self.forest.thread(*node)).collect();
        threads.sort_unstable();
        threads.dedup();
        threads.shrink_to_fit();

        let mut open = vec![false; threads.len()];
        let mut people = Sets::default();
        let mut new_sets = vec![NONE; self.sets.ends.len()];
        let mut entries = Vec::with_capacity(self.records.len());
        let mut set = Vec::new();
        for (record, node) in self.records.iter().zip(&self.node_of) {
            let from = renumbered[record.from as usize];
            let new_set = &mut new_sets[record.people as usize];
            if *new_set == NONE {
                set.clear();
                set.extend(
                    self.sets.get(record.people).iter().map(|number| renumbered[*number as usize]),
                );
                set.sort_unstable();
                *new_set = people.push(&set)?;
            }
            contacts[from as usize].sent += 1;
            for number in people.get(*new_set) {
                if *number != from {
                    contacts[*number as usize].received += 1;
                }
            }
            let thread = self.forest.thread(*node);
            let thread = threads.partition_point(|other| *other < thread);
            open[thread] |= !record.mail;
            entries.push(Entry {
                key: self.forest.key(*node),
                place: record.place,
                thread: count(thread)?,
                people: *new_set,
                from,
                parent: NONE,
            });
        }
        entries.sort_unstable_by_key(|entry| entry.key);
        for (record, node) in self.records.iter().zip(&self.node_of) {
            let at = |key| entries.binary_search_by_key(&key, |entry: &Entry| entry.key).ok();
            let parent = (record.parent != NONE).then(|| self.forest.key(record.parent));
            if let (Some(child), Some(parent)) = (at(self.forest.key(*node)), parent.and_then(at)) {
                entries[child].parent = count(parent)?;
            }
        }
        people.members.shrink_to_fit();
        people.ends.shrink_to_fit();
        Ok(Index {
            entries,
            threads,
            open,
            contacts,
            people,
            deleted: self.deleted,
            read: self.read,
            skips: self.skips,
        })
    }

    /// Takes out the messages that are deleted, whichever of the two was read first.
    fn drop_deleted(&mut self) {
        self.deleted.sort_unstable();
        self.deleted.dedup();
        if self.deleted.is_empty() {
            return;
        }
        let records = std::mem::take(&mut self.records).into_iter();
        let is_left = |node: &u32| self.deleted.binary_search(&self.forest.key(*node)).is_err();
        let left = records.zip(std::mem::take(&mut self.node_of)).filter(|(_, node)| is_left(node));
        (self.records, self.node_of) = left.unzip();
    }

    fn join_by_subject(&mut self) {
        let mut answered: Vec<NonZeroU64> = self
            .records
            .iter()
            .filter(|record| record.answers)
            .filter_map(|record| record.subject)
            .collect();
        answered.sort_unstable();
        answered.dedup();
        let mut messages = Vec::new();
        for (record, node) in self.records.iter().zip(&self.node_of) {
            let Some(subject) =
                record.subject.filter(|subject| answered.binary_search(subject).is_ok())
            else {
                continue;
            };
            for person in self.sets.get(record.people) {
                let bucket = (subject.get()
                    ^ u64::from(*person).wrapping_mul(0xff51_afd7_ed55_8ccd))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
                messages.push(SameSubject {
                    bucket,
                    at: record.at(),
                    node: *node,
                    answers: record.answers,
                });
            }
        }
        threads::join_by_subject(&mut self.forest, messages);
    }
}
