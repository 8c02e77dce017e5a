//! Tables with named columns, and corpora of ConvoKit.

use serde_json::{Map, Value, json};

use super::super::talk::{Said, Talk};
use super::tracker::row_of;
use super::{Shape, stamp};

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        kind: "table, CSV",
        file: |_| "messages.csv".to_owned(),
        around: ["id,from,to,date,thread,subject,medium,text\n", "", ""],
        item: |said| row_of(&cells(&said[0]).map(|(_, cell)| cell)),
        ..Shape::PLAIN
    },
    Shape {
        kind: "table, JSONL",
        file: |_| "messages.jsonl".to_owned(),
        around: ["", "\n", "\n"],
        item: |said| {
            let cells = cells(&said[0]).map(|(name, cell)| (name.to_owned(), Value::from(cell)));
            Value::Object(Map::from_iter(cells)).to_string()
        },
        ..Shape::PLAIN
    },
    Shape {
        kind: "ConvoKit",
        file: |_| "utterances.jsonl".to_owned(),
        around: ["", "\n", "\n"],
        item: utterance,
        beside: speakers,
        ..Shape::PLAIN
    },
];

fn cells(one: &Said<'_>) -> [(&'static str, String); 8] {
    let to: Vec<String> = one.to.iter().map(|to| to.address()).collect();
    [
        ("id", one.number.to_string()),
        ("from", format!("{} <{}>", one.from.name(), one.from.address())),
        ("to", to.join("; ")),
        ("date", stamp(one.at)),
        ("thread", one.root.to_string()),
        ("subject", one.subject.to_owned()),
        ("medium", "mail".to_owned()),
        ("text", one.body.clone()),
    ]
}

fn utterance(said: &[Said<'_>]) -> String {
    let one = &said[0];
    json!({
        "id": one.number.to_string(),
        "conversation_id": one.root.to_string(),
        "text": one.body,
        "speaker": one.from.id(),
        "meta": {"channel": "workshop"},
        "reply-to": (one.root != one.number).then(|| one.root.to_string()),
        "timestamp": one.at,
        "vectors": [],
    })
    .to_string()
}

fn speakers(talk: &Talk) -> Vec<(&'static str, String)> {
    let told = |one: super::super::talk::Person<'_>| {
        (one.id(), json!({"meta": {"name": one.name(), "email": one.address()}, "vectors": []}))
    };
    let speakers = Map::from_iter(talk.people().into_iter().map(told));
    vec![("speakers.json", Value::Object(speakers).to_string())]
}
