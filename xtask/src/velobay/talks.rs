//! Meetings as transcripts in WebVTT, as Teams and Zoom write them, made from what was said:
//! `examples/velobay/meetings/*.txt`.
//!
//! Such a file has `title:`, `start:` (local time) and `program:`, an empty line, and then a line a
//! turn: `who: what`. `[pause 40]` is a silence of 40 seconds.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::DateTime;

use super::people::Roster;
use super::{clock, hash};

/// Words that one cue has at most.
const CUE: usize = 16;
/// So many words more are no piece of their own.
const FEW: usize = 4;
/// Thousandths of a second for a word.
const WORD: u64 = 380;

/// Who writes the transcript.
#[derive(Clone, Copy, PartialEq)]
enum Program {
    Teams,
    Zoom,
}

/// What a line of the source is.
enum Line<'a> {
    Said { who: &'a str, what: &'a str },
    Pause { seconds: u64 },
}

struct Meeting<'a> {
    title: &'a str,
    start: DateTime,
    program: Program,
    lines: Vec<Line<'a>>,
}

/// The transcripts by their path under `examples/velobay`.
pub(super) fn files(folder: &Path, roster: &Roster) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut out = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let place = || path.display().to_string();
        let meeting = read(&text).with_context(place)?;
        let name = name(&meeting).with_context(place)?;
        let transcript = transcript(&meeting, roster).with_context(place)?;
        out.push((Path::new("transcripts").join(name), transcript.into_bytes()));
    }
    Ok(out)
}

fn read(text: &str) -> Result<Meeting<'_>> {
    let (head, body) = text.split_once("\n\n").context("no empty line below the head")?;
    let field = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.clone().find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let program = match field("program") {
        Some("teams") => Program::Teams,
        Some("zoom") => Program::Zoom,
        other => bail!("the program is teams or zoom, not {other:?}"),
    };
    let lines = body.lines().map(|line| match line.strip_prefix("[pause ") {
        Some(rest) => {
            let seconds = rest.strip_suffix(']').context("a pause without its end")?.parse()?;
            Ok(Line::Pause { seconds })
        }
        None => {
            let (who, what) =
                line.split_once(": ").with_context(|| format!("nobody says {line:?}"))?;
            Ok(Line::Said { who, what })
        }
    });
    Ok(Meeting {
        title: field("title").context("no title")?,
        start: clock::local(field("start").context("no start")?, 0)?,
        program,
        lines: lines.collect::<Result<_>>()?,
    })
}

/// The name that the program gives the file.
fn name(meeting: &Meeting<'_>) -> Result<String> {
    Ok(match meeting.program {
        Program::Teams => {
            let start = meeting.start.strftime("%Y%m%d_%H%M%S");
            format!("{}-{start}-Meeting Recording.vtt", meeting.title)
        }
        Program::Zoom => {
            let start = clock::utc(meeting.start)?.strftime("%Y%m%d-%H%M%S").to_string();
            format!("GMT{start}_Recording.transcript.vtt")
        }
    })
}

fn transcript(meeting: &Meeting<'_>, roster: &Roster) -> Result<String> {
    let mut out = "WEBVTT\n".to_owned();
    let call = hash::stable(&["call", meeting.title]);
    let mut at = 2_000;
    let mut number = 0_u64;
    for (position, line) in meeting.lines.iter().enumerate() {
        let (who, what) = match line {
            Line::Pause { seconds } => {
                at += seconds * 1000;
                continue;
            }
            Line::Said { who, what } => (*who, *what),
        };
        // Those who write nothing in the example are only a name.
        let person = if who.contains('.') { &roster.get(who)?.name } else { who };
        ensure!(!what.contains(['<', '>', '&']), "a sign that WebVTT has for itself: {what:?}");
        for cue in cues(what) {
            let start = at;
            let words = u64::try_from(cue.split(' ').count()).context("words")?;
            at += words * WORD + hash::stable(&["pace", meeting.title, cue]) % 400;
            let times = format!("{} --> {}", time(start), time(at));
            match meeting.program {
                Program::Teams => {
                    let id = format!("{call:016x}/{number}-0");
                    write!(out, "\n{id}\n{times}\n<v {person}>{cue}</v>\n")?;
                }
                Program::Zoom => write!(out, "\n{}\n{times}\n{person}: {cue}\n", number + 1)?,
            }
            number += 1;
            at += 40;
        }
        at += 250 + hash::stable(&["gap", meeting.title, &position.to_string()]) % 1_600;
    }
    Ok(out)
}

/// A turn in pieces as captions show them: at most so many words, better broken after a pause.
fn cues(what: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = what.trim();
    loop {
        let ends: Vec<usize> = rest.match_indices(' ').map(|(at, _)| at).collect();
        // No piece of a few words is left at the end.
        if ends.len() < CUE + FEW {
            out.push(rest);
            return out;
        }
        let pauses = |end: &&usize| rest[..**end].ends_with(['.', ',', '?', '!', ':']);
        let piece = &ends[CUE / 2..CUE];
        let end = piece.iter().rev().find(pauses).copied().unwrap_or(ends[CUE - 1]);
        out.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
}

fn time(thousandths: u64) -> String {
    let seconds = thousandths / 1000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{:03}", seconds % 60, thousandths % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_hold_all_words() {
        let text = "one two, three four five six seven eight nine ten, eleven twelve thirteen \
            fourteen fifteen sixteen seventeen eighteen nineteen twenty one two";
        let pieces = cues(text);
        assert_eq!(pieces.join(" "), text);
        assert!(pieces[0].ends_with("ten,"));
        assert!(pieces.iter().all(|piece| piece.split(' ').count() <= CUE + FEW));
    }

    #[test]
    fn a_meeting_that_is_none() {
        for text in [
            "title: x\n",
            "title: x\nstart: 2026-01-05T09:00\nprogram: phone\n\nBo: x\n",
            "title: x\nstart: soon\nprogram: zoom\n\nBo: x\n",
            "title: x\nstart: 2026-01-05T09:00\nprogram: zoom\n\nwithout a name\n",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
