//! Writes a corpus as ConvoKit loads it: a folder with `utterances.jsonl`, `speakers.json`,
//! `conversations.json`, `corpus.json` and `index.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use bifocal_core::Instant;
use serde_json::{Map, Value, json};

/// The version of the format that is written.
const VERSION: u32 = 1;

/// One utterance.
#[derive(Clone, Debug)]
pub struct Utterance<'a> {
    /// Its id, unique in the corpus.
    pub id: &'a str,
    /// The id of its conversation, by ConvoKit's habit that of its first utterance.
    pub conversation: &'a str,
    /// Who said it.
    pub speaker: &'a str,
    /// The id of the utterance that it answers.
    pub reply_to: Option<&'a str>,
    /// When it was said, if that is known.
    pub at: Option<Instant>,
    /// Its text; may be empty, where only codes may leave.
    pub text: &'a str,
    /// What is told of it besides, such as its codes, by name.
    pub meta: Map<String, Value>,
}

/// A corpus that is being written. Memory holds the ids of speakers and conversations.
#[derive(Debug)]
pub struct Corpus {
    folder: PathBuf,
    utterances: BufWriter<File>,
    speakers: BTreeSet<String>,
    conversations: BTreeSet<String>,
    /// The types of what is told of utterances, by name.
    types: BTreeMap<String, BTreeSet<&'static str>>,
}

impl Corpus {
    /// Starts a corpus in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// If the folder or the file in it cannot be made, or if there is a corpus already.
    pub fn create(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = File::create_new(folder.join("utterances.jsonl"))?;
        Ok(Self {
            folder: folder.to_owned(),
            utterances: BufWriter::new(file),
            speakers: BTreeSet::new(),
            conversations: BTreeSet::new(),
            types: BTreeMap::new(),
        })
    }

    /// Adds an utterance.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn push(&mut self, utterance: Utterance<'_>) -> io::Result<()> {
        for (name, value) in &utterance.meta {
            self.types.entry(name.clone()).or_default().insert(python_type(value));
        }
        self.speakers.insert(utterance.speaker.to_owned());
        self.conversations.insert(utterance.conversation.to_owned());
        let line = json!({
            "id": utterance.id,
            "conversation_id": utterance.conversation,
            "text": utterance.text,
            "speaker": utterance.speaker,
            "meta": utterance.meta,
            "reply-to": utterance.reply_to,
            "timestamp": utterance.at.map(|Instant(at)| at),
            "vectors": [],
        });
        serde_json::to_writer(&mut self.utterances, &line)?;
        self.utterances.write_all(b"\n")
    }

    /// Writes what is told about the corpus, and ends it.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.utterances.flush()?;
        let bare = |ids: BTreeSet<String>| -> Map<String, Value> {
            ids.into_iter().map(|id| (id, json!({"meta": {}, "vectors": []}))).collect()
        };
        let index = json!({
            "utterances-index": self.types,
            "speakers-index": {},
            "conversations-index": {},
            "overall-index": {},
            "version": VERSION,
            "vectors": [],
        });
        let files = [
            ("speakers.json", Value::Object(bare(self.speakers))),
            ("conversations.json", Value::Object(bare(self.conversations))),
            ("corpus.json", json!({})),
            ("index.json", index),
        ];
        for (name, value) in files {
            let mut file = BufWriter::new(File::create(self.folder.join(name))?);
            serde_json::to_writer(&mut file, &value)?;
            file.flush()?;
        }
        Ok(())
    }
}

/// The type that ConvoKit's index names for a value.
fn python_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<class 'NoneType'>",
        Value::Bool(_) => "<class 'bool'>",
        Value::Number(number) if number.is_f64() => "<class 'float'>",
        Value::Number(_) => "<class 'int'>",
        Value::String(_) => "<class 'str'>",
        Value::Array(_) => "<class 'list'>",
        Value::Object(_) => "<class 'dict'>",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convokit::{Speakers, read_with, recognises};
    use crate::input::Input;

    #[test]
    fn what_is_written_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut corpus = Corpus::create(folder.path()).unwrap();
        let mut one = Utterance {
            id: "1",
            conversation: "1",
            speaker: "priya",
            reply_to: None,
            at: Some(Instant(1_767_604_320)),
            text: "Who checks\nthe \"bolts\"?",
            meta: Map::new(),
        };
        one.meta.insert("activity".to_owned(), json!("CONSULT"));
        corpus.push(one.clone()).unwrap();
        one.meta.insert("people".to_owned(), json!(0.5));
        corpus
            .push(Utterance {
                id: "2",
                speaker: "jonas",
                reply_to: Some("1"),
                at: None,
                ..one.clone()
            })
            .unwrap();
        corpus.finish().unwrap();

        let bytes = std::fs::read(folder.path().join("utterances.jsonl")).unwrap();
        assert!(recognises(&bytes));
        let speakers = std::fs::read(folder.path().join("speakers.json")).unwrap();
        let speakers = Speakers::read(&speakers).unwrap();
        let found: Vec<_> =
            read_with(Input::new(&bytes[..]), speakers).map(|(_, found)| found.unwrap()).collect();
        assert_eq!(found[0].body, one.text);
        assert_eq!((found[0].at, found[1].at), (one.at, None));
        assert_eq!(found[1].parent.as_deref(), Some(found[0].id.as_str()));
        let index: Value =
            serde_json::from_slice(&std::fs::read(folder.path().join("index.json")).unwrap())
                .unwrap();
        assert_eq!(index["utterances-index"]["people"], json!(["<class 'float'>"]));
        assert_eq!(index["version"], 1);
        // A corpus is never written over.
        assert!(Corpus::create(folder.path()).is_err());
    }
}
