//! Speech without what people say while they look for the next word: sounds, doubled words, words
//! broken off. Everything else stays as it was said. The words are in `data/fillers.txt`.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words in a row that may be said twice by mistake.
const ROW: usize = 3;
/// Words of the longest phrase.
const PHRASE: usize = 2;

#[derive(Default)]
struct Fillers {
    sounds: HashSet<&'static str>,
    phrases: HashSet<&'static str>,
    doubled: HashSet<&'static str>,
}

static FILLERS: LazyLock<Fillers> = LazyLock::new(|| {
    let mut fillers = Fillers::default();
    let mut part = "";
    for line in include_str!("../../data/fillers.txt").lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            part = name;
            continue;
        }
        match part {
            "sounds" => fillers.sounds.insert(line),
            "phrases" => fillers.phrases.insert(line),
            _ => fillers.doubled.insert(line),
        };
    }
    fillers
});

/// The text without fillers. Where nothing would be left, it stays as it is.
pub(super) fn cleaned(text: &str) -> String {
    let mut words: Vec<Word<'_>> = text.split_whitespace().map(Word::new).collect();
    drop_broken(&mut words);
    drop_fillers(&mut words);
    drop_doubled(&mut words);
    if words.is_empty() {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in &words {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.capital {
            let mut letters = word.text.chars();
            out.extend(letters.next().map(char::to_uppercase).into_iter().flatten());
            out.push_str(letters.as_str());
        } else {
            out.push_str(word.text);
        }
        out.push_str(&word.stop);
    }
    out
}

struct Word<'a> {
    /// As it stands there.
    text: &'a str,
    /// In lower case, without punctuation.
    plain: String,
    /// Whether it must be written with a capital, since what stood before it is gone.
    capital: bool,
    /// The end of a sentence that came with a word that is gone.
    stop: String,
}

impl<'a> Word<'a> {
    fn new(text: &'a str) -> Self {
        let edge = |c: char| !c.is_alphanumeric();
        let plain = text.trim_matches(edge).to_lowercase();
        Self { text, plain, capital: false, stop: String::new() }
    }

    fn starts_sentence(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    fn ends_with(&self, signs: &[char]) -> bool {
        let end = if self.stop.is_empty() { self.text } else { &self.stop };
        // Quotes and brackets may close behind the sign.
        end.trim_end_matches(['"', '\'', '”', '’', '»', ')']).ends_with(signs)
    }

    /// Whether a pause comes after it.
    fn pauses(&self) -> bool {
        self.ends_with(&[',', '.', '?', '!', ';', ':', '…', '-', '–', '—'])
    }

    fn ends_sentence(&self) -> bool {
        self.ends_with(&['.', '?', '!', '…'])
    }
}

/// Takes out words, and keeps the sentence's capital and its end.
fn remove(words: &mut Vec<Word<'_>>, at: usize, count: usize) {
    let capital = words[at].capital || words[at].starts_sentence();
    let stop = words[at + count - 1].ends_sentence().then(|| words[at + count - 1].text);
    words.drain(at..at + count);
    let begins = at == 0 || words[at - 1].ends_sentence();
    if capital
        && begins
        && let Some(next) = words.get_mut(at)
    {
        next.capital = true;
    }
    // "It holds, um." ends like "It holds."
    if let Some(stop) = stop
        && let Some(before) = at.checked_sub(1).and_then(|at| words.get_mut(at))
        && !before.ends_sentence()
    {
        let end = stop.trim_start_matches(|c: char| !matches!(c, '.' | '?' | '!' | '…'));
        before.text = before.text.trim_end_matches([',', ';', ':', '-', '–', '—']);
        end.clone_into(&mut before.stop);
    }
}

/// Words that are broken off: "we sh- we should". A hyphen with nothing before it is a dash.
fn drop_broken(words: &mut Vec<Word<'_>>) {
    let mut at = 0;
    while at < words.len() {
        let text = words[at].text.trim_end_matches([',', '.']);
        let broken = text
            .strip_suffix('-')
            .is_some_and(|start| !start.is_empty() && start.chars().all(char::is_alphabetic));
        // "pre- and post-" is not broken off.
        let joins = words
            .get(at + 1)
            .is_some_and(|next| matches!(&*next.plain, "and" | "or" | "und" | "oder"));
        if broken && !joins && at + 1 < words.len() {
            remove(words, at, 1);
        } else {
            at += 1;
        }
    }
}

/// Sounds, and phrases between pauses.
fn drop_fillers(words: &mut Vec<Word<'_>>) {
    let mut at = 0;
    while at < words.len() {
        if FILLERS.sounds.contains(&*words[at].plain) {
            remove(words, at, 1);
            continue;
        }
        let after_pause = at == 0 || words[at - 1].pauses();
        let length = (1..=PHRASE).rev().find(|length| {
            let Some(phrase) = words.get(at..at + length) else { return false };
            let plain = phrase.iter().map(|word| word.plain.as_str()).collect::<Vec<_>>().join(" ");
            // Whole answers such as "Right." stay: a comma must follow.
            let inside = phrase.iter().all(|word| !word.ends_sentence());
            after_pause
                && inside
                && phrase[length - 1].ends_with(&[','])
                && FILLERS.phrases.contains(plain.as_str())
        });
        match length {
            Some(length) => remove(words, at, length),
            None => at += 1,
        }
    }
}

/// Words and rows of words that are said twice: "I was I was going".
fn drop_doubled(words: &mut Vec<Word<'_>>) {
    let mut at = 0;
    while at < words.len() {
        let length = (1..=ROW).rev().find(|length| {
            let Some(two) = words.get(at..at + 2 * length) else { return false };
            let (one, other) = two.split_at(*length);
            let same = one.iter().zip(other).all(|(one, other)| {
                one.plain == other.plain && one.plain.chars().any(char::is_alphabetic)
            });
            same && one.iter().all(|word| !word.ends_sentence())
                && !(*length == 1 && FILLERS.doubled.contains(&*one[0].plain))
        });
        match length {
            // The second stays, with what comes after it.
            Some(length) => remove(words, at, length),
            None => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sounds_phrases_and_doubled_words() {
        for (said, expected) in [
            ("Um, so we, uh, check the the bolts.", "So we, check the bolts."),
            ("It is, you know, late.", "It is, late."),
            ("You know, I mean, it is late.", "It is late."),
            ("You know him, right?", "You know him, right?"),
            ("I was I was going to ask.", "I was going to ask."),
            ("We sh- we should wait.", "We should wait."),
            (
                "Pre- and post-checks had had that that name.",
                "Pre- and post-checks had had that that name.",
            ),
            ("It holds, um.", "It holds."),
            ("Right. Okay, go on.", "Right. Go on."),
            ("Mm. Hmm.", "Mm. Hmm."),
            ("No no, very very late.", "No no, very very late."),
            ("It is late. It is late.", "It is late. It is late."),
            ("I like, as I said, bolts.", "I like, as I said, bolts."),
            ("24 24 of 187", "24 24 of 187"),
            ("\"Tired.\" \"Tired, too.\"", "\"Tired.\" \"Tired, too.\""),
            ("He said \"no, um.\" We we left.", "He said \"no.\" We left."),
            ("", ""),
        ] {
            assert_eq!(cleaned(said), expected, "{said}");
        }
    }

    proptest! {
        #[test]
        fn what_is_no_filler_stays(words in proptest::collection::vec("[b-d][aeiou][x-z]{2}", 1..30)) {
            let mut words = words;
            words.dedup();
            prop_assume!((1..=ROW).all(|length| {
                words.windows(2 * length).all(|two| two[..length] != two[length..])
            }));
            let text = words.join(" ");
            prop_assert_eq!(cleaned(&text), text);
        }

        #[test]
        fn any_text_only_gets_shorter(text in "[ -~äé,.-]{0,200}") {
            let clean = cleaned(&text);
            prop_assert!(clean.chars().count() <= text.chars().count());
            prop_assert!(clean.is_empty() == text.trim().is_empty());
        }
    }
}
