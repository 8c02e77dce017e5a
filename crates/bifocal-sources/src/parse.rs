//! The second pass: a message with its text.

use bifocal_core::{Address, Locus, Medium, Message, MessageKey, ThreadKey};
use bifocal_words::{AutomaticHints, automatic};

use crate::address::{self, Mailbox};
use crate::digest;
use crate::headers::{Headers, Name};
use crate::identity;
use crate::index::Index;
use crate::mime;
use crate::record::{Channel, Record};
use crate::skip::SkipReason;
use crate::source::{Content, RawMessage};

/// A message whose header is read, and whose text is not yet: most of the work lies there, and
/// not every writer's text is wanted.
pub struct Envelope<'a> {
    inside: Inside<'a>,
    locus: &'a Locus,
    key: MessageKey,
    thread: ThreadKey,
    from: Address,
}

enum Inside<'a> {
    /// Header and body.
    Mail(Headers<'a>, &'a [u8]),
    Record(&'a Record),
}

/// Opens a message. Gives nothing for a duplicate of a message: of all copies, the same one is
/// read whatever their order.
///
/// # Errors
/// If the message is to be left out. [`Index::skips`] has it already, unless
/// the source has changed since.
pub fn envelope<'a>(
    raw: &'a RawMessage,
    index: &Index,
) -> Result<Option<Envelope<'a>>, SkipReason> {
    let (key, from, inside) = match &raw.content {
        Content::Mail(bytes) => {
            let headers = Headers::split(bytes);
            if let Some(reason) = digest::left_out(&headers) {
                return Err(reason);
            }
            let from = digest::sender(&headers).ok_or(SkipReason::NoFrom)?.address;
            let body = &bytes[headers.body..];
            (digest::key(&headers, body), from, Inside::Mail(headers, body))
        }
        Content::Record(record) => {
            let key = identity::of_record(&record.id);
            (key, record.from.address.clone(), Inside::Record(record))
        }
        Content::Deletion(_) => return Err(SkipReason::Deleted),
    };
    let key = MessageKey(key);
    if !index.is_chosen(key, &raw.locus).ok_or(SkipReason::Changed)? {
        return Ok(None);
    }
    let thread = index.thread(key).ok_or(SkipReason::Changed)?;
    Ok(Some(Envelope { inside, locus: &raw.locus, key, thread, from }))
}

/// Reads a message in full: [`envelope()`] and [`Envelope::message`].
///
/// # Errors
/// As [`envelope()`].
pub fn parse(raw: &RawMessage, index: &Index) -> Result<Option<Message>, SkipReason> {
    Ok(envelope(raw, index)?.map(Envelope::message))
}

impl Envelope<'_> {
    /// Its identity.
    #[must_use]
    pub const fn key(&self) -> MessageKey {
        self.key
    }

    /// The writer.
    #[must_use]
    pub const fn from(&self) -> &Address {
        &self.from
    }

    /// Where it stands.
    #[must_use]
    pub const fn locus(&self) -> &Locus {
        self.locus
    }

    /// The writer and all who get it.
    pub(crate) fn people(&self) -> Vec<Address> {
        let others = match &self.inside {
            Inside::Mail(headers, _) => {
                addresses(digest::recipients(headers, &[Name::To, Name::Cc, Name::Bcc]))
            }
            Inside::Record(record) => {
                record.to.iter().chain(&record.cc).map(|other| other.address.clone()).collect()
            }
        };
        std::iter::once(self.from.clone()).chain(others).collect()
    }

    /// Labels of Gmail, in lower case.
    pub(crate) fn labels(&self) -> Vec<String> {
        match &self.inside {
            Inside::Mail(headers, _) => digest::labels(headers),
            Inside::Record(_) => Vec::new(),
        }
    }

    /// The channel that it was written in, where its source has such.
    pub(crate) fn channel(&self) -> Option<&Channel> {
        match &self.inside {
            Inside::Mail(..) => None,
            Inside::Record(record) => record.channel.as_ref(),
        }
    }

    /// The whole message, with its text.
    #[must_use]
    pub fn message(self) -> Message {
        let Self { inside, locus, key, thread, from } = self;
        let locus = locus.clone();
        match inside {
            Inside::Mail(headers, body) => {
                let body = mime::body(&headers, body).text;
                let subject = headers.first(Name::Subject).map(address::text).unwrap_or_default();
                Message {
                    key,
                    thread,
                    at: digest::instant(&headers),
                    to: addresses(digest::recipients(&headers, &[Name::To])),
                    cc: addresses(digest::recipients(&headers, &[Name::Cc, Name::Bcc])),
                    medium: Medium::Mail,
                    automatic: automatic_kind(&headers, from.as_str(), &subject, &body),
                    from,
                    subject,
                    body,
                    locus,
                }
            }
            Inside::Record(record) => Message {
                key,
                thread,
                at: record.at.filter(digest::believable),
                from,
                to: addresses(record.to.clone()),
                cc: addresses(record.cc.clone()),
                medium: record.medium,
                subject: record.subject.clone(),
                body: record.body.clone(),
                automatic: record.automatic,
                locus,
            },
        }
    }
}

/// Each address once, in order.
fn addresses(mailboxes: Vec<Mailbox>) -> Vec<Address> {
    let mut seen = std::collections::HashSet::new();
    let addresses = mailboxes.into_iter().map(|mailbox| mailbox.address);
    addresses.filter(|address| seen.insert(address.clone())).collect()
}

/// Whether a program wrote the message: the seam to `bifocal-words`.
fn automatic_kind(
    headers: &Headers<'_>,
    from: &str,
    subject: &str,
    body: &str,
) -> Option<bifocal_words::AutomaticKind> {
    let text =
        |name| headers.first(name).and_then(|value| std::str::from_utf8(value).ok()).map(str::trim);
    let suppresses_all =
        text(Name::AutoResponseSuppress).is_some_and(|value| value.eq_ignore_ascii_case("all"));
    let hints = AutomaticHints {
        from: Some(from),
        return_path: text(Name::ReturnPath),
        subject: Some(subject),
        auto_submitted: text(Name::AutoSubmitted),
        precedence: text(Name::Precedence),
        content_type: text(Name::ContentType),
        list_unsubscribe: headers.has(Name::ListUnsubscribe),
        list_post: headers.has(Name::ListPost),
        auto_reply: headers.has(Name::AutoReply) || suppresses_all,
        mass_mail: headers.has(Name::MassMail),
    };
    automatic(&hints, body)
}
