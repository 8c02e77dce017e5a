//! A folder of acts in place of a mailbox: the same harvest, with the sentences read again from
//! the sources.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use bifocal_core::coding::{Coded, CodedSentence};
use bifocal_core::evidence::EvidenceBook;
use bifocal_core::{Address, Coder, CoderKind, Locus, Message, MessageKey, Tally, ThreadKey};
use bifocal_report::Person;
use bifocal_sources::{Again, read_again};
use bifocal_store::{Kept, Owner, Run, Store, Stored, StoredAct};
use bifocal_words::joined;

use crate::args::{Arguments, CoderChoice, Sources};
use crate::commands::mirror;
use crate::config::Config;
use crate::harvest::Harvest;
use crate::owner;
use crate::pipeline::{Collect, Own, Seen};

/// A folder of one person's acts.
pub struct Folder {
    path: PathBuf,
    store: Store,
    owner: Owner,
}

impl Folder {
    /// Opens the folder if the source is one. The self-view rule holds here too: a folder of
    /// several persons shows none of them.
    pub fn open(arguments: &Arguments, from: &Sources) -> Result<Option<Self>> {
        let Some(path) = from.sources.iter().find(|path| Store::is_one(path)) else {
            return Ok(None);
        };
        let name = path.display();
        if from.sources.len() > 1 {
            bail!(
                "{name}: a folder of acts is read alone; `bifocal ingest SOURCE... --into {name}` adds to it"
            );
        }
        let store = Store::open(path)?;
        let owner = match store.persons() {
            [] => bail!(
                "{name}: there are no acts yet; `bifocal ingest SOURCE... --into {name}` adds some"
            ),
            [owner] => owner.clone(),
            many => bail!(
                "{name}: the folder has the acts of {} persons, and a mirror shows people their own only; give each a \
                 folder of their own",
                many.len()
            ),
        };
        let given = given(arguments, from)?;
        if !given.is_empty() && !owner.has_any(&given) {
            let given: Vec<&str> = given.iter().map(Address::as_str).collect();
            bail!("{name}: these are the acts of {}, not of {}", owner.person, given.join(", "));
        }
        if let Some(kind) = chosen(from.coder)
            && kind_of(store.coder()) != Some(kind)
        {
            bail!(
                "{name}: the folder was coded by {}; leave --coder out, or ingest into a new folder",
                store.coder()
            );
        }
        Ok(Some(Self { path: path.clone(), store, owner }))
    }

    /// Name of the coder that its acts are from, such as `careful-3`.
    pub fn coder(&self) -> &str {
        self.store.coder()
    }

    /// The counts alone.
    pub fn tally(&self) -> Result<Tally> {
        Ok(self.store.tally()?)
    }

    /// All that a mirror needs.
    pub fn look(self) -> Result<mirror::Seen> {
        let coder = shipped(self.store.coder())?;
        let Some(coder) = coder else {
            bail!(
                "{}: the folder was coded by {}, whose accuracy this program does not know; ingest into a new folder",
                self.path.display(),
                self.store.coder()
            );
        };
        let mut harvest = Harvest::default();
        for rows in self.store.rows() {
            rows?.iter().for_each(|row| add(&mut harvest, row));
        }
        if harvest.read.coded == 0 {
            let owner = &self.owner.person;
            bail!("{}: no sentence by {owner}: {}", self.path.display(), harvest.reasons());
        }
        let runs = runs(self.store.runs());
        let sources: BTreeSet<String> = runs.iter().flat_map(|r| r.sources.clone()).collect();
        self.quote(&sources, &mut harvest.evidence)?;
        let mut harvest = harvest.from(sources.into_iter().collect());
        let mut skipped = BTreeMap::new();
        for (reason, n) in runs.iter().flat_map(|run| &run.skipped) {
            *skipped.entry(reason.clone()).or_default() += n;
        }
        harvest.read.skipped = skipped;
        harvest.read.skipped_examples =
            runs.iter().flat_map(|run| run.skipped_examples.clone()).collect();
        let Owner { person, name, addresses } = self.owner;
        let name = if name.is_empty() { person } else { name };
        let person = Person { name, addresses, same_name: Vec::new() };
        Ok(mirror::Seen { person, coder, harvest, unknown: Vec::new() })
    }

    /// Reads the sentences of the evidence again. Where the message is gone, or is no longer the
    /// one that was coded, there is no text.
    fn quote(&self, sources: &BTreeSet<String>, evidence: &mut EvidenceBook) -> Result<()> {
        let wanted = evidence.places();
        let messages: BTreeSet<Locus> = wanted.iter().map(|(locus, _)| locus.clone()).collect();
        let mut coded: HashMap<Locus, (MessageKey, bifocal_store::Own)> = HashMap::new();
        for rows in self.store.rows() {
            for Stored { key, kept, .. } in rows? {
                match kept {
                    Kept::Own(own) if messages.contains(&own.locus) => {
                        coded.insert(own.locus.clone(), (key, own));
                    }
                    _ => {}
                }
            }
        }
        let mut texts: HashMap<(Locus, usize), (String, String)> = HashMap::new();
        let sources: Vec<PathBuf> = sources.iter().map(PathBuf::from).collect();
        let places = coded.iter().map(|(locus, (key, _))| (locus.clone(), *key)).collect();
        read_again(&sources, &places, |Again { locus, subject, body, .. }| {
            let Some((_, own)) = coded.get(&locus) else { return };
            if body.len() != own.body_bytes as usize {
                return;
            }
            for (sentence, StoredAct { span, .. }) in own.acts.iter().enumerate() {
                let place = (locus.clone(), sentence);
                let text = body.get(span.start as usize..span.end as usize);
                if let Some(text) = text.filter(|_| wanted.contains(&place)) {
                    texts.insert(place, (subject.clone(), joined(text).into_owned()));
                }
            }
        });
        evidence.fill(|locus, sentence| texts.get(&(locus.clone(), sentence)).cloned());
        Ok(())
    }
}

/// Takes a row in as if its message had just been coded, but without its text.
fn add(harvest: &mut Harvest, row: &Stored) {
    let own = match &row.kept {
        Kept::ByOther => return harvest.add(&Seen::ByOther(row.key)),
        Kept::OutOfScope(why) => return harvest.add(&Seen::OutOfScope(row.key, *why)),
        Kept::Own(own) => own,
    };
    let message = Message {
        key: row.key,
        // The bucket stands for it.
        thread: ThreadKey(0),
        at: own.at,
        from: Address::new(&row.person),
        to: Vec::new(),
        cc: Vec::new(),
        medium: own.medium,
        subject: String::new(),
        body: String::new(),
        automatic: None,
        locus: own.locus.clone(),
    };
    let acts = own.acts.iter().map(|stored| CodedSentence {
        span: stored.span.start as usize..stored.span.end as usize,
        text: String::new(),
        act: stored.act,
    });
    let coded = Coded {
        acts: acts.collect(),
        lines: own.lines.map(u64::from),
        other_language_paragraphs: own.other_language_paragraphs.into(),
        other_language: false,
    };
    let person: &Arc<str> = &row.person;
    harvest.add(&Seen::Own(Own {
        person,
        message: &message,
        fate: own.fate,
        toward: own.toward,
        bucket: own.bucket,
        coded: &coded,
        codes: &own.codes(),
    }));
}

/// The runs that say what could not be read: of those that have a source in common, the latest.
fn runs(all: &[Run]) -> Vec<&Run> {
    let mut seen = BTreeSet::new();
    let mut latest = Vec::new();
    for run in all.iter().rev() {
        if run.sources.iter().all(|source| !seen.contains(source)) {
            latest.push(run);
        }
        seen.extend(&run.sources);
    }
    latest.reverse();
    latest
}

/// The addresses that the user says are theirs.
pub fn given(arguments: &Arguments, from: &Sources) -> Result<Vec<Address>> {
    Ok(owner::given(&Config::load(arguments.config.as_deref())?, &from.me))
}

/// The coder that is asked for by name.
const fn chosen(choice: CoderChoice) -> Option<CoderKind> {
    match choice {
        CoderChoice::Auto => None,
        CoderChoice::Fast => Some(CoderKind::Fast),
        CoderChoice::Careful => Some(CoderKind::Careful),
    }
}

/// Which kind of coder has such a name, such as `fast-1`.
pub fn kind_of(name: &str) -> Option<CoderKind> {
    let is_of = |kind: &CoderKind| {
        name.strip_prefix(kind.name()).is_some_and(|version| version.starts_with('-'))
    };
    [CoderKind::Fast, CoderKind::Careful].into_iter().find(is_of)
}

/// The coder with that name, if it is in this program.
fn shipped(name: &str) -> Result<Option<Coder>> {
    let Some(kind) = kind_of(name) else { return Ok(None) };
    let coder = Coder::shipped(kind)?;
    Ok((coder.name() == name).then_some(coder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_runs_with_a_source_in_common_the_latest_counts() {
        let run = |sources: &[&str]| Run {
            sources: sources.iter().map(ToString::to_string).collect(),
            ..Run::default()
        };
        let all = [run(&["a"]), run(&["c"]), run(&["a", "b"])];
        assert_eq!(runs(&all), [&all[1], &all[2]]);
    }

    #[test]
    fn coders_are_told_by_their_names() {
        for kind in [CoderKind::Fast, CoderKind::Careful] {
            let coder = Coder::shipped(kind).expect("a coder");
            assert_eq!(kind_of(coder.name()), Some(kind));
        }
        assert_eq!(kind_of("faster-1"), None);
    }
}
