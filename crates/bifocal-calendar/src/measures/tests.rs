//! Measures of small calendars whose figures can be counted by hand.

use bifocal_core::{Address, Toward};
use bifocal_sources::People;
use jiff::civil::date;

use super::*;
use crate::{Calendar, Window};

const CHART: &str = "name,addresses,title,manager\n\
    Tomasz Wilk,tomasz.wilk@velobay.example,Operations Manager,\n\
    Marcus Bell,marcus.bell@velobay.example;mb@velobay.example,Depot Manager,Tomasz Wilk\n\
    Jonas Berg,jonas.berg@velobay.example,Field Technician,Marcus Bell\n\
    Noor Haddad,noor.haddad@velobay.example,People Partner,\n";

fn at(name: &str) -> String {
    format!("mailto:{name}@velobay.example")
}

/// An event organized by the first; a name with `-` before it has declined.
fn event(uid: u32, start: &str, minutes: u32, people: &[&str], more: &str) -> String {
    let mut text = format!(
        "BEGIN:VEVENT\nUID:{uid}\nDTSTART;TZID=Europe/Berlin:{start}\nDURATION:PT{minutes}M\nORGANIZER:{}\n",
        at(people[0].trim_start_matches('-'))
    );
    for name in people {
        let answer = if name.starts_with('-') { "DECLINED" } else { "ACCEPTED" };
        text += &format!("ATTENDEE;PARTSTAT={answer}:{}\n", at(name.trim_start_matches('-')));
    }
    format!("{text}{more}END:VEVENT\n")
}

fn figures(events: &[String]) -> Figures {
    let mut calendar = Calendar::default();
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}END:VCALENDAR\n", events.concat());
    calendar.read("test.ics", text.as_bytes());
    let window = Window { from: None, to: date(2026, 12, 31) };
    let meetings = calendar.meetings(window);
    let mut people = People::read(CHART.as_bytes()).unwrap();
    let me = Address::new("marcus.bell@velobay.example");
    people.merge(std::slice::from_ref(&me));
    let figures = measure(&meetings, &people, &me, WorkingHours::default());
    let off = figures.changes.cancelled.total();
    assert_eq!(
        figures.entries,
        figures.meetings.meetings + figures.left_out.total() + off,
        "it adds up"
    );
    figures
}

#[test]
fn weekly_one_to_ones_kept_moved_cancelled() {
    let two = ["marcus.bell", "jonas.berg"];
    let figures = figures(&[
        event(
            1,
            "20260105T090000",
            30,
            &two,
            "RRULE:FREQ=WEEKLY;COUNT=6\nEXDATE;TZID=Europe/Berlin:20260119T090000\n",
        ),
        event(1, "20260113T100000", 45, &two, "RECURRENCE-ID;TZID=Europe/Berlin:20260112T090000\n"),
        event(
            1,
            "20260126T090000",
            30,
            &two,
            "RECURRENCE-ID;TZID=Europe/Berlin:20260126T090000\nSTATUS:CANCELLED\n",
        ),
    ]);
    let [pair] = &figures.pairs[..] else { panic!("one pair") };
    assert_eq!((pair.name.as_str(), pair.toward), ("Jonas Berg", Toward::Down));
    assert_eq!(pair.amount, Amount { meetings: 4, minutes: 135 });
    assert_eq!(
        (pair.kept, pair.moved, pair.cancelled),
        (3, By { me: 1, ..By::default() }, By { me: 2, ..By::default() },)
    );
    // 5, 13 January, 2, 9 February: 8, 20 and 7 days.
    assert_eq!(pair.cadence, Some(Cadence { median_days: 8.0, distances: 3 }));
    assert_eq!(figures.weeks.len(), 6);
    assert_eq!(figures.weeks.iter().map(|w| w.off).collect::<Vec<_>>(), [0, 0, 1, 1, 0, 0]);
    assert_eq!(figures.sizes.one_to_one.amount.meetings, 4);
    assert_eq!(figures.sizes.one_to_one.of_time, None, "too few weeks for an interval");
}

#[test]
fn rooms_and_declined_ones_are_no_people() {
    let room = "ATTENDEE;CUTYPE=ROOM:mailto:loft@velobay.example\n";
    let figures = figures(&[
        event(1, "20260105T090000", 30, &["marcus.bell", "noor.haddad"], room),
        event(2, "20260106T090000", 30, &["tomasz.wilk", "marcus.bell", "-noor.haddad"], ""),
        event(3, "20260107T090000", 30, &["jonas.berg", "-marcus.bell"], ""),
        event(4, "20260108T090000", 30, &["marcus.bell", "-jonas.berg"], ""),
        // An address of the owner's is no second person.
        event(5, "20260109T090000", 30, &["mb", "marcus.bell"], ""),
    ]);
    assert_eq!(figures.sizes.one_to_one.amount.meetings, 2);
    let left = figures.left_out;
    assert_eq!((left.declined_by_me, left.declined_by_others, left.alone), (1, 1, 1));
    let names: Vec<_> =
        figures.pairs.iter().map(|p| (p.name.as_str(), p.amount.meetings, p.declined)).collect();
    assert_eq!(
        names,
        [
            ("Tomasz Wilk", 1, By::default()),
            ("Jonas Berg", 0, By { me: 1, others: 1, not_told: 0 }),
            ("Noor Haddad", 1, By::default()),
        ]
    );
}

#[test]
fn what_is_private_or_takes_no_time_is_only_counted() {
    let two = ["marcus.bell", "jonas.berg"];
    let figures = figures(&[
        event(1, "20260105T090000", 30, &two, "CLASS:PRIVATE\n"),
        event(2, "20260105T090000", 30, &two, "TRANSP:TRANSPARENT\n"),
        event(3, "20260105T090000", 30, &two, "X-MICROSOFT-CDO-BUSYSTATUS:OOF\n"),
        event(4, "20260105T000000", 1440, &two, ""),
        event(5, "20260105T090000", 30, &["tomasz.wilk", "jonas.berg"], ""),
        "BEGIN:VEVENT\nUID:6\nDTSTART;VALUE=DATE:20260105\nEND:VEVENT\n".into(),
    ]);
    let expected = LeftOut {
        private: 1,
        free: 1,
        out_of_office: 1,
        all_day: 2,
        without_me: 1,
        ..LeftOut::default()
    };
    assert_eq!(figures.left_out, expected);
    assert!(figures.pairs.is_empty() && figures.weeks.is_empty() && figures.toward.is_empty());
}

#[test]
fn sizes_directions_hours_and_notice() {
    let many: Vec<String> = (0..9).map(|n| format!("p{n}")).collect();
    let mut large = vec!["tomasz.wilk", "marcus.bell"];
    large.extend(many.iter().map(String::as_str));
    let figures = figures(&[
        event(1, "20260105T070000", 90, &large, "CREATED:20260105T000000Z\n"),
        event(
            2,
            "20260105T080000",
            60,
            &["marcus.bell", "jonas.berg", "noor.haddad"],
            "CREATED:20251201T000000Z\n",
        ),
        event(
            3,
            "20260106T090000",
            30,
            &["jonas.berg", "marcus.bell"],
            "ATTENDEE:mailto:a@kestrel.example\nCREATED:20260106T090000Z\n",
        ),
        event(
            4,
            "20260107T090000",
            30,
            &["jonas.berg", "marcus.bell"],
            "ATTENDEE;CUTYPE=GROUP:mailto:depot@velobay.example\n",
        ),
        event(5, "20260108T090000", 30, &["jonas.berg", "marcus.bell", "everyone"], ""),
    ]);
    let sizes = &figures.sizes;
    assert_eq!(sizes.people, BTreeMap::from([(3, 2), (11, 1)]));
    assert_eq!(
        (sizes.small.amount.meetings, sizes.large_and_long.meetings, sizes.list.amount.meetings),
        (2, 1, 2)
    );
    assert_eq!(sizes.median, Some(3.0));
    assert_eq!(figures.double_booked, 30);
    assert_eq!(figures.outside_hours, Some(Amount { meetings: 1, minutes: 60 }));
    let any: Vec<_> = figures.toward.iter().map(|t| (t.toward, t.any.amount.meetings)).collect();
    assert_eq!(
        any,
        [
            (Toward::Up, 1),
            (Toward::Down, 4),
            (Toward::Across, 1),
            (Toward::Outside, 1),
            (Toward::Unknown, 1)
        ]
    );
    let notice = &figures.notice;
    assert_eq!(
        [
            notice.up_to_6_hours,
            notice.up_to_12_hours,
            notice.longer,
            notice.afterwards,
            notice.not_told
        ]
        .map(|a| a.meetings),
        [1, 0, 1, 1, 2]
    );
    assert_eq!(
        (figures.organised_by_me.amount.meetings, figures.recurring.amount.meetings),
        (1, 0)
    );
}

#[test]
fn shares_have_intervals_from_sixteen_weeks_and_thirty_meetings_on() {
    let two = ["marcus.bell", "jonas.berg"];
    let three = ["marcus.bell", "jonas.berg", "noor.haddad"];
    let year = |count: u32| {
        figures(&[
            event(1, "20260105T090000", 30, &two, &format!("RRULE:FREQ=WEEKLY;COUNT={count}\n")),
            event(2, "20260106T090000", 60, &three, &format!("RRULE:FREQ=WEEKLY;COUNT={count}\n")),
        ])
    };
    assert_eq!(year(29).sizes.one_to_one.of_time, None);
    let estimate = year(40).sizes.one_to_one.of_time.unwrap();
    assert!(
        (estimate.point - 1.0 / 3.0).abs() < 1e-9 && estimate.interval.contains(estimate.point)
    );
}
