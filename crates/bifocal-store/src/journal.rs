//! The journal: which parts count, whose acts they are, and what was read.
//!
//! A line is a JSON object. New lines are added at the end; a last line that a crash has torn does
//! not count. When parts are rewritten, the whole journal is replaced at once: before, the old
//! parts count, and after, the new ones.

use bifocal_core::Address;
use serde::{Deserialize, Serialize};

use crate::dictionary::Table;

/// Name of the journal in its folder.
pub(crate) const FILE: &str = "journal.jsonl";

/// A journal is not larger.
pub(crate) const MOST_BYTES: u64 = 64 << 20;

/// A person whose acts are in the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// The address that stands for the person in both tables.
    pub person: String,
    /// Display name, possibly empty.
    pub name: String,
    /// All addresses of the person.
    pub addresses: Vec<String>,
}

/// A run of `ingest` that came to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The address that stands for the person.
    pub person: String,
    /// Paths that were read.
    pub sources: Vec<String>,
    /// What could not be read, by reason.
    pub skipped: std::collections::BTreeMap<String, u64>,
    /// Examples of it: where and why.
    pub skipped_examples: Vec<String>,
}

/// A file of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Piece {
    /// Rows in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// XXH3 of its bytes (128 bits), in hexadecimal digits: against damage, not against forgery.
    pub hash: String,
}

/// A part: the messages, and the acts in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub number: u64,
    pub messages: Piece,
    pub acts: Piece,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    /// Nothing: the first line of a journal that was written anew without any other entry, so that
    /// a folder from which everybody was removed is told from one whose journal is lost.
    Empty {},
    Person(Owner),
    Part(Part),
    Run(Run),
}

/// All entries, each kind in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Journal {
    pub persons: Vec<Owner>,
    pub parts: Vec<Part>,
    pub runs: Vec<Run>,
}

impl Part {
    /// Its file in one of the tables.
    pub fn piece(&self, table: Table) -> &Piece {
        match table {
            Table::Messages => &self.messages,
            Table::Acts => &self.acts,
        }
    }
}

impl Owner {
    /// Whether any of these addresses is the person's.
    pub fn has_any(&self, addresses: &[Address]) -> bool {
        addresses.iter().any(|address| {
            self.person == address.as_str()
                || self.addresses.iter().any(|own| own == address.as_str())
        })
    }
}

impl Journal {
    /// Reads a journal, and tells how many of its bytes count: not those of a last line that was
    /// torn. A line before the last that cannot be read is an error, with its number from 1.
    pub fn read(bytes: &[u8]) -> Result<(Self, u64), (usize, serde_json::Error)> {
        let mut journal = Self::default();
        let mut valid = 0;
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate().peekable();
        while let Some((number, line)) = lines.next() {
            let is_last = lines.peek().is_none();
            match serde_json::from_slice(line) {
                Ok(entry) if line.ends_with(b"\n") => journal.add(entry),
                Err(error) if !is_last => return Err((number + 1, error)),
                // Torn.
                _ => break,
            }
            valid += line.len() as u64;
        }
        Ok((journal, valid))
    }

    /// Takes an entry in.
    pub fn add(&mut self, entry: Entry) {
        match entry {
            Entry::Empty {} => {}
            Entry::Person(owner) => match self.owner_mut(&owner.person) {
                Some(old) => *old = owner,
                None => self.persons.push(owner),
            },
            Entry::Part(part) => self.parts.push(part),
            Entry::Run(run) => {
                // A later run over the same sources says the same or more.
                self.runs.retain(|old| old.person != run.person || old.sources != run.sources);
                self.runs.push(run);
            }
        }
    }

    fn owner_mut(&mut self, person: &str) -> Option<&mut Owner> {
        self.persons.iter_mut().find(|owner| owner.person == person)
    }

    /// The persons to whom some addresses belong, and those who have an address in common with
    /// them, in the order in which they came.
    pub fn owners(&self, some: &[Address]) -> Vec<&Owner> {
        let mut addresses = some.to_vec();
        let mut found = vec![false; self.persons.len()];
        let mut left: Vec<usize> = (0..self.persons.len()).collect();
        // Each that is found can bring an address that leads to another.
        while let Some(at) = left.iter().position(|at| self.persons[*at].has_any(&addresses)) {
            let number = left.remove(at);
            found[number] = true;
            let owner = &self.persons[number];
            let own = owner.addresses.iter().chain([&owner.person]);
            addresses.extend(own.map(|address| Address::new(address)));
        }
        self.persons.iter().zip(found).filter(|(_, found)| *found).map(|(owner, _)| owner).collect()
    }

    /// Puts one person in the place of several, also in the runs.
    pub fn unite(&mut self, now: Owner, before: &[Owner]) {
        let is_one = |person: &str| before.iter().any(|owner| owner.person == person);
        self.persons.retain(|owner| owner.person == now.person || !is_one(&owner.person));
        for mut run in std::mem::take(&mut self.runs) {
            if is_one(&run.person) {
                run.person.clone_from(&now.person);
            }
            self.add(Entry::Run(run));
        }
        self.add(Entry::Person(now));
    }

    /// A number that no part has.
    pub fn next_number(&self) -> u64 {
        self.parts.iter().map(|part| part.number).max().unwrap_or(0).saturating_add(1)
    }

    /// The whole journal as it is written: never without a line.
    pub fn lines(&self) -> Result<Vec<u8>, serde_json::Error> {
        let persons = self.persons.iter().cloned().map(Entry::Person);
        let parts = self.parts.iter().cloned().map(Entry::Part);
        let runs = self.runs.iter().cloned().map(Entry::Run);
        let mut bytes = Vec::new();
        for entry in persons.chain(parts).chain(runs) {
            bytes.extend(entry.line()?);
        }
        if bytes.is_empty() {
            bytes = Entry::Empty {}.line()?;
        }
        Ok(bytes)
    }
}

impl Entry {
    /// The entry as it is written.
    pub fn line(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample() -> Journal {
        let piece = |rows| Piece { rows, bytes: 10, hash: "00".into() };
        let mut journal = Journal::default();
        let owner = |name: &str| Owner {
            person: "ana@velobay.example".into(),
            name: name.into(),
            addresses: vec!["ana@velobay.example".into(), "a.silva@velobay.example".into()],
        };
        journal.add(Entry::Person(owner("")));
        journal.add(Entry::Part(Part { number: 7, messages: piece(2), acts: piece(5) }));
        journal.add(Entry::Run(Run { sources: vec!["a.mbox".into()], ..Run::default() }));
        journal.add(Entry::Person(owner("Ana Silva")));
        journal.add(Entry::Run(Run { sources: vec!["a.mbox".into()], ..Run::default() }));
        journal
    }

    #[test]
    fn later_entries_take_the_place_of_earlier_ones() {
        let journal = sample();
        assert_eq!((journal.persons.len(), journal.parts.len(), journal.runs.len()), (1, 1, 1));
        assert_eq!(journal.persons[0].name, "Ana Silva");
        assert_eq!(journal.next_number(), 8);
        let second = [Address::new("A.Silva@velobay.example")];
        assert_eq!(journal.owners(&second).len(), 1);
        assert!(journal.owners(&[Address::new("silva@velobay.example")]).is_empty());
    }

    #[test]
    fn who_is_joined_by_addresses_is_found_over_any_number_of_steps() {
        let owner = |person: &str, addresses: &[&str]| Owner {
            person: person.into(),
            name: String::new(),
            addresses: addresses.iter().map(ToString::to_string).collect(),
        };
        let persons = vec![owner("c", &["c", "b"]), owner("x", &["x"]), owner("a", &["a", "b"])];
        let journal = Journal { persons, ..Journal::default() };
        let found = |address| -> Vec<&str> {
            let owners = journal.owners(&[Address::new(address)]);
            owners.iter().map(|owner| owner.person.as_str()).collect()
        };
        assert_eq!(found("a"), ["c", "a"]);
        assert_eq!(found("x"), ["x"]);
    }

    #[test]
    fn a_journal_without_entries_is_not_without_lines() {
        let lines = Journal::default().lines().expect("lines");
        assert!(!lines.is_empty());
        assert_eq!(Journal::read(&lines).expect("read"), (Journal::default(), lines.len() as u64));
    }

    #[test]
    fn a_torn_last_line_does_not_count_at_whatever_byte() {
        let whole = sample().lines().expect("lines");
        let before = whole[..whole.len() - 1].iter().rposition(|b| *b == b'\n').expect("lines") + 1;
        let (kept, valid) = Journal::read(&whole[..before]).expect("a journal");
        assert_eq!(valid, before as u64);
        for end in before..whole.len() {
            assert_eq!(Journal::read(&whole[..end]).expect("torn"), (kept.clone(), valid));
        }
        assert_eq!(Journal::read(&whole).expect("whole"), (sample(), whole.len() as u64));
        // After a power failure the length can be there without the bytes.
        let zeros = [&whole[..before], &[0; 40]].concat();
        assert_eq!(Journal::read(&zeros).expect("torn"), (kept, valid));
    }

    #[test]
    fn a_line_that_cannot_be_read_before_the_last_is_damage() {
        let whole = sample().lines().expect("lines");
        let broken = [b"{\"party\":{}}\n", &whole[..]].concat();
        assert_eq!(Journal::read(&broken).expect_err("damage").0, 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok((_, valid)) = Journal::read(&bytes) {
                prop_assert!(valid <= bytes.len() as u64);
            }
        }
    }
}
