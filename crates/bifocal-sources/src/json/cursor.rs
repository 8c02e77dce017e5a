//! The bytes of a JSON text one after the other, and where its values end.

use crate::input::Input;
use crate::skip::SkipReason;

/// Bytes that are read at once.
const BLOCK: usize = 1 << 16;

/// A place in a stream.
pub(crate) struct Cursor<'a> {
    input: Input<'a>,
    block: Vec<u8>,
    at: usize,
    /// Bytes before the block.
    before: u64,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(input: Input<'a>) -> Self {
        Self { input, block: Vec::new(), at: 0, before: 0 }
    }

    /// How many bytes lie before this place.
    pub(crate) fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// Unread bytes at hand: none only at the end.
    fn rest(&mut self) -> &[u8] {
        if self.at == self.block.len() {
            self.before += self.block.len() as u64;
            self.at = 0;
            self.block.clear();
            self.input.append(&mut self.block, BLOCK);
        }
        &self.block[self.at..]
    }

    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.rest().first().copied()
    }

    /// Goes on by one byte, which has been looked at.
    pub(crate) fn step(&mut self) {
        self.at += 1;
    }

    /// Goes past all bytes of a kind.
    pub(crate) fn skip(&mut self, kind: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&kind) {
            self.step();
        }
    }

    /// Goes past the value that starts here, whose bytes are handed out on the way. Returns
    /// whether it has an end.
    pub(crate) fn value(&mut self, mut take: impl FnMut(&[u8])) -> bool {
        let mut extent = Extent::default();
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return extent.may_end();
            }
            let (count, ends) = extent.feed(rest);
            take(&rest[..count]);
            self.at += count;
            if ends {
                return true;
            }
        }
    }

    /// Why the stream ended before its end, if it did.
    pub(crate) fn failure(&mut self) -> Option<SkipReason> {
        self.input.failure()
    }
}

/// Finds the end of a value. Counts brackets, whatever their kind: a value whose brackets do not
/// fit is refused by whoever reads it.
#[derive(Default)]
struct Extent {
    depth: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    Text,
    Escape,
    /// A number or a word that is the whole value.
    Bare,
}

impl Extent {
    /// Reads on; returns how many of the bytes belong to the value, and whether it ends there.
    fn feed(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (at, byte) in bytes.iter().enumerate() {
            match (self.state, byte) {
                (State::Text, b'\\') => self.state = State::Escape,
                (State::Text, b'"') => {
                    self.state = State::Open;
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                (State::Text, _) => {}
                (State::Escape, _) => self.state = State::Text,
                (State::Bare, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') => {
                    return (at, true);
                }
                (State::Bare, _) => {}
                (State::Open, b'"') => self.state = State::Text,
                (State::Open, b'{' | b'[') => self.depth += 1,
                (State::Open, b'}' | b']') => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                (State::Open, _) if self.depth == 0 => self.state = State::Bare,
                (State::Open, _) => {}
            }
        }
        (bytes.len(), false)
    }

    /// Whether the value may end with the stream.
    fn may_end(&self) -> bool {
        self.state == State::Bare
    }
}
