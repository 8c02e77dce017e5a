//! A message's text from Zulip's Markdown, where its HTML is not at hand.

use crate::chat::marks;
use crate::chat::text::{FENCE, finished};
use crate::chat::zulip::text::Mention;

/// The text, and those who were notified by it.
pub(crate) fn read(markdown: &str) -> (String, Vec<Mention>) {
    let mut named = Vec::new();
    let mut out = String::with_capacity(markdown.len());
    let mut block = Block::None;
    for line in markdown.lines() {
        let word = line.trim().strip_prefix(FENCE);
        block = match (block, word) {
            (Block::None, Some("quote")) => Block::Quote,
            (Block::None, Some(_)) => {
                out.push_str(FENCE);
                out.push('\n');
                Block::Code
            }
            (Block::Quote, Some("")) => Block::None,
            (Block::Code, Some("")) => {
                out.push_str(FENCE);
                out.push('\n');
                Block::None
            }
            (Block::Quote, _) => {
                out.push_str("> ");
                inline(line, &mut Vec::new(), &mut out);
                Block::Quote
            }
            (Block::Code, _) => {
                out.push_str(line);
                out.push('\n');
                Block::Code
            }
            (Block::None, None) => {
                inline(line, &mut named, &mut out);
                Block::None
            }
        };
    }
    (finished(&marks::plain(&out)), named)
}

/// Bytes of an address that is looked for.
const LONGEST: usize = 4096;

#[derive(Clone, Copy)]
enum Block {
    None,
    Quote,
    Code,
}

/// A line with its mentions as names, its links as their text, and without marks of strong text.
fn inline(line: &str, named: &mut Vec<Mention>, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find("**") {
        let before = &rest[..at];
        let after = &rest[at + 2..];
        match (before.strip_suffix('@').or(before.strip_suffix("@_")), after.split_once("**")) {
            (Some(text), Some((who, after))) => {
                links(text, out);
                // @**Ana Silva|7**
                let (name, id) = who.split_once('|').map_or((who, None), |(n, id)| (n, Some(id)));
                out.push_str(name);
                if before.ends_with('@') {
                    named.push(Mention { name: name.to_owned(), id: id.map(str::to_owned) });
                }
                rest = after;
            }
            _ => {
                links(before, out);
                rest = after;
            }
        }
    }
    links(rest, out);
    out.push('\n');
}

/// Text in which `[text](address)` is the text.
fn links(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let link = rest[at + 1..].find(['[', ']']).and_then(|end| {
            let (label, after) = rest[at + 1..].split_at(end);
            let address = after.strip_prefix("](")?;
            let end = address[..address.floor_char_boundary(LONGEST)].find(')')?;
            Some((label, &address[end + 1..]))
        });
        out.push_str(&rest[..at]);
        match link {
            Some((label, after)) => {
                out.push_str(label);
                rest = after;
            }
            None => {
                out.push('[');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mentions_quotes_and_code() {
        let (text, named) = read(
            "@_**Bo Berg|4** [said](/x):\n```quote\nIs it **done**?\n```\nYes @**Ana Silva|7**, *now*\n```py\na = 1\n```",
        );
        assert_eq!(text, "Bo Berg said:\n> Is it done?\nYes Ana Silva, now\n```\na = 1\n```\n");
        assert_eq!(named.len(), 1);
        assert_eq!(named[0].id.as_deref(), Some("7"));
        assert_eq!(read("@**Bo** a[1] and [x").0, "Bo a[1] and [x\n");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[@_*|`a-z\\[\\]() \n]{0,80}") {
            let _ = read(&text);
        }
    }
}
