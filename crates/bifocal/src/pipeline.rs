//! The whole way of a mailbox's owner: sources, index, messages, acts, tally and evidence.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use bifocal_core::coder::Scratch;
use bifocal_core::coding::{Around, Coded};
use bifocal_core::{
    Address, Coder, CoderKind, Fate, Medium, Message, MessageCodes, MessageKey, OutOfScope,
    ThreadKey, Toward,
};
use bifocal_report::Person;
use bifocal_sources::{Envelope, Index, Parents, People, RawMessage, SourceSet, envelope};
use bifocal_words::Learned;
use rayon::prelude::*;

use crate::args::{Arguments, CoderChoice, Sources};
use crate::batches;
use crate::harvest::Harvest;
use crate::owner::{Owner, list};
use crate::ownership;
use crate::progress;
use crate::recurring::Recurring;
use crate::remember::Unknown;
use crate::scope::Scope;

/// Of so many messages by the owner the careful coder makes a mirror in a few minutes.
const CAREFUL_UP_TO: u64 = 5000;

/// The owner's recurring signature and texts are learned from about so many of their mails ...
const LEARN_FROM: usize = 300;

/// ... among the first messages of the mailbox.
const LEARN_AMONG: usize = 3000;

/// Examples of what could not be read that a mirror names.
const SKIP_EXAMPLES: usize = 10;

/// An opened mailbox with its index and its owner.
pub struct Mailbox {
    set: SourceSet,
    index: Index,
    people: People,
    /// The address that stands for the owner.
    primary: Address,
    /// All addresses of the owner.
    me: Vec<Address>,
    /// Addresses that are known not to be the owner's.
    not_me: Vec<Address>,
    /// What is not looked at.
    scope: Scope,
    paths: Vec<PathBuf>,
}

/// What was seen of one message.
pub enum Seen<'a> {
    /// A further copy.
    Copy,
    /// An earlier run has taken it.
    Known,
    /// It is not to be looked at.
    OutOfScope(MessageKey, OutOfScope),
    /// Somebody else wrote it.
    ByOther(MessageKey),
    /// The owner wrote it.
    Own(Own<'a>),
}

/// A message by the owner.
pub struct Own<'a> {
    /// The address that stands for the owner.
    pub person: &'a Arc<str>,
    /// The message.
    pub message: &'a Message,
    /// What became of it.
    pub fate: Fate,
    /// Whom it goes to.
    pub toward: Toward,
    /// Bucket of its thread.
    pub bucket: u8,
    /// Its sentences, empty unless it was coded.
    pub coded: &'a Coded,
    /// Its codes as a whole.
    pub codes: &'a MessageCodes,
}

/// What messages are gathered into, by each thread for itself.
pub trait Collect: Default + Send {
    /// Takes a message in.
    fn add(&mut self, seen: &Seen<'_>);

    /// Takes in what was gathered from later messages.
    #[must_use]
    fn merged(self, later: Self) -> Self;
}

/// What earlier runs have taken.
#[derive(Default)]
pub struct Earlier {
    /// Messages.
    pub keys: HashSet<MessageKey>,
    /// Buckets of threads that some of them belong to. A thread keeps its bucket when it grows.
    pub buckets: HashMap<ThreadKey, u8>,
}

impl Mailbox {
    /// Opens the sources, makes the index, and makes sure that the mailbox is the owner's.
    pub fn open(arguments: &Arguments, from: &Sources) -> Result<Self> {
        let owner = Owner::load(arguments, &from.me, from.people.as_deref(), "mirror")?;
        let Owner { people, primary, addresses: me, given, not_me } = owner;
        let scope = Scope::load(arguments)?;
        if let Some(calendar) = from.sources.iter().find(|path| ownership::is_calendar(path)) {
            bail!(
                "{}: this is a calendar, which has no messages; `bifocal calendar` makes a page of it",
                calendar.display()
            );
        }
        let set = SourceSet::open_as(&from.sources, from.kind)?;
        let bar = progress::bar("Indexing", set.total_bytes(), arguments.quiet);
        let index = Index::build(&set, &|bytes| bar.set_position(bytes))?;
        bar.finish_and_clear();
        ownership::check(&index, &me, &given)?;
        Ok(Self { set, index, people, primary, me, not_me, scope, paths: from.sources.clone() })
    }

    /// Those of some typed addresses that are in none of the messages.
    pub fn unknown(&self, typed: &[Address]) -> Vec<Unknown> {
        let unknown = typed.iter().filter(|address| self.index.contact(address).is_none());
        let meant = |address: &Address| ownership::near(&self.index, address);
        unknown.map(|one| Unknown { address: one.clone(), meant: meant(one) }).collect()
    }

    /// The coder that is asked for, or that suits the amount of the owner's mail.
    pub fn coder(&self, choice: CoderChoice) -> CoderKind {
        let contacts = self.me.iter().filter_map(|me| self.index.contact(me));
        let sent = contacts.map(|contact| u64::from(contact.sent));
        choice.for_messages(sent.sum(), CAREFUL_UP_TO)
    }

    /// Name and addresses of the owner.
    pub fn person(&self) -> Person {
        let in_chart = self.people.of(&self.primary).map(|person| person.name.as_str());
        let in_mails = || {
            let mut contacts = self.me.iter().filter_map(|me| self.index.contact(me));
            contacts.find_map(|contact| Some(contact.names.first()?.0.as_str()))
        };
        let name = in_chart.filter(|name| !name.is_empty()).or_else(in_mails);
        let alike = bifocal_sources::alike(&self.index, &self.me, name);
        // Whom the table says to be somebody is that person.
        let is_free =
            |address: &Address| !self.not_me.contains(address) && self.people.of(address).is_none();
        Person {
            name: name.unwrap_or(self.primary.as_str()).to_owned(),
            addresses: self.me.iter().map(Address::to_string).collect(),
            same_name: alike.iter().filter(|a| is_free(a)).map(Address::to_string).collect(),
        }
    }

    /// The address that stands for the owner.
    pub fn primary(&self) -> &Address {
        &self.primary
    }

    /// All messages.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Paths of the sources.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        self.paths.iter().map(|path| path.display().to_string())
    }

    /// What could not be read, by reason, and examples of it.
    pub fn skipped(&self) -> (BTreeMap<String, u64>, Vec<String>) {
        let skips = self.index.skips();
        let examples = skips.named().iter().take(SKIP_EXAMPLES).map(ToString::to_string);
        (skips.by_reason().map(|(name, n)| (name.to_owned(), n)).collect(), examples.collect())
    }

    /// Whether a message by the owner is private and to be left out.
    fn is_private(&self, message: &Message, learned: &Learned) -> bool {
        self.scope.is_private(message, &self.me, learned)
    }

    /// The owner's recurring signature and recurring texts, from their mails among the first of
    /// the mailbox.
    fn learn(&self) -> Recurring {
        let mut bodies: Vec<(Medium, String)> = Vec::new();
        let mut raw = self.set.raw(&|_| ()).flatten().take(LEARN_AMONG).peekable();
        while raw.peek().is_some() && bodies.len() < LEARN_FROM {
            let batch: Vec<RawMessage> = raw.by_ref().take(LEARN_FROM).collect();
            let mine = batch
                .par_iter()
                .filter_map(|raw| envelope(raw, &self.index).ok().flatten())
                .filter(|envelope| self.me.contains(envelope.from()))
                .filter(|envelope| !self.scope.ignores(envelope, &self.me))
                .map(Envelope::message)
                .filter(|message| !self.is_private(message, &Learned::default()))
                .map(|message| (message.medium, message.body));
            bodies.par_extend(mine);
        }
        Recurring::learn(&bodies)
    }
}

/// Streams the messages, codes the owner's, and counts.
pub fn run(mailbox: &Mailbox, coder: &Coder, quiet: bool) -> Result<Harvest> {
    let mut harvest = Harvest::default();
    let person = mailbox.primary.as_str().into();
    stream(mailbox, &person, coder, &Earlier::default(), quiet, |part: Harvest| {
        harvest = std::mem::take(&mut harvest).merged(part);
        Ok(())
    })?;
    harvest = harvest.from(mailbox.paths().collect());
    (harvest.read.skipped, harvest.read.skipped_examples) = mailbox.skipped();
    if harvest.read.coded == 0 {
        bail!(
            "no sentence by {}: {}; a mailbox with sent mail is needed",
            list(&mailbox.me),
            harvest.reasons()
        );
    }
    Ok(harvest)
}

/// Streams the messages, codes those of the owner that are new, and hands on what is gathered
/// from each batch, in the order of the sources.
pub fn stream<C: Collect>(
    mailbox: &Mailbox,
    person: &Arc<str>,
    coder: &Coder,
    earlier: &Earlier,
    quiet: bool,
    each: impl FnMut(C) -> Result<()>,
) -> Result<()> {
    let worker = Worker {
        mailbox,
        coder,
        earlier,
        recurring: mailbox.learn(),
        parents: Parents::read(&mailbox.set, &mailbox.index, &mailbox.me),
        person,
    };
    batches::each(&mailbox.set, coder.kind(), quiet, |batch| worker.take_all(batch), each)
}

/// What all threads share.
struct Worker<'a> {
    mailbox: &'a Mailbox,
    coder: &'a Coder,
    earlier: &'a Earlier,
    recurring: Recurring,
    parents: Parents,
    person: &'a Arc<str>,
}

/// What one thread keeps.
#[derive(Default)]
struct Part<C> {
    gathered: C,
    scratch: Scratch,
}

impl Worker<'_> {
    fn take_all<C: Collect>(&self, batch: &[RawMessage]) -> C {
        batch
            .par_iter()
            .fold(Part::<C>::default, |mut part, raw| {
                self.take(raw, &mut part);
                part
            })
            .map(|part| part.gathered)
            .reduce(C::default, C::merged)
    }

    fn take<C: Collect>(&self, raw: &RawMessage, part: &mut Part<C>) {
        let Part { gathered, scratch } = part;
        match envelope(raw, &self.mailbox.index) {
            // The index has counted and named it.
            Err(_) => {}
            Ok(None) => gathered.add(&Seen::Copy),
            Ok(Some(envelope)) if self.earlier.keys.contains(&envelope.key()) => {
                gathered.add(&Seen::Known);
            }
            Ok(Some(envelope)) if self.mailbox.scope.ignores(&envelope, &self.mailbox.me) => {
                gathered.add(&Seen::OutOfScope(envelope.key(), OutOfScope::Ignored));
            }
            Ok(Some(envelope)) if !self.mailbox.me.contains(envelope.from()) => {
                gathered.add(&Seen::ByOther(envelope.key()));
            }
            Ok(Some(envelope)) => self.own(&envelope.message(), gathered, scratch),
        }
    }

    fn own(&self, message: &Message, gathered: &mut impl Collect, scratch: &mut Scratch) {
        if self.mailbox.is_private(message, &self.recurring.signature) {
            return gathered.add(&Seen::OutOfScope(message.key, OutOfScope::Private));
        }
        let automatic = self.recurring.is_automatic(message);
        let coded = if automatic { Coded::default() } else { self.code(message, scratch) };
        let acts = coded.acts.iter().map(|sentence| &sentence.act);
        let bucket = self.earlier.buckets.get(&message.thread).copied();
        gathered.add(&Seen::Own(Own {
            person: self.person,
            message,
            fate: if automatic { Fate::Automatic } else { coded.fate() },
            toward: self.mailbox.people.toward(&message.from, &message.to, &message.cc),
            bucket: bucket.unwrap_or_else(|| message.thread.bucket()),
            codes: &MessageCodes::decide(acts, self.coder.thresholds()),
            coded: &coded,
        }));
    }

    fn code(&self, message: &Message, scratch: &mut Scratch) -> Coded {
        let around = Around { subject: &message.subject, ..Around::default() };
        let parent = self.parents.text_for(&self.mailbox.index, message.key);
        let learned = self.recurring.with_parent(parent);
        self.coder.code_body(&message.body, &around, &learned, scratch)
    }
}
