//! One spelling, British or American, for each word.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What stands for each word that is spelled in two ways; the list is data.
static SPELLINGS: LazyLock<FxHashMap<String, String>> =
    LazyLock::new(|| read(include_str!("../../../data/spelling.txt")));

/// A line: how words begin in one spelling and in the other, and how they go on in both.
fn read(list: &str) -> FxHashMap<String, String> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split(' ');
            Some((fields.next()?, fields.next()?, fields))
        })
        .flat_map(|(one, other, endings)| {
            endings
                .map(|ending| if ending == "-" { "" } else { ending })
                .map(move |ending| (format!("{one}{ending}"), format!("{other}{ending}")))
        })
        .collect()
}

/// How a word, in lower case, is spelled where it has two spellings.
pub(super) fn one(lower: &str) -> Option<&'static str> {
    SPELLINGS.get(lower).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_become_one() {
        for (word, same) in
            [("organisations", "organizations"), ("centre", "center"), ("honourably", "honorably")]
        {
            assert_eq!(one(word), Some(same));
            assert_eq!(one(same), None);
        }
        assert_eq!(one("exercise"), None);
    }

    #[test]
    fn no_word_stands_for_another_that_is_changed() {
        for (word, same) in &*SPELLINGS {
            assert!(!SPELLINGS.contains_key(same), "{word} is {same}");
            assert!(word.chars().chain(same.chars()).all(|c| c.is_ascii_lowercase()), "{word}");
        }
        let lines =
            include_str!("../../../data/spelling.txt").lines().filter(|l| !l.starts_with('#'));
        let endings: usize = lines.map(|line| line.split(' ').count() - 2).sum();
        assert_eq!(SPELLINGS.len(), endings, "no word stands there twice");
    }
}
