//! Text to pieces of words, as BERT's uncased models cut it: lower case,
//! accents away, marks on their own, then the longest known pieces.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::file::{Cut, Cutter};
use crate::coder::ModelError;

/// Words longer than this are unknown as a whole.
const LONGEST_WORD: usize = 100;

/// The pieces, sorted by their bytes; a piece's number is its place.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    places: Vec<Range<usize>>,
    pub(super) unknown: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Vocabulary {
    /// Cuts `bytes` bytes of text with a piece a line out of a file.
    pub(super) fn cut(from: &mut Cutter<'_>, file: &[u8], bytes: usize) -> Cut<Self> {
        let range = from.bytes(bytes)?;
        let mut places = Vec::new();
        let mut at = range.start;
        for line in file[range].split(|byte| *byte == b'\n') {
            places.push(at..at + line.len());
            at += line.len() + 1;
        }
        if !places.is_sorted_by(|a, b| file[a.clone()] < file[b.clone()]) {
            return Err(ModelError::Truncated);
        }
        let mut vocabulary = Self { places, unknown: 0, start: 0, end: 0 };
        let special = |piece: &[u8]| vocabulary.find(file, b"", piece).ok_or(ModelError::Truncated);
        let [unknown, start, end] = [special(b"[UNK]")?, special(b"[CLS]")?, special(b"[SEP]")?];
        (vocabulary.unknown, vocabulary.start, vocabulary.end) = (unknown, start, end);
        Ok(vocabulary)
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The number of a piece that is given in two parts.
    fn find(&self, file: &[u8], head: &[u8], tail: &[u8]) -> Option<u32> {
        let wanted = || head.iter().chain(tail);
        let found = self.places.binary_search_by(|place| file[place.clone()].iter().cmp(wanted()));
        found.ok().and_then(|at| u32::try_from(at).ok())
    }

    /// Appends the pieces of a text.
    pub(super) fn pieces(&self, file: &[u8], text: &str, to: &mut Vec<u32>) {
        let mut word = String::new();
        for c in text.chars() {
            if c.is_whitespace() {
                self.word(file, &mut word, to);
            } else if c == '\u{fffd}' || c.is_control() || is_format(c) {
                // Dropped, as BERT does.
            } else if c.is_ascii() {
                if c.is_ascii_punctuation() {
                    self.word(file, &mut word, to);
                    word.push(c);
                    self.word(file, &mut word, to);
                } else {
                    word.push(c.to_ascii_lowercase());
                }
            } else {
                for c in std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)) {
                    if is_alone(c) {
                        self.word(file, &mut word, to);
                        word.push(c);
                        self.word(file, &mut word, to);
                    } else {
                        word.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c)));
                    }
                }
            }
        }
        self.word(file, &mut word, to);
    }

    /// Appends the pieces of a word, and empties it.
    fn word(&self, file: &[u8], word: &mut String, to: &mut Vec<u32>) {
        if word.is_empty() {
            return;
        }
        let start = to.len();
        let mut rest = word.as_str();
        let mut head: &[u8] = b"";
        if word.chars().count() > LONGEST_WORD {
            to.push(self.unknown);
            rest = "";
        }
        while !rest.is_empty() {
            let mut ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
            let found =
                ends.find_map(|end| Some((end, self.find(file, head, &rest.as_bytes()[..end])?)));
            let Some((end, piece)) = found else {
                to.truncate(start);
                to.push(self.unknown);
                break;
            };
            to.push(piece);
            rest = &rest[end..];
            head = b"##";
        }
        word.clear();
    }
}

/// Invisible marks that BERT drops.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Punctuation beyond ASCII, and ideographs, are words of their own.
fn is_alone(c: char) -> bool {
    matches!(c,
        '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205e}'
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let mut known = vec![
            "[CLS]", "[SEP]", "[UNK]", "send", "##ing", "it", "!", "cafe", "a", "##b", "##c", "—",
            "the",
        ];
        known.sort_unstable();
        let file = known.join("\n").into_bytes();
        let vocabulary =
            Vocabulary::cut(&mut Cutter::new(&file), &file, file.len()).expect("sound");
        let mut to = Vec::new();
        vocabulary.pieces(&file, text, &mut to);
        to.into_iter().map(|piece| known[piece as usize].to_owned()).collect()
    }

    #[test]
    fn cuts_words() {
        assert_eq!(pieces("Sending it!"), ["send", "##ing", "it", "!"]);
        assert_eq!(pieces("  the CAFÉ—abc\tx"), ["the", "cafe", "—", "a", "##b", "##c", "[UNK]"]);
        assert_eq!(pieces("it\u{200b}\0 \u{fffd}"), ["it"]);
        assert_eq!(pieces(&"a".repeat(200)), ["[UNK]"]);
        assert!(pieces("").is_empty());
    }
}
