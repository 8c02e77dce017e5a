//! The rows of a table in CSV (RFC 4180), one by one, however damaged the table is.

use crate::input::Input;
use crate::skip::SkipReason;
use crate::text;

/// Bytes that a row may have.
pub(crate) const LARGEST: usize = 16 << 20;
/// Read at a time.
const BLOCK: usize = 64 * 1024;

/// The cells of a row in text. What is no UTF-8 is taken as Windows-1252, as Excel writes it.
pub(crate) type Cells = Vec<String>;

/// The rows of a table with their places; empty lines are passed over.
pub(crate) struct Rows<'a> {
    input: Input<'a>,
    delimiter: u8,
    largest: usize,
    block: Vec<u8>,
    next: usize,
    offset: u64,
    row: Vec<u8>,
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
        Self {
            input,
            delimiter,
            largest: LARGEST,
            block: Vec::new(),
            next: 0,
            offset: 0,
            row: Vec::new(),
        }
    }

    fn peek(&mut self) -> Option<u8> {
        if self.next == self.block.len() {
            self.offset += self.block.len() as u64;
            self.block.clear();
            self.next = 0;
            self.input.append(&mut self.block, BLOCK);
        }
        self.block.get(self.next).copied()
    }
}

impl Iterator for Rows<'_> {
    type Item = (u64, Result<Cells, SkipReason>);

    fn next(&mut self) -> Option<Self::Item> {
        while matches!(self.peek(), Some(b'\n' | b'\r')) {
            self.next += 1;
        }
        let start = self.offset + self.next as u64;
        self.row.clear();
        let mut size = 0_u64;
        let mut place = Place::Start;
        while let Some(byte) = self.peek() {
            // A quote that is never closed must not take the rest of the table with it.
            let endless = size > self.largest as u64;
            if byte == b'\n' && (place != Place::Quoted || endless) {
                break;
            }
            place = match (place, byte) {
                (Place::Start, b'"') | (Place::Quote, b'"') => Place::Quoted,
                (Place::Quoted, b'"') => Place::Quote,
                (Place::Quoted, _) => Place::Quoted,
                (_, byte) if byte == self.delimiter => Place::Start,
                _ => Place::Bare,
            };
            self.next += 1;
            size += 1;
            if size <= self.largest as u64 {
                self.row.push(byte);
            }
        }
        if size > self.largest as u64 {
            return Some((start, Err(SkipReason::TooLarge(size))));
        }
        if self.peek().is_none() && place == Place::Quoted {
            let failure = self.input.failure();
            let cut = || SkipReason::Damaged("it ends within quotes".to_owned());
            return Some((start, Err(failure.unwrap_or_else(cut))));
        }
        if size == 0 {
            return self.input.failure().map(|reason| (start, Err(reason)));
        }
        Some((start, cells(&self.row, self.delimiter)))
    }
}

/// The cells of one row.
pub(crate) fn cells(row: &[u8], delimiter: u8) -> Result<Cells, SkipReason> {
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    let row = row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .buffer_capacity(row.len().clamp(1, BLOCK))
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
