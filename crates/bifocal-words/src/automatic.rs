//! Whole messages that nobody typed: bounces, automatic replies, calendar
//! notices, newsletters, notifications.

use crate::rules::rules;

/// What a mail reader knows of a message's headers. Fields that it does not
/// have stay at their default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AutomaticHints<'a> {
    /// The address of the sender, or the whole "From".
    pub from: Option<&'a str>,
    /// "Return-Path"; "<>" marks a bounce.
    pub return_path: Option<&'a str>,
    /// "Subject", decoded.
    pub subject: Option<&'a str>,
    /// "Auto-Submitted" (RFC 3834).
    pub auto_submitted: Option<&'a str>,
    /// "Precedence".
    pub precedence: Option<&'a str>,
    /// "Content-Type" of the whole message.
    pub content_type: Option<&'a str>,
    /// Whether there is a "List-Unsubscribe".
    pub list_unsubscribe: bool,
    /// Whether there is a "List-Post": people write to such a list.
    pub list_post: bool,
    /// Whether there is an "X-Autoreply", "X-Autorespond" or "X-Auto-Response-Suppress: All".
    pub auto_reply: bool,
    /// Whether there is a "Feedback-ID", "X-Campaign" or another mark of mass mail.
    pub mass_mail: bool,
}

/// Why a message counts as automatic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AutomaticKind {
    /// An answer that a program gave: out of office.
    Reply,
    /// A message that could not be delivered, or a receipt.
    Bounce,
    /// An invitation, or the answer to one.
    Calendar,
    /// A newsletter or other mail to many.
    Bulk,
    /// A notice of a program: a tracker, a monitor.
    Notice,
}

impl AutomaticKind {
    /// The kind's name, in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AutomaticKind::Reply => "reply",
            AutomaticKind::Bounce => "bounce",
            AutomaticKind::Calendar => "calendar",
            AutomaticKind::Bulk => "bulk",
            AutomaticKind::Notice => "notice",
        }
    }
}

/// Whether a whole message is automatic, and of what kind.
///
/// Mail that people write to a discussion list is not, though it carries the
/// list's headers.
#[must_use]
pub fn automatic(headers: &AutomaticHints<'_>, body: &str) -> Option<AutomaticKind> {
    let whole = &rules().whole;
    let subject = headers.subject.unwrap_or_default().trim().to_lowercase();
    let starts =
        |phrases: &[String]| phrases.iter().any(|phrase| subject.starts_with(phrase.as_str()));
    let is = |value: Option<&str>, start: &str| {
        value.is_some_and(|value| {
            value.trim().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
        })
    };

    let sender = headers.from.map(mailbox).unwrap_or_default();
    if is(headers.content_type, "multipart/report")
        || whole.bounce_senders.contains(&sender)
        || starts(&whole.bounce_subjects)
    {
        return Some(AutomaticKind::Bounce);
    }
    if is(headers.content_type, "text/calendar") || starts(&whole.calendar_subjects) {
        return Some(AutomaticKind::Calendar);
    }
    if headers.auto_reply
        || is(headers.auto_submitted, "auto-replied")
        || is(headers.precedence, "auto_reply")
        || starts(&whole.reply_subjects)
    {
        return Some(AutomaticKind::Reply);
    }
    if is(headers.auto_submitted, "auto-") || whole.senders.contains(&sender) {
        return Some(AutomaticKind::Notice);
    }
    let bulk = is(headers.precedence, "bulk")
        || is(headers.precedence, "junk")
        || headers.list_unsubscribe
        || headers.mass_mail;
    if bulk && !headers.list_post {
        return Some(AutomaticKind::Bulk);
    }
    if headers.return_path.is_some_and(|path| path.trim() == "<>") {
        return Some(AutomaticKind::Bounce);
    }
    let head: String =
        body.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().take(80).collect();
    let head = head.to_lowercase();
    whole
        .body_starts
        .iter()
        .any(|phrase| head.starts_with(phrase.as_str()))
        .then_some(AutomaticKind::Notice)
}

/// The part of an address before the at sign, in lower case, without marks,
/// and without what follows a plus.
fn mailbox(from: &str) -> String {
    let address = from.rsplit_once('<').map_or(from, |(_, rest)| rest);
    let local = address.split(['@', '+']).next().unwrap_or(address);
    local.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let none = AutomaticHints::default();
        let hints =
            |from, subject| AutomaticHints { from: Some(from), subject: Some(subject), ..none };
        assert_eq!(automatic(&none, "Hi Bo, can you look at the brakes?"), None);
        assert_eq!(
            automatic(&hints("Mail Delivery <MAILER-DAEMON@velobay.example>", "x"), ""),
            Some(AutomaticKind::Bounce)
        );
        assert_eq!(
            automatic(&hints("ana@velobay.example", "Automatic reply: Brakes"), ""),
            Some(AutomaticKind::Reply)
        );
        assert_eq!(
            automatic(&hints("ana@velobay.example", "Accepted: Stand-up"), ""),
            Some(AutomaticKind::Calendar)
        );
        assert_eq!(
            automatic(&hints("no-reply@velobay.example", "Your order"), ""),
            Some(AutomaticKind::Notice)
        );
        assert_eq!(automatic(&hints("ana@velobay.example", "Re: Invitation"), ""), None);
        assert_eq!(
            automatic(&none, "This is an automatically generated message."),
            Some(AutomaticKind::Notice)
        );
    }

    #[test]
    fn lists_that_people_write_to() {
        let newsletter = AutomaticHints { list_unsubscribe: true, ..AutomaticHints::default() };
        assert_eq!(automatic(&newsletter, ""), Some(AutomaticKind::Bulk));
        assert_eq!(automatic(&AutomaticHints { list_post: true, ..newsletter }, ""), None);
        let submitted = AutomaticHints { auto_submitted: Some("no"), ..AutomaticHints::default() };
        assert_eq!(automatic(&submitted, ""), None);
    }
}
