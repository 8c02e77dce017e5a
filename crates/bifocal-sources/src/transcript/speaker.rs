//! Who speaks, as transcripts name them.

use bifocal_core::Address;

use crate::address::Mailbox;

/// Names are not longer.
const LONGEST: usize = 60;
/// Nor have they more words.
const WORDS: usize = 6;

/// Parts of names that are written small.
const SMALL: &[&str] = &[
    "al", "bin", "da", "dal", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la",
    "le", "ten", "van", "von", "zu", "zum", "y", "bint", "and", "&",
];

/// The address and the name that is shown.
pub(super) fn mailbox(name: &str) -> Mailbox {
    Mailbox { address: Address::new(&address(name)), name: Some(plain(name)) }
}

/// `talk:` and the name in lower case.
pub(super) fn address(name: &str) -> String {
    format!("talk:{}", plain(name).to_lowercase())
}

/// The name without what stands in brackets: pronouns, firm, "Guest".
fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut depth = 0_usize;
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    // All of it in brackets.
    if out.is_empty() { name.split_whitespace().collect::<Vec<_>>().join(" ") } else { out }
}

/// Cuts `Name: text` in two. Nothing where what stands before the colon does not look like a name:
/// the words of one begin with capitals.
pub(super) fn label(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches([' ', '-', '>', '\t']);
    let (name, text) = line.split_once(':')?;
    let name = name.trim();
    let fits = !name.is_empty()
        && name.len() <= LONGEST
        && name.split_whitespace().count() <= WORDS
        && (text.is_empty() || text.starts_with([' ', '\t']))
        && !name.contains(['!', '?', ';', '"', '<', '>', '=']);
    let mut in_brackets = false;
    let is_name = |word: &str| {
        let inside = in_brackets || word.starts_with(['(', '[']);
        in_brackets = inside && !word.ends_with([')', ']']);
        let first = word.chars().next().unwrap_or(' ');
        let begins = first.is_uppercase()
            || first.is_ascii_digit()
            // Scripts without capitals.
            || first.is_alphabetic() && !first.is_lowercase()
            || SMALL.contains(&word.to_lowercase().as_str());
        inside || begins && !word.contains('/')
    };
    let begins = name.chars().next().is_some_and(char::is_alphabetic);
    (fits && begins && name.split_whitespace().all(is_name)).then(|| (name, text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_before_a_colon() {
        for (line, name) in [
            ("Priya Raman: So.", "Priya Raman"),
            ("- Priya: So.", "Priya"),
            (">> Lena von der Au (she/her): So.", "Lena von der Au (she/her)"),
            ("Raman, Priya: So.", "Raman, Priya"),
            ("Speaker 1: So.", "Speaker 1"),
            ("田中 愛子: はい", "田中 愛子"),
            ("Priya Raman:", "Priya Raman"),
        ] {
            assert_eq!(label(line).map(|(name, _)| name), Some(name), "{line}");
        }
        for line in [
            "so here is the thing: wait",
            "Is it true? Yes: no",
            "https://x.example",
            "at 10:30 we go",
            "Wait: ",
            ": x",
            "",
        ] {
            let found = label(line);
            assert!(found.is_none() || line.starts_with("Wait"), "{line}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(address("Priya  Raman (Guest)"), "talk:priya raman");
        assert_eq!(address("PRIYA RAMAN [Velobay]"), "talk:priya raman");
        assert_eq!(address("(unknown)"), "talk:(unknown)");
        assert_eq!(mailbox("Ångström, Bo").address.as_str(), "talk:ångström, bo");
    }
}
