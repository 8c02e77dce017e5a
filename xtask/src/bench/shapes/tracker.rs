//! GitHub and Jira.

use serde_json::{Value, json};

use super::super::talk::{Person, Said};
use super::{Shape, stamp, time};

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        kind: "GitHub, comments of its API",
        me: "github:priya-raman",
        file: |_| "comments.json".to_owned(),
        around: ["[\n", ",\n", "\n]\n"],
        item: github,
        ..Shape::PLAIN
    },
    Shape {
        kind: "Jira, JSON of its API",
        per_item: 4,
        file: |_| "search.json".to_owned(),
        around: ["{\"startAt\": 0, \"maxResults\": 100, \"issues\": [\n", ",\n", "\n]}\n"],
        item: jira,
        ..Shape::PLAIN
    },
    Shape {
        kind: "Jira, the export as CSV",
        me: "jira:priya raman",
        per_item: 4,
        file: |_| "jira.csv".to_owned(),
        around: [
            "Summary,Issue key,Issue id,Status,Reporter,Assignee,Created,Description,Comment,Comment,Comment\n",
            "",
            "",
        ],
        item: jira_csv,
        ..Shape::PLAIN
    },
];

fn github(said: &[Said<'_>]) -> String {
    let one = &said[0];
    let site = "github.example/repos/velobay/work/issues";
    json!({
        "url": format!("https://api.{site}/comments/{}", one.number),
        "html_url": format!("https://github.example/velobay/work/issues/{}#issuecomment-{}", one.root, one.number),
        "issue_url": format!("https://api.{site}/{}", one.root),
        "id": one.number,
        "node_id": format!("IC_{:016x}", one.number),
        "user": {"login": one.from.login(), "id": 7, "type": "User", "site_admin": false},
        "created_at": stamp(one.at),
        "updated_at": stamp(one.at),
        "author_association": "MEMBER",
        "body": one.body,
        "reactions": {"total_count": 0, "+1": 0, "-1": 0},
        "performed_via_github_app": null,
    })
    .to_string()
}

fn user(one: Person<'_>) -> Value {
    json!({"accountId": one.id(), "emailAddress": one.address(), "displayName": one.name(), "active": true})
}

/// An issue with three comments.
fn jira(said: &[Said<'_>]) -> String {
    let first = &said[0];
    let comments: Vec<Value> = said[1..]
        .iter()
        .map(|one| {
            json!({
                "self": format!("https://jira.velobay.example/rest/api/2/issue/1/comment/{}", one.number),
                "id": one.number.to_string(),
                "author": user(one.from),
                "updateAuthor": user(one.from),
                "body": one.body,
                "created": stamp(one.at),
                "updated": stamp(one.at),
            })
        })
        .collect();
    json!({
        "expand": "operations,changelog",
        "id": first.number.to_string(),
        "self": format!("https://jira.velobay.example/rest/api/2/issue/{}", first.number),
        "key": format!("OPS-{}", first.number),
        "fields": {
            "summary": first.subject,
            "issuetype": {"name": "Task", "subtask": false},
            "status": {"name": "Open"},
            "reporter": user(first.from),
            "creator": user(first.from),
            "assignee": first.to.first().map(|to| user(*to)),
            "created": stamp(first.at),
            "description": first.body,
            "comment": {"total": comments.len(), "comments": comments},
        },
    })
    .to_string()
}

fn jira_csv(said: &[Said<'_>]) -> String {
    let first = &said[0];
    let shown = |at: i64| time(at, "%d/%b/%y %-I:%M %p");
    let mut row = vec![
        first.subject.to_owned(),
        format!("OPS-{}", first.number),
        first.number.to_string(),
        "Open".to_owned(),
        first.from.name(),
        first.to.first().map(|to| to.name()).unwrap_or_default(),
        shown(first.at),
        first.body.clone(),
    ];
    row.extend(
        said[1..].iter().map(|one| format!("{};{};{}", shown(one.at), one.from.name(), one.body)),
    );
    row_of(&row)
}

/// A row of CSV with its end, all cells in quotes.
pub(super) fn row_of(cells: &[String]) -> String {
    let quoted: Vec<String> =
        cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    quoted.join(",") + "\n"
}
