//! Header blocks in running text: Outlook's From/Sent/To/Subject, the lines of
//! Lotus Notes, and the separators above forwarded messages.

use std::ops::Range;

use crate::fields::field;
use crate::lines::RawLine;
use crate::rules::{Field, rules};
use crate::shape::{date_marks, is_rule, is_rule_char};

/// Lines that a list of addresses may go on for.
const MOST_CONTINUED: usize = 80;

/// A header block: its lines, and who the message is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    pub(crate) lines: Range<usize>,
    pub(crate) from: &'a str,
}

/// Looks for a header block whose first field is in line `start`. If there is
/// none, tells up to which line that is certain.
pub(crate) fn header_block<'a>(lines: &[RawLine<'a>], start: usize) -> Result<Block<'a>, usize> {
    let mut seen = Seen::default();
    let mut at = start;
    let mut end = start;
    let mut continued = 0;
    while let Some(line) = lines.get(at) {
        if line.depth > 0 {
            break;
        }
        if line.is_spacer() {
            // Notes leaves up to two blank lines between fields.
            if at - end >= 3 || seen.complete() && seen.subject {
                break;
            }
        } else if let Some((kind, value)) = field(line.text) {
            if !seen.note(kind, value) {
                break;
            }
            continued = 0;
            end = at + 1;
        } else {
            let open = at == end
                && match seen.last {
                    Some(Field::To | Field::Cc) => continued < MOST_CONTINUED,
                    Some(_) => continued < 2 && line.text.len() < 200,
                    None => false,
                };
            if !open {
                break;
            }
            continued += 1;
            // Text right below the subject may be the message itself.
            end = at + 1;
        }
        at += 1;
    }
    if seen.from.is_none()
        && seen.to
        && (seen.subject || seen.cc)
        && let Some(lead) = notes_lead(lines, start)
    {
        return Ok(Block { lines: lead..end, from: lines[lead].text });
    }
    if seen.complete() {
        // Fields above that open no block by themselves belong to it.
        let first = (0..start)
            .rev()
            .take(8)
            .take_while(|&at| lines[at].depth == 0 && field(lines[at].text).is_some())
            .last()
            .unwrap_or(start);
        return Ok(Block { lines: first..end, from: seen.from.unwrap_or_default() });
    }
    Err(at.max(start + 1))
}

/// The fields of a block so far.
#[derive(Default)]
struct Seen<'a> {
    from: Option<&'a str>,
    sent: bool,
    to: bool,
    cc: bool,
    subject: bool,
    address: bool,
    last: Option<Field>,
}

impl<'a> Seen<'a> {
    /// Takes a field in; false if it starts another block.
    fn note(&mut self, kind: Field, value: &'a str) -> bool {
        match kind {
            Field::From if self.from.is_some() => return false,
            Field::From => self.from = Some(value),
            Field::Sent => self.sent = true,
            Field::To => self.to = true,
            Field::Cc => self.cc = true,
            Field::Subject => self.subject = true,
            Field::Other => {}
        }
        self.address |= value.contains('@') && matches!(kind, Field::From | Field::To);
        self.last = Some(kind);
        true
    }

    /// Whether the fields make a header. A lone "From:" or "To:" does not.
    fn complete(&self) -> bool {
        match self.from {
            Some(_) => self.sent || self.subject || (self.to && (self.cc || self.address)),
            None => self.to && self.subject && (self.sent || self.address),
        }
    }
}

/// The first line of what Lotus Notes writes above "To:": a name, perhaps
/// "Sent by: ...", and a date.
fn notes_lead(lines: &[RawLine<'_>], to: usize) -> Option<usize> {
    let is_answer_to = |text: &str| {
        rules().respond_to.find(&text[..text.floor_char_boundary(40)].to_lowercase()).is_some()
    };
    let dated =
        (0..to).rev().take(6).find(|&at| !lines[at].is_blank() && !is_answer_to(lines[at].text))?;
    let line = &lines[dated];
    let marks = date_marks(line.text);
    if line.depth > 0 || line.text.len() > 120 || !(marks.numeric && marks.time) {
        return None;
    }
    if !line.text.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(dated);
    }
    let mut name = dated.checked_sub(1)?;
    if matches!(field(lines[name].text), Some((Field::Other, _))) {
        name = name.checked_sub(1)?;
    }
    let is_name = lines[name].depth == 0
        && !lines[name].text.is_empty()
        && lines[name].text.len() < 100
        && !lines[name].text.ends_with(['.', '?', '!']);
    Some(if is_name { name } else { dated })
}

/// The separator that starts in line `start`: the line after it.
pub(crate) fn separator(lines: &[RawLine<'_>], start: usize) -> Option<usize> {
    let text = lines[start].text;
    let inner = text.trim_start_matches(|c| is_rule_char(c) || c == ' ');
    let left = text.chars().take_while(|&c| is_rule_char(c)).count();
    if left >= 2 {
        let phrase = inner.trim_end_matches(|c| is_rule_char(c) || c == ' ' || c == ':');
        let right = inner.len() - phrase.len();
        if (left >= 3 || right >= 2) && phrase.len() <= 160 && !phrase.is_empty() {
            let lower = phrase.to_lowercase();
            if rules().reply_above.iter().any(|above| lower.contains(above.as_str())) {
                return Some(start + 1);
            }
            if rules().ruled.in_words(&lower) {
                // "---- Forwarded by Ana on 03/05/2024" / "10:11 AM ----"
                let wrapped = right < 3
                    && lines
                        .get(start + 1)
                        .is_some_and(|next| next.text.len() <= 100 && next.text.ends_with("---"));
                return Some(if wrapped { start + 2 } else { start + 1 });
            }
        }
        return None;
    }
    if text.len() > 80 {
        return None;
    }
    let phrase = text.trim_end_matches([':', ' ', '\u{a0}']);
    let bare = rules().bare.contains_any_case(phrase);
    (bare && quote_or_field_follows(lines, start + 1)).then_some(start + 1)
}

/// Whether a line says, between rules, that a forwarded message ends here.
pub(crate) fn closes(text: &str) -> bool {
    if !text.starts_with("--") || text.len() > 100 {
        return false;
    }
    let phrase = text.trim_matches(|c| is_rule_char(c) || c == ' ').to_lowercase();
    rules().ends.iter().any(|end| phrase.starts_with(end.as_str()))
}

/// Whether the next line that is not blank is quoted or holds a header field.
fn quote_or_field_follows(lines: &[RawLine<'_>], from: usize) -> bool {
    lines[from..]
        .iter()
        .take(4)
        .find(|line| !line.is_blank())
        .is_some_and(|line| line.depth > 0 || field(line.text).is_some())
}

/// Moves the start of a block up over rules and the blank lines between.
pub(crate) fn with_rules_above(lines: &[RawLine<'_>], start: usize) -> usize {
    let mut first = start;
    for at in (0..start).rev().take(3) {
        if lines[at].depth == 0 && is_rule(lines[at].text) {
            first = at;
        } else if !lines[at].is_blank() {
            break;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::split;

    #[test]
    fn outlook_block() {
        let lines = split(
            "From: Costa, Ana\nSent: Tuesday, March 5, 2024 10:11\nTo: Lind, Bo;\n  Park, Min\nSubject: Brakes\n\nText",
        );
        assert_eq!(header_block(&lines, 0), Ok(Block { lines: 0..5, from: "Costa, Ana" }));
    }

    #[test]
    fn notes_block() {
        let lines =
            split("Ana Costa\n03/05/2024 10:11 AM\nTo: Bo Lind\ncc: \n\nSubject: Brakes\n\nText");
        assert_eq!(header_block(&lines, 2).map(|block| block.lines), Ok(0..6));
        let lines = split("We meet at nine.\nTo: Bo\nSubject: x");
        assert!(header_block(&lines, 1).is_err());
    }

    #[test]
    fn meeting_details_are_no_header() {
        let lines = split("Date: Tuesday\nTime: 9:00\nSubject: Brakes\n\nCome all.");
        assert!(header_block(&lines, 0).is_err());
    }

    #[test]
    fn separators() {
        let found = |text| separator(&split(text), 0);
        assert_eq!(found("-----Original Message-----"), Some(1));
        assert_eq!(found("---- Forwarded by Ana on 03/05/2024\n10:11 AM -----"), Some(2));
        assert_eq!(found("Begin forwarded message:\n\n> From: Ana"), Some(1));
        assert_eq!(found("##- Please type your reply above this line -##"), Some(1));
        assert_eq!(found("-- the original message was lost"), None);
        assert_eq!(found("- forwarded message to Bo"), None);
    }
}
