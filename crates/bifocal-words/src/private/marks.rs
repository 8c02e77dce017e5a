//! The marks of private mail, read once from `data/private.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::{ENOUGH, PrivateTopic};
use crate::rules::read;

#[derive(Deserialize)]
struct Data {
    personal_domains: HashSet<String>,
    answers: HashSet<String>,
    work: Vec<String>,
    #[serde(flatten)]
    topics: HashMap<PrivateTopic, Topic>,
}

/// What the data say of one topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    /// What an address weighs.
    address: i32,
    local: Vec<String>,
    domains: Vec<String>,
    #[serde(default)]
    certain: Vec<String>,
    strong: Vec<String>,
    weak: Vec<String>,
}

/// What a phrase says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// It is about a topic, with so much weight.
    Topic(PrivateTopic, i32),
    /// It is about work.
    Work,
}

/// A phrase that was found.
pub(super) struct Mark {
    /// Which one.
    pub(super) phrase: usize,
    /// What it says.
    pub(super) says: Says,
}

/// Phrases, by their first word.
#[derive(Debug, Default)]
struct Phrases {
    by_first: HashMap<String, Vec<Phrase>>,
    count: usize,
}

#[derive(Debug)]
struct Phrase {
    rest: Vec<String>,
    number: usize,
    says: Says,
}

impl Phrases {
    fn add(&mut self, phrases: Vec<String>, says: Says) {
        for phrase in phrases {
            let mut words = words(&phrase).into_iter();
            let Some(first) = words.next() else { continue };
            let phrase = Phrase { rest: words.collect(), number: self.count, says };
            self.by_first.entry(first).or_default().push(phrase);
            self.count += 1;
        }
    }

    /// The phrases in some words; where several start at one word, the longest.
    fn inside(&self, words: &[String]) -> Vec<Mark> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            let starting = self.by_first.get(word).into_iter().flatten();
            let longest = starting
                .filter(|phrase| words[at..].starts_with(&phrase.rest))
                .max_by_key(|phrase| phrase.rest.len());
            if let Some(phrase) = longest {
                at += phrase.rest.len();
                found.push(Mark { phrase: phrase.number, says: phrase.says });
            }
        }
        found
    }
}

/// All marks, ready for use.
#[derive(Debug)]
pub(super) struct Marks {
    text: Phrases,
    local: Phrases,
    domains: Phrases,
    personal_domains: HashSet<String>,
    answers: HashSet<String>,
}

/// The marks of this program.
pub(super) fn marks() -> &'static Marks {
    static MARKS: LazyLock<Marks> = LazyLock::new(|| Marks::from(data()));
    &MARKS
}

fn data() -> Data {
    read(include_str!("../../data/private.toml"))
}

impl From<Data> for Marks {
    fn from(mut data: Data) -> Self {
        let mut marks = Self {
            text: Phrases::default(),
            local: Phrases::default(),
            domains: Phrases::default(),
            personal_domains: data.personal_domains,
            answers: data.answers,
        };
        marks.text.add(data.work, Says::Work);
        for topic in PrivateTopic::ALL {
            let Some(of) = data.topics.remove(&topic) else { continue };
            marks.text.add(of.certain, Says::Topic(topic, ENOUGH));
            marks.text.add(of.strong, Says::Topic(topic, 2));
            marks.text.add(of.weak, Says::Topic(topic, 1));
            marks.local.add(of.local, Says::Topic(topic, of.address));
            marks.domains.add(of.domains, Says::Topic(topic, of.address));
        }
        marks
    }
}

impl Marks {
    /// The phrases in a text.
    pub(super) fn of(&self, text: &str) -> Vec<Mark> {
        self.text.inside(&words(text))
    }

    /// The phrases in a subject that the writer has chosen. Who answers "My surgery" does not write of
    /// their own.
    pub(super) fn of_subject(&self, subject: &str) -> Vec<Mark> {
        let before = subject.split_once(':').map(|(before, _)| before.trim().to_lowercase());
        if before.is_some_and(|before| self.answers.contains(&before)) {
            return Vec::new();
        }
        self.of(subject)
    }

    /// The topic that an address is a mark of, and what it weighs. In the writer's own organisation
    /// only an address that decides alone is one, such as the works council's: who writes to its
    /// clinic or its lawyers, works there.
    pub(super) fn of_address(&self, address: &str, own: bool) -> Option<(PrivateTopic, i32)> {
        let (local, domain) = address.rsplit_once('@')?;
        topic(&self.local.inside(&words(local)))
            .filter(|(_, weight)| !own || *weight >= ENOUGH)
            .or_else(|| topic(&self.domains.inside(&words(domain))).filter(|_| !own))
    }

    /// Whether people have their own mail at a domain.
    pub(super) fn is_personal(&self, domain: &str) -> bool {
        self.personal_domains.contains(domain)
    }
}

fn topic(found: &[Mark]) -> Option<(PrivateTopic, i32)> {
    found.iter().find_map(|mark| match mark.says {
        Says::Topic(topic, weight) => Some((topic, weight)),
        Says::Work => None,
    })
}

/// The words of a text in lower case; an apostrophe or a hyphen ends a word.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_have_every_topic_and_no_phrase_twice() {
        let data = data();
        assert_eq!(data.topics.len(), PrivateTopic::ALL.len());
        let of_topics =
            data.topics.values().flat_map(|of| of.certain.iter().chain(&of.strong).chain(&of.weak));
        let all: Vec<&String> = of_topics.chain(&data.work).collect();
        let mut seen = HashSet::new();
        let twice: Vec<_> = all.iter().filter(|phrase| !seen.insert(words(phrase))).collect();
        assert!(twice.is_empty(), "{twice:?}");
        assert!(all.iter().all(|phrase| words(phrase).join(" ") == phrase.as_str()));
    }

    #[test]
    fn the_longest_phrase_counts_once() {
        let found = marks().of("Mum and Dad say the doctor\u{2019}s appointment is on Monday.");
        let says: Vec<Says> = found.iter().map(|mark| mark.says).collect();
        let (family, health) = (PrivateTopic::Family, PrivateTopic::Health);
        assert_eq!(says, [Says::Topic(family, 2), Says::Topic(health, 1)]);
    }

    #[test]
    fn addresses_of_a_topic() {
        let of = |address, own| marks().of_address(address, own).map(|(topic, _)| topic);
        assert_eq!(of("betriebsrat@velobay.example", true), Some(PrivateTopic::WorksCouncil));
        assert_eq!(of("post@kanzlei-meyer.example", false), Some(PrivateTopic::Legal));
        assert_eq!(of("info@st-mary-hospital.example", false), Some(PrivateTopic::Health));
        assert_eq!(of("clinic@velobay.example", true), None);
        assert_eq!(of("service@credit-union.example", false), None);
        assert_eq!(of("slack:u024be7lh", false), None);
    }
}
