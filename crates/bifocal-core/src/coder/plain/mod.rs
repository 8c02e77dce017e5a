//! What must not matter is made the same before a sentence is read: whom a name names, whether it
//! is he or she, British or American spelling, a typing error, a polite formula at the end. So a decision hardly depends on it,
//! whatever a model has learned: what stays are names that are words as well, and names written small.
//!
//! Both coders see plain text only, in training as in use.

mod formulas;
mod spelling;
mod words;

use self::words::{Known, WORDS};
use super::lower::lower;

/// Stands in place of every name, first and last names together. Any name would do: the models have
/// never seen another.
const NAME: &str = "Chris";

/// A pronoun's form, and the one that stands for it. "Her" is "him" as well as "his", so that these
/// are one.
const PRONOUNS: [(&str, &str); 5] =
    [("she", "he"), ("her", "his"), ("him", "his"), ("hers", "his"), ("herself", "himself")];

/// Texts that are kept: a sentence is read three times, as itself and as its neighbours' context, and a subject
/// with every sentence.
const KEPT: usize = 6;

/// Makes text plain; keeps the last few texts.
#[derive(Debug, Default)]
pub struct Plain {
    kept: [Kept; KEPT],
    oldest: usize,
    maker: Maker,
}

/// A text and what became of it.
#[derive(Debug, Default)]
struct Kept {
    text: String,
    plain: String,
}

impl Plain {
    /// A text as the coders see it.
    pub fn of(&mut self, text: &str) -> &str {
        let at = self.kept.iter().position(|kept| kept.text == text).unwrap_or_else(|| {
            let at = self.oldest;
            self.oldest = (at + 1) % KEPT;
            let kept = &mut self.kept[at];
            kept.text.clear();
            kept.text.push_str(text);
            kept.plain.clear();
            kept.plain.push_str(self.maker.make(text));
            at
        });
        &self.kept[at].plain
    }
}

/// Makes one text plain; keeps its room from text to text.
#[derive(Debug, Default)]
struct Maker {
    text: String,
    lower: String,
    room: String,
}

impl Maker {
    fn make(&mut self, text: &str) -> &str {
        self.text.clear();
        for chunk in formulas::without(text).split_inclusive(char::is_whitespace) {
            if chunk.contains(is_odd) {
                self.text.push_str(chunk);
                continue;
            }
            let mut rest = chunk;
            while !rest.is_empty() {
                let (word, tail) = rest.split_at(start_of(rest, |c| !c.is_alphabetic()));
                self.push(word);
                let (between, tail) = tail.split_at(start_of(tail, char::is_alphabetic));
                self.text.push_str(between);
                rest = tail;
            }
        }
        &self.text
    }

    fn push(&mut self, word: &str) {
        let mut letters = word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        if word.len() < 2 || letters.any(char::is_uppercase) {
            self.text.push_str(word);
            return;
        }
        lower(word, &mut self.lower);
        if let Some((_, same)) = PRONOUNS.iter().find(|(form, _)| self.lower == *form) {
            self.text.push_str(same);
            return;
        }
        let known = WORDS.look_up(&self.lower);
        if capital && known == Some(Known::Other) {
            self.push_name();
        } else if let Some(same) = spelling::one(&self.lower) {
            self.text.push_str(same);
        } else if known.is_some() {
            self.text.push_str(word);
        } else if let Some(mended) = WORDS.mend(&self.lower, capital, &mut self.room) {
            self.text.push_str(spelling::one(mended).unwrap_or(mended));
        } else if capital {
            self.push_name();
        } else {
            self.text.push_str(word);
        }
    }

    /// A name; with one just before it, it is the same name.
    fn push_name(&mut self) {
        let joined = self.text.strip_suffix([' ', '-']).is_some_and(|text| text.ends_with(NAME));
        if joined {
            self.text.pop();
        } else {
            self.text.push_str(NAME);
        }
    }
}

/// In numbers, links, addresses, paths and code nothing is a word.
fn is_odd(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '@' | '_' | '/' | '\\' | '`' | '<' | '>' | '=')
}

fn start_of(text: &str, what: impl Fn(char) -> bool) -> usize {
    text.find(what).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        Plain::default().of(text).to_owned()
    }

    #[test]
    fn names_are_one_name() {
        assert_eq!(plain("Could Ngozi call Zbigniew?"), "Could Chris call Chris?");
        assert_eq!(plain("Mary Smith-Jones' report"), "Chris' report");
        assert_eq!(plain("Kwame, please look."), plain("Mark, please look."));
        assert_eq!(plain("Could Will and ngozi call?"), "Could Will and ngozi call?");
        assert_eq!(plain("On Monday the Friday report"), "On Monday the Friday report");
        assert_eq!(
            plain("IT, GitHub, I, see a.Bob@x.example"),
            "IT, GitHub, I, see a.Bob@x.example"
        );
    }

    #[test]
    fn pronouns_are_one_pronoun() {
        assert_eq!(plain("Then she told him herself"), plain("Then he told her himself"));
        assert_eq!(plain("Her plan is hers"), "his plan is his");
    }

    #[test]
    fn two_spellings_are_one() {
        assert_eq!(plain("Organise the centre's colours"), plain("organize the center's colors"));
        assert_eq!(plain("the orgnaisation"), plain("the organization"));
    }

    #[test]
    fn typing_errors_are_mended() {
        assert_eq!(plain("Pelase send the reprot"), "please send the report");
        assert_eq!(
            plain("the scehdule, the schedle, the schedulle"),
            "the schedule, the schedule, the schedule"
        );
        assert_eq!(plain("form from salt slat xqzt"), "form from salt slat xqzt");
    }

    #[test]
    fn a_formula_at_the_end_is_dropped_unless_it_stands_alone() {
        assert_eq!(plain("Please send it. Thank you."), "Please send it.");
        assert_eq!(plain("Please send it. Many thanks! Best regards"), "Please send it.");
        assert_eq!(plain("Please send it Thanks"), "Please send it");
        for whole in ["Thank you.", "Give him my thanks.", "Re: Thanks", "Bob, Thank you"] {
            assert!(plain(whole).to_lowercase().contains("thank"), "{whole}");
        }
    }

    #[test]
    fn what_is_kept_changes_nothing() {
        let texts = ["Could Ngozi call?", "She can.", "", "Thanks, Ana."];
        let mut kept = Plain::default();
        for at in [0, 1, 0, 2, 3, 1, 3, 0, 2] {
            assert_eq!(kept.of(texts[at]), plain(texts[at]));
        }
    }

    #[test]
    fn what_is_plain_stays_as_it_is() {
        for text in ["", " ", "…", "é'é", "a.", "\u{1F600}x", "İstanbul ŞİŞLİ ǅ", "Ana Ana. Ana"]
        {
            let once = plain(text);
            assert_eq!(plain(&once), once);
        }
    }
}
