//! What somebody else wrote: lines with quote marks, attributions, forwarded
//! messages and everything below them.

use std::ops::Range;

use crate::attribution::{Strength, attribution};
use crate::fields::field;
use crate::headers::{Block, closes, header_block, separator, with_rules_above};
use crate::lines::RawLine;
use crate::rules::{Field, rules};
use crate::zone::Zone;

/// A message that is quoted without quote marks, to the end of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmarked<'a> {
    /// Its lines without the header above it.
    pub(crate) lines: Range<usize>,
    /// Who it is from, as its header says.
    pub(crate) from: &'a str,
}

/// Marks the quoted lines. Returns the message that is quoted without marks.
pub(crate) fn mark<'a>(lines: &[RawLine<'a>], zones: &mut [Zone]) -> Option<Unmarked<'a>> {
    mark_bars(lines, zones);
    let mut at = 0;
    let mut no_header_before = 0;
    // Whether ends of quoted lines were found without their marks.
    let mut broken = false;
    let mut forwards_close = None;
    while at < lines.len() {
        let line = &lines[at];
        if line.depth > 0 {
            if !is_mailbox_escape(lines, at) {
                zones[at] = Zone::Quoted;
                broken |= mark_broken(lines, zones, at);
            }
            at += 1;
            continue;
        }
        if broken && is_last_tail(lines, at) {
            zones[at] = Zone::Quoted;
        }
        if line.text.is_empty() || zones[at] == Zone::Quoted {
            at += 1;
            continue;
        }
        let Some(found) = opening(lines, at, &mut no_header_before) else {
            at += 1;
            continue;
        };
        mark_range(lines, zones, with_rules_above(lines, found.lines.start)..found.lines.end);
        at = found.lines.end;
        let next = next_text(lines, at);
        if found.cuts
            && closes_count(lines, found.lines.start)
            && *forwards_close.get_or_insert_with(|| all_forwards_close(lines, at))
            && let Some(end) = end_of_forward(lines, at)
        {
            mark_range(lines, zones, at..end);
            at = end;
            continue;
        }
        if found.cuts && next.is_some_and(|next| lines[next].depth == 0) {
            mark_range(lines, zones, at..lines.len());
            return Some(Unmarked { lines: at..lines.len(), from: found.from });
        }
    }
    None
}

/// The lines that open a quoted message.
struct Opening<'a> {
    lines: Range<usize>,
    from: &'a str,
    /// Whether what follows is quoted even without quote marks.
    cuts: bool,
}

/// The separator, header block or attribution at line `at`. Below line
/// `no_header_before` no header block starts: this keeps the search linear.
fn opening<'a>(
    lines: &[RawLine<'a>],
    at: usize,
    no_header_before: &mut usize,
) -> Option<Opening<'a>> {
    if let Some(end) = separator(lines, at) {
        // Take the header block below it too, if there is one.
        let block = next_text(lines, end)
            .filter(|&next| next - end <= 4 && lines[next].depth == 0)
            .and_then(|next| block_within(lines, next));
        let (end, from) = block.map_or((end, ""), |block| (block.lines.end, block.from));
        return Some(Opening { lines: at..end.max(at + 1), from, cuts: true });
    }
    let opens_block = matches!(
        field(lines[at].text),
        Some((Field::From | Field::Sent | Field::To | Field::Subject, _))
    );
    if opens_block && at >= *no_header_before {
        match header_block(lines, at) {
            Ok(block) => {
                return Some(Opening {
                    lines: first_of_memo(lines, &block)..block.lines.end,
                    from: block.from,
                    cuts: true,
                });
            }
            Err(end) => *no_header_before = end,
        }
    }
    let quote_follows =
        next_text(lines, at + 1).is_some_and(|next| next - at <= 3 && lines[next].depth > 0);
    let (start, strength) = attribution(lines, at, quote_follows)?;
    (quote_follows || strength == Strength::Strong).then(|| Opening {
        lines: start..at + 1,
        from: lines[start].text,
        cuts: strength == Strength::Strong,
    })
}

/// The header block that starts within four lines of `start`: below a
/// separator Notes writes a name and a date before the first field.
fn block_within<'a>(lines: &[RawLine<'a>], start: usize) -> Option<Block<'a>> {
    (start..lines.len())
        .take(4)
        .filter(|&at| field(lines[at].text).is_some())
        .find_map(|at| header_block(lines, at).ok())
}

/// A memo may start with whom it is to, at the very top, with a letterhead
/// between that and the other fields.
fn first_of_memo(lines: &[RawLine<'_>], block: &Block<'_>) -> usize {
    let start = block.lines.start;
    match next_text(lines, 0) {
        Some(top)
            if top < start
                && lines[top..start].iter().filter(|line| !line.is_spacer()).take(7).count()
                    <= 6
                && matches!(field(lines[top].text), Some((Field::To | Field::Subject, _))) =>
        {
            top
        }
        _ => start,
    }
}

/// The first line from `from` on that is not blank.
fn next_text(lines: &[RawLine<'_>], from: usize) -> Option<usize> {
    // Blank lines are skipped a few at a time: this is asked for every line.
    (from..lines.len()).take(40).find(|&at| !lines[at].is_blank())
}

/// Marks the lines of a range that are not blank.
pub(crate) fn mark_range(lines: &[RawLine<'_>], zones: &mut [Zone], range: Range<usize>) {
    for at in range {
        if !lines[at].is_blank() && zones[at] != Zone::Automatic {
            zones[at] = Zone::Quoted;
        }
    }
}

/// ">From" at the start of an unquoted paragraph is how mailboxes write "From".
fn is_mailbox_escape(lines: &[RawLine<'_>], at: usize) -> bool {
    let line = &lines[at];
    let quoted = |at: usize| lines.get(at).is_some_and(|line| line.depth > 0);
    line.depth == 1
        && line.text.starts_with("From ")
        && line.text.len() + 1 >= line.span.len()
        && !quoted(at + 1)
        && !(at > 0 && quoted(at - 1))
}

/// Whether a line is what was broken off the last line of a quote.
fn is_last_tail(lines: &[RawLine<'_>], at: usize) -> bool {
    let text = lines[at].text;
    let above = at.checked_sub(1).map(|above| &lines[above]);
    text.len() <= 24
        && text.starts_with(char::is_lowercase)
        && lines.get(at + 1).is_none_or(RawLine::is_blank)
        && above.is_some_and(|above| {
            above.depth > 0
                && above.span.len() >= 60
                && !above.text.ends_with(['.', '!', '?', ':', ';', ','])
        })
}

/// Whether a line opens a forward that a line such as "End forwarded message"
/// may close.
fn closes_count(lines: &[RawLine<'_>], at: usize) -> bool {
    let text = lines[at].text;
    text.starts_with("--") && text.to_lowercase().contains("forward") && !closes(text)
}

/// The lines from `from` on that open (+1) or close (-1) a forward.
fn forward_marks(lines: &[RawLine<'_>], from: usize) -> impl Iterator<Item = (usize, i32)> {
    (from..lines.len())
        .filter(|&at| lines[at].depth == 0 && lines[at].text.starts_with("--"))
        .filter_map(|at| {
            if closes(lines[at].text) {
                Some((at, -1))
            } else {
                separator(lines, at).map(|_| (at, 1))
            }
        })
}

/// Whether the forward whose text starts at `from`, and all that open below,
/// are closed. Else nothing is certain, and all is quoted.
fn all_forwards_close(lines: &[RawLine<'_>], from: usize) -> bool {
    let mut open = 1;
    forward_marks(lines, from).all(|(_, step)| {
        open += step;
        open >= 0
    }) && open == 0
}

/// The line after the one that closes the forward whose text starts at `from`.
fn end_of_forward(lines: &[RawLine<'_>], from: usize) -> Option<usize> {
    let mut open = 1;
    let (at, _) = forward_marks(lines, from).find(|(_, step)| {
        open += step;
        open == 0
    })?;
    Some(at + 1)
}

/// Marks what a mail program broke off a quoted line above `at`: the end of a
/// long line, or an attribution whose last line got a quote mark.
/// Returns whether it was the end of a long line.
fn mark_broken(lines: &[RawLine<'_>], zones: &mut [Zone], at: usize) -> bool {
    let Some(above) = at.checked_sub(1) else {
        return false;
    };
    let line = &lines[above];
    if line.depth > 0 || line.text.is_empty() || zones[above] != Zone::Own {
        return false;
    }
    let long_before = above
        .checked_sub(1)
        .is_some_and(|before| lines[before].depth > 0 && lines[before].span.len() >= 60);
    if long_before && line.text.len() <= 40 && line.text.starts_with(char::is_lowercase) {
        zones[above] = Zone::Quoted;
        return true;
    }
    let verb = lines[at].text.trim_end_matches([':', ' ', '\u{a0}']);
    let is_verb = lines[at].text.ends_with(':') && rules().verbs.is(verb);
    if is_verb
        && line.text.contains(|c: char| c.is_ascii_digit())
        && rules().openers.find_words(&line.text.to_lowercase()).is_some()
    {
        zones[above] = Zone::Quoted;
    }
    false
}

/// Marks runs of lines that a bar at the left marks as quoted.
fn mark_bars(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    let barred = |line: &RawLine<'_>| {
        line.depth == 0
            && line.text.strip_prefix('|').is_some_and(|rest| {
                (rest.is_empty() || rest.starts_with(' ')) && !rest.contains('|')
            })
    };
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|line| barred(line)).count();
        if run >= 2 {
            zones[at..at + run].fill(Zone::Quoted);
        }
        at += run.max(1);
    }
}
