//! What comes back when a mail could not be delivered (RFC 3464).

use anyhow::Result;
use serde::Deserialize;

use super::automatic::{head, mailbox, time};
use super::clock;
use super::letter::{self, Letter};
use super::messages;
use super::mime::{self, Part};
use super::people::{Charset, Roster, Transfer};

/// A delivery that failed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bounce {
    at: String,
    to: String,
    failed: String,
    subject: String,
    status: String,
    reason: String,
}

impl Bounce {
    pub(super) fn letter(&self, roster: &Roster) -> Result<Letter> {
        let id = format!("failure-{}-{}", self.to, self.status);
        let message_id = messages::message_id(&id);
        let at = time(&self.at, &id)?;
        let person = roster.get(&self.to)?;
        let from = "Mail Delivery System <MAILER-DAEMON@mail.velobay.example>".to_owned();
        let subject = "Undelivered Mail Returned to Sender";
        let mut head = head(from, &[mailbox(person)], subject, at, &message_id)?;
        head.push("Auto-Submitted: auto-replied".to_owned());
        let lost = messages::message_id(&format!("lost-{id}"));
        let text = format!(
            "This is the mail system at mail.velobay.example.\n\n\
             I could not deliver your message to one or more recipients. It is attached below.\n\n\
             <{}>: {}\n",
            self.failed, self.reason
        );
        let status = format!(
            "Reporting-MTA: dns; mail.velobay.example\nArrival-Date: {}\n\n\
             Final-Recipient: rfc822; {}\nAction: failed\nStatus: {}\nDiagnostic-Code: smtp; {}\n",
            clock::header(at, false)?,
            self.failed,
            self.status,
            self.reason
        );
        let returned = format!(
            "From: {} <{}>\nTo: {}\nSubject: {}\nMessage-ID: <{lost}>\n",
            person.name,
            person.address(),
            self.failed,
            self.subject
        );
        let plain = |kind: &str, body: String| Part {
            headers: vec![format!("Content-Type: {kind}")],
            body: body.into_bytes(),
        };
        let parts = [
            mime::text("text/plain", &text, Charset::Ascii, Transfer::Plain),
            plain("message/delivery-status", status),
            plain("text/rfc822-headers", returned),
        ];
        let body = mime::multipart(
            "report; report-type=delivery-status",
            &format!("=_{}", self.status),
            &parts,
        );
        Ok(Letter {
            at,
            message_id,
            // An empty envelope sender is written so in mbox files.
            envelope: "MAILER-DAEMON".to_owned(),
            sender: None,
            recipients: vec![self.to.clone()],
            written: false,
            bytes: letter::assembled(head, &body),
        })
    }
}
