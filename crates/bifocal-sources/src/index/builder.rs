//! The index while it is being made.

use std::collections::HashMap;
use std::num::NonZeroU64;

use bifocal_core::{Address, Instant, Locus, Medium};

use super::sets::{Sets, count};
use super::{Contact, Entry, Index};
use crate::address::Mailbox;
use crate::digest::{self, Digest};
use crate::error::SourceError;
use crate::identity;
use crate::skip::{Skip, SkipReason, Skips};
use crate::source::RawMessage;
use crate::threads::{self, Forest, SameSubject};

/// What the first pass finds at a place.
pub(super) enum Found {
    Message(Digest),
    /// The key of a message, and the place that says that it is deleted.
    Deletion(u64, Locus),
}

pub(super) fn digest_of(raw: Result<RawMessage, Skip>) -> Result<Found, Skip> {
    let raw = raw?;
    match digest::digest(&raw) {
        Ok(digest::Found::Message(digest)) => Ok(Found::Message(digest)),
        Ok(digest::Found::Deletion(key)) => Ok(Found::Deletion(key, raw.locus)),
        Err(reason) => Err(Skip { locus: raw.locus, reason }),
    }
}

/// A message while the index is being made: 48 bytes, since there can be millions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
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
pub(super) const UNKNOWN: i64 = i64::MIN;

impl Record {
    fn rank(&self) -> (u32, u64, u32) {
        (self.version, self.hash, self.place)
    }

    fn at(&self) -> Option<Instant> {
        (self.at != UNKNOWN).then_some(Instant(self.at))
    }
}

pub(super) const NONE: u32 = u32::MAX;

#[derive(Default)]
pub(super) struct Builder {
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
    pub(super) fn add(&mut self, found: Result<Found, Skip>) -> Result<(), SourceError> {
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

    pub(super) fn finish(mut self) -> Result<Index, SourceError> {
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
        let mut new_sets = vec![NONE; self.sets.len() as usize];
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
        people.shrink_to_fit();
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
