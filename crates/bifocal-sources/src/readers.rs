//! Entrances for fuzz targets: each reader on any bytes. Not meant for anything else.

use crate::convokit::{self, Speakers};
use crate::input::Input;
use crate::record::Reading;
use crate::table::{csv, jsonl};
use crate::tracker::{github, jira, jira_csv};
use crate::transcript;

/// A reader of one kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Transcripts of meetings.
    Transcript,
    /// Issues of GitHub.
    GitHub,
    /// Issues of Jira in JSON.
    Jira,
    /// Issues of Jira in CSV.
    JiraCsv,
    /// Tables in CSV.
    Csv,
    /// Tables in JSONL.
    Jsonl,
    /// Corpora of ConvoKit.
    ConvoKit,
}

impl Reader {
    /// All readers.
    pub const ALL: [Self; 7] = [
        Self::Transcript,
        Self::GitHub,
        Self::Jira,
        Self::JiraCsv,
        Self::Csv,
        Self::Jsonl,
        Self::ConvoKit,
    ];

    /// Whether the beginning of a file is of the reader's kind.
    #[must_use]
    pub fn recognises(self, head: &[u8]) -> bool {
        match self {
            Self::Transcript => transcript::recognises(head),
            Self::GitHub => github::recognises(head),
            Self::Jira => jira::recognises(head),
            Self::JiraCsv => jira_csv::recognises(head),
            Self::Csv => csv::recognises(head),
            Self::Jsonl => jsonl::recognises(head),
            Self::ConvoKit => convokit::recognises(head),
        }
    }

    /// Reads bytes, whatever they are; how many messages and how many skips there were.
    ///
    /// # Panics
    /// If two messages have one place, or if one has no id or no text: a mistake of the reader.
    #[must_use]
    pub fn count(self, bytes: &[u8]) -> (usize, usize) {
        // A corpus whose speakers are known is read no other way.
        if let Ok(speakers) = Speakers::read(bytes) {
            let _ = convokit::read_with(Input::new(bytes), speakers).count();
        }
        let found = self.read(bytes, "2026-01-05 talk.vtt");
        let mut places = std::collections::HashSet::new();
        let mut messages = 0;
        for (place, record) in &found {
            if let Ok(record) = record {
                messages += 1;
                assert!(places.insert(*place), "two messages at {place}");
                assert!(!record.id.is_empty() && !record.body.trim().is_empty());
                assert!(!record.from.address.as_str().is_empty());
            }
        }
        (messages, found.len() - messages)
    }

    fn read(self, bytes: &[u8], name: &str) -> Vec<Reading> {
        let input = Input::new(bytes);
        match self {
            Self::Transcript => transcript::read(name, input).collect(),
            Self::GitHub => github::read(name, input).collect(),
            Self::Jira => jira::read(name, input).collect(),
            Self::JiraCsv => jira_csv::read(name, input).collect(),
            Self::Csv => csv::read(name, input).collect(),
            Self::Jsonl => jsonl::read(name, input).collect(),
            Self::ConvoKit => convokit::read(name, input).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bifocal_core::Medium;
    use proptest::prelude::*;

    use crate::record::Record;

    /// A beginning of each kind, and those of other kinds.
    const SAMPLES: &[(Option<Reader>, &str)] = &[
        (Some(Reader::Transcript), "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Priya>from, text\n"),
        (Some(Reader::Transcript), "1\n00:00:00,000 --> 00:00:01,000\nPriya: So.\n"),
        (Some(Reader::Transcript), "Retro - Transcript\nAttendees\nPriya\n00:00:00\nPriya: So.\n"),
        (
            Some(Reader::GitHub),
            r#"[{"number": 1, "title": "x", "user": {"login": "bo"}, "body": "y", "created_at": "z"}]"#,
        ),
        (
            Some(Reader::GitHub),
            r#"{"body": "y", "user": {"login": "bo"}, "html_url": "h", "issue_url": "i"}"#,
        ),
        (
            Some(Reader::GitHub),
            "{\"number\":1,\"title\":\"x\",\"author\":{\"login\":\"bo\"},\"body\":\"y\",\"comments\":[]}\n",
        ),
        (
            Some(Reader::GitHub),
            r#"{"total_count": 1, "items": [{"number": 1, "title": "x", "user": {"login": "bo"}}]}"#,
        ),
        (
            Some(Reader::GitHub),
            r#"{"comments": [], "reviews": [{"id": "R", "author": {"login": "bo"}}]}"#,
        ),
        (
            Some(Reader::Jira),
            r#"{"expand": "x", "startAt": 0, "issues": [{"id": "1", "key": "A-1", "fields": {"summary": "x"}}]}"#,
        ),
        (
            Some(Reader::Jira),
            "{\"key\": \"A-1\", \"fields\": {\"summary\": \"x\", \"comment\": {\"comments\": []}}}\n",
        ),
        (Some(Reader::JiraCsv), "Summary,Issue key,Comment,Creator\nx,A-1,y,z\n"),
        (Some(Reader::Csv), "author,date,message\nbo,2026-01-05,x\n"),
        (Some(Reader::Csv), "From\tText\nbo\tx\n"),
        (Some(Reader::Jsonl), "{\"id\": 1, \"from\": \"bo\", \"text\": \"x\"}\n"),
        (
            Some(Reader::Jsonl),
            "{\"sender\": {\"email\": \"bo@velobay.example\"}, \"content\": \"x\"}\n",
        ),
        (
            Some(Reader::ConvoKit),
            "{\"id\": \"1\", \"speaker\": \"bo\", \"text\": \"x\", \"conversation_id\": \"1\", \"reply-to\": null}\n",
        ),
        (
            Some(Reader::ConvoKit),
            "{\"id\": \"1\", \"user\": \"bo\", \"text\": \"x\", \"root\": \"1\", \"reply_to\": null}\n",
        ),
        (None, ""),
        (None, "From: a@velobay.example\nSubject: text\n\nWEBVTT\n"),
        (None, "From a@b Mon Jan  5 10:00:00 2026\nFrom: a@b\n\n{\"from\": 1}\n"),
        (None, "Dear Bo,\n\nthe text from the author: it is late.\n"),
        (None, "name,addresses,title,manager\nBo,bo@velobay.example,,\n"),
        (None, "BEGIN:VCALENDAR\nVERSION:2.0\n"),
        (None, r#"[{"type": "message", "user": "U1", "text": "x", "ts": "1.2"}]"#),
        (
            None,
            r#"{"value": [{"id": "1", "from": {"user": {"displayName": "Bo"}}, "body": {"content": "x"}}]}"#,
        ),
        (None, "{\"type\": \"post\", \"post\": {\"user\": \"bo\", \"message\": \"x\"}}\n"),
        (
            None,
            r#"{"guild": {"id": "1"}, "channel": {"name": "x"}, "messages": [{"content": "x", "author": {"name": "bo"}}]}"#,
        ),
        (None, "{\"id\": \"a\", \"message_id\": \"b\", \"zones\": \"oo\"}\n"),
    ];

    #[test]
    fn exactly_one_reader_knows_each_kind() {
        for (kind, head) in SAMPLES {
            let known: Vec<Reader> =
                Reader::ALL.into_iter().filter(|one| one.recognises(head.as_bytes())).collect();
            assert_eq!(known, kind.iter().copied().collect::<Vec<_>>(), "{head}");
        }
        for reader in Reader::ALL {
            assert!(SAMPLES.iter().any(|(kind, _)| *kind == Some(reader)), "{reader:?}");
        }
    }

    /// A file of the example company, read by the one reader that knows it.
    fn of_example(path: &std::path::Path, reader: Reader) -> Vec<Record> {
        let bytes = std::fs::read(path).unwrap();
        let head = &bytes[..bytes.len().min(crate::input::HEAD)];
        for other in Reader::ALL {
            assert_eq!(other.recognises(head), other == reader, "{}: {other:?}", path.display());
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        reader.read(&bytes, name).into_iter().map(|(_, found)| found.unwrap()).collect()
    }

    fn example() -> std::path::PathBuf {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/velobay")
    }

    fn in_folder(name: &str) -> Vec<std::path::PathBuf> {
        let mut paths: Vec<_> = std::fs::read_dir(example().join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths
    }

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn the_example_companys_tracker_has_the_written_words() {
        let written: Vec<Record> =
            in_folder("messages").iter().flat_map(|path| of_example(path, Reader::Jsonl)).collect();
        assert_eq!(written.len(), 790);
        let tracker = of_example(&example().join("tracker/issues.json"), Reader::GitHub);
        let mut people = 0;
        for record in tracker.iter().filter(|record| record.automatic.is_none()) {
            people += 1;
            let own: Vec<&str> =
                record.body.lines().filter(|line| !line.starts_with('>')).collect();
            let own = own.join("\n");
            assert!(
                written
                    .iter()
                    .any(|one| one.medium == Medium::Tracker && words(&one.body) == words(&own)),
                "{}",
                record.id
            );
            assert!(record.at.is_some() && record.thread.is_some());
        }
        let expected = written.iter().filter(|one| one.medium == Medium::Tracker).count();
        assert_eq!(people, expected);
        assert!(tracker.len() > people, "the build says something too");
    }

    #[test]
    fn the_example_companys_meetings_have_turns() {
        let meetings = in_folder("transcripts");
        assert_eq!(meetings.len(), 2);
        for path in meetings {
            let turns = of_example(&path, Reader::Transcript);
            assert!(turns.len() > 50, "{}", turns.len());
            assert!(turns.iter().all(|turn| turn.at.is_some() && turn.medium == Medium::Meeting));
            assert!(
                turns
                    .windows(2)
                    .all(|two| two[0].at <= two[1].at && two[0].thread == two[1].thread)
            );
            assert!(turns.iter().any(|turn| turn.from.address.as_str() == "talk:noor haddad"));
            let all: String = turns.iter().map(|turn| turn.body.as_str()).collect();
            assert!(!all.contains(" um,") && !all.contains("Um,"), "fillers are gone");
        }
    }

    proptest! {
        #[test]
        fn no_reader_panics_on_anything(
            sample in 0..SAMPLES.len(),
            cut in 0_usize..200,
            noise in proptest::collection::vec(any::<u8>(), 0..100),
            with in 0..SAMPLES.len(),
        ) {
            let head = SAMPLES[sample].1.as_bytes();
            let bytes = [&head[..cut.min(head.len())], &noise, SAMPLES[with].1.as_bytes()].concat();
            for reader in Reader::ALL {
                let _ = reader.recognises(&bytes);
                let _ = reader.count(&bytes);
            }
        }
    }
}
