//! A mail as its reader sees it: own words, signature, and what the program quotes.

use anyhow::{Context, Result};

use super::hash;
use super::html;
use super::lines::{self, Line, Zone};
use super::messages::Message;
use super::people::{Habit, Html, Person, Quoting, Roster, Wrap};
use super::quote;
use super::threads::{self, Place};

/// Up to this width a quoted line is not broken again.
pub(super) const QUOTED_WIDTH: usize = 84;

/// A name and an address in a header.
#[derive(Clone, Debug)]
pub(super) struct Mailbox {
    pub(super) name: String,
    pub(super) address: String,
}

/// A mail that is ready to be encoded.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) message: Message,
    pub(super) place: Place,
    /// The subject as sent.
    pub(super) subject: String,
    pub(super) from: Mailbox,
    pub(super) to: Vec<Mailbox>,
    pub(super) cc: Vec<Mailbox>,
    pub(super) lines: Vec<Line>,
    pub(super) html: Option<String>,
    /// Whether the HTML is all there is.
    pub(super) html_alone: bool,
}

/// Composes every mail; an answer needs what it answers, so they go in order of time.
pub(super) fn all(messages: &[Message], roster: &Roster) -> Result<Vec<Mail>> {
    let mut mails: Vec<Mail> = Vec::with_capacity(messages.len());
    for (message, place) in messages.iter().zip(threads::places(messages)) {
        let parent = place.parent.map(|position| &mails[position]);
        let mail = one(message, place.clone(), parent, roster)
            .with_context(|| format!("message {}", message.id))?;
        mails.push(mail);
    }
    Ok(mails)
}

fn one(message: &Message, place: Place, parent: Option<&Mail>, roster: &Roster) -> Result<Mail> {
    let writer = roster.get(&message.from)?;
    let habit = &writer.mail;
    let addressed = |ids: &[String]| -> Result<Vec<Mailbox>> {
        ids.iter().map(|id| Ok(recipient(roster.get(id)?, parent))).collect()
    };
    let closing = closing(message, habit);
    let html = (habit.html != Html::Never).then(|| html::mail(message, &closing, parent));
    Ok(Mail {
        subject: subject(message, habit, parent.is_some()),
        from: sender(message, writer),
        to: addressed(&message.to)?,
        cc: addressed(&message.cc)?,
        lines: laid_out(message, closing, habit, parent),
        html,
        html_alone: habit.html == Html::SometimesAlone && hash::one_in(4, &["html", &message.id]),
        message: message.clone(),
        place,
    })
}

/// The sender, who now and then uses the second address.
fn sender(message: &Message, writer: &Person) -> Mailbox {
    let other = writer.also.clone().filter(|_| hash::one_in(5, &["address", &message.id]));
    Mailbox {
        name: writer.header_name.clone().unwrap_or_else(|| writer.name.clone()),
        address: other.unwrap_or_else(|| writer.address()),
    }
}

/// A recipient; an answer goes to the address that the mail came from.
fn recipient(person: &Person, parent: Option<&Mail>) -> Mailbox {
    let address = parent
        .filter(|parent| parent.message.from == person.id)
        .map_or_else(|| person.address(), |parent| parent.from.address.clone());
    Mailbox { name: person.name.clone(), address }
}

fn subject(message: &Message, habit: &Habit, answers: bool) -> String {
    let written = &message.subject;
    let marked = written.starts_with("Re:") || written.starts_with("Re ");
    if answers && !marked { format!("{}{written}", habit.reply) } else { written.clone() }
}

/// Breaks lines where the program does so for good.
fn broken(text: Vec<Line>, habit: &Habit) -> Vec<Line> {
    if habit.wrap != Wrap::Hard {
        return text;
    }
    text.into_iter()
        .flat_map(|line| {
            // Quotes that were broken before are left alone, or they would come out ragged.
            let width = match line.zone {
                Zone::Quoted if line.text.chars().count() <= QUOTED_WIDTH => QUOTED_WIDTH,
                _ => habit.width,
            };
            lines::hard(&line.text, width).into_iter().map(move |piece| Line::new(line.zone, piece))
        })
        .collect()
}

/// What follows the own words: the phone's line, or signature and disclaimer.
fn closing(message: &Message, habit: &Habit) -> Vec<Line> {
    if habit.phone_one_in.is_some_and(|n| hash::one_in(n, &["phone", &message.id])) {
        return vec![Line::new(Zone::Automatic, "Sent from my phone")];
    }
    let mut closing = lines::of_zone(Zone::Signature, &habit.signature);
    if !habit.disclaimer.is_empty() {
        closing.push(Line::new(Zone::Automatic, ""));
        closing.extend(lines::of_zone(Zone::Automatic, &habit.disclaimer));
    }
    closing
}

/// Puts own words, closing and quote where the person's program has them.
fn laid_out(
    message: &Message,
    closing: Vec<Line>,
    habit: &Habit,
    parent: Option<&Mail>,
) -> Vec<Line> {
    let own = broken(lines::of_zone(Zone::Own, &message.body), habit);
    let Some(parent) = parent.filter(|_| habit.quoting != Quoting::None) else {
        return joined([own, closing]);
    };
    let quoted = broken(quote::lines(habit.quoting, parent), habit);
    match habit.quoting {
        Quoting::Above | Quoting::AboveTidy => joined([quoted, own, closing]),
        Quoting::Between => match quote::between(parent, habit.width) {
            Some(quoted) => joined([interleaved(&message.body, quoted, habit), closing]),
            None => joined([quoted, own, closing]),
        },
        _ => joined([own, closing, quoted]),
    }
}

/// Blocks with an empty line between them.
fn joined<const N: usize>(blocks: [Vec<Line>; N]) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    for block in blocks.into_iter().filter(|block| !block.is_empty()) {
        if let Some(last) = joined.last() {
            joined.push(Line::new(last.zone, ""));
        }
        joined.extend(block);
    }
    joined
}

/// Own paragraphs between the two halves of a quote: greeting, quote, first half of the words,
/// quote, the rest. Words and their order stay as they were written.
fn interleaved(body: &str, [first, second]: [Vec<Line>; 2], habit: &Habit) -> Vec<Line> {
    let own = |text: &str| broken(lines::of_zone(Zone::Own, text.trim()), habit);
    let (greeting, rest) = body.split_once("\n\n").unwrap_or(("", body));
    let (upper, lower) = rest.split_at(sentence_end(rest));
    joined([own(greeting), first, own(upper), second, own(lower)])
}

/// The end of the sentence that is nearest to the middle.
fn sentence_end(text: &str) -> usize {
    let middle = text.len() / 2;
    text.match_indices(['.', '?', '!'])
        .map(|(at, mark)| at + mark.len())
        .filter(|&end| text[end..].starts_with(' '))
        .min_by_key(|&end| end.abs_diff(middle))
        .unwrap_or(text.len())
}
