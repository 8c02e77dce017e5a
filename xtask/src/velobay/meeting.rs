//! Mails of a calendar: invitations, answers to them, and cancellations.

use anyhow::Result;
use serde::Deserialize;

use super::automatic::{head, mailbox, mailboxes, time};
use super::clock;
use super::letter::{self, Letter};
use super::messages;
use super::mime;
use super::people::{Charset, Roster, Transfer};

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Request,
    Accept,
    Cancel,
}

/// A calendar mail. An acceptance comes from the first attendee and goes to the organizer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Meeting {
    at: String,
    kind: Kind,
    uid: String,
    organizer: String,
    attendees: Vec<String>,
    start: String,
    minutes: u64,
    summary: String,
    place: String,
}

impl Meeting {
    pub(super) fn letter(&self, roster: &Roster) -> Result<Letter> {
        let (word, method) = match self.kind {
            Kind::Request => ("Invitation", "REQUEST"),
            Kind::Accept => ("Accepted", "REPLY"),
            Kind::Cancel => ("Cancelled", "CANCEL"),
        };
        let id = format!("meeting-{}-{}", self.uid, method.to_lowercase());
        let message_id = messages::message_id(&id);
        let at = time(&self.at, &id)?;
        let organizer = vec![self.organizer.clone()];
        let (from, recipients) = match (self.kind, self.attendees.first()) {
            (Kind::Accept, Some(attendee)) => (attendee, organizer),
            _ => (&self.organizer, self.attendees.clone()),
        };
        let sender = mailbox(roster.get(from)?);
        let to = mailboxes(&recipients, roster)?;
        let from_header = format!("{} <{}>", sender.name, sender.address);
        let mut head =
            head(from_header, &to, &format!("{word}: {}", self.summary), at, &message_id)?;
        head.push("X-Mailer: Velobay Calendar 2".to_owned());
        head.push("Auto-Submitted: auto-generated".to_owned());
        let start = clock::local(&self.start, 0)?;
        let text = format!(
            "{word}: {}\n\nWhen: {} (Port Halden)\nHow long: {} minutes\nWhere: {}\n",
            self.summary,
            start.strftime("%A, %-d %B %Y, %H:%M"),
            self.minutes,
            self.place
        );
        let parts = [
            mime::text("text/plain", &text, Charset::Utf8, Transfer::Plain),
            mime::text(
                &format!("text/calendar; method={method}"),
                &self.calendar(method, at, roster)?,
                Charset::Utf8,
                Transfer::Base64,
            ),
        ];
        let body = mime::multipart("alternative", &format!("=_{id}"), &parts);
        Ok(Letter {
            at,
            message_id,
            envelope: sender.address,
            sender: Some(from.clone()),
            recipients,
            written: false,
            bytes: letter::assembled(head, &body),
        })
    }

    fn calendar(&self, method: &str, at: jiff::civil::DateTime, roster: &Roster) -> Result<String> {
        let start = clock::local(&self.start, 0)?;
        let end = clock::later(start, self.minutes * 60)?;
        let organizer = roster.get(&self.organizer)?;
        let mut lines = vec![
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//Velobay//Calendar 2//EN".to_owned(),
            format!("METHOD:{method}"),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@calendar.velobay.example", self.uid),
            format!("DTSTAMP:{}", clock::calendar(at)?),
            format!("DTSTART:{}", clock::calendar(start)?),
            format!("DTEND:{}", clock::calendar(end)?),
            format!("SUMMARY:{}", self.summary.replace(',', "\\,")),
            format!("LOCATION:{}", self.place.replace(',', "\\,")),
            format!("ORGANIZER;CN={}:mailto:{}", organizer.name, organizer.address()),
        ];
        let answer = if self.kind == Kind::Accept { "ACCEPTED" } else { "NEEDS-ACTION" };
        for attendee in &self.attendees {
            let attendee = roster.get(attendee)?;
            lines.push(format!("ATTENDEE;CN={};PARTSTAT={answer}:", attendee.name));
            lines.push(format!(" mailto:{}", attendee.address()));
        }
        if self.kind == Kind::Cancel {
            lines.push("STATUS:CANCELLED".to_owned());
        }
        lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()]);
        Ok(lines.iter().map(|line| format!("{line}\r\n")).collect())
    }
}
