//! Slack: a workspace's export, and files of a single channel.
//!
//! The export is as Slack documents it ("How to read Slack data exports", and the events and
//! objects of its API): tables of users and of four kinds of rooms, and a folder a room with a file
//! a day, which is a list of messages. A workspace's export needs an administrator; what a member
//! gets through the API with tools such as slackdump has the same messages, in an export of the same
//! form or in one file a channel (`conversations.history`, `{"messages": [...]}`).

mod message;
mod tables;
mod tokens;

use crate::export::ReadMember;
use crate::input::Input;
use crate::per_object::per_object;
use crate::record::Records;

pub(crate) use tables::Tables;

/// By these a file of one channel is known.
pub(crate) const SHAPES: &[&[&str]] =
    &[&["[].ts", "[].type", "[].text"], &["messages[].ts", "messages[].type", "messages[].text"]];

/// Tables beside the folders of rooms.
pub(crate) const TABLES: &[&str] =
    &["users.json", "org_users.json", "channels.json", "groups.json", "dms.json", "mpims.json"];

/// Where messages lie in a file.
const MESSAGES: &[&str] = &["[]", "messages[]"];

/// Further tables of an export, which tell of integrations, canvases, lists and files and are not
/// read.
const UNREAD: &[&str] = &[
    "canvases.json",
    "file_conversations.json",
    "huddle_transcripts.json",
    "integration_logs.json",
    "lists.json",
    "org_invite_users.json",
];

/// Whether a file of an export holds a day of a room: `general/2026-01-05.json`.
pub(crate) fn is_day(name: &str) -> bool {
    let Some((room, day)) = name.split_once('/') else { return false };
    let form = |day: &str| {
        day.len() == 10
            && day.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    !room.is_empty() && day.strip_suffix(".json").is_some_and(form)
}

/// Whether a file belongs to an export: days, tables, and what is attached to messages, which is not
/// read. Anything else that lies there is left to the other readers.
pub(crate) fn claims(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    match parts[..] {
        [table] => TABLES.contains(&table) || UNREAD.contains(&table),
        [_, "canvas_in_the_conversation.json"] => true,
        ["__uploads", id, ..] => is_file_id(id),
        // `ops/attachments/F024BE91L-plan.pdf`
        [_, "attachments", file] => is_file_id(file.split('-').next().unwrap_or_default()),
        _ => is_day(name),
    }
}

/// Whether it is an id as Slack gives to files: `F024BE91L`.
fn is_file_id(id: &str) -> bool {
    let is_one = |rest: &str| rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    id.strip_prefix('F').is_some_and(|rest| !rest.is_empty() && is_one(rest))
}

/// Reads a file of one channel, whose name is all that is known of it.
pub(crate) fn read_file<'a>(name: &str, input: Input<'a>) -> Records<'a> {
    let parts: Vec<&str> = name.rsplit(['/', '\\', '!']).take(2).collect();
    let stem = parts.first().map_or("", |file| file.split('.').next().unwrap_or_default());
    // A day's file lies in the channel's folder.
    let room = match parts[..] {
        [day, room] if is_day(&format!("{room}/{day}")) => room,
        _ => stem,
    };
    read(&Tables::default(), room, input)
}

impl ReadMember for Tables {
    fn read<'a>(&self, name: &str, input: Input<'a>) -> Records<'a> {
        let room = name.split('/').next().unwrap_or_default();
        read(self, room, input)
    }
}

fn read<'a>(tables: &Tables, folder: &str, input: Input<'a>) -> Records<'a> {
    let (users, room) = (tables.users(), tables.room(folder));
    per_object(input, MESSAGES, move |value, out| {
        out.extend(message::records(value, &room, &users));
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_an_export() {
        assert!(is_day("general/2026-01-05.json"));
        for name in ["2026-01-05.json", "general/x.json", "a/b/2026-01-05.json", "/2026-01-05.json"]
        {
            assert!(!is_day(name), "{name}");
        }
        for name in [
            "users.json",
            "integration_logs.json",
            "__uploads/F1/a.eml",
            "ops/attachments/F1-x.eml",
        ] {
            assert!(claims(name), "{name}");
        }
        for name in [
            "inbox.mbox",
            "mail/2026.mbox",
            "ops/notes.txt",
            "issues.json",
            "messages.json",
            "lists/all.mbox",
            "attachments/letter.eml",
            "mail/attachments/letter.eml",
        ] {
            assert!(!claims(name), "{name}");
        }
    }
}
