//! Each file in `tests/cases` with a `.json` beside it is read, and what comes
//! out is compared with what the `.json` names. To add a case, add two files.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use std::path::Path;

use bifocal_core::Message;
use bifocal_sources::{Index, SourceSet, parse};
use serde_json::{Value, json};

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .into_string()
                .unwrap()
                .strip_suffix(".json")
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    assert!(names.len() > 40);
    let mut failed = Vec::new();
    for name in names {
        let expected = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        let actual = read(&folder, &name, &expected);
        // Only what the case names is compared.
        if actual != expected {
            failed.push(format!("{name}\nexpected {expected:#}\nactual {actual:#}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

fn read(folder: &Path, name: &str, expected: &Value) -> Value {
    let shorten = |text: String| text.replace(&format!("{}/", folder.display()), "");
    let set = match SourceSet::open(&[folder.join(name)]) {
        Ok(set) => set,
        Err(error) => return json!({ "error": shorten(error.to_string()) }),
    };
    let mut messages = Vec::new();
    let mut skips = Vec::new();
    let mut actual = serde_json::Map::new();
    match Index::build(&set, &|_| ()) {
        Ok(index) => {
            skips.extend(index.skips().named().iter().map(|skip| shorten(skip.to_string())));
            for raw in set.raw(&|_| ()) {
                match raw.map_err(|skip| skip.to_string()).and_then(|raw| {
                    parse(&raw, &index)
                        .map_err(|reason| format!("{name} at byte {} {reason}", raw.locus.offset))
                }) {
                    Ok(Some(message)) => messages.push(message),
                    Ok(None) => {}
                    // The index has counted it.
                    Err(skip) => {
                        assert!(skips.contains(&shorten(skip.clone())), "{skip} not in {skips:?}")
                    }
                }
            }
            assert_eq!(index.messages(), messages.len() as u64);
            if expected.get("duplicates").is_some() {
                actual.insert("duplicates".to_owned(), json!(index.duplicates()));
            }
        }
        Err(error) => {
            actual.insert("error".to_owned(), json!(shorten(error.to_string())));
            skips.extend(set.raw(&|_| ()).map(|raw| match raw {
                Ok(raw) => format!("{} has no sender", shorten(raw.locus.file)),
                Err(skip) => shorten(skip.to_string()),
            }));
        }
    }
    if expected.get("count").is_some() {
        actual.insert("count".to_owned(), json!(messages.len()));
    }
    if expected.get("thread_groups").is_some() {
        actual.insert("thread_groups".to_owned(), thread_groups(&messages));
    }
    if let Some(Value::Array(wanted)) = expected.get("messages") {
        let all = messages
            .iter()
            .enumerate()
            .map(|(number, message)| fields(message, wanted.get(number)));
        actual.insert("messages".to_owned(), all.collect());
    }
    if expected.get("skips").is_some() {
        actual.insert("skips".to_owned(), json!(skips));
    }
    Value::Object(actual)
}

/// The fields of a message that a case names.
fn fields(message: &Message, wanted: Option<&Value>) -> Value {
    let all = json!({
        "from": message.from,
        "to": message.to,
        "cc": message.cc,
        "at": message.at,
        "subject": message.subject,
        "body": message.body,
        "automatic": message.automatic.map(bifocal_words::AutomaticKind::name),
    });
    let Some(Value::Object(wanted)) = wanted else { return all };
    wanted
        .keys()
        .map(|key| (key.clone(), all[key].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn thread_groups(messages: &[Message]) -> Value {
    let mut groups: Vec<(bifocal_core::ThreadKey, Vec<usize>)> = Vec::new();
    for (number, message) in messages.iter().enumerate() {
        match groups.iter_mut().find(|(thread, _)| *thread == message.thread) {
            Some((_, group)) => group.push(number),
            None => groups.push((message.thread, vec![number])),
        }
    }
    groups.into_iter().map(|(_, group)| json!(group)).collect()
}
