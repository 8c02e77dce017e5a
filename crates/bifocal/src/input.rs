//! Records to code: text, JSONL or CSV.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::args::InputKind;

/// One text to code.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// As given, or the number of the line.
    pub id: String,
    /// What is coded.
    pub text: String,
    /// Subject of its message.
    pub subject: String,
    /// Sentence before it.
    pub before: String,
    /// Sentence after it.
    pub after: String,
}

/// Opens a file, or standard input for none and `-`.
pub fn open(file: Option<&Path>) -> Result<Box<dyn BufRead + Send>> {
    match file.filter(|path| *path != Path::new("-")) {
        None => Ok(Box::new(BufReader::new(io::stdin()))),
        Some(path) => {
            let file =
                File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
            Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
        }
    }
}

/// The records of an input in order. Broken ones are errors that say which line.
pub fn records(
    mut reader: Box<dyn BufRead + Send>,
    kind: Option<InputKind>,
) -> Result<Box<dyn Iterator<Item = Result<Record>> + Send>> {
    // The kind shows in the first line; a byte order mark is no text.
    let mut first = Vec::new();
    reader.read_until(b'\n', &mut first).context("cannot read the input")?;
    if let Some(rest) = first.strip_prefix(b"\xef\xbb\xbf") {
        first = rest.to_vec();
    }
    let kind = kind.unwrap_or_else(|| guess(&first));
    let whole = io::Cursor::new(first).chain(reader);
    Ok(match kind {
        InputKind::Text => Box::new(lines(whole).filter_map(|line| match line {
            Ok((_, text)) if text.trim().is_empty() => None,
            Ok((number, text)) => {
                Some(Ok(Record { id: number.to_string(), text, ..Record::default() }))
            }
            Err(error) => Some(Err(error)),
        })),
        InputKind::Jsonl => Box::new(lines(whole).filter_map(|line| match line {
            Ok((_, text)) if text.trim().is_empty() => None,
            Ok((number, text)) => Some(from_json(number, &text)),
            Err(error) => Some(Err(error)),
        })),
        InputKind::Csv => csv_records(whole)?,
    })
}

fn guess(first: &[u8]) -> InputKind {
    let line = String::from_utf8_lossy(first);
    if line.trim_start().starts_with('{') {
        return InputKind::Jsonl;
    }
    let column = |name: &str| name.trim().trim_matches('"').eq_ignore_ascii_case("text");
    if line.trim_end().split(',').any(column) { InputKind::Csv } else { InputKind::Text }
}

/// Lines with their numbers from 1; bytes that are not UTF-8 become the replacement character.
fn lines(mut reader: impl BufRead) -> impl Iterator<Item = Result<(usize, String)>> {
    let mut number = 0;
    let mut bytes = Vec::new();
    std::iter::from_fn(move || {
        bytes.clear();
        number += 1;
        match reader.read_until(b'\n', &mut bytes) {
            Ok(0) => None,
            Ok(_) => {
                let line = String::from_utf8_lossy(&bytes);
                Some(Ok((number, line.trim_end_matches(['\r', '\n']).to_owned())))
            }
            Err(error) => Some(Err(error).with_context(|| format!("cannot read line {number}"))),
        }
    })
}

#[derive(Deserialize)]
struct JsonRecord {
    #[serde(default)]
    id: Option<serde_json::Value>,
    text: String,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    before: Option<String>,
    #[serde(default)]
    after: Option<String>,
}

fn from_json(number: usize, line: &str) -> Result<Record> {
    let record: JsonRecord = serde_json::from_str(line).with_context(|| {
        format!("line {number} is no record: an object with a string \"text\" is needed")
    })?;
    Ok(Record {
        id: match record.id {
            None | Some(serde_json::Value::Null) => number.to_string(),
            Some(serde_json::Value::String(id)) => id,
            Some(other) => other.to_string(),
        },
        text: record.text,
        subject: record.subject.unwrap_or_default(),
        before: record.before.unwrap_or_default(),
        after: record.after.unwrap_or_default(),
    })
}

fn csv_records(
    reader: impl Read + Send + 'static,
) -> Result<Box<dyn Iterator<Item = Result<Record>> + Send>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let header = reader.byte_headers().context("cannot read the CSV header")?.clone();
    let column = |name: &str| {
        header.iter().position(|h| h.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
    };
    let Some(text) = column("text") else {
        bail!("the CSV has no column named text");
    };
    let (id, subject, before, after) =
        (column("id"), column("subject"), column("before"), column("after"));
    Ok(Box::new(reader.into_byte_records().enumerate().map(move |(number, row)| {
        let row = row.with_context(|| format!("CSV record {} cannot be read", number + 1))?;
        let get = |at: Option<usize>| {
            at.and_then(|at| row.get(at)).map(|v| String::from_utf8_lossy(v).into_owned())
        };
        Ok(Record {
            id: get(id).unwrap_or_else(|| (number + 1).to_string()),
            text: get(Some(text))
                .with_context(|| format!("CSV record {} has no text", number + 1))?,
            subject: get(subject).unwrap_or_default(),
            before: get(before).unwrap_or_default(),
            after: get(after).unwrap_or_default(),
        })
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &'static str) -> Vec<Result<Record>> {
        match records(Box::new(io::Cursor::new(input.as_bytes())), None) {
            Ok(records) => records.collect(),
            Err(error) => vec![Err(error)],
        }
    }

    fn texts(input: &'static str) -> Vec<(String, String)> {
        read(input).into_iter().map(|r| r.expect("a record")).map(|r| (r.id, r.text)).collect()
    }

    #[test]
    fn the_kind_is_told_by_the_content() {
        assert_eq!(texts("one\n\ntwo"), [("1".into(), "one".into()), ("3".into(), "two".into())]);
        assert_eq!(texts("\u{feff}{\"text\":\"a\",\"id\":7}\n"), [("7".into(), "a".into())]);
        assert_eq!(texts("id,text\nx,\"a\nb\"\n"), [("x".into(), "a\nb".into())]);
        assert!(texts("").is_empty());
    }

    #[test]
    fn broken_records_say_which() {
        let error = read("{\"text\":\"a\"}\n{\"txt\":1}\n").remove(1).expect_err("no text");
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
