//! Mail that programs send: newsletters, tickets, meetings, failures, absences.

use anyhow::{Context, Result};
use jiff::civil::DateTime;
use serde::Deserialize;

use super::clock;
use super::compose::{Mail, Mailbox};
use super::hash;
use super::html;
use super::letter::{self, Letter};
use super::lines;
use super::messages;
use super::mime::{self, Part};
use super::people::{Charset, Person, Recipients, Roster, Transfer};

const DATA: &str = include_str!("data/automatic.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Automatic {
    newsletter: Newsletter,
    ticket: Vec<Ticket>,
    meeting: Vec<super::meeting::Meeting>,
    bounce: Vec<super::bounce::Bounce>,
    absence: Vec<Absence>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Newsletter {
    name: String,
    address: String,
    list: String,
    unsubscribe: String,
    footer: String,
    issue: Vec<Issue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    at: String,
    subject: String,
    lines: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ticket {
    at: String,
    to: Vec<String>,
    item: String,
    title: String,
    body: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Absence {
    person: String,
    answers: String,
    subject: String,
    body: String,
}

/// Everything automatic.
pub(super) fn letters(roster: &Roster, mails: &[Mail]) -> Result<Vec<Letter>> {
    let data: Automatic = toml::from_str(DATA).context("automatic.toml")?;
    let mut letters = Vec::new();
    for issue in &data.newsletter.issue {
        letters.push(data.newsletter.letter(issue, roster)?);
    }
    for ticket in &data.ticket {
        letters.push(ticket.letter(roster)?);
    }
    for meeting in &data.meeting {
        letters.push(meeting.letter(roster)?);
    }
    for bounce in &data.bounce {
        letters.push(bounce.letter(roster)?);
    }
    for absence in &data.absence {
        letters.push(absence.letter(roster, mails)?);
    }
    Ok(letters)
}

/// A person as recipient or sender.
pub(super) fn mailbox(person: &Person) -> Mailbox {
    Mailbox { name: person.name.clone(), address: person.address() }
}

/// People as recipients.
pub(super) fn mailboxes(ids: &[String], roster: &Roster) -> Result<Vec<Mailbox>> {
    ids.iter().map(|id| Ok(mailbox(roster.get(id)?))).collect()
}

/// The time of an automatic mail: programs have no full minutes either.
pub(super) fn time(at: &str, id: &str) -> Result<DateTime> {
    clock::local(at, hash::stable(&["second", id]) % 60)
}

/// The headers that every automatic mail begins with.
pub(super) fn head(
    from: String,
    to: &[Mailbox],
    subject: &str,
    at: DateTime,
    message_id: &str,
) -> Result<Vec<String>> {
    Ok(vec![
        format!("From: {from}"),
        letter::addresses("To", to, Recipients::Named),
        format!("Subject: {subject}"),
        format!("Date: {}", clock::header(at, false)?),
        format!("Message-ID: <{message_id}>"),
    ])
}

impl Newsletter {
    fn letter(&self, issue: &Issue, roster: &Roster) -> Result<Letter> {
        let id = format!("news-{}", issue.at.get(..10).context("date of the issue")?);
        let message_id = messages::message_id_at(&id, "citycyclist.example");
        let at = time(&issue.at, &id)?;
        let recipients: Vec<String> =
            roster.people.iter().map(|person| person.id.clone()).collect();
        let subscribers =
            [Mailbox { name: "City Cyclist readers".to_owned(), address: self.address.clone() }];
        let from = format!("{} <{}>", self.name, self.address);
        let mut head =
            head(from, &subscribers, &mime::phrase_base64(&issue.subject), at, &message_id)?;
        head.extend([
            format!("List-Id: {}", self.list),
            format!("List-Unsubscribe: <{}>", self.unsubscribe),
            "Precedence: bulk".to_owned(),
        ]);
        let plain =
            mime::text("text/plain", &self.plain(issue), Charset::Utf8, Transfer::QuotedPrintable);
        let html =
            mime::text("text/html", &self.html(issue), Charset::Utf8, Transfer::QuotedPrintable);
        let body = mime::multipart("alternative", &format!("=_{id}"), &[plain, html]);
        Ok(Letter {
            at,
            message_id,
            envelope: self.address.clone(),
            sender: None,
            recipients,
            written: false,
            bytes: letter::assembled(head, &body),
        })
    }

    fn plain(&self, issue: &Issue) -> String {
        let mut text = format!("{}\n\n", issue.subject);
        for line in &issue.lines {
            text.push_str(&format!("* {}\n\n", lines::hard(line, 70).join("\n  ")));
        }
        text.push_str(&format!(
            "--\n{}\nLeave: {}\n",
            lines::hard(&self.footer, 70).join("\n"),
            self.unsubscribe
        ));
        text
    }

    fn html(&self, issue: &Issue) -> String {
        let items: String =
            issue.lines.iter().map(|line| format!("<li>{}</li>\n", html::escaped(line))).collect();
        format!(
            "<html><body style=\"font-family:sans-serif\">\n<h2>{}</h2>\n<ul>\n{items}</ul>\n\
             <p style=\"color:#777;font-size:small\">{}<br><a href=\"{}\">Leave</a></p>\n</body></html>\n",
            html::escaped(&issue.subject),
            html::escaped(&self.footer),
            self.unsubscribe,
        )
    }
}

impl Ticket {
    fn letter(&self, roster: &Roster) -> Result<Letter> {
        let id =
            format!("ticket-{}-{}", self.item, self.at.get(..10).context("date of the ticket")?);
        let message_id = messages::message_id(&id);
        let at = time(&self.at, &id)?;
        let subject = format!("[{}] {}", self.item, self.title);
        let from = "Velobay Tracker <tracker@velobay.example>".to_owned();
        let mut head = head(from, &mailboxes(&self.to, roster)?, &subject, at, &message_id)?;
        head.push("Auto-Submitted: auto-generated".to_owned());
        head.push("X-Mailer: Tracker 5.4 notifications".to_owned());
        let text = format!(
            "{}: {}\n\n{}\n\nhttps://tracker.velobay.example/{}\n\
             This is an automatic message, nobody reads answers to it.\n",
            self.item, self.title, self.body, self.item
        );
        Ok(Letter {
            at,
            message_id,
            envelope: "tracker@velobay.example".to_owned(),
            sender: None,
            recipients: self.to.clone(),
            written: false,
            bytes: letter::assembled(
                head,
                &mime::text("text/plain", &text, Charset::Ascii, Transfer::Plain),
            ),
        })
    }
}

impl Absence {
    /// The answer of a server on behalf of somebody who is away.
    fn letter(&self, roster: &Roster, mails: &[Mail]) -> Result<Letter> {
        let answered = mails
            .iter()
            .find(|mail| mail.message.id == self.answers)
            .with_context(|| format!("no mail {:?} to answer", self.answers))?;
        let id = format!("away-{}", self.answers);
        let message_id = messages::message_id(&id);
        let at = clock::later(answered.message.at, 2 + hash::stable(&["away", &id]) % 9)?;
        let person = roster.get(&self.person)?;
        let from = format!("{} <{}>", person.name, person.address());
        let to = mailbox(roster.get(&answered.message.from)?);
        let mut head = head(from, &[to], &mime::phrase(&self.subject), at, &message_id)?;
        let parent = answered.message.message_id();
        head.extend([
            format!("In-Reply-To: <{parent}>"),
            format!("References: <{parent}>"),
            "Auto-Submitted: auto-replied".to_owned(),
            "X-Auto-Response-Suppress: All".to_owned(),
        ]);
        let text = format!("{}\n", self.body);
        let body: Part =
            mime::text("text/plain", &text, Charset::Latin1, Transfer::QuotedPrintable);
        Ok(Letter {
            at,
            message_id,
            envelope: String::from("MAILER-DAEMON"),
            // Servers do not keep such answers among the mail that a person sent.
            sender: None,
            recipients: vec![answered.message.from.clone()],
            written: false,
            bytes: letter::assembled(head, &body),
        })
    }
}
