//! The words that a text is made plain by.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a known word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Ordinary, and often seen.
    Common,
    /// No name, even with a capital.
    Ordinary,
    /// A name with a capital, else no typing error.
    Other,
}

/// A word with fewer letters is not mended where letters are swapped ...
const SWAPPED: usize = 5;
/// ... or where one is missing, too much or wrong.
const WRONG: usize = 6;

/// The words by `training/teacher/words.py`; the list is data.
pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::read(include_str!("../../../data/words.txt")));

/// Known words, in lower case.
pub(super) struct Words {
    known: FxHashMap<&'static str, Known>,
    /// The common ones by their first letters and by their last: a word with one letter wrong has the one
    /// or the other right.
    by_start: FxHashMap<&'static [u8], Vec<&'static str>>,
    by_end: FxHashMap<&'static [u8], Vec<&'static str>>,
    /// Letters of the longest.
    longest: usize,
}

/// Letters that common words are found by, at either end.
const END: usize = WRONG / 2;

impl Words {
    /// A word a line: common ones with a plus, those that are not ordinary with a minus.
    fn read(list: &'static str) -> Self {
        let entry = |line: &'static str| match line.split_once(' ') {
            Some((word, "+")) => (word, Known::Common),
            Some((word, _)) => (word, Known::Other),
            None => (line, Known::Ordinary),
        };
        let known: FxHashMap<_, _> =
            list.lines().filter(|line| !line.starts_with('#')).map(entry).collect();
        let longest = known.keys().map(|word| word.len()).max().unwrap_or(0);
        let mut words =
            Self { known, by_start: FxHashMap::default(), by_end: FxHashMap::default(), longest };
        for (word, _) in words.known.iter().filter(|(_, known)| **known == Known::Common) {
            let letters = word.as_bytes();
            // Shorter ones are more than one letter away from all that is mended.
            if let (Some(start), Some(end)) =
                (letters.first_chunk::<END>(), letters.last_chunk::<END>())
                && letters.len() + 1 >= WRONG
            {
                words.by_start.entry(start).or_default().push(word);
                words.by_end.entry(end).or_default().push(word);
            }
        }
        words
    }

    pub(super) fn look_up(&self, lower: &str) -> Option<Known> {
        self.known.get(lower).copied()
    }

    /// The word that an unknown one was meant to be: an ordinary one with two letters swapped, else
    /// the only common one with one letter missing, too much or wrong (Damerau 1964). Of a word with
    /// a capital only the first, since many a name is like a word. `room` is where it may be made.
    pub(super) fn mend<'a>(
        &self,
        word: &str,
        capital: bool,
        room: &'a mut String,
    ) -> Option<&'a str> {
        // Of a word that is longer than any known one no letters need to be swapped.
        let lengths = SWAPPED..=self.longest + 1;
        if !lengths.contains(&word.len()) || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let swapped = (1..word.len()).any(|at| {
            room.clear();
            room.extend([&word[..at - 1], &word[at..=at], &word[at - 1..at], &word[at + 1..]]);
            matches!(self.look_up(room), Some(Known::Common | Known::Ordinary))
        });
        if swapped {
            return Some(room);
        }
        if capital || word.len() < WRONG {
            return None;
        }
        self.only_near(word)
    }

    /// The common word that is one letter away, if there is one and no second.
    fn only_near(&self, word: &str) -> Option<&'static str> {
        let letters = word.as_bytes();
        let start = self.by_start.get(letters.get(..END)?).into_iter().flatten();
        let end = self.by_end.get(letters.get(letters.len() - END..)?).into_iter().flatten();
        let mut near = start.chain(end).copied().filter(|common| is_one_letter_away(word, common));
        let only = near.next()?;
        near.all(|other| other == only).then_some(only)
    }
}

/// Whether one letter is missing, too much or wrong, and no more.
fn is_one_letter_away(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let alike = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[alike..], &b[alike..]);
    let (a, b) = match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Less => (a, &b[1..]),
        std::cmp::Ordering::Equal if a.is_empty() => return false,
        std::cmp::Ordering::Equal => (&a[1..], &b[1..]),
        std::cmp::Ordering::Greater => (&a[1..], b),
    };
    a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_longer_than_any_word_is_not_mended() {
        let (mut room, longest) = (String::new(), "a".repeat(WORDS.longest + 2));
        assert_eq!(WORDS.mend(&longest, false, &mut room), None);
        assert_eq!(room, "", "no letters of it were swapped");
        assert_eq!(WORDS.mend("shcedule", false, &mut room), Some("schedule"));
    }

    #[test]
    fn one_letter_is_one_letter() {
        for (word, away) in
            [("schedul", true), ("schedulle", true), ("schegule", true), ("xschedule", true)]
        {
            assert_eq!(is_one_letter_away(word, "schedule"), away, "{word}");
            assert_eq!(is_one_letter_away("schedule", word), away, "{word}");
        }
        for word in ["schedule", "schedu", "shcedule", "sched", ""] {
            assert!(!is_one_letter_away(word, "schedule"), "{word}");
        }
    }
}
