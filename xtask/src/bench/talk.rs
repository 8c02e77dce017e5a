//! What people at the example company write, again and again, each time with other words: as much of
//! it as is asked for, to be written in the shape of any kind of source.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::mailbox::letters;

/// Monday, 6 January 2020.
const FIRST: i64 = 1_578_268_800;

/// Seconds between two messages.
const STEP: i64 = 10;

/// A message as it was written.
#[derive(Deserialize)]
struct Written {
    thread: String,
    subject: String,
    from: String,
    to: Vec<String>,
    body: String,
}

/// The messages that are repeated.
pub struct Talk {
    written: Vec<Written>,
    /// For each the position of the first one of its thread.
    roots: Vec<usize>,
}

/// One message of the endless talk.
pub struct Said<'a> {
    /// Its number, from 0.
    pub number: u64,
    /// The number of the first message of its thread.
    pub root: u64,
    /// Seconds since 1970.
    pub at: i64,
    /// Its writer.
    pub from: Person<'a>,
    /// Those whom it is addressed to.
    pub to: Vec<Person<'a>>,
    /// Title of its thread, never empty.
    pub subject: &'a str,
    /// Its text.
    pub body: String,
}

/// Somebody at Velobay.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person<'a>(&'a str);

impl Person<'_> {
    /// `priya.raman`
    pub fn id(self) -> String {
        self.0.to_owned()
    }

    /// `Priya Raman`
    pub fn name(self) -> String {
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .chain(letters)
                .collect::<String>()
        };
        self.0.split('.').map(capital).collect::<Vec<_>>().join(" ")
    }

    /// `priya.raman@velobay.example`
    pub fn address(self) -> String {
        format!("{}@velobay.example", self.0)
    }

    /// `priya-raman`
    pub fn login(self) -> String {
        self.0.replace('.', "-")
    }

    /// A number that is this person's alone among the few.
    pub fn digits(self) -> u32 {
        self.0.bytes().fold(0, |sum: u32, byte| sum.wrapping_mul(31).wrapping_add(byte.into()))
    }

    /// `UPRIYARAMAN`
    pub fn number(self) -> String {
        format!("U{}", self.0.replace('.', "").to_uppercase())
    }
}

impl Talk {
    /// Reads what two people of the example company wrote and got.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join("examples/velobay/messages/raman-tanaka.jsonl");
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let written = text
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<Vec<Written>, _>>()
            .with_context(|| path.display().to_string())?;
        ensure!(!written.is_empty(), "{} is empty", path.display());
        let first = |one: &Written| written.iter().position(|other| other.thread == one.thread);
        let roots = written.iter().map(|one| first(one).unwrap_or_default()).collect();
        Ok(Self { written, roots })
    }

    /// The message with a number. In each round there is another word in it, in letters: texts that
    /// differ in numbers alone are taken for a program's.
    pub fn said(&self, number: u64) -> Said<'_> {
        let length = self.written.len() as u64;
        let (round, at) = (number / length, (number % length) as usize);
        let (one, first) = (&self.written[at], &self.written[self.roots[at]]);
        Said {
            number,
            root: round * length + self.roots[at] as u64,
            at: FIRST + number as i64 * STEP,
            from: Person(&one.from),
            to: one.to.iter().map(|id| Person(id)).collect(),
            subject: if first.subject.is_empty() { &first.thread } else { &first.subject },
            body: one.body.replacen(' ', &format!(" {} ", letters(round)), 1),
        }
    }

    /// All who write or are written to, each once.
    pub fn people(&self) -> Vec<Person<'_>> {
        let ids = self.written.iter().flat_map(|one| one.to.iter().chain([&one.from]));
        let mut people: Vec<Person<'_>> = ids.map(|id| Person(id)).collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}
