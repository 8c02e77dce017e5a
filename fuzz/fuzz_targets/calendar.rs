//! Any bytes as calendars: events, copies united in any order, rules expanded, measures that add up.
#![no_main]

use bifocal_calendar::{Calendar, Window, WorkingHours, measure};
use bifocal_core::Address;
use bifocal_sources::People;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let window = Window { from: Some(date(2025, 1, 1)), to: date(2026, 12, 31) };
    let mut calendar = Calendar::default();
    calendar.read("fuzz", bytes);
    let meetings = calendar.meetings(window);
    for meeting in &meetings.all {
        assert!(meeting.start <= meeting.end);
        assert!(window.holds(meeting.wall.date()));
    }
    let me = Address::new("a@b");
    let figures = measure(&meetings, &People::default(), &me, WorkingHours::default());
    let off = figures.changes.cancelled.total();
    assert_eq!(figures.entries, figures.meetings.meetings + figures.left_out.total() + off);

    // Twice the same file is the same calendar.
    calendar.read("fuzz", bytes);
    assert_eq!(calendar.meetings(window).all, meetings.all);
});
