//! Sentences of the own words.

use std::borrow::Cow;
use std::ops::Range;

use crate::lines::is_space;
use crate::rules::rules;
use crate::signature::is_signoff;
use crate::zone::{Zone, Zones};

/// A sentence of the own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// Bytes in the body.
    pub span: Range<usize>,
    /// The text; line breaks and runs of spaces are joined to one space.
    pub text: Cow<'a, str>,
    /// The paragraph that it stands in, counted from 0.
    pub paragraph: u32,
}

/// Widths at which programs and people wrap lines.
const NARROWEST: usize = 50;
const WIDEST: usize = 110;

/// The sentences of the own lines of a body.
#[must_use]
pub fn sentences<'a>(body: &'a str, zones: &Zones) -> Vec<Sentence<'a>> {
    let width = wrap_width(body, zones);
    let mut found = Vec::new();
    let mut paragraph = 0;
    let lines = zones.lines();
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|line| line.zone == Zone::Own).count();
        if run > 0 {
            let spans: Vec<Range<usize>> =
                lines[at..at + run].iter().map(|line| trim(body, line.span.clone())).collect();
            let before = found.len();
            for segment in segments(body, &spans, width) {
                split(body, segment, paragraph, &mut found);
            }
            paragraph += u32::from(found.len() > before);
        }
        at += run.max(1);
    }
    found
}

/// The sentences of a text that is all own.
#[must_use]
pub fn sentences_of_text(text: &str) -> Vec<Sentence<'_>> {
    sentences(text, &Zones::all_own(text))
}

/// The width at which the own lines were wrapped; None if they were not: the
/// largest length that another line comes close to. Only lines with an own
/// line below can have been wrapped.
fn wrap_width(body: &str, zones: &Zones) -> Option<usize> {
    let lines = zones.lines();
    let mut lengths = [0_u32; WIDEST + 1];
    for pair in lines.windows(2) {
        if pair.iter().any(|line| line.zone != Zone::Own) || pair[0].span.len() > 2 * WIDEST {
            continue;
        }
        let length = trim(body, pair[0].span.clone()).len();
        if length <= WIDEST {
            lengths[length] += 1;
        }
    }
    let longest = (NARROWEST..=WIDEST).rev().find(|&length| lengths[length] > 0)?;
    let near = |length: usize| lengths[length.saturating_sub(8)..=length].iter().sum::<u32>();
    (NARROWEST..=longest)
        .rev()
        .find(|&length| lengths[length] > 0 && near(length) >= 2)
        .or(Some(longest))
}

fn trim(body: &str, span: Range<usize>) -> Range<usize> {
    let text = body.get(span.clone()).unwrap_or_default();
    let inner = text.trim_start_matches(is_space);
    let start = span.start + text.len() - inner.len();
    start..start + inner.trim_end_matches(is_space).len()
}

/// Joins the lines of a paragraph that were wrapped, and keeps apart those
/// that somebody set apart: items of lists, greetings, lines of a chat.
fn segments(body: &str, lines: &[Range<usize>], width: Option<usize>) -> Vec<Range<usize>> {
    let mut segments: Vec<Range<usize>> = Vec::new();
    // Whether the line above was joined to the one before it.
    let mut joined = false;
    for (at, line) in lines.iter().enumerate() {
        let join = at > 0 && {
            let above = &body[lines[at - 1].clone()];
            let before = at.checked_sub(2).map_or(0, |at| lines[at].len());
            continues(above, &body[line.clone()], width, joined.then_some(before), at == 1)
        };
        match segments.last_mut() {
            Some(last) if join => last.end = line.end,
            _ => segments.push(line.clone()),
        }
        joined = join;
    }
    segments
}

/// Whether `line` goes on with what `above` began. `joined` is the length of
/// the line before `above` if `above` went on with it.
fn continues(
    above: &str,
    line: &str,
    width: Option<usize>,
    joined: Option<usize>,
    first: bool,
) -> bool {
    if above.is_empty()
        || line.is_empty()
        || is_item(line)
        || is_signoff(above)
        || is_signoff(line)
        || (first && is_greeting(above))
    {
        return false;
    }
    let lower =
        line.trim_start_matches(['(', '"', '\'', '“', '‘', '[']).starts_with(char::is_lowercase);
    let ended = above.ends_with(['.', '!', '?', '…', ':']);
    if !ended && above.len() >= 30 && breaks_off(above, lower) {
        return true;
    }
    let Some(width) = width else {
        // Not wrapped: only a long line that breaks off goes on.
        return lower && !ended && above.len() >= 50;
    };
    let word = line.split(is_space).next().map_or(0, str::len);
    if above.len() + 1 + word > width && above.len() <= width + 2 {
        return lower || !above.ends_with(':');
    }
    // What a second wrapping left over is short, below a long line.
    let left_over = joined.is_some_and(|before| before * 5 >= width * 4 && above.len() <= 24);
    !ended
        && (left_over
            || (lower
                && (width >= 60 && above.len() >= 40 || joined.is_some() && above.len() >= 30)))
}

/// Whether a line ends in the middle of a sentence: with a comma, or with a
/// word that nothing ends with.
fn breaks_off(line: &str, lower_below: bool) -> bool {
    let last = line.rsplit(|c: char| is_space(c)).next().unwrap_or_default();
    last.ends_with(',') && last.len() > 1
        || last.len() <= 7 && rules().links.contains(last.to_ascii_lowercase().as_str())
        || lower_below && matches!(last, "on" | "about" | "over" | "up" | "out")
}

/// Whether a line starts with the mark of an item of a list.
fn is_item(line: &str) -> bool {
    let mut chars = line.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    let rest = chars.as_str();
    if matches!(first, '•' | '·' | '▪' | '●' | '◦' | '‣' | '»' | '→' | '□' | '☐' | '✓' | '✔')
    {
        return true;
    }
    if matches!(first, '-' | '–' | '—' | '*' | '+' | 'o') && rest.starts_with([' ', '\t']) {
        return true;
    }
    if first == '*' && rest.starts_with(char::is_alphanumeric) {
        return true;
    }
    let inner = line.strip_prefix('(').unwrap_or(line);
    let digits = inner.bytes().take(4).take_while(u8::is_ascii_digit).count();
    // "s. left" may be the end of a name that was cut.
    let is_letter = |c: char| c.is_ascii_alphabetic() && !matches!(c, 'j'..='u' | 'w' | 'y' | 'z');
    let letters = usize::from(digits == 0 && inner.starts_with(is_letter));
    let after = &inner[digits + letters..];
    let closed = after.starts_with(')') || (after.starts_with('.') && inner.len() == line.len());
    // "(713) 555 ..." is a phone number.
    (1..=2).contains(&(digits + letters)) && closed && after[1..].starts_with([' ', '\t'])
}

/// Whether a line is a greeting: "Hi Ana,", "Bo -", "Team:".
fn is_greeting(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let words = line.split_whitespace().count();
    let ended = line.ends_with([',', ':', '!', '-', '–', '—']);
    let lower = line.to_lowercase();
    if rules().greetings.find_words(&lower).is_some() {
        return words <= 6 && (ended || words <= 3);
    }
    ended
        && words <= 4
        && line.split_whitespace().all(|word| {
            !word.starts_with(char::is_lowercase)
                || matches!(word, "and" | "und" | "et" | "y" | "e")
        })
}

/// Cuts a segment into sentences.
fn split<'a>(body: &'a str, segment: Range<usize>, paragraph: u32, found: &mut Vec<Sentence<'a>>) {
    let text = &body[segment.clone()];
    let lower_style = is_lower_style(text);
    let mut start = 0;
    while let Some((end, next)) = next_boundary(text, start, lower_style) {
        push(body, segment.start + start..segment.start + end, paragraph, found);
        start = next;
    }
    push(body, segment.start + start..segment.end, paragraph, found);
}

/// Whether a text is written as in a chat: it does not start with a capital.
fn is_lower_style(text: &str) -> bool {
    text.chars().take(200).find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
}

fn push<'a>(body: &'a str, span: Range<usize>, paragraph: u32, found: &mut Vec<Sentence<'a>>) {
    let span = trim(body, span);
    let text = &body[span.clone()];
    let tells = |c: char| c.is_alphanumeric() || u32::from(c) >= 0x2600;
    if text.contains(tells) {
        found.push(Sentence { span, text: joined(text), paragraph });
    }
}

/// The text with runs of white space joined to one space: how a [`Sentence`] is made of its span.
#[must_use]
pub fn joined(text: &str) -> Cow<'_, str> {
    let mut before = ' ';
    let clean = text.chars().all(|c| {
        let clean = !is_space(c) || (c == ' ' && before != ' ');
        before = c;
        clean
    });
    if clean {
        return Cow::Borrowed(text);
    }
    let mut owned = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !owned.is_empty() {
            owned.push(' ');
        }
        owned.push_str(word);
    }
    Cow::Owned(owned)
}

/// The end of the sentence that starts at `start`, and where the next one starts.
fn next_boundary(text: &str, start: usize, lower_style: bool) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        let step = match bytes[at] {
            b'.' | b'!' | b'?' => 1,
            0xe2 if text[at..].starts_with('…') => 3,
            0xe3 if text[at..].starts_with('。') => 3,
            0xef if text[at..].starts_with(['！', '？']) => 3,
            b':' | b';' if at > start && bytes[at - 1] == b' ' => {
                if let Some(found) = after_emoticon(text, at) {
                    return Some(found);
                }
                at += 1;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        let marks_end = at + step + text[at + step..].len()
            - text[at + step..].trim_start_matches(['.', '!', '?', '…', '。', '！', '？']).len();
        let rest = &text[marks_end..];
        let after_closers = rest.trim_start_matches(['"', '\'', ')', ']', '”', '’', '»', '*', '_']);
        let closed = after_closers.len() < rest.len();
        let end = text.len() - after_closers.len();
        let wide = step == 3 && bytes[at] != 0xe2;
        if after_closers.is_empty() {
            return None;
        }
        let spaced = after_closers.starts_with(is_space);
        if !spaced && !wide {
            if step == 1
                && bytes[at] == b'.'
                && marks_end == at + 1
                && !closed
                && missing_space(text, at)
            {
                return Some((at + 1, at + 1));
            }
            at = end.max(at + step);
            continue;
        }
        // Emoji and emoticons after the mark belong to the sentence before.
        let end = with_emoji(text, end);
        let next = text[end..].trim_start_matches(is_space);
        if next.is_empty() {
            return None;
        }
        let here = Mark { text, start, at, marks_end, closed, wide };
        if here.ends_sentence(next, lower_style) {
            return Some((end, text.len() - next.len()));
        }
        at = marks_end;
    }
    None
}

/// A mark that may end a sentence.
struct Mark<'a> {
    text: &'a str,
    start: usize,
    at: usize,
    marks_end: usize,
    closed: bool,
    wide: bool,
}

impl Mark<'_> {
    fn ends_sentence(&self, next: &str, lower_style: bool) -> bool {
        let marks = &self.text[self.at..self.marks_end];
        let lower_next = next
            .trim_start_matches(['"', '\'', '(', '“', '‘', '«'])
            .starts_with(char::is_lowercase);
        if self.wide {
            return true;
        }
        // ".?" is a full stop before a blank that was lost.
        let lost_blank = marks == ".?";
        if marks.contains(['!', '?']) && !lost_blank {
            return !(self.closed && lower_next);
        }
        // Spaced dots: the last one decides.
        if next.starts_with(['.', ',', ';', ':', ')', '?', '!'])
            && !next.starts_with(":)")
            && !next.starts_with(";)")
        {
            return false;
        }
        if marks.len() > 1 && !lost_blank {
            return !lower_next;
        }
        let word = self.word();
        if word.is_empty() {
            return !lower_next;
        }
        let next_word = next
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
            .find(|word| !word.is_empty())
            .unwrap_or("");
        let starter = !lower_next
            && rules().starters.contains(next_word.replace('’', "'").to_lowercase().as_str());
        let with_dot = format!("{word}.");
        let opens = self.text[self.start..self.at].trim_start().len() <= word.len() + 1;
        // "1." and "a." at the start are marks of items.
        if opens
            && (word.chars().count() == 1
                || (word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())))
        {
            return false;
        }
        // "2.)" inside a line, too.
        let number = word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
        let bracket = self.text[self.marks_end..].starts_with(')');
        if number && bracket && !self.text[self.start..self.at].contains('(') {
            return false;
        }
        if rules().never_final.contains(&with_dot) {
            return false;
        }
        if rules().before_number.contains(&with_dot)
            && next.starts_with(|c: char| c.is_ascii_digit() || c == '#')
        {
            return false;
        }
        let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
        let initial =
            word.chars().count() == 1 && self.text[..self.at].ends_with(char::is_uppercase);
        if rules().sometimes_final.contains(&with_dot) || dotted || initial {
            return starter;
        }
        // "See the file. thanks"
        if lower_next && is_signoff(next) {
            return true;
        }
        if lower_next { lower_style && word.chars().count() >= 2 } else { true }
    }

    /// The word before the mark, in lower case. Looks back 40 bytes at most.
    fn word(&self) -> String {
        let head = &self.text[self.start..self.at];
        let near = &head[head.ceil_char_boundary(head.len().saturating_sub(40))..];
        let word = near.rsplit(is_space).next().unwrap_or_default();
        word.trim_start_matches(['(', '"', '\'', '[', '“', '‘', '*', '_', '-']).to_lowercase()
    }
}

/// "done.The next": a usual first word right after a full stop.
fn missing_space(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().is_some_and(char::is_lowercase);
    let next: String = text[at + 1..].chars().take_while(|c| c.is_alphabetic()).take(12).collect();
    let follows = text[at + 1 + next.len()..].starts_with([' ', ',', '\'']);
    before
        && follows
        && next.starts_with(char::is_uppercase)
        && next.len() >= 2
        && rules().starters.contains(next.to_lowercase().as_str())
}

/// Moves an end over the emoji and emoticons that follow it.
fn with_emoji(text: &str, end: usize) -> usize {
    let mut end = end;
    loop {
        let rest = text[end..].trim_start_matches(is_space);
        let at = text.len() - rest.len();
        let length = match rest.chars().next() {
            Some(c) if is_emoji(c) => rest.len() - rest.trim_start_matches(is_emoji).len(),
            Some(':' | ';') => match emoticon(rest) {
                Some(length) => length,
                None => return end,
            },
            _ => return end,
        };
        end = at + length;
    }
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x2600..=0x27bf | 0x1f000..=0x1faff | 0xfe0f | 0x200d)
}

/// The length of the emoticon that a text starts with.
fn emoticon(text: &str) -> Option<usize> {
    let rest = text[1..].strip_prefix('-').unwrap_or(&text[1..]);
    let mouth = rest
        .chars()
        .next()
        .is_some_and(|c| matches!(c, ')' | '(' | 'D' | 'P' | 'p' | '/' | '|' | 'o' | 'O'));
    let length = text.len() - rest.len() + 1;
    (mouth && text[length..].chars().next().is_none_or(|c| is_space(c) || c == ')' || c == '.'))
        .then_some(length)
}

/// A sentence that an emoticon ends: "thanks :) The rest".
fn after_emoticon(text: &str, at: usize) -> Option<(usize, usize)> {
    let end = at + emoticon(&text[at..])?;
    let next = text[end..].trim_start_matches(is_space);
    let spaced = next.len() < text.len() - end;
    (spaced && next.starts_with(char::is_uppercase)).then_some((end, text.len() - next.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        sentences_of_text(text).into_iter().map(|sentence| sentence.text.into_owned()).collect()
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "We have looked at the brakes again and think that the small ones will\nhold. Please order forty of them, and tell Bo when they come. I will be on\nthe road until Friday.\n\nAna";
        assert_eq!(
            cut(text),
            [
                "We have looked at the brakes again and think that the small ones will hold.",
                "Please order forty of them, and tell Bo when they come.",
                "I will be on the road until Friday.",
                "Ana"
            ]
        );
    }

    #[test]
    fn abbreviations_and_numbers_do_not_end() {
        for text in [
            "Dr. Lind meets Mr. Park at 5 p.m. Friday in St. Paul.",
            "See no. 5 on p. 12, e.g. the U.S. Senate figures of Velobay Inc. in Jan. 2024.",
            "It costs 3.50 at https://velobay.example/a.b?c=d today.",
            "J. R. Costa wrote it, i.e. the plan.",
        ] {
            assert_eq!(cut(text), [text]);
        }
        assert_eq!(
            cut("We start at 5 p.m. The others come later."),
            ["We start at 5 p.m.", "The others come later."]
        );
    }

    #[test]
    fn marks_end() {
        assert_eq!(
            cut("Really? Yes! \"Go on.\" Then stop... Now wait... and see. All done.The rest"),
            [
                "Really?",
                "Yes!",
                "\"Go on.\"",
                "Then stop...",
                "Now wait... and see.",
                "All done.",
                "The rest"
            ]
        );
        assert_eq!(
            cut("Great work! 🎉 Next week we ship. thanks :) See you"),
            ["Great work! 🎉", "Next week we ship. thanks :)", "See you"]
        );
    }

    #[test]
    fn lists_greetings_and_chat() {
        assert_eq!(
            cut(
                "Hi Ana,\nplease check:\n- the brakes\n- the van\n1. first\n2. second\nThanks,\nBo"
            ),
            [
                "Hi Ana,",
                "please check:",
                "- the brakes",
                "- the van",
                "1. first",
                "2. second",
                "Thanks,",
                "Bo"
            ]
        );
        assert_eq!(
            cut("hey\nare you there\nneed the file. can you send it"),
            ["hey", "are you there", "need the file.", "can you send it"]
        );
    }

    #[test]
    fn brackets_and_late_thanks() {
        let text = "Late tonight the small group of dealers passed the plan for the summer\n(without any of the changes that we had asked for). See the file. thanks";
        assert_eq!(cut(text).len(), 3);
        assert_eq!(cut("We sell in the U.S. Several of us travel there.").len(), 2);
    }

    #[test]
    fn wrapped_lines_go_on() {
        // What ends with a comma or with "the" goes on, however wide the text is.
        assert_eq!(
            cut(
                "We look at the frames on Thursday,\nOctober 5th, and talk about what is in the\nNorth hall."
            ),
            [
                "We look at the frames on Thursday, October 5th, and talk about what is in the North hall."
            ]
        );
        assert_eq!(cut("You can call me on Monday, my number is\n(555) 010-2345.").len(), 1);
        // One long line below does not hide the width of the others.
        let link = format!("https://velobay.example/{}", "a".repeat(150));
        let text = format!(
            "The new hall in Kiel is ready and the people of Velobay\nKiel move in on Monday. You find the plan of all the rooms\nhere.\n\n{link}"
        );
        assert_eq!(cut(&text).len(), 3);
        // Short lines are not wrapped.
        assert_eq!(cut("Gordon Lind\nDave Marsh\nRui Prado").len(), 3);
        assert_eq!(cut("4.? The bell rings."), ["4.? The bell rings."]);
    }

    #[test]
    fn other_scripts() {
        assert_eq!(cut("今日は。明日も！"), ["今日は。", "明日も！"]);
        assert!(cut("?\n---\n").is_empty());
    }
}
