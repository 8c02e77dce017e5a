//! Finding tags and what their attributes say, without a tree.

use memchr::{memchr, memchr2, memchr3, memmem};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tag {
    Br,
    P,
    /// Starts on a line of its own.
    Block,
    Body,
    Div,
    Heading,
    Blockquote,
    Ul,
    Ol,
    Li,
    Tr,
    Cell,
    Hr,
    Pre,
    Span,
    Head,
    Style,
    Script,
    Title,
    Template,
    /// What Skype puts around a quote for programs that know no quotes.
    LegacyQuote,
    #[default]
    Other,
}

impl Tag {
    fn of(name: &[u8]) -> Self {
        let mut lower = [0; 12];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::Other };
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        match &*lower {
            b"br" => Self::Br,
            b"p" => Self::P,
            b"div" => Self::Div,
            b"body" => Self::Body,
            b"address" | b"article" | b"aside" | b"center" | b"dd" | b"dl" | b"dt"
            | b"fieldset" | b"footer" | b"form" | b"header" | b"main" | b"nav" | b"section"
            | b"table" | b"caption" => Self::Block,
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Self::Heading,
            b"blockquote" | b"quote" => Self::Blockquote,
            b"ul" => Self::Ul,
            b"ol" => Self::Ol,
            b"li" => Self::Li,
            b"tr" => Self::Tr,
            b"td" | b"th" => Self::Cell,
            b"hr" => Self::Hr,
            b"pre" | b"codeblock" => Self::Pre,
            b"span" => Self::Span,
            b"head" => Self::Head,
            b"style" => Self::Style,
            b"script" => Self::Script,
            b"title" => Self::Title,
            b"template" => Self::Template,
            b"legacyquote" => Self::LegacyQuote,
            _ => Self::Other,
        }
    }

    /// Whether what it holds is no HTML.
    pub(super) fn is_raw(self) -> bool {
        matches!(
            self,
            Self::Style | Self::Script | Self::Title | Self::Template | Self::LegacyQuote
        )
    }

    fn raw_name(self) -> &'static [u8] {
        match self {
            Self::Style => b"style",
            Self::Script => b"script",
            Self::Title => b"title",
            Self::LegacyQuote => b"legacyquote",
            _ => b"template",
        }
    }

    pub(super) fn can_hide(self) -> bool {
        matches!(self, Self::Div | Self::Span)
    }
}

pub(super) fn contains_ignoring_case(text: &str, wanted: &str) -> bool {
    let first = wanted.as_bytes()[0];
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr2(first, first.to_ascii_uppercase(), &bytes[at..]) {
        at += found;
        if bytes
            .get(at..at + wanted.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))
        {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether it is not shown: the lines that newsletters put in for lists of mails.
pub(super) fn is_hidden(attributes: &str) -> bool {
    contains_ignoring_case(attributes, "display:none")
        || contains_ignoring_case(attributes, "display: none")
}

/// Whether a `blockquote` only moves text to the right, as the button of many
/// mail programs for it does.
pub(super) fn is_indentation(attributes: &str) -> bool {
    let borderless = contains_ignoring_case(attributes, "border:none")
        || contains_ignoring_case(attributes, "border: none")
        || contains_ignoring_case(attributes, "border-width: medium; border-style: none");
    borderless
        && !contains_ignoring_case(attributes, "cite")
        && !contains_ignoring_case(attributes, "gmail_quote")
}

/// Whether a paragraph has no space before and after it.
pub(super) fn is_tight(attributes: &str) -> bool {
    [
        "MsoNormal",
        "MsoPlainText",
        "MsoListParagraph",
        "margin:0",
        "margin: 0",
        "margin-top:0",
        "margin-bottom:0",
    ]
    .iter()
    .any(|mark| contains_ignoring_case(attributes, mark))
}

/// Finds tags. What is looked for in vain once is not looked for again, so that
/// broken HTML takes no longer.
#[derive(Default)]
pub(super) struct Tags<'a> {
    html: &'a [u8],
    no_comment_end: bool,
    no_quote: [bool; 2],
}

pub(super) struct Token {
    pub(super) tag: Tag,
    pub(super) closes: bool,
    pub(super) attributes: usize,
    pub(super) end: usize,
}

impl<'a> Tags<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { html: html.as_bytes(), ..Self::default() }
    }
    /// The next "<" that starts a tag or a comment.
    pub(super) fn next_open(&self, from: usize) -> Option<usize> {
        memchr::memchr_iter(b'<', &self.html[from..]).map(|at| from + at).find(|at| {
            self.html.get(at + 1).is_some_and(|next| {
                next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?')
            })
        })
    }

    pub(super) fn token(&mut self, open: usize) -> Token {
        let html = self.html;
        let other = |end| Token { tag: Tag::Other, closes: false, attributes: end, end };
        if html[open..].starts_with(b"<!--") && !self.no_comment_end {
            match memmem::find(&html[open + 4..], b"-->") {
                Some(at) => return other(open + 4 + at + 3),
                None => self.no_comment_end = true,
            }
        }
        let closes = html.get(open + 1) == Some(&b'/');
        let name = open + 1 + usize::from(closes);
        let length = html[name..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':')
            .count();
        let end = self.tag_end(name + length);
        Token { tag: Tag::of(&html[name..name + length]), closes, attributes: name + length, end }
    }

    /// After the ">" that is not within a quoted value.
    fn tag_end(&mut self, from: usize) -> usize {
        let html = self.html;
        let mut at = from;
        while let Some(found) = memchr3(b'>', b'"', b'\'', &html[at..]) {
            let mark = html[at + found];
            at += found + 1;
            if mark == b'>' {
                return at;
            }
            // Only after "=" does a quote mark start a value.
            if html[from..at - 1].trim_ascii_end().last() != Some(&b'=') {
                continue;
            }
            let unseen = &mut self.no_quote[usize::from(mark == b'\'')];
            if !*unseen {
                match memchr(mark, &html[at..]) {
                    Some(close) => at += close + 1,
                    None => *unseen = true,
                }
            }
        }
        html.len()
    }

    /// After the closing tag of something that holds no HTML.
    pub(super) fn end_of_raw(&self, tag: Tag, from: usize) -> usize {
        let name = tag.raw_name();
        let html = self.html;
        memmem::find_iter(&html[from..], b"</")
            .map(|at| from + at + 2)
            .find(|at| {
                html.get(*at..at + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            })
            .map_or(html.len(), |at| {
                memchr(b'>', &html[at..]).map_or(html.len(), |end| at + end + 1)
            })
    }
}
