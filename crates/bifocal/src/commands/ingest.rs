//! `bifocal ingest`: the acts of a mailbox's owner into a folder, each message once.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bifocal_core::{Address, Coder, MessageKey, ThreadKey};
use bifocal_store::{self as store, Kept, Owner, Run, Store, Stored, StoredAct, Writer};

use crate::args::{Arguments, CoderChoice, Ingest, Sources};
use crate::folder;
use crate::owner;
use crate::pipeline::{self, Collect, Earlier, Mailbox, Own, Seen};
use crate::remember;

pub fn run(arguments: &Arguments, args: &Ingest, out: &mut dyn Write) -> Result<()> {
    let mut from = args.from.clone();
    for source in &mut from.sources {
        if Store::is_one(source) {
            bail!("{}: this is a folder of acts; name the mailbox itself", source.display());
        }
        *source = absolute(source)?;
    }
    if Store::is_one(&args.into) {
        go_on(arguments, &mut from, &args.into)?;
    }
    let mailbox = Mailbox::open(arguments, &from)?;
    if !arguments.quiet {
        remember::tell(&mailbox.unknown(&owner::split(&args.from.me)));
    }
    let coder = Coder::shipped(mailbox.coder(from.coder))?;
    let mut writer = Writer::open(&args.into, coder.name())?;
    let bifocal_report::Person { name, addresses, .. } = mailbox.person();
    let person = mailbox.primary().to_string();
    // Without a name the address stands for it.
    let name = if name == person { String::new() } else { name };
    let person = writer.begin(Owner { person, name, addresses })?;
    let earlier = earlier(&writer, &mailbox);
    pipeline::stream(&mailbox, &person, &coder, &earlier, arguments.quiet, |rows: Rows| {
        let own = rows.0.into_iter().map(|mut row| {
            row.person = person.clone();
            row
        });
        Ok(writer.add(own.collect())?)
    })?;
    let (skipped, skipped_examples) = mailbox.skipped();
    let sources = mailbox.paths().collect();
    let added = writer.finish(Run { sources, skipped, skipped_examples, ..Run::default() })?;
    writeln!(
        out,
        "{} new: {} by {person} coded, {}; {} were there",
        many(added.messages, "message"),
        added.coded,
        many(added.acts, "act"),
        earlier.keys.len()
    )?;
    Ok(())
}

fn many(n: u64, what: &str) -> String {
    if n == 1 { format!("{n} {what}") } else { format!("{n} {what}s") }
}

/// Places are kept for later, when somebody may stand in another folder.
fn absolute(source: &Path) -> Result<PathBuf> {
    if source.as_os_str() == "-" {
        return Ok(source.to_owned());
    }
    std::path::absolute(source).with_context(|| source.display().to_string())
}

/// Goes on as the folder was begun: with its coder, and with all addresses of its owner.
fn go_on(arguments: &Arguments, from: &mut Sources, into: &Path) -> Result<()> {
    let store = Store::open(into)?;
    if from.coder == CoderChoice::Auto {
        from.coder = match folder::kind_of(store.coder()) {
            Some(bifocal_core::CoderKind::Fast) => CoderChoice::Fast,
            Some(bifocal_core::CoderKind::Careful) => CoderChoice::Careful,
            None => CoderChoice::Auto,
        };
    }
    let mut me = folder::given(arguments, from)?;
    match store.persons() {
        [owner] if me.is_empty() => me.extend(owner.addresses.iter().map(|one| Address::new(one))),
        _ => me.extend(store.addresses_of(&me)),
    }
    from.me = me.iter().map(Address::to_string).collect();
    Ok(())
}

/// What the folder has of the mailbox, with the buckets of threads that go on.
fn earlier(writer: &Writer, mailbox: &Mailbox) -> Earlier {
    let mut known: Vec<(&MessageKey, &Option<u8>)> = writer.known().iter().collect();
    known.sort_unstable();
    let mut buckets: HashMap<ThreadKey, u8> = HashMap::new();
    for (key, bucket) in &known {
        if let (Some(bucket), Some(thread)) = (bucket, mailbox.index().thread(**key)) {
            buckets.entry(thread).or_insert(*bucket);
        }
    }
    Earlier { keys: known.into_iter().map(|(key, _)| *key).collect(), buckets }
}

/// Messages on their way into the folder.
#[derive(Default)]
struct Rows(Vec<Stored>);

impl Collect for Rows {
    fn add(&mut self, seen: &Seen<'_>) {
        let (key, kept) = match seen {
            Seen::Copy | Seen::Known => return,
            Seen::ByOther(key) => (*key, Kept::ByOther),
            Seen::OutOfScope(key, why) => (*key, Kept::OutOfScope(*why)),
            Seen::Own(own) => (own.message.key, Kept::Own(stored(own))),
        };
        // The run knows whose mailbox it is.
        self.0.push(Stored { person: Default::default(), key, kept });
    }

    fn merged(mut self, later: Self) -> Self {
        self.0.extend(later.0);
        self
    }
}

fn stored(own: &Own<'_>) -> store::Own {
    let Own { message, coded, .. } = own;
    // A message has at most 64 MiB.
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let acts = coded.acts.iter().map(|sentence| StoredAct {
        span: small(sentence.span.start)..small(sentence.span.end),
        act: sentence.act,
    });
    store::Own {
        fate: own.fate,
        at: message.at,
        toward: own.toward,
        medium: message.medium,
        bucket: own.bucket,
        locus: message.locus.clone(),
        body_bytes: small(message.body.len()),
        lines: coded.lines.map(count),
        other_language_paragraphs: count(coded.other_language_paragraphs),
        poles: own.codes.poles,
        acts: acts.collect(),
    }
}
