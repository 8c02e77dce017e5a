//! Jira's export as CSV, "all fields": a row an issue, with the column `Comment` as often as the
//! issue with most comments needs it, and in it `date;author;text`.
//!
//! Dates are in the form that the site shows and in its time zone, which the file does not tell:
//! they are read as UTC. There are no mail addresses: a person's is `jira:` and the account id where
//! the file tells it, since comments tell nothing else; else the name.

use std::collections::HashMap;

use bifocal_core::Medium;

use super::jira::address;
use super::{Written, wiki};
use crate::address::Mailbox;
use crate::input::Input;
use crate::per_object::made_id;
use crate::record::{Record, Records, Version};
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
            (Ok(cells), Some(columns)) => match issue(&cells, columns) {
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
    updated: Option<usize>,
    reporter: Who,
    creator: Who,
    assignee: Who,
    comments: Vec<usize>,
}

/// The columns of a name and of its account id.
#[derive(Clone, Copy, Default)]
struct Who {
    name: Option<usize>,
    account: Option<usize>,
}

impl Columns {
    fn of(titles: &[String]) -> Self {
        let find =
            |title: &str| titles.iter().position(|one| one.trim().eq_ignore_ascii_case(title));
        let who = |name: &str| Who { name: find(name), account: find(&format!("{name} Id")) };
        let is_comment = |title: &String| title.trim().eq_ignore_ascii_case("Comment");
        Self {
            key: find("Issue key"),
            summary: find("Summary"),
            description: find("Description"),
            created: find("Created"),
            updated: find("Updated"),
            reporter: who("Reporter"),
            creator: who("Creator"),
            assignee: who("Assignee"),
            comments: (0..titles.len()).filter(|at| is_comment(&titles[*at])).collect(),
        }
    }
}

/// What the id of a message is made of.
enum Id<'a> {
    /// The issue's own.
    Issue,
    /// A comment's writer, time, and text as it stands there, since names in it can be resolved in
    /// another way in a later export; and what to take where the time cannot be read.
    Made { text: &'a str, apart: String },
}

/// The messages of a row.
fn issue(cells: &Cells, columns: &Columns) -> Vec<Result<Record, SkipReason>> {
    let cell = |at: Option<usize>| {
        at.and_then(|at| cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    let Some(key) = cell(columns.key) else {
        return vec![Err(SkipReason::Malformed("no issue key".to_owned()))];
    };
    let thread = format!("jira:{key}");
    let subject = cell(columns.summary).unwrap_or_default();
    let names: HashMap<&str, &str> = [columns.reporter, columns.creator, columns.assignee]
        .into_iter()
        .filter_map(|who| Some((cell(who.account)?, cell(who.name)?)))
        .collect();
    let known = |id: &str| names.get(id).copied();
    let person = |who: &str| Mailbox { address: address(who), name: known(who).map(str::to_owned) };
    let of = |who: Who| cell(who.account).or_else(|| cell(who.name));
    let record = |from: Option<&str>, at, version, written: Written, id: Id<'_>| {
        let from = person(from.ok_or(SkipReason::NoFrom)?);
        if written.text.is_empty() {
            return Err(SkipReason::NoText);
        }
        let to = written.mentions.iter().map(|who| person(who)).filter(|to| *to != from).collect();
        Ok(Record {
            id: match id {
                Id::Issue => thread.clone(),
                Id::Made { text, apart } => made_id(&thread, &from, at, apart.as_bytes(), text),
            },
            version,
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
        let writer = of(columns.reporter).or_else(|| of(columns.creator));
        let at = cell(columns.created).and_then(stamp::instant);
        let changed = cell(columns.updated).and_then(stamp::instant);
        let version = changed.map_or(Version::First, Version::ChangedAt);
        let written = wiki::plain(cell(columns.description).unwrap_or_default(), &known);
        let mut made = record(writer, at, version, written, Id::Issue);
        if let (Ok(made), Some(assignee)) = (&mut made, of(columns.assignee)) {
            let assignee = person(assignee);
            if assignee.address != made.from.address && !made.to.contains(&assignee) {
                made.cc.push(assignee);
            }
        }
        out.push(made);
    }
    let mut times: HashMap<&str, u32> = HashMap::new();
    for comment in columns.comments.iter().filter_map(|at| cell(Some(*at))) {
        let mut parts = comment.splitn(3, ';');
        let made = match (parts.next(), parts.next(), parts.next()) {
            (Some(at), Some(author), Some(text)) => {
                let author = Some(author.trim()).filter(|author| !author.is_empty());
                // A date that cannot be read still tells a comment apart, and does so in a later
                // export too; the same words at the same time are told apart by their order.
                let time = times.entry(comment).and_modify(|times| *times += 1).or_default();
                let id = Id::Made { text, apart: format!("{}\x1f{time}", at.trim()) };
                let written = wiki::plain(text, &known);
                record(author, stamp::instant(at), Version::First, written, id)
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
        assert_eq!(record(0).from.address.as_str(), "jira:5b10");
        assert_eq!(record(0).from.name.as_deref(), Some("Tomasz Wilk"));
        assert_eq!(record(0).cc[0].address.as_str(), "jira:5b12");
        assert_eq!(record(0).body, "24 of 187 had it; see\nthe list.");
        assert_eq!(record(0).at, stamp::instant("2026-03-12T09:18:00Z"));
        assert_eq!(record(1).from.address.as_str(), "jira:5b12");
        assert_eq!(record(1).to[0].address.as_str(), "jira:5b10");
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
    fn a_comment_whose_date_cannot_be_read_is_the_same_in_the_next_export() {
        let head = "Issue key,Created,Reporter,Description,Comment,Comment\n";
        let issue = "OPS-1,12/Mrz/26 9:18 AM,ana,Check the brakes.,13/Mrz/26 9:30 AM;ana;Thanks.,13/Mrz/26 9:30 AM;ana;Thanks.\n";
        let ids = |text: &str| -> Vec<String> {
            all(text).into_iter().map(|(_, one)| one.unwrap().id).collect()
        };
        let before = ids(&format!("{head}{issue}"));
        let after = ids(&format!("{head}OPS-2,14/Mrz/26 9:18 AM,ana,Order tyres.,,\n{issue}"));
        assert_eq!(before, after[1..]);
        assert_ne!(before[1], before[2]);
        // Whoever the issue is given to.
        let given = |who: &str| {
            ids(&format!(
                "Issue key,Assignee,Assignee Id,Comment\nOPS-1,{who},13/Mrz/26;5b10;[~accountid:5b11] thanks.\n"
            ))
        };
        assert_eq!(given("Bo Berg,5b11"), given("Ana Silva,5b12"));
    }

    #[test]
    fn a_person_has_one_address_in_the_whole_file() {
        let found =
            all("Issue key,Reporter,Reporter Id,Assignee,Assignee Id,Description,Comment\n\
            OPS-1,Ana Silva,5b10,Bo Berg,5b11,Check the brakes.,\n\
            OPS-2,Bo Berg,5b11,Bo Berg,5b11,Order tyres.,12/Mar/26 9:30 AM;5b10;Thank you.\n");
        let from = |at: usize| found[at].1.as_ref().unwrap().from.address.as_str();
        assert_eq!([from(0), from(1), from(2)], ["jira:5b10", "jira:5b11", "jira:5b10"]);
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
