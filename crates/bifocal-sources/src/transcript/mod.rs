//! Transcripts of meetings: WebVTT as Teams and Zoom write it, SRT with speakers, and the text that
//! Google Meet makes.
//!
//! What a person says until another one speaks or a longer pause comes is one message. A file is a
//! thread. A speaker's address is `talk:` and the name that is shown, in lower case and without what
//! stands in brackets, such as `talk:priya raman`: it can be among the addresses of a person in
//! `people.csv`. Where exactly two people speak, each speaks to the other; else nobody is addressed.

mod clock;
mod cues;
mod fillers;
mod meet;
mod speaker;
mod turns;

use bifocal_core::Medium;

use crate::input::Input;
use crate::record::{Reading, Record, Records, Version};
use crate::skip::SkipReason;
use turns::Turn;

/// Bytes of a transcript that are read. A meeting of a day has about one million.
const LARGEST: usize = 16 << 20;

/// Whether a file is a transcript.
pub(crate) fn recognises(head: &[u8]) -> bool {
    cues::recognises(head) || meet::recognises(head)
}

/// The messages of a transcript. `name` is the file's, which most programs put the date into.
///
/// It is read as a whole, since only its end tells who speaks in it.
pub(crate) fn read<'a>(name: &str, mut input: Input<'a>) -> Records<'a> {
    let mut bytes = Vec::new();
    input.append(&mut bytes, LARGEST);
    let mut rest = Vec::new();
    let more = input.append(&mut rest, 1) > 0;
    let told = clock::of_name(name);
    let (turns, told) = if cues::recognises(&bytes) {
        (turns::of_cues(&cues::cues(&bytes)), told)
    } else {
        let (turns, own) = meet::turns(&bytes);
        (turns, own.or(told))
    };
    let mut found = messages(turns, &told, &bytes);
    if more {
        found.push((LARGEST as u64, Err(SkipReason::TooLarge(LARGEST as u64 + 1))));
    } else if let Some(reason) = input.failure() {
        found.push((bytes.len() as u64, Err(reason)));
    }
    Box::new(found.into_iter())
}

/// What the turns are as messages.
fn messages(turns: Vec<Turn>, told: &clock::Told, bytes: &[u8]) -> Vec<Reading> {
    // The beginning tells one meeting from another, whatever the file is called.
    let head = &bytes[..bytes.len().min(crate::input::HEAD)];
    let thread = format!("talk:{:016x}", crate::identity::of_bytes(head));
    let mut speakers: Vec<&str> = turns.iter().filter_map(|turn| turn.speaker.as_deref()).collect();
    speakers.sort_unstable();
    speakers.dedup_by_key(|name| speaker::address(name));
    let pair =
        <[&str; 2]>::try_from(speakers.as_slice()).ok().map(|pair| pair.map(speaker::mailbox));
    let message = |number: usize, turn: &Turn| {
        let from = speaker::mailbox(turn.speaker.as_deref().ok_or(SkipReason::NoFrom)?);
        let to = pair.iter().flatten().filter(|other| other.address != from.address);
        Ok(Record {
            version: Version::First,
            id: format!("{thread}/{number}"),
            thread: Some(thread.clone()),
            parent: None,
            at: told.at(turn.start),
            to: to.cloned().collect(),
            cc: Vec::new(),
            from,
            subject: told.title.clone(),
            channel: None,
            medium: Medium::Meeting,
            body: fillers::cleaned(&turn.text),
            automatic: None,
        })
    };
    turns.iter().enumerate().map(|(number, turn)| (turn.offset, message(number, turn))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const TEAMS: &str = "WEBVTT\n\n\
        1f0c-0\n00:00:03.120 --> 00:00:06.500\n<v Priya Raman>Um, so the the bolts.</v>\n\n\
        1f0c-1\n00:00:07.000 --> 00:00:09.000\n<v Priya Raman>Who checks them?</v>\n\n\
        1f0c-2\n00:00:09.100 --> 00:00:11.000\n<v Jonas Berg (External)>I do.</v>\n";

    fn all(text: &str, name: &str) -> Vec<Reading> {
        assert!(recognises(text.as_bytes()), "{text}");
        read(name, Input::new(text.as_bytes())).collect()
    }

    #[test]
    fn turns_are_messages_of_a_thread() {
        let found = all(TEAMS, "Bolts-20260317_090000-Meeting Recording.vtt");
        let (one, two) = (found[0].1.as_ref().unwrap(), found[1].1.as_ref().unwrap());
        assert_eq!(found.len(), 2);
        assert_eq!(one.body, "So the bolts. Who checks them?");
        assert_eq!(one.from.address.as_str(), "talk:priya raman");
        assert_eq!(two.from.address.as_str(), "talk:jonas berg");
        assert_eq!(one.to, std::slice::from_ref(&two.from));
        assert_eq!(one.subject, "Bolts");
        assert_eq!(one.thread, two.thread);
        assert_eq!(one.at, crate::stamp::instant("2026-03-17T09:00:03Z"));
        // A copy under another name has the same messages.
        let copy = all(TEAMS, "x.vtt");
        assert_eq!(copy[1].1.as_ref().unwrap().id, two.id);
        assert_eq!(copy[1].1.as_ref().unwrap().at, None);
    }

    #[test]
    fn three_people_address_nobody() {
        let text = format!("{TEAMS}\n00:00:12.000 --> 00:00:13.000\n<v Bo>And I.</v>\n");
        assert!(all(&text, "").iter().all(|(_, one)| one.as_ref().unwrap().to.is_empty()));
    }

    #[test]
    fn what_nobody_said_is_a_skip() {
        let text = format!("{TEAMS}\n00:00:12.000 --> 00:00:13.000\nsomebody\n");
        assert_eq!(all(&text, "").last().unwrap().1, Err(SkipReason::NoFrom));
    }

    #[test]
    fn a_huge_transcript_is_read_to_the_limit() {
        let cue = "00:01.000 --> 00:02.000\n<v A B>Once more.</v>\n\n00:02.000 --> 00:03.000\n<v C D>Yes.</v>\n\n";
        let text = format!("WEBVTT\n\n{}", cue.repeat(LARGEST / cue.len() + 10));
        let found = all(&text, "");
        assert!(found.len() > 100_000);
        assert_eq!(found.last().unwrap().1.as_ref().unwrap_err().name(), "too large");
    }

    #[test]
    fn a_transcript_that_is_cut_off() {
        for cut in 0..TEAMS.len() {
            let _ = read("", Input::new(&TEAMS.as_bytes()[..cut])).count();
        }
    }
}
