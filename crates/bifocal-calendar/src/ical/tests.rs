//! Streams of iCalendar, well-formed and not.

use super::*;

/// An event of Velobay with more lines.
fn event(more: &str) -> String {
    format!(
        "BEGIN:VEVENT\nUID:1@velobay.example\nDTSTART:20260105T090000Z\nDTEND:20260105T093000Z\n{more}\nEND:VEVENT\n"
    )
}

fn calendar(inside: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{inside}END:VCALENDAR\n")
}

fn found(text: &str) -> (Found, Notes, u64) {
    let (mut found, mut notes) = (Found::default(), Notes::default());
    let calendars = read("test.ics", text.as_bytes(), &mut found, &mut notes);
    (found, notes, calendars)
}

#[test]
fn an_event_with_everything() {
    let (found, notes, calendars) = found(&calendar(&event(
        "SEQUENCE:2\nCREATED:20260101T080000Z\nLAST-MODIFIED:20260102T080000Z\nRRULE:FREQ=WEEKLY\n\
         EXDATE:20260112T090000Z,20260119T090000Z\nCLASS:PUBLIC\nSUMMARY:Salaries\n\
         ORGANIZER;CN=Noor Haddad:mailto:noor.haddad@velobay.example\n\
         ATTENDEE;CUTYPE=ROOM;CN=Small room:mailto:room@velobay.example\n\
         ATTENDEE;PARTSTAT=DECLINED;CN=Ben Carter:MAILTO:Ben.Carter@velobay.example\n\
         BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT9H\nATTENDEE:mailto:alarm@velobay.example\nEND:VALARM",
    )));
    assert_eq!((notes, calendars), (Notes::default(), 1));
    let [event] = &found.events[..] else { panic!("one event") };
    assert_eq!((event.sequence, event.length, event.except.len()), (2, 1800, 2));
    assert_eq!(event.created, Some(1_767_254_400));
    assert_eq!(event.details.privacy, crate::meeting::Privacy::Open);
    let people: Vec<_> =
        event.details.people.iter().map(|p| (p.address.as_str(), p.kind)).collect();
    use crate::meeting::Invited::{Person, Room};
    assert_eq!(people, [("ben.carter@velobay.example", Person), ("room@velobay.example", Room)]);
    assert!(!format!("{event:?}").contains("Salaries"), "no title is kept");
}

#[test]
fn zones_come_before_or_after_and_unknown_ones_are_counted() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Port Halden\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\n\
                TZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n";
    let local = "BEGIN:VEVENT\nUID:2\nDTSTART;TZID=Port Halden:20260105T090000\nDTEND;TZID=Nowhere:20260105T100000\nEND:VEVENT\n";
    for text in [calendar(&format!("{zone}{local}")), calendar(&format!("{local}{zone}"))] {
        let (found, notes, _) = found(&text);
        let seconds = found.events[0].start.seconds(&Zone::Floating);
        assert_eq!(seconds, 1_767_571_200 + 8 * 3600);
        assert_eq!(notes.of(Note::UnknownZone), 1);
        assert_eq!(found.clocks.get("Port Halden"), Some(&1));
        assert!(found.described.contains_key("Port Halden"));
    }
}

#[test]
fn what_is_broken_is_counted_and_the_rest_is_read() {
    let good = event("");
    let cases: [(&str, Note, usize); 9] = [
        ("BEGIN:VEVENT\nUID:x\nEND:VEVENT\n", Note::NoStart, 1),
        ("BEGIN:VEVENT\nUID:x\nDTSTART:99991231T000000\nEND:VEVENT\n", Note::BadTime, 1),
        (
            "BEGIN:VEVENT\nUID:x\nDTSTART:20260105T090000Z\nDTEND:20260104T090000Z\nEND:VEVENT\n",
            Note::EndBeforeStart,
            2,
        ),
        ("BEGIN:VEVENT\nDTSTART:20260105T090000Z\nEND:VEVENT\n", Note::NoUid, 2),
        ("BEGIN:VEVENT\nUID:never ended\n", Note::CutOff, 1),
        ("this is no line\n", Note::BadLine, 1),
        (
            "BEGIN:VEVENT\nUID:x\nDTSTART:20260105T090000Z\nDURATION:long\nEND:VEVENT\n",
            Note::BadTime,
            2,
        ),
        ("BEGIN:VCALENDAR\nVERSION:3.0\nEND:VCALENDAR\nBEGIN:VCALENDAR\n", Note::UnknownVersion, 1),
        ("BEGIN:VTODO\nBEGIN:VEVENT\nUID:inside\nEND:VTODO\nEND:VTODO\nnone\n", Note::BadLine, 1),
    ];
    for (broken, note, events) in cases {
        let (found, notes, _) = found(&calendar(&format!("{broken}{good}")));
        assert_eq!((found.events.len(), notes.of(note)), (events, 1), "{broken}\n{notes:?}");
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere() {
    let whole = calendar(&format!("{}{}", event("SUMMARY:one"), event("RRULE:FREQ=DAILY")));
    let second = whole.rfind("BEGIN:VEVENT").unwrap();
    for end in 0..whole.len() {
        let (found, notes, _) = found(&whole[..end]);
        let most = usize::from(end > second - 2) + usize::from(end > whole.len() - 18);
        assert!(found.events.len() <= most, "{end}");
        if end > second + 13 && end < whole.len() - 30 {
            assert_eq!(notes.of(Note::CutOff), 1, "{end}: {notes:?}");
        }
    }
}

#[test]
fn deep_nests_and_long_lines_cost_nothing() {
    let nest = "BEGIN:X\n".repeat(100_000);
    let (after, notes, calendars) =
        found(&format!("BEGIN:VCALENDAR\n{nest}END:VCALENDAR\n{}", calendar(&event(""))));
    assert_eq!((after.events.len(), calendars, notes), (1, 2, Notes::default()));
    let long = format!(
        "ATTENDEE;CN={}:mailto:a@velobay.example\nDESCRIPTION:{}",
        "x".repeat(200_000),
        "y".repeat(900_000)
    );
    let (found, notes, _) = found(&calendar(&event(&long)));
    assert!(found.events[0].details.people.is_empty());
    assert_eq!(notes.of(Note::LongLine), 1);
}

#[test]
fn people_without_addresses_and_things_that_are_none() {
    let (found, ..) = found(&calendar(&event(
        "ATTENDEE;CN=Kev:invalid:nomail\nATTENDEE;CN=Petra;EMAIL=petra@velobay.example:urn:uuid:7\n\
         ATTENDEE;CN=Loft:mailto:c_188@resource.calendar.google.com\nATTENDEE;CUTYPE=GROUP:mailto:depot@velobay.example\n\
         ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@velobay.example\nATTENDEE;PARTSTAT=ACCEPTED:mailto:A@velobay.example",
    )));
    use crate::meeting::{Answer, Invited};
    let people: Vec<_> = found.events[0]
        .details
        .people
        .iter()
        .map(|p| (p.address.as_str(), p.kind, p.answer))
        .collect();
    assert_eq!(
        people,
        [
            ("a@velobay.example", Invited::Person, Answer::Accepted),
            ("c_188@resource.calendar.google.com", Invited::Room, Answer::None),
            ("depot@velobay.example", Invited::List, Answer::None),
            ("name:kev", Invited::Person, Answer::None),
            ("petra@velobay.example", Invited::Person, Answer::None),
        ]
    );
}

#[test]
fn of_private_events_nothing_is_kept() {
    for class in ["PRIVATE", "CONFIDENTIAL", "private"] {
        let (found, ..) = found(&calendar(&event(&format!(
            "CLASS:{class}\nORGANIZER;CN=Noor:mailto:noor@velobay.example\nATTENDEE;CN=Ben:mailto:ben@velobay.example"
        ))));
        let kept = format!("{:?}", found.events[0]);
        assert!(
            kept.contains("Private") && !kept.contains("oor") && !kept.contains("en@"),
            "{kept}"
        );
    }
}
