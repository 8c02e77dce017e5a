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

/// Phrases that a line may start with, found by the line's first byte pair.
#[derive(Debug, Default)]
pub(crate) struct Starts(HashMap<[u8; 2], Vec<String>>);

impl Starts {
    fn new(phrases: impl IntoIterator<Item = String>) -> Starts {
        let mut map: HashMap<[u8; 2], Vec<String>> = HashMap::new();
        for phrase in phrases {
            if let Some(&[a, b]) = phrase.as_bytes().first_chunk::<2>() {
                map.entry([a, b]).or_default().push(phrase);
            }
        }
        Starts(map)
    }

    /// The phrase that `lower`, a text in lower case, starts with.
    pub(crate) fn find(&self, lower: &str) -> Option<&str> {
        let head = lower.as_bytes().first_chunk::<2>()?;
        let phrases = self.0.get(head)?;
        phrases.iter().map(String::as_str).find(|phrase| lower.starts_with(phrase))
    }

    /// The same, where the phrase must end at the end of a word.
    pub(crate) fn find_words(&self, lower: &str) -> Option<&str> {
        let head = lower.as_bytes().first_chunk::<2>()?;
        let phrases = self.0.get(head)?;
        phrases.iter().map(String::as_str).find(|phrase| {
            lower.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    }
}

/// All rules, ready for use.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) openers: Starts,
    pub(crate) verbs: Vec<String>,
    pub(crate) ruled: Vec<String>,
    pub(crate) ends: Vec<String>,
    pub(crate) bare: HashSet<String>,
    pub(crate) reply_above: Vec<String>,
    pub(crate) fields: HashMap<String, Field>,
    pub(crate) respond_to: Starts,
    pub(crate) agencies: HashSet<String>,
    pub(crate) copyright: Starts,
    pub(crate) cities: Starts,
    pub(crate) writers: Vec<String>,
    pub(crate) article_starts: Starts,
    pub(crate) announced: Vec<String>,
    pub(crate) papers: Vec<String>,
    pub(crate) below_is: Vec<String>,

    pub(crate) signoffs: HashSet<String>,
    pub(crate) device: Starts,
    pub(crate) disclaimer_openers: Starts,
    pub(crate) disclaimer_words: Vec<String>,
    pub(crate) company_words: Vec<String>,
    pub(crate) contact_words: HashSet<String>,
    pub(crate) titles: HashSet<String>,
    pub(crate) long_titles: Vec<String>,
    pub(crate) companies: HashSet<String>,
    pub(crate) places: HashSet<String>,

    pub(crate) line_starts: Starts,
    pub(crate) automatic_lines: HashSet<String>,
    pub(crate) extensions: HashSet<String>,
    pub(crate) whole: Whole,

    pub(crate) never_final: HashSet<String>,
    pub(crate) before_number: HashSet<String>,
    pub(crate) sometimes_final: HashSet<String>,
    pub(crate) starters: HashSet<String>,
    pub(crate) links: HashSet<String>,
    pub(crate) greetings: Starts,
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
            openers: Starts::new(quotes.attribution.openers),
            verbs: quotes.attribution.verbs,
            ruled: quotes.separators.ruled,
            ends: quotes.separators.ends,
            bare: quotes.separators.bare,
            reply_above: quotes.separators.reply_above,
            fields,
            respond_to: Starts::new(names.respond_to),
            agencies: quotes.articles.agencies,
            copyright: Starts::new(quotes.articles.copyright),
            cities: Starts::new(quotes.articles.cities),
            writers: quotes.articles.writers,
            article_starts: Starts::new(quotes.articles.starts),
            announced: quotes.articles.announced,
            papers: quotes.articles.papers,
            below_is: quotes.articles.below_is,
            signoffs: signature.signoffs,
            device: Starts::new(signature.device),
            disclaimer_openers: Starts::new(signature.disclaimer_openers),
            disclaimer_words: signature.disclaimer_words,
            company_words: signature.company_words,
            contact_words: signature.contact_words,
            titles: HashSet::from_iter::<Vec<String>>(titles),
            long_titles,
            companies: signature.companies,
            places: signature.places,
            line_starts: Starts::new(automatic.line_starts),
            automatic_lines: automatic.lines,
            extensions: automatic.extensions,
            whole: automatic.whole,
            never_final: sentences.never_final,
            before_number: sentences.before_number,
            sometimes_final: sentences.sometimes_final,
            starters: sentences.starters,
            links: sentences.links,
            greetings: Starts::new(sentences.greetings),
            english: sentences.english,
        }
    }
}

/// The rules of this crate.
pub(crate) fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(Rules::load);
    &RULES
}

/// Whether `text` holds `word`, not as a part of a longer word.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    word_position(text, word).is_some()
}

/// Where `text` holds `word`, not as a part of a longer word.
pub(crate) fn word_position(text: &str, word: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find(word) {
        let start = from + at;
        let end = start + word.len();
        let before = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[end..].chars().next().is_some_and(char::is_alphanumeric);
        if !before && !after {
            return Some(start);
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_load_and_are_lower_case() {
        let rules = rules();
        assert!(rules.verbs.iter().all(|verb| *verb == verb.to_lowercase()));
        assert!(rules.signoffs.iter().all(|phrase| *phrase == phrase.to_lowercase()));
        assert_eq!(rules.fields.get("från"), Some(&Field::From));
        assert_eq!(rules.fields.get("a"), Some(&Field::To));
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("ana wrote:", "wrote"));
        assert!(!has_word("ana rewrote:", "wrote"));
        assert_eq!(word_position("rewrote and wrote", "wrote"), Some(12));
        assert!(rules().device.find("sent from my phone").is_some());
        assert!(rules().openers.find_words("once 5").is_none());
    }
}
