//! Keys of messages and addresses. They are XXH3 with fixed seeds, which is
//! specified and gives the same on all machines.

use bifocal_core::Locus;
use memchr::{memchr, memchr2};
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_64_with_seed};

use crate::headers::{Headers, Name};

/// Messages without a Message-ID have keys of another kind.
const CONTENT: u64 = 1;
const PLACE: u64 = 2;
const RECORD: u64 = 3;

/// The key of a Message-ID. Spaces in it come from folding and do not count.
pub(crate) fn of_id(id: &[u8]) -> u64 {
    if id.iter().any(u8::is_ascii_whitespace) {
        let id: Vec<u8> = id.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        xxh3_64(&id)
    } else {
        xxh3_64(id)
    }
}

/// The key of a message by its content: sender, date, subject, and its body
/// with any line ends.
pub(crate) fn of_content(headers: &Headers<'_>, body: &[u8]) -> u64 {
    let mut hash = Xxh3::with_seed(CONTENT);
    for name in [Name::From, Name::Date, Name::Subject] {
        for word in headers.first(name).unwrap_or_default().split(u8::is_ascii_whitespace) {
            if !word.is_empty() {
                hash.update(word);
                hash.update(b" ");
            }
        }
        hash.update(b"\n");
    }
    let mut rest = body.trim_ascii_end();
    while let Some(at) = memchr(b'\r', rest) {
        hash.update(&rest[..at]);
        rest = &rest[at + 1..];
    }
    hash.update(rest);
    hash.digest()
}

/// The key of a message or thread of a source that is no mail. An id cannot meet a Message-ID
/// that is written the same.
pub(crate) fn of_record(id: &str) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), RECORD)
}

/// A hash of all bytes, by which copies of a message are told apart.
pub(crate) fn of_bytes(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// A hash of text, such as a subject.
pub(crate) fn of_text(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// A hash of the place of a message.
pub(crate) fn of_place(locus: &Locus) -> u32 {
    let hash = xxh3_64_with_seed(locus.file.as_bytes(), PLACE.wrapping_add(locus.offset));
    // Half of the hash is enough to tell the few copies of one message apart.
    (hash >> 32) as u32
}

/// The Message-ID that a field holds, without brackets; nothing if it is empty.
pub(crate) fn message_id(value: &[u8]) -> Option<&[u8]> {
    let id = ids(value).next().unwrap_or(value).trim_ascii();
    // Where a bracket is missing.
    let id = id.strip_prefix(b"<").unwrap_or(id);
    let id = id.strip_suffix(b">").unwrap_or(id).trim_ascii();
    (!id.is_empty()).then_some(id)
}

/// What stands in brackets, as in "References".
pub(crate) fn ids(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = value;
    std::iter::from_fn(move || {
        loop {
            let start = memchr(b'<', rest)? + 1;
            let after = &rest[start..];
            let end = memchr2(b'>', b'<', after)?;
            let closed = after[end] == b'>';
            rest = &after[end + usize::from(closed)..];
            let id = after[..end].trim_ascii();
            if closed && !id.is_empty() {
                return Some(id);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_brackets() {
        let all = |value: &'static str| {
            ids(value.as_bytes())
                .map(|id| String::from_utf8_lossy(id).into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(all(" <a@b>\r\n <c@d><e@f>, <g"), ["a@b", "c@d", "e@f"]);
        assert_eq!(all("<<a@b> <> x"), ["a@b"]);
        assert_eq!(message_id(b" <a@b>\n"), Some(&b"a@b"[..]));
        assert_eq!(message_id(b" a@b \n"), Some(&b"a@b"[..]));
        assert_eq!(message_id(b" <a@b\n"), Some(&b"a@b"[..]));
        assert_eq!(message_id(b" <> \n"), None);
        assert_eq!(message_id(b"\n"), None);
    }

    #[test]
    fn keys_are_the_same_on_all_machines() {
        assert_eq!(of_id(b"1@velobay.example"), of_id(b"1@velobay.\r\n example"));
        assert_eq!(of_id(b"1@velobay.example"), 4_659_925_585_696_928_294);
        assert_ne!(of_record("1@velobay.example"), of_id(b"1@velobay.example"));
    }

    #[test]
    fn line_ends_do_not_count() {
        let one = b"From: a@b\nSubject: x\n y\n\none\ntwo\n";
        let two = b"From: a@b\r\nSubject: x y\r\n\r\none\r\ntwo\r\n\r\n";
        let key = |bytes: &'static [u8]| {
            let headers = Headers::split(bytes);
            of_content(&headers, &bytes[headers.body..])
        };
        assert_eq!(key(one), key(two));
    }
}
