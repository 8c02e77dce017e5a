//! Zulip: an organisation's export, archives of topics, and what the API gives.
//!
//! The export is as `zerver/lib/export.py` of Zulip writes it: `realm.json` has the tables,
//! `messages-000001.json` and so on the messages (`zerver_message`). Archives are what zulip-archive
//! writes: `stream_index.json`, and for each topic a list of messages with the sender's full name;
//! `GET /messages` of the API gives `{"messages": [...]}` with more fields of the same names, and is
//! open to every member.

mod export;
mod markdown;
mod text;
mod topic;

use serde_json::Value;

use crate::record::Version;

pub(crate) use export::Realm;
pub(crate) use topic::{Topics, read_file};

/// The name and the beginning of ids.
const ZULIP: &str = "zulip";

/// The table of contents of an archive of topics.
pub(crate) const INDEX: &str = "stream_index.json";

/// By these a file is known.
pub(crate) const SHAPES: &[&[&str]] = &[
    &["[].sender_full_name", "[].content", "[].timestamp"],
    &["messages[].sender_full_name", "messages[].content", "messages[].timestamp"],
];

/// The version of a message that may have been edited at a time.
fn version(value: &Value, place: &str) -> Version {
    let at = value.pointer(place).and_then(export::seconds);
    at.map_or(Version::First, Version::ChangedAt)
}

/// Whether a file of an export holds messages: `messages-000001.json`.
pub(crate) fn is_part(name: &str) -> bool {
    name.strip_prefix("messages-")
        .and_then(|rest| rest.strip_suffix(".json"))
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a file of an archive holds a topic: `3-general/Welcome.json`.
pub(crate) fn is_topic(name: &str) -> bool {
    name.split_once('/').is_some_and(|(stream, topic)| {
        let number = stream.split('-').next().unwrap_or_default();
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !topic.contains('/')
            && topic.ends_with(".json")
    })
}

/// The tables of an export: who is who, and those that are not read.
const TABLES: &[&str] =
    &["realm.json", "attachment.json", "analytics.json", "migration_status.json"];

/// Whether a file belongs to an export: messages, tables, and what was uploaded, which is not read.
/// Anything else that lies there is left to the other readers.
pub(crate) fn claims(name: &str) -> bool {
    match name.split_once('/') {
        None => is_part(name) || TABLES.contains(&name),
        Some((folder, _)) => matches!(folder, "uploads" | "avatars" | "emoji" | "realm_icons"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_an_export() {
        assert!(is_part("messages-000001.json"));
        assert!(
            !is_part("messages-.json") && !is_part("messages-x.json") && !is_part("messages.json")
        );
        assert!(is_topic("3-general/FAQ.json") && is_topic("41-ESDS/.2FDask.json"));
        assert!(!is_topic("general/FAQ.json") && !is_topic("3/a/b.json") && !is_topic("FAQ.json"));
        assert!(claims("realm.json") && claims("uploads/2/x.eml") && !claims("mail/inbox.mbox"));
        assert!(claims("messages-000001.json") && !claims("messages.json"));
    }
}
