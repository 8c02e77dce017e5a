//! What the model looks at: keys of words, pairs, openings and context.

use super::conv::ConvScratch;
use super::tokens::{Token, hash, tokenize};
use crate::coder::{Parts, Plain};

/// Keys of the features of one sentence; reused from sentence to sentence.
#[derive(Debug, Default)]
pub struct FeatureBuffer {
    plain: Plain,
    tokens: Vec<Token>,
    /// Features of the sentence itself.
    target: Vec<u32>,
    /// Features of its context.
    context: Vec<u32>,
    /// Words of the texts that windows are looked at in.
    words: [Vec<u32>; WINDOWED],
    conv: ConvScratch,
}

/// Texts that the convolution reads: the sentence, the subject, the sentence before and the one after.
pub const WINDOWED: usize = 4;

/// Which words of a text it reads.
enum Read {
    First(usize),
    Last(usize),
}

/// Of each of them, in the same order: what stands nearest to the sentence, or says what it is about.
const READ: [Read; WINDOWED] = [Read::First(40), Read::First(12), Read::Last(16), Read::First(12)];

// What kind of feature a key stands for: one number each, part of the model's format.
const UNIGRAM: u64 = 1;
const BIGRAM: u64 = 2;
const OPENING: u64 = 3;
const STEM: u64 = 4;
const CLOSING: u64 = 5;
const LENGTH: u64 = 6;
const WORD: u64 = 7;
const BEFORE: u64 = 20;
const AFTER: u64 = 40;
const SUBJECT: u64 = 60;

const START: u64 = hash(b"<start>");
const END: u64 = hash(b"<end>");

impl FeatureBuffer {
    /// Keys of the sentence itself, each once.
    pub fn target(&self) -> &[u32] {
        &self.target
    }

    /// Keys of its context, each once.
    pub fn context(&self) -> &[u32] {
        &self.context
    }

    /// Keys of the words of the sentence, the subject, the sentence before and the one after, in order.
    pub fn words(&self) -> &[Vec<u32>; WINDOWED] {
        &self.words
    }

    pub(super) fn words_and_scratch(&mut self) -> (&[Vec<u32>; WINDOWED], &mut ConvScratch) {
        (&self.words, &mut self.conv)
    }

    /// Finds the features of a sentence, in place of the last one's.
    pub fn fill(&mut self, parts: &Parts<'_>) {
        self.target.clear();
        self.context.clear();
        self.tokens.clear();
        tokenize(self.plain.of(parts.text), &mut self.tokens);
        sentence(&self.tokens, &mut self.target);
        self.keep_words(0);
        let around = [(SUBJECT, parts.subject), (BEFORE, parts.before), (AFTER, parts.after)];
        for (text, (kind, part)) in (1..).zip(around) {
            self.tokens.clear();
            tokenize(self.plain.of(part), &mut self.tokens);
            neighbour(kind, &self.tokens, &mut self.context);
            self.keep_words(text);
        }
        for keys in [&mut self.target, &mut self.context] {
            keys.sort_unstable();
            keys.dedup();
        }
    }

    /// Keys of the words of a text, from its tokens.
    fn keep_words(&mut self, text: usize) {
        let read = match READ[text] {
            Read::First(most) => &self.tokens[..self.tokens.len().min(most)],
            Read::Last(most) => &self.tokens[self.tokens.len().saturating_sub(most)..],
        };
        self.words[text].clear();
        self.words[text].extend(read.iter().map(|token| key(WORD, &[token.word])));
    }
}

fn key(kind: u64, parts: &[u64]) -> u32 {
    let mut h = kind.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for part in parts {
        h = (h.rotate_left(23) ^ part).wrapping_mul(0xff51_afd7_ed55_8ccd);
    }
    h ^= h >> 29;
    // 0 marks an empty slot of the model's table.
    ((h >> 32) as u32).max(1)
}

/// The sentence itself. Longer n-grams, skips and frames of function words were tried and did not
/// help (`training/LOG.md`).
fn sentence(tokens: &[Token], out: &mut Vec<u32>) {
    let word = |i: usize| tokens.get(i).map_or(END, |t| t.word);
    out.push(key(BIGRAM, &[START, word(0)]));
    for (i, token) in tokens.iter().enumerate() {
        out.push(key(UNIGRAM, &[token.word]));
        out.push(key(BIGRAM, &[token.word, word(i + 1)]));
        if token.stem != 0 {
            out.push(key(STEM, &[token.stem]));
        }
    }
    let opening = [word(0), word(1), word(2)];
    for n in 1..=opening.len() {
        out.push(key(OPENING, &opening[..n]));
    }
    out.push(key(CLOSING, &[tokens.last().map_or(END, |t| t.word)]));
    out.push(key(LENGTH, &[length_class(tokens.len())]));
}

/// Context counts for less: single words, how it opens and closes, and whether it is there.
fn neighbour(kind: u64, tokens: &[Token], out: &mut Vec<u32>) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        out.push(key(kind, &[END]));
        return;
    };
    for token in tokens {
        out.push(key(kind + UNIGRAM, &[token.word]));
    }
    let second = tokens.get(1).map_or(END, |t| t.word);
    out.push(key(kind + OPENING, &[first.word, second]));
    out.push(key(kind + CLOSING, &[last.word]));
    out.push(key(kind + LENGTH, &[length_class(tokens.len())]));
}

fn length_class(tokens: usize) -> u64 {
    match tokens {
        0..=4 => tokens as u64,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=22 => 8,
        23..=35 => 9,
        _ => 10,
    }
}
