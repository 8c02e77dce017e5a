//! The text of a single mail, for tools that look at one.

use crate::headers::Headers;
use crate::kind::{self, Kind};
use crate::mime;

/// The decoded body of a mail, as [`crate::parse()`] gives it; nothing if the bytes are no mail.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<String> {
    if kind::recognise(bytes) != Kind::Message {
        return None;
    }
    let mail = &bytes[kind::text_start(bytes)..];
    let headers = Headers::split(mail);
    Some(mime::body(&headers, &mail[headers.body..]).text)
}

/// Whether the bytes are a mailbox of many mails (an mbox).
#[must_use]
pub fn is_mailbox(bytes: &[u8]) -> bool {
    matches!(kind::recognise(bytes), Kind::Mbox(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_mails_are_decoded() {
        let mail =
            b"From: a@velobay.example\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\
            Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n";
        assert_eq!(decode(mail).as_deref(), Some("Grüße\n"));
        assert_eq!(decode(b"Hello,\n\njust text.\n"), None);
        assert_eq!(decode(b""), None);
        assert!(!is_mailbox(mail));
        assert!(is_mailbox(b"From a@b Mon Jan  5 08:00:00 2026\nFrom: a@b\n\nHello\n"));
    }
}
