//! `messages.json` of an account's export: conversations one after the other, each with what is
//! known of it and then its messages.

use bifocal_core::Medium;
use bifocal_words::AutomaticKind;
use serde_json::Value;

use crate::chat::room::Room;
use crate::chat::tags;
use crate::chat::teams::graph::instant;
use crate::chat::teams::person::{person, room as room_of};
use crate::chat::teams::text as html_text;
use crate::chat::text::finished;
use crate::input::Input;
use crate::json::{self, number_or_text, text};
use crate::record::{Record, Records, Version};
use crate::skip::SkipReason;
use crate::stamp;

/// What is read, in the order in which it stands there.
const PARTS: &[&str] = &[
    "userId",
    "conversations[].id",
    "conversations[].displayName",
    "conversations[].threadProperties",
    "conversations[].MessageList[]",
];

/// Kinds of messages that people write; all others are events, calls, polls, or media alone.
const WRITTEN: &[&str] = &["Text", "RichText", "RichText/Html"];

/// Reads the messages of all conversations.
pub(crate) fn read(input: Input<'_>) -> Records<'_> {
    let mut owner = String::new();
    let mut room = Room::default();
    Box::new(json::values(input, PARTS).filter_map(move |(offset, value)| {
        let (part, value) = match value {
            Ok(value) => value,
            Err(reason) => return Some((offset, Err(reason))),
        };
        match part {
            0 => value.as_str().unwrap_or_default().clone_into(&mut owner),
            1 => room = room_of(value.as_str().unwrap_or_default(), &owner),
            2 => value.as_str().unwrap_or_default().clone_into(&mut room.name),
            3 => about(&value, &mut room),
            _ if value.is_object() => return Some((offset, record(&value, &room))),
            _ => {
                let reason = SkipReason::Malformed("it is no object".to_owned());
                return Some((offset, Err(reason)));
            }
        }
        None
    }))
}

/// A group's topic and members; the latter are a list that is written as text.
fn about(value: &Value, room: &mut Room) {
    if let Some(topic) = text(value, "/topic") {
        topic.clone_into(&mut room.name);
    }
    let members = text(value, "/members").and_then(|text| serde_json::from_str(text).ok());
    if let Some(members) = members.or_else(|| value.pointer("/members").cloned())
        && let Some(members) = members.as_array()
    {
        room.members =
            members.iter().filter_map(Value::as_str).map(|id| person(id, None)).collect();
    }
}

fn record(value: &Value, room: &Room) -> Result<Record, SkipReason> {
    let number = number_or_text(value, "/id")
        .ok_or_else(|| SkipReason::Malformed("it has no id".to_owned()))?;
    let id = |number: &str| format!("{}/{number}", room.id);
    if ["/properties/deletetime", "/properties/isDeleted"].iter().any(|at| {
        value.pointer(at).is_some_and(|found| !found.is_null() && found != &Value::Bool(false))
    }) {
        return Ok(Record::deletion(id(&number)));
    }
    let writer = text(value, "/from").ok_or(SkipReason::NoFrom)?;
    let from = person(writer, text(value, "/displayName"));
    let at = text(value, "/originalarrivaltime").and_then(instant);
    let kind = text(value, "/messagetype").unwrap_or_default();
    let written = WRITTEN.contains(&kind);
    let content = text(value, "/content").unwrap_or_default();
    let mentions = tags::elements(content, "at");
    let named = mentions.iter().filter_map(|mention| Some(person(mention.attribute("id")?, None)));
    let (to, cc) = room.recipients(&from.address, named.collect());
    let body = match kind {
        "Text" => finished(content),
        _ if written => {
            html_text::read(content, mentions.iter().map(|one| one.text.trim_start_matches('@')))
        }
        _ => String::new(),
    };
    // In a channel, the conversation's id tells the message that a thread begins with.
    let root = text(value, "/conversationid").and_then(|id| id.split_once(";messageid="));
    let changed = number_or_text(value, "/properties/edittime").and_then(|at| stamp::instant(&at));
    Ok(Record {
        version: changed.map_or(Version::First, Version::ChangedAt),
        thread: root.map(|(_, root)| id(root)).or_else(|| room.conversation(at)),
        parent: root.map(|(_, root)| root).filter(|root| *root != number).map(id),
        id: id(&number),
        at,
        from,
        to,
        cc,
        subject: room.name.clone(),
        channel: room.channel(),
        medium: Medium::Chat,
        body,
        automatic: (!written).then_some(AutomaticKind::Notice),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPORT: &str = r#"{"userId": "8:live:ana", "exportDate": "2026-04-01T00:00", "conversations": [
        {"id": "8:bo.berg", "displayName": "Bo", "version": 1, "properties": {}, "threadProperties": null, "MessageList": [
            {"id": "1", "displayName": "Bo", "originalarrivaltime": "2026-01-05T08:00:00.12Z", "messagetype": "RichText",
             "content": "Is it <b raw_pre=\"*\" raw_post=\"*\">done</b>? <ss type=\"smile\">:)</ss>", "from": "8:bo.berg"},
            {"id": "2", "displayName": null, "originalarrivaltime": "2026-01-05T08:01:00Z", "messagetype": "RichText",
             "content": "<quote author=\"bo.berg\" authorname=\"Bo\"><legacyquote>[1] Bo: </legacyquote>Is it done?<legacyquote>&lt;&lt;&lt; </legacyquote></quote>Yes.",
             "from": "8:live:ana"},
            {"id": "3", "messagetype": "Event/Call", "content": "<partlist/>", "from": "8:bo.berg"},
            {"id": "4", "messagetype": "RichText", "content": "", "from": "8:bo.berg", "properties": {"deletetime": 1}},
            {"id": "5"}, 6]},
        {"id": "19:x@thread.skype", "displayName": null, "threadProperties": {"topic": "Dock crew", "members": "[\"8:live:ana\", \"8:bo.berg\", \"8:cy\"]"},
         "MessageList": [{"id": "7", "messagetype": "RichText/Html", "content": "<p><at id=\"8:bo.berg\">Bo</at> thanks</p>", "from": "8:live:ana"}]}]}"#;

    #[test]
    fn conversations() {
        let found: Vec<_> = read(Input::new(EXPORT.as_bytes())).map(|(_, record)| record).collect();
        let first = found[0].as_ref().unwrap();
        assert_eq!(first.id, "teams:8:bo.berg/1");
        assert_eq!(first.from.address.as_str(), "teams:bo.berg");
        assert_eq!(first.to[0].address.as_str(), "teams:live:ana");
        assert_eq!(first.thread.as_deref(), Some("teams:8:bo.berg/2026-01-05"));
        assert_eq!(first.body, "Is it done? :)\n");
        assert_eq!(found[1].as_ref().unwrap().body, "> Is it done?\nYes.\n");
        assert!(found[2].as_ref().unwrap().automatic.is_some());
        assert_eq!(found[3], Ok(Record::deletion("teams:8:bo.berg/4".to_owned())));
        let skips: Vec<&str> = found[4..6].iter().map(|r| r.as_ref().unwrap_err().name()).collect();
        assert_eq!(skips, ["no sender", "malformed"]);
        let group = found[6].as_ref().unwrap();
        assert_eq!((group.subject.as_str(), group.body.as_str()), ("Dock crew", "Bo thanks\n"));
        assert_eq!((group.to.len(), group.cc.len()), (1, 1));
    }
}
