//! What a file is, told by its content.

use memchr::{memchr, memchr_iter, memmem};

use crate::archive;
use crate::format::Format;
use crate::headers::{self, Name};
use crate::json::Shape;
use crate::mbox;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing in it.
    Empty,
    /// Compressed by gzip.
    Gzip,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// Many messages, each after a "From " line. The first of them starts here.
    Mbox(usize),
    /// One message.
    Message,
    /// Records of a kind.
    Records(Format),
    /// Something else.
    Other(&'static str),
}

/// Tells what a file is by its first bytes.
pub(crate) fn recognise(head: &[u8]) -> Kind {
    if head.starts_with(b"\x1f\x8b") {
        return Kind::Gzip;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if archive::is_tar(head) {
        return Kind::Tar;
    }
    if let Some(what) = magic(head) {
        return Kind::Other(what);
    }
    let start = text_start(head);
    let text = &head[start..];
    if text.is_empty() {
        return Kind::Empty;
    }
    if let Some(shape) = Shape::of(text) {
        return Format::of_json(text, &shape)
            .map_or(Kind::Other("JSON of a kind that is not known"), Kind::Records);
    }
    if mbox::separates(text, true) {
        return Kind::Mbox(start);
    }
    if is_message(text) {
        return Kind::Message;
    }
    if let Some(format) = Format::of_text(text) {
        return Kind::Records(format);
    }
    // An mbox that something else stands in front of, such as the rest of a message.
    let mut search = 0;
    while let Some(found) = memmem::find(&text[search..], b"\nFrom ") {
        let line = search + found + 1;
        if mbox::separates(&text[line..], mbox::blank_before(text, line)) {
            return Kind::Mbox(start + line);
        }
        search = line;
    }
    if memchr(0, text).is_some() { Kind::Other("a binary file") } else { Kind::Other("other text") }
}

/// What a file is where somebody has said what it is; compression is seen all the same.
pub(crate) fn forced(format: Format, head: &[u8]) -> Kind {
    match (recognise(head), format) {
        (kind @ (Kind::Empty | Kind::Gzip | Kind::Zip | Kind::Tar), _) => kind,
        (kind @ Kind::Mbox(_), Format::Mail) => kind,
        (_, Format::Mail) => Kind::Message,
        (_, format) => Kind::Records(format),
    }
}

/// Whether all lines end in a lone CR.
pub(crate) fn has_old_line_ends(head: &[u8]) -> bool {
    memchr(b'\n', head).is_none() && memchr(b'\r', head).is_some()
}

/// Where text starts: after a byte order mark and empty lines.
pub(crate) fn text_start(head: &[u8]) -> usize {
    let after_mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let blank = head[after_mark..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    after_mark + blank
}

fn magic(head: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Some("an Outlook .msg (msgconvert makes .eml of it) or an Office file")
    } else if starts(b"!BDN") {
        Some("an Outlook .pst file (readpst -r makes mbox files of it)")
    } else if starts(b"7z\xbc\xaf\x27\x1c")
        || starts(b"Rar!")
        || starts(b"BZh")
        || starts(b"\xfd7zXZ")
        || starts(b"\x28\xb5\x2f\xfd")
    {
        Some("an archive of another kind than .zip, .tar and .gz (unpack it first)")
    } else if starts(b"%PDF") {
        Some("a PDF")
    } else if starts(b"\xff\xfe") || starts(b"\xfe\xff") {
        Some("text in UTF-16")
    } else {
        None
    }
}

/// Whether text starts with a mail's header: its first line is a field, and
/// before the first empty line there is a field that every mail has, or two
/// that most have.
fn is_message(text: &[u8]) -> bool {
    let mut often = 0;
    let mut start = 0;
    let ends = memchr_iter(b'\n', text).chain(std::iter::once(text.len()));
    for (number, end) in ends.enumerate() {
        let line = &text[start..end];
        start = end + 1;
        if line.is_empty() || line == b"\r" {
            break;
        }
        if matches!(line[0], b' ' | b'\t') && number > 0 {
            continue;
        }
        let Some((name, _)) = headers::field(line) else {
            if number == 0 && (line.starts_with(b"From ") || line.starts_with(b">From ")) {
                continue;
            }
            break;
        };
        match Name::of(name) {
            Some(Name::From | Name::Date | Name::MessageId | Name::Received | Name::ReturnPath) => {
                return true;
            }
            Some(
                Name::To
                | Name::Cc
                | Name::Subject
                | Name::Sender
                | Name::MimeVersion
                | Name::ContentType,
            ) => {
                often += 1;
            }
            _ => {}
        }
        if often >= 2 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        assert_eq!(recognise(b""), Kind::Empty);
        assert_eq!(recognise(b"\r\n\n"), Kind::Empty);
        assert_eq!(
            recognise(b"From a@b Mon Jan  5 10:00:00 2026\nFrom: a@b\n\nx\n"),
            Kind::Mbox(0)
        );
        assert_eq!(
            recognise(b"\xef\xbb\xbf\nFrom a@b Mon Jan  5 10:00:00 2026\nFrom: a@b\n\nx\n"),
            Kind::Mbox(4)
        );
        assert_eq!(
            recognise(b"rest of it\n\nFrom a@b Mon Jan  5 10:00:00 2026\nFrom: a@b\n\nx\n"),
            Kind::Mbox(12)
        );
        assert_eq!(recognise(b"\xef\xbb\xbfDate: x\r\n\r\nhello"), Kind::Message);
        assert_eq!(recognise(b"Subject: x\nTo: y\n\nhello"), Kind::Message);
        assert_eq!(recognise(b"1,1,2\n1,6,1\n"), Kind::Other("other text"));
        assert_eq!(recognise(b"Note: remember the milk\n\nFrom: a@b\n"), Kind::Other("other text"));
        assert_eq!(recognise(b"From here on it is prose.\n"), Kind::Other("other text"));
        assert_eq!(recognise(b"\x00\x01\x02"), Kind::Other("a binary file"));
        assert_eq!(recognise(b"\x1f\x8b\x08"), Kind::Gzip);
        assert_eq!(
            recognise(br#"[{"type": "message", "ts": "1.2", "text": "x", "user": "#),
            Kind::Records(Format::Slack)
        );
        assert_eq!(
            recognise(b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ana>So.\n"),
            Kind::Records(Format::Transcript)
        );
        assert_eq!(recognise(b"from,text\nana,So.\n"), Kind::Records(Format::Table));
        assert_eq!(recognise(b"Summary,Issue key,Comment\nx,A-1,y\n"), Kind::Records(Format::Jira));
        assert_eq!(
            recognise(br#"[{"number": 1, "title": "x", "user": {"login": "ana"}, "body": "#),
            Kind::Records(Format::GitHub)
        );
        assert_eq!(recognise(br#"{"a": 1}"#), Kind::Other("JSON of a kind that is not known"));
        assert_eq!(recognise(b"[1] is a note"), Kind::Other("other text"));
        assert_eq!(forced(Format::Teams, br#"{"a": 1}"#), Kind::Records(Format::Teams));
        assert_eq!(forced(Format::Teams, b"PK\x03\x04"), Kind::Zip);
        assert_eq!(forced(Format::Mail, b"just text"), Kind::Message);
    }
}
