//! What colleagues would answer about each other in a feedback round at the end of the quarter.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::hash;
use super::messages::Message;
use super::people::{Level, Person, Pole, Roster};

/// People work together who wrote each other at least so many messages in the quarter.
const TOGETHER: usize = 15;
/// Below so many, they see less of each other and leave more items out.
const CLOSE: usize = 25;
/// A round needs this many colleagues for everybody.
const RATERS: usize = 4;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Items {
    #[serde(rename = "instruction")]
    _instruction: String,
    answers: Vec<String>,
    item: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    id: String,
    pole: Pole,
    #[serde(rename = "text")]
    _text: String,
}

/// The answers as CSV.
pub(super) fn csv(example: &Path, roster: &Roster, messages: &[Message]) -> Result<Vec<u8>> {
    let path = example.join("ratings_items.toml");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let items: Items = toml::from_str(&text).with_context(|| path.display().to_string())?;
    ensure!(items.answers.len() == 5, "{}: answers go from 1 to 5", path.display());
    for pole in [Pole::People, Pole::Results] {
        let number = items.item.iter().filter(|item| item.pole == pole).count();
        ensure!(number == 5, "{}: five items on {}, found {number}", path.display(), pole.name());
    }

    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["rater", "ratee", "relationship", "item", "answer"])?;
    for ratee in &roster.people {
        let mut colleagues = 0;
        for rater in &roster.people {
            let contact = contact(rater, ratee, messages);
            let Some(relationship) = relationship(rater, ratee, contact) else {
                continue;
            };
            colleagues += usize::from(rater.id != ratee.id);
            for item in &items.item {
                let answer = answer(rater, ratee, item, contact)
                    .map_or_else(String::new, |answer| answer.to_string());
                let row = [&rater.address(), &ratee.address(), relationship, &item.id, &answer];
                table.write_record(row)?;
            }
        }
        ensure!(colleagues >= RATERS, "{} has only {colleagues} raters", ratee.id);
    }
    table.into_inner().context("ratings.csv")
}

/// Messages between two people, whichever way.
fn contact(one: &Person, other: &Person, messages: &[Message]) -> usize {
    let goes = |message: &Message, from: &Person, to: &Person| {
        message.from == from.id && message.recipients().any(|id| id == to.id)
    };
    messages.iter().filter(|message| goes(message, one, other) || goes(message, other, one)).count()
}

/// What the rater is to the ratee; none if they hardly work together.
fn relationship(rater: &Person, ratee: &Person, contact: usize) -> Option<&'static str> {
    if rater.id == ratee.id {
        Some("self")
    } else if ratee.manager.as_ref() == Some(&rater.id) {
        Some("manager")
    } else if rater.manager.as_ref() == Some(&ratee.id) {
        Some("report")
    } else {
        (contact >= TOGETHER).then_some("peer")
    }
}

/// An answer from 1 to 5, or none. It is the planted level, or the one perceived, with what
/// raters bring along: some are lenient, some like the person, some items are seen more often.
fn answer(rater: &Person, ratee: &Person, item: &Item, contact: usize) -> Option<u8> {
    let own = rater.id == ratee.id;
    let cell = [rater.id.as_str(), ratee.id.as_str(), item.id.as_str()];
    let unsure = if contact < CLOSE { 9 } else { 30 };
    if !own && hash::one_in(unsure, &["unsure", cell[0], cell[1], cell[2]]) {
        return None;
    }
    let acted = match ratee.level_at_end(item.pole) {
        Level::Low => 2.0,
        Level::Middle => 3.0,
        Level::High => 4.0,
    };
    let seen = match &ratee.perceived {
        Some(perceived) if perceived.pole == item.pole && !own => perceived.mean,
        _ => acted,
    };
    let brought = 0.3 * hash::swing(&["lenient", cell[0]])
        + 0.3 * hash::swing(&["liking", cell[0], cell[1]])
        + 0.25 * hash::swing(&["item", cell[2]])
        + 0.5 * hash::swing(&["one", cell[0], cell[1], cell[2]])
        + 0.5 * hash::swing(&["two", cell[0], cell[1], cell[2]])
        + if own { 0.3 } else { 0.0 };
    Some((seen + brought).round().clamp(1.0, 5.0) as u8)
}
