//! The marks that Slack and Google Chat share: `*bold*`, `_italic_`, `~struck~`, `` `code` ``,
//! blocks of code between three backticks, and quotes after `>` and `>>>`.

use crate::chat::text::FENCE;

/// Text without marks of emphasis; blocks of code between lines of three backticks; quoted lines
/// after `> `.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    // Slack quotes everything after three marks at the start of a line.
    let mut quoted = false;
    while let Some((before, code, after)) = block(rest) {
        lines(before, &mut quoted, &mut out);
        if quoted {
            lines(code, &mut quoted, &mut out);
        } else {
            own_line(&mut out);
            for part in [FENCE, code.trim_matches(['\n', '\r']), FENCE] {
                out.push_str(part);
                out.push('\n');
            }
        }
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    lines(rest, &mut quoted, &mut out);
    out
}

fn own_line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// The first block of code: what stands before it, in it and after it.
fn block(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(FENCE)?;
    let (code, after) = rest.split_once(FENCE)?;
    Some((before, code, after))
}

fn lines(text: &str, quoted: &mut bool, out: &mut String) {
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let line = line.trim_end_matches('\r');
        let marks = line.bytes().take_while(|byte| *byte == b'>').count();
        // What follows a block of code goes on with its line.
        let starts = out.is_empty() || out.ends_with('\n');
        *quoted |= starts && marks >= 3;
        if starts && (*quoted || marks > 0) {
            out.push_str("> ");
            without_emphasis(line[marks..].trim_start(), out);
        } else {
            without_emphasis(line, out);
        }
    }
}

/// Appends a line without its marks. A mark counts where a word begins or ends, so that names
/// such as `dock_id` stay whole.
fn without_emphasis(line: &str, out: &mut String) {
    let mut drop = Vec::new();
    let mut code = Vec::new();
    // Several in a row are no mark.
    let bytes = line.as_bytes();
    let alone = |at: &usize| {
        bytes.get(at + 1) != Some(&b'`') && (*at == 0 || bytes.get(at - 1) != Some(&b'`'))
    };
    let ticks: Vec<usize> = line.match_indices('`').map(|(at, _)| at).filter(alone).collect();
    for pair in ticks.chunks_exact(2) {
        drop.extend_from_slice(pair);
        code.push((pair[0], pair[1]));
    }
    let in_code = |at: &usize| {
        let next = code.partition_point(|(start, _)| start < at);
        next > 0 && code[next - 1].1 > *at
    };
    for mark in ['*', '_', '~'] {
        let mut opened: Option<usize> = None;
        for at in line.match_indices(mark).map(|(at, _)| at).filter(|at| !in_code(at)) {
            let before = line[..at].chars().next_back();
            let after = line[at + 1..].chars().next();
            let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
            match opened {
                Some(start) if !blank(before) && !in_word(after) && start + 1 < at => {
                    drop.extend([start, at]);
                    opened = None;
                }
                _ if !blank(after) && !in_word(before) => opened = Some(at),
                _ => {}
            }
        }
    }
    drop.sort_unstable();
    let mut start = 0;
    for at in drop {
        out.push_str(&line[start..at]);
        start = at + 1;
    }
    out.push_str(&line[start..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn emphasis_goes_and_names_stay() {
        assert_eq!(plain("*Please* send _it_ ~now~ today"), "Please send it now today");
        assert_eq!(plain("*_both_*, (*this*)"), "both, (this)");
        assert_eq!(plain("dock_id and van_no, 3 * 4 * 5"), "dock_id and van_no, 3 * 4 * 5");
        assert_eq!(plain("run `a_b_ *c*` *now*"), "run a_b_ *c* now");
        assert_eq!(plain("* one\n* two"), "* one\n* two");
        assert_eq!(plain("a lone ` and **"), "a lone ` and **");
    }

    #[test]
    fn code_stands_alone() {
        assert_eq!(plain("see ```x = *1*``` ok?"), "see\n```\nx = *1*\n```\n ok?");
        assert_eq!(plain("```\na\nb\n```\nthen"), "```\na\nb\n```\nthen");
        assert_eq!(plain("never ``` closed"), "never ``` closed");
    }

    #[test]
    fn quotes() {
        assert_eq!(plain("> was it *you*?\nNo."), "> was it you?\nNo.");
        assert_eq!(plain("You said:\n>>> one\ntwo\n```x```"), "You said:\n> one\n> two\n> x");
        assert_eq!(plain("3 > 2"), "3 > 2");
    }

    proptest! {
        #[test]
        fn words_are_kept(text in "[a-z *_~`>\n]{0,60}") {
            let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
            prop_assert_eq!(letters(&plain(&text)), letters(&text));
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,60}") {
            let _ = plain(&text);
        }
    }
}
