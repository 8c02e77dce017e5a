//! The tracker's export: issues and comments in one array, in the form of GitHub's REST interface.
//! Each work item, such as "OPS-101", is an issue; what was written first on it is the issue's text.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Serialize;

use super::messages::{Channel, Message};
use super::people::Roster;
use super::{clock, hash};

/// Owner and repository.
const REPOSITORY: &str = "velobay/work";
/// What the template of the repository puts below each issue.
const TEMPLATE: &str = "<!-- Who is waiting for it, and until when? Remove this line. -->";

#[derive(Serialize)]
struct User {
    login: String,
    id: u64,
    r#type: &'static str,
}

/// An issue or a comment on one.
#[derive(Serialize)]
struct Entry {
    url: String,
    html_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue_url: Option<String>,
    id: u64,
    node_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    user: User,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignees: Option<Vec<User>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<usize>,
    created_at: String,
    body: String,
}

/// `tracker/issues.json`: each issue, and behind it what was written on it.
pub(super) fn issues(messages: &[Message], roster: &Roster) -> Result<Vec<u8>> {
    // Items in the order in which they were opened.
    let mut items: Vec<Vec<&Message>> = Vec::new();
    let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
    for message in messages.iter().filter(|message| message.channel == Channel::Tracker) {
        let key = message.subject.split(' ').next().unwrap_or_default();
        let position = *positions.entry(key).or_insert_with(|| {
            items.push(Vec::new());
            items.len() - 1
        });
        items[position].push(message);
    }

    let mut entries = Vec::new();
    for (position, item) in items.iter().enumerate() {
        let number = position + 1;
        let Some((first, answers)) = item.split_first() else { continue };
        let mut behind = Vec::new();
        let mut before: &Message = first;
        for answer in answers {
            behind.push(comment(answer, before, number, roster)?);
            before = answer;
        }
        if first.subject.starts_with("REL-") || first.subject.starts_with("APP-") {
            behind.push(notice(before, number)?);
        }
        entries.push(issue(first, number, behind.len(), roster)?);
        entries.append(&mut behind);
    }
    let mut out = serde_json::to_vec_pretty(&entries).context("issues.json")?;
    out.push(b'\n');
    Ok(out)
}

fn issue(message: &Message, number: usize, comments: usize, roster: &Roster) -> Result<Entry> {
    let assignees = message.to.iter().map(|id| user(id, roster)).collect::<Result<_>>()?;
    let template = hash::one_in(2, &["template", &message.id]);
    Ok(Entry {
        url: format!("https://api.github.example/repos/{REPOSITORY}/issues/{number}"),
        html_url: format!("https://github.example/{REPOSITORY}/issues/{number}"),
        issue_url: None,
        id: id(&message.id),
        node_id: format!("I_{:012x}", id(&message.id)),
        number: Some(number),
        title: Some(message.subject.clone()),
        user: user(&message.from, roster)?,
        assignees: Some(assignees),
        comments: Some(comments),
        created_at: stamp(message)?,
        body: if template {
            format!("{}\n\n{TEMPLATE}", message.body)
        } else {
            message.body.clone()
        },
    })
}

fn comment(message: &Message, before: &Message, number: usize, roster: &Roster) -> Result<Entry> {
    let id = id(&message.id);
    // Some quote what they answer.
    let quoted = before.from != message.from && hash::one_in(3, &["quotes", &message.id]);
    let sentence = before.body.split_inclusive(". ").next().unwrap_or_default().trim();
    let body =
        if quoted { format!("> {sentence}\n\n{}", message.body) } else { message.body.clone() };
    Ok(Entry {
        url: format!("https://api.github.example/repos/{REPOSITORY}/issues/comments/{id}"),
        html_url: format!("https://github.example/{REPOSITORY}/issues/{number}#issuecomment-{id}"),
        issue_url: Some(format!("https://api.github.example/repos/{REPOSITORY}/issues/{number}")),
        id,
        node_id: format!("IC_{id:012x}"),
        number: None,
        title: None,
        user: user(&message.from, roster)?,
        assignees: None,
        comments: None,
        created_at: stamp(message)?,
        body,
    })
}

/// What the build says below the last comment.
fn notice(last: &Message, number: usize) -> Result<Entry> {
    let id = id(&format!("build of {}", last.id));
    let seconds = 600 + hash::stable(&["build", &last.id]) % 3_000;
    let at = clock::utc(clock::later(last.at, seconds)?)?;
    Ok(Entry {
        url: format!("https://api.github.example/repos/{REPOSITORY}/issues/comments/{id}"),
        html_url: format!("https://github.example/{REPOSITORY}/issues/{number}#issuecomment-{id}"),
        issue_url: Some(format!("https://api.github.example/repos/{REPOSITORY}/issues/{number}")),
        id,
        node_id: format!("IC_{id:012x}"),
        number: None,
        title: None,
        user: User { login: "velobay-build[bot]".to_owned(), id: 1, r#type: "Bot" },
        assignees: None,
        comments: None,
        created_at: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        body: format!("**Build {}** passed: 412 tests, 0 failed.", id % 9_000 + 1_000),
    })
}

/// The login of a person: a dot is not allowed in one.
pub(super) fn login(person: &str) -> String {
    person.replace('.', "-")
}

fn user(person: &str, roster: &Roster) -> Result<User> {
    roster.get(person)?;
    Ok(User { login: login(person), id: id(person) % 1_000_000, r#type: "User" })
}

/// A number for an id, small enough for every reader of JSON.
fn id(of: &str) -> u64 {
    hash::stable(&["tracker", of]) & 0xff_ffff_ffff
}

fn stamp(message: &Message) -> Result<String> {
    Ok(clock::utc(message.at)?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
