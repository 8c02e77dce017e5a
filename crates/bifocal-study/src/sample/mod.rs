//! The persons of a study: what was counted of each, and what is known of each beside it.

mod columns;
mod gold;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bifocal_core::tally::{Cell, Counts};
use bifocal_core::{Card, Pole, Profile, Tally, Toward};

pub use self::columns::{Class, Column, FOCUS};
pub use self::gold::{GoldError, GoldMessage, GoldRow, GoldTable};
use crate::gate::{Group, PersonId};

/// What is known of a person beside their messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member {
    /// The address that stands for them in the tally.
    pub address: String,
    /// Title, possibly empty.
    pub title: String,
    /// Steps to the top of the organisation chart.
    pub rank: Option<u32>,
    /// Mean answer of others about people and about results, in the scale of the answers.
    pub perceived: Option<[f64; 2]>,
    /// Share of what the role asks for that is due within a quarter, 0 to 1.
    pub near: Option<f64>,
}

/// A person of a study. No name, no address: a pseudonym made for the study.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Pseudonym.
    pub id: PersonId,
    /// Title.
    pub title: String,
    /// Steps to the top.
    pub rank: Option<u32>,
    /// Others' answers.
    pub perceived: Option<[f64; 2]>,
    /// Share of near objectives.
    pub near: Option<f64>,
    /// Acting messages.
    pub acting: u64,
    /// Shares, in the order of [`Column::all`].
    pub row: Vec<f64>,
    /// Rates of the poles in the even and the odd buckets of threads.
    pub halves: [Vec<f64>; 2],
    /// Joint counts of poles, a sentence: `both[p][q]`, and alone on the diagonal; and all sentences.
    pub sentences: (Vec<Vec<f64>>, f64),
    /// Lower ends of the 95 % intervals of both rates of focus, corrected where the card allows; none
    /// without intervals.
    pub lows: Option<[f64; 2]>,
    /// The row before and after the date of change.
    pub change: Option<[Vec<f64>; 2]>,
    /// Messages with labels.
    pub gold: Vec<GoldMessage>,
}

/// The persons, and how many were left out for writing too little.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// The persons.
    pub persons: Vec<Person>,
    /// Left out.
    pub too_few_messages: usize,
    /// Members of whom nothing was read.
    pub silent: usize,
}

/// What makes a sample of a tally.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// Acting messages that a person needs.
    pub least_messages: u64,
    /// Monday of the first week after a change, such as `2026-02-16`.
    pub change: Option<bifocal_core::Week>,
    /// Mixed into the pseudonyms, so that they differ between studies: the ledger's.
    pub salt: &'a str,
    /// The coder's card.
    pub card: &'a Card,
}

impl Sample {
    /// Makes the persons of a tally: those of `members` who have enough messages. `gold` has labelled
    /// messages by address.
    pub fn new(
        tally: &Tally,
        members: &[Member],
        gold: &BTreeMap<String, Vec<GoldMessage>>,
        settings: Settings<'_>,
    ) -> Self {
        let mut own: BTreeMap<Arc<str>, Tally> = BTreeMap::new();
        for (key, counts) in tally.iter() {
            own.entry(key.person.clone()).or_default().insert(key.clone(), counts);
        }
        let mut sample = Self::default();
        for member in members {
            let Some(tally) = own.get(member.address.as_str()) else {
                sample.silent += 1;
                continue;
            };
            let person = Person::new(tally, member, gold.get(&member.address), settings);
            if person.acting < settings.least_messages {
                sample.too_few_messages += 1;
            } else {
                sample.persons.push(person);
            }
        }
        sample.persons.sort_by_key(|person| person.id);
        sample
    }

    /// All of them, for the gate.
    pub fn everybody(&self) -> Group {
        self.persons.iter().map(|person| person.id).collect()
    }

    /// The persons with titles of a set.
    pub fn titled(&self, titles: &BTreeSet<String>) -> Vec<&Person> {
        self.persons.iter().filter(|person| titles.contains(&person.title)).collect()
    }
}

impl Person {
    fn new(
        tally: &Tally,
        member: &Member,
        gold: Option<&Vec<GoldMessage>>,
        settings: Settings<'_>,
    ) -> Self {
        let total = |of: &dyn Fn(&bifocal_core::tally::Key) -> bool| {
            let mut counts = Counts::default();
            tally.iter().filter(|(key, _)| of(key)).for_each(|(_, more)| counts.merge(more));
            counts
        };
        let row = |of: &dyn Fn(&bifocal_core::tally::Key) -> bool| {
            let all = total(of);
            let down = total(&|key| of(key) && key.toward == Toward::Down);
            shares(&all, &down)
        };
        let all = total(&|_| true);
        let acting = all.get(Cell::Acting);
        let half = |odd: u8| {
            let counts = total(&|key| key.bucket % 2 == odd);
            let acting = counts.get(Cell::Acting).max(1) as f64;
            Pole::ALL.map(|p| counts.get(Cell::Attends(p)) as f64 / acting).to_vec()
        };
        let plane = Profile::new(tally, settings.card).plane;
        // Counted rates hold the coder's false finds, so the corrected ones decide where they can be had.
        let low = |rate: &bifocal_core::Rate| {
            let estimate = rate.corrected.as_ref().or(rate.counted.as_ref())?;
            Some(estimate.interval.low)
        };
        let change = settings.change.map(|from| {
            [false, true].map(|after| row(&|key| key.week.is_some_and(|w| (w >= from) == after)))
        });
        let gold = gold.map(|messages| {
            let scaled = messages.iter().cloned();
            scaled.map(|m| GoldMessage { weight: m.weight / acting.max(1) as f64, ..m }).collect()
        });
        Self {
            id: PersonId::pseudonym(settings.salt, &member.address),
            title: member.title.clone(),
            rank: member.rank,
            perceived: member.perceived,
            near: member.near,
            acting,
            row: row(&|_| true),
            halves: [half(0), half(1)],
            sentences: together(&all),
            lows: low(&plane.people).zip(low(&plane.results)).map(|(p, r)| [p, r]),
            change,
            gold: gold.unwrap_or_default(),
        }
    }

    /// Whether the person wrote acting messages before the date of change and after it.
    pub fn wrote_before_and_after(&self) -> bool {
        let wrote = |row: &Vec<f64>| row[Column::Length.index()] > 0.0;
        self.change.as_ref().is_some_and(|rows| rows.iter().all(wrote))
    }

    /// Of whom nothing is known, to fill in or to ask the gate about.
    pub fn nobody(id: PersonId) -> Self {
        let row = vec![0.0; Column::all().len()];
        Self {
            id,
            title: String::new(),
            rank: None,
            perceived: None,
            near: None,
            acting: 0,
            row,
            halves: [const { Vec::new() }; 2],
            sentences: (Vec::new(), 0.0),
            lows: None,
            change: None,
            gold: Vec::new(),
        }
    }

    /// One of the shares.
    pub fn share(&self, column: Column) -> f64 {
        self.row.get(column.index()).copied().unwrap_or(0.0)
    }
}

fn shares(all: &Counts, down: &Counts) -> Vec<f64> {
    let acting = all.get(Cell::Acting).max(1) as f64;
    Column::all().iter().map(|column| column.count(all, down) / acting).collect()
}

fn together(all: &Counts) -> (Vec<Vec<f64>>, f64) {
    let count = |p: Pole, q: Pole| {
        let cell = match p.cmp(&q) {
            std::cmp::Ordering::Less => Cell::SentenceAttendsBoth(p, q),
            std::cmp::Ordering::Equal => Cell::SentenceAttends(p),
            std::cmp::Ordering::Greater => Cell::SentenceAttendsBoth(q, p),
        };
        all.get(cell) as f64
    };
    let counts = Pole::ALL.map(|p| Pole::ALL.map(|q| count(p, q)).to_vec()).to_vec();
    (counts, all.get(Cell::Sentences) as f64)
}
