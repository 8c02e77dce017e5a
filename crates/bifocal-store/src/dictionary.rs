//! The data dictionary: every column of both tables with its type and its meaning. It is written
//! into each folder for people (`README.md`) and for programs (`schema.json`).

use std::fmt::Write;

use bifocal_core::coding::ZONES;
use bifocal_core::{Activity, Pole};
use serde::Serialize;

/// One of the two tables of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// A row a message that was looked at.
    Messages,
    /// A row a sentence that was coded.
    Acts,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// True or false.
    Boolean,
    /// 0 to 255.
    UInt8,
    /// 0 to 65,535.
    UInt16,
    /// A whole number of 32 bits with sign.
    Int32,
    /// A whole number of 64 bits with sign.
    Int64,
    /// A day.
    Date,
    /// An instant in UTC, in milliseconds.
    Timestamp,
    /// Text in UTF-8.
    String,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Whether it can be empty.
    pub nullable: bool,
    /// What it means.
    pub meaning: String,
}

/// Where the dictionary is introduced to people.
const INTRODUCTION: &str = include_str!("../data/README.md");

impl Kind {
    /// Name in the dictionary.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::UInt8 => "uint8",
            Self::UInt16 => "uint16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Date => "date",
            Self::Timestamp => "timestamp (ms, UTC)",
            Self::String => "string",
        }
    }
}

impl Table {
    /// Both tables.
    pub const ALL: [Self; 2] = [Self::Messages, Self::Acts];

    /// Name of the table and of its folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Acts => "acts",
        }
    }

    /// Its columns in order.
    pub fn fields(self) -> Vec<Field> {
        match self {
            Self::Messages => messages(),
            Self::Acts => acts(),
        }
    }
}

const fn always(kind: Kind) -> (Kind, bool) {
    (kind, false)
}

const fn perhaps(kind: Kind) -> (Kind, bool) {
    (kind, true)
}

fn field(name: impl Into<String>, of: (Kind, bool), meaning: impl Into<String>) -> Field {
    Field { name: name.into(), kind: of.0, nullable: of.1, meaning: meaning.into() }
}

fn messages() -> Vec<Field> {
    let mut fields = vec![
        field(
            "message_key",
            always(Kind::Int64),
            "identity of the message: a hash of its Message-ID or, without one, of its content; the 64 bits with sign",
        ),
        field(
            "person",
            always(Kind::String),
            "address that stands for the person whose mailbox it was found in",
        ),
        field(
            "fate",
            always(Kind::String),
            "what became of it: by_other (somebody else wrote it), ignored (by a rule of the person) or private (nothing more is kept of these three), automatic, other_language, without_words, coded",
        ),
        field(
            "sent_at",
            perhaps(Kind::Timestamp),
            "when it was sent; empty if that cannot be told",
        ),
        field("week", perhaps(Kind::Date), "Monday of its week in UTC"),
        field(
            "toward",
            perhaps(Kind::String),
            "whom it goes to: up, down, across, outside, self_to_list, unknown",
        ),
        field(
            "medium",
            perhaps(Kind::String),
            "where it was written: mail, chat, tracker, meeting",
        ),
        field(
            "thread_bucket",
            perhaps(Kind::UInt8),
            "bucket of its thread, 0 to 63: the cluster of all intervals",
        ),
        field(
            "file",
            perhaps(Kind::String),
            "source path; in archives with the member's name after !",
        ),
        field(
            "file_offset",
            perhaps(Kind::Int64),
            "byte at which the message starts in the file, after decompression",
        ),
        field(
            "body_bytes",
            perhaps(Kind::Int32),
            "bytes of its decoded text, by which a changed source is known",
        ),
    ];
    for zone in ZONES {
        let meaning = format!("lines of its text in the zone {}", zone.name());
        fields.push(field(format!("lines_{}", zone.name()), perhaps(Kind::Int32), meaning));
    }
    fields.push(field(
        "other_language_paragraphs",
        perhaps(Kind::Int32),
        "paragraphs left out since they are in a language that is not read",
    ));
    for pole in Pole::ALL {
        let meaning = format!("whether the message as a whole attends to {}", pole.name());
        fields.push(field(format!("attends_{}", pole.name()), always(Kind::Boolean), meaning));
    }
    fields
}

fn acts() -> Vec<Field> {
    let mut fields = vec![
        field("message_key", always(Kind::Int64), "its message: see messages"),
        field("person", always(Kind::String), "address that stands for its writer"),
        field("sent_at", perhaps(Kind::Timestamp), "when its message was sent"),
        field("week", perhaps(Kind::Date), "Monday of that week in UTC"),
        field("toward", always(Kind::String), "whom its message goes to"),
        field("medium", always(Kind::String), "where it was written"),
        field("thread_bucket", always(Kind::UInt8), "bucket of its thread, 0 to 63"),
        field("sentence", always(Kind::Int32), "which sentence of the message, from 0"),
        field("file", always(Kind::String), "source path of its message"),
        field("file_offset", always(Kind::Int64), "byte at which its message starts in the file"),
        field(
            "span_start",
            always(Kind::Int32),
            "first byte of the sentence in the decoded text of the message",
        ),
        field("span_end", always(Kind::Int32), "byte after its last"),
        field("activity", perhaps(Kind::String), "what it does, as decided; empty if undecided"),
    ];
    for pole in Pole::ALL {
        let meaning = format!("whether it attends to {}, as decided", pole.name());
        fields.push(field(format!("attends_{}", pole.name()), always(Kind::Boolean), meaning));
    }
    for activity in Activity::ALL {
        let name = format!("p_{}", activity.code().to_lowercase());
        let meaning = format!("probability of {} in steps of 1/65,535", activity.code());
        fields.push(field(name, always(Kind::UInt16), meaning));
    }
    for pole in Pole::ALL {
        let meaning = format!("probability of {} in steps of 1/65,535", pole.name());
        fields.push(field(format!("p_{}", pole.name()), always(Kind::UInt16), meaning));
    }
    fields
}

/// The dictionary for people.
pub(crate) fn readme() -> String {
    let mut text = INTRODUCTION.to_owned();
    for table in Table::ALL {
        let _ =
            write!(text, "\n## {}\n\n| column | type | meaning |\n|---|---|---|\n", table.name());
        for Field { name, kind, nullable, meaning } in table.fields() {
            let empty = if nullable { ", nullable" } else { "" };
            let _ = writeln!(text, "| `{name}` | {}{empty} | {meaning} |", kind.name());
        }
    }
    text
}

/// The dictionary for programs.
pub(crate) fn schema() -> String {
    let tables: Vec<_> = Table::ALL
        .into_iter()
        .map(|table| serde_json::json!({ "name": table.name(), "columns": table.fields() }))
        .collect();
    let schema = serde_json::json!({ "format": crate::FORMAT, "tables": tables });
    format!("{schema:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_names_of_their_own() {
        for table in Table::ALL {
            let mut names: Vec<String> = table.fields().into_iter().map(|f| f.name).collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{}", table.name());
        }
    }

    /// The book shows the same dictionary.
    #[test]
    fn the_book_has_the_dictionary() {
        let book = include_str!("../../../docs/store.md");
        for line in readme().lines().filter(|line| line.starts_with("| `")) {
            assert!(book.contains(line), "docs/store.md lacks: {line}");
        }
    }
}
