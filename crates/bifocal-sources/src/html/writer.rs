//! The lines that a plain mail would have.

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::html::add_html_token;
use memchr::memchr;

use super::tags::{Tag, is_indentation, is_tight};

/// Quotes within quotes deeper than this look no deeper.
const DEEPEST: usize = 10;

/// What Outlook puts for a rule in its plain mails.
pub(super) const RULE: &str = "________________________________";

/// Writes lines.
#[derive(Default)]
pub(super) struct Writer {
    out: String,
    /// Line ends that are written before the next text.
    ends: usize,
    /// Whether the current line has something in it.
    filled: bool,
    /// Whether a space is written before the next word.
    space: bool,
    quotes: usize,
    /// For each open list its next number, or nothing if it has none.
    lists: Vec<Option<u32>>,
    /// For each open `blockquote` whether it is a quote.
    blocks: Vec<bool>,
    preformatted: usize,
    /// Whether what is preformatted is marked as code.
    fences: bool,
    /// What the next line starts with, in a list.
    marker: String,
    /// Depth of quotes of the line before.
    last_quotes: usize,
}

impl Writer {
    /// Room for so many bytes; `fences` says whether what is preformatted is marked as code.
    pub(super) fn new(bytes: usize, fences: bool) -> Self {
        Self { out: String::with_capacity(bytes), fences, ..Self::default() }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.line_end();
                }
                if !line.is_empty() {
                    self.start_line();
                    self.entities(line.trim_end_matches('\r'));
                }
            }
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']).len();
            if word > 0 {
                self.space = true;
                rest = &rest[word..];
                continue;
            }
            let end = rest.find([' ', '\t', '\n', '\r', '\x0c']).unwrap_or(rest.len());
            self.word(&rest[..end]);
            rest = &rest[end..];
        }
    }

    fn word(&mut self, word: &str) {
        let space = self.space && self.filled && self.ends == 0;
        self.start_line();
        if space {
            self.out.push(' ');
        }
        self.space = false;
        self.entities(word);
    }

    /// Text with its entities replaced.
    fn entities(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = memchr(b'&', rest.as_bytes()) {
            self.out.push_str(&rest[..at]);
            rest = &rest[at..];
            // The longest name has 31 letters.
            let end = rest
                .bytes()
                .take(40)
                .skip(1)
                .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')
                .map(|at| at + 1);
            match end {
                Some(end) if end > 1 && rest.as_bytes()[end] == b';' => {
                    let before = self.out.len();
                    add_html_token(&mut self.out, &rest.as_bytes()[..=end], false);
                    self.repair(before);
                    rest = &rest[end + 1..];
                }
                _ if rest.starts_with("&nbsp") => {
                    self.out.push(' ');
                    rest = &rest[5..];
                }
                _ => {
                    self.out.push('&');
                    rest = &rest[1..];
                }
            }
        }
        self.out.push_str(rest);
    }

    /// Characters that are written as entities and mean others.
    fn repair(&mut self, before: usize) {
        let Some(c) = self.out[before..].chars().next() else { return };
        let better = match c {
            '\u{a0}' => ' ',
            '\0' => '\u{fffd}',
            '\r' => '\n',
            // Numbers from Windows-1252.
            '\u{80}'..='\u{9f}' => u8::try_from(u32::from(c))
                .ok()
                .and_then(|byte| charset_decoder(b"windows-1252").map(|decode| decode(&[byte])))
                .and_then(|text| text.chars().next())
                .unwrap_or(c),
            _ => return,
        };
        self.out.truncate(before);
        if better == '\n' { self.space = true } else { self.out.push(better) }
    }

    /// Starts a line, if none is started.
    fn start_line(&mut self) {
        if self.filled && self.ends == 0 {
            return;
        }
        let quotes = self.quotes.min(DEEPEST);
        let ends = if self.out.is_empty() { 0 } else { self.ends.min(3) };
        for number in 0..ends {
            self.trim_line();
            self.out.push('\n');
            if number + 1 < ends {
                for _ in 0..quotes.min(self.last_quotes) {
                    self.out.push('>');
                }
            }
        }
        for _ in 0..quotes {
            self.out.push_str("> ");
        }
        self.out.push_str(&std::mem::take(&mut self.marker));
        self.last_quotes = quotes;
        self.ends = 0;
        self.filled = true;
        self.space = false;
    }

    fn trim_line(&mut self) {
        let length = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(length);
    }

    /// Ends the line, be it empty or not.
    fn line_end(&mut self) {
        self.ends += 1;
        self.space = false;
        self.filled = false;
    }

    /// Ends the line if something is in it.
    fn block(&mut self) {
        if self.filled {
            self.line_end();
        }
        self.space = false;
    }

    /// Leaves an empty line.
    fn gap(&mut self) {
        self.block();
        if !self.out.is_empty() {
            self.ends = self.ends.max(2);
        }
    }

    pub(super) fn open(&mut self, tag: Tag, attributes: &str) {
        match tag {
            Tag::Br => self.line_end(),
            Tag::P if !self.marker.is_empty() || is_tight(attributes) => self.block(),
            Tag::P | Tag::Heading => self.gap(),
            Tag::Block | Tag::Div | Tag::Tr => self.block(),
            Tag::Cell if self.filled => {
                self.trim_line();
                self.out.push('\t');
                self.space = false;
            }
            Tag::Blockquote => {
                self.block();
                let quote = !is_indentation(attributes);
                self.blocks.push(quote);
                if quote {
                    self.quotes += 1;
                }
            }
            Tag::Ul | Tag::Ol => {
                self.block();
                if self.lists.len() < DEEPEST {
                    self.lists.push((tag == Tag::Ol).then_some(1));
                }
            }
            Tag::Li => {
                self.block();
                self.marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}. ");
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => "- ".to_owned(),
                };
            }
            Tag::Hr => {
                self.block();
                self.start_line();
                self.out.push_str(RULE);
                self.block();
            }
            Tag::Pre => {
                self.block();
                if self.preformatted == 0 {
                    self.fence();
                }
                self.preformatted += 1;
            }
            _ => {}
        }
    }

    pub(super) fn close(&mut self, tag: Tag) {
        match tag {
            Tag::P | Tag::Block | Tag::Div | Tag::Tr | Tag::Li => self.block(),
            Tag::Heading => self.gap(),
            Tag::Blockquote => {
                self.block();
                if self.blocks.pop() == Some(true) {
                    self.quotes -= 1;
                }
            }
            Tag::Ul | Tag::Ol => {
                self.block();
                self.lists.pop();
            }
            Tag::Pre if self.preformatted > 0 => {
                self.block();
                self.preformatted -= 1;
                if self.preformatted == 0 {
                    self.fence();
                }
            }
            _ => {}
        }
    }

    fn fence(&mut self) {
        if self.fences {
            // The line end before the closing tag, if there was one, is none of the text's.
            self.ends = self.ends.min(1);
            self.start_line();
            self.out.push_str("```");
            self.line_end();
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.trim_line();
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}
