//! Jira: issues with their comments as its REST interface gives them, version 2 (texts in wiki
//! markup) and version 3 (texts in the Atlassian document format).
//!
//! A person's address is the mail address where Jira tells it; else `jira:` and the user's name,
//! the name that is shown, or the account id, whichever comes first.

use std::collections::HashMap;

use bifocal_core::{Address, Medium};
use bifocal_words::AutomaticKind;
use serde_json::Value;

use super::{Written, adf, jira_csv, wiki};
use crate::address::Mailbox;
use crate::input::Input;
use crate::outline::Outline;
use crate::per_object::{made_id, per_object};
use crate::record::{Record, Records, Version};
use crate::skip::SkipReason;
use crate::stamp;
use crate::value;

/// Where issues lie: in arrays, on lines, and in the pages of a search.
const OBJECTS: &[&str] = &["", "[]", "[][]", "issues[]"];

/// Whether a file holds issues of Jira in JSON.
pub(crate) fn recognises(head: &[u8]) -> bool {
    let Some(outline) = Outline::of(head) else { return false };
    let page = ["startAt", "maxResults", "nextPageToken", "isLast", "expand"];
    outline.has("key") && outline.has("fields") && outline.is_object("fields")
        || outline.has("issues.key") && outline.has("issues.fields")
        || outline.has("issues") && outline.has_any(&page)
}

/// The messages of a file, as JSON or as CSV.
pub(crate) fn read<'a>(name: &str, mut input: Input<'a>) -> Records<'a> {
    if jira_csv::recognises(input.head()) {
        return jira_csv::read(name, input);
    }
    let mut number = 0;
    per_object(input, OBJECTS, move |value, out| issue(value, &mut number, out))
}

/// The messages of an issue: its description and its comments.
fn issue(value: &Value, number: &mut u64, out: &mut Vec<Result<Record, SkipReason>>) {
    *number += 1;
    let (Some(key), Some(fields)) = (value::text(value, "key"), value::object(value, "fields"))
    else {
        out.push(Err(SkipReason::Malformed("no issue of Jira".to_owned())));
        return;
    };
    let site = value::text(value, "self").and_then(site).unwrap_or_default();
    let thread = format!("jira:{site}{key}");
    let subject = value::text(fields, "summary").unwrap_or_default();
    let users = Users::of(fields);
    let person = |name: &str| value::object(fields, name);

    if let Some(description) = fields.get("description") {
        let writer = person("reporter").or_else(|| person("creator"));
        let assignee = person("assignee").and_then(mailbox);
        let made = text(description, &users).and_then(|written| {
            let from = writer.and_then(mailbox).ok_or(SkipReason::NoFrom)?;
            let to = users.named(&written, &from);
            let cc = assignee.into_iter().filter(|one| *one != from && !to.contains(one)).collect();
            Ok(Record {
                id: thread.clone(),
                version: version(fields),
                thread: Some(thread.clone()),
                parent: None,
                at: value::text(fields, "created").and_then(stamp::instant),
                from,
                to,
                cc,
                subject: subject.to_owned(),
                channel: None,
                medium: Medium::Tracker,
                body: written.text,
                automatic: automatic(writer),
            })
        });
        out.push(made);
    }
    let comments = fields.get("comment").map_or(&[][..], |comments| match comments {
        Value::Array(list) => list,
        _ => value::list(comments, "comments"),
    });
    for comment in comments {
        *number += 1;
        let writer = value::object(comment, "author");
        let made = text(comment.get("body").unwrap_or(&Value::Null), &users).and_then(|written| {
            let from = writer.and_then(mailbox).ok_or(SkipReason::NoFrom)?;
            let at = value::text(comment, "created").and_then(stamp::instant);
            let id = match value::label(comment, "id") {
                Some(id) => format!("{thread}/{id}"),
                None => made_id("jira", &from, at, &number.to_be_bytes(), &written.text),
            };
            Ok(Record {
                id,
                version: version(comment),
                thread: Some(thread.clone()),
                parent: None,
                at,
                to: users.named(&written, &from),
                cc: Vec::new(),
                from,
                subject: subject.to_owned(),
                channel: None,
                medium: Medium::Tracker,
                body: written.text,
                automatic: automatic(writer),
            })
        });
        out.push(made);
    }
}

/// The version of an issue or a comment by its last change.
fn version(value: &Value) -> Version {
    let changed = value::text(value, "updated").and_then(stamp::instant);
    changed.map_or(Version::First, Version::ChangedAt)
}

/// The text of a description or a comment in either version.
fn text(value: &Value, users: &Users) -> Result<Written, SkipReason> {
    let names = |id: &str| users.0.get(id)?.name.as_deref();
    let written = match value {
        Value::String(markup) => wiki::plain(markup, &names),
        Value::Object(_) => adf::plain(value, &names),
        Value::Null => Written::default(),
        _ => return Err(SkipReason::Malformed("a text that is none".to_owned())),
    };
    if written.text.is_empty() { Err(SkipReason::NoText) } else { Ok(written) }
}

/// `velobay.example/` of `https://velobay.example/rest/api/2/issue/10002`.
fn site(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split('/').next()?;
    (!host.is_empty()).then(|| format!("{}/", host.to_ascii_lowercase()))
}

fn automatic(writer: Option<&Value>) -> Option<AutomaticKind> {
    let kind = writer.and_then(|writer| value::text(writer, "accountType"));
    (kind == Some("app")).then_some(AutomaticKind::Notice)
}

fn mailbox(user: &Value) -> Option<Mailbox> {
    let name = value::text(user, "displayName");
    let mail = value::text(user, "emailAddress").filter(|mail| mail.contains('@'));
    let address = match mail {
        Some(mail) => Address::new(mail),
        None => {
            let who = value::text(user, "name").or(name).or_else(|| value::text(user, "accountId"));
            address(who?)
        }
    };
    Some(Mailbox { address, name: name.map(str::to_owned) })
}

/// The address of somebody whose mail address is not known.
pub(super) fn address(who: &str) -> Address {
    Address::new(&format!("jira:{}", who.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// Those who are met in an issue, by each id that a text may name them by.
struct Users(HashMap<String, Mailbox>);

impl Users {
    fn of(fields: &Value) -> Self {
        let mut known = HashMap::new();
        let comments = fields.get("comment").map_or(&[][..], |one| value::list(one, "comments"));
        let people = ["reporter", "creator", "assignee"].iter().filter_map(|name| fields.get(name));
        for user in people.chain(comments.iter().filter_map(|comment| comment.get("author"))) {
            if let Some(mailbox) = mailbox(user) {
                let ids = ["accountId", "name", "key"];
                for id in ids.iter().filter_map(|name| value::text(user, name)) {
                    known.insert(id.to_owned(), mailbox.clone());
                }
            }
        }
        Self(known)
    }

    /// Those whom a text names, except its writer.
    fn named(&self, written: &Written, from: &Mailbox) -> Vec<Mailbox> {
        let mailbox = |who: &String| {
            let unknown = || Mailbox { address: address(who), name: None };
            self.0.get(who).cloned().unwrap_or_else(unknown)
        };
        written.mentions.iter().map(mailbox).filter(|one| one.address != from.address).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn page() -> Value {
        json!({"expand": "schema,names", "startAt": 0, "maxResults": 50, "total": 1, "issues": [{
            "expand": "operations", "id": "10002", "self": "https://Velobay.example/rest/api/2/issue/10002", "key": "OPS-150",
            "fields": {
                "summary": "Brake check series B2",
                "description": "*24 of 187* had it. [~jberg], can you write up step 3?",
                "created": "2026-03-12T09:18:00.000+0100",
                "reporter": {"name": "twilk", "key": "twilk", "displayName": "Tomasz Wilk", "emailAddress": "tomasz.wilk@velobay.example"},
                "assignee": {"name": "mbell", "displayName": "Marcus Bell"},
                "comment": {"total": 2, "comments": [
                    {"id": "10001", "author": {"name": "jberg", "displayName": "Jonas Berg"}, "body": "{quote}step 3?{quote}\nYes.", "created": "2026-03-13T15:24:00.000+0100"},
                    {"id": "10003", "author": {"displayName": "Automation", "accountType": "app"}, "body": "Moved.", "created": "x"}
                ]}
            }
        }]})
    }

    fn all(text: &str) -> Vec<Result<Record, SkipReason>> {
        assert!(recognises(text.as_bytes()), "{text}");
        read("", Input::new(text.as_bytes())).map(|(_, found)| found).collect()
    }

    #[test]
    fn a_page_of_version_2() {
        let found: Vec<Record> = all(&page().to_string()).into_iter().map(Result::unwrap).collect();
        assert_eq!(found[0].id, "jira:velobay.example/OPS-150");
        assert_eq!(found[0].from.address.as_str(), "tomasz.wilk@velobay.example");
        assert_eq!(found[0].to[0].address.as_str(), "jira:jberg");
        assert_eq!(found[0].cc[0].address.as_str(), "jira:mbell");
        assert_eq!(found[0].body, "24 of 187 had it. @Jonas Berg, can you write up step 3?");
        assert_eq!(found[0].at, stamp::instant("2026-03-12T08:18:00Z"));
        assert_eq!(found[1].id, "jira:velobay.example/OPS-150/10001");
        assert_eq!(found[1].body, "> step 3?\n\nYes.");
        assert_eq!(found[2].automatic, Some(AutomaticKind::Notice));
        assert_eq!(found[2].from.address.as_str(), "jira:automation");
        assert_eq!(found[2].at, None);
        // Issues without the page around them.
        let bare = all(&page()["issues"].to_string());
        assert_eq!(bare.into_iter().map(Result::unwrap).collect::<Vec<_>>(), found);
    }

    #[test]
    fn version_3_names_by_account() {
        let mut page = page();
        let fields = &mut page["issues"][0]["fields"];
        fields["reporter"] = json!({"accountId": "5b10", "displayName": "Tomasz Wilk"});
        fields["assignee"] = json!(null);
        fields["description"] = json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [
            {"type": "mention", "attrs": {"id": "5b11"}}, {"type": "text", "text": " can you look?"}]}]});
        fields["comment"]["comments"] = json!([{"id": 7, "author": {"accountId": "5b11", "displayName": "Jonas Berg"},
            "body": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Yes."}]}]}}]);
        let found: Vec<Record> = all(&page.to_string()).into_iter().map(Result::unwrap).collect();
        assert_eq!(found[0].from.address.as_str(), "jira:tomasz wilk");
        assert_eq!(found[0].to[0].address.as_str(), "jira:jonas berg");
        assert_eq!(found[0].body, "@Jonas Berg can you look?");
        assert_eq!(found[1].id, "jira:velobay.example/OPS-150/7");
    }

    #[test]
    fn what_is_missing_or_of_another_type() {
        let mut page = page();
        let fields = &mut page["issues"][0]["fields"];
        fields["reporter"] = json!(null);
        fields["comment"]["comments"][0]["author"] = json!("jberg");
        fields["comment"]["comments"][1]["body"] = json!(17);
        let names: Vec<_> =
            all(&page.to_string()).iter().map(|found| found.as_ref().unwrap_err().name()).collect();
        assert_eq!(names, ["no sender", "no sender", "malformed"]);
        page["issues"][0]["fields"] = json!("none");
        page["issues"].as_array_mut().unwrap().push(json!({"key": 5}));
        assert_eq!(all(&page.to_string()).len(), 2);
        let whole = self::page().to_string();
        assert_eq!(
            all(whole.split_once("Moved.").unwrap().0),
            [Err(SkipReason::Damaged("it ends within an object".to_owned()))]
        );
    }
}
