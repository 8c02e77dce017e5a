//! The second pass: a message with its text.

use bifocal_core::{Address, Medium, Message, MessageKey, ThreadKey};
use bifocal_words::{AutomaticHints, automatic};

use crate::address;
use crate::digest;
use crate::headers::{Headers, Name};
use crate::index::Index;
use crate::mime;
use crate::skip::SkipReason;
use crate::source::RawMessage;

/// A message whose header is read, and whose text is not yet: most of the work lies there, and
/// not every writer's text is wanted.
pub struct Envelope<'a> {
    raw: &'a RawMessage,
    headers: Headers<'a>,
    key: MessageKey,
    thread: ThreadKey,
    from: Address,
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
    let headers = Headers::split(&raw.bytes);
    if let Some(reason) = digest::left_out(&headers) {
        return Err(reason);
    }
    let from = digest::sender(&headers).ok_or(SkipReason::NoFrom)?.address;
    let key = MessageKey(digest::key(&headers, &raw.bytes[headers.body..]));
    if !index.is_chosen(key, &raw.locus).ok_or(SkipReason::Changed)? {
        return Ok(None);
    }
    let thread = index.thread(key).ok_or(SkipReason::Changed)?;
    Ok(Some(Envelope { raw, headers, key, thread, from }))
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

    /// The whole message, with its text.
    #[must_use]
    pub fn message(self) -> Message {
        let Self { raw, headers, key, thread, from } = self;
        let body = mime::body(&headers, &raw.bytes[headers.body..]).text;
        let subject = headers.first(Name::Subject).map(address::text).unwrap_or_default();
        let automatic = automatic_kind(&headers, from.as_str(), &subject, &body);
        Message {
            key,
            thread,
            at: digest::instant(&headers),
            from,
            to: addresses(&headers, &[Name::To]),
            cc: addresses(&headers, &[Name::Cc, Name::Bcc]),
            medium: Medium::Mail,
            subject,
            body,
            automatic,
            locus: raw.locus.clone(),
        }
    }
}

/// Each address once, in order.
fn addresses(headers: &Headers<'_>, names: &[Name]) -> Vec<Address> {
    let mut seen = std::collections::HashSet::new();
    let mailboxes = digest::recipients(headers, names).into_iter().map(|mailbox| mailbox.address);
    mailboxes.filter(|address| seen.insert(address.clone())).collect()
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
