//! The rows of a table in CSV (RFC 4180), one by one, however damaged the table is.

use crate::cursor::{Cursor, LARGEST};
use crate::input::Input;
use crate::skip::SkipReason;
use crate::text;

/// The cells of a row in text. What is no UTF-8 is taken as Windows-1252, as Excel writes it.
pub(crate) type Cells = Vec<String>;

/// The rows of a table with their places; empty lines are passed over.
pub(crate) struct Rows<'a> {
    cursor: Cursor<'a>,
    delimiter: u8,
    largest: usize,
}

/// Where in a cell the reading stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    Bare,
    Quoted,
    /// After a quote that ends the cell, or is the first of two.
    Quote,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(input: Input<'a>, delimiter: u8) -> Self {
        Self { cursor: Cursor::new(input), delimiter, largest: LARGEST }
    }
}

impl Iterator for Rows<'_> {
    type Item = (u64, Result<Cells, SkipReason>);

    fn next(&mut self) -> Option<Self::Item> {
        self.cursor.skip(|byte| matches!(byte, b'\n' | b'\r'));
        let start = self.cursor.position();
        let (delimiter, largest) = (self.delimiter, self.largest);
        let (mut place, mut size) = (Place::Start, 0_usize);
        let row = self.cursor.piece(largest, |bytes| {
            for (at, byte) in bytes.iter().enumerate() {
                // A quote that is never closed must not take the rest of the table with it.
                if *byte == b'\n' && (place != Place::Quoted || size > largest) {
                    return (at, Some(()));
                }
                place = match (place, byte) {
                    (Place::Start | Place::Quote, b'"') => Place::Quoted,
                    (Place::Quoted, b'"') => Place::Quote,
                    (Place::Quoted, _) => Place::Quoted,
                    (_, byte) if *byte == delimiter => Place::Start,
                    _ => Place::Bare,
                };
                size = size.saturating_add(1);
            }
            (bytes.len(), None)
        });
        let found = if size > largest {
            Err(SkipReason::TooLarge(row.size))
        } else if row.end.is_none() && place == Place::Quoted {
            let cut = || SkipReason::Damaged("it ends within quotes".to_owned());
            Err(self.cursor.failure().unwrap_or_else(cut))
        } else if size == 0 {
            Err(self.cursor.failure()?)
        } else {
            cells(&row.bytes, self.delimiter)
        };
        Some((start, found))
    }
}

/// The cells of one row.
pub(crate) fn cells(row: &[u8], delimiter: u8) -> Result<Cells, SkipReason> {
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    let row = row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .buffer_capacity(row.len().clamp(1, 1 << 16))
        .from_reader(row);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(_) => Ok(record.iter().map(|cell| text::decoded(cell, None)).collect()),
        Err(error) => Err(SkipReason::Malformed(error.to_string())),
    }
}

/// The first row of a file, and what stands between its cells: commas, semicolons or tabs,
/// whichever are most. Nothing if its first row does not end within the beginning that is at hand.
pub(crate) fn first(head: &[u8]) -> Option<(Cells, u8)> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let end = memchr::memchr(b'\n', start)?;
    let line = &start[..end];
    let count = |delimiter: u8| memchr::memchr_iter(delimiter, line).count();
    let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(|one| count(*one))?;
    let cells = cells(line, delimiter).ok()?;
    (cells.len() > 1).then_some((cells, delimiter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &[u8]) -> Vec<(u64, Result<Cells, SkipReason>)> {
        Rows::new(Input::new(text), b',').collect()
    }

    #[test]
    fn rows_with_quotes_and_breaks() {
        let found = all(b"a,b\r\n\r\n\"x, \"\"y\"\"\nz\",5\" wheel\n,\nlast,one");
        let cells: Vec<Vec<String>> = found.iter().map(|(_, row)| row.clone().unwrap()).collect();
        assert_eq!(
            cells,
            [vec!["a", "b"], vec!["x, \"y\"\nz", "5\" wheel"], vec!["", ""], vec!["last", "one"]]
        );
        assert_eq!(found.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [0, 7, 29, 31]);
    }

    #[test]
    fn a_quote_that_is_never_closed() {
        assert_eq!(
            all(b"a,b\n\"x,y\n1,2").last().unwrap().1.as_ref().unwrap_err().name(),
            "damaged"
        );
        let mut rows = Rows::new(Input::new(&b"a,b\n\"x,y 0123456789\n1,2\n"[..]), b',');
        rows.largest = 8;
        let found: Vec<_> = rows.map(|(_, row)| row).collect();
        assert_eq!(found[1].as_ref().unwrap_err().name(), "too large");
        assert_eq!(found[2].as_ref().unwrap(), &["1", "2"]);
    }

    #[test]
    fn tables_of_excel() {
        assert_eq!(all(b"Gr\xfc\xdfe,a\r\n")[0].1.as_ref().unwrap(), &["Grüße", "a"]);
    }

    #[test]
    fn first_rows() {
        assert_eq!(
            first(b"\xef\xbb\xbfa;b,c;d\n").unwrap(),
            (vec!["a".into(), "b,c".into(), "d".into()], b';')
        );
        assert_eq!(first(b"a\tb\r\n").unwrap().1, b'\t');
        assert!(first(b"prose\n").is_none());
        assert!(first(b"a,b").is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(
            prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), any::<u8>()], 0..200,
        )) {
            prop_assert!(all(&bytes).len() <= bytes.len());
            let _ = first(&bytes);
        }

        #[test]
        fn tables_come_back(table in proptest::collection::vec(proptest::collection::vec("[ -~\n]{1,9}", 3), 1..6)) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let found: Vec<Cells> = all(&writer.into_inner().unwrap()).into_iter().map(|(_, row)| row.unwrap()).collect();
            prop_assert_eq!(found, table);
        }
    }
}
