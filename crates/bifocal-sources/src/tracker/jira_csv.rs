//! Jira's export as CSV, "all fields": a row an issue, with the column `Comment` as often as the
//! issue with most comments needs it, and in it `date;author;text`.
//!
//! Dates are in the form that the site shows and in its time zone, which the file does not tell:
//! they are read as UTC. People are named as in [`super::jira`]; there are no mail addresses.

use std::collections::HashMap;

use bifocal_core::Medium;

use super::jira::address;
use super::{Written, wiki};
use crate::address::Mailbox;
use crate::input::Input;
use crate::per_object::made_id;
use crate::record::{Record, Records};
use crate::rows::{self, Cells, Rows};
use crate::skip::SkipReason;
use crate::stamp;

/// Whether a file is such an export.
pub(crate) fn recognises(head: &[u8]) -> bool {
    rows::first(head).is_some_and(|(titles, _)| {
        let has = |title: &str| titles.iter().any(|one| one.trim().eq_ignore_ascii_case(title));
        has("Issue key") && (has("Summary") || has("Description") || has("Comment"))
    })
}

/// The messages of a file.
pub(crate) fn read<'a>(_name: &str, mut input: Input<'a>) -> Records<'a> {
    let delimiter = rows::first(input.head()).map_or(b',', |(_, delimiter)| delimiter);
    let mut columns = None;
    // As in `per_object`, each message of a row stands a byte after the one before.
    Box::new(Rows::new(input, delimiter).flat_map(move |(place, row)| {
        let found = match (row, &columns) {
            (Err(reason), _) => vec![Err(reason)],
            (Ok(cells), Some(columns)) => match issue(&cells, columns, place) {
                none if none.is_empty() => vec![Err(SkipReason::NoText)],
                some => some,
            },
            (Ok(titles), None) => {
                columns = Some(Columns::of(&titles));
                Vec::new()
            }
        };
        (place..).zip(found)
    }))
}

/// The columns that matter, by position.
#[derive(Default)]
struct Columns {
    key: Option<usize>,
    summary: Option<usize>,
    description: Option<usize>,
    created: Option<usize>,
    reporter: Option<usize>,
    creator: Option<usize>,
    assignee: Option<usize>,
    /// Columns of a name and of its account id.
    accounts: Vec<(usize, usize)>,
    comments: Vec<usize>,
}

impl Columns {
    fn of(titles: &[String]) -> Self {
        let find =
            |title: &str| titles.iter().position(|one| one.trim().eq_ignore_ascii_case(title));
        let pair = |name: &str| Some((find(name)?, find(&format!("{name} Id"))?));
        let is_comment = |title: &String| title.trim().eq_ignore_ascii_case("Comment");
        Self {
            key: find("Issue key"),
            summary: find("Summary"),
            description: find("Description"),
            created: find("Created"),
            reporter: find("Reporter"),
            creator: find("Creator"),
            assignee: find("Assignee"),
            accounts: ["Reporter", "Creator", "Assignee"].into_iter().filter_map(pair).collect(),
            comments: (0..titles.len()).filter(|at| is_comment(&titles[*at])).collect(),
        }
    }
}

/// The messages of a row.
fn issue(cells: &Cells, columns: &Columns, place: u64) -> Vec<Result<Record, SkipReason>> {
    let cell = |at: Option<usize>| {
        at.and_then(|at| cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    let Some(key) = cell(columns.key) else {
        return vec![Err(SkipReason::Malformed("no issue key".to_owned()))];
    };
    let thread = format!("jira:{key}");
    let subject = cell(columns.summary).unwrap_or_default();
    let names: HashMap<&str, &str> = columns
        .accounts
        .iter()
        .filter_map(|(name, id)| Some((cell(Some(*id))?, cell(Some(*name))?)))
        .collect();
    let known = |id: &str| names.get(id).copied();
    let person = |who: &str| {
        let name = names.get(who).copied();
        Mailbox { address: address(name.unwrap_or(who)), name: name.map(str::to_owned) }
    };
    let record = |from: Option<&str>, at, written: Written, id: Option<String>, place| {
        let from = person(from.ok_or(SkipReason::NoFrom)?);
        if written.text.is_empty() {
            return Err(SkipReason::NoText);
        }
        let to = written.mentions.iter().map(|who| person(who)).filter(|to| *to != from).collect();
        Ok(Record {
            id: id.unwrap_or_else(|| made_id(&thread, &from, at, place, &written.text)),
            thread: Some(thread.clone()),
            parent: None,
            at,
            from,
            to,
            cc: Vec::new(),
            subject: subject.to_owned(),
            channel: None,
            medium: Medium::Tracker,
            body: written.text,
            automatic: None,
        })
    };

    let mut out = Vec::new();
    if columns.description.is_some() {
        let writer = cell(columns.reporter).or_else(|| cell(columns.creator));
        let at = cell(columns.created).and_then(stamp::instant);
        let written = wiki::plain(cell(columns.description).unwrap_or_default(), &known);
        let mut made = record(writer, at, written, Some(thread.clone()), place);
        if let (Ok(made), Some(assignee)) = (&mut made, cell(columns.assignee)) {
            let assignee = person(assignee);
            if assignee.address != made.from.address && !made.to.contains(&assignee) {
                made.cc.push(assignee);
            }
        }
        out.push(made);
    }
    for (number, comment) in columns.comments.iter().enumerate() {
        let Some(comment) = cell(Some(*comment)) else { continue };
        let mut parts = comment.splitn(3, ';');
        let made = match (parts.next(), parts.next(), parts.next()) {
            (Some(at), Some(author), Some(text)) => {
                let author = Some(author.trim()).filter(|author| !author.is_empty());
                let place = place + number as u64 + 1;
                record(author, stamp::instant(at), wiki::plain(text, &known), None, place)
            }
            _ => Err(SkipReason::Malformed("a comment without date and author".to_owned())),
        };
        out.push(made);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Reading;

    const TABLE: &str = "Summary,Issue key,Issue id,Created,Reporter,Reporter Id,Assignee,Assignee Id,Description,Comment,Comment\r\n\
        Brake check series B2,OPS-150,10002,12/Mar/26 9:18 AM,Tomasz Wilk,5b10,Marcus Bell,5b12,\"*24 of 187* had it; see\nthe list.\",\
        \"13/Mar/26 3:24 PM;5b12;Yes; [~accountid:5b10], tomorrow.\",\"13/Mar/26 5:08 PM;ben;Van 5; 18:00.\nFine?\"\r\n\
        Flood,OPS-130,10001,28/Jan/26 2:06 PM,,,,,,,no comment\r\n\
        ,,,,,,,,,,\r\n";

    fn all(text: &str) -> Vec<Reading> {
        assert!(recognises(text.as_bytes()));
        read("", Input::new(text.as_bytes())).collect()
    }

    #[test]
    fn issues_with_comments() {
        let found = all(TABLE);
        let record = |at: usize| found[at].1.as_ref().unwrap();
        assert_eq!(record(0).id, "jira:OPS-150");
        assert_eq!(record(0).from.address.as_str(), "jira:tomasz wilk");
        assert_eq!(record(0).cc[0].address.as_str(), "jira:marcus bell");
        assert_eq!(record(0).body, "24 of 187 had it; see\nthe list.");
        assert_eq!(record(0).at, stamp::instant("2026-03-12T09:18:00Z"));
        assert_eq!(record(1).from.address.as_str(), "jira:marcus bell");
        assert_eq!(record(1).to[0].address.as_str(), "jira:tomasz wilk");
        assert_eq!(record(1).body, "Yes; @Tomasz Wilk, tomorrow.");
        assert_eq!(record(2).from.address.as_str(), "jira:ben");
        assert_eq!(record(2).body, "Van 5; 18:00.\nFine?");
        assert!(
            found[..3]
                .iter()
                .all(|(_, one)| one.as_ref().unwrap().thread.as_deref() == Some("jira:OPS-150"))
        );
        let names: Vec<_> =
            found[3..].iter().map(|(_, one)| one.as_ref().unwrap_err().name()).collect();
        assert_eq!(names, ["no sender", "malformed", "malformed"]);
        let mut places: Vec<u64> = found.iter().map(|(place, _)| *place).collect();
        places.dedup();
        assert_eq!(places.len(), found.len());
    }

    #[test]
    fn the_same_comment_is_the_same_message() {
        let twice = format!("{TABLE}{}", TABLE.split_once("\r\n").unwrap().1);
        let found = all(&twice);
        assert_eq!(found[2].1.as_ref().unwrap().id, found[8].1.as_ref().unwrap().id);
        assert_ne!(found[2].0, found[8].0);
    }

    #[test]
    fn other_tables_are_none() {
        for head in [
            "name,addresses,title,manager\n",
            "from,text\na,b\n",
            "Issue key\n",
            "Issue key, as we call it.\n",
        ] {
            assert!(!recognises(head.as_bytes()), "{head}");
        }
        assert!(recognises("\u{feff}Issue key;Summary\n".as_bytes()));
    }
}
