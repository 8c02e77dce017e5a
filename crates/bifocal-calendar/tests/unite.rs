//! Copies of events, rules, and hostile calendars, from the outside.

use bifocal_calendar::{Calendar, Fate, Meetings, Note, Window};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn window(from: Date, to: Date) -> Window {
    Window { from: Some(from), to }
}

fn year() -> Window {
    window(date(2026, 1, 1), date(2026, 12, 31))
}

fn calendar(texts: &[&str]) -> Calendar {
    let mut calendar = Calendar::default();
    for (n, text) in texts.iter().enumerate() {
        calendar.read(&format!("{n}.ics"), text.as_bytes());
    }
    calendar
}

fn wrapped(head: &str, events: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{}END:VCALENDAR\r\n",
        events.replace('\n', "\r\n")
    )
}

fn starts(meetings: &Meetings) -> Vec<(String, Fate)> {
    meetings.all.iter().map(|m| (m.wall.strftime("%m-%d %H:%M").to_string(), m.fate)).collect()
}

#[test]
fn the_latest_version_of_all_copies_counts() {
    let organizer = wrapped(
        "",
        "BEGIN:VEVENT\nUID:1\nSEQUENCE:1\nDTSTART:20260302T130000Z\nDTEND:20260302T140000Z\n\
        CREATED:20260201T090000Z\nORGANIZER:mailto:aiko.tanaka@velobay.example\n\
        ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:noor.haddad@velobay.example\nEND:VEVENT\n",
    );
    let attendee = wrapped(
        "",
        "BEGIN:VEVENT\nUID:1\nSEQUENCE:1\nDTSTART:20260302T130000Z\nDTEND:20260302T140000Z\n\
        ORGANIZER:mailto:aiko.tanaka@velobay.example\n\
        ATTENDEE;PARTSTAT=ACCEPTED:mailto:noor.haddad@velobay.example\nEND:VEVENT\n",
    );
    let invitation = wrapped(
        "METHOD:REQUEST\r\n",
        "BEGIN:VEVENT\nUID:1\nSEQUENCE:0\nDTSTAMP:20260131T080000Z\n\
        DTSTART:20260302T090000Z\nDTEND:20260302T093000Z\nORGANIZER:mailto:aiko.tanaka@velobay.example\n\
        ATTENDEE:mailto:noor.haddad@velobay.example\nEND:VEVENT\n",
    );
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let all = [&organizer, &attendee, &invitation];
        let meetings = calendar(&order.map(|n| all[n].as_str())).meetings(year());
        let [meeting] = &meetings.all[..] else { panic!("one meeting") };
        assert_eq!((meeting.minutes(), meeting.fate), (60, Fate::Moved));
        assert_eq!(meeting.people()[0].answer, bifocal_calendar::Answer::Accepted);
        // The invitation is the earliest that tells of it.
        assert_eq!(meeting.created.unwrap().0, 1_769_846_400);
        assert_eq!((meetings.events, meetings.copies), (1, 2));
    }
    let cancel = wrapped(
        "METHOD:CANCEL\r\n",
        "BEGIN:VEVENT\nUID:1\nSEQUENCE:2\nDTSTART:20260302T130000Z\nEND:VEVENT\n",
    );
    let meetings = calendar(&[&cancel, &organizer]).meetings(year());
    assert_eq!(meetings.all[0].fate, Fate::Cancelled);
    assert_eq!(meetings.all[0].people().len(), 1, "those who were invited are still known");
}

#[test]
fn private_in_one_copy_is_private() {
    let open = wrapped(
        "",
        "BEGIN:VEVENT\nUID:1\nSEQUENCE:2\nDTSTART:20260302T130000Z\nDURATION:PT1H\nATTENDEE:mailto:noor@velobay.example\nEND:VEVENT\n",
    );
    let private =
        wrapped("", "BEGIN:VEVENT\nUID:1\nDTSTART:20260302T130000Z\nCLASS:PRIVATE\nEND:VEVENT\n");
    for texts in [[&open, &private], [&private, &open]] {
        let meetings = calendar(&texts.map(String::as_str)).meetings(year());
        assert_eq!(meetings.all[0].privacy(), bifocal_calendar::Privacy::Private);
        assert!(meetings.all[0].people().is_empty());
    }
}

#[test]
fn a_cancelled_series_has_been_until_then() {
    let series = wrapped(
        "",
        "BEGIN:VEVENT\nUID:1\nDTSTART:20260105T090000Z\nDTEND:20260105T093000Z\nRRULE:FREQ=WEEKLY;COUNT=4\nEND:VEVENT\n",
    );
    let cancel = wrapped(
        "METHOD:CANCEL\r\n",
        "BEGIN:VEVENT\nUID:1\nSEQUENCE:1\nDTSTAMP:20260115T120000Z\nDTSTART:20260105T090000Z\nEND:VEVENT\n",
    );
    let fates: Vec<Fate> =
        calendar(&[&series, &cancel]).meetings(year()).all.iter().map(|m| m.fate).collect();
    assert_eq!(fates, [Fate::Kept, Fate::Kept, Fate::Cancelled, Fate::Cancelled]);
}

#[test]
fn a_series_with_all_its_exceptions() {
    let text = wrapped(
        "",
        "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:20260316T090000\nDURATION:PT30M\n\
        RRULE:FREQ=WEEKLY;UNTIL=20260413T070000Z\nEXDATE;VALUE=DATE:20260323\nRDATE;TZID=Europe/Berlin:20260401T150000\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260330T090000\nDTSTART;TZID=Europe/Berlin:20260331T110000\nDURATION:PT30M\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:2\nRECURRENCE-ID:20260406T070000Z\nDTSTART:20260406T070000Z\nSTATUS:CANCELLED\nEND:VEVENT\n",
    );
    let meetings = calendar(&[&text]).meetings(year());
    assert_eq!(meetings.zone.as_deref(), Some("Europe/Berlin"));
    let found = starts(&meetings);
    let found: Vec<(&str, Fate)> = found.iter().map(|(at, fate)| (at.as_str(), *fate)).collect();
    // Clocks change on 29 March; nine stays nine.
    assert_eq!(
        found,
        [
            ("03-16 09:00", Fate::Kept),
            ("03-23 09:00", Fate::Removed),
            ("03-31 11:00", Fate::Moved),
            ("04-01 15:00", Fate::Kept),
            // An instance of an event that is not there stands for itself.
            ("04-06 09:00", Fate::Cancelled),
            ("04-06 09:00", Fate::Kept),
            ("04-13 09:00", Fate::Kept),
        ]
    );
}

#[test]
fn a_change_of_all_later_ones() {
    let text = wrapped(
        "",
        "BEGIN:VEVENT\nUID:1\nDTSTART:20260105T090000Z\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;COUNT=4\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260119T090000Z\nDTSTART:20260120T100000Z\nDURATION:PT1H\nEND:VEVENT\n",
    );
    let meetings = calendar(&[&text]).meetings(year());
    let found: Vec<_> =
        meetings.all.iter().map(|m| (m.wall.date().day(), m.minutes(), m.fate)).collect();
    assert_eq!(
        found,
        [(5, 30, Fate::Kept), (12, 30, Fate::Kept), (20, 60, Fate::Moved), (27, 60, Fate::Moved)]
    );
}

#[test]
fn a_change_of_all_later_ones_goes_on_where_the_window_begins_after_it() {
    let text = |to: &str| {
        wrapped(
            "",
            &format!(
                "BEGIN:VEVENT\nUID:1\nDTSTART:20251201T090000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=12\nEND:VEVENT\n\
                BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20251215T090000Z\nDTSTART:{to}\nDURATION:PT30M\nEND:VEVENT\n"
            ),
        )
    };
    let found = |to: &str| -> Vec<(String, u64)> {
        let meetings = calendar(&[&text(to)]).meetings(window(date(2026, 1, 5), date(2026, 1, 12)));
        let at = |m: &bifocal_calendar::Meeting| m.wall.strftime("%m-%d %H:%M").to_string();
        meetings.all.iter().map(|m| (at(m), m.minutes())).collect()
    };
    assert_eq!(found("20251215T140000Z"), [("01-05 14:00".into(), 30), ("01-12 14:00".into(), 30)]);
    // A week later or earlier, those from outside the window reach into it.
    for to in ["20251222T140000Z", "20251208T140000Z"] {
        assert_eq!(found(to).len(), 2, "{to}");
    }
}

#[test]
fn a_proposal_of_another_time_changes_nothing() {
    let event = |stamp: &str, start: &str| {
        format!(
            "BEGIN:VEVENT\nUID:1\nDTSTAMP:{stamp}\nDTSTART:{start}\nDURATION:PT1H\nEND:VEVENT\n"
        )
    };
    let stored = wrapped("", &event("20260101T000000Z", "20260105T090000Z"));
    for method in ["COUNTER", "DECLINECOUNTER", "REFRESH"] {
        let proposed = event("20260102T000000Z", "20260112T150000Z");
        let proposed = wrapped(&format!("METHOD:{method}\r\n"), &proposed);
        let meetings = calendar(&[&stored, &proposed]);
        assert_eq!(meetings.notes.of(Note::Proposal), 1);
        let meetings = meetings.meetings(year());
        assert_eq!(starts(&meetings), [("01-05 09:00".to_owned(), Fate::Kept)], "{method}");
    }
}

#[test]
fn what_an_older_version_changed_in_a_date_that_is_gone_is_no_meeting() {
    let event = |sequence: u32, more: &str, start: &str| {
        format!(
            "BEGIN:VEVENT\nUID:1\nSEQUENCE:{sequence}\n{more}\nDTSTART:{start}\nDURATION:PT1H\nEND:VEVENT\n"
        )
    };
    let series = |sequence, start| event(sequence, "RRULE:FREQ=WEEKLY;COUNT=3", start);
    let moved = |sequence| event(sequence, "RECURRENCE-ID:20260112T090000Z", "20260112T110000Z");
    let older = wrapped("", &format!("{}{}", series(0, "20260105T090000Z"), moved(0)));
    let newer = wrapped("", &series(1, "20260105T100000Z"));
    for files in [[&older, &newer], [&newer, &older]] {
        let meetings = calendar(&files.map(String::as_str)).meetings(year());
        assert_eq!(meetings.all.len(), 3);
        assert!(starts(&meetings).iter().all(|(at, _)| at.ends_with("10:00")));
        assert_eq!((meetings.events, meetings.copies), (1, 2));
    }
    // One that is as new as the series stands for itself, and so does one whose date is not looked at.
    let same = wrapped("", &moved(1));
    assert_eq!(calendar(&[&newer, &same]).meetings(year()).all.len(), 4);
    let early = moved(0).replace("RECURRENCE-ID:20260112", "RECURRENCE-ID:20260212");
    let january = window(date(2026, 1, 1), date(2026, 1, 31));
    assert_eq!(calendar(&[&newer, &wrapped("", &early)]).meetings(january).all.len(), 4);
}

#[test]
fn endless_and_absurd_rules_end() {
    let rule = |rule: &str| {
        wrapped(
            "",
            &format!(
                "BEGIN:VEVENT\nUID:1\nDTSTART:20260105T090000Z\nDURATION:PT30M\nRRULE:{rule}\nEND:VEVENT\n"
            ),
        )
    };
    let count = |text: &str, window: Window| {
        let meetings = calendar(&[text]).meetings(window);
        (meetings.all.len(), meetings.notes)
    };
    assert_eq!(count(&rule("FREQ=DAILY"), year()).0, 361);
    assert_eq!(count(&rule("FREQ=DAILY;COUNT=1000000000"), year()).0, 361);
    let (n, notes) = count(&rule("FREQ=DAILY"), window(date(2026, 1, 1), date(2100, 1, 1)));
    assert_eq!((n, notes.of(Note::EndlessRule)), (5000, 1));
    for (bad, note) in [
        ("FREQ=DAILY;INTERVAL=0", Note::BadRule),
        ("FREQ=SECONDLY", Note::FineRule),
        ("COUNT=3", Note::BadRule),
    ] {
        let (n, notes) = count(&rule(bad), year());
        assert_eq!((n, notes.of(note)), (1, 1), "{bad}: the event itself counts");
    }
    // A year that has come and gone: the window begins long after.
    let old = rule("FREQ=WEEKLY").replace("20260105", "19710104");
    assert_eq!(count(&old, year()).0, 52);
}

#[test]
fn duplicate_ids_within_a_file_are_copies() {
    let one = "BEGIN:VEVENT\nUID:same\nDTSTART:20260105T090000Z\nDURATION:PT30M\nEND:VEVENT\n";
    let meetings = calendar(&[&wrapped("", &one.repeat(50))]).meetings(year());
    assert_eq!((meetings.all.len(), meetings.copies), (1, 49));
}

#[test]
fn floating_times_are_told_by_the_calendars_own_clock() {
    let text = wrapped(
        "X-WR-TIMEZONE:America/New_York\r\n",
        "BEGIN:VEVENT\nUID:1\nDTSTART:20260105T090000\nDURATION:PT30M\nEND:VEVENT\n",
    );
    let meetings = calendar(&[&text]).meetings(year());
    assert_eq!(meetings.all[0].start.0, 1_767_571_200 + 14 * 3600);
    assert_eq!(starts(&meetings)[0].0, "01-05 09:00");
}

#[test]
fn files_folders_and_archives() {
    let folder = tempfile::tempdir().unwrap();
    let text = wrapped("", "BEGIN:VEVENT\nUID:1\nDTSTART:20260105T090000Z\nEND:VEVENT\n");
    std::fs::write(folder.path().join("a.ics"), &text).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "no calendar\n").unwrap();
    let calendar = Calendar::open(&[folder.path().to_owned()]).unwrap();
    assert_eq!(
        (calendar.read.files, calendar.read.events, calendar.notes.of(Note::NotACalendar)),
        (1, 1, 1)
    );
    let error = Calendar::open(&[folder.path().join("notes.txt")]).unwrap_err();
    assert!(error.to_string().contains("there is no calendar in it"));
    let error = Calendar::open(&[folder.path().join("gone.ics")]).unwrap_err();
    assert!(error.to_string().contains("there is no such file"));
    let huge = folder.path().join("huge.csv");
    std::fs::write(&huge, "PersonId,MetricDate,Meetings\na,2026-01-04,1\n").unwrap();
    std::fs::File::options().write(true).open(&huge).unwrap().set_len((64 << 20) + 1).unwrap();
    let error = Calendar::open(&[huge]).unwrap_err().to_string();
    assert!(error.contains("larger than 64 MB"), "{error}");
    std::fs::write(folder.path().join("bad.zip"), b"PK\x03\x04 and no more").unwrap();
    assert!(Calendar::open(&[folder.path().join("bad.zip")]).is_err());
}

/// Lines that a calendar may have, in any order.
fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("BEGIN:VCALENDAR".to_owned()),
        Just("END:VCALENDAR".to_owned()),
        Just("BEGIN:VEVENT".to_owned()),
        Just("END:VEVENT".to_owned()),
        Just("BEGIN:VTIMEZONE".to_owned()),
        Just("END:VTIMEZONE".to_owned()),
        Just("BEGIN:STANDARD".to_owned()),
        Just("END:STANDARD".to_owned()),
        Just("BEGIN:VALARM".to_owned()),
        Just("END:VALARM".to_owned()),
        Just("TZID:Z".to_owned()),
        Just("TZOFFSETFROM:+0100".to_owned()),
        Just("TZOFFSETTO:-0200".to_owned()),
        Just("STATUS:CANCELLED".to_owned()),
        Just("METHOD:CANCEL".to_owned()),
        Just("RRULE:FREQ=WEEKLY;BYDAY=MO,TU".to_owned()),
        Just("RRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR".to_owned()),
    ];
    prop_oneof![
        4 => word,
        1 => (0u8..4).prop_map(|n| format!("UID:{n}")),
        1 => (1u8..13, 1u8..29, 0u8..24).prop_map(|(m, d, h)| format!("DTSTART:2026{m:02}{d:02}T{h:02}0000Z")),
        1 => (1u8..13, 1u8..29, 0u8..24).prop_map(|(m, d, h)| format!("DTSTART;TZID=Z:2026{m:02}{d:02}T{h:02}0000")),
        1 => (1u8..13, 1u8..29).prop_map(|(m, d)| format!("RECURRENCE-ID;VALUE=DATE:2026{m:02}{d:02}")),
        1 => (1u8..13, 1u8..29).prop_map(|(m, d)| format!("EXDATE;VALUE=DATE:2026{m:02}{d:02}")),
        1 => "DURATION:P[0-9]{1,9}[WD]",
        1 => "ATTENDEE;PARTSTAT=(ACCEPTED|DECLINED):mailto:[ab]@velobay.example",
        1 => "[ -~]{0,30}",
    ]
}

/// One whole event with an identity among few, so that many are copies of each other.
fn event() -> impl Strategy<Value = String> {
    (0u8..3, 0u32..3, 1u8..29, 0u8..24, any::<bool>(), any::<bool>(), "(ACCEPTED|DECLINED|NEEDS-ACTION)", proptest::option::of(1u8..29))
        .prop_map(|(uid, sequence, day, hour, rule, cancelled, answer, instance)| {
            let mut text = format!(
                "BEGIN:VEVENT\nUID:{uid}\nSEQUENCE:{sequence}\nDTSTAMP:202601{day:02}T000000Z\nDTSTART:202602{day:02}T{hour:02}0000Z\n\
                 DURATION:PT30M\nATTENDEE;PARTSTAT={answer}:mailto:a@velobay.example\n"
            );
            if let Some(instance) = instance {
                text += &format!("RECURRENCE-ID:202602{instance:02}T{hour:02}0000Z\n");
            } else if rule {
                text += "RRULE:FREQ=DAILY;COUNT=5\n";
            }
            if cancelled {
                text += "STATUS:CANCELLED\n";
            }
            text + "END:VEVENT\n"
        })
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut calendar = Calendar::default();
        let mut text = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n".to_vec();
        text.extend(bytes);
        calendar.read("any", &text[..]);
        let _ = calendar.meetings(year());
    }

    #[test]
    fn any_lines_are_read(lines in proptest::collection::vec(line(), 0..60)) {
        let text = lines.join("\n");
        let meetings = calendar(&[&text]).meetings(year());
        for meeting in &meetings.all {
            prop_assert!(meeting.start <= meeting.end);
            prop_assert!(year().holds(meeting.wall.date()));
        }
    }

    /// Whichever file comes first, and whichever event in it.
    #[test]
    fn the_union_does_not_depend_on_the_order(
        events in proptest::collection::vec(event(), 1..8).prop_flat_map(|events| {
            (Just(events.clone()), Just(events).prop_shuffle())
        }),
    ) {
        let (first, second) = events;
        let one = wrapped("", &first.concat());
        let many: Vec<String> = second.iter().map(|event| wrapped("", event)).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let (one, many) = (calendar(&[&one]).meetings(year()), calendar(&many).meetings(year()));
        prop_assert_eq!(one.all, many.all);
        prop_assert_eq!((one.events, one.copies), (many.events, many.copies));
    }
}
