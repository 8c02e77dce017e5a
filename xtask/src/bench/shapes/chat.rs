//! Slack, Zulip, Google Chat and Teams.

use serde_json::json;

use super::super::talk::{Said, Talk};
use super::{Shape, stamp, time};

/// Seconds of a day.
const DAY: u64 = 86_400;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        kind: "Slack, a workspace's export",
        per_file: 200,
        file: |number| {
            let day = time((number * DAY) as i64 + 1_578_268_800, "%Y-%m-%d");
            format!("workshop/{day}.json")
        },
        around: ["[\n", ",\n", "\n]\n"],
        item: slack,
        beside: slack_tables,
        ..Shape::PLAIN
    },
    Shape {
        kind: "Slack, one file of a channel",
        me: "slack:upriyaraman",
        file: |_| "C0WORKSHOP.json".to_owned(),
        around: ["{\"channel_id\": \"C0WORKSHOP\", \"messages\": [\n", ",\n", "\n]}\n"],
        item: slack,
        ..Shape::PLAIN
    },
    Shape {
        kind: "Zulip, an organisation's export",
        per_file: 1000,
        file: |number| format!("messages-{:06}.json", number + 1),
        around: ["{\"zerver_message\": [\n", ",\n", "\n]}\n"],
        item: zulip,
        beside: zulip_tables,
        ..Shape::PLAIN
    },
    Shape {
        kind: "Zulip, the answer of its API",
        file: |_| "messages.json".to_owned(),
        around: ["{\"result\": \"success\", \"messages\": [\n", ",\n", "\n]}\n"],
        item: zulip_api,
        ..Shape::PLAIN
    },
    Shape {
        kind: "Google Chat",
        file: |_| "Google Chat/Groups/Space AAAAworkshop/messages.json".to_owned(),
        around: ["{\n \"messages\": [\n", ",\n", "\n ]\n}\n"],
        item: google,
        beside: google_group,
        ..Shape::PLAIN
    },
    Shape {
        kind: "Teams, the Graph API",
        me: "teams:priya.raman",
        per_file: 5000,
        file: |number| format!("page-{number}.json"),
        around: ["{\"value\": [\n", ",\n", "\n]}\n"],
        item: graph,
        ..Shape::PLAIN
    },
    Shape {
        kind: "Teams, an account's export",
        me: "teams:live:priya.raman",
        file: |_| "messages.json".to_owned(),
        around: [
            "{\"userId\": \"8:live:priya.raman\", \"exportDate\": \"2026-04-01T00:00\", \"conversations\": [\n\
             {\"id\": \"19:workshop@thread.skype\", \"displayName\": null, \"threadProperties\": {\"topic\": \"Workshop\"}, \"MessageList\": [\n",
            ",\n",
            "\n]}]}\n",
        ],
        item: skype,
        ..Shape::PLAIN
    },
];

fn slack(said: &[Said<'_>]) -> String {
    let one = &said[0];
    let micros = |number: u64| format!("{:06}", number % 1_000_000);
    let thread = one.at - 10 * (one.number - one.root) as i64;
    let names: Vec<String> = one.to.iter().map(|to| format!("<@{}>", to.number())).collect();
    let text =
        format!("{} {}", names.join(" "), one.body.replace('&', "&amp;").replace('<', "&lt;"));
    json!({
        "client_msg_id": format!("{:032x}", one.number),
        "type": "message",
        "user": one.from.number(),
        "text": text,
        "ts": format!("{}.{}", one.at, micros(one.number)),
        "team": "T0VELOBAY",
        "thread_ts": format!("{thread}.{}", micros(one.root)),
        "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": one.body}
        ]}]}],
    })
    .to_string()
}

fn slack_tables(talk: &Talk) -> Vec<(&'static str, String)> {
    let users: Vec<_> = talk
        .people()
        .into_iter()
        .map(|one| {
            json!({"id": one.number(), "name": one.id(), "profile": {
                "real_name": one.name(), "display_name": one.id(), "email": one.address(),
            }})
        })
        .collect();
    let members: Vec<_> = talk.people().into_iter().map(|one| one.number()).collect();
    let channels = json!([{"id": "C0WORKSHOP", "name": "workshop", "members": members}]);
    vec![("users.json", json!(users).to_string()), ("channels.json", channels.to_string())]
}

fn zulip(said: &[Said<'_>]) -> String {
    let one = &said[0];
    json!({
        "id": one.number,
        "sender": one.from.digits(),
        "recipient": 20,
        "subject": format!("{} {}", one.subject, one.root),
        "content": one.body,
        "rendered_content": paragraphs(&one.body),
        "rendered_content_version": 1,
        "date_sent": one.at,
        "last_edit_time": null,
        "edit_history": null,
        "sending_client": 1,
    })
    .to_string()
}

fn zulip_tables(talk: &Talk) -> Vec<(&'static str, String)> {
    let users: Vec<_> = talk
        .people()
        .into_iter()
        .map(|one| json!({"id": one.digits(), "delivery_email": one.address(), "full_name": one.name()}))
        .collect();
    let realm = json!({
        "zerver_realm": [{"id": 2, "string_id": "velobay"}],
        "zerver_userprofile": users,
        "zerver_stream": [{"id": 5, "name": "workshop"}],
        "zerver_recipient": [{"id": 20, "type": 2, "type_id": 5}],
        "zerver_subscription": [],
    });
    vec![("realm.json", realm.to_string())]
}

fn zulip_api(said: &[Said<'_>]) -> String {
    let one = &said[0];
    json!({
        "id": one.number,
        "sender_full_name": one.from.name(),
        "sender_email": one.from.address(),
        "timestamp": one.at,
        "type": "stream",
        "display_recipient": "workshop",
        "subject": format!("{} {}", one.subject, one.root),
        "content": paragraphs(&one.body),
        "content_type": "text/html",
        "reactions": [],
        "client": "website",
    })
    .to_string()
}

/// Text as HTML.
fn paragraphs(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", text.replace("\n\n", "</p>\n<p>").replace('\n', "<br>\n"))
}

fn google(said: &[Said<'_>]) -> String {
    let one = &said[0];
    json!({
        "creator": {"name": one.from.name(), "email": one.from.address(), "user_type": "Human"},
        "created_date": time(one.at, "%A, %B %-d, %Y at %-I:%M:%S %p UTC"),
        "text": one.body,
        "topic_id": format!("T{}", one.root),
        "message_id": format!("AAAAworkshop/T{}/M{}", one.root, one.number),
    })
    .to_string()
}

fn google_group(talk: &Talk) -> Vec<(&'static str, String)> {
    let people = talk.people();
    let members: Vec<_> = people
        .into_iter()
        .map(|one| json!({"name": one.name(), "email": one.address(), "user_type": "Human"}))
        .collect();
    let info = json!({"name": "Workshop", "members": members});
    vec![("Google Chat/Groups/Space AAAAworkshop/group_info.json", info.to_string())]
}

fn graph(said: &[Said<'_>]) -> String {
    let one = &said[0];
    json!({
        "id": one.number.to_string(),
        "replyToId": (one.root != one.number).then(|| one.root.to_string()),
        "etag": one.number.to_string(),
        "messageType": "message",
        "createdDateTime": stamp(one.at),
        "lastModifiedDateTime": stamp(one.at),
        "deletedDateTime": null,
        "subject": null,
        "importance": "normal",
        "locale": "en-us",
        "channelIdentity": {"teamId": "velobay", "channelId": "19:workshop@thread.tacv2"},
        "from": {"application": null, "device": null, "user": {
            "id": one.from.id(), "displayName": one.from.name(), "userIdentityType": "aadUser",
        }},
        "body": {"contentType": "html", "content": paragraphs(&one.body)},
        "attachments": [],
        "mentions": [],
        "reactions": [],
    })
    .to_string()
}

fn skype(said: &[Said<'_>]) -> String {
    let one = &said[0];
    json!({
        "id": one.number.to_string(),
        "displayName": one.from.name(),
        "originalarrivaltime": stamp(one.at),
        "messagetype": "RichText",
        "version": one.number,
        "content": one.body.replace('&', "&amp;").replace('<', "&lt;"),
        "conversationid": "19:workshop@thread.skype",
        "from": format!("8:live:{}", one.from.id()),
        "properties": null,
        "amsreferences": null,
    })
    .to_string()
}
