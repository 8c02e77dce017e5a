//! The one walk through a JSON text that all readers share.

use crate::cursor::{Cursor, Piece};
use crate::input::Input;
use crate::json::extent::{End, Extent};
use crate::skip::SkipReason;

/// Bytes of a name that are kept.
const NAME: usize = 200;

const CUT_OFF: &str = "it is cut off";

/// What is to be done with a value.
pub(crate) enum Step {
    /// Go into it.
    Descend,
    /// Hand it out, for the reason with this number.
    Take(usize),
    /// The same, but go into it if it has a list of this name.
    TakeUnless(usize, &'static str),
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

/// Walks through any number of JSON texts, one after the other. What is broken is named, and costs
/// what can belong to it, but not what comes after.
pub(crate) struct Walker<'a, G> {
    cursor: Cursor<'a>,
    guide: G,
    /// Bytes that a value may have.
    limit: usize,
    path: String,
    /// For each open bracket whether it is of an object, and the length of its path.
    open: Vec<(bool, usize)>,
    /// Whether each text is a line; known from the first that is handed out.
    lines: Option<bool>,
    ended: bool,
}

impl<'a, G: Guide> Walker<'a, G> {
    pub(crate) fn new(input: Input<'a>, guide: G, limit: usize) -> Self {
        let cursor = Cursor::new(input);
        let (path, open) = (String::new(), Vec::new());
        Self { cursor, guide, limit, path, open, lines: None, ended: false }
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

    /// Goes past what is no JSON, to where something may start.
    fn fault(&mut self) -> Option<Found> {
        let offset = self.cursor.position();
        let Some(byte) = self.cursor.peek() else { return self.end(Some(CUT_OFF)) };
        let closes = matches!(byte, b'}' | b']') && !self.open.is_empty();
        if !closes {
            let starts: &[u8] = match self.open.last() {
                None => b"{[\n",
                Some((false, _)) => b"{],\n",
                Some((true, _)) => b"\"}",
            };
            self.cursor.step();
            self.cursor.skip(|byte| !starts.contains(&byte));
        }
        Some(Found { offset, value: Err(malformed("this is no JSON")) })
    }

    /// Reads the name before a value of an object, and makes it a part of the path.
    fn name(&mut self) -> bool {
        let mut extent = Extent::default();
        let name = self.cursor.piece(NAME, |bytes| extent.feed(bytes)).bytes;
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

    /// Goes into the value that starts here.
    fn enter(&mut self, object: bool) {
        self.open.push((object, self.path.len()));
    }

    /// Goes past a value, and hands it out if it has a number.
    fn value(&mut self, number: Option<usize>, list: Option<&'static str>) -> Option<Found> {
        let offset = self.cursor.position();
        let parent = self.open.last().copied();
        let line = parent.is_none() && self.lines == Some(true);
        let extent =
            if matches!(parent, Some((true, _))) { Extent::default() } else { Extent::of_item() };
        let mut extent = extent.within_line(line).before_list(list);
        let limit = if number.is_some() { self.limit } else { 0 };
        let Piece { bytes, size, end } = self.cursor.piece(limit, |bytes| extent.feed(bytes));
        let value = match end {
            Some(End::List) => {
                self.enter(true);
                self.path.push_str(list.unwrap_or_default());
                self.enter(false);
                return None;
            }
            Some(End::CutOff) => Err(malformed("it is without its end")),
            None if !extent.may_end() => return self.end(Some("it ends within an object")),
            Some(End::Whole) | None => {
                let number = number?;
                if parent.is_none() {
                    self.lines.get_or_insert(!extent.has_lines);
                }
                if size > limit as u64 {
                    Err(SkipReason::TooLarge(size))
                } else {
                    Ok((number, bytes))
                }
            }
        };
        Some(Found { offset, value })
    }
}

fn malformed(why: &str) -> SkipReason {
    SkipReason::Malformed(why.to_owned())
}

/// Whether a value can start with it. On the outside only what may hold messages counts, so that a
/// line of something else is one fault and not as many as it has words.
fn starts_value(byte: u8, outside: bool) -> bool {
    matches!(byte, b'{' | b'[')
        || !outside && (byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'-'))
}

/// Whether it may stand between values: commas, white space, the byte order mark, and the sign before
/// each value of a sequence (RFC 7464).
fn separates(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | 0x1e | 0xef | 0xbb | 0xbf)
}

impl<G: Guide> Iterator for Walker<'_, G> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while !self.ended {
            self.cursor.skip(separates);
            let Some(byte) = self.cursor.peek() else {
                return self.end((!self.open.is_empty()).then_some(CUT_OFF));
            };
            let parent = self.open.last().copied();
            self.path.truncate(parent.map_or(0, |(_, length)| length));
            if matches!(byte, b'}' | b']') && self.open.pop().is_some() {
                self.cursor.step();
                continue;
            }
            match parent {
                Some((true, _)) if byte != b'"' || !self.name() => return self.fault(),
                Some((false, _)) => self.path.push_str("[]"),
                _ => {}
            }
            let first = self.cursor.peek();
            let Some(byte) = first.filter(|byte| starts_value(*byte, parent.is_none())) else {
                return self.fault();
            };
            let found = match self.guide.step(&self.path, byte) {
                Step::Descend if matches!(byte, b'{' | b'[') => {
                    self.cursor.step();
                    self.enter(byte == b'{');
                    None
                }
                Step::Take(number) => self.value(Some(number), None),
                Step::TakeUnless(number, list) => self.value(Some(number), Some(list)),
                Step::Descend | Step::Pass => self.value(None, None),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }
}
