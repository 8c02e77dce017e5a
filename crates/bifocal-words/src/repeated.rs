//! Texts that a sender sends again and again: reminders and reports that a
//! program or a template wrote, whatever their headers say.

use std::collections::{HashMap, HashSet};

/// Letters that a text has at least: short answers are repeated by people too.
const LEAST_LETTERS: usize = 80;

/// A text that stands in so many messages was not written anew each time.
const LEAST_TIMES: usize = 5;

/// Texts that stand in many of a sender's messages; [`Repeated::default`] is none.
#[derive(Clone, Debug, Default)]
pub struct Repeated {
    texts: HashSet<u64>,
}

impl Repeated {
    /// Learns from the bodies of one sender's messages. Numbers and marks do
    /// not count: a weekly reminder differs in its date.
    #[must_use]
    pub fn learn<'a>(bodies: impl Iterator<Item = &'a str>) -> Self {
        let mut times: HashMap<u64, usize> = HashMap::new();
        for text in bodies.filter_map(letters_hash) {
            *times.entry(text).or_default() += 1;
        }
        let often = times.into_iter().filter(|(_, times)| *times >= LEAST_TIMES);
        Self { texts: often.map(|(text, _)| text).collect() }
    }

    /// Whether a body is one of them.
    #[must_use]
    pub fn contains(&self, body: &str) -> bool {
        !self.texts.is_empty() && letters_hash(body).is_some_and(|text| self.texts.contains(&text))
    }
}

/// FNV-1a of the letters in lower case; nothing for a short text.
fn letters_hash(body: &str) -> Option<u64> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut letters = 0;
    for c in body.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase) {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
        letters += 1;
    }
    (letters >= LEAST_LETTERS).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_are_known_by_their_letters() {
        let reminder = |week: u32| {
            format!(
                "Reminder: the numbers of week {week} are due on Friday at noon. Please put them into the \
                 sheet of your workshop, and tell the office if one of your people is away."
            )
        };
        let mut bodies: Vec<String> = (1..=5).map(reminder).collect();
        bodies.extend((0..9).map(|_| String::from("Thanks, will do.")));
        let repeated = Repeated::learn(bodies.iter().map(String::as_str));
        assert!(repeated.contains(&reminder(40)));
        assert!(!repeated.contains("Thanks, will do."));
        assert!(!Repeated::learn(bodies[1..].iter().map(String::as_str)).contains(&reminder(40)));
    }
}
