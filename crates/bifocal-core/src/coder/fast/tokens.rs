//! Words of a sentence as the coder sees them: classes and hashes.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::coder::lower::lower as make_lower;

/// One word or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Hash of the lower-case word, or of its class (number, name, link, ...).
    pub(super) word: u64,
    /// Hash of the first four letters, for inflected forms; 0 for what is not a word.
    pub(super) stem: u64,
}

/// A hash that is part of the model's format: it must never change. FNV-1a, 64 bits.
pub(super) const fn hash(bytes: &[u8]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325;
    let mut i = 0;
    while i < bytes.len() {
        h = (h ^ bytes[i] as u64).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    h
}

const NUMBER: u64 = hash(b"<number>");
const TIME: u64 = hash(b"<time>");
const NAME: u64 = hash(b"<name>");
const LINK: u64 = hash(b"<link>");
const ADDRESS: u64 = hash(b"<address>");
const MONTH: u64 = hash(b"<month>");

/// Hashes of the function words, which are no names even with a capital; the list is data.
static FUNCTION_WORDS: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
    include_str!("../../../data/function_words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(|word| hash(word.as_bytes()))
        .collect()
});

const MONTHS: [u64; 12] = [
    hash(b"january"),
    hash(b"february"),
    hash(b"march"),
    hash(b"april"),
    hash(b"june"),
    hash(b"july"),
    hash(b"august"),
    hash(b"september"),
    hash(b"october"),
    hash(b"november"),
    hash(b"december"),
    hash(b"sept"),
];

impl Token {
    const fn class(hash: u64) -> Self {
        Self { word: hash, stem: 0 }
    }
}

/// Splits a sentence into tokens, appending to `out`.
pub(super) fn tokenize(text: &str, out: &mut Vec<Token>) {
    let start = out.len();
    let mut lower = String::new();
    for chunk in text.split_whitespace() {
        if let Some(class) = whole_chunk_class(chunk) {
            out.push(Token::class(class));
            continue;
        }
        let mut rest = chunk;
        while let Some(first) = rest.chars().next() {
            if first.is_alphanumeric() {
                let end = word_end(rest);
                let (word, tail) = rest.split_at(end);
                let address_follows = tail.starts_with([',', ':']) || tail.is_empty();
                push_word(word, out.len() == start, address_follows, &mut lower, out);
                rest = tail;
            } else {
                let end = first.len_utf8();
                // Runs of one mark ("!!!", "---", "...") count once.
                let run = rest.len() - rest.trim_start_matches(first).len();
                out.push(Token::class(hash(&rest.as_bytes()[..end])));
                rest = &rest[run..];
            }
        }
    }
}

/// Links and addresses are recognised before they fall apart into words.
fn whole_chunk_class(chunk: &str) -> Option<u64> {
    if chunk.contains("://") || chunk.starts_with("www.") {
        return Some(LINK);
    }
    let inner = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let (local, domain) = inner.split_once('@')?;
    (!local.is_empty() && domain.contains('.')).then_some(ADDRESS)
}

/// End of the word that starts here: letters, digits, and what joins them (`a-b`, `3.5`, `10:30`).
/// An apostrophe is no joint: "I'll" is "I" and "'ll".
fn word_end(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() {
            end = at + c.len_utf8();
        } else {
            let joins = matches!(c, '-' | '.' | ':' | '_' | '/' | ',')
                && chars.peek().is_some_and(|(_, next)| {
                    // A comma or slash only joins the digits of a number or date.
                    if matches!(c, ',' | '/') {
                        next.is_ascii_digit()
                    } else {
                        next.is_alphanumeric()
                    }
                });
            if !joins {
                break;
            }
        }
    }
    end
}

fn push_word(word: &str, first: bool, ends_chunk: bool, lower: &mut String, out: &mut Vec<Token>) {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        out.push(Token::class(if word.contains(':') { TIME } else { NUMBER }));
        return;
    }
    make_lower(word, lower);
    // "don't" is "don" and "'t": what follows an apostrophe carries it.
    let apostrophe = |t: &Token| t.word == hash(b"'") || t.word == hash("’".as_bytes());
    let contracted = matches!(lower.as_str(), "t" | "s" | "m" | "d" | "ll" | "re" | "ve");
    if contracted && !first && out.last().is_some_and(apostrophe) {
        out.pop();
        lower.insert(0, '\'');
    }
    let hashed = hash(lower.as_bytes());
    if MONTHS.contains(&hashed) {
        out.push(Token::class(MONTH));
        return;
    }
    // A capital within a sentence, or before a comma at its start ("Ana, could you"), is a name:
    // who it is must not matter.
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let rest_lower = word.chars().count() > 1 && letters.all(|c| !c.is_uppercase());
    let placed = !first || (ends_chunk && word.len() < 12);
    if capital && rest_lower && placed && !FUNCTION_WORDS.contains(&hashed) {
        out.push(Token::class(NAME));
        return;
    }
    let stem = lower.char_indices().nth(4).map_or(lower.len(), |(at, _)| at);
    out.push(Token { word: hashed, stem: hash(&lower.as_bytes()[..stem]) });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut out = Vec::new();
        tokenize(text, &mut out);
        out
    }

    fn words(text: &str) -> Vec<u64> {
        tokens(text).iter().map(|t| t.word).collect()
    }

    #[test]
    fn contractions_split_before_the_apostrophe() {
        assert_eq!(words("I'll go"), [hash(b"i"), hash(b"'ll"), hash(b"go")]);
        assert_eq!(words("I\u{2019}ll go"), words("I'll go"));
        assert_eq!(words("don't"), [hash(b"don"), hash(b"'t")]);
    }

    #[test]
    fn names_numbers_and_links_are_classes() {
        assert_eq!(words("Could Ana call?"), words("Could Björn call?"));
        assert_eq!(words("Ana, could you call?"), words("Nkechi, could you call?"));
        assert_eq!(words("pay 3,500 by 10:30"), words("pay 12 by 9:15"));
        assert_eq!(words("see https://a.example/x"), words("see www.b.example"));
    }

    #[test]
    fn odd_text_never_panics() {
        for text in
            ["", "'", "’t", "''''", "\u{1F600}\u{1F600}", "a.", ".a", "é'é", "3:", "@.", "\0"]
        {
            tokens(text);
        }
    }
}
