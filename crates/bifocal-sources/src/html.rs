//! A mail in HTML made into the text that a plain mail would have: quotes get
//! "> ", lists get "- ", links are their text.
//!
//! It reads tags and text one after the other and builds no tree, so that its
//! time is linear and its stack flat whatever a mail holds. What styles say is
//! only regarded where it decides whose words something is: hidden text, and
//! `blockquote`s that are mere indentation.

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::html::add_html_token;
use memchr::{memchr, memchr2, memchr3, memmem};

/// Quotes within quotes deeper than this look no deeper.
const DEEPEST: usize = 10;

/// What Outlook puts for a rule in its plain mails.
const RULE: &str = "________________________________";

/// The text of a mail's HTML.
pub(crate) fn to_text(html: &str) -> String {
    written(html, false)
}

/// The text of a chat message's HTML, in which what is preformatted is code: it stands between
/// lines of three backticks. In a mail it may be all that somebody wrote.
pub(crate) fn to_text_with_code(html: &str) -> String {
    written(html, true)
}

fn written(html: &str, fences: bool) -> String {
    let out = String::with_capacity(html.len() / 4);
    let mut writer = Writer { out, fences, ..Writer::default() };
    let mut tags = Tags { html: html.as_bytes(), ..Tags::default() };
    // Only one thing is hidden at a time: its tag, and how many of its kind are open.
    let mut hidden: Option<(Tag, usize)> = None;
    let mut start = 0;
    while start < html.len() {
        let open = tags.next_open(start);
        let end = open.unwrap_or(html.len());
        if hidden.is_none() {
            writer.text(&html[start..end]);
        }
        let Some(open) = open else { break };
        let token = tags.token(open);
        start = token.end;
        if let Some((tag, depth)) = &mut hidden {
            if *tag == Tag::Head && token.tag == Tag::Body {
                hidden = None;
            } else if token.tag == *tag {
                *depth = if token.closes { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    hidden = None;
                }
            }
            continue;
        }
        let attributes = &html[token.attributes..token.end];
        if token.closes {
            writer.close(token.tag);
        } else if token.tag.is_raw() {
            start = tags.end_of_raw(token.tag, token.end);
        } else if !attributes.trim_end_matches('>').ends_with('/')
            && (token.tag == Tag::Head || token.tag.can_hide() && is_hidden(attributes))
        {
            hidden = Some((token.tag, 1));
        } else {
            writer.open(token.tag, attributes);
        }
    }
    writer.finish()
}

/// The character set that HTML says it is in, if it does.
pub(crate) fn charset(html: &[u8]) -> Option<&str> {
    let head = &html[..html.len().min(2048)];
    let at = memmem::find_iter(head, b"charset=").next()? + b"charset=".len();
    let rest = head[at..].trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end =
        rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte))?;
    std::str::from_utf8(&rest[..end]).ok().filter(|name| !name.is_empty())
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tag {
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
    fn is_raw(self) -> bool {
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

    fn can_hide(self) -> bool {
        matches!(self, Self::Div | Self::Span)
    }
}

fn contains_ignoring_case(text: &str, wanted: &str) -> bool {
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
fn is_hidden(attributes: &str) -> bool {
    contains_ignoring_case(attributes, "display:none")
        || contains_ignoring_case(attributes, "display: none")
}

/// Whether a `blockquote` only moves text to the right, as the button of many
/// mail programs for it does.
fn is_indentation(attributes: &str) -> bool {
    let borderless = contains_ignoring_case(attributes, "border:none")
        || contains_ignoring_case(attributes, "border: none")
        || contains_ignoring_case(attributes, "border-width: medium; border-style: none");
    borderless
        && !contains_ignoring_case(attributes, "cite")
        && !contains_ignoring_case(attributes, "gmail_quote")
}

/// Whether a paragraph has no space before and after it.
fn is_tight(attributes: &str) -> bool {
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
struct Tags<'a> {
    html: &'a [u8],
    no_comment_end: bool,
    no_quote: [bool; 2],
}

struct Token {
    tag: Tag,
    closes: bool,
    attributes: usize,
    end: usize,
}

impl Tags<'_> {
    /// The next "<" that starts a tag or a comment.
    fn next_open(&self, from: usize) -> Option<usize> {
        memchr::memchr_iter(b'<', &self.html[from..]).map(|at| from + at).find(|at| {
            self.html.get(at + 1).is_some_and(|next| {
                next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?')
            })
        })
    }

    fn token(&mut self, open: usize) -> Token {
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
    fn end_of_raw(&self, tag: Tag, from: usize) -> usize {
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

/// Writes lines.
#[derive(Default)]
struct Writer {
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
    fn text(&mut self, text: &str) {
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

    fn open(&mut self, tag: Tag, attributes: &str) {
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

    fn close(&mut self, tag: Tag) {
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

    fn finish(mut self) -> String {
        self.trim_line();
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_chat_is_marked() {
        let code = |html: &str| to_text_with_code(html).trim_end().replace('\n', "|");
        assert_eq!(
            code("<p>see</p><div><pre><span></span><code>a\n  b\n</code></pre></div><p>ok?</p>"),
            "see|```|a|  b|```||ok?"
        );
        assert_eq!(code("<codeblock class=\"x\"><code>a<br>b</code></codeblock>"), "```|a|b|```");
        assert_eq!(code("</pre>x<pre>"), "x|```");
        assert_eq!(
            code("<quote><legacyquote>[1] Bo: </legacyquote>Was it you?</quote>No."),
            "> Was it you?|No."
        );
        assert_eq!(lines("<pre>a\nb</pre>"), "a|b");
    }

    fn lines(html: &str) -> String {
        to_text(html).trim_end().replace('\n', "|")
    }

    #[test]
    fn lines_and_paragraphs() {
        assert_eq!(
            lines("<div>one</div><div><br></div><div>two<br></div><div>three</div>"),
            "one||two|three"
        );
        assert_eq!(lines("<p>one\n  two</p><p>three</p>"), "one two||three");
        assert_eq!(
            lines(
                "<p class=MsoNormal>one<o:p></o:p></p><p class=\"MsoNormal\">&nbsp;</p><p class=MsoNormal>two</p>"
            ),
            "one||two"
        );
        assert_eq!(lines("a<b>b</b> <i>c</i>d"), "ab cd");
        assert_eq!(
            lines("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
            "a\tb|c"
        );
        assert_eq!(
            lines("<ul><li>one<li><p>two</p></ul><ol><li>x</li><li>y</li></ol>z"),
            "- one|- two|1. x|2. y|z"
        );
        assert_eq!(lines("<pre>a  b\n  c</pre>d"), "a  b|  c|d");
        assert_eq!(lines("a<hr>b"), format!("a|{RULE}|b"));
    }

    #[test]
    fn quotes() {
        assert_eq!(
            lines(
                "mine<div class=gmail_quote>On Monday Bo wrote:<br><blockquote class=gmail_quote style='border-left:1px solid'>his<br><br>words<blockquote>older</blockquote></blockquote></div>mine"
            ),
            "mine|On Monday Bo wrote:|> his|>|> words|> > older|mine"
        );
        assert_eq!(
            lines(
                "a<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">b</blockquote>c"
            ),
            "a|b|c"
        );
        assert_eq!(lines("a</blockquote>b"), "a|b");
    }

    #[test]
    fn what_is_not_shown() {
        assert_eq!(
            lines(
                "<html><head><title>T</title><style>p > a {}</style></head><body>a<!-- b > --><script>if (1<2) x()</script>c"
            ),
            "ac"
        );
        assert_eq!(lines("<span style=\"display:none\">pre<span>header</span></span>a"), "a");
        assert_eq!(lines("<!--[if mso]>x<![endif]-->a<!--[if !mso]><!-->b<!--<![endif]-->"), "ab");
        assert_eq!(lines("a<a href=\"http://x/?a=1>2\">link</a>"), "alink");
    }

    #[test]
    fn entities() {
        assert_eq!(
            lines("a&nbsp;b &amp;&lt;x&gt; &#8217;&#x2019;&#146; &euro; &nosuch; AT&T &"),
            "a b &<x> \u{2019}\u{2019}\u{2019} \u{20ac} &nosuch; AT&T &"
        );
        assert_eq!(lines("1 < 2 <3"), "1 < 2 <3");
    }

    #[test]
    fn broken_html_takes_no_longer() {
        for part in [
            "<div>",
            "<b>x<p>",
            "<blockquote>x",
            "<a x='",
            "<!--",
            "<",
            "&",
            "<style",
            "</",
            "<ol><li>",
            "<head>",
            "&#x41",
            "<span style=display:none>",
        ] {
            let html = part.repeat(100_000);
            assert!(to_text(&html).len() <= 100_000 * 40);
        }
    }

    #[test]
    fn declared_charsets() {
        assert_eq!(
            charset(b"<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-1\">"),
            Some("iso-8859-1")
        );
        assert_eq!(charset(b"<meta charset='utf-8'>"), Some("utf-8"));
        assert_eq!(charset(b"<p>"), None);
    }
}
