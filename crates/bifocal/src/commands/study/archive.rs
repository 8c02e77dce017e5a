//! An archive of many people, read for a study: their own words to counts, and nothing else.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use bifocal_core::coder::Scratch;
use bifocal_core::coding::{Around, Coded};
use bifocal_core::tally::Key;
use bifocal_core::{Address, Coder, CoderKind, Instant, Message, MessageCodes, Tally};
use bifocal_sources::{Index, Parents, People, RawMessage, RawMessages, SourceSet, envelope};
use bifocal_study::plan::Period;
use bifocal_study::sample::{GoldMessage, GoldTable, Member};
use bifocal_words::{Learned, Repeated};
use rayon::prelude::*;

use crate::args::CoderChoice;
use crate::progress;
use crate::scope::is_private;

/// Of so many messages by members the careful coder makes a study in a few minutes.
const CAREFUL_UP_TO: u64 = 5000;

/// Mails that each member's recurring signature and texts are learned from.
const LEARN_FROM: usize = 100;

const BATCH_BYTES: usize = 1 << 20;

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
        let sent: u64 = contacts.map(|contact| u64::from(contact.sent)).sum();
        match choice {
            CoderChoice::Fast => CoderKind::Fast,
            CoderChoice::Careful => CoderKind::Careful,
            CoderChoice::Auto if sent > CAREFUL_UP_TO => CoderKind::Fast,
            CoderChoice::Auto => CoderKind::Careful,
        }
    }

    /// Counts the members' messages, and finds those that have labels.
    pub fn count(&self, coder: &Coder, gold: &GoldTable, quiet: bool) -> Counted {
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
    pub fn candidates(&self, coder: &Coder, quiet: bool) -> Vec<Candidate> {
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

    fn each<T: Default + Merge + Send>(
        &self,
        coder: &Coder,
        quiet: bool,
        take: impl Fn(&Message, &Arc<str>, Coded, &mut T) + Sync,
    ) -> T {
        let learned = self.learn();
        let addresses: Vec<Address> = self.members.keys().cloned().collect();
        let parents = Parents::read(&self.set, &self.index, &addresses);
        let bar = progress::bar("Reading", self.set.total_bytes(), quiet);
        let on_progress = |bytes| bar.set_position(bytes);
        let mut raw = self.set.raw(&on_progress);
        let mut whole = T::default();
        let nothing = (Learned::default(), Repeated::default());
        let work = |batch: &[RawMessage]| {
            batch
                .par_iter()
                .fold(<(T, Scratch)>::default, |(mut part, mut scratch), raw| {
                    if let Some((message, person)) = self.of_a_member(raw) {
                        let (signature, repeated) = learned.get(person).unwrap_or(&nothing);
                        // Private mail is nobody's business in a study, not even as a count.
                        let is_me = |address: &Address| self.members.get(address) == Some(person);
                        if message.automatic.is_none()
                            && !repeated.contains(&message.body)
                            && !is_private(&message, is_me, signature)
                        {
                            let parent = parents.text_for(&self.index, message.key);
                            let signature = parent.map_or_else(
                                || signature.clone(),
                                |text| signature.clone().with_parent_text(text),
                            );
                            if let Some(coded) = code(&message, coder, &signature, &mut scratch) {
                                take(&message, person, coded, &mut part);
                            }
                        }
                    }
                    (part, scratch)
                })
                .map(|(part, _)| part)
                .reduce(T::default, T::merged)
        };
        let mut batch = next_batch(&mut raw);
        while !batch.is_empty() {
            // While one batch is worked on, the next is read from the disk.
            let (next, part) = rayon::join(|| next_batch(&mut raw), || work(&batch));
            whole = whole.merged(part);
            batch = next;
        }
        bar.finish_and_clear();
        whole
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
    fn learn(&self) -> HashMap<Arc<str>, (Learned, Repeated)> {
        let mut bodies: HashMap<Arc<str>, Vec<String>> = HashMap::new();
        let mut raw = self.set.raw(&|_| ());
        loop {
            let batch = next_batch(&mut raw);
            if batch.is_empty() {
                break;
            }
            let found: Vec<(Arc<str>, String)> = batch
                .par_iter()
                .filter_map(|raw| {
                    let (message, person) = self.of_a_member(raw)?;
                    Some((person.clone(), message.body))
                })
                .collect();
            for (person, body) in found {
                let own = bodies.entry(person).or_default();
                if own.len() < LEARN_FROM {
                    own.push(body);
                }
            }
        }
        let learned = bodies.into_par_iter().map(|(person, bodies)| {
            let texts = || bodies.iter().map(String::as_str);
            (person, (bifocal_words::learn_signature(texts()), Repeated::learn(texts())))
        });
        learned.collect()
    }
}

fn code(
    message: &Message,
    coder: &Coder,
    learned: &Learned,
    scratch: &mut Scratch,
) -> Option<Coded> {
    let around = Around { subject: &message.subject, ..Around::default() };
    let coded = coder.code_body(&message.body, &around, learned, scratch);
    (!coded.other_language && !coded.acts.is_empty()).then_some(coded)
}

fn decided(coded: &Coded, coder: &Coder) -> MessageCodes {
    MessageCodes::decide(coded.acts.iter().map(|sentence| &sentence.act), coder.thresholds())
}

fn next_batch(raw: &mut RawMessages<'_>) -> Vec<RawMessage> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    for message in raw.flatten() {
        bytes += message.size();
        batch.push(message);
        if bytes >= BATCH_BYTES {
            break;
        }
    }
    batch
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
