//! One message of Slack.

use std::collections::HashSet;
use std::sync::LazyLock;

use bifocal_core::{Instant, Medium};
use bifocal_words::AutomaticKind;
use serde_json::Value;

use crate::address::Mailbox;
use crate::chat::marks;
use crate::chat::room::{Person, Room, handle};
use crate::chat::slack::tables::{self, SLACK, Users};
use crate::chat::slack::tokens;
use crate::chat::text::finished;
use crate::json::{list, number_or_text, text};
use crate::record::{Record, Version};
use crate::skip::SkipReason;

/// Subtypes that people write.
static WRITTEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../../data/slack_subtypes.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// The message, and the answers that lie within it, as slackdump writes them.
pub(crate) fn records(
    value: &Value,
    room: &Room,
    users: &Users,
) -> Vec<Result<Record, SkipReason>> {
    let mut records = vec![record(value, room, users)];
    let answers = list(value, "/slackdump_thread_replies");
    records.extend(answers.map(|answer| record(answer, room, users)));
    records
}

fn record(value: &Value, room: &Room, users: &Users) -> Result<Record, SkipReason> {
    let subtype = text(value, "/subtype").unwrap_or_default();
    let id = |stamp: &str| format!("{}/{stamp}", room.id);
    let deleted = |places: [&str; 2]| {
        let stamp = places.iter().find_map(|place| number_or_text(value, place));
        stamp.map(|stamp| Record::deletion(id(&stamp))).ok_or(SkipReason::Deleted)
    };
    match subtype {
        // The event of a deletion has a time of its own, what is left in place of a message has its.
        "message_deleted" => return deleted(["/deleted_ts", "/previous_message/ts"]),
        "tombstone" => return deleted(["/ts", "/deleted_ts"]),
        // The event of an edit holds the message as it was after it.
        "message_changed" if text(value, "/message/subtype") != Some("message_changed") => {
            let inner = value.pointer("/message").unwrap_or(&Value::Null);
            let mut record = record(inner, room, users)?;
            record.version = record.version.max(changed(value, "/ts"));
            return Ok(record);
        }
        _ => {}
    }
    let stamp = number_or_text(value, "/ts")
        .ok_or_else(|| SkipReason::Malformed("it has no ts".to_owned()))?;
    let writer = writer(value, users).ok_or(SkipReason::NoFrom)?;
    let at = instant(&stamp);

    let (shown, named) = tokens::resolve(text(value, "/text").unwrap_or_default(), users);
    let named = named.iter().map(|id| users.get(id).mailbox).collect();
    let (to, cc) = room.recipients(&writer.mailbox.address, named);
    let root = number_or_text(value, "/thread_ts");
    let automatic = writer.bot
        || text(value, "/bot_id").is_some()
        || !(subtype.is_empty() || WRITTEN.contains(subtype));
    Ok(Record {
        thread: root.as_deref().map(id).or_else(|| room.conversation(at)),
        parent: root.filter(|root| *root != stamp).as_deref().map(id),
        id: id(&stamp),
        version: changed(value, "/edited/ts"),
        at,
        from: writer.mailbox,
        to,
        cc,
        subject: room.name.clone(),
        channel: room.channel(),
        medium: Medium::Chat,
        body: finished(&marks::plain(&shown)),
        automatic: automatic.then_some(AutomaticKind::Notice),
    })
}

/// Who wrote it: a user of the table, or as far as the message itself tells; else a program.
fn writer(value: &Value, users: &Users) -> Option<Person> {
    if let Some(id) = text(value, "/user").or_else(|| text(value, "/user/id")) {
        let told = value.pointer("/user_profile").is_some() && !users.knows(id);
        return Some(if told { tables::person(id, value, "/user_profile") } else { users.get(id) });
    }
    let name = text(value, "/username").or_else(|| text(value, "/bot_profile/name"));
    let id = text(value, "/bot_id").or(name)?;
    let mailbox = Mailbox { address: handle(SLACK, id), name: name.map(str::to_owned) };
    Some(Person { mailbox, shown: name.unwrap_or(id).to_owned(), bot: true })
}

/// The version of a message that was changed at a time, if the time is there.
fn changed(value: &Value, place: &str) -> Version {
    let at = number_or_text(value, place).and_then(|stamp| instant(&stamp));
    at.map_or(Version::First, Version::ChangedAt)
}

/// Seconds before the point, microseconds after it.
fn instant(stamp: &str) -> Option<Instant> {
    stamp.split('.').next()?.parse().ok().map(Instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Vec<Result<Record, SkipReason>> {
        let room = Room { id: "slack:C1".to_owned(), name: "ops".to_owned(), ..Room::default() };
        records(&serde_json::from_str(json).unwrap(), &room, &Users::default())
    }

    fn one(json: &str) -> Record {
        read(json).remove(0).unwrap()
    }

    #[test]
    fn a_message_of_somebody_in_no_table() {
        let record = one(
            r#"{"type": "message", "user": "U1", "ts": "1767600000.000100", "thread_ts": "1767590000.000200",
                "text": "Thanks <@U2>, *great* :tada:", "user_profile": {"real_name": "Ana Silva", "display_name": "ana"}}"#,
        );
        assert_eq!(record.id, "slack:C1/1767600000.000100");
        assert_eq!(record.thread.as_deref(), Some("slack:C1/1767590000.000200"));
        assert_eq!(record.parent, record.thread);
        assert_eq!(record.from.address.as_str(), "slack:u1");
        assert_eq!(record.from.name.as_deref(), Some("Ana Silva"));
        assert_eq!(record.to[0].address.as_str(), "slack:u2");
        assert_eq!(record.body, "Thanks U2, great\n");
        assert_eq!((record.at, record.automatic), (Some(Instant(1_767_600_000)), None));
    }

    #[test]
    fn what_no_person_wrote() {
        for json in [
            r#"{"ts": "1.0", "subtype": "bot_message", "bot_id": "B1", "username": "ci", "text": "Built"}"#,
            r#"{"ts": "1.0", "subtype": "channel_join", "user": "U1", "text": "<@U1> has joined"}"#,
            r#"{"ts": "1.0", "user": "U1", "bot_id": "B1", "text": "Stand-up!"}"#,
            r#"{"ts": "1.0", "user": "USLACKBOT", "text": "Reminder"}"#,
            r#"{"ts": "1.0", "user": "U1", "subtype": "new_in_2031", "text": "x"}"#,
        ] {
            assert_eq!(one(json).automatic, Some(AutomaticKind::Notice), "{json}");
        }
        assert_eq!(
            one(r#"{"ts": "1.0", "user": "U1", "subtype": "me_message", "text": "x"}"#).automatic,
            None
        );
    }

    #[test]
    fn edits_deletions_and_answers_within() {
        let edited = one(
            r#"{"subtype": "message_changed", "ts": "2.0", "message": {"ts": "1.0", "user": "U1", "text": "new"}}"#,
        );
        assert_eq!((edited.id.as_str(), edited.body.as_str()), ("slack:C1/1.0", "new\n"));
        assert_eq!(edited.version, Version::ChangedAt(Instant(2)));
        let later =
            one(r#"{"ts": "1.0", "user": "U1", "text": "newer", "edited": {"ts": "3.000100"}}"#);
        assert_eq!(later.version, Version::ChangedAt(Instant(3)));
        for json in [
            r#"{"subtype": "tombstone", "ts": "1.0", "user": "USLACKBOT"}"#,
            r#"{"subtype": "message_deleted", "ts": "4.0", "deleted_ts": "1.0"}"#,
            r#"{"subtype": "message_deleted", "ts": "4.0", "previous_message": {"ts": "1.0"}}"#,
            r#"{"subtype": "message_changed", "ts": "4.0", "message": {"subtype": "tombstone", "ts": "1.0"}}"#,
        ] {
            let deletion = one(json);
            assert_eq!(
                (deletion.id.as_str(), deletion.version),
                ("slack:C1/1.0", Version::Deleted)
            );
        }
        let unknown = r#"{"subtype": "message_deleted", "ts": "1.0", "user": "U1"}"#;
        assert_eq!(read(unknown), [Err(SkipReason::Deleted)]);
        let within = read(
            r#"{"ts": "1.0", "user": "U1", "text": "a", "slackdump_thread_replies": [{"ts": "2.0", "user": "U2",
                "text": "b", "thread_ts": "1.0"}, 7]}"#,
        );
        assert_eq!(within.len(), 3);
        assert_eq!(within[1].as_ref().unwrap().parent.as_deref(), Some("slack:C1/1.0"));
        assert_eq!(within[2].as_ref().unwrap_err().name(), "malformed");
    }

    #[test]
    fn fields_of_wrong_types() {
        assert_eq!(read("{}")[0].as_ref().unwrap_err().name(), "malformed");
        assert_eq!(read(r#"{"ts": "1.0"}"#), [Err(SkipReason::NoFrom)]);
        let record = one(r#"{"ts": 5, "user": "U1", "text": [1], "thread_ts": {}, "files": 3}"#);
        assert_eq!((record.id.as_str(), record.body.as_str()), ("slack:C1/5", ""));
        let nested = r#"{"subtype": "message_changed", "message": {"subtype": "message_changed", "message": {}}}"#;
        assert_eq!(read(nested)[0].as_ref().unwrap_err().name(), "malformed");
        assert_eq!(one(r#"{"ts": "x", "user": "U1"}"#).thread, None);
    }
}
