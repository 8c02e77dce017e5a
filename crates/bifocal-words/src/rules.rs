//! The phrases of mail programs and of people, read once from `data/*.toml`.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use serde::Deserialize;

/// Fields of the header block above a quoted message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    From,
    Sent,
    To,
    Cc,
    Subject,
    Other,
}

/// A quick hash for the short keys of these lists, which nobody can choose.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fnv(u64);

type Quick = BuildHasherDefault<Fnv>;

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A set of words, or of whole lines.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Words {
    words: HashSet<String, Quick>,
    longest: usize,
    /// Which bytes come first, and which come second.
    bytes: [[bool; 2]; 256],
}

impl From<Vec<String>> for Words {
    fn from(words: Vec<String>) -> Words {
        let longest = words.iter().map(String::len).max().unwrap_or(0);
        let mut bytes = [[false; 2]; 256];
        for word in &words {
            for (place, &byte) in word.as_bytes().iter().take(2).enumerate() {
                bytes[usize::from(byte)][place] = true;
            }
        }
        Words { words: words.into_iter().collect(), longest, bytes }
    }
}

impl Words {
    /// Whether `lower`, a text in lower case, is one of them.
    pub(crate) fn contains(&self, lower: &str) -> bool {
        lower.len() <= self.longest && self.words.contains(lower)
    }

    /// The same for a text in any case.
    pub(crate) fn contains_any_case(&self, text: &str) -> bool {
        if text.len() > self.longest + 8 {
            return false;
        }
        // Most texts differ in the first two letters, which costs nothing to see.
        let head = text.as_bytes().first_chunk::<2>().copied().unwrap_or_default();
        let [a, b] = head.map(|byte| usize::from(byte.to_ascii_lowercase()));
        if head.is_ascii() && text.len() >= 2 && !(self.bytes[a][0] && self.bytes[b][1]) {
            return false;
        }
        self.contains(&text.to_lowercase())
    }
}

/// Phrases that are looked for at the start of a text or of its words, found by
/// their first two bytes.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// The phrases by their first two bytes, with their places in the list.
    by_head: HashMap<[u8; 2], Vec<(usize, String)>, Quick>,
    /// Which bytes come first, and which come second.
    bytes: [[bool; 2]; 256],
}

impl Phrases {
    fn new(phrases: Vec<String>) -> Phrases {
        let mut found = Phrases { by_head: HashMap::default(), bytes: [[false; 2]; 256] };
        for (place, phrase) in phrases.into_iter().enumerate() {
            if let Some(&[a, b]) = phrase.as_bytes().first_chunk::<2>() {
                found.bytes[usize::from(a)][0] = true;
                found.bytes[usize::from(b)][1] = true;
                found.by_head.entry([a, b]).or_default().push((place, phrase));
            }
        }
        found
    }

    /// The phrases that `lower` starts with.
    fn starting<'a>(&'a self, lower: &str) -> impl Iterator<Item = (usize, &'a str)> {
        lower
            .as_bytes()
            .first_chunk::<2>()
            .filter(|[a, b]| self.bytes[usize::from(*a)][0] && self.bytes[usize::from(*b)][1])
            .and_then(|head| self.by_head.get(head))
            .into_iter()
            .flatten()
            .map(|(place, phrase)| (*place, phrase.as_str()))
            .filter(|(_, phrase)| lower.starts_with(phrase))
    }

    /// The phrases that start where a word of `lower` starts: where, which one,
    /// and its place in the list.
    fn inside<'a>(&'a self, lower: &'a str) -> impl Iterator<Item = (usize, &'a str, usize)> {
        let mut in_word = false;
        lower
            .char_indices()
            .filter(move |(_, c)| {
                let starts = !in_word && c.is_alphanumeric();
                in_word = c.is_alphanumeric();
                starts
            })
            .flat_map(move |(at, _)| {
                self.starting(&lower[at..]).map(move |(place, phrase)| (at, phrase, place))
            })
    }

    /// The phrase that `lower`, a text in lower case, starts with.
    pub(crate) fn find(&self, lower: &str) -> Option<&str> {
        self.starting(lower).map(|(_, phrase)| phrase).next()
    }

    /// The same for a text in any case. Phrases are shorter than 80 bytes.
    pub(crate) fn find_any_case(&self, text: &str) -> Option<&str> {
        let head = text.as_bytes().first_chunk::<2>()?;
        let [a, b] = head.map(|byte| usize::from(byte.to_ascii_lowercase()));
        // The case of other letters is more than their first byte tells.
        if head.is_ascii() && !(self.bytes[a][0] && self.bytes[b][1]) {
            return None;
        }
        self.find(&text[..text.floor_char_boundary(80)].to_lowercase())
    }

    /// The same, where the phrase must end at the end of a word.
    pub(crate) fn find_words(&self, lower: &str) -> Option<&str> {
        self.starting(lower).map(|(_, phrase)| phrase).find(|phrase| ends_word(lower, phrase.len()))
    }

    /// Where whole words of `lower` are one of the phrases, and the phrase; the
    /// phrase that comes first in the list where there are several.
    pub(crate) fn position(&self, lower: &str) -> Option<(usize, usize)> {
        self.inside(lower)
            .filter(|(at, phrase, _)| ends_word(lower, at + phrase.len()))
            .min_by_key(|(at, _, place)| (*place, *at))
            .map(|(at, phrase, _)| (at, phrase.len()))
    }

    /// Whether whole words of `lower` are one of the phrases.
    pub(crate) fn in_words(&self, lower: &str) -> bool {
        self.inside(lower).any(|(at, phrase, _)| ends_word(lower, at + phrase.len()))
    }

    /// How many of the phrases start where a word starts, the first 128 at most.
    pub(crate) fn count(&self, lower: &str) -> u32 {
        self.inside(lower)
            .fold(0_u128, |seen, (_, _, place)| {
                seen | 1_u128.checked_shl(place as u32).unwrap_or(0)
            })
            .count_ones()
    }

    /// Whether this is one of the phrases.
    pub(crate) fn is(&self, lower: &str) -> bool {
        self.starting(lower).any(|(_, phrase)| phrase.len() == lower.len())
    }
}

/// Whether a word ends before byte `at`.
fn ends_word(text: &str, at: usize) -> bool {
    !text[at..].starts_with(char::is_alphanumeric)
}

/// All rules, ready for use.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) openers: Phrases,
    pub(crate) verbs: Phrases,
    pub(crate) ruled: Phrases,
    pub(crate) ends: Vec<String>,
    pub(crate) bare: Words,
    pub(crate) reply_above: Vec<String>,
    pub(crate) fields: HashMap<String, Field>,
    pub(crate) respond_to: Phrases,
    pub(crate) agencies: Words,
    pub(crate) copyright: Phrases,
    pub(crate) cities: Phrases,
    pub(crate) writers: Vec<String>,
    pub(crate) article_starts: Phrases,
    pub(crate) announced: Phrases,
    pub(crate) papers: Phrases,
    pub(crate) below_is: Phrases,

    pub(crate) signoffs: Words,
    pub(crate) device: Phrases,
    pub(crate) disclaimer_openers: Phrases,
    pub(crate) disclaimer_words: Phrases,
    pub(crate) company_words: Phrases,
    pub(crate) contact_words: Words,
    pub(crate) titles: Words,
    pub(crate) long_titles: Phrases,
    pub(crate) companies: Words,
    pub(crate) places: Words,

    pub(crate) line_starts: Phrases,
    pub(crate) automatic_lines: Words,
    pub(crate) extensions: Words,
    pub(crate) whole: Whole,

    pub(crate) never_final: Words,
    pub(crate) before_number: Words,
    pub(crate) sometimes_final: Words,
    pub(crate) starters: Words,
    pub(crate) links: Words,
    pub(crate) greetings: Phrases,
    pub(crate) english: Words,
}

/// Marks of a whole message that nobody typed.
#[derive(Debug, Deserialize)]
pub(crate) struct Whole {
    pub(crate) senders: Words,
    pub(crate) bounce_senders: Words,
    pub(crate) bounce_subjects: Vec<String>,
    pub(crate) reply_subjects: Vec<String>,
    pub(crate) calendar_subjects: Vec<String>,
    pub(crate) body_starts: Vec<String>,
}

#[derive(Deserialize)]
struct Quotes {
    attribution: Attribution,
    separators: Separators,
    fields: FieldNames,
    articles: Articles,
}

#[derive(Deserialize)]
struct Attribution {
    openers: Vec<String>,
    verbs: Vec<String>,
}

#[derive(Deserialize)]
struct Separators {
    ruled: Vec<String>,
    ends: Vec<String>,
    bare: Words,
    reply_above: Vec<String>,
}

#[derive(Deserialize)]
struct FieldNames {
    from: Vec<String>,
    sent: Vec<String>,
    date: Vec<String>,
    to: Vec<String>,
    cc: Vec<String>,
    subject: Vec<String>,
    other: Vec<String>,
    respond_to: Vec<String>,
}

#[derive(Deserialize)]
struct Articles {
    agencies: Words,
    copyright: Vec<String>,
    cities: Vec<String>,
    writers: Vec<String>,
    starts: Vec<String>,
    announced: Vec<String>,
    papers: Vec<String>,
    below_is: Vec<String>,
}

#[derive(Deserialize)]
struct Signature {
    signoffs: Words,
    device: Vec<String>,
    disclaimer_openers: Vec<String>,
    disclaimer_words: Vec<String>,
    company_words: Vec<String>,
    contact_words: Words,
    titles: Vec<String>,
    companies: Words,
    places: Words,
}

#[derive(Deserialize)]
struct Automatic {
    line_starts: Vec<String>,
    lines: Words,
    extensions: Words,
    whole: Whole,
}

#[derive(Deserialize)]
struct Sentences {
    never_final: Words,
    before_number: Words,
    sometimes_final: Words,
    starters: Words,
    links: Words,
    greetings: Vec<String>,
    english: Words,
}

/// Reads one of the files that are part of the program. A mistake in them is a
/// mistake in the program, which the tests of this module find.
#[allow(clippy::expect_used)]
pub(crate) fn read<T: for<'a> Deserialize<'a>>(text: &str) -> T {
    toml::from_str(text).expect("the rules of this crate are valid")
}

impl Rules {
    fn load() -> Rules {
        let quotes: Quotes = read(include_str!("../data/quotes.toml"));
        let signature: Signature = read(include_str!("../data/signature.toml"));
        let automatic: Automatic = read(include_str!("../data/automatic.toml"));
        let sentences: Sentences = read(include_str!("../data/sentences.toml"));

        // A name in two lists keeps the first meaning: Swedish "till", say,
        // never competes with a weaker reading from the lists below it.
        let names = quotes.fields;
        let mut fields = HashMap::new();
        for (list, field) in [
            (names.from, Field::From),
            (names.to, Field::To),
            (names.sent, Field::Sent),
            (names.date, Field::Sent),
            (names.subject, Field::Subject),
            (names.cc, Field::Cc),
            (names.other, Field::Other),
        ] {
            for name in list {
                fields.entry(name).or_insert(field);
            }
        }
        let (long_titles, titles): (Vec<_>, Vec<_>) =
            signature.titles.into_iter().partition(|title| title.contains(' '));

        Rules {
            openers: Phrases::new(quotes.attribution.openers),
            verbs: Phrases::new(quotes.attribution.verbs),
            ruled: Phrases::new(quotes.separators.ruled),
            ends: quotes.separators.ends,
            bare: quotes.separators.bare,
            reply_above: quotes.separators.reply_above,
            fields,
            respond_to: Phrases::new(names.respond_to),
            agencies: quotes.articles.agencies,
            copyright: Phrases::new(quotes.articles.copyright),
            cities: Phrases::new(quotes.articles.cities),
            writers: quotes.articles.writers,
            article_starts: Phrases::new(quotes.articles.starts),
            announced: Phrases::new(quotes.articles.announced),
            papers: Phrases::new(quotes.articles.papers),
            below_is: Phrases::new(quotes.articles.below_is),
            signoffs: signature.signoffs,
            device: Phrases::new(signature.device),
            disclaimer_openers: Phrases::new(signature.disclaimer_openers),
            disclaimer_words: Phrases::new(signature.disclaimer_words),
            company_words: Phrases::new(signature.company_words),
            contact_words: signature.contact_words,
            titles: Words::from(titles),
            long_titles: Phrases::new(long_titles),
            companies: signature.companies,
            places: signature.places,
            line_starts: Phrases::new(automatic.line_starts),
            automatic_lines: automatic.lines,
            extensions: automatic.extensions,
            whole: automatic.whole,
            never_final: sentences.never_final,
            before_number: sentences.before_number,
            sometimes_final: sentences.sometimes_final,
            starters: sentences.starters,
            links: sentences.links,
            greetings: Phrases::new(sentences.greetings),
            english: sentences.english,
        }
    }
}

/// The rules of this crate.
pub(crate) fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(Rules::load);
    &RULES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_load_and_are_lower_case() {
        let rules = rules();
        assert!(rules.signoffs.words.iter().all(|phrase| *phrase == phrase.to_lowercase()));
        assert_eq!(rules.fields.get("från"), Some(&Field::From));
        assert_eq!(rules.fields.get("a"), Some(&Field::To));
    }

    #[test]
    fn words_are_whole() {
        let verbs = &rules().verbs;
        assert!(verbs.in_words("ana wrote:") && !verbs.in_words("ana rewrote:"));
        assert_eq!(verbs.position("rewrote and wrote"), Some((12, 5)));
        assert_eq!(verbs.position("bo a écrit"), Some((3, 8)));
        assert!(verbs.is("a écrit") && !verbs.is("a écrit :"));
        assert_eq!(rules().disclaimer_words.count("confidentially, delete and delete"), 2);
        assert!(rules().device.find("sent from my phone").is_some());
        assert!(rules().openers.find_words("once 5").is_none());
    }
}
