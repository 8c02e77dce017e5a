//! Corpora of ConvoKit: `utterances.jsonl`, and the names in `speakers.json` where that lies beside it.
//!
//! A speaker's address is the mail address that the corpus tells of them, else `convokit:` and the
//! speaker's id. Times that are mere positions in a conversation are none.

use std::collections::HashMap;

use bifocal_core::{Address, Medium};
use serde_json::Value;

use crate::address::Mailbox;
use crate::export::{Problems, ReadMember};
use crate::input::Input;
use crate::outline::Outline;
use crate::per_object::{OBJECTS, per_object};
use crate::record::{Record, Records, Version};
use crate::skip::SkipReason;
use crate::stamp;
use crate::tree::Tree;
use crate::value;

/// Names that members have had: speakers were users, and conversations were told by their roots.
const SPEAKER: &[&str] = &["speaker", "user"];
const CONVERSATION: &[&str] = &["conversation_id", "root"];
const REPLY: &[&str] = &["reply-to", "reply_to"];

/// The file of the messages.
pub(crate) const UTTERANCES: &str = "utterances.jsonl";
/// The file of the speakers, by its present and its former name.
pub(crate) const TABLES: &[&str] = &["speakers.json", "users.json"];

/// Bytes of a table of speakers that are read.
const LARGEST: usize = 256 << 20;

/// Whether a file is part of a corpus.
pub(crate) fn claims(name: &str) -> bool {
    name == UTTERANCES
        || TABLES.contains(&name)
        || ["conversations.json", "corpus.json", "index.json"].contains(&name)
}

/// Whether a file holds the utterances of a corpus.
pub(crate) fn recognises(head: &[u8]) -> bool {
    Outline::of(head).is_some_and(|outline| {
        !outline.is_array()
            && outline.has("id")
            && outline.has("text")
            && outline.has_any(SPEAKER)
            && outline.has_any(CONVERSATION)
            && outline.has_any(REPLY)
    })
}

/// Who the speakers of a corpus are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speakers(HashMap<String, Mailbox>);

impl Speakers {
    /// Reads `speakers.json`: an object with a member for each speaker, which holds what is told of
    /// them, in newer corpora within `meta`. Of what is told, the name and the mail address are read.
    ///
    /// # Errors
    /// If the bytes are no such object.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, SkipReason> {
        let members: HashMap<String, Value> = serde_json::from_slice(bytes)
            .map_err(|error| SkipReason::Malformed(error.to_string()))?;
        let known = members.into_iter().filter_map(|(id, told)| {
            let told = value::object(&told, "meta").unwrap_or(&told);
            let find = |names: &[&str]| names.iter().find_map(|name| value::text(told, name));
            let mail = find(&["email", "mail", "address"]).filter(|mail| mail.contains('@'));
            let name = find(&["name", "display_name", "full_name", "username"]);
            (mail.is_some() || name.is_some()).then(|| {
                let address = mail.map_or_else(|| address(&id), Address::new);
                (id, Mailbox { address, name: name.map(str::to_owned) })
            })
        });
        Ok(Self(known.collect()))
    }

    /// Reads them out of the files of a corpus.
    pub(crate) fn of_corpus(tree: &Tree, problems: &mut Problems) -> Self {
        for name in TABLES {
            let Some(stream) = tree.open(name) else { continue };
            let mut bytes = Vec::new();
            let read = stream.and_then(|stream| {
                let mut input = Input::new(stream);
                input.append(&mut bytes, LARGEST);
                input.failure().map_or_else(|| Self::read(&bytes), Err)
            });
            match read {
                Ok(speakers) => return speakers,
                Err(reason) => problems.push(((*name).to_owned(), 0, reason)),
            }
        }
        Self::default()
    }

    fn mailbox(&self, id: &str) -> Mailbox {
        let unknown = || Mailbox { address: address(id), name: None };
        self.0.get(id).cloned().unwrap_or_else(unknown)
    }
}

impl ReadMember for Speakers {
    fn read<'a>(&self, _name: &str, input: Input<'a>) -> Records<'a> {
        read_with(input, self.clone())
    }
}

fn address(id: &str) -> Address {
    Address::new(&format!("convokit:{}", id.trim()))
}

/// The messages of a file whose speakers are known by their ids only.
pub(crate) fn read<'a>(_name: &str, input: Input<'a>) -> Records<'a> {
    read_with(input, Speakers::default())
}

/// The messages of a file, with what its corpus tells of the speakers.
pub(crate) fn read_with(input: Input<'_>, speakers: Speakers) -> Records<'_> {
    per_object(input, OBJECTS, move |value, out| out.push(utterance(value, &speakers)))
}

fn utterance(value: &Value, speakers: &Speakers) -> Result<Record, SkipReason> {
    let first = |names: &[&str]| names.iter().find_map(|name| value::label(value, name));
    let id = value::label(value, "id");
    let id = id.ok_or_else(|| SkipReason::Malformed("an utterance without an id".to_owned()))?;
    let from = match SPEAKER.iter().find_map(|name| value.get(name)) {
        // Some corpora have the speaker here and not only the id.
        Some(speaker @ Value::Object(_)) => value::label(speaker, "id"),
        _ => first(SPEAKER),
    };
    let from = speakers.mailbox(&from.ok_or(SkipReason::NoFrom)?);
    let body = value::text(value, "text").ok_or(SkipReason::NoText)?;
    let conversation = first(CONVERSATION);
    let unique = |id: &str| match &conversation {
        Some(conversation) => format!("convokit:{conversation}/{id}"),
        None => format!("convokit:{id}"),
    };
    let at = match value.get("timestamp") {
        Some(Value::Number(number)) => {
            number.as_i64().and_then(stamp::epoch).or_else(|| stamp::instant(&number.to_string()))
        }
        Some(Value::String(text)) => stamp::instant(text),
        _ => None,
    };
    Ok(Record {
        id: unique(&id),
        version: Version::First,
        thread: conversation.as_deref().map(|conversation| format!("convokit:{conversation}")),
        parent: first(REPLY).filter(|parent| *parent != id).map(|parent| unique(&parent)),
        at,
        from,
        to: Vec::new(),
        cc: Vec::new(),
        subject: String::new(),
        channel: None,
        medium: Medium::Chat,
        body: body.replace("\r\n", "\n"),
        automatic: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Reading;

    const CORPUS: &str = "{\"id\": \"u1\", \"conversation_id\": \"u1\", \"text\": \"Who checks the bolts?\", \"speaker\": \"priya\", \"meta\": {}, \"reply-to\": null, \"timestamp\": 1767604320, \"vectors\": []}\n\
        {\"id\": 2, \"root\": \"u1\", \"text\": \"I do.\", \"user\": \"jonas\", \"reply_to\": \"u1\", \"timestamp\": \"1767604380\"}\n";

    fn all(text: &str, speakers: Speakers) -> Vec<Reading> {
        assert!(recognises(text.as_bytes()), "{text}");
        read_with(Input::new(text.as_bytes()), speakers).collect()
    }

    #[test]
    fn utterances_of_both_generations() {
        let found = all(CORPUS, Speakers::default());
        let (one, two) = (found[0].1.as_ref().unwrap(), found[1].1.as_ref().unwrap());
        assert_eq!(one.from.address.as_str(), "convokit:priya");
        assert_eq!((one.id.as_str(), one.parent.as_deref()), ("convokit:u1/u1", None));
        assert_eq!(
            (two.id.as_str(), two.parent.as_deref()),
            ("convokit:u1/2", Some("convokit:u1/u1"))
        );
        assert_eq!(one.thread, two.thread);
        assert_eq!(one.at, stamp::epoch(1_767_604_320));
        assert!(two.at > one.at);
    }

    #[test]
    fn speakers_with_and_without_meta() {
        let speakers = Speakers::read(br#"{"priya": {"meta": {"name": "Priya Raman", "email": "priya@velobay.example"}}, "jonas": {"name": "Jonas"}, "bo": 5}"#).unwrap();
        let found = all(CORPUS, speakers);
        assert_eq!(found[0].1.as_ref().unwrap().from.address.as_str(), "priya@velobay.example");
        assert_eq!(found[1].1.as_ref().unwrap().from.name.as_deref(), Some("Jonas"));
        assert!(Speakers::read(b"[1]").is_err());
        assert!(Speakers::read(b"{\"priya\":").is_err());
    }

    #[test]
    fn what_is_missing_or_of_another_type() {
        let bad = r#"{"id": null, "text": "x", "speaker": "a"}
{"id": "3", "text": "x", "speaker": null}
{"id": "4", "text": 5, "speaker": "a"}
{"id": "5", "text": "x", "speaker": {"id": "a"}, "timestamp": 3, "reply-to": "5"}"#;
        let found = all(&format!("{CORPUS}{bad}"), Speakers::default());
        let names: Vec<_> = found[2..]
            .iter()
            .map(|(_, one)| one.as_ref().map_or_else(|reason| reason.name(), |_| "read"))
            .collect();
        assert_eq!(names, ["malformed", "no sender", "no text", "read"]);
        let last = found[5].1.as_ref().unwrap();
        assert_eq!(
            (last.at, last.parent.as_deref(), last.from.address.as_str()),
            (None, None, "convokit:a")
        );
    }
}
