//! Transcripts of Google Meet: a document of Google's, exported as plain text (in English).
//!
//! ```text
//! Retro (2026-02-12 14:00 GMT+1) - Transcript
//! Attendees
//! Priya Raman, Jonas Berg
//! Transcript
//! 00:00:00
//! Priya Raman: Who checks the bolts?
//! Jonas Berg: I do.
//! 00:05:00
//! ...
//! Meeting ended after 00:31:12
//! ```

use super::clock::{self, Told};
use super::speaker;
use super::turns::Turn;
use crate::text;

/// Lines at the beginning that are looked at.
const LOOKED: usize = 60;

/// What Meet puts below what was said.
const END: &[&str] = &[
    "meeting ended after",
    "transcription ended after",
    "this editable transcript was computer generated",
];

/// Whether a file is such a document: a line "Attendees" or a title that ends in "Transcript", below
/// it a line with a time only, and the next one with a name.
pub(super) fn recognises(head: &[u8]) -> bool {
    let lines = head.split(|byte| *byte == b'\n').take(LOOKED).map(text_of);
    let mut lines = lines.filter(|line| !line.is_empty()).skip_while(|line| !is_heading(line));
    lines.next().is_some()
        && lines.by_ref().any(|line| time(&line).is_some())
        && lines.next().is_some_and(|line| speaker::label(&line).is_some())
}

fn text_of(line: &[u8]) -> String {
    text::decoded(line, None).trim().to_owned()
}

fn is_heading(line: &str) -> bool {
    line == "Attendees" || line.ends_with("Transcript")
}

/// What was said, and what the title tells.
pub(super) fn turns(bytes: &[u8]) -> (Vec<Turn>, Told) {
    let mut turns: Vec<Turn> = Vec::new();
    let mut told = Told::default();
    let mut offset = 0;
    let mut start = None;
    for line in bytes.split(|byte| *byte == b'\n') {
        let at = offset;
        offset += line.len() as u64 + 1;
        let line = text_of(line);
        if let Some(time) = time(&line) {
            start = Some(time);
            continue;
        }
        if start.is_none() {
            // The title, and who was invited.
            if is_heading(&line) {
                told = told.or(clock::of_name(&line.replace("Attendees", "")));
            }
            continue;
        }
        let lower = line.to_lowercase();
        if line.is_empty() || END.iter().any(|end| lower.starts_with(end)) {
            continue;
        }
        match (speaker::label(&line), turns.last_mut()) {
            (Some((name, text)), last) => match last {
                Some(turn) if turn.speaker.as_deref() == Some(name) => {
                    turn.text.push(' ');
                    turn.text.push_str(text);
                }
                _ => turns.push(Turn {
                    offset: at,
                    start,
                    speaker: Some(name.to_owned()),
                    text: text.to_owned(),
                }),
            },
            (None, Some(turn)) => {
                turn.text.push(' ');
                turn.text.push_str(&line);
            }
            (None, None) => {
                turns.push(Turn { offset: at, start, speaker: None, text: line });
            }
        }
    }
    turns.retain(|turn| !turn.text.trim().is_empty());
    (turns, told)
}

/// Thousandths of a second of a line that is `00:05:00` and nothing else.
fn time(line: &str) -> Option<u64> {
    let mut parts = line.split(':');
    let mut number = || {
        let part = parts.next()?;
        let fits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if fits { part.parse::<u64>().ok() } else { None }
    };
    let (hours, minutes, seconds) = (number()?, number()?, number()?);
    parts.next().is_none().then_some(((hours * 60 + minutes) * 60 + seconds) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DOCUMENT: &str = "\u{feff}Retro (2026-02-12 14:00 GMT+1) - Transcript\r\nAttendees\r\nPriya Raman, Jonas Berg\r\nTranscript\r\n\
        00:00:00\r\n\r\nPriya Raman: Who checks the bolts?\r\nJonas Berg: I do.\r\n\r\n00:05:00\r\n\r\n\
        Jonas Berg: From Monday on.\r\nMeeting ended after 00:31:12 👋\r\n\
        This editable transcript was computer generated and might contain errors.\r\n";

    #[test]
    fn a_document() {
        assert!(recognises(DOCUMENT.as_bytes()));
        let (turns, told) = turns(DOCUMENT.as_bytes());
        assert_eq!(told.title, "Retro");
        assert_eq!(told.start, crate::stamp::instant("2026-02-12T13:00:00Z"));
        assert_eq!(turns.len(), 2);
        assert_eq!(turns[1].text, "I do. From Monday on.");
        assert_eq!(turns[1].start, Some(0));
        assert!(DOCUMENT[usize::try_from(turns[0].offset).unwrap()..].starts_with("Priya"));
    }

    #[test]
    fn other_text_is_none() {
        for head in [
            "Attendees\nPriya\n\nWe met at 10:00:00 sharp.\n",
            "Subject: Transcript\nFrom: a@b\n\n00:00:00\nhello\n",
            "Transcript\n00:00:00\nno name here\n",
            "Dear Bo,\n00:00:00\nPriya: x\n",
            "",
        ] {
            assert!(!recognises(head.as_bytes()), "{head}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in "[ -~\n:é]{0,200}") {
            let _ = recognises(text.as_bytes());
            let _ = turns(format!("Attendees\n00:00:00\n{text}").as_bytes());
        }
    }
}
