//! Text of others that was pasted in without any header: articles of a press
//! service or a newspaper.

use crate::lines::RawLine;
use crate::quote::mark_range;
use crate::rules::rules;
use crate::shape::{date_marks, is_full_name, is_rule};
use crate::signature::is_signoff;
use crate::zone::Zone;

/// Lines with text that must follow a rule below a sign-off.
const FEWEST_BELOW: usize = 5;
/// Lines with text that must follow the announcement of an article.
const FEWEST_ANNOUNCED: usize = 12;

/// Marks what was pasted below the own words, to their end.
pub(crate) fn mark(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    let starts = [
        below_signoff(lines, zones),
        article(lines, zones),
        web_page(lines, zones),
        announced(lines, zones),
        clippings(lines, zones),
    ];
    if let Some(start) = starts.into_iter().flatten().min() {
        mark_range(lines, zones, start..lines.len());
    }
}

/// A rule right below "Best,", perhaps with a name between, and much text
/// below it: who has closed a message does not go on with it.
fn below_signoff(lines: &[RawLine<'_>], zones: &[Zone]) -> Option<usize> {
    let mut closed = false;
    for (at, line) in lines.iter().enumerate() {
        match zones[at] {
            Zone::Own => {}
            Zone::Blank => continue,
            _ => {
                closed = false;
                continue;
            }
        }
        if closed && is_rule(line.text) {
            let below = zones[at..]
                .iter()
                .filter(|&&zone| zone == Zone::Own)
                .take(FEWEST_BELOW + 1)
                .count();
            return (below > FEWEST_BELOW).then_some(at);
        }
        // A name below the sign-off still closes the message.
        closed = is_signoff(line.text) || (closed && line.text.split_whitespace().count() <= 3);
    }
    None
}

/// The start of an article: the heading above its dateline or copyright.
fn article(lines: &[RawLine<'_>], zones: &[Zone]) -> Option<usize> {
    let sign = (0..lines.len())
        .find(|&at| zones[at] == Zone::Own && (is_sign(lines[at].text) || is_byline(lines, at)))?;
    // The heading stands above it: the lines right above, and one more
    // paragraph if that is no running text.
    let is_own = |at: usize| {
        zones[at] == Zone::Own
            && !is_signoff(lines[at].text)
            && !lines[at].text.ends_with([':', ','])
            && !is_rule(lines[at].text)
    };
    let start = (0..sign).rev().take(4).take_while(|&at| is_own(at)).last().unwrap_or(sign);
    let Some(above) = (0..start).rev().take(8).find(|&at| zones[at] != Zone::Blank) else {
        return Some(start);
    };
    let title = (0..=above).rev().take(3).take_while(|&at| is_own(at)).last();
    let alone = |title: usize| title == 0 || zones[title - 1] != Zone::Own;
    Some(title.filter(|&title| alone(title) && !is_prose(lines, above)).unwrap_or(start))
}

/// A line of the sender's own: a sentence, a greeting, a sign-off.
fn is_prose(lines: &[RawLine<'_>], at: usize) -> bool {
    let text = lines[at].text;
    is_signoff(text)
        || text.ends_with(['.', '!', '?', ':', ','])
        || text.len() > 90
        || text.contains("://")
}

/// What "Please see the following articles:" announces, if it is long.
fn announced(lines: &[RawLine<'_>], zones: &[Zone]) -> Option<usize> {
    let says = |text: &str| {
        text.len() <= 160
            && (text.ends_with(':') && rules().announced.in_words(&text.to_lowercase())
                || rules().below_is.find_any_case(text).is_some())
    };
    let line = (0..lines.len()).find(|&at| zones[at] == Zone::Own && says(lines[at].text))?;
    // The announcement may go on in the next lines.
    let line = line
        + lines[line..]
            .iter()
            .take(4)
            .take_while(|line| !line.is_blank())
            .position(|line| line.text.ends_with([':', '.']))
            .unwrap_or(0);
    let below =
        zones[line + 1..].iter().filter(|&&zone| zone == Zone::Own).take(FEWEST_ANNOUNCED).count();
    (below == FEWEST_ANNOUNCED).then_some(line + 1)
}

/// A list of clippings: titles with "Harbour Herald, 11/10/01" below each, or
/// "Harbour Herald, May 22, 2001, Tuesday, Final Edition, 803 words".
fn clippings(lines: &[RawLine<'_>], zones: &[Zone]) -> Option<usize> {
    let own = || (0..lines.len()).filter(|&at| zones[at] == Zone::Own && lines[at].depth == 0);
    let archive = own().find(|&at| {
        // The count may stand at the start of the next line.
        let next = lines.get(at + 1).filter(|next| next.depth == 0).map(|next| next.text);
        is_archive_line(lines[at].text, next.unwrap_or_default())
    });
    let mut sources = own().filter(|&at| is_source(lines[at].text));
    let listed = match (sources.next(), sources.nth(1)) {
        (Some(first), Some(_)) => Some(first),
        _ => None,
    };
    // Its title stands right above a source.
    let listed = listed.map(|first| match first.checked_sub(1) {
        Some(title) if zones[title] == Zone::Own && !is_prose(lines, title) => title,
        _ => first,
    });
    [archive, listed].into_iter().flatten().min()
}

/// "Harbour Herald, 11/10/01"
fn is_source(text: &str) -> bool {
    if text.len() > 60 || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    text.rsplit_once(", ").is_some_and(|(name, date)| {
        date_marks(date).numeric && !date.contains(char::is_alphabetic) && names_paper(name)
    })
}

/// "Harbour Herald, May 22, 2001, Tuesday, Final Edition, 803 words"
fn is_archive_line(text: &str, next: &str) -> bool {
    let head = &text[..text.floor_char_boundary(160)];
    if !head.starts_with(char::is_alphabetic) || memchr::memchr(b',', head.as_bytes()).is_none() {
        return false;
    }
    if !date_marks(head).year {
        return false;
    }
    let counted = head.match_indices(" words").any(|(at, _)| {
        let digits = head[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        (2..=5).contains(&digits) && head[..at - digits].ends_with(", ")
    });
    let next = next.trim_start_matches(['?', ' ']);
    let digits = next.bytes().take_while(u8::is_ascii_digit).count();
    let counted_below =
        head.ends_with(',') && (2..=5).contains(&digits) && next[digits..].starts_with(" words");
    (counted || counted_below) && names_paper(head)
}

fn names_paper(text: &str) -> bool {
    let lower = text.to_lowercase();
    rules().papers.in_words(&lower)
}

/// The first of three pictures or more: a page was pasted.
fn web_page(lines: &[RawLine<'_>], zones: &[Zone]) -> Option<usize> {
    let pictures =
        |text: &str| text.match_indices("[IMAGE]").count() + text.match_indices("[image:").count();
    let with_pictures = || {
        lines.iter().enumerate().filter(|(at, line)| {
            matches!(zones[*at], Zone::Own | Zone::Automatic)
                && memchr::memchr(b'[', line.text.as_bytes()).is_some()
        })
    };
    let count: usize = with_pictures().map(|(_, line)| pictures(line.text)).sum();
    if count < 3 {
        return None;
    }
    with_pictures().find(|(_, line)| pictures(line.text) > 0).map(|(at, _)| at)
}

/// "By Ana Costa" above the name of a newspaper, or a date; or the name of a
/// newspaper's writer alone.
fn is_byline(lines: &[RawLine<'_>], at: usize) -> bool {
    let text = lines[at].text;
    if signs_with_paper(text) {
        return true;
    }
    let Some(name) = text.strip_prefix("By ").or_else(|| text.strip_prefix("BY ")) else {
        return false;
    };
    let first =
        name.split([',', ';', '(']).next().unwrap_or(name).split(" and ").next().unwrap_or(name);
    if text.len() > 80 || !is_full_name(first.trim()) {
        return false;
    }
    // Nobody shouts a name in running text.
    if first.len() >= 8 && !first.contains(char::is_lowercase) && first.len() + 3 == text.len() {
        return true;
    }
    let says_paper = |text: &str| {
        let lower = text[..text.floor_char_boundary(80)].to_lowercase();
        let date = date_marks(&lower);
        // A date alone, not a sentence with a date in it.
        let only_date = (date.year || date.numeric) && text.len() <= 32 && !text.ends_with('.');
        text.len() < 80
            && (only_date || rules().writers.iter().any(|writer| lower.contains(writer.as_str())))
    };
    says_paper(name)
        || lines[at + 1..]
            .iter()
            .filter(|line| !line.is_blank())
            .take(2)
            .any(|line| says_paper(line.text))
}

/// "Ana Costa, Herald Staff Writer"
fn signs_with_paper(text: &str) -> bool {
    text.len() <= 70
        && text.split_once(',').is_some_and(|(name, rest)| {
            is_full_name(name.trim()) && {
                let lower = rest.to_lowercase();
                ["staff writer", "staff reporter", "correspondent", "bureau"]
                    .iter()
                    .any(|writer| lower.trim_end().ends_with(writer))
            }
        })
}

/// "Oct. 30--While": how a wire service opens a story.
fn is_wire_date(text: &str) -> bool {
    text.split_once("--").is_some_and(|(date, story)| {
        let (month, day) = date.split_once(". ").unwrap_or((date, ""));
        matches!(
            month,
            "Jan"
                | "Feb"
                | "Mar"
                | "Apr"
                | "Jun"
                | "Jul"
                | "Aug"
                | "Sep"
                | "Sept"
                | "Oct"
                | "Nov"
                | "Dec"
        ) && (1..=2).contains(&day.len())
            && day.bytes().all(|byte| byte.is_ascii_digit())
            && story.starts_with(char::is_uppercase)
    })
}

/// A line that only an article has.
fn is_sign(text: &str) -> bool {
    if text.len() < 8 {
        return false;
    }
    let head = &text[..text.floor_char_boundary(160)];
    let first = head.as_bytes()[0];
    if first.is_ascii_uppercase() && is_wire_date(head) {
        return true;
    }
    if (matches!(first, b'(' | b'T' | b't' | b'h' | b'P') || first == b'F' && text.len() <= 40)
        && rules().article_starts.find(&head.to_lowercase()).is_some()
    {
        return true;
    }
    if matches!(first, b'C' | b'c' | b'(') || head.starts_with('©') {
        let lower = head.to_lowercase();
        let year = lower.contains("19") || lower.contains("20");
        if year && rules().copyright.find(&lower).is_some() {
            return true;
        }
    }
    is_dateline(head)
}

/// "HOUSTON, June 5 (Reuters) -", "WASHINGTON (AP) --", "LONDON -(Dow Jones)-".
fn is_dateline(head: &str) -> bool {
    let capitals = head
        .bytes()
        .take_while(|byte| byte.is_ascii_uppercase() || matches!(byte, b' ' | b'.'))
        .filter(u8::is_ascii_uppercase)
        .count();
    if capitals < 4 {
        return false;
    }
    // "WASHINGTON -- A judge", "PARIS, June 5 - A judge": a known city in
    // capitals, then a dash.
    let lower = head.to_lowercase();
    if let Some(city) = rules().cities.find_words(&lower)
        && head.is_char_boundary(city.len())
        && !head[..city.len()].contains(char::is_lowercase)
    {
        let rest = &head[city.len()..];
        let dash = ["--", " - ", "—", "–", " ) "].iter().filter_map(|dash| rest.find(dash)).min();
        if dash.is_some_and(|dash| dash <= 34) {
            return true;
        }
    }
    let Some(open) = head.find('(') else {
        return false;
    };
    let Some(close) = head[open..].find(')').map(|at| open + at) else {
        return false;
    };
    let agency = head[open + 1..close].to_lowercase();
    let dash = head[close + 1..].trim_start().starts_with(['-', '–', '—']);
    dash && open < 60 && rules().agencies.contains(agency.trim())
}
