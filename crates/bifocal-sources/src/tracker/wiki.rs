//! Jira's wiki markup made into plain text.

use super::Written;
use super::prose::Prose;

/// The name that is shown of the user with an id, where it is known.
pub(super) type Names<'a> = dyn Fn(&str) -> Option<&'a str> + 'a;

/// The plain text of wiki markup, and the users whom it names.
pub(super) fn plain(markup: &str, names: &Names<'_>) -> Written {
    let mut written = Written::default();
    let mut prose = Prose::default();
    let mut code: Option<(&str, String)> = None;
    let mut quoted = false;
    for line in markup.lines() {
        let mut rest = line;
        loop {
            if let Some((name, text)) = &mut code {
                let Some((before, after)) = split_macro(rest, |found| found == *name) else {
                    text.push_str(rest);
                    text.push('\n');
                    break;
                };
                text.push_str(before);
                let text = std::mem::take(text);
                code = None;
                prose.code(&text);
                rest = after.1;
                continue;
            }
            let is_block = |name: &str| matches!(name, "code" | "noformat" | "quote");
            let Some((before, (name, after))) = split_macro(rest, is_block) else {
                inline(rest, &mut prose, &mut written, names);
                break;
            };
            if !before.trim().is_empty() {
                inline(before, &mut prose, &mut written, names);
            }
            if name == "quote" {
                quoted = !quoted;
                prose.quote(quoted);
            } else {
                code = Some((name, String::new()));
            }
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        if line.trim().is_empty() && code.is_none() {
            prose.end_block();
        }
    }
    if let Some((_, text)) = code {
        prose.code(&text);
    }
    written.text = prose.finish();
    written
}

/// The line before a macro such as `{code:java}`, the macro's name, and the line after it.
fn split_macro(line: &str, wanted: impl Fn(&str) -> bool) -> Option<(&str, (&str, &str))> {
    let mut from = 0;
    while let Some(open) = line[from..].find('{').map(|at| from + at) {
        let inner = &line[open + 1..];
        let end = inner.find(['{', '}']).filter(|at| inner[*at..].starts_with('}'));
        if let Some(end) = end {
            let name = inner[..end].split(':').next().unwrap_or_default();
            if wanted(name) {
                return Some((&line[..open], (name, &inner[end + 1..])));
            }
        }
        from = open + 1;
    }
    None
}

/// One line outside of code: what it starts with, then the marks within it.
fn inline(line: &str, prose: &mut Prose, written: &mut Written, names: &Names<'_>) {
    let line = line.trim();
    if line.len() >= 4 && line.bytes().all(|byte| byte == b'-') {
        return prose.end_block();
    }
    let heading = |level: char| line.strip_prefix('h')?.strip_prefix(level)?.strip_prefix(". ");
    if let Some(text) = ('1'..='6').find_map(heading) {
        prose.end_block();
        prose.text(&words(text, written, false, names));
        return prose.end_block();
    }
    if let Some(text) = line.strip_prefix("bq. ") {
        prose.quote(true);
        prose.text(&words(text, written, true, names));
        return prose.quote(false);
    }
    let bullets = line.find(|c: char| !matches!(c, '*' | '#' | '-')).unwrap_or(0);
    let text = if bullets > 0 && line[bullets..].starts_with(' ') {
        prose.item("- ");
        &line[bullets + 1..]
    } else {
        line
    };
    let quoted = prose.in_quote();
    prose.text(&words(text, written, quoted, names));
    prose.end_line();
}

/// The words of a line without marks, links and macros.
fn words(line: &str, written: &mut Written, quoted: bool, names: &Names<'_>) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let before = out.chars().next_back();
        let at_edge = before.is_none_or(|c| !c.is_alphanumeric());
        let next = after.chars().next();
        match first {
            // An escaped sign, or a line break.
            '\\' => {
                if let Some(text) = after.strip_prefix('\\') {
                    out.push('\n');
                    rest = text;
                    continue;
                }
                if let Some(sign) = next.filter(char::is_ascii_punctuation) {
                    out.push(sign);
                    rest = &after[sign.len_utf8()..];
                    continue;
                }
                out.push(first);
            }
            '[' => {
                if let Some((inner, behind)) = after.split_once(']') {
                    link(inner, &mut out, written, quoted, names);
                    rest = behind;
                    continue;
                }
                out.push(first);
            }
            '{' => {
                // `{{mono}}`, or a macro such as `{color:red}`.
                if let Some((inner, behind)) =
                    after.strip_prefix('{').and_then(|text| text.split_once("}}"))
                {
                    out.push_str(inner);
                    rest = behind;
                    continue;
                }
                if let Some((inner, behind)) = after.split_once('}')
                    && is_macro(inner)
                {
                    rest = behind;
                    continue;
                }
                out.push(first);
            }
            '!' if at_edge && next.is_some_and(|c| !c.is_whitespace()) => {
                let picture = after
                    .split_once('!')
                    .filter(|(name, _)| name.contains('.') && !name.contains(char::is_whitespace));
                if let Some((_, behind)) = picture {
                    rest = behind;
                    continue;
                }
                out.push(first);
            }
            // Emphasis starts at the edge of a word and ends at the other.
            '*' | '_' | '+' => {
                let opens = at_edge && next.is_some_and(char::is_alphanumeric);
                let closes = before.is_some_and(|c| !c.is_whitespace())
                    && next.is_none_or(|c| !c.is_alphanumeric());
                if !opens && !closes {
                    out.push(first);
                }
            }
            '(' => {
                let icon = after.split_once(')').filter(|(name, _)| {
                    matches!(
                        *name,
                        "/" | "x" | "!" | "?" | "i" | "y" | "n" | "*" | "on" | "off" | "+" | "-"
                    )
                });
                if let Some((_, behind)) = icon {
                    rest = behind;
                    continue;
                }
                out.push(first);
            }
            _ => out.push(first),
        }
        rest = after;
    }
    out
}

/// Names of macros that leave their text as it is.
fn is_macro(inner: &str) -> bool {
    let name = inner.split(':').next().unwrap_or_default();
    matches!(
        name,
        "color" | "panel" | "anchor" | "section" | "column" | "expand" | "adf" | "*" | "_"
    )
}

/// What stands between brackets: `~user`, `text|address`, `^file` or an address.
fn link(inner: &str, out: &mut String, written: &mut Written, quoted: bool, names: &Names<'_>) {
    if let Some(user) = inner.strip_prefix('~') {
        let user = user.strip_prefix("accountid:").unwrap_or(user).trim();
        if !quoted {
            written.mention(user);
        }
        out.push('@');
        out.push_str(names(user).unwrap_or(user));
    } else if let Some((text, _)) = inner.split_once('|') {
        out.push_str(text);
    } else if inner.starts_with('^') {
        // A file that is attached.
    } else if inner.contains("://") || inner.starts_with("mailto:") {
        out.push_str(inner);
    } else {
        out.push('[');
        out.push_str(inner);
        out.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(markup: &str) -> String {
        plain(markup, &|_| None).text
    }

    #[test]
    fn marks_go_and_words_stay() {
        assert_eq!(
            text(
                "h2. Plan\nThe *brake* bolt is _cracked_, see [the list|https://x.example/a].\n* one\n** two\n# three"
            ),
            "Plan\n\nThe brake bolt is cracked, see the list.\n- one\n- two\n- three"
        );
        assert_eq!(
            text("{color:red}Stop{color} !photo.png|thumbnail! now! (/) 2*3 a_b_c x * y"),
            "Stop  now!  2*3 a_b_c x * y"
        );
        assert_eq!(text("{{B2}} \\[x\\] one\\\\two [sic]"), "B2 [x] one\ntwo [sic]");
        assert_eq!(text("a\n----\nb"), "a\n\nb");
    }

    #[test]
    fn quotes_and_code_stay_marked() {
        assert_eq!(
            text(
                "{quote}\nWho checks?\n{quote}\nI do.\nbq. Since when?\nMonday.\n{code:java}\nint a = 1;\n{code}\ndone"
            ),
            "> Who checks?\n\nI do.\n\n> Since when?\n\nMonday.\n\n```\nint a = 1;\n```\n\ndone"
        );
        assert_eq!(text("x {noformat}a *b*{noformat} y"), "x\n\n```\na *b*\n```\n\ny");
        assert_eq!(text("{code}\nnever closed"), "```\nnever closed\n```");
    }

    #[test]
    fn mentions() {
        let names = |id: &str| (id == "jb").then_some("Jo");
        let text = "[~jberg] and [~jb], [~accountid:5b10a2] please.\nbq. [~other] said so";
        let found = plain(text, &names);
        assert_eq!(found.text, "@jberg and @Jo, @5b10a2 please.\n\n> @other said so");
        assert_eq!(found.mentions, ["jberg", "jb", "5b10a2"]);
    }

    proptest! {
        #[test]
        fn any_text(markup in "[ -~\n{}\\[\\]é*!-]{0,200}") {
            let _ = text(&markup);
        }

        #[test]
        fn words_are_kept(words in proptest::collection::vec("[a-z]{1,8}", 1..20)) {
            prop_assert_eq!(text(&words.join(" ")), words.join(" "));
        }
    }
}
