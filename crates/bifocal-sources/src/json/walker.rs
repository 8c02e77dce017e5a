//! The one walk through a JSON text that all readers share.

use crate::input::Input;
use crate::json::cursor::Cursor;
use crate::skip::SkipReason;

/// Bytes of a name that are kept.
const NAME: usize = 200;

const NO_JSON: &str = "this is no JSON";
const CUT_OFF: &str = "it is cut off";

/// What is to be done with a value.
pub(crate) enum Step {
    /// Go into it.
    Descend,
    /// Hand it out, for the reason with this number.
    Take(usize),
    /// Go past it.
    Pass,
}

/// Decides by the first byte of a value and by its path: names after dots, `[]` for the items of a list, such as
/// `conversations[].id`. The whole text has the empty path.
pub(crate) trait Guide {
    fn step(&mut self, path: &str, first: u8) -> Step;
}

/// A value that was asked for, or what stands in its place.
pub(crate) struct Found {
    /// Where it starts.
    pub(crate) offset: u64,
    /// Which one it is, and its bytes.
    pub(crate) value: Result<(usize, Vec<u8>), SkipReason>,
}

/// Walks through any number of JSON texts, one after the other.
pub(crate) struct Walker<'a, G> {
    cursor: Cursor<'a>,
    guide: G,
    /// Bytes that a value may have.
    limit: usize,
    path: String,
    /// For each open bracket whether it is of an object, and the length of its path.
    open: Vec<(bool, usize)>,
    ended: bool,
}

impl<'a, G: Guide> Walker<'a, G> {
    pub(crate) fn new(input: Input<'a>, guide: G, limit: usize) -> Self {
        let cursor = Cursor::new(input);
        Self { cursor, guide, limit, path: String::new(), open: Vec::new(), ended: false }
    }

    pub(crate) fn guide(&self) -> &G {
        &self.guide
    }

    pub(crate) fn into_guide(self) -> G {
        self.guide
    }

    /// The end of what can be read, and what is wrong with it.
    fn end(&mut self, why: Option<&str>) -> Option<Found> {
        self.ended = true;
        let failure = self.cursor.failure();
        let reason = failure.or_else(|| why.map(|why| SkipReason::Damaged(why.to_owned())))?;
        Some(Found { offset: self.cursor.position(), value: Err(reason) })
    }

    /// Reads the name before a value of an object, and makes it a part of the path.
    fn name(&mut self) -> bool {
        let mut name = Vec::new();
        if !self.cursor.value(|bytes| {
            let room = NAME.saturating_sub(name.len());
            name.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }) {
            return false;
        }
        if !self.path.is_empty() {
            self.path.push('.');
        }
        // A name that could be taken for a part of a path is nobody's.
        let name = String::from_utf8_lossy(name.trim_ascii()).replace(['.', '[', ']'], "?");
        self.path.push_str(name.trim_matches('"'));
        self.cursor.skip(|byte| byte.is_ascii_whitespace());
        let colon = self.cursor.peek() == Some(b':');
        if colon {
            self.cursor.step();
            self.cursor.skip(|byte| byte.is_ascii_whitespace());
        }
        colon
    }

    fn take(&mut self, number: usize) -> Option<Found> {
        let offset = self.cursor.position();
        let (mut bytes, mut size) = (Vec::new(), 0u64);
        let limit = self.limit;
        let whole = self.cursor.value(|part| {
            size += part.len() as u64;
            if bytes.len() + part.len() <= limit {
                bytes.extend_from_slice(part);
            }
        });
        if !whole {
            return self.end(Some(CUT_OFF));
        }
        let value =
            if size > limit as u64 { Err(SkipReason::TooLarge(size)) } else { Ok((number, bytes)) };
        Some(Found { offset, value })
    }
}

/// Whether a value can start with it.
fn starts_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'{' | b'[' | b'"' | b'-')
}

impl<G: Guide> Iterator for Walker<'_, G> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if self.cursor.position() == 0 {
            // A byte order mark.
            self.cursor.skip(|byte| matches!(byte, 0xef | 0xbb | 0xbf));
        }
        while !self.ended {
            self.cursor.skip(|byte| byte.is_ascii_whitespace() || byte == b',');
            let Some(byte) = self.cursor.peek() else {
                return self.end((!self.open.is_empty()).then_some(CUT_OFF));
            };
            let parent = self.open.last().copied();
            self.path.truncate(parent.map_or(0, |(_, length)| length));
            if matches!(byte, b'}' | b']') {
                if self.open.pop().is_none() {
                    return self.end(Some(NO_JSON));
                }
                self.cursor.step();
                continue;
            }
            match parent {
                Some((true, _)) if byte != b'"' || !self.name() => {
                    return self.end(Some(NO_JSON));
                }
                Some((false, _)) => self.path.push_str("[]"),
                _ => {}
            }
            let Some(byte) = self.cursor.peek().filter(|byte| starts_value(*byte)) else {
                return self.end(Some(NO_JSON));
            };
            match self.guide.step(&self.path, byte) {
                Step::Descend if matches!(byte, b'{' | b'[') => {
                    self.cursor.step();
                    self.open.push((byte == b'{', self.path.len()));
                }
                Step::Take(number) => return self.take(number),
                Step::Descend | Step::Pass => {
                    if !self.cursor.value(|_| ()) {
                        return self.end(Some(CUT_OFF));
                    }
                }
            }
        }
        None
    }
}
