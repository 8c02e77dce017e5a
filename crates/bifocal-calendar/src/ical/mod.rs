//! iCalendar (RFC 5545) as a stream: one event is held at a time, and of it only what is kept.

mod event;
mod line;
mod rule;
mod time;
mod zone;

use std::collections::BTreeMap;
use std::io::BufRead;

pub use event::Event;
pub(crate) use event::{Method, When};
pub(crate) use rule::{Budget, Rule, RuleError};
pub(crate) use zone::Zone;

use crate::note::{Note, Notes};
use event::EventBuilder;
use line::{Line, Lines};
use time::RawZone;
use zone::ZoneBuilder;

/// Events that are kept of all files together.
const MAX_EVENTS: usize = 1_000_000;

/// Zones that a file may describe.
const MAX_ZONES: usize = 1000;

/// What was found in all streams.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Events, cut-off ones left out.
    pub(crate) events: Vec<Event>,
    /// How many events are told by which named clock.
    pub(crate) clocks: BTreeMap<Box<str>, u64>,
    /// How many calendars say that a clock is their own (`X-WR-TIMEZONE`).
    pub(crate) own_clocks: BTreeMap<Box<str>, u64>,
    /// Zones that files describe and nothing else knows.
    pub(crate) described: BTreeMap<Box<str>, Zone>,
}

/// Reads all calendars of a stream into `found`; returns how many there were.
pub(crate) fn read(name: &str, reader: impl BufRead, found: &mut Found, notes: &mut Notes) -> u64 {
    Reading {
        found,
        notes,
        name,
        line: 0,
        calendars: 0,
        stack: Vec::new(),
        others: 0,
        event: EventBuilder::default(),
        zone: ZoneBuilder::default(),
        waiting: Vec::new(),
        zones: BTreeMap::new(),
        method: Method::Stored,
        budget: Budget::new(),
    }
    .run(Lines::new(reader))
}

/// A component whose lines are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Calendar,
    Event,
    Zone,
    Observance,
}

/// A stream while it is read.
struct Reading<'a> {
    found: &'a mut Found,
    notes: &'a mut Notes,
    name: &'a str,
    line: u64,
    calendars: u64,
    /// From the outside to the inside: a calendar, an event or a zone, an observance.
    stack: Vec<Inside>,
    /// Components around the line that are none of ours (alarms, tasks): their lines are left out.
    others: u64,
    event: EventBuilder,
    zone: ZoneBuilder,
    /// Events of this calendar, which wait for its zones.
    waiting: Vec<EventBuilder>,
    zones: BTreeMap<Box<str>, Zone>,
    method: Method,
    budget: Budget,
}

impl Reading<'_> {
    fn run<R: BufRead>(mut self, mut lines: Lines<R>) -> u64 {
        let mut bytes = Vec::new();
        loop {
            let next = lines.next(&mut bytes);
            self.line = lines.number();
            match next {
                Ok(Some(true)) => self.line(&String::from_utf8_lossy(&bytes)),
                Ok(Some(false)) => self.long_line(&bytes),
                Ok(None) => break,
                Err(_) => {
                    self.note(Note::Damaged);
                    break;
                }
            }
        }
        self.close_event_in_the_middle();
        self.end_calendar();
        self.calendars
    }

    fn note(&mut self, note: Note) {
        self.notes.add(note, || format!("{}, line {}", self.name, self.line));
    }

    fn line(&mut self, text: &str) {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return;
        }
        let Some(line) = Line::parse(text) else {
            // Only inside a calendar is it a fault; a file of something else has many such lines.
            if !self.stack.is_empty() {
                self.note(Note::BadLine);
            }
            return;
        };
        if line.is("BEGIN") {
            self.begin(&line.value.to_ascii_uppercase());
        } else if line.is("END") {
            self.end(&line.value.to_ascii_uppercase());
        } else if self.others == 0 {
            self.property(&line);
        }
    }

    /// Long lines are attachments and descriptions; of what is kept none may be cut.
    fn long_line(&mut self, bytes: &[u8]) {
        let kept = [&b"ATTENDEE"[..], b"EXDATE", b"RDATE", b"RRULE", b"UID", b"DTSTART"];
        let is =
            |name: &&[u8]| bytes.get(..name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name));
        if self.others == 0 && self.inside() == Some(Inside::Event) && kept.iter().any(is) {
            self.note(Note::LongLine);
        }
    }

    fn inside(&self) -> Option<Inside> {
        self.stack.last().copied()
    }

    fn begin(&mut self, component: &str) {
        if self.others > 0 {
            self.others += 1;
            return;
        }
        match (component, self.inside()) {
            ("VCALENDAR", _) => {
                // One that was never ended.
                self.close_event_in_the_middle();
                self.end_calendar();
                self.calendars += 1;
                self.stack.push(Inside::Calendar);
            }
            // An event that was never ended.
            ("VEVENT", Some(Inside::Event)) => {
                self.note(Note::CutOff);
                self.event = EventBuilder::default();
            }
            ("VEVENT", None | Some(Inside::Calendar)) => {
                self.event = EventBuilder::default();
                self.stack.push(Inside::Event);
            }
            ("VTIMEZONE", Some(Inside::Calendar)) => {
                self.zone = ZoneBuilder::default();
                self.stack.push(Inside::Zone);
            }
            ("STANDARD" | "DAYLIGHT", Some(Inside::Zone)) => {
                self.zone.observance();
                self.stack.push(Inside::Observance);
            }
            _ => self.others = 1,
        }
    }

    fn end(&mut self, component: &str) {
        let ours = match component {
            "VCALENDAR" => Some(Inside::Calendar),
            "VEVENT" => Some(Inside::Event),
            "VTIMEZONE" => Some(Inside::Zone),
            _ => None,
        };
        match ours {
            // What was never ended inside ends with it.
            Some(which) if self.stack.contains(&which) => {
                self.others = 0;
                match which {
                    Inside::Event => self.end_event(),
                    Inside::Zone => self.end_zone(),
                    _ => {
                        self.close_event_in_the_middle();
                        self.end_calendar();
                    }
                }
                while self.stack.pop().is_some_and(|last| last != which) {}
            }
            _ if self.others > 0 => self.others -= 1,
            _ if self.inside() == Some(Inside::Observance) => {
                self.stack.pop();
            }
            _ => {}
        }
    }

    fn property(&mut self, line: &Line<'_>) {
        match self.inside() {
            Some(Inside::Event) => {
                if let Some(note) = self.event.line(line) {
                    self.note(note);
                }
            }
            Some(Inside::Zone) => self.zone.line(line, false),
            Some(Inside::Observance) => self.zone.line(line, true),
            Some(Inside::Calendar) if line.is("METHOD") => {
                self.method = match line.value.to_ascii_uppercase().as_str() {
                    "REQUEST" => Method::Request,
                    "REPLY" => Method::Reply,
                    "CANCEL" => Method::Cancel,
                    "COUNTER" | "DECLINECOUNTER" | "REFRESH" => Method::Proposal,
                    _ => Method::Stored,
                };
            }
            Some(Inside::Calendar) if line.is("X-WR-TIMEZONE") && !line.value.is_empty() => {
                *self.found.own_clocks.entry(line.value.into()).or_default() += 1;
            }
            Some(Inside::Calendar) if line.is("VERSION") && line.value != "2.0" => {
                self.note(Note::UnknownVersion);
            }
            _ => {}
        }
    }

    fn end_event(&mut self) {
        let event = std::mem::take(&mut self.event);
        if self.found.events.len() + self.waiting.len() < MAX_EVENTS {
            self.waiting.push(event);
        } else {
            self.note(Note::TooMany);
        }
    }

    fn close_event_in_the_middle(&mut self) {
        if self.stack.contains(&Inside::Event) {
            self.event = EventBuilder::default();
            self.note(Note::CutOff);
        }
    }

    fn end_zone(&mut self) {
        let zone = std::mem::take(&mut self.zone);
        if self.zones.len() >= MAX_ZONES {
            self.note(Note::TooMany);
        } else if let Some((name, zone)) = zone.finish(&mut self.budget) {
            self.zones.insert(name, zone);
        }
    }

    /// Gives the waiting events their zones.
    fn end_calendar(&mut self) {
        self.stack.clear();
        self.others = 0;
        let method = std::mem::take(&mut self.method);
        // A zone that everybody knows is read by what everybody knows of it: files often
        // describe it for some years only.
        let mut known: BTreeMap<Box<str>, Option<Zone>> = BTreeMap::new();
        for event in std::mem::take(&mut self.waiting) {
            if method == Method::Proposal {
                self.note(Note::Proposal);
                continue;
            }
            if let Some(name) = event.zone_names().next() {
                *self.found.clocks.entry(name.into()).or_default() += 1;
            }
            let mut faults = Vec::new();
            let mut unknown = 0;
            let mut zone = |raw: &RawZone| match raw {
                RawZone::Utc => Zone::Known(jiff::tz::TimeZone::UTC),
                RawZone::Floating => Zone::Floating,
                RawZone::Named(name) => {
                    let zone = known.entry(name.clone()).or_insert_with(|| {
                        Zone::by_name(name).or_else(|| {
                            let own = self.zones.get(name).cloned();
                            if let Some(own) = &own {
                                self.found.described.insert(name.clone(), own.clone());
                            }
                            own
                        })
                    });
                    unknown += u64::from(zone.is_none());
                    zone.clone().unwrap_or(Zone::Floating)
                }
            };
            let event = event.finish(method, &mut zone, &mut |note| faults.push(note));
            self.found.events.extend(event);
            for note in faults {
                self.note(note);
            }
            for _ in 0..unknown {
                self.note(Note::UnknownZone);
            }
        }
        self.zones.clear();
    }
}

#[cfg(test)]
mod tests;
