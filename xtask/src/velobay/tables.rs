//! `people.csv`, the organisation chart, and `zones.jsonl`, the zone of every line.

use anyhow::{Context, Result};

use super::compose::Mail;
use super::letter;
use super::lines::Line;
use super::people::{Person, Roster};

/// The organisation chart.
pub(super) fn people(roster: &Roster) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["name", "addresses", "title", "manager"])?;
    for person in &roster.people {
        let addresses: Vec<String> =
            std::iter::once(person.address()).chain(person.also.clone()).collect();
        let manager = person.manager.as_deref().map(|id| roster.get(id)).transpose()?;
        table.write_record([
            &person.name,
            &addresses.join(";"),
            &person.title,
            &manager.map(Person::address).unwrap_or_default(),
        ])?;
    }
    table.into_inner().context("people.csv")
}

/// One line for each mail with a text part: a letter for each line of the decoded text,
/// `o` own, `q` quoted, `s` signature, `a` automatic, `_` blank.
pub(super) fn zones(mails: &[Mail], roster: &Roster) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for mail in mails.iter().filter(|mail| !mail.html_alone) {
        let habit = &roster.get(&mail.message.from)?.mail;
        let zones: String = letter::physical_lines(mail, habit).iter().map(Line::letter).collect();
        let line = format!(
            "{{\"id\": \"{}\", \"message_id\": \"{}\", \"zones\": \"{zones}\"}}\n",
            mail.message.id,
            mail.message.message_id()
        );
        out.extend(line.bytes());
    }
    Ok(out)
}
