//! The invented talk in the shape of every kind of source, as its vendor documents it; the module
//! documentation of each reader in `bifocal-sources` names the document.

mod chat;
mod meeting;
mod table;
mod tracker;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;

use super::talk::{Said, Talk};

/// How a kind of source writes messages down.
pub struct Shape {
    /// What is printed.
    pub kind: &'static str,
    /// The owner's address there.
    pub me: &'static str,
    /// Whether it is read by `bifocal calendar`.
    pub is_calendar: bool,
    /// Messages in an item.
    per_item: u64,
    /// Items in a file.
    per_file: u64,
    /// The name of a file by its number.
    file: fn(u64) -> String,
    /// What stands before, between and after the items of a file.
    around: [&'static str; 3],
    item: fn(&[Said<'_>]) -> String,
    /// Files of another kind beside these.
    beside: fn(&Talk) -> Vec<(&'static str, String)>,
}

/// What was written.
pub struct Written {
    /// Bytes of all files.
    pub bytes: u64,
    /// Messages, or entries of a calendar.
    pub messages: u64,
}

/// All shapes but that of mail, for which there is a mailbox in the example.
pub fn all() -> impl Iterator<Item = &'static Shape> {
    [chat::SHAPES, tracker::SHAPES, meeting::SHAPES, table::SHAPES].into_iter().flatten()
}

/// A shape by its name.
pub fn named(kind: &str) -> Option<&'static Shape> {
    all().find(|shape| shape.kind == kind)
}

const MAIL: &str = "priya.raman@velobay.example";

impl Shape {
    const PLAIN: Self = Self {
        kind: "",
        me: MAIL,
        is_calendar: false,
        per_item: 1,
        per_file: u64::MAX,
        file: |_| String::new(),
        around: ["", "", ""],
        item: |_| String::new(),
        beside: |_| Vec::new(),
    };

    /// Writes so many megabytes of it into a folder.
    pub fn write(&self, talk: &Talk, folder: &Path, megabytes: u64) -> Result<Written> {
        let create = |name: &str| -> Result<_> {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            Ok(BufWriter::new(File::create(path)?))
        };
        for (name, text) in (self.beside)(talk) {
            create(name)?.write_all(text.as_bytes())?;
        }
        let [before, between, after] = self.around;
        let mut written = Written { bytes: 0, messages: 0 };
        let mut number = 0;
        while written.bytes < megabytes * 1_000_000 {
            let mut out = create(&(self.file)(number))?;
            let mut put = |text: &str| {
                written.bytes += text.len() as u64;
                out.write_all(text.as_bytes()).map(|()| written.bytes)
            };
            let mut bytes = put(before)?;
            let mut items = 0;
            while items < self.per_file && bytes < megabytes * 1_000_000 {
                if items > 0 {
                    put(between)?;
                }
                let first = written.messages;
                let said: Vec<Said<'_>> =
                    (first..first + self.per_item).map(|number| talk.said(number)).collect();
                bytes = put(&(self.item)(&said))?;
                written.messages += self.per_item;
                items += 1;
            }
            put(after)?;
            out.flush()?;
            number += 1;
        }
        Ok(written)
    }
}

/// A time as a form of `strftime` writes it, in UTC.
fn time(at: i64, form: &str) -> String {
    jiff::Timestamp::from_second(at).map(|at| at.strftime(form).to_string()).unwrap_or_default()
}

/// A time as RFC 3339 writes it.
fn stamp(at: i64) -> String {
    time(at, "%Y-%m-%dT%H:%M:%SZ")
}

#[cfg(test)]
mod tests {
    use bifocal_sources::{Index, SourceSet};

    use super::*;

    #[test]
    fn every_shape_is_read_as_it_was_written() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let talk = Talk::read(&root).expect("the example");
        for shape in all().filter(|shape| !shape.is_calendar) {
            let folder = tempfile::tempdir().expect("a folder");
            let written = shape.write(&talk, folder.path(), 1).expect("written");
            let set = SourceSet::open(&[folder.path().to_owned()]).expect("a source");
            let index = Index::build(&set, &|_| ()).expect("messages");
            let kind = shape.kind;
            assert_eq!((index.messages(), index.duplicates()), (written.messages, 0), "{kind}");
            assert_eq!(index.skips().total(), 0, "{kind}: {:?}", index.skips());
            let me = index.people().iter().find(|one| one.address.as_str() == shape.me);
            let me = me.unwrap_or_else(|| panic!("{kind}: {} is not there", shape.me));
            let parties = index.parties(std::slice::from_ref(&me.address));
            assert!(parties.mine * 5 > parties.messages, "{kind}: {parties:?}");
            let more = |(_, theirs): (_, u64)| parties.my_mails > 0 && theirs > parties.my_mails;
            assert!(!parties.other.clone().is_some_and(more), "{kind}: {parties:?}");
            // Threads of several messages each; where a source has none, a day is one.
            let threads = index.threads();
            assert!(threads < written.messages / 2, "{kind}: {threads}");
        }
    }
}
