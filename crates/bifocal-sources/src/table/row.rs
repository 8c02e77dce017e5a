//! One message of a table.

use bifocal_core::{Address, Medium};

use crate::address::{self, Mailbox};
use crate::per_object::made_id;
use crate::record::{Channel, Record, Version};
use crate::skip::SkipReason;
use crate::stamp;

/// What a row says, in text.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) from: String,
    pub(super) text: String,
    pub(super) date: String,
    pub(super) to: Vec<String>,
    pub(super) cc: Vec<String>,
    pub(super) thread: String,
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) channel: String,
    pub(super) medium: String,
}

impl Row {
    /// The message. `number` tells rows apart that have neither id nor date.
    pub(super) fn record(self, number: u64) -> Result<Record, SkipReason> {
        let from = mailbox(&self.from).ok_or(SkipReason::NoFrom)?;
        let body = self.text.trim();
        if body.is_empty() {
            return Err(SkipReason::NoText);
        }
        let at = stamp::instant(&self.date);
        // Two tables may count their rows from one: an id alone tells no message.
        let number = if self.id.is_empty() { number } else { 0 };
        let made = made_id("table", &from, at, &number.to_be_bytes(), body);
        let id = if self.id.is_empty() { made } else { format!("{made}/{}", self.id.trim()) };
        let thread = self.thread.trim();
        let medium = medium(&self.medium);
        let (mut subject, channel) = (one_line(&self.subject), one_line(&self.channel));
        if subject.is_empty() {
            subject.clone_from(&channel);
        }
        let people = |names: &[String]| names.iter().filter_map(|name| mailbox(name)).collect();
        Ok(Record {
            id,
            version: Version::First,
            thread: (!thread.is_empty()).then(|| format!("table:{thread}")),
            parent: None,
            at,
            to: people(&self.to),
            cc: people(&self.cc),
            from,
            channel: named(channel, &subject, medium),
            subject,
            medium,
            body: body.replace("\r\n", "\n").replace(['\r', '\0'], "\n"),
            automatic: None,
        })
    }
}

/// The channel. A table of chat without such a column has its name as the subject, if anywhere.
fn named(channel: String, subject: &str, medium: Medium) -> Option<Channel> {
    let is_chat = medium == Medium::Chat;
    let name = if channel.is_empty() && is_chat { subject.to_owned() } else { channel };
    (!name.is_empty()).then(|| Channel { id: format!("table:{name}"), name })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A mail address with or without a name, or only a name.
fn mailbox(text: &str) -> Option<Mailbox> {
    let text = text.trim();
    if text.contains('@') && text.len() < 1000 {
        let mut found = Vec::new();
        address::mailboxes(text.as_bytes(), &mut found);
        let one = found.into_iter().find(|one| !one.address.domain().is_empty());
        if one.is_some() {
            return one;
        }
    }
    let name = one_line(text);
    (!name.is_empty() && name.len() < 1000)
        .then(|| Mailbox { address: Address::new(&format!("table:{name}")), name: Some(name) })
}

fn medium(name: &str) -> Medium {
    match name.trim().to_lowercase().as_str() {
        "chat" | "im" | "slack" | "teams" => Medium::Chat,
        "tracker" | "issue" | "ticket" | "review" => Medium::Tracker,
        "meeting" | "call" | "transcript" => Medium::Meeting,
        _ => Medium::Mail,
    }
}

/// Several people in one cell, with semicolons between them, or commas where there is none.
pub(super) fn several(cell: &str) -> Vec<String> {
    let between = if cell.contains(';') { ';' } else { ',' };
    cell.split(between).map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}
