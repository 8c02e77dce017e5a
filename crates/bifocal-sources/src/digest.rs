//! What the index needs of a message: of a mail its header, read lightly.

use bifocal_core::{Instant, Locus, Medium};

use crate::address::{self, Mailbox};
use crate::headers::{Headers, Name};
use crate::identity;
use crate::record::{Record, Version};
use crate::skip::SkipReason;
use crate::source::{Content, LIMIT, RawMessage};
use crate::subject;

/// What the index needs of a message.
#[derive(Clone, Debug)]
pub(crate) struct Digest {
    /// Identity, for duplicates.
    pub(crate) key: u64,
    /// Of the copies of a message, the one with the greatest rank is read.
    pub(crate) rank: (u32, u64),
    /// Hash of its place.
    pub(crate) place: u32,
    /// The messages that it refers to.
    pub(crate) references: Vec<u64>,
    /// The message that it answers.
    pub(crate) parent: Option<u64>,
    /// Hash of its subject without marks; nothing if the subject is empty.
    pub(crate) subject: Option<u64>,
    /// Whether the subject has a mark of a reply, and there are no references.
    pub(crate) answers_subject: bool,
    pub(crate) at: Option<Instant>,
    pub(crate) medium: Medium,
    pub(crate) from: Mailbox,
    /// To, Cc and Bcc.
    pub(crate) others: Vec<Mailbox>,
}

/// The key of a message.
pub(crate) fn key(headers: &Headers<'_>, body: &[u8]) -> u64 {
    match headers.first(Name::MessageId).and_then(identity::message_id) {
        Some(id) => identity::of_id(id),
        None => identity::of_content(headers, body),
    }
}

/// The sender: "From", or "Sender" where there is none.
pub(crate) fn sender(headers: &Headers<'_>) -> Option<Mailbox> {
    let mut found = Vec::new();
    for name in [Name::From, Name::Sender] {
        for value in headers.all(name) {
            address::mailboxes(value, &mut found);
            if !found.is_empty() {
                return Some(found.swap_remove(0));
            }
        }
    }
    None
}

/// All addresses in the fields of a name, each once.
pub(crate) fn recipients(headers: &Headers<'_>, names: &[Name]) -> Vec<Mailbox> {
    let mut found = Vec::new();
    for name in names {
        for value in headers.all(*name) {
            address::mailboxes(value, &mut found);
        }
    }
    found
}

/// 1990-01-01. Clocks that were never set say 1970 or 1980; no mail at hand is older.
const EARLIEST: Instant = Instant(631_152_000);

pub(crate) fn believable(at: &Instant) -> bool {
    *at >= EARLIEST
}

/// When it was sent, else when it arrived.
pub(crate) fn instant(headers: &Headers<'_>) -> Option<Instant> {
    let sent = headers.all(Name::Date).find_map(address::instant).filter(believable);
    sent.or_else(|| {
        // "by ... with ...; date"
        let received = headers.first(Name::Received)?;
        let at = memchr::memrchr(b';', received)?;
        address::instant(&received[at + 1..]).filter(believable)
    })
}

/// Whether the message is to be left out though it is one.
pub(crate) fn left_out(headers: &Headers<'_>) -> Option<SkipReason> {
    if let Some(status) = headers.first(Name::MozillaStatus) {
        let status = std::str::from_utf8(status)
            .ok()
            .and_then(|text| u32::from_str_radix(text.trim(), 16).ok());
        // Thunderbird marks what it deletes, and removes it when it compacts the folder.
        if status.is_some_and(|flags| flags & 0x0008 != 0) {
            return Some(SkipReason::Deleted);
        }
    }
    let is_draft = |label: &String| DRAFTS.contains(&label.as_str());
    labels(headers).iter().any(is_draft).then_some(SkipReason::Draft)
}

/// Labels of Gmail, in lower case.
pub(crate) fn labels(headers: &Headers<'_>) -> Vec<String> {
    let labels = headers.first(Name::GmailLabels).map(address::text).unwrap_or_default();
    let labels = labels.split(',').map(|label| label.trim_matches([' ', '"']).to_lowercase());
    labels.filter(|label| !label.is_empty()).collect()
}

/// Gmail's label of drafts in the languages of most users.
const DRAFTS: &[&str] = &[
    "drafts",
    "draft",
    "entwürfe",
    "brouillons",
    "borradores",
    "bozze",
    "rascunhos",
    "concepten",
    "utkast",
    "kladder",
    "wersje robocze",
];

/// What the index makes of one thing in a source.
pub(crate) enum Found {
    Message(Digest),
    /// Says that the message with this key is deleted.
    Deletion(u64),
}

/// Reads lightly what a message is.
pub(crate) fn digest(raw: &RawMessage) -> Result<Found, SkipReason> {
    match &raw.content {
        Content::Mail(bytes) => of_mail(bytes, &raw.locus).map(Found::Message),
        Content::Record(record) => Ok(Found::Message(of_record(record, &raw.locus))),
        Content::Deletion(key) => Ok(Found::Deletion(*key)),
    }
}

/// The greater half of a record's rank: a later version before an earlier one, whatever their
/// lengths, and among copies that tell of no change the longest. Seconds since 1970 are more than
/// any message has bytes, so that one number does for both.
fn rank(record: &Record) -> u32 {
    let number = match record.version {
        Version::ChangedAt(Instant(at)) => at.max(LIMIT as i64 + 1),
        Version::First | Version::Deleted => record.body.len().min(LIMIT) as i64,
    };
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn of_record(record: &Record, locus: &Locus) -> Digest {
    let key = identity::of_record(&record.id);
    let other = |id: &Option<String>| id.as_deref().map(identity::of_record);
    let parent = other(&record.parent).filter(|parent| *parent != key);
    let mut references: Vec<u64> = other(&record.thread).into_iter().chain(parent).collect();
    references.sort_unstable();
    references.dedup();
    references.retain(|other| *other != key);
    Digest {
        key,
        rank: (rank(record), identity::of_text(&record.body)),
        place: identity::of_place(locus),
        references,
        parent,
        // Its source tells what belongs together.
        subject: None,
        answers_subject: false,
        at: record.at.filter(believable),
        medium: record.medium,
        from: record.from.clone(),
        others: record.to.iter().chain(&record.cc).cloned().collect(),
    }
}

fn of_mail(bytes: &[u8], locus: &Locus) -> Result<Digest, SkipReason> {
    let headers = Headers::split(bytes);
    let body = &bytes[headers.body..];
    if let Some(reason) = left_out(&headers) {
        return Err(reason);
    }
    let from = sender(&headers).ok_or(SkipReason::NoFrom)?;
    let others = recipients(&headers, &[Name::To, Name::Cc, Name::Bcc]);
    let key = key(&headers, body);

    let mut references: Vec<u64> =
        headers.all(Name::References).flat_map(identity::ids).map(identity::of_id).collect();
    // "Message from Bo <bo@velobay.example> of Monday <id>": the last is the id,
    // and if there is no id, the last is somebody's address.
    if let Some(id) = headers.first(Name::InReplyTo).and_then(|value| identity::ids(value).last()) {
        let is_address =
            |mailbox: &Mailbox| mailbox.address.as_str().as_bytes().eq_ignore_ascii_case(id);
        if !is_address(&from) && !others.iter().any(is_address) {
            references.push(identity::of_id(id));
        }
    }
    // "In-Reply-To", else the last reference: RFC 5322, 3.6.4.
    let parent = references.last().copied().filter(|parent| *parent != key);
    references.sort_unstable();
    references.dedup();
    references.retain(|other| *other != key);

    let base = subject::base(&headers.first(Name::Subject).map(address::text).unwrap_or_default());
    Ok(Digest {
        key,
        rank: (u32::try_from(body.len()).unwrap_or(u32::MAX), identity::of_bytes(bytes)),
        place: identity::of_place(locus),
        answers_subject: base.answers && references.is_empty(),
        references,
        parent,
        subject: (!base.text.is_empty()).then(|| identity::of_text(&base.text)),
        at: instant(&headers),
        medium: Medium::Mail,
        from,
        others,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_outranks_any_length_and_a_later_change_an_earlier_one() {
        let of = |version, bytes: usize| {
            rank(&Record { version, body: "x".repeat(bytes), ..Record::deletion("x".to_owned()) })
        };
        let changed = |at| Version::ChangedAt(Instant(at));
        assert!(of(Version::First, 9) > of(Version::First, 8));
        assert!(of(changed(1_767_600_000), 1) > of(Version::First, LIMIT));
        assert!(of(changed(1_767_600_001), 1) > of(changed(1_767_600_000), 9));
        assert!(of(changed(i64::MIN), 1) > of(Version::First, LIMIT));
        assert_eq!(of(changed(i64::MAX), 1), u32::MAX);
    }
}
