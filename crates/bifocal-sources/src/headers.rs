//! The header of a message or of a MIME part, cut into its fields.

use memchr::memchr;

/// The fields that are read. All others are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    From,
    Sender,
    To,
    Cc,
    Bcc,
    Date,
    Subject,
    MessageId,
    InReplyTo,
    References,
    Received,
    ReturnPath,
    MimeVersion,
    ContentType,
    TransferEncoding,
    Disposition,
    ContentLength,
    AutoSubmitted,
    Precedence,
    ListUnsubscribe,
    ListPost,
    AutoReply,
    AutoResponseSuppress,
    MassMail,
    MozillaStatus,
    GmailLabels,
}

const NAMES: &[(&str, Name)] = &[
    ("from", Name::From),
    ("sender", Name::Sender),
    ("to", Name::To),
    ("cc", Name::Cc),
    ("bcc", Name::Bcc),
    ("date", Name::Date),
    ("subject", Name::Subject),
    ("message-id", Name::MessageId),
    ("in-reply-to", Name::InReplyTo),
    ("references", Name::References),
    ("received", Name::Received),
    ("return-path", Name::ReturnPath),
    ("mime-version", Name::MimeVersion),
    ("content-type", Name::ContentType),
    ("content-transfer-encoding", Name::TransferEncoding),
    ("content-disposition", Name::Disposition),
    ("content-length", Name::ContentLength),
    ("auto-submitted", Name::AutoSubmitted),
    ("precedence", Name::Precedence),
    ("list-unsubscribe", Name::ListUnsubscribe),
    ("list-post", Name::ListPost),
    ("x-autoreply", Name::AutoReply),
    ("x-autorespond", Name::AutoReply),
    ("x-auto-response-suppress", Name::AutoResponseSuppress),
    ("feedback-id", Name::MassMail),
    ("x-campaign", Name::MassMail),
    ("x-campaign-id", Name::MassMail),
    ("x-campaignid", Name::MassMail),
    ("x-mailgun-sid", Name::MassMail),
    ("x-mozilla-status", Name::MozillaStatus),
    ("x-gmail-labels", Name::GmailLabels),
];

impl Name {
    /// The name that stands before a colon.
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        let first = text.first()?.to_ascii_lowercase();
        NAMES
            .iter()
            .find(|(name, _)| {
                name.len() == text.len()
                    && name.as_bytes()[0] == first
                    && name.as_bytes().eq_ignore_ascii_case(text)
            })
            .map(|(_, name)| *name)
    }
}

/// Name and rest of a line that is a header field.
pub(crate) fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| !matches!(byte, 33..=57 | 59..=126))?;
    // Old programs put spaces before the colon.
    let spaces = line[colon..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let rest = line.get(colon + spaces..)?.strip_prefix(b":")?;
    (colon > 0).then_some((&line[..colon], rest))
}

/// The fields of a header that are read, in order, and where the body starts.
#[derive(Debug, Default)]
pub(crate) struct Headers<'a> {
    fields: Vec<(Name, &'a [u8])>,
    /// Offset of the body.
    pub(crate) body: usize,
}

impl<'a> Headers<'a> {
    /// Cuts off the header.
    ///
    /// A line that is no field ends it, as if the empty line had been forgotten,
    /// unless a field that is known follows: then it is taken for a badly folded
    /// line of the field before it.
    pub(crate) fn split(bytes: &'a [u8]) -> Self {
        let mut headers = Self { fields: Vec::with_capacity(16), body: 0 };
        let mut start = crate::kind::text_start(bytes);
        let mut open: Option<(Name, usize)> = None;
        let mut seen = false;
        loop {
            let end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1);
            let line = &bytes[start..end];
            let folded = seen && matches!(line.first(), Some(b' ' | b'\t'));
            // Other signs that look like nothing do as an empty line, too.
            if !folded && line.iter().all(u8::is_ascii_whitespace) {
                headers.close(open.take(), bytes, start);
                headers.body = end;
                return headers;
            }
            if folded {
                // Belongs to the field before it.
            } else if let Some((name, rest)) = field(line) {
                headers.close(open.take(), bytes, start);
                seen = true;
                let value = end - rest.len();
                open = Name::of(name).map(|name| (name, value));
            } else if !seen && (line.starts_with(b"From ") || line.starts_with(b">From ")) {
                // A line that an mbox has left behind.
            } else if !seen || !known_field_starts(&bytes[end..]) {
                headers.close(open.take(), bytes, start);
                headers.body = start;
                return headers;
            }
            start = end;
        }
    }

    /// A header of no fields.
    pub(crate) fn none(body: usize) -> Self {
        Self { fields: Vec::new(), body }
    }

    fn close(&mut self, open: Option<(Name, usize)>, bytes: &'a [u8], end: usize) {
        if let Some((name, start)) = open {
            self.fields.push((name, &bytes[start..end]));
        }
    }

    /// The first field of the name: where a field stands twice, the first counts.
    pub(crate) fn first(&self, name: Name) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    /// All fields of the name.
    pub(crate) fn all(&self, name: Name) -> impl Iterator<Item = &'a [u8]> {
        self.fields.iter().filter(move |(other, _)| *other == name).map(|(_, value)| *value)
    }

    /// Whether there is such a field.
    pub(crate) fn has(&self, name: Name) -> bool {
        self.first(name).is_some()
    }
}

fn known_field_starts(bytes: &[u8]) -> bool {
    let line = &bytes[..memchr(b'\n', bytes).unwrap_or(bytes.len())];
    field(line).is_some_and(|(name, _)| Name::of(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_body() {
        let bytes = b"From: a@b\r\nSubject : one\r\n two\r\nX-Other: z\r\nTo: c@d\r\n\r\nbody";
        let headers = Headers::split(bytes);
        assert_eq!(headers.first(Name::From), Some(&b" a@b\r\n"[..]));
        assert_eq!(headers.first(Name::Subject), Some(&b" one\r\n two\r\n"[..]));
        assert_eq!(headers.first(Name::To), Some(&b" c@d\r\n"[..]));
        assert_eq!(&bytes[headers.body..], b"body");
    }

    #[test]
    fn the_empty_line_may_be_missing() {
        let bytes = b"From: a@b\nHello there,\nSubjects are hard.\n";
        let headers = Headers::split(bytes);
        assert_eq!(&bytes[headers.body..], b"Hello there,\nSubjects are hard.\n");
    }

    #[test]
    fn a_badly_folded_line_belongs_to_its_field() {
        let bytes = b"From: a@b\nTo: c@d,\ne@f\nSubject: x\n\nbody";
        let headers = Headers::split(bytes);
        assert_eq!(headers.first(Name::To), Some(&b" c@d,\ne@f\n"[..]));
        assert_eq!(&bytes[headers.body..], b"body");
    }

    #[test]
    fn the_end_may_be_anywhere() {
        let bytes = b"\n\nFrom: a@b\nTo: c@d\n\nbody";
        for end in 0..=bytes.len() {
            let headers = Headers::split(&bytes[..end]);
            assert!(headers.body <= end);
        }
    }
}
