//! Messages in an mbox: each starts with a line "From sender date".
//!
//! There is no standard, but four habits. In *mboxo* and *mboxrd* a line of the
//! body that starts with "From " has been given a ">", which is taken off again;
//! in *mboxcl* and *mboxcl2* a "Content-Length" tells where the body ends, and
//! in the latter "From " stands in bodies as it is. Some programs do none of
//! it, so a "From " line only separates messages if it looks like one and a
//! header follows it.

use memchr::{memchr, memchr_iter, memmem};

use crate::headers::{self, Name};
use crate::input::Input;
use crate::kind;
use crate::skip::SkipReason;

/// Read at a time.
const BLOCK: usize = 1 << 20;
/// Bytes after a "From " line that are looked at before it counts.
const AHEAD: usize = 4096;
/// A header longer than this is not searched for a "Content-Length".
const HEADER: usize = 256 * 1024;

/// What an mbox holds at a place.
pub(crate) type Found = (u64, Result<Vec<u8>, SkipReason>);

/// Cuts a stream into messages. Memory is one block and one message, and no
/// message is larger than the limit.
pub(crate) struct Mbox<'a> {
    input: Input<'a>,
    limit: usize,
    buffer: Vec<u8>,
    /// Where the current message starts in the buffer, with its "From " line.
    start: usize,
    /// Offset of the buffer's first byte in the stream.
    offset: u64,
    /// Bytes of a message too large that have been dropped already.
    dropped: u64,
    /// Bytes before the first message.
    garbage: usize,
    ended: bool,
}

impl<'a> Mbox<'a> {
    /// An mbox whose first "From " line starts after so many bytes.
    pub(crate) fn new(input: Input<'a>, first: usize, limit: usize) -> Self {
        Self {
            input,
            limit,
            buffer: Vec::new(),
            start: 0,
            offset: 0,
            dropped: 0,
            garbage: first,
            ended: false,
        }
    }

    /// The next message or what stands in its place; nothing at the end.
    pub(crate) fn next(&mut self) -> Option<Found> {
        if self.garbage > 0 {
            let garbage = std::mem::take(&mut self.garbage);
            self.fill();
            let lead = &self.buffer[..garbage.min(self.buffer.len())];
            let blank = kind::text_start(lead) == lead.len();
            self.start = lead.len();
            if !blank {
                return Some((0, Err(SkipReason::Garbage(garbage as u64))));
            }
        }
        if self.start == self.buffer.len() && !self.fill() {
            return self
                .input
                .failure()
                .map(|reason| (self.offset + self.start as u64, Err(reason)));
        }
        let place = self.offset + self.start as u64;
        let end = self.end();
        let size = self.dropped + (end - self.start) as u64;
        self.dropped = 0;
        let found = if size > self.limit as u64 {
            Err(SkipReason::TooLarge(size))
        } else {
            Ok(message(&self.buffer[self.start..end]))
        };
        self.start = end;
        if self.buffer.capacity() > 8 * BLOCK && self.buffer.len() - self.start < BLOCK {
            self.offset += self.start as u64;
            self.buffer = self.buffer[self.start..].to_vec();
            self.start = 0;
        }
        Some((place, found))
    }

    /// Reads one block more; whether there was any.
    fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.start > 0 {
            // What is left is less than a message, so that this is linear in all.
            self.buffer.drain(..self.start);
            self.offset += self.start as u64;
            self.start = 0;
        }
        let count = self.input.append(&mut self.buffer, BLOCK);
        self.ended = count < BLOCK;
        count > 0
    }

    /// Where the message that starts at `start` ends. May move the buffer.
    fn end(&mut self) -> usize {
        if let Some(end) = self.end_by_length() {
            return end;
        }
        let finder = memmem::Finder::new(b"\nFrom ");
        // Relative to `start`, since filling moves the buffer.
        let mut searched = 0;
        loop {
            let from = self.start + searched;
            if let Some(found) = finder.find(&self.buffer[from..]) {
                let line = from + found + 1;
                if self.buffer.len() - line < AHEAD && !self.ended {
                    searched = from + found - self.start;
                    self.fill();
                    continue;
                }
                let message = &self.buffer[self.start..];
                let at = line - self.start;
                if separates(&message[at..], blank_before(message, at)) {
                    return line;
                }
                searched = at;
                continue;
            }
            let rest = self.buffer.len() - self.start;
            searched = rest.saturating_sub(b"\nFrom ".len());
            if rest > self.limit && searched > 2 {
                // Too large: what cannot be part of the next separator, nor of the
                // empty line before it, is dropped.
                let gone = searched - 2;
                self.dropped += gone as u64;
                self.start += gone;
                searched = 2;
            }
            if !self.fill() {
                return self.buffer.len();
            }
        }
    }

    /// The end that "Content-Length" tells, if a message or the end of the file follows there.
    fn end_by_length(&mut self) -> Option<usize> {
        let mut body = self.header_end();
        while body.is_none() && self.buffer.len() - self.start < HEADER && self.fill() {
            body = self.header_end();
        }
        let body = body?;
        let header = &self.buffer[self.start..self.start + body];
        let length = content_length(header)?;
        let end = body.checked_add(length)?;
        if end > self.limit {
            return None;
        }
        while self.buffer.len() - self.start < end + AHEAD && self.fill() {}
        let message = &self.buffer[self.start..];
        let mut at = end;
        // The empty line after the body is not counted.
        for _ in 0..2 {
            match message.get(at..) {
                None => return None,
                Some([]) => return Some(self.start + at),
                Some(rest) if separates(rest, true) => return Some(self.start + at),
                Some([b'\n', ..]) => at += 1,
                Some([b'\r', b'\n', ..]) => at += 2,
                Some(_) => return None,
            }
        }
        match message.get(at..) {
            Some([]) => Some(self.start + at),
            _ => None,
        }
    }

    /// Length of the "From " line and the header that the buffer starts with.
    fn header_end(&self) -> Option<usize> {
        let message = &self.buffer[self.start..];
        let message = &message[..message.len().min(HEADER)];
        memchr_iter(b'\n', message).find_map(|at| match &message[at + 1..] {
            [b'\n', ..] => Some(at + 2),
            [b'\r', b'\n', ..] => Some(at + 3),
            _ => None,
        })
    }
}

fn content_length(header: &[u8]) -> Option<usize> {
    memchr_iter(b'\n', header).find_map(|at| {
        let line = &header[at + 1..];
        // Nearly all lines are told by their first letter.
        if !matches!(line.first(), Some(b'c' | b'C')) {
            return None;
        }
        let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
        let (name, value) = headers::field(line)?;
        if Name::of(name) != Some(Name::ContentLength) {
            return None;
        }
        std::str::from_utf8(value).ok()?.trim().parse().ok()
    })
}

/// Whether text that starts with "From " starts a message, given whether an
/// empty line stands before it.
///
/// A line with a date separates if a header follows (any field after an empty
/// line, else one that is known). A line without one separates if it has an
/// empty line before it, no more than two words, and a known field after it.
pub(crate) fn separates(text: &[u8], blank_before: bool) -> bool {
    let Some(line_end) = memchr(b'\n', &text[..text.len().min(AHEAD)]) else { return false };
    let Some(envelope) = text[..line_end].strip_prefix(b"From ") else { return false };
    let next = &text[line_end + 1..];
    let next =
        &next[..memchr(b'\n', &next[..next.len().min(AHEAD)]).unwrap_or(next.len().min(AHEAD))];
    let next = next.strip_suffix(b"\r").unwrap_or(next);
    let name = headers::field(next).map(|(name, _)| name);
    let known = name.is_some_and(|name| {
        Name::of(name).is_some()
            || name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(b"x-"))
            || OTHERS.iter().any(|other| other.as_bytes().eq_ignore_ascii_case(name))
    });
    if has_date(envelope) {
        known || blank_before && (name.is_some() || next.is_empty() || next.starts_with(b">From "))
    } else {
        let words = envelope.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
        known && blank_before && words <= 2
    }
}

/// Fields that stand first in mails besides those that are read.
const OTHERS: &[&str] = &[
    "delivered-to",
    "dkim-signature",
    "domainkey-signature",
    "authentication-results",
    "arc-seal",
    "arc-message-signature",
    "arc-authentication-results",
    "received-spf",
    "status",
    "envelope-to",
    "reply-to",
    "user-agent",
    "mailing-list",
    "resent-from",
    "resent-date",
    "thread-topic",
    "importance",
    "content-transfer-encoding",
];

/// Whether a line has the name of a month and a time of day.
fn has_date(line: &[u8]) -> bool {
    const MONTHS: [&[u8; 3]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let month = line
        .split(|byte| !byte.is_ascii_alphabetic())
        .any(|word| MONTHS.iter().any(|month| word == &month[..]));
    let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    month
        && memchr_iter(b':', line).any(|at| {
            at > 0 && digit(line.get(at - 1)) && digit(line.get(at + 1)) && digit(line.get(at + 2))
        })
}

/// Whether an empty line, or nothing, stands before the line that starts at `line`.
pub(crate) fn blank_before(text: &[u8], line: usize) -> bool {
    let before = &text[..line];
    before.is_empty() || before == b"\n" || before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n")
}

/// A message as it was before it was put into the mbox: without the "From "
/// line, without the empty line at the end, without the ">" before "From ".
fn message(entry: &[u8]) -> Vec<u8> {
    let first = memchr(b'\n', entry).map_or(entry.len(), |end| end + 1);
    let mut bytes = &entry[first..];
    if let Some(rest) = bytes.strip_suffix(b"\r\n") {
        if rest.ends_with(b"\n") {
            bytes = rest;
        }
    } else if let Some(rest) = bytes.strip_suffix(b"\n")
        && rest.ends_with(b"\n")
    {
        bytes = rest;
    }
    unescape(bytes)
}

/// Takes off the ">" before "From ".
fn unescape(bytes: &[u8]) -> Vec<u8> {
    let mut escapes = memmem::find_iter(bytes, b">From ").peekable();
    if escapes.peek().is_none() || memmem::find(bytes, b"\nFrom ").is_some() {
        // Where "From " stands as it is, nothing has been escaped.
        return bytes.to_vec();
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut copied = 0;
    let header =
        memmem::find(bytes, b"\n\n").or_else(|| memmem::find(bytes, b"\n\r\n")).unwrap_or(0);
    for at in escapes {
        let marks = bytes[..at].iter().rev().take_while(|byte| **byte == b'>').count();
        let line = at - marks;
        if at < header || line == 0 || bytes[line - 1] != b'\n' || is_quoted(bytes, line) {
            continue;
        }
        out.extend_from_slice(&bytes[copied..line]);
        copied = line + 1;
    }
    out.extend_from_slice(&bytes[copied..]);
    out
}

/// Whether the ">" of a line ">From " is the quote mark of somebody who quotes
/// without a space: then the line before or after starts so too.
fn is_quoted(bytes: &[u8], line: usize) -> bool {
    let quotes = |other: &[u8]| {
        let marks = other.iter().take_while(|byte| **byte == b'>').count();
        let rest = &other[marks..];
        marks > 0
            && !rest.starts_with(b"From ")
            && rest.first().is_some_and(|byte| !byte.is_ascii_whitespace())
    };
    let before = &bytes[..line - 1];
    let before = &before[memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)..];
    let after =
        memchr(b'\n', &bytes[line..]).map_or(&bytes[bytes.len()..], |at| &bytes[line + at + 1..]);
    quotes(before) || quotes(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], limit: usize) -> Vec<Found> {
        let first = match kind::recognise(bytes) {
            kind::Kind::Mbox(first) => first,
            _ => 0,
        };
        let mut mbox = Mbox::new(Input::new(bytes), first, limit);
        std::iter::from_fn(move || mbox.next()).collect()
    }

    fn bodies(bytes: &[u8]) -> Vec<String> {
        read(bytes, 1 << 20)
            .into_iter()
            .map(|(_, found)| {
                found.map_or_else(
                    |skip| skip.to_string(),
                    |bytes| String::from_utf8_lossy(&bytes).into_owned(),
                )
            })
            .collect()
    }

    const LINE: &str = "From a@b Mon Jan  5 10:00:00 2026\n";

    #[test]
    fn two_messages() {
        let mbox = format!("{LINE}From: a@b\n\none\n\n{LINE}From: c@d\n\ntwo\n");
        assert_eq!(bodies(mbox.as_bytes()), ["From: a@b\n\none\n", "From: c@d\n\ntwo\n"]);
        assert_eq!(
            bodies(mbox.replace('\n', "\r\n").as_bytes()),
            ["From: a@b\r\n\r\none\r\n", "From: c@d\r\n\r\ntwo\r\n"]
        );
    }

    #[test]
    fn from_in_a_body_does_not_separate() {
        let mbox = format!(
            "{LINE}From: a@b\n\nFrom here on:\nit is prose.\n\nFrom Monday, Jan 5 at 10:00 on\nwe meet.\n"
        );
        assert_eq!(read(mbox.as_bytes(), 1 << 20).len(), 1);
    }

    #[test]
    fn escapes_are_taken_off() {
        let mbox = format!("{LINE}From: a@b\n\n>From one\n>>From two\n > From three\n");
        assert_eq!(bodies(mbox.as_bytes()), ["From: a@b\n\nFrom one\n>From two\n > From three\n"]);
        let quoted = format!("{LINE}From: a@b\n\n>so it is\n>From now on\n");
        assert_eq!(bodies(quoted.as_bytes()), ["From: a@b\n\n>so it is\n>From now on\n"]);
    }

    #[test]
    fn content_length_is_believed_where_it_fits() {
        let body = format!("{LINE}From: x@y\n\nan mbox in a mail\n");
        let mbox = format!(
            "{LINE}From: a@b\nContent-Length: {}\n\n{body}\n{LINE}From: c@d\n\ntwo\n",
            body.len()
        );
        assert_eq!(bodies(mbox.as_bytes()).len(), 2);
        let wrong =
            format!("{LINE}From: a@b\nContent-Length: 7000\n\none\n\n{LINE}From: c@d\n\ntwo\n");
        assert_eq!(bodies(wrong.as_bytes()).len(), 2);
    }

    #[test]
    fn too_large_is_passed_over() {
        let long = "x".repeat(5 << 20);
        let mbox = format!("{LINE}From: a@b\n\n{long}\n\n{LINE}From: c@d\n\ntwo\n");
        let found = read(mbox.as_bytes(), 1 << 20);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0],
            (0, Err(SkipReason::TooLarge((LINE.len() + 11 + long.len() + 2) as u64)))
        );
        assert_eq!(found[1].0 as usize, mbox.len() - LINE.len() - 15);
        assert!(found[1].1.is_ok());
    }

    #[test]
    fn garbage_comes_first() {
        let mbox = format!("the rest\n\n{LINE}From: c@d\n\ntwo\n");
        let found = read(mbox.as_bytes(), 1 << 20);
        assert_eq!(found[0], (0, Err(SkipReason::Garbage(10))));
        assert_eq!(found[1].0, 10);
        assert!(found[1].1.is_ok());
    }
}
