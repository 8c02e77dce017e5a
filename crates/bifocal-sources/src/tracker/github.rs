//! GitHub: issues, pull requests, comments, reviews and comments on code, as the REST interface
//! gives them, and as `gh issue list --json` and `gh pr view --json` do.
//!
//! A person's address is `github:` and the login. The thread is the issue or pull request. Where
//! both forms hold the same message, it has the same id in both if its URL or node id is there.

use bifocal_core::{Address, Instant, Medium};
use bifocal_words::AutomaticKind;
use serde_json::Value;

use super::markdown;
use crate::address::Mailbox;
use crate::input::Input;
use crate::outline::Outline;
use crate::per_object::{made_id, per_object};
use crate::record::{Record, Records, Version};
use crate::skip::SkipReason;
use crate::stamp;
use crate::value;

/// Where issues and comments lie: in arrays, on lines, in pages after each other, and in the results of
/// a search.
const OBJECTS: &[&str] = &["", "[]", "[][]", "items[]"];

/// Whether a file holds issues or comments of GitHub.
pub(crate) fn recognises(head: &[u8]) -> bool {
    let Some(outline) = Outline::of(head) else { return false };
    let inside = if outline.has("items.number") { "items." } else { "" };
    let has = |path: &str| outline.has(&format!("{inside}{path}"));
    let item = has("number")
        && has("title")
        && (has("user.login") || has("author.login") || has("html_url") && has("user"));
    let comment = has("body")
        && has("user")
        && (has("issue_url") || has("pull_request_url"))
        && (has("html_url") || has("url"));
    let view = has("comments.author.login") || has("reviews.author.login");
    let listed = has("author.login") && has("body") && has("createdAt");
    item || comment || view || listed
}

/// The messages of a file.
pub(crate) fn read<'a>(_name: &str, input: Input<'a>) -> Records<'a> {
    let mut number = 0;
    per_object(input, OBJECTS, move |value, out| element(value, &mut number, out))
}

/// An issue or pull request that messages belong to.
struct Item {
    /// As in `github:velobay/app#12`; an id of its own where no URL tells the repository.
    thread: String,
    title: String,
}

/// The messages of one object: an issue or pull request with what is within it, or one comment.
fn element(value: &Value, number: &mut u64, out: &mut Vec<Result<Record, SkipReason>>) {
    *number += 1;
    let title = value::text(value, "title").unwrap_or_default().to_owned();
    let nested = ["comments", "reviews"].map(|name| value::list(value, name));
    let has_list = |name: &str| value.get(name).is_some_and(Value::is_array);
    let is_numbered = value.get("number").is_some_and(Value::is_number);
    // What `gh` gives has lists of comments, be they empty, where the REST interface has numbers; and
    // it has authors where the other has users.
    let is_of_gh = has_list("comments")
        || has_list("reviews")
        || value.get("author").is_some() && thread(value).is_none();
    if is_numbered && value.get("title").is_some() || is_of_gh {
        let item = Item { thread: thread_of_item(value, nested, *number), title };
        // What `gh` is not asked for is not there; then nothing is missing.
        if value.get("body").is_some()
            || value.get("user").is_some()
            || value.get("author").is_some()
        {
            out.push(message(value, &item, true, *number));
        }
        for inner in nested.into_iter().flatten() {
            *number += 1;
            out.push(message(inner, &item, false, *number));
        }
    } else if value.get("body").is_some() {
        match thread(value) {
            Some(thread) => out.push(message(value, &Item { thread, title }, false, *number)),
            None => out.push(Err(malformed("a comment without the URL of its issue"))),
        }
    } else {
        out.push(Err(malformed("neither an issue nor a comment")));
    }
}

/// The thread of an issue or pull request. `gh` leaves out what it is not asked for: then the URLs of
/// the comments tell it, else its own id or number; and where there is nothing of these, an id is
/// made of its first message.
fn thread_of_item(value: &Value, nested: [&[Value]; 2], number: u64) -> String {
    let url = || thread(value).or_else(|| nested.into_iter().flatten().find_map(thread));
    let id = || value::text(value, "node_id").or_else(|| value::text(value, "id"));
    let numbered = || {
        let title = value::text(value, "title").unwrap_or_default();
        Some(format!("github:{}/{title}", value::label(value, "number")?))
    };
    let made = || {
        let first = std::iter::once(value).chain(nested.into_iter().flatten());
        let (first, from) = first.filter_map(|one| Some((one, writer(one)?.1))).next()?;
        let body = value::text(first, "body").unwrap_or_default();
        Some(made_id("github", &from, written_at(first), &number.to_be_bytes(), body))
    };
    url()
        .or_else(|| id().map(|id| format!("github:{id}")))
        .or_else(numbered)
        .or_else(made)
        // Nobody has written anything in it.
        .unwrap_or_else(|| format!("github:{number}"))
}

fn malformed(what: &str) -> SkipReason {
    SkipReason::Malformed(what.to_owned())
}

fn message(value: &Value, item: &Item, is_item: bool, number: u64) -> Result<Record, SkipReason> {
    let (user, from) = writer(value).ok_or(SkipReason::NoFrom)?;
    let written = markdown::plain(value::text(value, "body").unwrap_or_default());
    if written.text.is_empty() {
        return Err(SkipReason::NoText);
    }
    let at = written_at(value);
    let changed = time(value, &["updated_at", "updatedAt"]);
    let id = if is_item { Some(item.thread.clone()) } else { id(value, &item.thread) };
    let to: Vec<Mailbox> = written
        .mentions
        .iter()
        .map(|login| mailbox(login, None))
        .filter(|to| *to != from)
        .collect();
    let assignees = if is_item { value::list(value, "assignees") } else { &[] };
    let cc = assignees
        .iter()
        .filter_map(|assignee| Some(mailbox(value::text(assignee, "login")?, None)))
        .filter(|one| one.address != from.address && !to.contains(one))
        .collect();
    let parent = value
        .get("in_reply_to_id")
        .and_then(Value::as_u64)
        .map(|id| format!("{}/discussion_r{id}", item.thread));
    Ok(Record {
        id: id
            .unwrap_or_else(|| made_id("github", &from, at, &number.to_be_bytes(), &written.text)),
        version: changed.map_or(Version::First, Version::ChangedAt),
        thread: Some(item.thread.clone()),
        parent,
        at,
        to,
        cc,
        subject: item.title.clone(),
        channel: None,
        medium: Medium::Tracker,
        body: written.text,
        automatic: is_bot(user).then_some(AutomaticKind::Notice),
        from,
    })
}

/// A comment's id: the end of its URL, which both forms have. Only reviews have no URL in what
/// `gh` gives, but their node id.
fn id(value: &Value, thread: &str) -> Option<String> {
    let url = value::text(value, "html_url").or_else(|| value::text(value, "url"));
    let fragment = url.and_then(|url| url.split_once('#')).map(|(_, fragment)| fragment);
    if let Some(fragment) = fragment.filter(|fragment| !fragment.starts_with("pullrequestreview")) {
        return Some(format!("{thread}/{fragment}"));
    }
    let node = value::text(value, "node_id").or_else(|| value::text(value, "id"));
    node.or(fragment).map(|id| format!("{thread}/{id}"))
}

/// Who wrote a message. Who has left GitHub is null there, and `ghost` in what is shown.
fn writer(value: &Value) -> Option<(&Value, Mailbox)> {
    let user = value::object(value, "user").or_else(|| value::object(value, "author"))?;
    Some((user, mailbox(value::text(user, "login")?, value::text(user, "name"))))
}

/// When a message was written.
fn written_at(value: &Value) -> Option<Instant> {
    time(value, &["created_at", "submitted_at", "createdAt", "submittedAt"])
}

fn time(value: &Value, names: &[&str]) -> Option<Instant> {
    names.iter().find_map(|name| value::text(value, name)).and_then(stamp::instant)
}

fn is_bot(user: &Value) -> bool {
    let login = value::text(user, "login").unwrap_or_default();
    value::text(user, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("bot"))
        || user.get("is_bot").and_then(Value::as_bool) == Some(true)
        || login.ends_with("[bot]")
        || login.starts_with("app/")
}

fn mailbox(login: &str, name: Option<&str>) -> Mailbox {
    Mailbox { address: Address::new(&format!("github:{login}")), name: name.map(str::to_owned) }
}

/// The issue or pull request that an object is, or belongs to, told from its URLs.
fn thread(value: &Value) -> Option<String> {
    ["html_url", "issue_url", "pull_request_url", "url"]
        .iter()
        .filter_map(|name| value::text(value, name))
        .find_map(thread_of)
}

/// `github:owner/repository#number` of a URL such as `https://api.github.com/repos/velobay/app/issues/12`.
/// Issues and pull requests are counted together.
fn thread_of(url: &str) -> Option<String> {
    let path = url.split(['#', '?']).next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let at = parts.windows(2).rposition(|pair| {
        matches!(pair[0], "issues" | "pulls" | "pull")
            && !pair[1].is_empty()
            && pair[1].bytes().all(|byte| byte.is_ascii_digit())
    })?;
    let (owner, repository) = (parts.get(at.checked_sub(2)?)?, parts.get(at - 1)?);
    Some(format!("github:{owner}/{repository}#{}", parts[at + 1]).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Reading;
    use serde_json::json;

    fn all(text: &str) -> Vec<Reading> {
        assert!(recognises(text.as_bytes()), "{text}");
        read("", Input::new(text.as_bytes())).collect()
    }

    fn records(text: &str) -> Vec<Record> {
        all(text).into_iter().map(|(_, found)| found.unwrap()).collect()
    }

    const API: &str = "https://api.github.com/repos/Velobay/app";
    const WEB: &str = "https://github.com/Velobay/app";

    fn issue() -> Value {
        json!({
            "url": format!("{API}/issues/12"), "html_url": format!("{WEB}/issues/12"),
            "id": 1, "node_id": "I_1", "number": 12, "title": "Brake reports must alert at once",
            "user": {"login": "Priya", "id": 7, "type": "User"}, "assignees": [{"login": "aiko"}],
            "comments": 1, "created_at": "2026-03-12T14:36:00Z",
            "body": "@sam what would your desk need?\n\n<!-- keep this line -->"
        })
    }

    fn comment() -> Value {
        json!({
            "url": format!("{API}/issues/comments/99"), "html_url": format!("{WEB}/issues/12#issuecomment-99"),
            "issue_url": format!("{API}/issues/12"), "id": 99, "node_id": "IC_99",
            "user": {"login": "sam", "type": "User"}, "created_at": "2026-03-13T10:05:00Z",
            "body": "> what would your desk need?\n\nOne number that rings."
        })
    }

    #[test]
    fn issues_and_comments_of_the_rest_interface() {
        let found = records(&json!([issue(), comment()]).to_string());
        assert_eq!(found[0].id, "github:velobay/app#12");
        assert_eq!(found[0].from.address.as_str(), "github:priya");
        assert_eq!(found[0].to[0].address.as_str(), "github:sam");
        assert_eq!(found[0].cc[0].address.as_str(), "github:aiko");
        assert_eq!(found[0].body, "@sam what would your desk need?");
        assert_eq!(found[0].at, stamp::instant("2026-03-12T14:36:00Z"));
        assert_eq!(found[1].id, "github:velobay/app#12/issuecomment-99");
        assert_eq!(found[1].body, "> what would your desk need?\n\nOne number that rings.");
        assert!(found.iter().all(|one| one.thread.as_deref() == Some("github:velobay/app#12")));
        // The same as lines, and as what a search gives.
        assert_eq!(records(&format!("{}\n{}\n", issue(), comment())), found);
        let search = json!({"total_count": 1, "incomplete_results": false, "items": [issue()]});
        assert_eq!(records(&search.to_string()), found[..1]);
    }

    #[test]
    fn the_command_line_gives_the_same_messages() {
        let list = json!([{
            "author": {"id": "U_7", "is_bot": false, "login": "Priya", "name": "Priya Raman"},
            "body": "@sam what would your desk need?", "createdAt": "2026-03-12T14:36:00Z",
            "number": 12, "title": "Brake reports must alert at once", "url": format!("{WEB}/issues/12"),
            "comments": [{
                "id": "IC_99", "author": {"login": "sam"}, "authorAssociation": "MEMBER",
                "body": "One number that rings.", "createdAt": "2026-03-13T10:05:00Z",
                "url": format!("{WEB}/issues/12#issuecomment-99")
            }]
        }]);
        let found = records(&list.to_string());
        let rest = records(&json!([issue(), comment()]).to_string());
        assert_eq!(
            found.iter().map(|one| &one.id).collect::<Vec<_>>(),
            rest.iter().map(|one| &one.id).collect::<Vec<_>>()
        );
        assert_eq!(found[0].from.name.as_deref(), Some("Priya Raman"));
    }

    #[test]
    fn the_command_line_without_numbers_and_urls() {
        // `gh issue view 12 --json comments`
        let gh = |number: u32, id: u32| {
            json!({"comments": [{
                "id": format!("IC_{id}"), "author": {"login": "sam"}, "body": "One number that rings.",
                "createdAt": "2026-03-13T10:05:00Z", "url": format!("{WEB}/issues/{number}#issuecomment-{id}")
            }]})
        };
        let (first, second) = (records(&gh(12, 99).to_string()), records(&gh(13, 98).to_string()));
        assert_eq!(first[0].id, records(&comment().to_string())[0].id);
        assert_ne!(first[0].thread, second[0].thread);
        // `gh issue list --json author,body,createdAt,comments`
        let issue = |body: &str, comments: Value| json!({"author": {"login": "priya"}, "body": body, "createdAt": "2026-03-12T14:36:00Z", "comments": comments});
        let list = json!([
            issue("Brakes must alert at once.", gh(12, 99)["comments"].clone()),
            issue("The list is old.", gh(13, 98)["comments"].clone()),
            issue("The van is full.", json!([])),
            issue("The dock is full.", json!([])),
        ]);
        let found = records(&list.to_string());
        let ids: std::collections::HashSet<_> = found.iter().map(|one| &one.id).collect();
        assert_eq!(ids.len(), 6);
        assert_eq!(found[0].id, "github:velobay/app#12");
        assert_eq!(found[1].thread, found[0].thread);
        assert_eq!(found[3].thread, found[2].thread);
        // Those without any identity have one that another export gives them too.
        let again = records(&json!([list[3]]).to_string());
        assert_eq!(again, found[5..]);
        // `gh issue list --json author,body,createdAt`, and the comments alone.
        let mut bare = list[3].clone();
        bare.as_object_mut().unwrap().remove("comments");
        assert_eq!(records(&bare.to_string()), again);
        assert_eq!(records(&gh(12, 99)["comments"].to_string()), first);
    }

    #[test]
    fn reviews_and_comments_on_code() {
        let review = json!({
            "id": 80, "node_id": "PRR_80", "user": {"login": "aiko", "type": "User"}, "body": "Thank you, that was a lot.",
            "state": "APPROVED", "html_url": format!("{WEB}/pull/13#pullrequestreview-80"),
            "pull_request_url": format!("{API}/pulls/13"), "submitted_at": "2026-02-18T09:20:00Z"
        });
        let on_code = json!({
            "id": 5, "node_id": "PRRC_5", "in_reply_to_id": 4, "pull_request_review_id": 80, "path": "src/map.rs",
            "diff_hunk": "@@ -1 +1 @@", "user": {"login": "aiko", "type": "User"}, "body": "Can you explain this line?",
            "url": format!("{API}/pulls/comments/5"), "html_url": format!("{WEB}/pull/13#discussion_r5"),
            "pull_request_url": format!("{API}/pulls/13"), "created_at": "2026-02-18T09:21:00Z"
        });
        let found = records(&json!([review, on_code]).to_string());
        assert_eq!(found[0].id, "github:velobay/app#13/PRR_80");
        assert_eq!(found[1].parent.as_deref(), Some("github:velobay/app#13/discussion_r4"));
        assert_eq!(found[0].thread, found[1].thread);
        let view = json!({
            "comments": [], "number": 13, "url": format!("{WEB}/pull/13"),
            "reviews": [{"id": "PRR_80", "author": {"login": "aiko"}, "body": "Thank you, that was a lot.",
                "submittedAt": "2026-02-18T09:20:00Z", "state": "APPROVED"}]
        });
        let viewed = records(&view.to_string());
        assert_eq!(viewed[0].id, found[0].id);
        assert_eq!(viewed[0].at, found[0].at);
    }

    #[test]
    fn programs() {
        let mut one = comment();
        for user in [
            json!({"login": "dependabot[bot]"}),
            json!({"login": "ci", "type": "Bot"}),
            json!({"login": "app/renovate", "is_bot": true}),
        ] {
            one["user"] = user;
            assert_eq!(records(&one.to_string())[0].automatic, Some(AutomaticKind::Notice));
        }
        assert_eq!(records(&comment().to_string())[0].automatic, None);
    }

    #[test]
    fn what_is_missing_or_of_another_type() {
        let names = |value: Value| {
            all(&json!([issue(), value]).to_string())
                .into_iter()
                .map(|(_, found)| found.map_or_else(|reason| reason.name(), |_| "read"))
                .collect::<Vec<_>>()
        };
        let with = |name: &str, value: Value| {
            let mut one = comment();
            one[name] = value;
            one
        };
        assert_eq!(names(with("user", json!(null))), ["read", "no sender"]);
        assert_eq!(names(with("user", json!("sam"))), ["read", "no sender"]);
        assert_eq!(names(with("user", json!({"login": 5}))), ["read", "no sender"]);
        assert_eq!(names(with("body", json!(null))), ["read", "no text"]);
        assert_eq!(names(with("body", json!(17))), ["read", "no text"]);
        assert_eq!(names(with("body", json!("/lgtm"))), ["read", "no text"]);
        assert_eq!(names(with("created_at", json!(true))), ["read", "read"]);
        assert_eq!(names(json!({"total": 3})), ["read", "malformed"]);
        assert_eq!(names(json!({"body": "x", "user": {"login": "sam"}})), ["read", "malformed"]);
        let cut = issue().to_string();
        assert_eq!(all(&cut[..cut.len() - 5]).len(), 1);
        // A comment that is there twice has one id, and two places.
        let twice = all(&json!([comment(), comment()]).to_string());
        assert_ne!(twice[0].0, twice[1].0);
        assert_eq!(twice[0].1.as_ref().unwrap().id, twice[1].1.as_ref().unwrap().id);
    }

    #[test]
    fn urls() {
        for (url, thread) in [
            ("https://ghe.example/api/v3/repos/a/b/issues/3", Some("github:a/b#3")),
            ("https://github.com/a/issues/issues/3?x=1#y", Some("github:a/issues#3")),
            ("https://github.com/a/b/pull/4/files", Some("github:a/b#4")),
            ("https://api.github.com/repos/a/b/issues/comments/9", None),
            ("issues/3", None),
            ("", None),
        ] {
            assert_eq!(thread_of(url).as_deref(), thread, "{url}");
        }
    }
}
