//! A mail in HTML made into the text that a plain mail would have: quotes get
//! "> ", lists get "- ", links are their text.
//!
//! It reads tags and text one after the other and builds no tree, so that its
//! time is linear and its stack flat whatever a mail holds. What styles say is
//! only regarded where it decides whose words something is: hidden text, and
//! `blockquote`s that are mere indentation.

mod tags;
mod writer;

use memchr::memmem;

use self::tags::{Tag, Tags, is_hidden};
use self::writer::Writer;

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
    let mut writer = Writer::new(html.len() / 4, fences);
    let mut tags = Tags::new(html);
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

#[cfg(test)]
mod tests {
    use super::writer::RULE;
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
