//! The text that the sender wrote, out of a message of many parts.
//!
//! `mail-parser` reads the fields and undoes encodings; the parts are cut here,
//! since its own way through them decodes every attachment, reads attached
//! messages, and is quadratic in time and recursive in memory for some mails
//! that were made to be so. Here, each byte is looked at once for each level,
//! and there are not many levels.

use std::sync::LazyLock;

use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, HeaderValue};
use memchr::{memchr, memmem};

use crate::headers::{Headers, Name};
use crate::{flowed, html, text};

/// Parts within parts deeper than this are not read.
const DEEPEST: usize = 16;

/// A plain part with more letters than this is no stub.
const STUB: usize = 300;

static STUBS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../data/stubs.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// What a message says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) text: String,
    /// Parts that are not the sender's words, attached messages among them.
    pub(crate) attachments: u32,
}

/// Reads the body of a message.
pub(crate) fn body(headers: &Headers<'_>, bytes: &[u8]) -> Body {
    let mut out = Body::default();
    read(headers, bytes, 0, true, &mut out);
    out
}

/// What a part is.
struct Type<'a> {
    parsed: Option<ContentType<'a>>,
}

impl<'a> Type<'a> {
    fn of(value: &'a [u8]) -> Self {
        let parsed = match MessageStream::new(value).parse_content_type() {
            HeaderValue::ContentType(parsed) => Some(parsed),
            _ => None,
        };
        Self { parsed }
    }

    fn main(&self) -> &str {
        self.parsed.as_ref().map_or("text", |parsed| parsed.ctype())
    }

    fn sub(&self) -> &str {
        self.parsed.as_ref().map_or("plain", |parsed| parsed.subtype().unwrap_or("plain"))
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.parsed.as_ref().and_then(|parsed| parsed.attribute(name)).map(str::trim)
    }

    fn is(&self, main: &str, sub: &str) -> bool {
        self.main().eq_ignore_ascii_case(main) && self.sub().eq_ignore_ascii_case(sub)
    }

    fn is_multipart(&self) -> bool {
        self.main().eq_ignore_ascii_case("multipart")
    }
}

/// A field with the line end that the parser wants. What is longer than any
/// real one is cut, since the parser compares all attributes with each other.
fn closed(value: &[u8]) -> Vec<u8> {
    let mut value = value[..value.len().min(16 * 1024)].to_vec();
    if !value.ends_with(b"\n") {
        value.push(b'\n');
    }
    value
}

fn read(headers: &Headers<'_>, bytes: &[u8], depth: usize, first: bool, out: &mut Body) {
    let field = closed(headers.first(Name::ContentType).unwrap_or_default());
    let kind = Type::of(&field);
    if kind.is_multipart() {
        let parts =
            if depth < DEEPEST { parts(bytes, kind.attribute("boundary")) } else { Vec::new() };
        match parts.as_slice() {
            // Parts were announced, and there is none.
            [] if depth == 0 => plain(&Type { parsed: None }, headers, bytes, out),
            [] => out.attachments += 1,
            parts if kind.sub().eq_ignore_ascii_case("alternative") => {
                alternative(parts, depth, out)
            }
            // The first part is what the others belong to, or what is signed.
            [first, others @ ..]
                if ["related", "signed"].iter().any(|sub| kind.sub().eq_ignore_ascii_case(sub)) =>
            {
                read_part(first, depth, true, out);
                out.attachments += u32::try_from(others.len()).unwrap_or(u32::MAX);
            }
            parts if kind.sub().eq_ignore_ascii_case("digest") => {
                out.attachments += u32::try_from(parts.len()).unwrap_or(u32::MAX);
            }
            parts => {
                for (number, part) in parts.iter().enumerate() {
                    read_part(part, depth, number == 0, out);
                }
            }
        }
    } else if is_attached(headers, &kind, first) {
        out.attachments += 1;
    } else if kind.is("text", "html") {
        rich(&kind, headers, bytes, out);
    } else if kind.is("text", "plain")
        || depth == 0 && kind.main().eq_ignore_ascii_case("text") && !kind.is("text", "calendar")
    {
        plain(&kind, headers, bytes, out);
    } else {
        out.attachments += 1;
    }
}

fn read_part(part: &[u8], depth: usize, first: bool, out: &mut Body) {
    let headers = part_headers(part);
    read(&headers, &part[headers.body..], depth + 1, first, out);
}

/// The header of a part. One that starts with an empty line has none.
fn part_headers(part: &[u8]) -> Headers<'_> {
    if part.starts_with(b"\n") {
        Headers::none(1)
    } else if part.starts_with(b"\r\n") {
        Headers::none(2)
    } else {
        Headers::split(part)
    }
}

/// Whether a part is an attachment: it says so, or it has a file name and is not the first.
fn is_attached(headers: &Headers<'_>, kind: &Type<'_>, first: bool) -> bool {
    let field = closed(headers.first(Name::Disposition).unwrap_or_default());
    let disposition = Type::of(&field);
    let says = |word: &str| {
        disposition.parsed.as_ref().is_some_and(|parsed| parsed.ctype().eq_ignore_ascii_case(word))
    };
    let has_name = kind.attribute("name").is_some() || disposition.attribute("filename").is_some();
    says("attachment") || has_name && !first
}

/// Of several forms of the same text, the plain one, unless it is a stub.
fn alternative(parts: &[&[u8]], depth: usize, out: &mut Body) {
    let mut words = Body::default();
    let mut rich = Vec::new();
    for part in parts {
        let headers = part_headers(part);
        let field = closed(headers.first(Name::ContentType).unwrap_or_default());
        let kind = Type::of(&field);
        if kind.is("text", "plain") || kind.is("text", "enriched") {
            read(&headers, &part[headers.body..], depth + 1, true, &mut words);
        } else if kind.is("text", "html") || kind.is_multipart() {
            rich.push(*part);
        }
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let plain_letters = letters(&words.text);
    if plain_letters <= STUB && !rich.is_empty() {
        let mut formatted = Body::default();
        for part in rich {
            read_part(part, depth, true, &mut formatted);
        }
        let rich_letters = letters(&formatted.text);
        let lower = words.text.to_lowercase();
        let stub = STUBS.iter().any(|stub| lower.contains(stub));
        if plain_letters == 0 || rich_letters > 4 * plain_letters + 100 || stub && rich_letters > 0
        {
            words.text = formatted.text;
        }
        words.attachments += formatted.attachments;
    }
    append(&words.text, out);
    out.attachments += words.attachments;
}

fn encoding<'a>(headers: &Headers<'a>) -> &'a str {
    let value = headers.first(Name::TransferEncoding).unwrap_or_default();
    std::str::from_utf8(value).unwrap_or_default().trim().trim_matches(['"', ';'])
}

fn plain(kind: &Type<'_>, headers: &Headers<'_>, bytes: &[u8], out: &mut Body) {
    let bytes = text::transfer_decoded(encoding(headers), bytes);
    let decoded = text::decoded(&bytes, kind.attribute("charset"));
    if kind.attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
        let delete_space =
            kind.attribute("delsp").is_some_and(|delete| delete.eq_ignore_ascii_case("yes"));
        append(&flowed::unflow(&decoded, delete_space), out);
    } else if out.text.is_empty() {
        out.text = decoded;
    } else {
        append(&decoded, out);
    }
}

fn rich(kind: &Type<'_>, headers: &Headers<'_>, bytes: &[u8], out: &mut Body) {
    let bytes = text::transfer_decoded(encoding(headers), bytes);
    let charset = kind.attribute("charset").or_else(|| html::charset(&bytes));
    append(&html::to_text(&text::decoded(&bytes, charset)), out);
}

/// Adds the text of one more part, on a line of its own.
fn append(text: &str, out: &mut Body) {
    if !out.text.is_empty() && !out.text.ends_with('\n') && !text.is_empty() {
        out.text.push('\n');
    }
    out.text.push_str(text);
}

/// The parts between lines of "--" and the boundary. The last may lack its end.
/// Where no boundary is given, the first line that looks like one has it.
fn parts<'a>(bytes: &'a [u8], boundary: Option<&str>) -> Vec<&'a [u8]> {
    let mut delimiter = b"--".to_vec();
    match boundary {
        Some(boundary) if !boundary.is_empty() => delimiter.extend_from_slice(boundary.as_bytes()),
        _ => match guessed_boundary(bytes) {
            Some(guess) => delimiter.extend_from_slice(guess),
            None => return Vec::new(),
        },
    }
    let mut parts = Vec::new();
    let mut open: Option<usize> = None;
    for at in memmem::find_iter(bytes, &delimiter) {
        let after = &bytes[at + delimiter.len()..];
        let last = after.starts_with(b"--");
        let whole = last || matches!(after.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
        if at > 0 && bytes[at - 1] != b'\n' || !whole {
            continue;
        }
        if let Some(start) = open.take() {
            // The line end before the delimiter belongs to it.
            let end = if at >= start + 2 && bytes[at - 2] == b'\r' {
                at - 2
            } else {
                at.saturating_sub(1).max(start)
            };
            parts.push(&bytes[start..end.max(start)]);
        }
        if last {
            return parts;
        }
        open = Some(memchr(b'\n', after).map_or(bytes.len(), |end| at + delimiter.len() + end + 1));
    }
    if let Some(start) = open {
        parts.push(&bytes[start..]);
    }
    parts
}

fn guessed_boundary(bytes: &[u8]) -> Option<&[u8]> {
    bytes.split(|byte| *byte == b'\n').take(50).find_map(|line| {
        let boundary = line.trim_ascii_end().strip_prefix(b"--")?;
        // Not the mark of a signature, and no words.
        (boundary.len() > 5 && !boundary.contains(&b' ')).then_some(boundary)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(message: &str) -> Body {
        let headers = Headers::split(message.as_bytes());
        body(&headers, &message.as_bytes()[headers.body..])
    }

    #[test]
    fn plain_text_is_preferred_unless_it_is_a_stub() {
        let mail = |plain: &str| {
            format!(
                "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n<p>The long words of the mail.</p>\n--b--\n"
            )
        };
        assert_eq!(body_of(&mail("The words")).text, "The words");
        assert_eq!(body_of(&mail("")).text, "The long words of the mail.\n");
        assert_eq!(
            body_of(&mail("Your program does not support HTML.")).text,
            "The long words of the mail.\n"
        );
    }

    #[test]
    fn attached_messages_are_not_read() {
        let mail = "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n\nmine\n--b\nContent-Type: message/rfc822\n\nFrom: c@d\n\nhis\n--b--\n";
        assert_eq!(body_of(mail), Body { text: "mine".to_owned(), attachments: 1 });
    }

    #[test]
    fn the_end_may_be_missing() {
        let mail = "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nmine";
        assert_eq!(body_of(mail).text, "mine");
        assert_eq!(
            body_of("Content-Type: multipart/mixed\n\n--abcdefgh\n\nmine\n--abcdefgh--\n").text,
            "mine"
        );
        assert_eq!(body_of("Content-Type: multipart/mixed; boundary=x\n\nmine\n").text, "mine\n");
    }

    #[test]
    fn deep_nesting_ends() {
        let mut mail = String::new();
        for level in 0..50_000 {
            mail.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
            ));
        }
        assert_eq!(body_of(&mail).attachments, 1);
    }
}
