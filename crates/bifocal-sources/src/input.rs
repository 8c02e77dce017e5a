//! A stream of bytes whose beginning can be looked at before it is read.

use std::io::{self, Read};

use crate::skip::SkipReason;

/// Bytes that are looked at to recognise what a file is.
pub(crate) const HEAD: usize = 64 * 1024;

/// A stream of bytes whose beginning can be looked at before it is read. A
/// failure of the stream ends it; it is kept, so that what came before is read
/// and the rest is reported.
pub(crate) struct Input<'a> {
    reader: Box<dyn Read + Send + 'a>,
    head: Vec<u8>,
    position: usize,
    failure: Option<SkipReason>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(reader: impl Read + Send + 'a) -> Self {
        Self { reader: Box::new(reader), head: Vec::new(), position: 0, failure: None }
    }

    /// The first bytes, fewer than [`HEAD`] only if there are no more.
    pub(crate) fn head(&mut self) -> &[u8] {
        if self.position == 0 && self.head.is_empty() {
            let mut head = Vec::new();
            self.append(&mut head, HEAD);
            self.head = head;
        }
        &self.head
    }

    /// Appends up to `limit` bytes; returns how many, fewer only at the end.
    pub(crate) fn append(&mut self, buffer: &mut Vec<u8>, limit: usize) -> usize {
        let before = buffer.len();
        if self.position < self.head.len() {
            let end = self.head.len().min(self.position + limit);
            buffer.extend_from_slice(&self.head[self.position..end]);
            self.position = end;
            if self.position == self.head.len() {
                self.head = Vec::new();
                // Never zero again, so that the head is not read a second time.
                self.position = usize::MAX;
            }
        }
        let wanted = limit - (buffer.len() - before);
        if wanted > 0 && self.failure.is_none() {
            let rest = u64::try_from(wanted).unwrap_or(u64::MAX);
            if let Err(error) = self.reader.by_ref().take(rest).read_to_end(buffer) {
                self.failure = Some(SkipReason::from_io(&error));
            }
        }
        buffer.len() - before
    }

    /// Why the stream ended before its end, if it did.
    pub(crate) fn failure(&mut self) -> Option<SkipReason> {
        self.failure.take()
    }

    /// The same stream with each lone CR as a line end, as old Macs wrote it.
    pub(crate) fn with_line_feeds(self) -> Self
    where
        'a: 'a,
    {
        Self::new(LineFeeds(self))
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position < self.head.len() {
            let count = buffer.len().min(self.head.len() - self.position);
            buffer[..count].copy_from_slice(&self.head[self.position..self.position + count]);
            self.position += count;
            return Ok(count);
        }
        if !self.head.is_empty() {
            self.head = Vec::new();
            self.position = usize::MAX;
        }
        match self.failure.take() {
            Some(SkipReason::Damaged(why)) => Err(io::Error::new(io::ErrorKind::InvalidData, why)),
            Some(reason) => Err(io::Error::other(reason.to_string())),
            None => self.reader.read(buffer),
        }
    }
}

struct LineFeeds<'a>(Input<'a>);

impl Read for LineFeeds<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        for byte in &mut buffer[..count] {
            if *byte == b'\r' {
                *byte = b'\n';
            }
        }
        Ok(count)
    }
}
