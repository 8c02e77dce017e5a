//! Messages in CSV, a row a message, with commas, semicolons or tabs between the columns.

use super::columns::{Columns, Field};
use super::row::{Row, several};
use crate::input::Input;
use crate::record::{Record, Records};
use crate::rows::{self, Cells, Rows};
use crate::skip::SkipReason;
use crate::tracker::jira_csv;

/// Whether a file is a table of messages.
pub(crate) fn recognises(head: &[u8]) -> bool {
    rows::first(head).is_some_and(|(titles, _)| Columns::of(&titles).is_some())
        && !jira_csv::recognises(head)
}

/// The messages of a file.
pub(crate) fn read<'a>(_name: &str, mut input: Input<'a>) -> Records<'a> {
    let delimiter = rows::first(input.head()).map_or(b',', |(_, delimiter)| delimiter);
    let mut rows = Rows::new(input, delimiter);
    // The first row has the titles; a file without them is none of ours.
    let mut first = None;
    let columns = match rows.next() {
        Some((_, Ok(titles))) => Columns::of(&titles).unwrap_or_default(),
        Some((place, Err(reason))) => {
            first = Some((place, Err(reason)));
            Columns::default()
        }
        None => Columns::default(),
    };
    let rest = rows.zip(0..).map(move |((place, row), number)| {
        (place, row.and_then(|cells| message(cells, &columns, number)))
    });
    Box::new(first.into_iter().chain(rest))
}

fn message(mut cells: Cells, columns: &Columns, number: u64) -> Result<Record, SkipReason> {
    let mut take = |field| {
        let cell = columns.at(field).and_then(|at| cells.get_mut(at));
        cell.map(std::mem::take).unwrap_or_default()
    };
    let row = Row {
        from: take(Field::From),
        text: take(Field::Text),
        date: take(Field::Date),
        to: several(&take(Field::To)),
        cc: several(&take(Field::Cc)),
        thread: take(Field::Thread),
        id: take(Field::Id),
        subject: take(Field::Subject),
        channel: take(Field::Channel),
        medium: take(Field::Medium),
    };
    row.record(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Reading;
    use bifocal_core::Medium;

    fn all(text: &str) -> Vec<Reading> {
        assert!(recognises(text.as_bytes()), "{text}");
        read("", Input::new(text.as_bytes())).collect()
    }

    #[test]
    fn a_table_of_messages() {
        let found = all("id;Author;Body;Created at;To;Thread;Medium\r\n\
            1;Priya Raman <priya@velobay.example>;\"Can you look?\r\nNo hurry.\";2026-01-05 09:12;aiko@velobay.example, Bo;t1;chat\r\n\
            1;Bo  Berg;Yes.;;;t1;\r\n");
        let one = found[0].1.as_ref().unwrap();
        assert_eq!(one.from.address.as_str(), "priya@velobay.example");
        assert_eq!(
            one.to.iter().map(|to| to.address.as_str()).collect::<Vec<_>>(),
            ["aiko@velobay.example", "table:bo"]
        );
        assert_eq!(one.body, "Can you look?\nNo hurry.");
        assert_eq!(one.thread.as_deref(), Some("table:t1"));
        assert_eq!(one.medium, Medium::Chat);
        assert!(one.at.is_some());
        let two = found[1].1.as_ref().unwrap();
        assert_eq!(two.from.address.as_str(), "table:bo berg");
        assert_eq!(two.medium, Medium::Mail);
        // The same id, but not the same message.
        assert_ne!(one.id, two.id);
    }

    #[test]
    fn rows_alike_without_a_date_are_not_one() {
        let found = all("from,text\nBo,Thanks!\nBo,Thanks!\n");
        assert_ne!(found[0].1.as_ref().unwrap().id, found[1].1.as_ref().unwrap().id);
    }

    #[test]
    fn what_is_missing_or_damaged() {
        let found = all("from,text,to\n,x,\nBo,,\nBo\nBo,x,y,z,more\nBo,\"x\n");
        let names: Vec<_> = found
            .iter()
            .map(|(_, one)| one.as_ref().map_or_else(|reason| reason.name(), |_| "read"))
            .collect();
        assert_eq!(names, ["no sender", "no text", "no text", "read", "damaged"]);
    }

    #[test]
    fn other_tables_are_none() {
        for head in [
            "name,addresses,title,manager\n",
            "From: a@b, c@d\n\nThe text, as it is.\n",
            "Dear Bo, the text is, well, here.\n",
            "Issue key,Summary,Comment,User\n",
            "from,to\n",
            "1,1,2\n",
        ] {
            assert!(!recognises(head.as_bytes()), "{head}");
        }
    }
}
