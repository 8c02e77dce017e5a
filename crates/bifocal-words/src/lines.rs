//! Lines of a message, with their quote marks taken off.

use std::ops::Range;

/// One line of a message as the rules see it.
#[derive(Clone, Debug)]
pub(crate) struct RawLine<'a> {
    /// Bytes in the body, without the line break.
    pub(crate) span: Range<usize>,
    /// The text without quote marks and without white space around it.
    pub(crate) text: &'a str,
    /// How many quote marks stand before the text.
    pub(crate) depth: u32,
    /// Columns of white space before an unquoted text; a tab counts as four.
    pub(crate) indent: u32,
}

impl RawLine<'_> {
    /// A line with neither text nor quote marks.
    pub(crate) fn is_blank(&self) -> bool {
        self.depth == 0 && self.text.is_empty()
    }

    /// A line that only keeps others apart. Where a blank in another character
    /// set was lost, a question mark may stand for it.
    pub(crate) fn is_spacer(&self) -> bool {
        self.depth == 0 && (self.text.is_empty() || self.text == "?")
    }
}

/// White space, and characters that show as nothing.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Cuts a body into lines. A line break at the very end starts no line.
pub(crate) fn split(body: &str) -> Vec<RawLine<'_>> {
    let mut lines = Vec::with_capacity(body.len() / 40 + 1);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', body.as_bytes()) {
        lines.push(raw_line(body, start, end));
        start = end + 1;
    }
    if start < body.len() {
        lines.push(raw_line(body, start, body.len()));
    }
    lines
}

fn raw_line(body: &str, start: usize, end: usize) -> RawLine<'_> {
    let line = &body[start..end];
    let line = line.strip_suffix('\r').unwrap_or(line);
    let (depth, rest) = unquote(line);
    let text = rest.trim_start_matches(is_space);
    let indent = if depth == 0 {
        rest[..rest.len() - text.len()].bytes().map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
    } else {
        0
    };
    RawLine {
        span: start..start + line.len(),
        text: text.trim_end_matches(is_space),
        depth,
        indent,
    }
}

/// Takes quote marks off the start of a line: "> > text", ">>text", "Ana> text",
/// "&gt; text".
pub(crate) fn unquote(line: &str) -> (u32, &str) {
    let mut depth = 0;
    let mut rest = line;
    loop {
        let inner = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        let next = match inner.as_bytes().first() {
            Some(b'>') => inner.get(1..),
            Some(b'&') => inner.strip_prefix("&gt;"),
            Some(0xef) => inner.strip_prefix('\u{ff1e}'),
            Some(b'A'..=b'Z') if depth == 0 => after_initials(inner),
            _ => None,
        };
        match next {
            Some(next) => {
                depth += 1;
                rest = next;
            }
            None => return (depth, rest),
        }
    }
}

/// What follows "AC>" or "Ana>", with which some programs mark a quote.
fn after_initials(line: &str) -> Option<&str> {
    let letters = line.bytes().take(11).take_while(u8::is_ascii_alphabetic).count();
    let rest = line.get(letters..)?.strip_prefix('>')?;
    (letters <= 10 && rest.starts_with([' ', '>'])).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cover_the_body_once() {
        let lines = split("one\r\n\ntwo\n");
        let spans: Vec<_> = lines.iter().map(|line| line.span.clone()).collect();
        assert_eq!(spans, [0..3, 5..5, 6..9]);
        assert!(split("").is_empty());
        assert_eq!(split("\n").len(), 1);
        assert_eq!(split("a\n\nb").len(), 3);
    }

    #[test]
    fn quote_marks_come_off() {
        assert_eq!(unquote("> > text"), (2, " text"));
        assert_eq!(unquote(">>text"), (2, "text"));
        assert_eq!(unquote("AC> text"), (1, " text"));
        assert_eq!(unquote("&gt; text"), (1, " text"));
        assert_eq!(unquote("Is a > b?"), (0, "Is a > b?"));
    }
}
