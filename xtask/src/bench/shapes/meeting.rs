//! Transcripts and calendars.

use super::super::talk::Said;
use super::{Shape, time};

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        kind: "transcripts, WebVTT",
        me: "talk:priya raman",
        per_file: 200,
        file: |number| {
            let at = time(1_578_268_800 + number as i64 * 7200, "GMT%Y%m%d-%H%M%S");
            format!("{at}_Recording.transcript.vtt")
        },
        around: ["WEBVTT\n\n", "\n", "\n"],
        item: cue,
        ..Shape::PLAIN
    },
    Shape {
        kind: "calendar, iCalendar",
        is_calendar: true,
        file: |_| "calendar.ics".to_owned(),
        around: [
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Velobay//Calendar 2//EN\r\nX-WR-TIMEZONE:Europe/Berlin\r\n",
            "",
            "END:VCALENDAR\r\n",
        ],
        item: event,
        ..Shape::PLAIN
    },
];

/// What somebody says, with a pause after it that ends the turn.
fn cue(said: &[Said<'_>]) -> String {
    let one = &said[0];
    let clock = |seconds: u64| {
        format!("{:02}:{:02}:{:02}.000", seconds / 3600, seconds / 60 % 60, seconds % 60)
    };
    let start = one.number % 200 * 30;
    let text = one.body.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{} --> {}\n{}: {text}\n", clock(start), clock(start + 8), one.from.name())
}

/// A meeting of half an hour, one every ten minutes.
fn event(said: &[Said<'_>]) -> String {
    let one = &said[0];
    let at = one.at + one.number as i64 * 590;
    let clock = |at: i64| time(at, "%Y%m%dT%H%M%S");
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@calendar.velobay.example", one.number),
        format!("DTSTAMP:{}Z", clock(at - 86_400)),
        format!("DTSTART;TZID=Europe/Berlin:{}", clock(at)),
        format!("DTEND;TZID=Europe/Berlin:{}", clock(at + 1800)),
        format!("SUMMARY:{}", one.subject.replace(',', "\\,").replace(';', "\\;")),
        "TRANSP:OPAQUE".to_owned(),
        format!("ORGANIZER;CN={}:mailto:{}", one.from.name(), one.from.address()),
    ];
    for person in one.to.iter().chain([&one.from]) {
        lines.push(format!(
            "ATTENDEE;PARTSTAT=ACCEPTED;CN={}:mailto:{}",
            person.name(),
            person.address()
        ));
    }
    lines.push("END:VEVENT".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// A content line of at most 75 bytes a piece (RFC 5545, 3.1). All of it is ASCII.
fn folded(line: &str) -> String {
    let pieces: Vec<String> = line
        .as_bytes()
        .chunks(74)
        .map(|piece| String::from_utf8_lossy(piece).into_owned())
        .collect();
    pieces.join("\r\n ") + "\r\n"
}
