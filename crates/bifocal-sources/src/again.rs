//! Messages that are read again, at places that are known from before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bifocal_core::{Locus, MessageKey};

use crate::address;
use crate::digest;
use crate::headers::{Headers, Name};
use crate::identity;
use crate::mime;
use crate::source::{Content, RawMessage, SourceSet};
use crate::walk;

/// A message that was found at a place where one is known to have been; perhaps it is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// Its place.
    pub locus: Locus,
    /// Its identity.
    pub key: MessageKey,
    /// Its subject, as in [`bifocal_core::Message`].
    pub subject: String,
    /// Its text, as in [`bifocal_core::Message`].
    pub body: String,
}

/// Reads messages again at the places where they stood. Of one that is gone, or is no longer the
/// same, nothing comes.
///
/// A mail is what it is by itself, so that its file is read alone, and no further than to the last
/// place in it. What another message says may hang on the tables of its export: of `sources`, those
/// that hold such places are read as they were the first time.
pub fn read_again(
    sources: &[PathBuf],
    places: &BTreeMap<Locus, MessageKey>,
    mut found: impl FnMut(Again),
) {
    let mut wanted = places.clone();
    let files: BTreeSet<PathBuf> = wanted.keys().filter_map(|place| path_of(&place.file)).collect();
    for file in files {
        let below = |place: &Locus| path_of(&place.file).as_ref() == Some(&file);
        let mut inside = wanted.extract_if(.., |place, _| below(place)).collect();
        take(std::slice::from_ref(&file), &mut inside, RawMessage::is_mail, &mut found);
        wanted.append(&mut inside);
    }
    for source in sources.iter().filter(|path| path.exists()) {
        let name = walk::name(source);
        let mut inside = wanted.extract_if(.., |place, _| place.file.starts_with(&name)).collect();
        take(std::slice::from_ref(source), &mut inside, |raw| !raw.is_mail(), &mut found);
        wanted.append(&mut inside);
    }
}

/// Takes what is wanted out of some sources, until nothing more is.
fn take(
    sources: &[PathBuf],
    wanted: &mut BTreeMap<Locus, MessageKey>,
    kind: impl Fn(&RawMessage) -> bool,
    found: &mut impl FnMut(Again),
) {
    if wanted.is_empty() {
        return;
    }
    let Ok(set) = SourceSet::open(sources) else { return };
    // A place that holds another message now is not looked at twice.
    let mut left = wanted.len();
    for raw in set.raw(&|_| ()).flatten() {
        let Some(key) = wanted.get(&raw.locus).copied() else { continue };
        left -= 1;
        let locus = raw.locus.clone();
        let again = if kind(&raw) { again(raw) } else { None };
        if let Some(same) = again.filter(|again| again.key == key) {
            wanted.remove(&locus);
            found(same);
        }
        if left == 0 {
            break;
        }
    }
}

/// The file that a place lies in, if it is there: before the `!` for a member of an archive.
fn path_of(file: &str) -> Option<PathBuf> {
    let archives = file.match_indices('!').map(|(at, _)| &file[..at]);
    [file].into_iter().chain(archives).map(Path::new).find(|path| path.is_file()).map(Into::into)
}

fn again(raw: RawMessage) -> Option<Again> {
    let (key, subject, body) = match raw.content {
        Content::Mail(bytes) => {
            let headers = Headers::split(&bytes);
            let body = &bytes[headers.body..];
            let subject = headers.first(Name::Subject).map(address::text).unwrap_or_default();
            (digest::key(&headers, body), subject, mime::body(&headers, body).text)
        }
        Content::Record(record) => (identity::of_record(&record.id), record.subject, record.body),
        Content::Deletion(_) => return None,
    };
    Some(Again { locus: raw.locus, key: MessageKey(key), subject, body })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Index, parse};

    const MAILBOX: &str = "From a@b Mon Jan  5 10:00:00 2026\nFrom: bo@velobay.example\nMessage-ID: <1@x>\nSubject: Brakes\n\nShall we order them?\n\n\
        From a@b Mon Jan  5 11:00:00 2026\nFrom: ana@velobay.example\nMessage-ID: <2@x>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nYes.\n\n";

    #[test]
    fn gives_what_the_first_reading_gave() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("odd!name.mbox");
        std::fs::write(&path, MAILBOX).expect("written");
        let set = SourceSet::open(std::slice::from_ref(&path)).expect("a mailbox");
        let index = Index::build(&set, &|_| ()).expect("messages");
        let raw: Vec<RawMessage> = set.raw(&|_| ()).flatten().collect();
        let messages = raw.iter().filter_map(|raw| parse(raw, &index).ok().flatten());
        let before: Vec<Again> = messages
            .map(|m| Again { locus: m.locus, key: m.key, subject: m.subject, body: m.body })
            .collect();
        assert_eq!(before.len(), 2);
        let read = |places: &BTreeMap<Locus, MessageKey>| {
            let mut after = Vec::new();
            read_again(std::slice::from_ref(&path), places, |again| after.push(again));
            after
        };
        assert_eq!(read(&before.iter().map(|b| (b.locus.clone(), b.key)).collect()), before);
        let second = BTreeMap::from([(before[1].locus.clone(), before[1].key)]);
        assert_eq!(read(&second), before[1..]);
        let another = BTreeMap::from([(before[1].locus.clone(), before[0].key)]);
        assert_eq!(read(&another), []);
        let elsewhere = Locus { offset: 3, ..before[0].locus.clone() };
        assert_eq!(read(&BTreeMap::from([(elsewhere, before[0].key)])), []);
        std::fs::remove_file(&path).expect("removed");
        assert_eq!(read(&second), []);
    }

    #[test]
    fn an_exports_messages_are_found_with_its_tables() {
        let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/velobay/slack");
        let set = SourceSet::open(std::slice::from_ref(&export)).expect("an export");
        let mut all: Vec<Again> = set.raw(&|_| ()).flatten().filter_map(again).collect();
        all.sort_by(|a, b| a.locus.cmp(&b.locus));
        assert!(all.len() > 100);
        let wanted = all.iter().map(|one| (one.locus.clone(), one.key)).collect();
        let mut found = Vec::new();
        read_again(&[export], &wanted, |again| found.push(again));
        found.sort_by(|a, b| a.locus.cmp(&b.locus));
        assert_eq!(found, all);
    }
}
