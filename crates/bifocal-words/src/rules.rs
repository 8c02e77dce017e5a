//! The phrases of mail programs and of people, read once from `data/*.toml`.

use std::collections::{HashMap, HashSet};
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

/// Phrases that are looked for at the start of a text or of its words, found by
/// their first two bytes.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// The phrases by their first two bytes, with their places in the list.
    by_head: HashMap<[u8; 2], Vec<(usize, String)>>,
    /// Which bytes come first, and which come second.
    bytes: [[bool; 2]; 256],
}

impl Phrases {
    fn new<T: IntoIterator<Item = String>>(phrases: T) -> Phrases {
        let mut found = Phrases { by_head: HashMap::new(), bytes: [[false; 2]; 256] };
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
    pub(crate) bare: HashSet<String>,
    pub(crate) reply_above: Vec<String>,
    pub(crate) fields: HashMap<String, Field>,
    pub(crate) respond_to: Phrases,
    pub(crate) agencies: HashSet<String>,
    pub(crate) copyright: Phrases,
    pub(crate) cities: Phrases,
    pub(crate) writers: Vec<String>,
    pub(crate) article_starts: Phrases,
    pub(crate) announced: Phrases,
    pub(crate) papers: Phrases,
    pub(crate) below_is: Phrases,

    pub(crate) signoffs: HashSet<String>,
    pub(crate) device: Phrases,
    pub(crate) disclaimer_openers: Phrases,
    pub(crate) disclaimer_words: Phrases,
    pub(crate) company_words: Phrases,
    pub(crate) contact_words: HashSet<String>,
    pub(crate) titles: HashSet<String>,
    pub(crate) long_titles: Phrases,
    pub(crate) companies: HashSet<String>,
    pub(crate) places: HashSet<String>,

    pub(crate) line_starts: Phrases,
    pub(crate) automatic_lines: HashSet<String>,
    pub(crate) extensions: HashSet<String>,
    pub(crate) whole: Whole,

    pub(crate) never_final: HashSet<String>,
    pub(crate) before_number: HashSet<String>,
    pub(crate) sometimes_final: HashSet<String>,
    pub(crate) starters: HashSet<String>,
    pub(crate) links: HashSet<String>,
    pub(crate) greetings: Phrases,
    pub(crate) english: HashSet<String>,
}

/// Marks of a whole message that nobody typed.
#[derive(Debug, Deserialize)]
pub(crate) struct Whole {
    pub(crate) senders: HashSet<String>,
    pub(crate) bounce_senders: HashSet<String>,
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
    bare: HashSet<String>,
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
    agencies: HashSet<String>,
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
    signoffs: HashSet<String>,
    device: Vec<String>,
    disclaimer_openers: Vec<String>,
    disclaimer_words: Vec<String>,
    company_words: Vec<String>,
    contact_words: HashSet<String>,
    titles: Vec<String>,
    companies: HashSet<String>,
    places: HashSet<String>,
}

#[derive(Deserialize)]
struct Automatic {
    line_starts: Vec<String>,
    lines: HashSet<String>,
    extensions: HashSet<String>,
    whole: Whole,
}

#[derive(Deserialize)]
struct Sentences {
    never_final: HashSet<String>,
    before_number: HashSet<String>,
    sometimes_final: HashSet<String>,
    starters: HashSet<String>,
    links: HashSet<String>,
    greetings: Vec<String>,
    english: HashSet<String>,
}

/// Reads one of the files that are part of the program. A mistake in them is a
/// mistake in the program, which the tests of this module find.
#[allow(clippy::expect_used)]
fn read<T: for<'a> Deserialize<'a>>(text: &str) -> T {
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
        let (long_titles, titles) =
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
            titles: HashSet::from_iter::<Vec<String>>(titles),
            long_titles: Phrases::new::<Vec<String>>(long_titles),
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
        assert!(rules.signoffs.iter().all(|phrase| *phrase == phrase.to_lowercase()));
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
