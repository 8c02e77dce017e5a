//! Signatures, disclaimers and what devices add, at the end of the own words.

use std::ops::Range;

use crate::contact::{Contact, judge};
use crate::learned::{Learned, line_hash};
use crate::lines::RawLine;
use crate::rules::{Phrases, rules};
use crate::shape::{is_full_name, is_rule};
use crate::zone::Zone;

/// Most lines with text below a "-- " line.
const MOST_BELOW_DASHES: usize = 25;
/// Bytes of a paragraph that are searched for words of disclaimers.
const SEARCHED: usize = 1200;

/// Marks the signature at the end of each run of own lines that something
/// quoted, or the end of the body, follows.
pub(crate) fn mark(lines: &[RawLine<'_>], zones: &mut [Zone], learned: &Learned) {
    for at in 0..lines.len() {
        if zones[at] == Zone::Own && is_device_line(lines[at].text) {
            zones[at] = Zone::Signature;
            // Some devices draw a line above.
            if at > 0 && zones[at - 1] == Zone::Own && is_rule(lines[at - 1].text) {
                zones[at - 1] = Zone::Signature;
            }
        }
    }
    let mut end = zones.len();
    // The end of the body, and the end of the text above the first quote.
    let first_quote = zones.iter().position(|&zone| zone == Zone::Quoted);
    while end > 0 {
        mark_tail(lines, zones, end, learned);
        match first_quote {
            Some(first) if first < end && end == zones.len() => end = first,
            _ => break,
        }
    }
}

/// A paragraph: lines that stand together.
fn paragraph_before(lines: &[RawLine<'_>], zones: &[Zone], end: usize) -> Option<Range<usize>> {
    let parts =
        |at: usize| matches!(zones[at], Zone::Blank | Zone::Automatic) || lines[at].is_spacer();
    let last = (0..end).rev().find(|&at| !parts(at))?;
    let start =
        (0..last).rev().find(|&at| parts(at) || zones[at] == Zone::Quoted).map_or(0, |at| at + 1);
    Some(start..last + 1)
}

/// Marks the signature in the text that ends before line `end`.
fn mark_tail(lines: &[RawLine<'_>], zones: &mut [Zone], end: usize, learned: &Learned) {
    let Some(start) = own_run_before(zones, end) else {
        return;
    };
    mark_below_dashes(lines, zones, start..end);
    let first_own = (start..end).find(|&at| zones[at] == Zone::Own).unwrap_or(end);
    let mut end = end;
    while let Some(paragraph) =
        paragraph_before(lines, &zones[..end], end).filter(|paragraph| paragraph.start >= start)
    {
        let own = paragraph.clone().filter(|&at| zones[at] == Zone::Own).count();
        end = paragraph.start;
        if own == 0 {
            continue;
        }
        let above = first_own < paragraph.start;
        let Some(first) = signature_start(lines, zones, paragraph.clone(), above, learned) else {
            break;
        };
        mark_own(&mut zones[first..paragraph.end]);
        // A rule above the signature belongs to it.
        if let Some(rule) =
            zones[start..first].iter().rposition(|&zone| zone != Zone::Blank).map(|at| start + at)
            && zones[rule] == Zone::Own
            && is_rule(lines[rule].text)
        {
            zones[rule] = Zone::Signature;
            end = rule;
        }
        if first > paragraph.start && zones[paragraph.start..first].contains(&Zone::Own) {
            break;
        }
    }
}

/// Marks what is own as signature.
fn mark_own(zones: &mut [Zone]) {
    for zone in zones.iter_mut().filter(|zone| **zone == Zone::Own) {
        *zone = Zone::Signature;
    }
}

/// The start of the own text that ends before `end`.
fn own_run_before(zones: &[Zone], end: usize) -> Option<usize> {
    let last = zones[..end].iter().rposition(|&zone| zone == Zone::Own)?;
    Some(zones[..last].iter().rposition(|&zone| zone == Zone::Quoted).map_or(0, |at| at + 1))
}

/// "-- " on a line of its own starts a signature, if it is not too long.
fn mark_below_dashes(lines: &[RawLine<'_>], zones: &mut [Zone], range: Range<usize>) {
    let mut below = 0;
    for at in range.clone().rev() {
        if zones[at] != Zone::Own {
            continue;
        }
        if matches!(lines[at].text, "--" | "—" | "-- ") && below <= MOST_BELOW_DASHES {
            mark_own(&mut zones[at..range.end]);
            return;
        }
        below += 1;
        if below > MOST_BELOW_DASHES {
            return;
        }
    }
}

/// The line from which on a paragraph is signature. `above` says that there
/// are own words above it: a message is never signature only.
fn signature_start(
    lines: &[RawLine<'_>],
    zones: &[Zone],
    paragraph: Range<usize>,
    above: bool,
    learned: &Learned,
) -> Option<usize> {
    if let Some(first) = disclaimer_start(lines, paragraph.clone()) {
        return Some(first);
    }
    if paragraph.clone().all(|at| is_rule(lines[at].text)) {
        return Some(paragraph.start);
    }
    if let Some(first) = learned_start(lines, zones, paragraph.clone(), learned) {
        return Some(first);
    }
    contact_start(lines, zones, paragraph, above)
}

/// "Sent from my phone" and the like.
fn is_device_line(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let text = text.trim_start_matches(['-', '*', '_', '[', '(', '<', ' ']);
    rules().device.find_any_case(text).is_some()
}

/// The first line of a disclaimer in a paragraph of the tail.
fn disclaimer_start(lines: &[RawLine<'_>], paragraph: Range<usize>) -> Option<usize> {
    for at in paragraph.clone() {
        let head: String = lines[at]
            .text
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .chars()
            .take(60)
            .collect();
        if rules().disclaimer_openers.find(&head.to_lowercase()).is_some() {
            let words = holds(lines, at..paragraph.end, &rules().disclaimer_words);
            let length: usize =
                lines[at..paragraph.end].iter().take(4).map(|line| line.text.len()).sum();
            // A short sentence such as "This message is for Bo." is none.
            if words >= 1 && length > 40 {
                // The rules around it belong to it, and lines of its kind.
                let belongs = |before: &usize| {
                    is_rule(lines[*before].text)
                        || holds(lines, *before..*before + 1, &rules().disclaimer_words) > 0
                };
                let start = (paragraph.start..at).rev().take_while(belongs).last();
                return Some(start.unwrap_or(at));
            }
        }
    }
    let disclaims = holds(lines, paragraph.clone(), &rules().disclaimer_words) >= 4
        || holds(lines, paragraph.clone(), &rules().company_words) >= 2;
    disclaims.then_some(paragraph.start)
}

/// How many of some phrases a paragraph holds.
fn holds(lines: &[RawLine<'_>], paragraph: Range<usize>, phrases: &Phrases) -> u32 {
    let mut text = String::new();
    for at in paragraph {
        let line = lines[at].text;
        text.push_str(&line[..line.floor_char_boundary(SEARCHED)]);
        text.push(' ');
        if text.len() > SEARCHED {
            break;
        }
    }
    phrases.count(&text.to_lowercase())
}

/// The first line of a learned signature in a paragraph.
fn learned_start(
    lines: &[RawLine<'_>],
    zones: &[Zone],
    paragraph: Range<usize>,
    learned: &Learned,
) -> Option<usize> {
    if learned.signature_is_empty() {
        return None;
    }
    let own = || paragraph.clone().filter(|&at| zones[at] == Zone::Own);
    let known =
        |at: usize| line_hash(lines[at].text).is_some_and(|hash| learned.is_signature(hash));
    let first = own().find(|&at| known(at))?;
    let of_the_rest = own().filter(|&at| at >= first);
    let (all, seen) =
        of_the_rest.fold((0, 0), |(all, seen), at| (all + 1, seen + usize::from(known(at))));
    // A lone name is how people close a message, not a signature.
    let lone_name = all == 1 && is_full_name(lines[first].text);
    (seen * 2 >= all && !lone_name).then_some(first)
}

/// The first line of a contact block in a paragraph of the tail.
fn contact_start(
    lines: &[RawLine<'_>],
    zones: &[Zone],
    paragraph: Range<usize>,
    above: bool,
) -> Option<usize> {
    if paragraph.len() > 20 {
        return None;
    }
    let judged: Vec<(usize, Contact)> = paragraph
        .clone()
        .filter(|&at| zones[at] == Zone::Own)
        .map(|at| (at, judge(lines[at].text)))
        .collect();
    // The block ends the paragraph; no line of running text is in it.
    let block_start = judged
        .iter()
        .rposition(|&(at, contact)| contact == Contact::Prose || is_signoff(lines[at].text))
        .map_or(0, |at| at + 1);
    let block = &judged[block_start..];
    let first = block.iter().position(|&(_, contact)| contact >= Contact::Likely)?;
    let count = |least: Contact| block.iter().filter(|&&(_, contact)| contact >= least).count();
    let (sure, likely) = (count(Contact::Sure), count(Contact::Likely));
    let named = first > 0 && is_full_name(lines[block[first - 1].0].text);
    let phone_alone = sure == 1
        && block.len() <= 3
        && (first == 1 || block.len() == 1)
        && crate::shape::has_phone(lines[block[first].0].text);
    // Below a rule a few short lines with an address are enough.
    let ruled = block_start == 0
        && sure >= 1
        && (is_rule(lines[block[0].0].text)
            || zones[..paragraph.start].last() == Some(&Zone::Own)
                && is_rule(lines[paragraph.start - 1].text));
    let enough = likely >= 2 && sure >= 1 && likely * 2 >= block.len()
        || named && likely >= 1
        || ruled && block.len() <= 6
        || phone_alone;
    // What a colon announces, and what stands alone, is what the message says.
    let announced = block_start > 0 && lines[judged[block_start - 1].0].text.ends_with(':')
        || block_start == 0
            && zones[..paragraph.start]
                .iter()
                .rposition(|&zone| zone != Zone::Blank)
                .is_some_and(|at| lines[at].text.ends_with(':'));
    if !enough || announced || !(above || block_start > 0) {
        return None;
    }
    // A block right below running text needs a name: else the text goes on.
    let runs_on = block_start > 0 && !is_signoff(lines[judged[block_start - 1].0].text);
    if runs_on && !named {
        return None;
    }
    // The name above the block belongs to it if it is a full name; a first
    // name is how people close a message.
    let mut start = if ruled { 0 } else { first };
    while start > 0 && (is_full_name(lines[block[start - 1].0].text) || start < first) {
        start -= 1;
    }
    Some(block[start].0)
}

/// "Best regards," and the like.
pub(crate) fn is_signoff(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let (head, rest) = text.split_once(',').unwrap_or((text, ""));
    rules().signoffs.contains_any_case(head) && rest.split_whitespace().count() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signoffs_close_a_message() {
        assert!(
            is_signoff("Best regards,") && is_signoff("Thanks, Ana") && is_signoff("- Viele Grüße")
        );
        assert!(!is_signoff("Best of all was the demo"));
    }

    #[test]
    fn devices_sign() {
        assert!(
            is_device_line("Sent from my iPhone")
                && is_device_line("Von meinem iPad gesendet")
                && is_device_line("[Sent from my phone]")
        );
        assert!(!is_device_line("Sent you the plan"));
    }
}
