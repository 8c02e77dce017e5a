//! Files of messages with the sender's name in each: archives of topics, and the API.

use std::collections::HashSet;
use std::sync::LazyLock;

use bifocal_core::{Address, Instant, Medium};
use bifocal_words::AutomaticKind;
use serde_json::Value;

use crate::address::Mailbox;
use crate::chat::room::{Room, handle};
use crate::chat::zulip::{ZULIP, is_topic, markdown, text as html_text, version};
use crate::export::ReadMember;
use crate::input::Input;
use crate::json::{self, list, number_or_text, text};
use crate::record::{Record, Records};
use crate::skip::SkipReason;

/// Where messages lie in a file.
const MESSAGES: &[&str] = &["[]", "messages[]"];

static BOTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../../data/zulip_bots.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// An archive of topics. Its table of contents says nothing that names of files do not.
pub(crate) struct Topics;

impl ReadMember for Topics {
    fn read<'a>(&self, name: &str, input: Input<'a>) -> Records<'a> {
        read_file(name, input)
    }
}

/// Reads a file whose name may tell stream and topic.
pub(crate) fn read_file<'a>(name: &str, input: Input<'a>) -> Records<'a> {
    let topic = Topic::of_file(name);
    Box::new(json::objects(input, MESSAGES).map(move |(offset, value)| {
        (offset, value.and_then(|value| record(&value, topic.as_ref())))
    }))
}

/// Stream and topic of a file of an archive.
struct Topic {
    stream: String,
    topic: String,
}

impl Topic {
    /// `3-general/Welcome.20all.json`: other characters than letters and digits are hexadecimal
    /// numbers after a dot.
    fn of_file(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.rsplit(['/', '\\', '!']).take(2).collect();
        let [file, stream] = parts[..] else { return None };
        if !is_topic(&format!("{stream}/{file}")) {
            return None;
        }
        let (_, stream) = stream.split_once('-').unwrap_or(("", stream));
        let topic = file.strip_suffix(".json").unwrap_or(file);
        Some(Self { stream: decoded(stream), topic: decoded(topic) })
    }
}

/// A name whose odd characters are numbers.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let [first, after @ ..] = rest {
        let number = after
            .get(..2)
            .filter(|_| *first == b'.')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(number.unwrap_or(*first));
        rest = if number.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn record(value: &Value, file: Option<&Topic>) -> Result<Record, SkipReason> {
    let name = text(value, "/sender_full_name");
    let email = text(value, "/sender_email").filter(|email| email.contains('@'));
    let address = match (email, name) {
        (Some(email), _) => Address::new(email),
        (None, Some(name)) => handle(ZULIP, name),
        (None, None) => return Err(SkipReason::NoFrom),
    };
    let from = Mailbox { address, name: name.map(str::to_owned) };
    let number = number_or_text(value, "/id")
        .ok_or_else(|| SkipReason::Malformed("it has no id".to_owned()))?;
    let at = value.pointer("/timestamp").and_then(Value::as_i64).map(Instant);
    // Numbers are unique on one server, and nothing tells which one it is.
    let id = format!("{ZULIP}:{}/{number}", at.map_or(0, |at| at.0));

    // "display_recipient" is a stream's name, or the people of a direct conversation.
    let people: Vec<Mailbox> = list(value, "/display_recipient").filter_map(person).collect();
    let stream = text(value, "/display_recipient").or(file.map(|file| file.stream.as_str()));
    let topic = text(value, "/subject").or(file.map(|file| file.topic.as_str()));
    let room = if people.is_empty() {
        let stream = stream.unwrap_or_default();
        Room { id: format!("{ZULIP}:{stream}"), name: stream.to_owned(), ..Room::default() }
    } else {
        let names: Vec<&str> = people.iter().map(|one| one.address.as_str()).collect();
        let id = format!("{ZULIP}:{}", names.join("+"));
        Room { id, name: String::new(), direct: true, members: people }
    };
    let thread = match topic.filter(|_| !room.direct) {
        Some(topic) => Some(format!("{}/{topic}", room.id)),
        None => room.conversation(at),
    };
    // With `apply_markdown=false` the API gives what was typed, else what Zulip makes of it.
    let content = text(value, "/content").unwrap_or_default();
    let (body, mentions) = match text(value, "/content_type") {
        Some(kind) if kind != "text/html" => markdown::read(content),
        _ => html_text::read(content),
    };
    let named = mentions
        .into_iter()
        .map(|one| Mailbox { address: handle(ZULIP, &one.name), name: Some(one.name) })
        .collect();
    let (to, cc) = room.recipients(&from.address, named);
    let automatic = name.is_some_and(|name| BOTS.contains(name));
    let subject = topic.filter(|_| !room.direct).unwrap_or(&room.name).to_owned();
    Ok(Record {
        id,
        version: version(value, "/last_edit_timestamp"),
        thread,
        parent: None,
        at,
        from,
        to,
        cc,
        subject,
        channel: room.channel(),
        medium: Medium::Chat,
        body,
        automatic: automatic.then_some(AutomaticKind::Notice),
    })
}

fn person(value: &Value) -> Option<Mailbox> {
    let name = text(value, "/full_name");
    let address = match text(value, "/email").filter(|email| email.contains('@')) {
        Some(email) => Address::new(email),
        None => handle(ZULIP, name?),
    };
    Some(Mailbox { address, name: name.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(name: &str, json: &str) -> Vec<Result<Record, SkipReason>> {
        read_file(name, Input::new(json.as_bytes())).map(|(_, record)| record).collect()
    }

    #[test]
    fn a_topic_of_an_archive() {
        let json = r#"[{"id": 5, "sender_full_name": "Bo Berg", "timestamp": 1767600000,
            "content": "<p>Yes <span class=\"user-mention\" data-user-id=\"7\">@Ana Silva</span></p>"},
            {"id": 6, "sender_full_name": "Notification Bot", "timestamp": 1767600001, "content": "<p>moved</p>"},
            {"id": 7}, 8]"#;
        let found = all("x/3-dock.20crew/Which.20dock.3F.json", json);
        let first = found[0].as_ref().unwrap();
        assert_eq!(first.id, "zulip:1767600000/5");
        assert_eq!(first.thread.as_deref(), Some("zulip:dock crew/Which dock?"));
        assert_eq!(first.subject, "Which dock?");
        assert_eq!(first.from.address.as_str(), "zulip:bo-berg");
        assert_eq!(first.to[0].address.as_str(), "zulip:ana-silva");
        assert_eq!(first.body, "Yes Ana Silva\n");
        assert!(found[1].as_ref().unwrap().automatic.is_some());
        assert_eq!(found[2], Err(SkipReason::NoFrom));
        assert_eq!(found[3].as_ref().unwrap_err().name(), "malformed");
    }

    #[test]
    fn messages_of_the_api() {
        let json = r#"{"result": "success", "messages": [
            {"id": 1, "sender_full_name": "Bo Berg", "sender_email": "bo@velobay.example", "timestamp": 1767600000,
             "type": "private", "subject": "", "content": "<p>Hello</p>", "display_recipient":
             [{"email": "bo@velobay.example", "full_name": "Bo Berg"}, {"email": "ana@velobay.example", "full_name": "Ana"}]},
            {"id": 2, "sender_full_name": "Bo Berg", "sender_email": "bo@velobay.example", "timestamp": 1767600000,
             "type": "stream", "subject": "tyres", "content": "<p>Hello</p>", "display_recipient": "workshop"}]}"#;
        let found = all("messages.json", json);
        let direct = found[0].as_ref().unwrap();
        assert_eq!(direct.to.len(), 1);
        assert_eq!(direct.to[0].address.as_str(), "ana@velobay.example");
        assert!(direct.thread.as_deref().unwrap().ends_with("/2026-01-05"));
        assert_eq!(found[1].as_ref().unwrap().thread.as_deref(), Some("zulip:workshop/tyres"));
    }

    #[test]
    fn messages_of_the_api_as_they_were_typed() {
        let json = r#"{"messages": [{"id": 1, "sender_full_name": "Ana", "timestamp": 1767600000, "content_type": "text/x-markdown",
            "last_edit_timestamp": 1767600300, "display_recipient": "workshop", "subject": "tyres",
            "content": "@_**Bo|4** [said](https://x/1):\n```quote\nYou must finish the list today.\n```\nThank you for **asking**, see a < b."}]}"#;
        let found = all("messages.json", json).remove(0).unwrap();
        assert_eq!(
            found.body,
            "Bo said:\n> You must finish the list today.\nThank you for asking, see a < b.\n"
        );
        assert_eq!(found.version, crate::record::Version::ChangedAt(Instant(1_767_600_300)));
    }

    #[test]
    fn names_of_files() {
        assert_eq!(decoded("0.2E1.C2.B0"), "0.1°");
        assert_eq!(decoded(".zz.2"), ".zz.2");
        assert!(Topic::of_file("messages.json").is_none());
    }
}
