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

/// Known words in lower case.
pub(super) struct Words(FxHashMap<String, Known>);

impl Words {
    /// A word a line: common ones with a plus, those with a capital are not ordinary.
    fn read(list: &str) -> Self {
        let entry = |line: &str| match line.strip_suffix(" +") {
            Some(word) => (word.to_owned(), Known::Common),
            None if line.starts_with(char::is_uppercase) => (line.to_lowercase(), Known::Other),
            None => (line.to_owned(), Known::Ordinary),
        };
        Self(list.lines().filter(|line| !line.starts_with('#')).map(entry).collect())
    }

    pub(super) fn look_up(&self, lower: &str) -> Option<Known> {
        self.0.get(lower).copied()
    }

    /// The word that an unknown one was meant to be: an ordinary one with two letters swapped, else
    /// the only common one with one letter missing, too much or wrong (Damerau 1964). Of a word with
    /// a capital only the first, since many a name is like a word.
    pub(super) fn mend<'a>(
        &self,
        word: &str,
        capital: bool,
        to: &'a mut String,
    ) -> Option<&'a str> {
        if word.len() < SWAPPED || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let mut leads_to = |edit: &Edit, wanted: &[Known]| {
            edit.apply(word, to);
            self.look_up(to).is_some_and(|known| wanted.contains(&known))
        };
        let mut swapped = (1..word.len()).map(Edit::Swapped);
        let edit = match swapped.find(|edit| leads_to(edit, &[Known::Common, Known::Ordinary])) {
            Some(edit) => edit,
            None if capital || word.len() < WRONG => return None,
            None => {
                let mut edits = Edit::of_a_letter(word.as_bytes())
                    .filter(|edit| leads_to(edit, &[Known::Common]));
                let only = edits.next()?;
                if edits.next().is_some() {
                    return None;
                }
                only
            }
        };
        edit.apply(word, to);
        Some(to)
    }
}

/// What a typing error is undone by, and where.
#[derive(Clone, Copy, Debug)]
enum Edit {
    /// The letter here and the one before change places.
    Swapped(usize),
    /// The letter here is too much.
    Extra(usize),
    /// Another letter belongs here.
    Wrong(usize, char),
    /// A letter is missing before this one.
    Missing(usize, char),
}

impl Edit {
    /// All that touch one letter of a word, no two of them to the same end: of a double letter the
    /// second is too much, and one is missing after its like.
    fn of_a_letter(word: &[u8]) -> impl Iterator<Item = Self> {
        let is = move |at: usize, c: char| word.get(at).is_some_and(|byte| char::from(*byte) == c);
        let extra = (0..word.len()).filter(move |at| word.get(at + 1) != word.get(*at));
        let wrong = (0..word.len()).flat_map(letters).filter(move |(at, c)| !is(*at, *c));
        let missing = (0..=word.len()).flat_map(letters).filter(move |(at, c)| !is(*at, *c));
        extra
            .map(Self::Extra)
            .chain(wrong.map(|(at, c)| Self::Wrong(at, c)))
            .chain(missing.map(|(at, c)| Self::Missing(at, c)))
    }

    /// Writes an ASCII word with this edit made.
    fn apply(self, word: &str, to: &mut String) {
        to.clear();
        match self {
            Self::Swapped(at) => {
                to.extend([&word[..at - 1], &word[at..=at], &word[at - 1..at], &word[at + 1..]]);
            }
            Self::Extra(at) => to.extend([&word[..at], &word[at + 1..]]),
            Self::Wrong(at, c) => {
                to.push_str(&word[..at]);
                to.push(c);
                to.push_str(&word[at + 1..]);
            }
            Self::Missing(at, c) => {
                to.push_str(&word[..at]);
                to.push(c);
                to.push_str(&word[at..]);
            }
        }
    }
}

fn letters(at: usize) -> impl Iterator<Item = (usize, char)> {
    ('a'..='z').map(move |c| (at, c))
}
