//! Rules by channel: the name of the channel itself counts, in every program that has channels, and
//! not what stands there as a topic or a title.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use std::path::PathBuf;

use bifocal_sources::{Ignore, Index, Place, SourceSet, envelope};

/// How many messages of a folder with these files come under a rule, and how many there are.
fn under(rule: &str, files: &[(&str, &str)]) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path: PathBuf = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut ignore = Ignore::default();
    ignore.add(Place::Channels, rule).unwrap();
    let set = SourceSet::open(&[folder.path().to_owned()]).unwrap();
    let index = Index::build(&set, &|_| ()).unwrap();
    let (mut covered, mut all) = (0, 0);
    for raw in set.raw(&|_| ()).flatten() {
        let Ok(Some(envelope)) = envelope(&raw, &index) else { continue };
        all += 1;
        covered += usize::from(ignore.covers(&envelope, &[]));
    }
    (covered, all)
}

#[test]
fn channels_of_slack_by_name_and_id() {
    let files = [
        ("users.json", r#"[{"id": "U1", "name": "ana"}]"#),
        ("channels.json", r#"[{"id": "C1", "name": "chess"}, {"id": "C2", "name": "chess-news"}]"#),
        ("dms.json", r#"[{"id": "D1", "members": ["U1", "U2"]}]"#),
        (
            "chess/2026-01-05.json",
            r#"[{"type": "message", "user": "U1", "ts": "1767600000.1", "text": "Your move"}]"#,
        ),
        (
            "chess-news/2026-01-05.json",
            r#"[{"type": "message", "user": "U1", "ts": "1767600000.1", "text": "A new club"}]"#,
        ),
        (
            "D1/2026-01-05.json",
            r#"[{"type": "message", "user": "U1", "ts": "1767600000.1", "text": "chess?"}]"#,
        ),
    ];
    for (rule, count) in
        [("#Chess", 1), ("chess-news", 1), ("slack:c2", 1), ("slack:D1", 1), ("C1", 0), ("che", 0)]
    {
        assert_eq!(under(rule, &files), (count, 3), "{rule}");
    }
}

#[test]
fn streams_of_zulip_whatever_the_topic() {
    let export = [
        (
            "realm.json",
            r#"{"zerver_realm": [{"id": 2, "string_id": "velobay"}],
                "zerver_userprofile": [{"id": 10, "email": "ana@velobay.example", "full_name": "Ana"}],
                "zerver_stream": [{"id": 5, "name": "Chess Club"}, {"id": 6, "name": "workshop"}],
                "zerver_recipient": [{"id": 20, "type": 2, "type_id": 5}, {"id": 21, "type": 2, "type_id": 6}]}"#,
        ),
        (
            "messages-000001.json",
            r#"{"zerver_message": [
                {"id": 1, "sender": 10, "recipient": 20, "subject": "openings", "date_sent": 1767600000, "content": "e4"},
                {"id": 2, "sender": 10, "recipient": 20, "subject": "workshop", "date_sent": 1767600060, "content": "d4"},
                {"id": 3, "sender": 10, "recipient": 21, "subject": "chess club", "date_sent": 1767600120, "content": "Van 3"}]}"#,
        ),
    ];
    assert_eq!(under("chess club", &export), (2, 3));
    assert_eq!(under("workshop", &export), (1, 3));
    assert_eq!(under("openings", &export), (0, 3));

    let message = r#"[{"id": 1, "sender_full_name": "Ana", "timestamp": 1767600000, "content": "<p>e4</p>"}]"#;
    let archive = [("stream_index.json", "{}"), ("7-Chess.20Club/workshop.json", message)];
    assert_eq!(under("Chess Club", &archive), (1, 1));
    assert_eq!(under("workshop", &archive), (0, 1));

    let api = [(
        "messages.json",
        r#"{"messages": [{"id": 1, "sender_full_name": "Ana", "sender_email": "ana@velobay.example",
            "timestamp": 1767600000, "type": "stream", "display_recipient": "chess", "subject": "workshop",
            "content": "<p>e4</p>"}]}"#,
    )];
    assert_eq!(under("chess", &api), (1, 1));
    assert_eq!(under("workshop", &api), (0, 1));
}

#[test]
fn spaces_of_google_chat() {
    let files = [
        (
            "Google Chat/Groups/Space AA11/group_info.json",
            r#"{"name": "Chess Club", "members": []}"#,
        ),
        (
            "Google Chat/Groups/Space AA11/messages.json",
            r#"{"messages": [{"creator": {"name": "Ana", "email": "ana@velobay.example"}, "text": "e4",
                "created_date": "Monday, January 5, 2026 at 8:00:00 AM UTC", "topic_id": "T1", "message_id": "AA11/T1/1"}]}"#,
        ),
    ];
    assert_eq!(under("chess club", &files), (1, 1));
    assert_eq!(under("google-chat:AA11", &files), (1, 1));
    assert_eq!(under("T1", &files), (0, 1));
}

#[test]
fn groups_of_teams_and_channels_of_the_graph_by_id() {
    let export = [(
        "messages.json",
        r#"{"userId": "8:live:ana", "conversations": [
            {"id": "19:x@thread.skype", "displayName": null, "threadProperties": {"topic": "Chess Club"},
             "MessageList": [{"id": "7", "messagetype": "RichText", "content": "e4", "from": "8:live:ana"}]}]}"#,
    )];
    assert_eq!(under("Chess club", &export), (1, 1));

    // The Graph API tells the id of a channel and not its name; a message's subject is its own.
    let graph = [(
        "messages.json",
        r#"{"value": [{"id": "2", "messageType": "message", "createdDateTime": "2026-01-05T08:00:00Z",
            "subject": "chess", "channelIdentity": {"teamId": "t", "channelId": "19:c@thread.tacv2"},
            "from": {"user": {"id": "A-1", "displayName": "Ana"}},
            "body": {"contentType": "html", "content": "<div>e4</div>"}}]}"#,
    )];
    assert_eq!(under("teams:19:c@thread.tacv2", &graph), (1, 1));
    assert_eq!(under("chess", &graph), (0, 1));
}

#[test]
fn tables_by_their_column_or_else_by_the_subject_of_chat() {
    let with_column = [(
        "talk.csv",
        "from,text,subject,room,medium\nAna,e4,openings,chess,chat\nBo,Hm,chess,van,chat\n",
    )];
    assert_eq!(under("chess", &with_column), (1, 2));
    let without = [("talk.csv", "from,text,subject,medium\nAna,e4,chess,chat\nBo,Hm,chess,mail\n")];
    assert_eq!(under("#chess", &without), (1, 2));
}

#[test]
fn titles_of_issues_and_meetings_are_no_channels() {
    let files = [
        (
            "issues.json",
            r#"[{"number": 1, "title": "chess", "url": "https://api.github.example/repos/velobay/work/issues/1",
                "user": {"login": "ana"}, "created_at": "2026-01-05T08:00:00Z", "body": "Fix the chess board."}]"#,
        ),
        (
            "mail.eml",
            "From: ana@velobay.example\nSubject: chess\nMessage-ID: <1@x>\n\nYour move.\n",
        ),
    ];
    assert_eq!(under("chess", &files), (0, 2));
}
