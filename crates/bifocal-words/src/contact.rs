//! Lines of a contact block: phone, address, title, company.

use crate::rules::rules;
use crate::shape::has_phone;

/// Longest line of a contact block, in bytes.
const LONGEST: usize = 140;

/// Marks between the parts of a contact line.
const PARTS: [&str; 5] = [" | ", " · ", " • ", " // ", " – "];

/// How much a line tells of its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Contact {
    /// Running text: not a line of a contact block.
    Prose,
    /// A short line that may stand in a contact block, such as a name.
    Short,
    /// A title, a company, a street.
    Likely,
    /// A phone number, an address of mail or web, a postal code.
    Sure,
}

/// Judges a line by its own.
pub(crate) fn judge(text: &str) -> Contact {
    if text.is_empty() || text.len() > LONGEST {
        return Contact::Prose;
    }
    let words = text.split_whitespace().count();
    let ends_sentence = text.ends_with(['?', '!', ';', ',']) || (text.ends_with('.') && words > 7);
    let lower = text.to_lowercase();
    let first = lower
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')' | '|'))
        .find(|word| !word.is_empty())
        .unwrap_or("");
    // "T: +351 ...", "W: velobay.example"
    let letter = first.len() == 1
        && text.get(1..).is_some_and(|rest| rest.starts_with([':', '.']))
        && matches!(first, "t" | "p" | "m" | "c" | "f" | "e" | "w" | "d" | "o");
    let labelled = letter
        || rules().contact_words.contains(first)
            && (text.contains(':') || text.contains(|c: char| c.is_ascii_digit()));
    let phone = has_phone(text);
    // "Ana Costa | Velobay | +351 555 010 234"
    let parts = PARTS.iter().map(|mark| text.matches(mark).count()).max().unwrap_or(0);
    if parts >= 2 && (phone || text.contains("@") || text.contains("www.")) {
        return Contact::Sure;
    }
    if parts >= 1 && words <= 6 && !ends_sentence && text.split_whitespace().any(is_domain) {
        return Contact::Likely;
    }
    if letter && words == 2 && text.split_whitespace().any(is_domain) {
        return Contact::Sure;
    }
    // A number with little around it; a sentence that mentions one is prose.
    if phone
        && !ends_sentence
        && (words <= 7
            || labelled
            || lower
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| rules().contact_words.contains(word))
                .count()
                >= 2)
    {
        return Contact::Sure;
    }
    let is_address = |word: &str| {
        word.contains('@') && word.contains('.')
            || word.starts_with("http")
            || word.starts_with("www.")
            || word.starts_with("<mailto:")
    };
    if text.split_whitespace().any(is_address) && words <= 4 && !ends_sentence {
        return Contact::Sure;
    }
    if labelled
        && words <= 6
        && text.contains(':')
        && text.contains(|c: char| c.is_ascii_digit() || c == '@')
        && !ends_sentence
    {
        return Contact::Sure;
    }
    if ends_sentence || words > 12 {
        return Contact::Prose;
    }
    if postal_code(text) && words <= 9 {
        return Contact::Sure;
    }
    let capitals = text
        .split_whitespace()
        .filter(|word| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()))
        .count();
    let mostly_capitals = capitals * 3 >= words * 2;
    // Not all languages write titles with capitals: "Responsable achats".
    if words <= 5 && starts_upper(text) && !text.ends_with(':') && rules().titles.contains(first) {
        return Contact::Likely;
    }
    if mostly_capitals && starts_upper(text) {
        let words_of = || {
            lower
                .split(|c: char| {
                    c.is_whitespace() || matches!(c, ',' | '/' | '|' | '&' | '(' | ')' | '-')
                })
                .filter(|word| !word.is_empty())
        };
        let known = |word: &str| {
            let bare = word.trim_end_matches(['.', ',']);
            let any = |set: &crate::rules::Words| set.contains(word) || set.contains(bare);
            any(&rules().titles) || any(&rules().companies)
        };
        let street = text.contains(|c: char| c.is_ascii_digit())
            && words_of().any(|word| {
                rules().places.contains(word) || rules().places.contains(word.trim_end_matches('.'))
            });
        if street || words_of().any(known) || rules().long_titles.in_words(&lower) {
            return Contact::Likely;
        }
    }
    if words <= 6 && mostly_capitals && !text.ends_with(':') {
        Contact::Short
    } else {
        Contact::Prose
    }
}

/// "velobay.example"
fn is_domain(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(host, top)| {
        host.len() >= 3
            && host
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
            && (2..=10).contains(&top.len())
            && top.bytes().all(|b| b.is_ascii_lowercase())
    })
}

fn starts_upper(text: &str) -> bool {
    text.trim_start_matches(|c: char| !c.is_alphanumeric())
        .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// "Houston, TX 77002", "10115 Berlin", "London SW1A 1AA".
fn postal_code(text: &str) -> bool {
    let words: Vec<&str> =
        text.split([' ', ',']).filter(|word| !word.is_empty()).take(16).collect();
    let zip = |word: &str| {
        let head = word.split('-').next().unwrap_or(word);
        head.len() == 5 && head.bytes().all(|byte| byte.is_ascii_digit())
    };
    let upper = |word: &str, least: usize, most: usize| {
        (least..=most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    words.windows(2).any(|pair| {
        let state = upper(pair[0].trim_matches('.'), 2, 2)
            || pair[0] == "D.C."
            || matches!(
                pair[0],
                "Texas"
                    | "California"
                    | "Oregon"
                    | "Washington"
                    | "Illinois"
                    | "Florida"
                    | "Massachusetts"
            );
        (state && zip(pair[1]))
            || (words.len() <= 5
                && zip(pair[0].trim_start_matches("D-"))
                && capital(pair[1])
                && pair[1].len() > 2
                && words[0] == pair[0])
            || (pair[0].len() <= 4
                && pair[1].len() == 3
                && pair[0].bytes().any(|byte| byte.is_ascii_digit())
                && pair[0].starts_with(|c: char| c.is_ascii_uppercase())
                && pair[1].starts_with(|c: char| c.is_ascii_digit())
                && upper(&pair[1][1..], 2, 2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_lines() {
        for text in [
            "Tel: (415) 555-0134",
            "415.555.0134",
            "ana@velobay.example",
            "https://velobay.example",
            "Houston, TX 77002",
            "10115 Berlin",
            "Phone +49 30 5550 134, Fax +49 30 5550 135",
        ] {
            assert_eq!(judge(text), Contact::Sure, "{text}");
        }
        for text in [
            "Director, Client Relations",
            "Velobay Inc.",
            "12 Harbour Street",
            "Head of Operations",
        ] {
            assert_eq!(judge(text), Contact::Likely, "{text}");
        }
        assert_eq!(judge("Ana Costa"), Contact::Short);
        for text in [
            "Please call me at (415) 555-0134 when you have read the plan.",
            "we can talk to the director",
            "Thanks for the numbers!",
            "I will ask the manager tomorrow",
        ] {
            assert_eq!(judge(text), Contact::Prose, "{text}");
        }
    }
}
