//! Attributions: "On Tue, 5 Mar 2024 at 10:11, Ana wrote:", broken over lines,
//! in nine languages.

use crate::lines::RawLine;
use crate::rules::rules;
use crate::shape::{DateMarks, date_marks};

/// An attribution is broken over this many lines at most.
const MOST_LINES: usize = 5;
/// And is no longer than this, in bytes.
const MOST_BYTES: usize = 400;

/// How sure it is that a text is an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// It counts only where quote marks follow.
    Weak,
    /// It has a date or an address too: what follows is quoted, marked or not.
    Strong,
}

/// The attribution that ends with line `end`: its first line, and how sure it
/// is. `before_quote` says that a line with a quote mark follows, where a
/// missing colon is forgiven.
pub(crate) fn attribution(
    lines: &[RawLine<'_>],
    end: usize,
    before_quote: bool,
) -> Option<(usize, Strength)> {
    if !before_quote && !lines[end].text.ends_with([':', '：']) {
        return None;
    }
    let mut alone = None;
    let mut text = String::new();
    for start in (0..=end).rev().take(MOST_LINES) {
        let line = &lines[start];
        if line.text.is_empty()
            || line.depth != lines[end].depth
            || text.len() + line.text.len() > MOST_BYTES
        {
            break;
        }
        // A line that ends a sentence belongs to the text above.
        if start < end
            && line.text.ends_with(['.', '!', '?', ':', '…'])
            && !line.text.ends_with("a.m.")
            && !line.text.ends_with("p.m.")
        {
            break;
        }
        text.insert(0, ' ');
        text.insert_str(0, line.text);
        match judge(text.trim_end(), before_quote) {
            // With an opening word the attribution is complete.
            Some((strength, true)) => return Some((start, strength)),
            Some((strength, false)) if alone.is_none() => alone = Some((start, strength)),
            _ => {}
        }
    }
    alone
}

/// Judges a text: how sure it is that it is an attribution, and whether it
/// starts with an opening word.
fn judge(text: &str, before_quote: bool) -> Option<(Strength, bool)> {
    let text = text.trim_start_matches(['-', ' ', '*', '_', '\u{2022}']);
    let colon = text.ends_with([':', '：']);
    let address = text.contains('@') || text.contains('<');
    let lower = text.to_lowercase();
    let opener = rules().openers.find_words(&lower);
    let marks = date_marks(text);
    let dated = marks != DateMarks::default();

    if opener == Some("quoting") && colon {
        return Some((if address { Strength::Strong } else { Strength::Weak }, true));
    }
    // "2024-03-05 10:11 GMT+01:00 Ana Costa <ana@velobay.example>:"
    if text.starts_with(|c: char| c.is_ascii_digit()) && dated && text.ends_with(">:") {
        return Some((Strength::Strong, true));
    }
    if opener.is_none() && !address && !dated && !before_quote {
        return None;
    }
    let (verb, length) = rules().verbs.position(&lower)?;
    let last = lower[verb + length..].trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    if opener.is_some() && text.contains(|c: char| c.is_ascii_digit()) {
        let name = lower.len() == text.len() && last && named(&text[..verb]);
        let strong = colon && (marks.time || address || marks.numeric || (marks.year && name));
        return Some((if strong { Strength::Strong } else { Strength::Weak }, true));
    }
    if opener.is_some() && before_quote && (last || address) {
        return Some((Strength::Weak, true));
    }
    if address && last && colon && lower.split_whitespace().count() <= 10 {
        return Some((Strength::Strong, false));
    }
    // "Ana Costa/Sales/Velobay schrieb am 05.03.2024 10:11:12:"
    let capitalised = lower.len() == text.len()
        && text[..verb].split_whitespace().all(|word| !word.starts_with(char::is_lowercase));
    if capitalised && (marks.time || marks.numeric) && colon && verb > 0 {
        return Some((Strength::Strong, false));
    }
    if capitalised && before_quote && last && lower.split_whitespace().count() <= 6 {
        return Some((Strength::Weak, false));
    }
    None
}

/// Whether the text before the verb ends with a name.
fn named(before: &str) -> bool {
    before.split_whitespace().next_back().is_some_and(|word| word.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::split;

    fn judged(text: &str, before_quote: bool) -> Option<(usize, Strength)> {
        let lines = split(text);
        attribution(&lines, lines.len() - 1, before_quote)
    }

    #[test]
    fn nine_languages() {
        for text in [
            "On Tue, 5 Mar 2024 at 10:11, Ana Costa <ana@velobay.example> wrote:",
            "Am Di., 5. März 2024 um 10:11 Uhr schrieb Ana Costa <ana@velobay.example>:",
            "Le mar. 5 mars 2024 à 10:11, Ana Costa <ana@velobay.example> a écrit :",
            "El mar, 5 mar 2024 a las 10:11, Ana Costa (<ana@velobay.example>) escribió:",
            "Il giorno mar 5 mar 2024 alle ore 10:11 Ana Costa <ana@velobay.example> ha scritto:",
            "Em ter., 5 de mar. de 2024 às 10:11, Ana Costa <ana@velobay.example> escreveu:",
            "Op di 5 mrt 2024 om 10:11 schreef Ana Costa <ana@velobay.example>:",
            "wt., 5 mar 2024 o 10:11 Ana Costa <ana@velobay.example> napisał(a):",
            "Den tis 5 mars 2024 kl 10:11 skrev Ana Costa <ana@velobay.example>:",
        ] {
            assert_eq!(judged(text, false), Some((0, Strength::Strong)), "{text}");
        }
    }

    #[test]
    fn broken_over_lines() {
        let text = "Fine with me.\nOn Tue, Mar 5, 2024 at 10:11 AM\nAna Costa\n<ana@velobay.example>\nwrote:";
        assert_eq!(judged(text, false), Some((1, Strength::Strong)));
    }

    #[test]
    fn own_sentences_are_none() {
        assert_eq!(
            judged("On page 3 of the plan the auditors wrote:", false),
            Some((0, Strength::Weak))
        );
        assert_eq!(judged("Here is what we need:", false), None);
        assert_eq!(judged("Ana wrote:", false), None);
        assert_eq!(judged("Ana wrote:", true), Some((0, Strength::Weak)));
    }
}
