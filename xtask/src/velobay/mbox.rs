//! Mailbox files in the mboxrd form.

use anyhow::Result;

use super::clock;
use super::hash;
use super::letter::Letter;
use super::messages;
use super::people::Person;

/// What one person's mailbox holds.
pub(super) struct Mailbox {
    pub(super) bytes: Vec<u8>,
    pub(super) counts: Counts,
}

/// Known counts of a mailbox.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// Mails that the person wrote.
    pub(super) sent: usize,
    /// Mails that others wrote.
    pub(super) received: usize,
    /// Mails by programs.
    pub(super) automatic: usize,
    /// Second copies.
    pub(super) twice: usize,
}

impl Counts {
    /// Messages in the file.
    pub(super) fn all(self) -> usize {
        self.sent + self.received + self.automatic + self.twice
    }
}

/// The person's mailbox: everything sent and received, in the order of the letters.
pub(super) fn of(person: &Person, letters: &[Letter]) -> Result<Mailbox> {
    let twice = person.mail.twice.as_deref().map(messages::message_id);
    let mut mailbox = Mailbox { bytes: Vec::new(), counts: Counts::default() };
    for letter in letters {
        let sent = letter.sender.as_deref() == Some(&person.id);
        let received = letter.recipients.contains(&person.id);
        if !sent && !received {
            continue;
        }
        match (letter.written, sent) {
            (true, true) => mailbox.counts.sent += 1,
            (true, false) => mailbox.counts.received += 1,
            (false, _) => mailbox.counts.automatic += 1,
        }
        add(&mut mailbox.bytes, person, letter, received.then_some("first"))?;
        if twice.as_ref() == Some(&letter.message_id) {
            mailbox.counts.twice += 1;
            add(&mut mailbox.bytes, person, letter, Some("second"))?;
        }
    }
    Ok(mailbox)
}

/// Adds one message. A received copy has what the server put on top of it on its way.
fn add(out: &mut Vec<u8>, person: &Person, letter: &Letter, way: Option<&str>) -> Result<()> {
    out.extend(format!("From {} {}\n", letter.envelope, clock::separator(letter.at)?).bytes());
    if let Some(way) = way {
        let number = hash::stable(&[way, &person.id, &letter.message_id]);
        let arrived = clock::later(letter.at, 1 + number % 4)?;
        let address = person.address();
        out.extend(
            format!(
                "Delivered-To: {address}\n\
                 Received: from relay.velobay.example ([192.0.2.{}])\n \
                 by mail.velobay.example with ESMTPS id {:08X}; {}\n",
                1 + number % 250,
                number & 0xffff_ffff,
                clock::header(arrived, false)?,
            )
            .bytes(),
        );
    }
    for line in letter.bytes.split_inclusive(|&byte| byte == b'\n') {
        // mboxrd: a line that looks like a separator, marked or not, gets one mark more.
        let unmarked = line.iter().position(|&byte| byte != b'>').map_or(line, |at| &line[at..]);
        if unmarked.starts_with(b"From ") {
            out.push(b'>');
        }
        out.extend(line);
    }
    if !letter.bytes.ends_with(b"\n") {
        out.push(b'\n');
    }
    out.push(b'\n');
    Ok(())
}
