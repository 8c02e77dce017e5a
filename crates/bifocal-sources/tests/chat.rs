//! Chat exports as folders, archives and single files: what is read, what is left out, and that
//! nothing is lost on the way.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bifocal_core::{Address, Medium, Message};
use bifocal_sources::{Format, Index, SourceSet, parse};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

type Files<'a> = &'a [(&'a str, &'a str)];

const SLACK: Files<'_> = &[
    (
        "users.json",
        r#"[{"id": "U1", "name": "ana", "profile": {"real_name": "Ana Silva", "display_name": "Ana", "email": "ana@velobay.example"}},
            {"id": "U2", "deleted": true, "profile": {"real_name": "Bo Berg", "display_name": ""}},
            {"id": "U2", "profile": {"real_name": "Somebody else"}},
            {"id": "U3", "is_bot": true, "real_name": "Dock alarm", "profile": {}},
            {"name": "no id"}, 7]"#,
    ),
    ("channels.json", r#"[{"id": "C1", "name": "workshop", "members": ["U1", "U2", "U9"]}]"#),
    ("dms.json", r#"[{"id": "D1", "members": ["U1", "U2"]}]"#),
    ("integration_logs.json", "[]"),
    (
        "workshop/2026-01-05.json",
        r#"[{"type": "message", "user": "U2", "ts": "1767600000.000100", "thread_ts": "1767600000.000100", "text": "Who has van 3, <@U1>?"},
            {"type": "message", "user": "U1", "ts": "1767600060.000100", "thread_ts": "1767600000.000100", "text": "I do :wave:\n&gt; Who has van 3"},
            {"type": "message", "user": "U9", "ts": "1767600120.000100", "text": "short", "edited": {"user": "U9"}},
            {"type": "message", "user": "U9", "ts": "1767600120.000100", "text": "the longer copy"},
            {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": "1767600130.000100", "text": "deleted"},
            {"type": "message", "user": "U3", "ts": "1767600140.000100", "text": "Dock 3 is full"},
            "no message", {"type": "message", "text": "when?"}]"#,
    ),
    (
        "D1/2026-01-06.json",
        r#"[{"type": "message", "user": "U1", "ts": "1767686400.000100", "text": "Can you *please* call?"}]"#,
    ),
    ("workshop/2026-01-06.json", "[]"),
];

struct Folder(tempfile::TempDir);

impl Folder {
    fn of(files: Files<'_>) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            folder.with(name, text);
        }
        folder
    }

    fn with(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

fn zip(files: Files<'_>) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(files: Files<'_>) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Messages in order, and how many skips there are of each kind.
fn read(paths: &[PathBuf], only: Option<Format>) -> (Vec<Message>, BTreeMap<&'static str, u64>) {
    let set = SourceSet::open_as(paths, only).unwrap();
    let index = Index::build(&set, &|_| ()).unwrap();
    let (mut messages, mut copies, mut skips) = (Vec::new(), 0, 0);
    for raw in set.raw(&|_| ()) {
        match raw.map(|raw| parse(&raw, &index)) {
            Ok(Ok(Some(message))) => messages.push(message),
            Ok(Ok(None)) => copies += 1,
            Ok(Err(_)) | Err(_) => skips += 1,
        }
    }
    // Both passes see the same, and nothing is lost between them.
    assert_eq!(messages.len() as u64, index.messages());
    assert_eq!(copies, index.duplicates());
    assert_eq!(skips, index.skips().total());
    (messages, index.skips().by_reason().collect())
}

fn one(path: &Path) -> (Vec<Message>, BTreeMap<&'static str, u64>) {
    read(&[path.to_owned()], None)
}

fn by<'a>(messages: &'a [Message], text: &str) -> &'a Message {
    messages.iter().find(|message| message.body.contains(text)).unwrap()
}

#[test]
fn a_slack_export() {
    let folder = Folder::of(SLACK);
    let (messages, skips) = one(folder.path());
    assert_eq!(messages.len(), 5);
    assert_eq!(skips, BTreeMap::from([("deleted", 1), ("malformed", 2)]));
    assert!(messages.iter().all(|message| message.medium == Medium::Chat));

    let question = by(&messages, "Who has van 3, Ana?");
    assert_eq!(question.from, Address::new("slack:u2"));
    assert_eq!(question.to, [Address::new("ana@velobay.example")]);
    assert_eq!(question.cc, [Address::new("slack:u9")]);
    assert_eq!(question.subject, "workshop");
    let answer = by(&messages, "I do");
    assert_eq!(answer.body, "I do\n> Who has van 3\n");
    assert_eq!(answer.thread, question.thread);
    // Of two copies the longer one is read.
    assert_eq!(by(&messages, "longer").from, Address::new("slack:u9"));
    assert!(!messages.iter().any(|message| message.body == "short\n"));
    assert!(by(&messages, "Dock 3").automatic.is_some());
    let direct = by(&messages, "Can you please call?");
    assert_eq!(direct.to, [Address::new("slack:u2")]);
    assert_ne!(direct.thread, question.thread);
}

#[test]
fn the_same_in_an_archive_below_a_folder_and_beside_mail() {
    let names: Vec<String> =
        SLACK.iter().map(|(name, _)| format!("velobay export/{name}")).collect();
    let mut files: Vec<(&str, &str)> =
        names.iter().zip(SLACK).map(|(name, (_, text))| (name.as_str(), *text)).collect();
    files.push(("mail.eml", "From: ana@velobay.example\nMessage-ID: <1@x>\n\nHello\n"));
    let folder = Folder::of(&[]);
    let archive = folder.with("all.zip", zip(&files));
    let (messages, skips) = one(&archive);
    assert_eq!(messages.len(), 6);
    assert_eq!(skips, BTreeMap::from([("deleted", 1), ("malformed", 2)]));
    let place = &by(&messages, "longer").locus.file;
    assert!(place.ends_with("all.zip!velobay export/workshop/2026-01-05.json"), "{place}");

    // With the folder in the same command, each message counts once.
    let export = Folder::of(SLACK);
    let (both, _) = read(&[archive, export.path().to_owned()], None);
    assert_eq!(both.len(), 6);
}

#[test]
fn a_slack_export_without_its_tables() {
    let days: Vec<(&str, &str)> =
        SLACK.iter().filter(|(name, _)| name.contains('/')).copied().collect();
    let folder = Folder::of(&days);
    // Each file is known by its content all the same.
    let (messages, skips) = one(folder.path());
    assert_eq!(messages.len(), 5);
    assert_eq!(skips, BTreeMap::from([("deleted", 1), ("malformed", 2), ("not a mail", 1)]));
    assert_eq!(by(&messages, "Who has").to, [Address::new("slack:u1")]);
    // And by the word of its user, the empty day too.
    let (messages, skips) = read(&[folder.path().to_owned()], Some(Format::Slack));
    assert_eq!(messages.len(), 5);
    assert_eq!(skips, BTreeMap::from([("deleted", 1), ("malformed", 2)]));

    let broken = Folder::of(SLACK);
    broken.with("users.json", "[{\"id\": \"U1\", ");
    broken.with("channels.json", "{}");
    let (messages, skips) = one(broken.path());
    assert_eq!(messages.len(), 5);
    assert_eq!(skips, BTreeMap::from([("damaged", 1), ("deleted", 1), ("malformed", 2)]));
}

#[test]
fn of_an_edited_message_the_last_text_is_read_and_of_a_deleted_one_none() {
    let users = ("users.json", r#"[{"id": "U1", "name": "ana"}]"#);
    let name = "ops/2026-01-05.json";
    let before = Folder::of(&[
        users,
        (
            name,
            r#"[{"type": "message", "user": "U1", "ts": "1767600000.000100", "text": "Please send the whole list, and at once."},
                {"type": "message", "user": "U1", "ts": "1767600060.000100", "text": "Whose van is this?", "thread_ts": "1767600000.000100"}]"#,
        ),
    ]);
    let after = Folder::of(&[
        users,
        (
            name,
            r#"[{"type": "message", "user": "U1", "ts": "1767600000.000100", "text": "Thank you.", "edited": {"ts": "1767600300.000000"}},
                {"type": "message", "subtype": "message_deleted", "ts": "1767600400.000100", "deleted_ts": "1767600060.000100"}]"#,
        ),
    ]);
    let events = Folder::of(&[
        users,
        (
            name,
            r#"[{"type": "message", "subtype": "message_changed", "ts": "1767600200.000100", "message":
                  {"type": "message", "user": "U1", "ts": "1767600000.000100", "text": "Could you send me the list?"}},
                {"type": "message", "subtype": "message_deleted", "ts": "1767600500.000100", "deleted_ts": "1767600070.000100"}]"#,
        ),
    ]);
    let mut paths = [&before, &after, &events].map(|folder| folder.path().to_owned());
    for _ in 0..2 {
        let (messages, skips) = read(&paths, None);
        let [message] = &messages[..] else { panic!("{messages:?}") };
        assert_eq!(message.body, "Thank you.\n");
        assert_eq!(skips, BTreeMap::from([("deleted", 2)]));
        paths.reverse();
    }
    // An event and its message in one folder, without what came later.
    let (messages, _) = read(&[before.path().to_owned(), events.path().to_owned()], None);
    assert_eq!(by(&messages, "list").body, "Could you send me the list?\n");
    assert_eq!(messages.len(), 2);
}

#[test]
fn what_else_lies_beside_an_export_is_read_or_counted() {
    let teams = r#"[{"id": "9", "messageType": "message", "createdDateTime": "2026-01-05T08:00:00Z", "chatId": "19:c@thread.v2",
        "from": {"user": {"id": "a-1"}}, "body": {"contentType": "text", "content": "A message of Teams."}}]"#;
    let issues = r#"[{"number": 12, "title": "Brakes", "user": {"login": "ana"}, "created_at": "2026-03-12T14:36:00Z",
        "html_url": "https://github.com/velobay/app/issues/12", "body": "An issue of GitHub."}]"#;
    let letter = "From: ana@velobay.example\nMessage-ID: <1@x>\n\nA letter.\n";
    for (export, count) in [(SLACK, 5), (ZULIP, 7)] {
        let (_, skips) = one(Folder::of(export).path());
        let mut files = export.to_vec();
        files.extend([
            ("messages.json", teams),
            ("issues.json", issues),
            ("settings.json", "{\"colour\": \"blue\"}"),
            ("lists/letter.eml", letter),
        ]);
        let (folder, archives) = (Folder::of(&files), Folder::of(&[]));
        for path in [folder.path().to_owned(), archives.with("all.zip", zip(&files))] {
            let (messages, with) = one(&path);
            assert_eq!(messages.len(), count + 3, "{path:?}");
            for text in ["of Teams", "of GitHub", "A letter"] {
                by(&messages, text);
            }
            let mut expected = skips.clone();
            expected.insert("not a mail", 1);
            assert_eq!(with, expected);
        }
    }
}

#[test]
fn a_file_of_one_channel() {
    let folder = Folder::of(&[(
        "C1.json",
        r#"{"name": "workshop", "messages": [{"type": "message", "ts": "1.0", "user": "U1", "text": "a",
            "slackdump_thread_replies": [{"type": "message", "ts": "2.0", "user": "U2", "text": "b", "thread_ts": "1.0"}]}],
            "channel_id": "C1"}"#,
    )]);
    let (messages, _) = one(&folder.path().join("C1.json"));
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].at, None);
}

#[test]
fn exports_in_tar_archives() {
    let folder = Folder::of(&[]);
    let plain = tar(ZULIP);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&plain).unwrap();
    let packed = packed.finish().unwrap();
    for (name, bytes) in [("a.tar", &plain), ("b.tar.gz", &packed)] {
        let path = folder.with(name, bytes);
        let (messages, skips) = one(&path);
        assert_eq!(messages.len(), 7);
        assert_eq!(skips, BTreeMap::from([("malformed", 1), ("no sender", 1)]));
        let place = &by(&messages, "all three").locus.file;
        assert!(place.ends_with(&format!("{name}!messages-000001.json")), "{place}");
        for end in (0..bytes.len()).step_by(37) {
            let path = folder.with("cut", &bytes[..end]);
            if let Ok(index) = SourceSet::open(&[path]).and_then(|set| Index::build(&set, &|_| ()))
            {
                assert!(index.messages() > 0 && index.skips().total() > 0, "{name} {end}");
            }
        }
    }
    let nested = zip(&[("in.eml", "From: a@b.example\n\nHello\n")]);
    let within = folder.with("c.tar.gz", {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(nested.len() as u64);
        builder.append_data(&mut header, "x.zip", &nested[..]).unwrap();
        header.set_size(27);
        builder.append_data(&mut header, "y.eml", &b"From: a@b.example\n\nHello 2\n"[..]).unwrap();
        builder.into_inner().unwrap()
    });
    let (messages, skips) = one(&within);
    assert_eq!((messages.len(), skips), (1, BTreeMap::from([("nested archive", 1)])));
}

const ZULIP: Files<'_> = &[
    (
        "realm.json",
        r#"{"zerver_realm": [{"id": 2, "string_id": "velobay"}],
            "zerver_userprofile": [{"id": 10, "delivery_email": "ana@velobay.example", "email": "user10@x", "full_name": "Ana Silva"},
              {"id": 11, "email": "bo@velobay.example", "full_name": "Bo Berg"}, {"id": 12, "email": "alarm@x", "full_name": "Alarm", "is_bot": true}],
            "zerver_userprofile_crossrealm": [{"id": 3, "email": "notification-bot@zulip.com"}],
            "zerver_stream": [{"id": 5, "name": "workshop"}],
            "zerver_recipient": [{"id": 20, "type": 2, "type_id": 5}, {"id": 21, "type": 1, "type_id": 11}, {"id": 22, "type": 3, "type_id": 1},
              {"id": 23, "type": 1, "type_id": 10}],
            "zerver_subscription": [{"id": 1, "user_profile": 10, "recipient": 22, "active": true}, {"id": 2, "user_profile": 11, "recipient": 22},
              {"id": 3, "user_profile": 12, "recipient": 22, "active": false}]}"#,
    ),
    (
        "messages-000001.json",
        r#"{"zerver_usermessage": [], "zerver_message": [
            {"id": 1, "sender": 10, "recipient": 20, "subject": "tyres", "date_sent": 1767600000.5, "content": "@**Bo Berg|11** ok?",
             "rendered_content": "<p><span class=\"user-mention\" data-user-id=\"11\">@Bo Berg</span> ok?</p>"},
            {"id": 2, "sender": 10, "recipient": 21, "subject": "", "date_sent": 1767600060, "content": "**Bold** move", "rendered_content": null},
            {"id": 3, "sender": 11, "recipient": 23, "subject": "", "date_sent": 1767600120, "content": "Agreed"},
            {"id": 4, "sender": 11, "recipient": 22, "date_sent": 1767600180, "content": "all three"},
            {"id": 5, "sender": 12, "recipient": 20, "subject": "tyres", "date_sent": 1767600240, "content": "alarm"},
            {"id": 6, "sender": 3, "recipient": 20, "subject": "x", "date_sent": 1, "content": "moved"}]}"#,
    ),
    (
        "messages-000002.json",
        r#"{"zerver_message": [{"id": 7, "sender": 99, "recipient": 98, "content": "who?"}, {"id": 8}, []]}"#,
    ),
    ("uploads/2/letter.eml", "From: x@y.example\n\nA file, no message\n"),
];

#[test]
fn a_zulip_export() {
    let folder = Folder::of(ZULIP);
    let (messages, skips) = one(folder.path());
    assert_eq!(messages.len(), 7);
    assert_eq!(skips, BTreeMap::from([("malformed", 1), ("no sender", 1)]));
    let question = by(&messages, "Bo Berg ok?");
    assert_eq!(question.from, Address::new("ana@velobay.example"));
    assert_eq!(question.to, [Address::new("bo@velobay.example")]);
    assert_eq!(question.subject, "tyres");
    assert_eq!(question.thread, by(&messages, "alarm").thread);
    // Both directions of a direct conversation are one thread on a day.
    let (said, answered) = (by(&messages, "Bold move"), by(&messages, "Agreed"));
    assert_eq!(said.thread, answered.thread);
    assert_eq!(said.to, std::slice::from_ref(&answered.from));
    assert_eq!(by(&messages, "all three").to, [Address::new("ana@velobay.example")]);
    assert!(
        by(&messages, "alarm").automatic.is_some() && by(&messages, "moved").automatic.is_some()
    );
    assert_eq!(by(&messages, "who?").from, Address::new("zulip:99"));
}

#[test]
fn a_takeout_with_mail_and_chat() {
    let files: Files<'_> = &[
        (
            "Takeout/Mail/All mail.mbox",
            "From a@b Mon Jan  5 10:00:00 2026\nFrom: ana@velobay.example\n\nA mail\n",
        ),
        (
            "Takeout/Google Chat/Groups/DM D1/group_info.json",
            r#"{"members": [{"name": "Ana Silva", "email": "ana@velobay.example"}, {"name": "Bo Berg", "email": "bo@velobay.example"}]}"#,
        ),
        (
            "Takeout/Google Chat/Groups/DM D1/messages.json",
            r#"{"messages": [{"creator": {"name": "Ana Silva", "email": "ana@velobay.example"}, "text": "Hello @Bo Berg", "topic_id": "1",
                "created_date": "Monday, January 5, 2026 at 8:00:00 AM UTC", "message_id": "D1/1/1"}]}"#,
        ),
        (
            "Takeout/Google Chat/Groups/DM D1/File-note.eml",
            "From: x@y.example\n\nA file, no message\n",
        ),
        ("Takeout/Google Chat/Users/User 1/user_info.json", r#"{"user": {"name": "Ana Silva"}}"#),
    ];
    let folder = Folder::of(&[]);
    let (messages, skips) = one(&folder.with("takeout.zip", zip(files)));
    assert_eq!(messages.len(), 2);
    assert!(skips.is_empty(), "{skips:?}");
    assert_eq!(by(&messages, "Hello Bo Berg").to, [Address::new("bo@velobay.example")]);
    assert_eq!(one(Folder::of(files).path()).0.len(), 2);
}

#[test]
fn progress_ends_at_the_total() {
    for files in [SLACK, ZULIP] {
        let folder = Folder::of(files);
        let set = SourceSet::open(&[folder.path().to_owned()]).unwrap();
        let seen = AtomicU64::new(0);
        let report = |bytes| assert!(seen.swap(bytes, Ordering::Relaxed) <= bytes);
        assert!(set.raw(&report).count() > 5);
        assert_eq!(seen.load(Ordering::Relaxed), set.total_bytes());
    }
}

#[test]
fn every_cut_is_read() {
    let folder = Folder::of(SLACK);
    let (name, text) = SLACK[4];
    let mut most = 0;
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let path = folder.with(name, &text[..end]);
        let (messages, skips) = one(folder.path());
        // Each file that ends too early says so, whatever was read before.
        assert_eq!(skips.get("damaged"), (end > 0).then_some(&1), "{end}");
        assert!(messages.len() >= most.min(messages.len()));
        most = most.max(messages.len());
        std::fs::remove_file(path).unwrap();
    }
    assert_eq!(most, 5);
    let whole = zip(SLACK);
    for end in 0..whole.len() {
        let path = folder.with("cut.zip", &whole[..end]);
        if let Ok(set) = SourceSet::open(&[path]) {
            let _ = Index::build(&set, &|_| ());
        }
    }
}

#[test]
fn what_cannot_be_read_says_what_can() {
    let folder = Folder::of(&[("package.json", r#"{"name": "x", "version": 1}"#)]);
    let path = folder.path().join("package.json");
    let error = SourceSet::open(std::slice::from_ref(&path)).unwrap_err().to_string();
    assert!(error.contains("this is JSON of a kind that is not known"), "{error}");
    assert!(error.contains("Slack, Zulip, Google Chat or Teams"), "{error}");
    // Somebody who says what it is gets told that it holds none.
    let set = SourceSet::open_as(&[path], Some(Format::Teams)).unwrap();
    let error = Index::build(&set, &|_| ()).unwrap_err().to_string();
    assert!(error.contains("no message was found"), "{error}");
}

/// What the example company's chat was made from, in `examples/velobay/messages`.
fn written_at_velobay(example: &Path) -> Vec<serde_json::Value> {
    let files = std::fs::read_dir(example.join("messages")).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let lines: Vec<String> =
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let messages = lines.iter().filter(|line| !line.trim().is_empty());
    messages
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|message| message["channel"] == "chat")
        .collect()
}

#[test]
fn the_example_company() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/velobay");
    let (messages, skips) = one(&example.join("slack"));
    assert!(skips.is_empty(), "{skips:?}");
    let (by_people, automatic): (Vec<_>, Vec<_>) =
        messages.iter().partition(|message| message.automatic.is_none());
    // Two notices of a bot, and one of Slack.
    assert_eq!(automatic.len(), 3);
    let written = written_at_velobay(&example);
    assert_eq!(by_people.len(), written.len());
    let address =
        |id: &serde_json::Value| Address::new(&format!("{}@velobay.example", id.as_str().unwrap()));
    for one in &written {
        let text = one["body"].as_str().unwrap().trim_end();
        let message = by_people
            .iter()
            .find(|message| {
                message.from == address(&one["from"]) && message.body.trim_end().ends_with(text)
            })
            .unwrap_or_else(|| panic!("{} is missing", one["id"]));
        let (to, cc) = (one["to"].as_array().unwrap(), one["cc"].as_array().unwrap());
        if to.len() + cc.len() == 1 {
            assert_eq!(message.to, [address(&to[0])], "{}", one["id"]);
        } else {
            assert!(
                to.iter().all(
                    |id| message.to.contains(&address(id)) || message.cc.contains(&address(id))
                )
            );
        }
    }
    let threads: std::collections::HashSet<_> = by_people.iter().map(|m| m.thread).collect();
    assert!(threads.len() > 40, "{}", threads.len());
}

/// Each of these would take hours if its time grew with the square of its length.
#[test]
fn texts_made_to_be_slow() {
    let folder = Folder::of(&[]);
    let patterns = [
        "`a`*",
        "*a ",
        "_a_ ",
        "<@U1>",
        "<@U1|",
        "[a",
        "[a](",
        "@**a",
        "@**a** ",
        "```",
        "> ",
        ":a",
        ":a: ",
        "&amp;",
        "<span ",
        "<span class=\"user-mention\">@a</span>",
        "<pre>",
        "<quote>",
        "/a ",
        "**",
    ];
    for pattern in patterns {
        let text = serde_json::Value::from(pattern.repeat(200_000));
        let slack =
            format!(r#"[{{"type": "message", "ts": "1.0", "user": "U1", "text": {text}}}]"#);
        let html = format!(
            r#"[{{"id": 1, "sender_full_name": "Bo", "timestamp": 1767600000, "content": {text}}}]"#
        );
        let zulip =
            format!(r#"{{"zerver_message": [{{"id": 1, "sender": 1, "content": {text}}}]}}"#);
        for (name, json) in [
            ("slack/ops/2026-01-05.json", &slack),
            ("topics/3-ops/x.json", &html),
            ("zulip/messages-000001.json", &zulip),
        ] {
            folder.with(name, json);
        }
        folder.with("zulip/realm.json", "{}");
        let (messages, skips) = one(folder.path());
        assert_eq!(messages.len(), 3, "{pattern}");
        assert_eq!(skips.get("malformed"), None, "{pattern}");
    }
}
