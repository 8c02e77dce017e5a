//! Markdown as GitHub has it, made into plain text: a person's words stay, what templates, forms
//! and commands to programs add to them goes.

use std::collections::HashSet;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Written;
use super::prose::Prose;
use crate::html;

static COMMANDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/commands.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// The plain text of Markdown, and the logins that it names.
///
/// Quotes and fenced code stay marked. Gone are comments of HTML, tags, pictures, the targets of
/// links, marks of emphasis and of tasks, emoji codes, and commands. In what an issue form makes,
/// the questions, the boxes to tick and "No response" are the form's and go too.
pub(super) fn plain(markdown: &str) -> Written {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut writer = Writer { form: is_form(markdown), ..Writer::default() };
    for event in Parser::new_ext(markdown, options) {
        writer.event(event);
    }
    writer.end_line();
    writer.written.text = writer.prose.finish();
    writer.written
}

/// An issue form starts with a question as a heading and has further ones.
fn is_form(markdown: &str) -> bool {
    let is_question = |line: &str| line.starts_with("### ");
    markdown.trim_start().starts_with("### ")
        && markdown.lines().filter(|line| is_question(line)).take(2).count() == 2
}

#[derive(Default)]
struct Writer {
    prose: Prose,
    written: Written,
    form: bool,
    /// Whether the current line has a box to tick.
    task: bool,
    /// How many things are open whose text is not shown.
    hidden: usize,
    code: Option<String>,
    html: Option<String>,
    /// The number of the next item of each open list, if it is numbered.
    lists: Vec<Option<u64>>,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match (&mut self.code, &mut self.html) {
                (Some(code), _) => code.push_str(&text),
                (_, Some(html)) => html.push_str(&text),
                _ => self.text(&text),
            },
            Event::Html(text) => {
                if let Some(html) = &mut self.html {
                    html.push_str(&text);
                }
            }
            Event::Code(text) if self.hidden == 0 => self.prose.text(&text),
            Event::InlineHtml(tag) if tag.to_ascii_lowercase().starts_with("<br") => {
                self.end_line()
            }
            Event::SoftBreak | Event::HardBreak => self.end_line(),
            Event::Rule => self.end_block(),
            Event::TaskListMarker(_) => self.task = true,
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if self.lists.is_empty() => self.end_block(),
            Tag::Heading { .. } => {
                self.end_block();
                self.hidden += usize::from(self.form);
            }
            Tag::BlockQuote(_) => {
                self.end_line();
                self.prose.quote(true);
            }
            Tag::CodeBlock(_) => {
                self.end_line();
                self.code = Some(String::new());
            }
            Tag::HtmlBlock => {
                self.end_line();
                self.html = Some(String::new());
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.end_block();
                } else {
                    self.end_line();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_line();
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number = number.saturating_add(1);
                        format!("{}. ", number.saturating_sub(1))
                    }
                    _ => "- ".to_owned(),
                };
                self.prose.item(&marker);
            }
            Tag::TableCell if !self.prose.line().is_empty() => self.prose.text(" | "),
            Tag::Image { .. } => self.hidden += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.end_block();
                self.hidden = self.hidden.saturating_sub(usize::from(self.form));
            }
            TagEnd::BlockQuote(_) => {
                self.end_line();
                self.prose.quote(false);
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.prose.code(&code);
            }
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.end_block();
                for line in html::to_text(&html).lines() {
                    self.text(line);
                    self.end_line();
                }
            }
            TagEnd::List(_) => {
                self.end_line();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.end_block();
                }
            }
            TagEnd::Image => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow => {
                self.end_line()
            }
            TagEnd::Table => self.end_block(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if !self.prose.in_quote() {
            logins(self.prose.last(), text, &mut self.written);
        }
        self.prose.text(text);
    }

    fn end_block(&mut self) {
        self.end_line();
        self.prose.end_block();
    }

    fn end_line(&mut self) {
        let task = std::mem::take(&mut self.task);
        let line = without_emoji(self.prose.line());
        let first = line.split_whitespace().next().unwrap_or_default();
        let of_form = self.form && (task || line.trim() == "No response");
        if of_form || COMMANDS.contains(first.to_ascii_lowercase().as_str()) {
            self.prose.drop_line();
        } else {
            self.prose.set_line(line);
            self.prose.end_line();
        }
    }
}

/// The line without codes such as `:tada:` that stand by themselves.
fn without_emoji(line: &str) -> String {
    let is_code = |word: &str| {
        let word = word.trim_end_matches(['.', ',', '!', '?']);
        let inner = word.strip_prefix(':').and_then(|word| word.strip_suffix(':'));
        inner.is_some_and(|name| {
            !name.is_empty()
                && name.bytes().all(|byte| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_+-".contains(&byte)
                })
                && !name.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    if !line.split(' ').any(is_code) {
        return line.to_owned();
    }
    line.split(' ').filter(|word| !is_code(word)).collect::<Vec<_>>().join(" ")
}

/// Finds `@login` in text. What stands before decides whether it is a name: an address has
/// something there. A team, `@owner/team`, is nobody's login.
fn logins(before: Option<char>, text: &str, written: &mut Written) {
    for (at, _) in text.match_indices('@') {
        let previous = text[..at].chars().next_back().or(before.filter(|_| at == 0));
        if previous.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '.' | '@')) {
            continue;
        }
        let rest = &text[at + 1..];
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let login = rest[..end].trim_matches('-');
        // Longer ones there are none.
        if end <= 39 && !rest[end..].starts_with('/') {
            written.mention(&login.to_ascii_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(markdown: &str) -> String {
        plain(markdown).text
    }

    #[test]
    fn marks_go_and_words_stay() {
        assert_eq!(
            text(
                "## Why\n\nThe **brake** bolt is [cracked](https://x.example/a), see `B2`.\nCan *you* look?"
            ),
            "Why\n\nThe brake bolt is cracked, see B2.\nCan you look?"
        );
        assert_eq!(
            text("- [x] swap plates\n- [ ] scan\n  1. first\n  2. second\n\nthen"),
            "- swap plates\n- scan\n1. first\n2. second\n\nthen"
        );
        assert_eq!(
            text("a <!-- hidden\nstill --> b\n\n<!-- template\n\nof two paragraphs -->\n\nc"),
            "a  b\n\nc"
        );
        assert_eq!(text("![photo](x.png) done :tada: :+1:\n\nat 10:30:15"), "done\n\nat 10:30:15");
        assert_eq!(text("<div>In a box</div>\n\none<br>two"), "In a box\n\none\ntwo");
        assert_eq!(text("| a | b |\n|---|---|\n| 1 | 2 |"), "a | b\n1 | 2");
        assert_eq!(text(":+1:"), "");
    }

    #[test]
    fn quotes_and_code_stay_marked() {
        assert_eq!(
            text("> Who checks?\n> > Bo\n\nI do.\n\n```rust\nfn main() {}\n\n// @bo\n```\nDone."),
            "> Who checks?\n\n> > Bo\n\nI do.\n\n```\nfn main() {}\n\n// @bo\n```\n\nDone."
        );
        assert_eq!(text("````\n```\n````"), "```\n'''\n```");
    }

    #[test]
    fn mentions() {
        let found = plain(
            "@Priya-R and @bo, (@bo) ask a@velobay.example\n> @quoted\n\n`@code` @velobay/team @aiko.",
        );
        assert_eq!(found.mentions, ["priya-r", "bo", "aiko"]);
    }

    #[test]
    fn commands_are_not_words() {
        assert_eq!(text("Looks right.\n/lgtm\n/assign @bo"), "Looks right.");
        assert_eq!(text("@dependabot rebase"), "");
        assert_eq!(text("/tmp is full on van 4"), "/tmp is full on van 4");
    }

    #[test]
    fn forms() {
        let form = "### What happened?\n\nThe lock stays open.\n\n### Version\n\n_No response_\n\n### Terms\n\n- [X] I agree to the rules";
        assert_eq!(text(form), "The lock stays open.");
        assert_eq!(text("### Why\n\nOne heading is no form."), "Why\n\nOne heading is no form.");
    }

    proptest! {
        #[test]
        fn any_text(markdown in "[ -~\n`>#*@<!\\[\\]():é-]{0,200}") {
            let written = plain(&markdown);
            prop_assert_eq!(written.text.trim_end(), written.text.as_str());
        }

        #[test]
        fn words_are_kept(words in proptest::collection::vec("[a-z]{1,8}", 1..20)) {
            prop_assert_eq!(text(&words.join(" ")), words.join(" "));
        }
    }
}
