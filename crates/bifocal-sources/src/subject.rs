//! The subject of a conversation: what is left of a subject line without the
//! marks of replies, forwards and lists.

use std::collections::HashSet;
use std::sync::LazyLock;

static PREFIXES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/subject_prefixes.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// A subject without marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    /// In lower case, with single spaces.
    pub(crate) text: String,
    /// Whether there was a mark of a reply or a forward.
    pub(crate) answers: bool,
}

/// Takes off the marks.
pub(crate) fn base(subject: &str) -> Base {
    let lower = subject.to_lowercase();
    let mut rest = lower.trim();
    let mut answers = false;
    loop {
        if let Some(after) = after_prefix(rest) {
            answers = true;
            rest = after;
        } else if let Some(after) = after_tag(rest) {
            rest = after;
        } else if let Some(before) = rest.strip_suffix("(fwd)") {
            answers = true;
            rest = before.trim_end();
        } else {
            break;
        }
    }
    let text = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    Base { text, answers }
}

/// What follows `re:`, `re[2]:`, `re (2):`, `aw :`.
fn after_prefix(text: &str) -> Option<&str> {
    // Longer than the longest prefix with a number.
    let colon = text
        .char_indices()
        .take(32)
        .find(|(_, c)| matches!(c, ':' | '：'))
        .map(|(at, c)| (at, at + c.len_utf8()))?;
    let mut word = text[..colon.0].trim_end();
    if let Some(open) = word.rfind(['[', '(']) {
        let number = word[open + 1..].trim_end_matches([']', ')']).trim();
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        word = word[..open].trim_end();
    }
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '*' | '^'));
    PREFIXES.contains(word).then(|| text[colon.1..].trim_start())
}

/// What follows the tag of a list, `[velobay]`, unless nothing does.
fn after_tag(text: &str) -> Option<&str> {
    let (tag, after) = text.strip_prefix('[')?.split_once(']')?;
    let after = after.trim_start();
    (!after.is_empty() && !tag.contains('[')).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        for marked in [
            "Re: Brakes",
            "RE: re:  brakes",
            "Aw: WG: Brakes",
            "Re[2]: Brakes",
            "Re (3) : Brakes",
            "[velobay] Re: Brakes",
            "Re: [velobay] Brakes",
            "Odp.: Brakes".replace('.', "").as_str(),
            "Brakes (fwd)",
            "回复：Brakes",
            "Réf : Brakes",
        ] {
            assert_eq!(base(marked), Base { text: "brakes".to_owned(), answers: true }, "{marked}");
        }
    }

    #[test]
    fn the_rest_stays() {
        assert_eq!(base("Brakes: two things").text, "brakes: two things");
        assert!(!base("Brakes: two things").answers);
        assert!(!base("Retro notes").answers);
        assert_eq!(base("[Action]").text, "[action]");
        assert_eq!(base("Re:").text, "");
        assert_eq!(base("").text, "");
    }
}
