//! The files are the same every time, and nobody's words are changed on the way.

use std::path::PathBuf;

use super::attachments::Attachments;
use super::compose::Mail;
use super::letter;
use super::lines::{self, Zone};
use super::messages::{self, Channel, Message};
use super::people::Roster;
use super::{compose, make, mime, run, threads};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn mails() -> (Vec<Message>, Vec<Mail>, Roster) {
    let roster = Roster::read().unwrap();
    let messages: Vec<Message> = messages::read(&root().join("examples/velobay/messages"))
        .unwrap()
        .into_iter()
        .filter(|message| message.channel == Channel::Mail)
        .collect();
    let mails = compose::all(&messages, &roster).unwrap();
    (messages, mails, roster)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn the_same_bytes_every_time() {
    let example = root().join("examples/velobay");
    assert_eq!(make(&example).unwrap(), make(&example).unwrap());
}

#[test]
fn the_files_in_the_project_are_the_ones_made() {
    run(&root(), true).unwrap();
}

#[test]
fn own_words_are_the_written_ones() {
    let (messages, mails, roster) = mails();
    for (message, mail) in messages.iter().zip(&mails) {
        let habit = &roster.get(&message.from).unwrap().mail;
        let own: String = letter::physical_lines(mail, habit)
            .into_iter()
            .filter(|line| line.zone == Zone::Own)
            .map(|line| line.text + "\n")
            .collect();
        assert_eq!(words(&own), words(&message.body), "{}", message.id);
    }
}

#[test]
fn no_line_is_longer_than_mail_allows() {
    let (_, mails, roster) = mails();
    let attachments = Attachments::read().unwrap();
    for mail in &mails {
        let letter = letter::from_mail(mail, &roster, &attachments).unwrap();
        let longest = letter.bytes.split(|&byte| byte == b'\n').map(<[u8]>::len).max();
        assert!(longest <= Some(998), "{}: {longest:?}", mail.message.id);
    }
}

#[test]
fn an_answer_comes_after_what_it_answers_and_its_writer_knew_it() {
    let (messages, mails, _) = mails();
    for mail in &mails {
        let Some(parent) = mail.place.parent else {
            continue;
        };
        let parent = &messages[parent];
        assert!(
            parent.at <= mail.message.at
                && parent.recipients().any(|person| person == mail.message.from)
        );
        assert_eq!(mail.place.references.last(), Some(&parent.message_id()));
    }
    assert!(threads::places(&messages).iter().any(|place| place.parent.is_none()));
}

#[test]
fn lines_break_at_blanks_and_keep_their_marks() {
    assert_eq!(
        lines::hard("> > one two three four five", 25),
        ["> > one two three four", "> > five"]
    );
    assert_eq!(lines::flowed("-- ", 72), ["-- "]);
    assert_eq!(lines::hard(">text", 40), [">text"]);
    let text = "seven words that go over one line, From here on it is the next";
    assert_eq!(
        lines::flowed(text, 34),
        ["seven words that go over one line, ", " From here on it is the next"]
    );
}

#[test]
fn phrases_beyond_ascii_become_encoded_words() {
    assert_eq!(mime::phrase("plain"), "plain");
    assert_eq!(mime::phrase("a – b"), "=?UTF-8?Q?a_=E2=80=93_b?=");
    assert_eq!(mime::phrase_base64("a – b"), "=?utf-8?B?YSDigJMgYg==?=");
}
