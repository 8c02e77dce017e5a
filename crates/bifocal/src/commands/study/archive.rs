//! An archive of many people, read for a study: their own words to counts, and nothing else.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use bifocal_core::coder::Scratch;
use bifocal_core::coding::{Around, Coded};
use bifocal_core::tally::Key;
use bifocal_core::{Address, Coder, CoderKind, Instant, Medium, Message, MessageCodes, Tally};
use bifocal_sources::{Index, Parents, People, RawMessage, SourceSet, envelope};
use bifocal_study::plan::Period;
use bifocal_study::sample::{GoldMessage, GoldTable, Member};
use rayon::prelude::*;

use crate::args::CoderChoice;
use crate::batches;
use crate::progress;
use crate::recurring::Recurring;
use crate::scope::is_private;

/// Of so many messages by members the careful coder reads, once, for figures that the fast one is
/// not good enough for: 7,500 mails take six minutes on two cores, so many about forty.
const CAREFUL_UP_TO: u64 = 50_000;

/// Messages that each member's recurring signature and texts are learned from.
const LEARN_FROM: usize = 100;

/// An opened archive.
pub struct Archive<'a> {
    set: SourceSet,
    index: Index,
    people: &'a People,
    /// By every address of a member the one that stands for them.
    members: HashMap<Address, Arc<str>>,
    period: Period,
}

/// A message that acts, as a candidate for the gold table.
pub struct Candidate {
    /// Its key.
    pub message: u64,
    /// Address of its writer.
    pub person: Arc<str>,
    /// Its subject.
    pub subject: String,
    /// The writer's own words that the coder read, and nobody else's.
    pub text: String,
}

/// What an archive gives.
#[derive(Default)]
pub struct Counted {
    /// The members' counts.
    pub tally: Tally,
    /// Labelled messages by address.
    pub gold: BTreeMap<String, Vec<GoldMessage>>,
}

impl<'a> Archive<'a> {
    /// Opens sources and makes the index.
    pub fn open(
        paths: &[PathBuf],
        people: &'a People,
        members: &[Member],
        period: &Period,
        quiet: bool,
    ) -> Result<Self> {
        let set = SourceSet::open(paths)?;
        let bar = progress::bar("Indexing", set.total_bytes(), quiet);
        let index = Index::build(&set, &|bytes| bar.set_position(bytes))?;
        bar.finish_and_clear();
        let mut by_address = HashMap::new();
        for member in members {
            let name: Arc<str> = member.address.as_str().into();
            let of = people.of(&Address::new(&member.address));
            for address in of.iter().flat_map(|person| &person.addresses) {
                by_address.insert(address.clone(), name.clone());
            }
        }
        Ok(Self { set, index, people, members: by_address, period: period.clone() })
    }

    /// The coder that is asked for, or that suits the amount of text.
    pub fn coder(&self, choice: CoderChoice) -> CoderKind {
        let contacts = self.members.keys().filter_map(|address| self.index.contact(address));
        let sent = contacts.map(|contact| u64::from(contact.sent));
        choice.for_messages(sent.sum(), CAREFUL_UP_TO)
    }

    /// Counts the members' messages, and finds those that have labels.
    pub fn count(&self, coder: &Coder, gold: &GoldTable, quiet: bool) -> Result<Counted> {
        self.each(coder, quiet, |message, person, coded, counted: &mut Counted| {
            let codes = decided(&coded, coder);
            if let Some(found) = gold.join(message.key, &codes) {
                counted.gold.entry(person.to_string()).or_default().push(found);
            }
            let key = Key {
                person: person.clone(),
                week: message.at.map(Instant::week),
                toward: self.people.toward(&message.from, &message.to, &message.cc),
                medium: message.medium,
                bucket: message.thread.bucket(),
            };
            counted.tally.count(key, &codes);
        })
    }

    /// All messages of members that act.
    pub fn candidates(&self, coder: &Coder, quiet: bool) -> Result<Vec<Candidate>> {
        self.each(coder, quiet, |message, person, coded, found: &mut Vec<Candidate>| {
            if decided(&coded, coder).activities.acts() {
                let own: Vec<&str> = coded.acts.iter().map(|act| act.text.as_str()).collect();
                found.push(Candidate {
                    message: message.key.0,
                    person: person.clone(),
                    subject: message.subject.clone(),
                    text: own.join(" "),
                });
            }
        })
    }

    /// Codes the members' messages that act, and gathers what is taken from them.
    fn each<T: Default + Merge + Send>(
        &self,
        coder: &Coder,
        quiet: bool,
        take: impl Fn(&Message, &Arc<str>, Coded, &mut T) + Sync,
    ) -> Result<T> {
        let addresses: Vec<Address> = self.members.keys().cloned().collect();
        let reader = Reader {
            archive: self,
            coder,
            recurring: self.learn(coder.kind())?,
            parents: Parents::read(&self.set, &self.index, &addresses),
        };
        let work = |batch: &[RawMessage]| {
            let fold = |(mut part, mut scratch): (T, Scratch), raw| {
                if let Some((message, person, coded)) = reader.read(raw, &mut scratch) {
                    take(&message, person, coded, &mut part);
                }
                (part, scratch)
            };
            let parts = batch.par_iter().fold(Default::default, fold);
            parts.map(|(part, _)| part).reduce(T::default, T::merged)
        };
        let mut whole = T::default();
        batches::each(&self.set, coder.kind(), quiet, work, |part| {
            whole = std::mem::take(&mut whole).merged(part);
            Ok(())
        })?;
        Ok(whole)
    }

    /// The message, if a member wrote it within the period; duplicates and what cannot be read are nobody's.
    fn of_a_member(&self, raw: &RawMessage) -> Option<(Message, &Arc<str>)> {
        let envelope = envelope(raw, &self.index).ok().flatten()?;
        let person = self.members.get(envelope.from())?;
        let message = envelope.message();
        self.is_within(message.at).then_some((message, person))
    }

    /// Days compare as text. A message without a date is within no period, unless there is none.
    fn is_within(&self, at: Option<Instant>) -> bool {
        let Period { from, to } = &self.period;
        if from.is_none() && to.is_none() {
            return true;
        }
        at.and_then(Instant::date).is_some_and(|day| {
            from.as_ref().is_none_or(|from| *from <= day) && to.as_ref().is_none_or(|to| day <= *to)
        })
    }

    /// Each member's recurring signature and texts.
    fn learn(&self, coder: CoderKind) -> Result<HashMap<Arc<str>, Recurring>> {
        let mut messages: HashMap<Arc<str>, Vec<(Medium, String)>> = HashMap::new();
        let work = |batch: &[RawMessage]| -> Vec<(Arc<str>, Message)> {
            let mine = batch.par_iter().filter_map(|raw| self.of_a_member(raw));
            mine.map(|(message, person)| (person.clone(), message)).collect()
        };
        batches::each(&self.set, coder, true, work, |found| {
            for (person, message) in found {
                let own = messages.entry(person).or_default();
                if own.len() < LEARN_FROM {
                    own.push((message.medium, message.body));
                }
            }
            Ok(())
        })?;
        let learned =
            messages.into_par_iter().map(|(person, own)| (person, Recurring::learn(&own)));
        Ok(learned.collect())
    }
}

/// What all threads share while they read.
struct Reader<'a> {
    archive: &'a Archive<'a>,
    coder: &'a Coder,
    recurring: HashMap<Arc<str>, Recurring>,
    parents: Parents,
}

impl Reader<'_> {
    /// A message by a member that acts, coded.
    fn read(&self, raw: &RawMessage, scratch: &mut Scratch) -> Option<(Message, &Arc<str>, Coded)> {
        let (message, person) = self.archive.of_a_member(raw)?;
        let recurring = self.recurring.get(person)?;
        let is_me = |address: &Address| self.archive.members.get(address) == Some(person);
        // Private mail is nobody's business in a study, not even as a count.
        if recurring.is_automatic(&message) || is_private(&message, is_me, &recurring.signature) {
            return None;
        }
        let around = Around { subject: &message.subject, ..Around::default() };
        let parent = self.parents.text_for(&self.archive.index, message.key);
        let learned = recurring.with_parent(parent);
        let coded = self.coder.code_body(&message.body, &around, &learned, scratch);
        let acts = !coded.other_language && !coded.acts.is_empty();
        acts.then_some((message, person, coded))
    }
}

fn decided(coded: &Coded, coder: &Coder) -> MessageCodes {
    MessageCodes::decide(coded.acts.iter().map(|sentence| &sentence.act), coder.thresholds())
}

/// What several threads make, put together in any order.
pub trait Merge {
    /// Both together.
    fn merged(self, other: Self) -> Self;
}

impl Merge for Counted {
    fn merged(mut self, other: Self) -> Self {
        self.tally.merge(other.tally);
        for (person, more) in other.gold {
            self.gold.entry(person).or_default().extend(more);
        }
        self
    }
}

impl Merge for Vec<Candidate> {
    fn merged(mut self, other: Self) -> Self {
        self.extend(other);
        self
    }
}
