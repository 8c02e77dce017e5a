//! Chat messages of Microsoft Graph.

use bifocal_core::{Instant, Medium};
use bifocal_words::AutomaticKind;
use serde_json::Value;

use crate::address::Mailbox;
use crate::chat::room::handle;
use crate::chat::teams::{TEAMS, person, text as html_text};
use crate::chat::text::finished;
use crate::json::{list, number_or_text, text};
use crate::record::{Record, Version};
use crate::skip::SkipReason;

/// Where messages lie: in a list, or in pages.
pub(crate) const MESSAGES: &[&str] = &["[]", "value[]"];

/// The message, and its answers where they lie within it, as `$expand=replies` gives them.
pub(crate) fn records(value: &Value, out: &mut Vec<Result<Record, SkipReason>>) {
    out.push(record(value, None));
    out.extend(list(value, "/replies").map(|answer| record(answer, Some(value))));
    if text(value, "/replies@odata.nextLink").is_some() {
        out.push(Err(SkipReason::Incomplete("further answers are on a page of their own")));
    }
}

/// One message; `root` is the one that it lies within.
fn record(value: &Value, root: Option<&Value>) -> Result<Record, SkipReason> {
    let number = number_or_text(value, "/id")
        .ok_or_else(|| SkipReason::Malformed("it has no id".to_owned()))?;
    let at = text(value, "/createdDateTime").and_then(instant);
    let place =
        |value| ["/chatId", "/channelIdentity/channelId"].iter().find_map(|at| text(value, at));
    let place = place(value).or_else(|| place(root?));
    let room = person::room(place.unwrap_or_default(), "");
    let id = |number: &str| format!("{}/{number}", room.id);
    if text(value, "/deletedDateTime").is_some() {
        return Ok(Record::deletion(id(&number)));
    }

    let user = identity(value.pointer("/from/user").unwrap_or(&Value::Null));
    let program = || {
        let event = text(value, "/messageType").is_some_and(|kind| kind != "message");
        let application = identity(value.pointer("/from/application").unwrap_or(&Value::Null));
        // Events are by nobody.
        application
            .or_else(|| event.then(|| Mailbox { address: handle(TEAMS, "system"), name: None }))
    };
    let by_person = user.is_some() && text(value, "/messageType") == Some("message");
    let from = user.or_else(program).ok_or(SkipReason::NoFrom)?;

    let named: Vec<Mailbox> = list(value, "/mentions")
        .filter_map(|mention| identity(mention.pointer("/mentioned/user")?))
        .collect();
    let content = text(value, "/body/content").unwrap_or_default();
    let body = if text(value, "/body/contentType") == Some("text") {
        finished(content)
    } else {
        html_text::read(content, named.iter().filter_map(|one| one.name.as_deref()))
    };
    let (to, cc) = room.recipients(&from.address, named);
    let answered = number_or_text(value, "/replyToId");
    let answered = answered.or_else(|| number_or_text(root?, "/id"));
    // In a channel each message begins a thread; in a chat there are none.
    let in_channel = text(value, "/channelIdentity/channelId").is_some();
    let changed = text(value, "/lastEditedDateTime").and_then(instant);
    let thread = match &answered {
        Some(root) => Some(id(root)),
        None if in_channel => None,
        None => room.conversation(at),
    };
    Ok(Record {
        id: id(&number),
        version: changed.map_or(Version::First, Version::ChangedAt),
        thread,
        parent: answered.as_deref().map(id),
        at,
        from,
        to,
        cc,
        subject: text(value, "/subject").unwrap_or_default().to_owned(),
        channel: room.channel(),
        medium: Medium::Chat,
        body,
        automatic: (!by_person).then_some(AutomaticKind::Notice),
    })
}

/// Somebody by id, with the name that is shown.
fn identity(value: &Value) -> Option<Mailbox> {
    Some(person::person(text(value, "/id")?, text(value, "/displayName")))
}

/// A time as RFC 3339 has it.
pub(crate) fn instant(text: &str) -> Option<Instant> {
    let stamp = text.parse::<jiff::Timestamp>().or_else(|_| format!("{text}Z").parse());
    Some(Instant(stamp.ok()?.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(json: &str) -> Result<Record, SkipReason> {
        record(&serde_json::from_str(json).unwrap(), None)
    }

    #[test]
    fn an_answer_in_a_channel() {
        let record = one(
            r#"{"id": "2", "replyToId": "1", "messageType": "message", "createdDateTime": "2026-01-05T08:00:00.12Z",
                "subject": null, "channelIdentity": {"teamId": "t", "channelId": "19:c@thread.tacv2"},
                "from": {"user": {"id": "A-1", "displayName": "Ana Silva"}},
                "body": {"contentType": "html", "content": "<div>Thanks <at id=\"0\">Bo Berg</at>, great</div>"},
                "mentions": [{"id": 0, "mentionText": "Bo Berg", "mentioned": {"user": {"id": "B-2", "displayName": "Bo Berg"}}}]}"#,
        )
        .unwrap();
        assert_eq!(record.id, "teams:19:c@thread.tacv2/2");
        assert_eq!(record.thread.as_deref(), Some("teams:19:c@thread.tacv2/1"));
        assert_eq!(record.from.address.as_str(), "teams:a-1");
        assert_eq!(record.to[0].address.as_str(), "teams:b-2");
        assert_eq!(record.body, "Thanks Bo Berg, great\n");
        assert_eq!((record.at, record.automatic), (Some(Instant(1_767_600_000)), None));
    }

    #[test]
    fn answers_within_a_message_of_a_channel() {
        let json = r#"{"id": "1", "messageType": "message", "channelIdentity": {"channelId": "19:c@thread.tacv2"},
            "from": {"user": {"id": "a-1"}}, "body": {"contentType": "text", "content": "Is it done?"},
            "replies@odata.nextLink": "https://graph.example/next", "replies": [
            {"id": "2", "replyToId": "1", "messageType": "message", "channelIdentity": {"channelId": "19:c@thread.tacv2"},
             "from": {"user": {"id": "b-2"}}, "body": {"contentType": "text", "content": "Yes."},
             "lastEditedDateTime": "2026-01-05T08:00:00Z"},
            {"id": "3", "messageType": "message", "from": {"user": {"id": "a-1"}}, "body": {"contentType": "text", "content": "Great."}}]}"#;
        let mut found = Vec::new();
        records(&serde_json::from_str(json).unwrap(), &mut found);
        let ids = found[..3].iter().map(|one| one.as_ref().unwrap().id.as_str());
        assert!(ids.eq(["1", "2", "3"].map(|id| format!("teams:19:c@thread.tacv2/{id}"))));
        for answer in &found[1..3] {
            let answer = answer.as_ref().unwrap();
            assert_eq!(answer.parent.as_deref(), Some("teams:19:c@thread.tacv2/1"));
            assert_eq!(answer.thread, answer.parent);
        }
        let edited = found[1].as_ref().unwrap().version;
        assert_eq!(edited, Version::ChangedAt(Instant(1_767_600_000)));
        assert_eq!(found[3].as_ref().unwrap_err().name(), "incomplete");
    }

    #[test]
    fn what_no_person_wrote() {
        let event =
            one(r#"{"id": "1", "messageType": "systemEventMessage", "chatId": "c", "from": null}"#);
        assert!(event.unwrap().automatic.is_some());
        let bot = one(
            r#"{"id": "1", "messageType": "message", "from": {"application": {"id": "x", "displayName": "Bot"}}}"#,
        );
        assert!(bot.unwrap().automatic.is_some());
        assert_eq!(
            one(r#"{"id": "1", "messageType": "message", "from": 7}"#),
            Err(SkipReason::NoFrom)
        );
        let deleted =
            one(r#"{"id": "1", "chatId": "c", "deletedDateTime": "2026-01-05T08:00:00Z"}"#);
        assert_eq!(deleted, Ok(Record::deletion("teams:c/1".to_owned())));
        assert_eq!(one("{}").unwrap_err().name(), "malformed");
    }
}
