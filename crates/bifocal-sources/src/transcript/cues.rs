//! The cues of WebVTT and SRT, which differ in little: texts with the times at which they are shown.

use super::speaker;
use crate::text;

/// What is shown at a time, said by one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// Where the cue's times stand in the file.
    pub(super) offset: u64,
    /// Thousandths of a second from the beginning.
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) speaker: Option<String>,
    pub(super) text: String,
}

/// Whether a file is WebVTT, or SRT: a number and a line of times first.
pub(super) fn recognises(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if let Some(rest) = head.strip_prefix(b"WEBVTT") {
        return rest.first().is_none_or(u8::is_ascii_whitespace);
    }
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    let is_number = !first.is_empty() && first.len() < 8 && first.iter().all(u8::is_ascii_digit);
    let is_times = |line: &[u8]| std::str::from_utf8(line).is_ok_and(|line| times(line).is_some());
    is_number && is_times(second)
}

/// A cue before it is known how the file names speakers.
struct Raw {
    offset: u64,
    start: u64,
    end: u64,
    lines: Vec<String>,
}

/// All cues of a file in its order. What is not a cue (notes, styles, regions) is passed over.
pub(super) fn cues(bytes: &[u8]) -> Vec<Cue> {
    let raw = raw(bytes);
    let is_voiced = raw.iter().flat_map(|cue| &cue.lines).any(|line| line.contains("<v"));
    let mut out = Vec::with_capacity(raw.len());
    if is_voiced {
        for cue in &raw {
            voices(cue, &mut out);
        }
    } else {
        let style = Labels::of(&raw);
        let mut last = None;
        for cue in &raw {
            style.cut(cue, &mut last, &mut out);
        }
    }
    out
}

fn raw(bytes: &[u8]) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::new();
    let mut offset = 0;
    // Whether text belongs to the last cue.
    let mut open = false;
    for line in bytes.split(|byte| *byte == b'\n') {
        let at = offset;
        offset += line.len() as u64 + 1;
        let line = text::decoded(line, None);
        let line = line.trim();
        if let Some((start, end)) = times(line) {
            // Where no empty line parts the cues, the next one's number stands in this one.
            if open
                && let Some(cue) = out.last_mut()
                && cue
                    .lines
                    .last()
                    .is_some_and(|line| line.bytes().all(|byte| byte.is_ascii_digit()))
            {
                cue.lines.pop();
            }
            out.push(Raw { offset: at, start, end, lines: Vec::new() });
            open = true;
        } else if line.is_empty() {
            open = false;
        } else if open && let Some(cue) = out.last_mut() {
            cue.lines.push(unplaced(line).to_owned());
        }
    }
    out
}

/// A line without what tells where to show it, such as `{\an8}`, which may stand before a name.
fn unplaced(mut line: &str) -> &str {
    while let Some((_, rest)) = line.strip_prefix("{\\").and_then(|mark| mark.split_once('}')) {
        line = rest.trim_start();
    }
    line
}

/// Both times of a line such as `00:00:03.120 --> 00:00:06,500 align:start`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((time(start.trim())?, time(end)?))
}

/// Thousandths of a second of a time whose hours may be missing.
fn time(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once(['.', ','])?;
    let mut parts = whole.rsplit(':');
    let number = |text: &str| {
        let fits =
            !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { text.parse::<u64>().ok() } else { None }
    };
    let seconds = number(parts.next()?)?;
    let minutes = number(parts.next()?)?;
    let hours = parts.next().map_or(Some(0), number)?;
    if parts.next().is_some() || part.len() > 3 {
        return None;
    }
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + number(part)?)
}

/// A cue with voice tags, in which several people may speak.
fn voices(cue: &Raw, out: &mut Vec<Cue>) {
    let text = cue.lines.join(" ");
    let mut rest = text.as_str();
    let mut voice: Option<String> = None;
    while !rest.is_empty() {
        // The next tag that changes who speaks.
        let open = rest
            .match_indices("<v")
            .map(|(at, _)| at)
            .find(|at| rest[at + 2..].starts_with([' ', '\t', '.']));
        let close = rest.find("</v>");
        let (end, opens) = match (open, close) {
            (Some(open), Some(close)) => (open.min(close), open < close),
            (Some(open), None) => (open, true),
            (None, Some(close)) => (close, false),
            (None, None) => (rest.len(), false),
        };
        push(cue, voice.clone(), &rest[..end], out);
        rest = &rest[end..];
        if opens {
            let (tag, after) = rest.split_once('>').unwrap_or((rest, ""));
            let name = tag.split_once([' ', '\t']).map_or("", |(_, name)| name);
            voice = Some(plain(name)).filter(|name| !name.is_empty());
            rest = after;
        } else {
            voice = None;
            rest = rest.strip_prefix("</v>").unwrap_or("");
        }
    }
}

/// How a file writes `Name: text`.
struct Labels {
    names: std::collections::HashSet<String>,
    /// Whether a cue without a name goes on with the speaker before it: so in files that name
    /// nobody twice in a row. In others, it is not known who speaks.
    only_changes: bool,
}

impl Labels {
    fn of(raw: &[Raw]) -> Self {
        let first =
            |cue: &Raw| cue.lines.first().and_then(|line| Some(speaker::label(line)?.0.to_owned()));
        let labels: Vec<Option<String>> = raw.iter().map(first).collect();
        let named: Vec<&String> = labels.iter().flatten().collect();
        let only_changes = named.windows(2).all(|pair| pair[0] != pair[1]);
        let names = named.into_iter().cloned().collect();
        Self { names, only_changes }
    }

    fn cut(&self, cue: &Raw, last: &mut Option<String>, out: &mut Vec<Cue>) {
        if !self.only_changes {
            *last = None;
        }
        for line in &cue.lines {
            match speaker::label(line).filter(|(name, _)| self.names.contains(*name)) {
                Some((name, text)) => {
                    *last = Some(plain(name));
                    push(cue, last.clone(), text, out);
                }
                None => push(cue, last.clone(), line, out),
            }
        }
    }
}

fn push(cue: &Raw, speaker: Option<String>, text: &str, out: &mut Vec<Cue>) {
    let text = plain(text);
    if !text.is_empty() {
        // A cue may hold several people, and no two messages have one place.
        let offset = match out.last() {
            Some(last) => cue.offset.max(last.offset + 1),
            None => cue.offset,
        };
        out.push(Cue { offset, start: cue.start, end: cue.end.max(cue.start), speaker, text });
    }
}

/// Text without tags and with its signs: `<i>`, `{\an8}`, `&amp;`.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '{']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag = rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
        let end = match rest.as_bytes()[0] {
            b'<' if tag => rest.find('>'),
            b'{' if rest[1..].starts_with('\\') => rest.find('}'),
            b'&' => {
                let known = SIGNS.iter().find(|(name, _)| rest[1..].starts_with(name));
                if let Some((name, sign)) = known {
                    out.push_str(sign);
                    Some(name.len())
                } else {
                    None
                }
            }
            _ => None,
        };
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Signs that WebVTT writes by name.
const SIGNS: &[(&str, &str)] = &[
    ("amp;", "&"),
    ("lt;", "<"),
    ("gt;", ">"),
    ("nbsp;", " "),
    ("lrm;", ""),
    ("rlm;", ""),
    ("quot;", "\""),
    ("#39;", "'"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> Vec<(String, String)> {
        cues(text.as_bytes())
            .into_iter()
            .map(|cue| (cue.speaker.unwrap_or_default(), cue.text))
            .collect()
    }

    fn pair(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn voice_tags() {
        let text = "WEBVTT - a meeting\nKind: captions\n\nNOTE duration:\"00:10:00\"\n\nSTYLE\n::cue { color: red }\n\n\
            guid/12-0\n00:03.120 --> 00:06.500 align:start\n<v.loud Priya Raman>One &amp; <i>two</i>,\nthree</v>\n\n\
            01:00:07.000 --> 01:00:09.000\n<v Priya Raman>a <v Jonas Berg>b</v> c\n\n00:11.000 --> 00:12.000\n<v>nobody</v>\n";
        assert_eq!(
            said(text),
            [
                pair("Priya Raman", "One & two, three"),
                pair("Priya Raman", "a"),
                pair("Jonas Berg", "b"),
                pair("", "c"),
                pair("", "nobody"),
            ]
        );
        let all = cues(text.as_bytes());
        assert_eq!((all[0].start, all[0].end), (3_120, 6_500));
        assert_eq!(all[1].start, 3_607_000);
        assert!(all.windows(2).all(|pair| pair[0].offset < pair[1].offset));
        assert!(text[usize::try_from(all[0].offset).unwrap()..].starts_with("00:03.120"));
    }

    #[test]
    fn a_mark_of_place_may_stand_before_a_name() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}{\\i1}Bo: So.\n{\\an8\n";
        assert_eq!(said(text)[0], pair("Bo", "So."));
    }

    #[test]
    fn names_before_each_text() {
        let zoom = "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\nPriya Raman: The thing is: late.\r\n\r\n\
            2\r\n00:00:02.000 --> 00:00:03.000\r\nPriya Raman: Very.\r\n\r\n3\r\n00:00:03.000 --> 00:00:04.000\r\nMm-hm.\r\n";
        assert_eq!(
            said(zoom),
            [
                pair("Priya Raman", "The thing is: late."),
                pair("Priya Raman", "Very."),
                pair("", "Mm-hm.")
            ]
        );
    }

    #[test]
    fn names_only_where_they_change() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nPriya: One\nRemember: two\n2\n00:00:02,000 --> 00:00:03,000\nthree 4\n\n\
            3\n00:00:03,000 --> 00:00:04,000\nJonas: {\\an8}Four.\n- Priya: Five.\n";
        assert!(recognises(srt.as_bytes()));
        assert_eq!(
            said(srt),
            [
                pair("Priya", "One"),
                pair("Priya", "Remember: two"),
                pair("Priya", "three 4"),
                pair("Jonas", "Four."),
                pair("Priya", "Five.")
            ]
        );
    }

    #[test]
    fn what_is_a_transcript() {
        for head in
            ["WEBVTT", "\u{feff}WEBVTT\n", "\n1\n00:01,0 --> 00:02,0\n", "WEBVTT Kind: x\r\n"]
        {
            assert!(recognises(head.as_bytes()), "{head}");
        }
        for head in
            ["", "WEBVTTX", "1\n2\n", "From: a@b\n\n1\n00:01,0 --> 00:02,0", "1\nlater --> now\n"]
        {
            assert!(!recognises(head.as_bytes()), "{head}");
        }
    }

    #[test]
    fn times_that_are_none() {
        for text in [
            "",
            "1:2",
            "00:00:00",
            "aa:00.000",
            "1:00:00:00.000",
            "00:-1.000",
            "99999999999999:00.0",
            "00:00.0001",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
        assert_eq!(time("999999:59:59.999"), Some(3_599_999_999_999 - 2_400_000 + 2_400_000));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = recognises(&bytes);
            let _ = cues(&bytes);
        }

        #[test]
        fn any_cue(text in "[ -~\n<>v/&{}:é-]{0,80}") {
            let all = cues(format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{text}").as_bytes());
            prop_assert!(all.windows(2).all(|pair| pair[0].offset < pair[1].offset));
        }
    }
}
