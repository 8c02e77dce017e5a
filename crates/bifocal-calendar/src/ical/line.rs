//! Content lines (RFC 5545, 3.1): unfolded, with name, parameters and value.

use std::io::{self, BufRead};

use memchr::memchr2;

/// Bytes of a line that are kept. Longer lines are attachments, or hostile.
pub(crate) const MAX_LINE: usize = 64 * 1024;

/// Reads unfolded lines with any line ends: CR LF, LF, or CR.
pub(crate) struct Lines<R> {
    reader: R,
    /// After a CR, an LF still belongs to the same line end.
    after_cr: bool,
    /// Lines read so far, counted as they stand in the file.
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) const fn new(reader: R) -> Self {
        Self { reader, after_cr: false, number: 0 }
    }

    /// The number of the last physical line that was read, from 1.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next unfolded line into `line`; `None` at the end, else whether all of it was kept.
    pub(crate) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
        line.clear();
        if self.peek()?.is_none() {
            return Ok(None);
        }
        let mut whole = self.physical(line)?;
        while matches!(self.peek()?, Some(b' ' | b'\t')) {
            self.reader.consume(1);
            whole &= self.physical(line)?;
        }
        Ok(Some(whole))
    }

    /// The next byte, which is not the rest of a line end.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let Some(&byte) = self.reader.fill_buf()?.first() else { return Ok(None) };
            if self.after_cr && byte == b'\n' {
                self.reader.consume(1);
                self.after_cr = false;
                continue;
            }
            self.after_cr = false;
            return Ok(Some(byte));
        }
    }

    /// Appends up to the end of the physical line; whether all of it was kept.
    fn physical(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        self.number += 1;
        let mut whole = true;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(whole);
            }
            let end = memchr2(b'\n', b'\r', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let room = MAX_LINE.saturating_sub(line.len());
            line.extend_from_slice(&part[..part.len().min(room)]);
            whole &= part.len() <= room;
            let Some(end) = end else {
                let read = buffer.len();
                self.reader.consume(read);
                continue;
            };
            self.after_cr = buffer[end] == b'\r';
            self.reader.consume(end + 1);
            return Ok(whole);
        }
    }
}

/// A content line. Names keep their case; compare them without it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    params: Vec<(&'a str, &'a str)>,
    pub(crate) value: &'a str,
}

impl<'a> Line<'a> {
    /// Takes a line apart; nothing if it has no name or no value.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        // A quote that is never closed must not swallow the value.
        let colon = outside_quotes(text, ':').or_else(|| text.find(':'))?;
        let (head, value) = (&text[..colon], &text[colon + 1..]);
        let mut parts = split_outside_quotes(head, ';');
        let name = parts.next()?.trim();
        // A group before the name, as address books write it, is none of ours.
        let name = name.rsplit_once('.').map_or(name, |(_, name)| name);
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let params = parts
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.trim(), value.trim().trim_matches('"')))
            .collect();
        is_name.then_some(Self { name, params, value: value.trim() })
    }

    /// Whether the line has this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// A parameter's value without quotes.
    pub(crate) fn param(&self, name: &str) -> Option<&'a str> {
        self.params.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Whether a parameter has this value.
    pub(crate) fn param_is(&self, name: &str, value: &str) -> bool {
        self.param(name).is_some_and(|there| there.eq_ignore_ascii_case(value))
    }
}

fn outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (!quoted && c == wanted).then_some(at)
    })
}

fn split_outside_quotes(text: &str, at: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        match outside_quotes(text, at) {
            Some(end) => {
                rest = Some(&text[end + 1..]);
                Some(&text[..end])
            }
            None => {
                rest = None;
                Some(text)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(bytes);
        let mut line = Vec::new();
        let mut all = Vec::new();
        while lines.next(&mut line).unwrap().is_some() {
            all.push(String::from_utf8_lossy(&line).into_owned());
        }
        all
    }

    #[test]
    fn any_line_ends_and_folds() {
        for end in ["\r\n", "\n", "\r"] {
            let text = format!("A:1{end} 2{end}\t3{end}B:4{end}{end}C:5");
            assert_eq!(lines(text.as_bytes()), ["A:123", "B:4", "", "C:5"], "{end:?}");
        }
        assert!(lines(b"").is_empty());
        // A fold within a character of several bytes.
        assert_eq!(lines(b"N:\xc3\n \xa9"), ["N:é"]);
    }

    #[test]
    fn a_line_of_any_length_costs_no_memory() {
        let mut text = b"ATTACH:".to_vec();
        text.resize(10 * MAX_LINE, b'x');
        text.extend_from_slice(b"\nUID:1\n");
        let mut reader = Lines::new(&text[..]);
        let mut line = Vec::new();
        assert_eq!(reader.next(&mut line).unwrap(), Some(false));
        assert_eq!(line.len(), MAX_LINE);
        assert_eq!(reader.next(&mut line).unwrap(), Some(true));
        assert_eq!((line.as_slice(), reader.number()), (&b"UID:1"[..], 2));
    }

    #[test]
    fn names_parameters_values() {
        let line =
            Line::parse("ATTENDEE;CN=\"Berg: Jonas; Depot\";PARTSTAT=accepted:mailto:j@v").unwrap();
        assert!(line.is("attendee") && line.param_is("partstat", "ACCEPTED"));
        assert_eq!(line.param("CN"), Some("Berg: Jonas; Depot"));
        assert_eq!(line.value, "mailto:j@v");
        assert_eq!(
            Line::parse("ORGANIZER;CN=\"never closed:mailto:a@b").unwrap().value,
            "mailto:a@b"
        );
        assert_eq!(Line::parse("item1.UID:7").unwrap().name, "UID");
        for bad in ["", "no colon", ":value", "Ü:1", "a b:1"] {
            assert_eq!(Line::parse(bad), None, "{bad}");
        }
    }
}
