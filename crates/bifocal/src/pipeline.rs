//! The whole way of a mailbox's owner: sources, index, messages, acts, tally and evidence.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use bifocal_core::coder::Scratch;
use bifocal_core::coding::{Around, Coded, ZONES};
use bifocal_core::evidence::EvidenceBook;
use bifocal_core::tally::Key;
use bifocal_core::{Address, Coder, CoderKind, Instant, Medium, Message, MessageCodes, Tally};
use bifocal_report::{Person, ReadAndLeftOut};
use bifocal_sources::{
    Envelope, Index, Parents, People, RawMessage, RawMessages, SourceSet, envelope,
};
use bifocal_words::{Learned, Repeated};
use rayon::prelude::*;

use crate::args::{Arguments, CoderChoice, Sources};
use crate::owner::{Owner, list};
use crate::progress;

/// The owner must have sent or received more than one in this many messages.
const OWNER_SHARE: u64 = 5;

/// Of so many messages by the owner the careful coder makes a mirror in a few minutes.
const CAREFUL_UP_TO: u64 = 5000;

/// Bytes of messages that are worked on at once: enough for all cores, and so few that the bar moves.
const fn batch_bytes(kind: CoderKind) -> usize {
    match kind {
        CoderKind::Fast => 4 << 20,
        CoderKind::Careful => 1 << 18,
    }
}

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
    paths: Vec<PathBuf>,
}

/// What a mailbox gave.
#[derive(Default)]
pub struct Harvest {
    /// The owner's counts.
    pub tally: Tally,
    /// The owner's most telling sentences.
    pub evidence: EvidenceBook,
    /// What was read and left out.
    pub read: ReadAndLeftOut,
    /// First and last instant of what was coded.
    span: Option<(Instant, Instant)>,
}

impl Mailbox {
    /// Opens the sources, makes the index, and makes sure that the mailbox is the owner's.
    pub fn open(arguments: &Arguments, from: &Sources) -> Result<Self> {
        let owner = Owner::load(arguments, &from.me, from.people.as_deref(), "mirror")?;
        let Owner { people, primary, addresses: me, given } = owner;
        let set = SourceSet::open_as(&from.sources, from.kind)?;
        let bar = progress::bar("Indexing", set.total_bytes(), arguments.quiet);
        let index = Index::build(&set, &|bytes| bar.set_position(bytes))?;
        bar.finish_and_clear();
        let mailbox = Self { set, index, people, primary, me, paths: from.sources.clone() };
        mailbox.check_owner(&given)?;
        Ok(mailbox)
    }

    /// The self-view rule: a mirror shows its owner, and nobody else.
    fn check_owner(&self, given: &[Address]) -> Result<()> {
        let (mine, all) = bifocal_sources::share_of(&self.me, &self.index);
        if mine == 0 {
            let near: Vec<String> = given
                .iter()
                .flat_map(|me| bifocal_sources::near(&self.index, me))
                .map(|address| address.to_string())
                .collect();
            let hint = if near.is_empty() {
                String::from("check the address")
            } else {
                format!("did you mean {}?", near.join(" or "))
            };
            bail!("{} is in none of the {all} messages; {hint}", list(given));
        }
        if mine * OWNER_SHARE <= all {
            bail!(
                "this is not the mailbox of {}: sender or recipient of {mine} of {all} messages, and a mirror needs \
                 more than a fifth. It shows people their own mail only; for an archive of many people there is \
                 `bifocal study`, which needs a stated purpose",
                list(given)
            );
        }
        Ok(())
    }

    /// The coder that is asked for, or that suits the amount of the owner's mail.
    pub fn coder(&self, choice: CoderChoice) -> CoderKind {
        let sent =
            || self.me.iter().filter_map(|me| self.index.contact(me)).map(|c| u64::from(c.sent));
        match choice {
            CoderChoice::Fast => CoderKind::Fast,
            CoderChoice::Careful => CoderKind::Careful,
            CoderChoice::Auto if sent().sum::<u64>() > CAREFUL_UP_TO => CoderKind::Fast,
            CoderChoice::Auto => CoderKind::Careful,
        }
    }

    /// Name and addresses of the owner.
    pub fn person(&self) -> Person {
        let in_chart = self.people.of(&self.primary).map(|person| person.name.as_str());
        let in_mails = || {
            let mut contacts = self.me.iter().filter_map(|me| self.index.contact(me));
            contacts.find_map(|contact| Some(contact.names.first()?.0.as_str()))
        };
        let name = in_chart.filter(|name| !name.is_empty()).or_else(in_mails);
        Person {
            name: name.unwrap_or(self.primary.as_str()).to_owned(),
            addresses: self.me.iter().map(Address::to_string).collect(),
            same_name: bifocal_sources::same_name(&self.index)
                .into_iter()
                .filter(|(_, addresses)| addresses.iter().any(|a| self.me.contains(a)))
                .flat_map(|(_, addresses)| addresses)
                .filter(|address| !self.me.contains(address))
                .map(|address| address.to_string())
                .collect(),
        }
    }

    /// The owner's recurring signature and recurring texts, from their mails among the first of
    /// the mailbox.
    fn learn(&self) -> (Learned, Repeated) {
        let mut bodies: Vec<(Medium, String)> = Vec::new();
        let mut raw = self.set.raw(&|_| ()).flatten().take(LEARN_AMONG).peekable();
        while raw.peek().is_some() && bodies.len() < LEARN_FROM {
            let batch: Vec<RawMessage> = raw.by_ref().take(LEARN_FROM).collect();
            let mine = batch
                .par_iter()
                .filter_map(|raw| envelope(raw, &self.index).ok().flatten())
                .filter(|envelope| self.me.contains(envelope.from()))
                .map(Envelope::message)
                .map(|message| (message.medium, message.body));
            bodies.par_extend(mine);
        }
        let texts = || bodies.iter().map(|(_, body)| body.as_str());
        // Only mails are signed.
        let mails = bodies.iter().filter(|(medium, _)| *medium == Medium::Mail);
        let signature = bifocal_words::learn_signature(mails.map(|(_, body)| body.as_str()));
        (signature, Repeated::learn(texts()))
    }
}

/// Streams the messages, codes the owner's, and counts.
pub fn run(mailbox: &Mailbox, coder: &Coder, quiet: bool) -> Result<Harvest> {
    let (learned, repeated) = mailbox.learn();
    let worker = Worker {
        mailbox,
        coder,
        learned,
        repeated,
        parents: Parents::read(&mailbox.set, &mailbox.index, &mailbox.me),
        person: mailbox.primary.as_str().into(),
    };
    let bar = progress::bar("Reading", mailbox.set.total_bytes(), quiet);
    let on_progress = |bytes| bar.set_position(bytes);
    let mut raw = mailbox.set.raw(&on_progress);
    let mut harvest = Harvest::default();
    let limit = batch_bytes(coder.kind());
    let mut batch = next_batch(&mut raw, limit);
    while !batch.is_empty() {
        // While one batch is worked on, the next is read from the disk.
        let (next, part) = rayon::join(|| next_batch(&mut raw, limit), || worker.take_all(&batch));
        harvest = harvest.merged(part);
        batch = next;
    }
    bar.finish_and_clear();
    let skips = mailbox.index.skips();
    harvest.read.skipped = skips.by_reason().map(|(name, n)| (name.to_owned(), n)).collect();
    harvest.read.skipped_examples =
        skips.named().iter().take(SKIP_EXAMPLES).map(ToString::to_string).collect();
    harvest.read.sources = mailbox.paths.iter().map(|p| p.display().to_string()).collect();
    harvest.read.first_day = harvest.span.and_then(|(first, _)| first.date());
    harvest.read.last_day = harvest.span.and_then(|(_, last)| last.date());
    if harvest.read.coded == 0 {
        let read = &harvest.read;
        bail!(
            "no sentence by {}: of {} messages {} are by others, {} automatic, {} in other languages, {} without own \
             words; a mailbox with sent mail is needed",
            list(&mailbox.me),
            read.messages,
            read.by_others,
            read.automatic,
            read.other_language,
            read.without_words
        );
    }
    Ok(harvest)
}

/// The next messages, up to a number of bytes. What cannot be read is in the index already.
fn next_batch(raw: &mut RawMessages<'_>, limit: usize) -> Vec<RawMessage> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    for message in raw.flatten() {
        bytes += message.size();
        batch.push(message);
        if bytes >= limit {
            break;
        }
    }
    batch
}

/// What all threads share.
struct Worker<'a> {
    mailbox: &'a Mailbox,
    coder: &'a Coder,
    learned: Learned,
    repeated: Repeated,
    parents: Parents,
    person: Arc<str>,
}

/// What one thread keeps.
#[derive(Default)]
struct Part {
    harvest: Harvest,
    scratch: Scratch,
}

impl Worker<'_> {
    fn take_all(&self, batch: &[RawMessage]) -> Harvest {
        batch
            .par_iter()
            .fold(Part::default, |mut part, raw| {
                self.take(raw, &mut part);
                part
            })
            .map(|part| part.harvest)
            .reduce(Harvest::default, Harvest::merged)
    }

    fn take(&self, raw: &RawMessage, part: &mut Part) {
        let Part { harvest, scratch } = part;
        let read = &mut harvest.read;
        let envelope = match envelope(raw, &self.mailbox.index) {
            Ok(envelope) => envelope,
            // The index has counted and named it.
            Err(_) => return,
        };
        read.messages += 1;
        match envelope {
            None => read.duplicates += 1,
            Some(envelope) if !self.mailbox.me.contains(envelope.from()) => read.by_others += 1,
            Some(envelope) => {
                let message = envelope.message();
                if message.automatic.is_some() || self.repeated.contains(&message.body) {
                    read.automatic += 1;
                } else {
                    self.code(&message, harvest, scratch);
                }
            }
        }
    }

    fn code(&self, message: &Message, harvest: &mut Harvest, scratch: &mut Scratch) {
        let around = Around { subject: &message.subject, ..Around::default() };
        let parent = self.parents.text_for(&self.mailbox.index, message.key);
        let learned = parent.map_or(Cow::Borrowed(&self.learned), |text| {
            Cow::Owned(self.learned.clone().with_parent_text(text))
        });
        let Coded { acts, lines, other_language_paragraphs, other_language } =
            self.coder.code_body(&message.body, &around, &learned, scratch);
        let read = &mut harvest.read;
        for (zone, n) in ZONES.iter().zip(lines) {
            *read.lines.entry(zone.name().to_owned()).or_default() += n;
        }
        read.other_language_paragraphs += other_language_paragraphs;
        if other_language {
            read.other_language += 1;
            return;
        }
        if acts.is_empty() {
            read.without_words += 1;
            return;
        }
        read.coded += 1;
        let codes = MessageCodes::decide(
            acts.iter().map(|sentence| &sentence.act),
            self.coder.thresholds(),
        );
        let key = Key {
            person: self.person.clone(),
            week: message.at.map(Instant::week),
            toward: self.mailbox.people.toward(&message.from, &message.to, &message.cc),
            medium: message.medium,
            bucket: message.thread.bucket(),
        };
        harvest.tally.count(key, &codes);
        harvest.evidence.note(message, &acts);
        harvest.span = span(harvest.span, message.at.map(|at| (at, at)));
    }
}

impl Harvest {
    fn merged(mut self, other: Self) -> Self {
        self.tally.merge(other.tally);
        self.evidence.merge(other.evidence);
        self.span = span(self.span, other.span);
        let (read, more) = (&mut self.read, other.read);
        read.messages += more.messages;
        read.duplicates += more.duplicates;
        read.by_others += more.by_others;
        read.automatic += more.automatic;
        read.other_language += more.other_language;
        read.without_words += more.without_words;
        read.coded += more.coded;
        read.other_language_paragraphs += more.other_language_paragraphs;
        for (zone, n) in more.lines {
            *read.lines.entry(zone).or_default() += n;
        }
        self
    }
}

/// The shortest span that holds both.
fn span(
    a: Option<(Instant, Instant)>,
    b: Option<(Instant, Instant)>,
) -> Option<(Instant, Instant)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}
