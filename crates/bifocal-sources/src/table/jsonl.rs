//! Messages in JSONL, an object a message.

use serde_json::Value;

use super::columns::{Columns, Field};
use super::row::{Row, several};
use crate::convokit;
use crate::input::Input;
use crate::outline::Outline;
use crate::per_object::{OBJECTS, per_object};
use crate::record::{Record, Records};
use crate::skip::SkipReason;
use crate::tracker::{github, jira};
use crate::value;

/// Whether a file holds messages as lines of JSON, and is nothing more special. Text must stand in
/// the object itself: what has its text a level deeper is the export of some program.
pub(crate) fn recognises(head: &[u8]) -> bool {
    let Some(outline) = Outline::of(head).filter(|outline| !outline.is_array()) else {
        return false;
    };
    let names: Vec<&str> = outline.names().collect();
    let Some(columns) = Columns::of(&names) else { return false };
    let is_plain = |field| columns.at(field).is_some_and(|at| !outline.is_object(names[at]));
    let named = columns.at(Field::From).is_some_and(|at| {
        let inside = |name: &&str| outline.has(&format!("{}.{name}", names[at]));
        !outline.is_object(names[at]) || PERSON.iter().any(inside)
    });
    is_plain(Field::Text)
        && named
        && !convokit::recognises(head)
        && !github::recognises(head)
        && !jira::recognises(head)
}

/// What tells who somebody is, where a person is an object.
const PERSON: &[&str] = &["email", "address", "mail", "name", "username", "login"];

/// The messages of a file.
pub(crate) fn read<'a>(_name: &str, input: Input<'a>) -> Records<'a> {
    let mut number = 0;
    per_object(input, OBJECTS, move |value, out| {
        number += 1;
        out.push(message(value, number));
    })
}

fn message(value: &Value, number: u64) -> Result<Record, SkipReason> {
    let members = value.as_object().ok_or_else(|| malformed("no object"))?;
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    let columns =
        Columns::of(&names).ok_or_else(|| malformed("an object without writer or text"))?;
    let member = |field| columns.at(field).and_then(|at| members.get(names[at]));
    let text = |field| member(field).and_then(plain).unwrap_or_default();
    let row = Row {
        from: member(Field::From).and_then(person).unwrap_or_default(),
        text: text(Field::Text),
        date: text(Field::Date),
        to: people(member(Field::To)),
        cc: people(member(Field::Cc)),
        thread: text(Field::Thread),
        id: text(Field::Id),
        subject: text(Field::Subject),
        channel: text(Field::Channel),
        medium: text(Field::Medium),
    };
    row.record(number)
}

fn malformed(what: &str) -> SkipReason {
    SkipReason::Malformed(what.to_owned())
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A person as text, or as an object that has an address or a name.
fn person(value: &Value) -> Option<String> {
    let member = || PERSON.iter().find_map(|name| value::text(value, name)).map(str::to_owned);
    value.as_str().map(str::to_owned).or_else(member)
}

fn people(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(person).collect(),
        Some(Value::String(text)) => several(text),
        Some(one) => person(one).into_iter().collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Reading;
    use bifocal_core::Medium;

    fn all(text: &str) -> Vec<Reading> {
        assert!(recognises(text.as_bytes()), "{text}");
        read("", Input::new(text.as_bytes())).collect()
    }

    #[test]
    fn lines_of_messages() {
        let found = all(
            r#"{"id":"jb-004","at":"2026-01-08T16:12","channel":"tracker","thread":"downtime-9","subject":"OPS-101 Sheet","from":"jonas.berg","to":["tomasz.wilk","ben.carter"],"cc":[],"body":"Went through 19 bikes."}
{"sender":{"name":"Aiko","email":"aiko@velobay.example"},"content":"Thank you.","time":1767604320,"to":"a@v.example; b@v.example"}"#,
        );
        let one = found[0].1.as_ref().unwrap();
        assert_eq!(one.from.address.as_str(), "table:jonas.berg");
        assert_eq!((one.to.len(), one.medium), (2, Medium::Tracker));
        assert_eq!(one.thread.as_deref(), Some("table:downtime-9"));
        let two = found[1].1.as_ref().unwrap();
        assert_eq!(two.from.address.as_str(), "aiko@velobay.example");
        assert_eq!(two.to[1].address.as_str(), "b@v.example");
        assert_eq!(two.at, crate::stamp::epoch(1_767_604_320));
    }

    #[test]
    fn what_is_missing_or_of_another_type() {
        let found = all(
            "{\"from\":\"Bo\",\"text\":\"x\"}\n{\"from\":5,\"text\":\"x\"}\n{\"from\":\"Bo\",\"text\":[1]}\n{\"a\":1}\n[]\n17\n{\"from\":\"Bo\",\"text\":\"x\"",
        );
        let names: Vec<_> = found
            .iter()
            .map(|(_, one)| one.as_ref().map_or_else(|reason| reason.name(), |_| "read"))
            .collect();
        assert_eq!(names, ["read", "no sender", "no text", "malformed", "malformed", "damaged"]);
    }

    #[test]
    fn other_lines_are_none() {
        for head in [
            r#"{"type":"post","post":{"user":"bo","message":"x"}}"#,
            r#"{"id":1,"from":{"user":{"displayName":"Bo"}},"body":{"content":"x"}}"#,
            r#"[{"user":"U1","text":"x"}]"#,
            r#"{"id":"a","message_id":"b","zones":"oo"}"#,
            "From: a@b\n\n{\"from\":1,\"text\":2}",
        ] {
            assert!(!recognises(head.as_bytes()), "{head}");
        }
    }
}
