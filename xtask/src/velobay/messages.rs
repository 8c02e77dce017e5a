//! The messages as they were written: one JSON object a line, three channels.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use jiff::civil::DateTime;
use serde::Deserialize;

use super::{clock, hash};

/// Where a message was written.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Channel {
    Mail,
    Chat,
    Tracker,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    at: String,
    channel: Channel,
    thread: String,
    subject: String,
    from: String,
    to: Vec<String>,
    cc: Vec<String>,
    body: String,
}

/// One message, with the ids of the people in it.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) at: DateTime,
    pub(super) channel: Channel,
    pub(super) thread: String,
    pub(super) subject: String,
    pub(super) from: String,
    pub(super) to: Vec<String>,
    pub(super) cc: Vec<String>,
    pub(super) body: String,
}

impl Message {
    /// Everybody whom it was sent to.
    pub(super) fn recipients(&self) -> impl Iterator<Item = &str> {
        self.to.iter().chain(&self.cc).map(String::as_str)
    }

    /// Its Message-ID without the angle brackets. It holds the id, so that a file made
    /// from it can be traced back to the line that was written.
    pub(super) fn message_id(&self) -> String {
        message_id(&self.id)
    }
}

/// A Message-ID without the angle brackets, made from an id that is unique here.
pub(super) fn message_id(id: &str) -> String {
    message_id_at(id, "mail.velobay.example")
}

/// The same for mail that comes from another server.
pub(super) fn message_id_at(id: &str, server: &str) -> String {
    format!("{id}.{:08x}@{server}", hash::stable(&["message-id", id]) & 0xffff_ffff)
}

/// Reads every `.jsonl` file of the folder; messages come in order of time.
pub(super) fn read(folder: &Path) -> Result<Vec<Message>> {
    let mut messages = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let place = || format!("{}, line {}", path.display(), number + 1);
            let record: Record = serde_json::from_str(line).with_context(place)?;
            messages.push(dated(record).with_context(place)?);
        }
    }
    messages.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    for pair in messages.windows(2) {
        ensure!(pair[0].id != pair[1].id, "two messages have the id {}", pair[0].id);
    }
    Ok(messages)
}

fn dated(record: Record) -> Result<Message> {
    // Nobody writes on the full minute.
    let at = clock::local(&record.at, hash::stable(&["second", &record.id]) % 60)?;
    Ok(Message {
        at,
        id: record.id,
        channel: record.channel,
        thread: record.thread,
        subject: record.subject,
        from: record.from,
        to: record.to,
        cc: record.cc,
        body: record.body,
    })
}
