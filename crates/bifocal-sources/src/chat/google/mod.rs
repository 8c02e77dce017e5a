//! Google Chat, as Takeout gives it to every user.
//!
//! Google documents no format. This follows exports as they are described by those who read them
//! (there is agreement on all that is used here): for each conversation a folder
//! `Groups/DM ...` or `Groups/Space ...` with `group_info.json` (name, members) and `messages.json`
//! (`{"messages": [...]}`, each with its creator's name and address, and times in prose).

mod date;

use std::collections::HashMap;

use bifocal_core::{Address, Medium};
use bifocal_words::AutomaticKind;
use serde_json::Value;

use crate::address::Mailbox;
use crate::chat::marks;
use crate::chat::room::{Room, handle};
use crate::chat::text::{finished, without_at};
use crate::export::{self, Problems, ReadMember};
use crate::identity;
use crate::input::Input;
use crate::json::{self, text};
use crate::record::{Record, Records, Version};
use crate::skip::SkipReason;
use crate::tree::Tree;

/// The beginning of ids.
const GOOGLE: &str = "google-chat";

/// By these a file is known.
pub(crate) const SHAPES: &[&[&str]] = &[
    &["messages[].creator", "messages[].created_date"],
    &["messages[].creator", "messages[].topic_id"],
];

const MESSAGES: &[&str] = &["messages[]"];

/// Whether a file of an export holds the messages of a conversation.
pub(crate) fn is_group(name: &str) -> bool {
    name.strip_prefix("Groups/")
        .and_then(|rest| rest.strip_suffix("/messages.json"))
        .is_some_and(|group| !group.is_empty() && !group.contains('/'))
}

/// The conversations of an export by the name of their folder.
pub(crate) struct Groups(HashMap<String, Room>);

impl Groups {
    pub(crate) fn read(tree: &Tree, problems: &mut Problems) -> Self {
        let mut groups = HashMap::new();
        for name in tree.names().filter(|name| is_group(name)) {
            let folder = folder(name);
            let mut room = room(folder);
            let info = format!("Groups/{folder}/group_info.json");
            export::rows(tree, &info, &["name", "members[]"], problems, |what, value| match what {
                0 => value.as_str().unwrap_or_default().clone_into(&mut room.name),
                _ => room.members.extend(person(value)),
            });
            groups.insert(folder.to_owned(), room);
        }
        Self(groups)
    }
}

impl ReadMember for Groups {
    fn read<'a>(&self, name: &str, input: Input<'a>) -> Records<'a> {
        let folder = folder(name);
        read(self.0.get(folder).cloned().unwrap_or_else(|| room(folder)), input)
    }
}

/// Reads the messages of one conversation, of which the name of the folder may tell the kind.
pub(crate) fn read_file<'a>(name: &str, input: Input<'a>) -> Records<'a> {
    read(room(folder(name)), input)
}

/// The folder that a file lies in.
fn folder(name: &str) -> &str {
    name.rsplit(['/', '\\', '!']).nth(1).unwrap_or_default()
}

fn room(folder: &str) -> Room {
    // "DM aBc" and "Space aBc": the second word is what messages' ids begin with.
    let (kind, id) = folder.split_once(' ').unwrap_or(("", folder));
    Room { id: format!("{GOOGLE}:{id}"), direct: kind == "DM", ..Room::default() }
}

fn person(value: &Value) -> Option<Mailbox> {
    let name = text(value, "/name");
    let address = match text(value, "/email").filter(|email| email.contains('@')) {
        Some(email) => Address::new(email),
        // Somebody whose account is gone.
        None => handle(GOOGLE, name?),
    };
    Some(Mailbox { address, name: name.map(str::to_owned) })
}

fn read(room: Room, input: Input<'_>) -> Records<'_> {
    Box::new(
        json::objects(input, MESSAGES)
            .map(move |(offset, value)| (offset, value.and_then(|value| record(&value, &room)))),
    )
}

fn record(value: &Value, room: &Room) -> Result<Record, SkipReason> {
    if text(value, "/message_state") == Some("DELETED")
        || value.pointer("/deletion_metadata").is_some()
    {
        let id = text(value, "/message_id").map(|id| format!("{GOOGLE}:{id}"));
        return id.map(Record::deletion).ok_or(SkipReason::Deleted);
    }
    let creator = value.pointer("/creator").unwrap_or(&Value::Null);
    let from = person(creator).ok_or(SkipReason::NoFrom)?;
    let at = text(value, "/created_date").and_then(date::instant);
    let written = text(value, "/text").unwrap_or_default();
    let id = match text(value, "/message_id") {
        Some(id) => format!("{GOOGLE}:{id}"),
        // Older exports have no ids.
        None => {
            let content = identity::of_text(&format!("{}\n{written}", from.address));
            format!("{}/{}/{content:016x}", room.id, at.map_or(0, |at| at.0))
        }
    };
    let shown = marks::plain(written);
    let named: Vec<Mailbox> = room
        .members
        .iter()
        .filter(|_| shown.contains('@'))
        .filter(|one| one.name.as_ref().is_some_and(|name| shown.contains(&format!("@{name}"))))
        .cloned()
        .collect();
    let shown = without_at(shown, named.iter().filter_map(|one| one.name.as_deref()));
    let (to, cc) = room.recipients(&from.address, named);
    // In a direct conversation each message is a topic of its own.
    let topic = text(value, "/topic_id").filter(|_| !room.direct);
    let bot = text(creator, "/user_type").is_some_and(|kind| kind.eq_ignore_ascii_case("bot"));
    let quoted = text(value, "/quoted_message_metadata/message_id");
    Ok(Record {
        id,
        version: Version::First,
        thread: match topic {
            Some(topic) => Some(format!("{}/{topic}", room.id)),
            None => room.conversation(at),
        },
        parent: quoted.map(|id| format!("{GOOGLE}:{id}")),
        at,
        from,
        to,
        cc,
        subject: room.name.clone(),
        channel: room.channel(),
        medium: Medium::Chat,
        body: finished(&shown),
        automatic: bot.then_some(AutomaticKind::Notice),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = r#"{"messages": [
        {"creator": {"name": "Bo Berg", "email": "bo@velobay.example", "user_type": "Human"},
         "created_date": "Monday, January 5, 2026 at 8:00:00 AM UTC", "text": "Is *dock 3* done? :ok:",
         "topic_id": "T1", "message_id": "S1/T1/M1"},
        {"creator": {"name": "Gone"}, "text": "yes", "topic_id": "T1"},
        {"creator": {"name": "Dock alarm", "email": "alarm@velobay.example", "user_type": "Bot"}, "text": "!"},
        {"creator": {"name": "Bo"}, "message_state": "DELETED"},
        {"text": "by nobody"}, "x"]}"#;

    fn all(name: &str) -> Vec<Result<Record, SkipReason>> {
        read_file(name, Input::new(MESSAGES.as_bytes())).map(|(_, record)| record).collect()
    }

    #[test]
    fn a_space() {
        let found = all("Takeout/Google Chat/Groups/Space S1/messages.json");
        let first = found[0].as_ref().unwrap();
        assert_eq!(first.id, "google-chat:S1/T1/M1");
        assert_eq!(first.thread.as_deref(), Some("google-chat:S1/T1"));
        assert_eq!(first.at.map(|at| at.0), Some(1_767_600_000));
        assert_eq!(first.body, "Is dock 3 done?\n");
        let second = found[1].as_ref().unwrap();
        assert_eq!((second.from.address.as_str(), second.at), ("google-chat:gone", None));
        assert_eq!(second.thread, first.thread);
        assert!(second.id.starts_with("google-chat:S1/0/"));
        assert!(found[2].as_ref().unwrap().automatic.is_some());
        let rest: Vec<&str> = found[3..].iter().map(|r| r.as_ref().unwrap_err().name()).collect();
        assert_eq!(rest, ["deleted", "no sender", "malformed"]);
    }

    #[test]
    fn a_direct_conversation_has_no_topics() {
        let found = all("DM D1/messages.json");
        assert_eq!(found[0].as_ref().unwrap().thread.as_deref(), Some("google-chat:D1/2026-01-05"));
    }
}
