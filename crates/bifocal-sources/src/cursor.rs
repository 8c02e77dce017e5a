//! The bytes of a stream one after the other, of which one block is in memory, and pieces cut out
//! of them.

use crate::input::Input;
use crate::skip::SkipReason;

/// Bytes that are read at once.
const BLOCK: usize = 1 << 16;

/// Bytes that an object or a row may have. A tree of it takes some thirty times as many.
pub(crate) const LARGEST: usize = 16 << 20;

/// A place in a stream.
pub(crate) struct Cursor<'a> {
    input: Input<'a>,
    block: Vec<u8>,
    at: usize,
    /// Bytes before the block.
    before: u64,
}

/// What was cut out of a stream.
pub(crate) struct Piece<E> {
    /// Its first bytes, as many as were wanted.
    pub(crate) bytes: Vec<u8>,
    /// How many it has in all.
    pub(crate) size: u64,
    /// What ended it; nothing if the stream did.
    pub(crate) end: Option<E>,
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

    /// Cuts out the piece that starts here and keeps up to `limit` bytes of it. `feed` is given what
    /// follows, part by part, and tells how many bytes belong to the piece and what ends it after them.
    pub(crate) fn piece<E>(
        &mut self,
        limit: usize,
        mut feed: impl FnMut(&[u8]) -> (usize, Option<E>),
    ) -> Piece<E> {
        let mut piece = Piece { bytes: Vec::new(), size: 0, end: None };
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return piece;
            }
            let (count, end) = feed(rest);
            let kept = count.min(limit - piece.bytes.len());
            piece.bytes.extend_from_slice(&rest[..kept]);
            piece.size += count as u64;
            self.at += count;
            if end.is_some() {
                piece.end = end;
                return piece;
            }
        }
    }

    /// Why the stream ended before its end, if it did.
    pub(crate) fn failure(&mut self) -> Option<SkipReason> {
        self.input.failure()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_over_the_bounds_of_blocks() {
        let text = [vec![b'x'; 3 * BLOCK], b";y".to_vec()].concat();
        let mut cursor = Cursor::new(Input::new(&text[..]));
        let semicolon = |bytes: &[u8]| match memchr::memchr(b';', bytes) {
            Some(at) => (at, Some("semicolon")),
            None => (bytes.len(), None),
        };
        let piece = cursor.piece(10, semicolon);
        assert_eq!((&piece.bytes[..], piece.size), (&[b'x'; 10][..], 3 * BLOCK as u64));
        assert_eq!((piece.end, cursor.position()), (Some("semicolon"), 3 * BLOCK as u64));
        cursor.step();
        let piece = cursor.piece(10, semicolon);
        assert_eq!((&piece.bytes[..], piece.size, piece.end), (&b"y"[..], 1, None));
        assert_eq!((cursor.peek(), cursor.failure()), (None, None));
    }
}
