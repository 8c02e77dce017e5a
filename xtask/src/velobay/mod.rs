//! The example company as real files: mailboxes, chat, people, ratings and the planted truth, made from
//! the messages in `examples/velobay/messages`. No clock and no chance: the same bytes every time.

mod attachments;
mod automatic;
mod bounce;
mod calendar;
mod clock;
mod compose;
mod hash;
mod html;
mod letter;
mod lines;
mod mandate;
mod mbox;
mod meeting;
mod messages;
mod mime;
mod pdf;
mod people;
mod quote;
mod ratings;
mod slack;
mod tables;
mod talks;
mod threads;
mod tracker;
mod truth;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use attachments::Attachments;
use letter::Letter;
use messages::{Channel, Message};
use people::Roster;

/// Files by their path under `examples/velobay`.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Makes the files, or with `check` fails where what is there differs from what would be made.
pub(crate) fn run(root: &Path, check: bool) -> Result<()> {
    let example = root.join("examples/velobay");
    let files = make(&example)?;
    let stray = stray(&example, &files)?;
    if check {
        let mut wrong: Vec<String> =
            stray.iter().map(|path| format!("{} (not made)", path.display())).collect();
        for (name, bytes) in &files {
            match fs::read(example.join(name)) {
                Ok(there) if there == *bytes => {}
                Ok(_) => wrong.push(format!("{} (differs)", name.display())),
                Err(error) => wrong.push(format!("{} ({error})", name.display())),
            }
        }
        ensure!(
            wrong.is_empty(),
            "examples/velobay is not what `cargo xtask velobay` makes: {}",
            wrong.join(", ")
        );
        return Ok(());
    }
    for path in stray {
        fs::remove_file(example.join(&path))
            .with_context(|| format!("cannot remove {}", path.display()))?;
    }
    for (name, bytes) in &files {
        let path = example.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Everything that is made, in memory.
fn make(example: &Path) -> Result<Files> {
    let roster = Roster::read()?;
    mandate::verify(example, &roster)?;
    let messages = messages::read(&example.join("messages"))?;
    let written: Vec<Message> =
        messages.iter().filter(|message| message.channel == Channel::Mail).cloned().collect();
    let mails = compose::all(&written, &roster)?;
    let letters = letters(&roster, &mails)?;

    let mut files = Files::new();
    let mut counts = Vec::new();
    for person in &roster.people {
        let mailbox = mbox::of(person, &letters)?;
        let wanted = usize::from(person.mail.twice.is_some());
        ensure!(
            mailbox.counts.twice == wanted,
            "{} did not get the mail that lies there twice",
            person.id
        );
        counts.push(mailbox.counts);
        files.insert(format!("mail/{}.mbox", person.id).into(), mailbox.bytes);
    }
    files.extend(slack::files(&roster, &messages)?);
    files.extend(calendar::files(&roster)?);
    files.insert("people.csv".into(), tables::people(&roster)?);
    files.insert("ratings.csv".into(), ratings::csv(example, &roster, &messages)?);
    files.insert("tracker/issues.json".into(), tracker::issues(&messages, &roster)?);
    files.extend(talks::files(&example.join("meetings"), &roster)?);
    files.insert("truth.toml".into(), truth::toml(&roster, &messages, &counts)?.into_bytes());
    files.insert("zones.jsonl".into(), tables::zones(&mails, &roster)?);
    Ok(files)
}

/// Every mail there is, in order of time.
fn letters(roster: &Roster, mails: &[compose::Mail]) -> Result<Vec<Letter>> {
    let attachments = Attachments::read()?;
    for id in attachments.mails() {
        ensure!(mails.iter().any(|mail| mail.message.id == id), "attachments.toml: no mail {id:?}");
    }
    let mut letters = automatic::letters(roster, mails)?;
    for mail in mails {
        letters.push(letter::from_mail(mail, roster, &attachments)?);
    }
    letters.sort_by(|a, b| (a.at, &a.message_id).cmp(&(b.at, &b.message_id)));
    Ok(letters)
}

/// Files that are there and would not be made: left behind by somebody who is gone, or by a room.
fn stray(example: &Path, files: &Files) -> Result<Vec<PathBuf>> {
    let mut folders = vec![PathBuf::from("mail"), PathBuf::from(slack::FOLDER)];
    let mut stray = Vec::new();
    while let Some(name) = folders.pop() {
        let folder = example.join(&name);
        if !folder.exists() {
            continue;
        }
        let listed =
            fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in listed {
            let entry = entry?;
            let name = name.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else if !files.contains_key(&name) {
                stray.push(name);
            }
        }
    }
    stray.sort();
    Ok(stray)
}
