//! What programs add to a message: header lines, attachment marks, footers, lists of links.

use super::READ;
use crate::lines::RawLine;
use crate::rules::rules;
use crate::shape::is_rule;
use crate::zone::Zone;

/// Marks lines that programs added to the message.
pub(crate) fn mark_added_lines(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    mark_header_on_top(lines, zones);
    let mut fence = None;
    let mut armour = None;
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if line.text.starts_with("-----BEGIN ") && line.text.ends_with("-----") {
            zones[at] = Zone::Automatic;
            if line.text.contains("SIGNED MESSAGE") {
                let fields = lines[at + 1..].iter().take(4).take_while(|line| !line.is_blank());
                mark_not_blank(zones, at + 1..at + 1 + fields.count());
            } else {
                armour = Some(at);
            }
        } else if line.text.starts_with("-----END ") && line.text.ends_with("-----") {
            mark_not_blank(zones, armour.take().unwrap_or(at)..at + 1);
        } else if line.depth == 0 && line.text.starts_with("```") {
            match fence.take() {
                Some(start) => mark_not_blank(zones, start..at + 1),
                None => fence = Some(at),
            }
        } else if line.depth == 0 && !line.text.is_empty() {
            let below = at > 0 && zones[at - 1] == Zone::Automatic;
            let marked = if below && is_page(line.text) {
                1
            } else {
                added_lines(lines, at).max(list_footer(lines, at))
            };
            mark_not_blank(zones, at..at + marked);
            at += marked.saturating_sub(1);
        }
        at += 1;
    }
    mark_link_list(lines, zones);
    mark_rules_beside(lines, zones);
}

/// Header lines that leaked into the top of the text.
fn mark_header_on_top(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    let is_header = |line: &&RawLine<'_>| {
        line.depth == 0
            && line.text.split_once(": ").is_some_and(|(name, _)| {
                let lower = name.to_ascii_lowercase();
                ["x-", "content-", "mime-version", "message-id", "return-path", "received"]
                    .iter()
                    .any(|start| lower.starts_with(start))
                    && !name.contains(' ')
            })
    };
    let start = lines.iter().take_while(|line| line.is_blank()).count();
    let header = lines[start..].iter().take_while(is_header).count();
    if header >= 2 && lines.get(start + header).is_none_or(RawLine::is_blank) {
        zones[start..start + header].fill(Zone::Automatic);
    }
}

/// The list of links at the end that programs make of a page: `[1] https://...`,
/// perhaps below "Links:" and a rule.
fn mark_link_list(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    for at in (0..lines.len()).rev() {
        if lines[at].is_blank() {
            continue;
        }
        if lines[at].depth > 0 || !is_link(lines[at].text) {
            let heading = [at.checked_sub(1), Some(at)].into_iter().flatten().find(|&at| {
                matches!(lines[at].text, "Links:" | "References:" | "References" | "Verweise:")
            });
            if let Some(heading) = heading
                && zones.get(at + 1) == Some(&Zone::Automatic)
            {
                mark_not_blank(zones, heading..at + 1);
            }
            return;
        }
        zones[at] = Zone::Automatic;
    }
}

/// `[1] https://velobay.example`, `[1]: https://velobay.example`
fn is_link(text: &str) -> bool {
    text.strip_prefix('[').and_then(|rest| rest.split_once(']')).is_some_and(|(number, rest)| {
        let rest = rest.trim_start_matches(':').trim_start();
        (1..=3).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && (rest.starts_with("http") || rest.starts_with("mailto:"))
            && !rest.contains(' ')
    })
}

/// Rules above and below what a program added belong to it, with a blank line
/// between at most.
fn mark_rules_beside(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    for at in 0..lines.len() {
        let near = |one: Option<usize>, two: Option<usize>| {
            let zone = |at: Option<usize>| at.and_then(|at| zones.get(at));
            zone(one) == Some(&Zone::Automatic)
                || zone(one) == Some(&Zone::Blank) && zone(two) == Some(&Zone::Automatic)
        };
        let beside = near(at.checked_sub(1), at.checked_sub(2)) || near(Some(at + 1), Some(at + 2));
        if beside && zones[at] == Zone::Own && lines[at].depth == 0 && is_rule(lines[at].text) {
            zones[at] = Zone::Automatic;
        }
    }
}

/// The lines of the footer that list software writes: a long rule, the name of
/// the list, and where to leave it.
fn list_footer(lines: &[RawLine<'_>], at: usize) -> usize {
    if !lines[at].text.starts_with("________________") || !is_rule(lines[at].text) {
        return 0;
    }
    let footer = lines[at..].iter().take(8).take_while(|line| !line.is_blank());
    let named = footer.clone().any(|line| {
        line.text.ends_with(" mailing list")
            || line.text.contains("/listinfo/")
            || line.text.to_lowercase().contains("unsubscribe")
    });
    if named { footer.count() } else { 0 }
}

/// The address of a page, alone on a line.
fn is_page(text: &str) -> bool {
    let text = text.trim_start_matches(['<', '[', '(']);
    (text.starts_with("http") || text.starts_with("www.")) && !text.contains(' ')
}

fn mark_not_blank(zones: &mut [Zone], range: std::ops::Range<usize>) {
    for zone in &mut zones[range] {
        if *zone == Zone::Own {
            *zone = Zone::Automatic;
        }
    }
}

/// How many lines from `at` on a program added as one thing.
fn added_lines(lines: &[RawLine<'_>], at: usize) -> usize {
    let text = lines[at].text;
    let Some(&first) = text.as_bytes().first() else {
        return 0;
    };
    // Names of attached files: " - plan.doc", "<<plan.doc>>", perhaps broken
    // over up to four lines.
    if first == b'-' || text.starts_with("<<") {
        let is_end = |text: &str| {
            if first == b'-' { ends_with_file(text) } else { text.ends_with(">>") }
        };
        let open = first == b'<' || text.starts_with("- ");
        if open {
            let broken = lines[at..]
                .iter()
                .take(4)
                .take_while(|line| !line.text.is_empty())
                .position(|line| is_end(line.text));
            if let Some(last) = broken
                && (first == b'<' || (lines[at].indent > 0 && (last == 0 || text.len() > 60)))
            {
                return last + 1;
            }
        }
    }
    if text.len() > READ {
        return usize::from(is_blob(text));
    }
    if let Some(start) = rules().line_starts.find_any_case(text) {
        // What a bracket opens, it closes, here or a few lines below.
        let close = match start.as_bytes()[0] {
            b'(' => ')',
            b'[' => ']',
            b'<' => '>',
            _ => return 1,
        };
        return lines[at..]
            .iter()
            .take(3)
            .position(|line| line.text.contains(close))
            .map_or(1, |last| last + 1);
    }
    usize::from(rules().automatic_lines.contains_any_case(text) || is_blob(text))
}

/// Whether a line ends with the name of a file.
fn ends_with_file(text: &str) -> bool {
    let Some((name, extension)) = text.rsplit_once('.') else {
        return false;
    };
    !name.is_empty()
        && (1..=8).contains(&extension.len())
        && rules().extensions.contains(extension.to_ascii_lowercase().as_str())
}

/// A long line without spaces that is no address: encoded data.
fn is_blob(text: &str) -> bool {
    text.len() >= 60
        && text.is_ascii()
        && !text.contains(' ')
        && !text.contains("://")
        && !text.contains('@')
        && !is_rule(text)
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}
