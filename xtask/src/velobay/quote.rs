//! Earlier mail inside an answer, in the forms that mail programs give it.

use super::compose::{self, Mail, Mailbox};
use super::lines::{self, Line, Zone};
use super::people::Quoting;

/// Writers cut the tail of long histories; without that, the twelfth answer holds eleven mails.
const LONGEST: usize = 1100;

/// The quote with its heading, not yet broken into lines of the writer's width.
pub(super) fn lines(style: Quoting, parent: &Mail) -> Vec<Line> {
    let text = match style {
        Quoting::AboveTidy => trimmed(parent, |line| line.zone == Zone::Own),
        _ => trimmed(parent, |_| true),
    };
    let mut quote = heading(style, parent);
    quote.extend(text.iter().map(|line| marked(style, line)));
    quote.into_iter().map(|line| Line::new(Zone::Quoted, line)).collect()
}

/// The two halves of the parent's own words, for a writer who answers between them;
/// none where the parent is too short to be halved.
pub(super) fn between(parent: &Mail, width: usize) -> Option<[Vec<Line>; 2]> {
    let own: Vec<&str> = parent
        .lines
        .iter()
        .filter(|line| line.zone == Zone::Own && !line.text.is_empty())
        .map(|line| line.text.as_str())
        .collect();
    let broken = own.iter().all(|line| line.len() < compose::QUOTED_WIDTH);
    let width = if broken { compose::QUOTED_WIDTH } else { width.saturating_sub(2) };
    let text: Vec<String> = own.iter().flat_map(|line| lines::hard(line, width)).collect();
    if text.len() < 6 {
        return None;
    }
    let quoted = |part: &[String]| -> Vec<Line> {
        part.iter().map(|line| Line::new(Zone::Quoted, format!("> {line}"))).collect()
    };
    let (first, second) = text.split_at(text.len() / 2);
    let mut upper: Vec<Line> = heading(Quoting::Between, parent)
        .into_iter()
        .map(|line| Line::new(Zone::Quoted, line))
        .collect();
    upper.extend(quoted(first));
    Some([upper, quoted(second)])
}

/// Lines up to the length at which writers cut.
fn trimmed(parent: &Mail, keep: impl Fn(&Line) -> bool) -> Vec<String> {
    let mut length = 0;
    let mut text: Vec<String> = parent
        .lines
        .iter()
        .filter(|line| keep(line))
        .map(|line| line.text.clone())
        .take_while(|line| {
            length += line.len() + 1;
            length <= LONGEST
        })
        .collect();
    while text.last().is_some_and(|line| line.trim().is_empty()) {
        text.pop();
    }
    text
}

fn marked(style: Quoting, line: &str) -> String {
    match style {
        Quoting::OutlookOriginal | Quoting::OutlookRule | Quoting::Notes | Quoting::None => {
            line.to_owned()
        }
        Quoting::Close => format!(">{line}"),
        // Flowed text has its marks in one row.
        Quoting::Above if line.starts_with('>') => format!(">{line}"),
        Quoting::Apple => format!("> {line}"),
        _ if line.is_empty() => ">".to_owned(),
        _ => format!("> {line}"),
    }
}

/// What stands before the quoted text.
pub(super) fn heading(style: Quoting, parent: &Mail) -> Vec<String> {
    let at = parent.message.at;
    let Mailbox { name, address } = &parent.from;
    let long = "%-d %B %Y %H:%M";
    match style {
        Quoting::OutlookOriginal => outlook(
            "-----Original Message-----",
            &format!("Sent: {}", at.strftime("%A, %-d %B %Y %H:%M")),
            parent,
            "; ",
        ),
        Quoting::OutlookRule => outlook(
            "________________________________",
            &format!("Sent: {}", at.strftime(long)),
            parent,
            "; ",
        ),
        Quoting::Notes => vec![
            format!("From:        \"{name}\" <{address}>"),
            format!("To:        {}", listed(&parent.to, ", ", |one| one.address.clone())),
            format!("Date:        {}", at.strftime("%d/%m/%Y %H:%M")),
            format!("Subject:        {}", parent.subject),
            "-".repeat(66),
            String::new(),
            String::new(),
        ],
        Quoting::Gmail => vec![gmail(parent), String::new()],
        Quoting::Apple => vec![
            format!("> On {}, {name} <{address}> wrote:", at.strftime("%-d %b %Y, at %H:%M")),
            "> ".to_owned(),
        ],
        Quoting::German => vec![
            format!("Am {} schrieb {name} <{address}>:", at.strftime("%d.%m.%Y um %H:%M")),
            String::new(),
        ],
        Quoting::Close => {
            vec![format!("On {} CET, {name} <{address}> wrote:", at.strftime("%-d %B %Y %H:%M:%S"))]
        }
        Quoting::Above => vec![format!("On {}, {name} wrote:", at.strftime("%d/%m/%Y %H:%M"))],
        Quoting::AboveTidy => {
            vec![format!("On {} +0100, {name} wrote:", at.strftime("%a, %b %d, %Y at %I:%M:%S%p"))]
        }
        Quoting::Between => vec![format!("{name} <{address}> writes:"), String::new()],
        Quoting::None => Vec::new(),
    }
}

/// The line that webmail puts before a quote.
pub(super) fn gmail(parent: &Mail) -> String {
    let at = parent.message.at.strftime("%a, %-d %b %Y at %H:%M");
    format!("On {at}, {} <{}> wrote:", parent.from.name, parent.from.address)
}

fn outlook(rule: &str, sent: &str, parent: &Mail, between: &str) -> Vec<String> {
    let named = |one: &Mailbox| one.name.clone();
    let mut heading = vec![
        rule.to_owned(),
        format!("From: {} <{}>", parent.from.name, parent.from.address),
        sent.to_owned(),
        format!("To: {}", listed(&parent.to, between, named)),
    ];
    if !parent.cc.is_empty() {
        heading.push(format!("Cc: {}", listed(&parent.cc, between, named)));
    }
    heading.push(format!("Subject: {}", parent.subject));
    heading.push(String::new());
    heading
}

fn listed(all: &[Mailbox], between: &str, show: impl Fn(&Mailbox) -> String) -> String {
    all.iter().map(show).collect::<Vec<_>>().join(between)
}
