//! Messages that are read again, at places that are known from before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bifocal_core::{Locus, MessageKey};

use crate::address;
use crate::digest;
use crate::headers::{Headers, Name};
use crate::mime;
use crate::source::{RawMessage, SourceSet};

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

/// Reads the messages at some places again. Of a file that is gone or no longer mail, nothing
/// comes; no file is read further than to the last place in it.
pub fn read_again(places: &BTreeSet<Locus>, mut found: impl FnMut(Again)) {
    let mut files: BTreeMap<PathBuf, BTreeSet<&Locus>> = BTreeMap::new();
    for locus in places {
        if let Some(path) = path_of(&locus.file) {
            files.entry(path).or_default().insert(locus);
        }
    }
    for (path, mut wanted) in files {
        let Ok(set) = SourceSet::open(&[path]) else { continue };
        for raw in set.raw(&|_| ()).flatten() {
            if wanted.remove(&raw.locus) {
                found(again(raw));
            }
            if wanted.is_empty() {
                break;
            }
        }
    }
}

/// The file that a place lies in, if it is there: before the `!` for a member of an archive.
fn path_of(file: &str) -> Option<PathBuf> {
    let archives = file.match_indices('!').map(|(at, _)| &file[..at]);
    [file].into_iter().chain(archives).map(Path::new).find(|path| path.is_file()).map(Into::into)
}

fn again(raw: RawMessage) -> Again {
    let headers = Headers::split(&raw.bytes);
    let body = &raw.bytes[headers.body..];
    Again {
        key: MessageKey(digest::key(&headers, body)),
        subject: headers.first(Name::Subject).map(address::text).unwrap_or_default(),
        body: mime::body(&headers, body).text,
        locus: raw.locus,
    }
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
        let read = |places: &BTreeSet<Locus>| {
            let mut after = Vec::new();
            read_again(places, |again| after.push(again));
            after
        };
        assert_eq!(read(&before.iter().map(|b| b.locus.clone()).collect()), before);
        let second = BTreeSet::from([before[1].locus.clone()]);
        assert_eq!(read(&second), before[1..]);
        let elsewhere = Locus { offset: 3, ..before[0].locus.clone() };
        assert_eq!(read(&BTreeSet::from([elsewhere])), []);
        std::fs::remove_file(&path).expect("removed");
        assert_eq!(read(&second), []);
    }
}
