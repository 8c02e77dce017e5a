//! A mail as bytes, and the headers that every mail has.

use anyhow::Result;
use jiff::civil::DateTime;

use super::attachments::Attachments;
use super::clock;
use super::compose::{Mail, Mailbox};
use super::lines::{self, Line};
use super::mime::{self, Part};
use super::people::{Charset, Habit, Html, Recipients, Roster, Wrap};

/// Letters in a header line before it is folded.
const HEADER_WIDTH: usize = 78;

/// A finished mail: what is the same in every mailbox that holds it.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) at: DateTime,
    pub(super) message_id: String,
    /// The address that the server notes as sender.
    pub(super) envelope: String,
    /// The person in whose folder of sent mail it lies.
    pub(super) sender: Option<String>,
    /// The people who got it.
    pub(super) recipients: Vec<String>,
    /// Whether a person wrote it, and not a program.
    pub(super) written: bool,
    /// Headers from `From` on, an empty line, the body.
    pub(super) bytes: Vec<u8>,
}

/// Encodes a composed mail.
pub(super) fn from_mail(mail: &Mail, roster: &Roster, attachments: &Attachments) -> Result<Letter> {
    let message = &mail.message;
    let habit = &roster.get(&message.from)?.mail;
    let mut head = vec![
        format!("From: {}", sender(&mail.from, habit)),
        addresses("To", &mail.to, habit.recipients),
    ];
    if !mail.cc.is_empty() {
        head.push(addresses("Cc", &mail.cc, habit.recipients));
    }
    head.push(format!("Subject: {}", mime::phrase(&mail.subject)));
    head.push(format!("Date: {}", clock::header(message.at, habit.utc)?));
    head.push(format!("Message-ID: <{}>", message.message_id()));
    if let Some(parent) = mail.place.references.last() {
        head.push(format!("In-Reply-To: <{parent}>"));
        let chain: Vec<String> = mail.place.references.iter().map(|id| format!("<{id}>")).collect();
        head.push(format!("References: {}", chain.join("\n ")));
    }
    head.push(habit.client.clone());
    let body = with_attachments(mail, body(mail, habit), attachments);
    Ok(Letter {
        at: message.at,
        message_id: message.message_id(),
        envelope: mail.from.address.clone(),
        sender: Some(message.from.clone()),
        recipients: message.recipients().map(str::to_owned).collect(),
        written: true,
        bytes: assembled(head, &body),
    })
}

/// Headers and the headers of the body, then the body.
pub(super) fn assembled(mut head: Vec<String>, body: &Part) -> Vec<u8> {
    head.push("MIME-Version: 1.0".to_owned());
    head.extend(body.headers.iter().cloned());
    let mut bytes = format!("{}\n\n", head.join("\n")).into_bytes();
    bytes.extend(&body.body);
    bytes
}

/// A header with addresses, folded between them.
pub(super) fn addresses(name: &str, all: &[Mailbox], style: Recipients) -> String {
    let mut header = format!("{name}:");
    let mut length = header.len();
    for (position, one) in all.iter().enumerate() {
        let mut text = match style {
            Recipients::Named => format!("{} <{}>", one.name, one.address),
            Recipients::Quoted => format!("\"{}\" <{}>", one.name, one.address),
            Recipients::Bare => one.address.clone(),
        };
        if position + 1 < all.len() {
            text.push(',');
        }
        if length + 1 + text.len() > HEADER_WIDTH {
            header.push('\n');
            length = 0;
        }
        header.push(' ');
        header.push_str(&text);
        length += 1 + text.len();
    }
    header
}

fn sender(from: &Mailbox, habit: &Habit) -> String {
    let name = match habit.recipients {
        Recipients::Quoted if from.name.is_ascii() => format!("\"{}\"", from.name),
        _ => mime::phrase(&from.name),
    };
    format!("{name} <{}>", from.address)
}

/// The lines of the text part as they stand in the file after decoding.
pub(super) fn physical_lines(mail: &Mail, habit: &Habit) -> Vec<Line> {
    if habit.wrap != Wrap::Flowed {
        return mail.lines.clone();
    }
    mail.lines
        .iter()
        .flat_map(|line| {
            lines::flowed(&line.text, habit.width)
                .into_iter()
                .map(|piece| Line::new(line.zone, piece))
        })
        .collect()
}

fn body(mail: &Mail, habit: &Habit) -> Part {
    let html = |html: &str| mime::text("text/html", html, Charset::Utf8, habit.html_transfer);
    if let Some(text) = mail.html.as_deref().filter(|_| mail.html_alone) {
        return html(text);
    }
    let mut text: String = physical_lines(mail, habit)
        .iter()
        .map(|line| line.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    text.push('\n');
    let kind = match habit.wrap {
        Wrap::Flowed => "text/plain; format=flowed",
        _ => "text/plain",
    };
    let plain = mime::text(kind, &text, habit.charset, habit.transfer);
    match &mail.html {
        Some(text) if habit.html != Html::Never => {
            mime::multipart("alternative", &boundary(mail, "alternative"), &[plain, html(text)])
        }
        _ => plain,
    }
}

fn with_attachments(mail: &Mail, body: Part, attachments: &Attachments) -> Part {
    let files = attachments.of(&mail.message.id);
    if files.is_empty() {
        return body;
    }
    let parts: Vec<Part> = std::iter::once(body).chain(files).collect();
    mime::multipart("mixed", &boundary(mail, "mixed"), &parts)
}

/// A boundary that no body holds: quoted-printable and base64 never have `=_`.
fn boundary(mail: &Mail, kind: &str) -> String {
    format!("=_{kind}_{:016x}", super::hash::stable(&[kind, &mail.message.id]))
}
