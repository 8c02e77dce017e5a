//! The same hostile cases for every reader: an element that is too large, a file that ends anywhere,
//! members of other types, a missing writer, a message twice, a version that nobody knows. Whatever is
//! wrong with the first message is counted, and the second is read.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use std::collections::BTreeMap;

use bifocal_sources::{Format, Index, SourceSet, parse};
use serde_json::{Value, json};

/// A file of two messages of which the second says "second".
struct Sample {
    format: Format,
    name: &'static str,
    before: &'static str,
    between: &'static str,
    after: &'static str,
    messages: [&'static str; 2],
    /// The first without its writer.
    anonymous: &'static str,
    /// The first as a later version may write it.
    later: &'static str,
}

const SAMPLES: &[Sample] = &[
    Sample {
        format: Format::Mail,
        name: "box.mbox",
        before: "",
        between: "",
        after: "",
        messages: [
            "From a@b Mon Jan  5 10:00:00 2026\nFrom: bo@velobay.example\nMessage-ID: <1@x>\n\nfirst\n\n",
            "From a@b Mon Jan  5 11:00:00 2026\nFrom: ana@velobay.example\nMessage-ID: <2@x>\n\nsecond\n\n",
        ],
        anonymous: "From a@b Mon Jan  5 10:00:00 2026\nSubject: x\nMessage-ID: <1@x>\n\nfirst\n\n",
        later: "From a@b Mon Jan  5 10:00:00 2026\nFrom: bo@velobay.example\nMIME-Version: 9.9\nMessage-ID: <1@x>\n\nfirst\n\n",
    },
    Sample {
        format: Format::Slack,
        name: "general/2026-01-05.json",
        before: "[",
        between: ",",
        after: "]",
        messages: [
            r#"{"type": "message", "user": "U1", "ts": "1767600000.000100", "text": "first", "reactions": [{"name": "ok"}]}"#,
            r#"{"type": "message", "user": "U2", "ts": "1767600060.000100", "text": "second"}"#,
        ],
        anonymous: r#"{"type": "message", "ts": "1767600000.000100", "text": "first"}"#,
        later: r#"{"v": 9, "type": "message2", "user": "U1", "ts": "1767600000.000100", "text": "first", "blocks": [{}]}"#,
    },
    Sample {
        format: Format::Zulip,
        name: "messages.json",
        before: r#"{"result": "success", "messages": ["#,
        between: ",",
        after: "]}",
        messages: [
            r#"{"id": 1, "sender_full_name": "Bo", "sender_email": "bo@velobay.example", "timestamp": 1767600000, "content": "<p>first</p>", "display_recipient": "workshop"}"#,
            r#"{"id": 2, "sender_full_name": "Ana", "timestamp": 1767600060, "content": "<p>second</p>"}"#,
        ],
        anonymous: r#"{"id": 1, "timestamp": 1767600000, "content": "<p>first</p>"}"#,
        later: r#"{"v": 9, "id": 1, "sender_full_name": "Bo", "timestamp": 1767600000, "content": "<new>first</new>", "more": [{}]}"#,
    },
    Sample {
        format: Format::GoogleChat,
        name: "messages.json",
        before: r#"{"messages": ["#,
        between: ",",
        after: "]}",
        messages: [
            r#"{"creator": {"name": "Bo", "email": "bo@velobay.example"}, "created_date": "Monday, January 5, 2026 at 8:00:00 AM UTC", "text": "first", "topic_id": "T1", "message_id": "1"}"#,
            r#"{"creator": {"name": "Ana"}, "text": "second", "message_id": "2"}"#,
        ],
        anonymous: r#"{"text": "first", "message_id": "1"}"#,
        later: r#"{"v": 9, "creator": {"name": "Bo", "user_type": "New"}, "created_date": "2026-W02", "text": "first", "message_id": "1", "cards": [{}]}"#,
    },
    Sample {
        format: Format::Teams,
        name: "graph.json",
        before: r#"{"value": ["#,
        between: ",",
        after: "]}",
        messages: [
            r#"{"id": "1", "messageType": "message", "createdDateTime": "2026-01-05T08:00:00Z", "chatId": "c", "from": {"user": {"id": "A", "displayName": "Bo"}}, "body": {"contentType": "text", "content": "first"}, "mentions": [{"id": 0, "mentioned": {"user": {"id": "B"}}}]}"#,
            r#"{"id": "2", "messageType": "message", "createdDateTime": "2026-01-05T08:01:00Z", "chatId": "c", "from": {"user": {"id": "B", "displayName": "Ana"}}, "body": {"contentType": "text", "content": "second"}}"#,
        ],
        anonymous: r#"{"id": "1", "messageType": "message", "chatId": "c", "from": null, "body": {"content": "first"}}"#,
        later: r#"{"etag": "9", "id": "1", "messageType": "message", "chatId": "c", "from": {"user": {"id": "A", "userIdentityType": "new"}}, "body": {"contentType": "markdown", "content": "first"}}"#,
    },
    Sample {
        format: Format::Teams,
        name: "messages.json",
        before: r#"{"userId": "8:live:ana", "conversations": [{"id": "8:bo", "MessageList": ["#,
        between: ",",
        after: "]}]}",
        messages: [
            r#"{"id": "1", "displayName": "Bo", "originalarrivaltime": "2026-01-05T08:00:00Z", "messagetype": "RichText", "content": "first", "from": "8:bo", "properties": {}}"#,
            r#"{"id": "2", "originalarrivaltime": "2026-01-05T08:01:00Z", "messagetype": "Text", "content": "second", "from": "8:live:ana"}"#,
        ],
        anonymous: r#"{"id": "1", "messagetype": "RichText", "content": "first"}"#,
        later: r#"{"version": 9, "id": "1", "messagetype": "RichText/New", "content": "first", "from": "8:bo"}"#,
    },
    Sample {
        format: Format::GitHub,
        name: "issues.json",
        before: "[",
        between: ",",
        after: "]",
        messages: [
            r#"{"number": 1, "title": "Brakes", "node_id": "I1", "user": {"login": "bo"}, "html_url": "https://github.com/velobay/app/issues/1", "body": "first", "created_at": "2026-01-05T08:00:00Z", "assignees": [{"login": "ana"}]}"#,
            r#"{"number": 2, "title": "Locks", "node_id": "I2", "user": {"login": "ana"}, "html_url": "https://github.com/velobay/app/issues/2", "body": "second", "created_at": "2026-01-05T08:00:00Z"}"#,
        ],
        anonymous: r#"{"number": 1, "title": "Brakes", "user": null, "html_url": "https://github.com/velobay/app/issues/1", "body": "first"}"#,
        later: r#"{"v": 9, "number": 1, "title": "Brakes", "user": {"login": "bo", "type": "New"}, "html_url": "https://github.com/velobay/app/issues/1", "body": "first", "created_at": 1767600000}"#,
    },
    Sample {
        format: Format::Jira,
        name: "page.json",
        before: r#"{"startAt": 0, "issues": ["#,
        between: ",",
        after: "]}",
        messages: [
            r#"{"key": "OPS-1", "self": "https://velobay.example/rest/api/2/issue/1", "fields": {"summary": "Brakes", "reporter": {"name": "bo", "displayName": "Bo"}, "created": "2026-01-05T08:00:00.000+0000", "description": "first", "assignee": {"name": "ana"}}}"#,
            r#"{"key": "OPS-2", "fields": {"summary": "Locks", "reporter": {"name": "ana"}, "description": "second"}}"#,
        ],
        anonymous: r#"{"key": "OPS-1", "fields": {"summary": "Brakes", "description": "first"}}"#,
        later: r#"{"key": "OPS-1", "fields": {"summary": "Brakes", "reporter": {"name": "bo"}, "description": {"type": "doc", "version": 9, "content": [{"type": "new", "content": [{"type": "text", "text": "first"}]}]}}}"#,
    },
    Sample {
        format: Format::Table,
        name: "table.jsonl",
        before: "",
        between: "\n",
        after: "\n",
        messages: [
            r#"{"from": "bo@velobay.example", "to": ["ana@velobay.example"], "text": "first", "date": "2026-01-05", "id": 1}"#,
            r#"{"from": "ana@velobay.example", "text": "second", "date": "2026-01-05"}"#,
        ],
        anonymous: r#"{"from": null, "text": "first"}"#,
        later: r#"{"v": 9, "from": {"name": "Bo", "kind": "new"}, "text": "first", "more": [{}]}"#,
    },
    Sample {
        format: Format::ConvoKit,
        name: "utterances.jsonl",
        before: "",
        between: "\n",
        after: "\n",
        messages: [
            r#"{"id": "1", "conversation_id": "1", "text": "first", "speaker": "bo", "meta": {}, "reply-to": null, "timestamp": 1767604320}"#,
            r#"{"id": "2", "conversation_id": "1", "text": "second", "speaker": "ana", "reply-to": "1", "timestamp": 1767604380}"#,
        ],
        anonymous: r#"{"id": "1", "conversation_id": "1", "text": "first", "reply-to": null}"#,
        later: r#"{"version": 9, "id": "1", "conversation_id": "1", "text": "first", "speaker": {"id": "bo", "more": {}}, "reply-to": null}"#,
    },
    Sample {
        format: Format::Table,
        name: "table.csv",
        before: "id,from,text,date\n",
        between: "\n",
        after: "\n",
        messages: [
            "1,bo@velobay.example,first,2026-01-05",
            "2,ana@velobay.example,second,2026-01-05",
        ],
        anonymous: "1,,first,2026-01-05",
        later: "1,bo@velobay.example,first,week 2,more,\"and, more\"",
    },
    Sample {
        format: Format::Jira,
        name: "jira.csv",
        before: "Summary,Issue key,Created,Reporter,Description,Comment\n",
        between: "\n",
        after: "\n",
        messages: [
            "Brakes,OPS-1,12/Mar/26 9:18 AM,bo,first,",
            "Locks,OPS-2,12/Mar/26 9:19 AM,ana,second,",
        ],
        anonymous: "Brakes,OPS-1,12/Mar/26 9:18 AM,,first,",
        later: "Brakes,OPS-1,2026-W11,bo,first,,more,\"and, more\"",
    },
    Sample {
        format: Format::Transcript,
        name: "talk.vtt",
        before: "WEBVTT\n\n",
        between: "",
        after: "",
        messages: [
            "00:01.000 --> 00:02.000\n<v Bo Berg>first</v>\n\n",
            "00:03.000 --> 00:04.000\n<v Ana Silva>second</v>\n\n",
        ],
        anonymous: "00:01.000 --> 00:02.000\nfirst\n\n",
        later: "NEW 9\nx: y\n\n00:01.000 --> 00:02.000 new:9\n<v.new Bo Berg><new>first</new></v>\n\n",
    },
    Sample {
        format: Format::Transcript,
        name: "talk.srt",
        before: "",
        between: "",
        after: "",
        messages: [
            "1\n00:00:01,000 --> 00:00:02,000\nBo Berg: first\n\n",
            "2\n00:00:03,000 --> 00:00:04,000\nAna Silva: second\n\n",
        ],
        anonymous: "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n",
        later: "1\n00:00:01,000 --> 00:00:02,000 X1:9\n{\\new9}Bo Berg: first\n\n",
    },
];

impl Sample {
    fn file(&self, messages: &[&str]) -> String {
        [self.before, &messages.join(self.between), self.after].concat()
    }

    fn is_json(&self) -> bool {
        self.messages[0].starts_with('{')
    }

    /// The texts of a file's messages, copies left out, and its skips by name. Both passes agree.
    fn read(&self, file: &[u8]) -> (Vec<String>, u64, BTreeMap<&'static str, u64>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(self.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, file).unwrap();
        let nothing = || (Vec::new(), 0, BTreeMap::from([("nothing at all", 1)]));
        let Ok(set) = SourceSet::open_as(&[path], Some(self.format)) else { return nothing() };
        let Ok(index) = Index::build(&set, &|_| ()) else { return nothing() };
        let (mut texts, mut copies, mut skips) = (Vec::new(), 0, 0);
        for raw in set.raw(&|_| ()) {
            match raw.map(|raw| parse(&raw, &index)) {
                Ok(Ok(Some(message))) => texts.push(message.body.trim().to_owned()),
                Ok(Ok(None)) => copies += 1,
                Ok(Err(_)) | Err(_) => skips += 1,
            }
        }
        assert_eq!((texts.len() as u64, copies), (index.messages(), index.duplicates()));
        assert_eq!(skips, index.skips().total());
        (texts, copies, index.skips().by_reason().collect())
    }
}

#[test]
fn both_are_read_and_each_once() {
    for sample in SAMPLES {
        let [one, two] = sample.messages;
        let read = sample.read(sample.file(&[one, two]).as_bytes());
        assert_eq!(
            read,
            (vec!["first".into(), "second".into()], 0, BTreeMap::new()),
            "{}",
            sample.name
        );
    }
}

#[test]
fn what_is_huge_costs_itself() {
    let filler = "x".repeat(17 << 20);
    let object = json!({ "x": filler }).to_string();
    for sample in SAMPLES {
        let huge = match sample.name {
            _ if sample.is_json() => &object,
            "table.csv" | "jira.csv" => &filler,
            // Mails have a larger limit, and transcripts one for the whole: tests of their own.
            _ => continue,
        };
        let [one, two] = sample.messages;
        let (texts, _, skips) = sample.read(sample.file(&[one, huge, two]).as_bytes());
        assert_eq!(texts, ["first", "second"], "{}", sample.name);
        assert_eq!(skips, BTreeMap::from([("too large", 1)]), "{}", sample.name);
    }
}

#[test]
fn a_file_may_end_anywhere() {
    for sample in SAMPLES {
        let whole = sample.file(&sample.messages);
        for end in 0..whole.len() {
            let (texts, _, skips) = sample.read(&whole.as_bytes()[..end]);
            let first_ends = sample.before.len() + sample.messages[0].len();
            if end >= first_ends {
                let is_first = texts.first().is_some_and(|text| text.starts_with("first"));
                assert!(is_first, "{} {end}", sample.name);
            }
            // JSON knows its end, and says that it is missing.
            let is_whole = whole[end..].trim().is_empty();
            let between = sample.between == "\n" && (end == first_ends || end == first_ends + 1);
            if sample.is_json() && !is_whole && !between {
                assert_eq!(skips.values().sum::<u64>(), 1, "{} {end} {skips:?}", sample.name);
            }
        }
    }
}

#[test]
fn members_of_other_types_cost_one_message_at_most() {
    let others = [
        json!(null),
        json!(true),
        json!(-7),
        json!(1e300),
        json!("x"),
        json!([[]]),
        json!({"a": {}}),
    ];
    for sample in SAMPLES.iter().filter(|sample| sample.is_json()) {
        let [one, two] = sample.messages;
        let one: Value = serde_json::from_str(one).unwrap();
        let mut places = Vec::new();
        places_in(&one, "", &mut places);
        assert!(places.len() > 5);
        for (place, other) in places.iter().flat_map(|place| others.iter().map(move |o| (place, o)))
        {
            // A list in place of a message holds none, and is nothing wrong.
            if place.is_empty() && other.is_array() {
                continue;
            }
            let mut changed = one.clone();
            *changed.pointer_mut(place).unwrap() = other.clone();
            let (texts, _, skips) =
                sample.read(sample.file(&[&changed.to_string(), two]).as_bytes());
            let about = format!("{}: {place} is {other}: {texts:?} {skips:?}", sample.name);
            assert_eq!(texts.last().map(String::as_str), Some("second"), "{about}");
            assert_eq!(texts.len() as u64 + skips.values().sum::<u64>(), 2, "{about}");
        }
    }
}

/// The places of all members within a value.
fn places_in(value: &Value, place: &str, places: &mut Vec<String>) {
    places.push(place.to_owned());
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, value)| places_in(value, &format!("{place}/{name}"), places));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, value)| places_in(value, &format!("{place}/{at}"), places));
        }
        _ => {}
    }
}

#[test]
fn a_message_without_its_writer_is_counted() {
    for sample in SAMPLES {
        let (texts, _, skips) =
            sample.read(sample.file(&[sample.anonymous, sample.messages[1]]).as_bytes());
        assert_eq!(texts, ["second"], "{}", sample.name);
        assert_eq!(skips, BTreeMap::from([("no sender", 1)]), "{}", sample.name);
    }
}

#[test]
fn a_message_twice_counts_once() {
    // What somebody says twice in a meeting has been said twice, and a row has no id but what it says.
    for sample in SAMPLES.iter().filter(|sample| sample.format != Format::Transcript) {
        let [one, two] = sample.messages;
        let (texts, copies, skips) = sample.read(sample.file(&[one, two, one]).as_bytes());
        assert_eq!((texts.len(), copies, skips), (2, 1, BTreeMap::new()), "{}", sample.name);
    }
}

#[test]
fn later_versions_are_read_as_far_as_they_are_known() {
    for sample in SAMPLES {
        let (texts, _, skips) =
            sample.read(sample.file(&[sample.later, sample.messages[1]]).as_bytes());
        assert_eq!(texts.last().map(String::as_str), Some("second"), "{} {skips:?}", sample.name);
        assert_eq!(texts.len(), 2, "{}: {texts:?} {skips:?}", sample.name);
    }
}
