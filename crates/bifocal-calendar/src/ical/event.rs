//! One `VEVENT`, as far as it is kept.

use std::sync::{Arc, LazyLock};

use bifocal_core::Address;
use jiff::civil::DateTime;
use xxhash_rust::xxh3::xxh3_64;

use super::line::Line;
use super::time::{self, MAX_DATES, RawTime, RawZone};
use super::zone::Zone;
use crate::meeting::{Answer, Details, Invited, Person, Privacy};
use crate::note::Note;

/// People that are kept of an event; nobody meets with more.
const MAX_PEOPLE: usize = 5_000;

/// Longest event: what lasts longer than a year is a mistake.
const MAX_SECONDS: i64 = 366 * 86_400;

static NO_PEOPLE: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/no_people.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// A local time with its clock.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) wall: DateTime,
    pub(crate) date_only: bool,
    pub(crate) zone: Zone,
}

impl When {
    /// Seconds since 1970; `home` is the clock of times that name none.
    pub(crate) fn seconds(&self, home: &Zone) -> i64 {
        self.clock(home).seconds(self.wall)
    }

    /// The clock that it is told by.
    pub(crate) fn clock<'a>(&'a self, home: &'a Zone) -> &'a Zone {
        if matches!(self.zone, Zone::Floating) { home } else { &self.zone }
    }
}

/// What a file does with an event (its `METHOD`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Method {
    /// It keeps it.
    #[default]
    Stored,
    /// An attendee answers.
    Reply,
    /// The organizer invites, or changes it.
    Request,
    /// The organizer cancels it.
    Cancel,
    /// An attendee proposes another time or asks for the latest version, or the organizer declines
    /// a proposal: it says nothing about when the event is.
    Proposal,
}

/// One event, or one instance of it that differs.
#[derive(Clone, Debug)]
pub struct Event {
    /// A hash of its identity.
    pub(crate) uid: u64,
    /// Which instance of the event it is, if it is one that differs.
    pub(crate) instance: Option<When>,
    /// Whether it changes all later instances too.
    pub(crate) and_later: bool,
    pub(crate) sequence: u32,
    /// When this version was made; 0 if it is not told.
    pub(crate) stamp: i64,
    /// When it was last changed; not the day of an export.
    pub(crate) changed: Option<i64>,
    pub(crate) method: Method,
    pub(crate) created: Option<i64>,
    pub(crate) start: When,
    /// Length in seconds.
    pub(crate) length: i64,
    pub(crate) rule: Option<Box<str>>,
    pub(crate) more: Vec<When>,
    pub(crate) except: Vec<When>,
    pub(crate) cancelled: bool,
    pub(crate) details: Arc<Details>,
}

/// An event while it is read.
#[derive(Debug, Default)]
pub(super) struct EventBuilder {
    uid: Option<u64>,
    instance: Option<RawTime>,
    and_later: bool,
    sequence: u32,
    stamped: Option<i64>,
    modified: Option<i64>,
    created: Option<i64>,
    start: Option<RawTime>,
    end: Option<RawTime>,
    duration: Option<i64>,
    rule: Option<Box<str>>,
    more: Vec<RawTime>,
    except: Vec<RawTime>,
    cancelled: bool,
    organizer: Option<(Address, Box<str>)>,
    people: Vec<Person>,
    private: bool,
    transparent: bool,
    busy: Option<Busy>,
    all_day: bool,
}

/// Microsoft's words for how busy one is.
#[derive(Clone, Copy, Debug)]
enum Busy {
    Free,
    OutOfOffice,
    Yes,
}

impl EventBuilder {
    /// Takes a line; returns what is wrong with it.
    pub(super) fn line(&mut self, line: &Line<'_>) -> Option<Note> {
        let value = line.value;
        match line.name.to_ascii_uppercase().as_str() {
            "UID" if !value.is_empty() => self.uid = Some(xxh3_64(value.as_bytes())),
            "DTSTART" => return set(&mut self.start, time::time(line)),
            "DTEND" => return set(&mut self.end, time::time(line)),
            "DURATION" => return set(&mut self.duration, time::duration(value)),
            "RECURRENCE-ID" => {
                self.and_later = line.param_is("RANGE", "THISANDFUTURE");
                return set(&mut self.instance, time::time(line));
            }
            "RRULE" => self.rule = Some(value.into()),
            "RDATE" => return list(&mut self.more, line),
            "EXDATE" => return list(&mut self.except, line),
            "SEQUENCE" => self.sequence = value.parse().unwrap_or(0),
            "DTSTAMP" => return set(&mut self.stamped, stamp(value)),
            "LAST-MODIFIED" => return set(&mut self.modified, stamp(value)),
            "CREATED" => return set(&mut self.created, stamp(value)),
            "STATUS" => self.cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            "CLASS" => {
                self.private =
                    ["PRIVATE", "CONFIDENTIAL"].iter().any(|c| value.eq_ignore_ascii_case(c));
            }
            "TRANSP" => self.transparent = value.eq_ignore_ascii_case("TRANSPARENT"),
            "X-MICROSOFT-CDO-BUSYSTATUS" => {
                self.busy = Some(match value.to_ascii_uppercase().as_str() {
                    "FREE" => Busy::Free,
                    "OOF" => Busy::OutOfOffice,
                    _ => Busy::Yes,
                });
            }
            "X-MICROSOFT-CDO-ALLDAYEVENT" => self.all_day = value.eq_ignore_ascii_case("TRUE"),
            "ORGANIZER" => {
                let person = person(line);
                if person.kind == Invited::Person {
                    self.organizer = Some((person.address, person.name));
                }
            }
            "ATTENDEE" if self.people.len() < MAX_PEOPLE => self.people.push(person(line)),
            "ATTENDEE" => return Some(Note::TooMany),
            _ => {}
        }
        None
    }

    /// The zones that its times name.
    pub(super) fn zone_names(&self) -> impl Iterator<Item = &str> {
        [&self.start, &self.end].into_iter().flatten().filter_map(|time| match &time.zone {
            RawZone::Named(name) => Some(&**name),
            _ => None,
        })
    }

    /// The event; `zone` finds zones by their names.
    pub(super) fn finish(
        self,
        method: Method,
        zone: &mut dyn FnMut(&RawZone) -> Zone,
        note: &mut dyn FnMut(Note),
    ) -> Option<Event> {
        let mut when = |time: RawTime| When {
            zone: zone(&time.zone),
            wall: time.wall,
            date_only: time.date_only,
        };
        let Some(start) = self.start.map(&mut when) else {
            note(Note::NoStart);
            return None;
        };
        let end = self.end.map(&mut when);
        let instance = self.instance.map(&mut when);
        let more: Vec<When> = self.more.into_iter().map(&mut when).collect();
        let except: Vec<When> = self.except.into_iter().map(&mut when).collect();

        let told = match (&end, self.duration) {
            (Some(end), _) => end.seconds(&Zone::Floating) - start.seconds(&Zone::Floating),
            (None, Some(duration)) => duration,
            // RFC 5545, 3.6.1: a day where the start is one, else no time at all.
            (None, None) => i64::from(start.date_only) * 86_400,
        };
        if told < 0 {
            note(Note::EndBeforeStart);
        }
        let length = told.clamp(0, MAX_SECONDS);
        let privacy = if self.private {
            Privacy::Private
        } else if matches!(self.busy, Some(Busy::OutOfOffice)) {
            Privacy::OutOfOffice
        } else if self.transparent || matches!(self.busy, Some(Busy::Free)) {
            Privacy::Free
        } else {
            Privacy::Open
        };
        // Of what is private nothing is kept but that it is there.
        let open = privacy != Privacy::Private;
        let (organizer, organizer_name) = self.organizer.filter(|_| open).unzip();
        let mut people = if open { self.people } else { Vec::new() };
        people.sort_unstable();
        // Somebody who stands there twice: the last in order has the firmest answer.
        people.dedup_by(|later, earlier| {
            let same = later.address == earlier.address;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        let details = Details {
            organizer,
            organizer_name: organizer_name.unwrap_or_default(),
            people,
            // A whole day by the clock is a day off or a trip, not a meeting.
            all_day: start.date_only || self.all_day || length >= 86_400,
            privacy,
        };
        let uid = self.uid.unwrap_or_else(|| {
            note(Note::NoUid);
            xxh3_64(format!("{} {length} {:?}", start.wall, details).as_bytes())
        });
        // A stored event's DTSTAMP may be the day of the export; of a message it is when it was made.
        let stamped = self.stamped.filter(|_| method != Method::Stored);
        Some(Event {
            uid,
            instance,
            and_later: self.and_later,
            sequence: self.sequence,
            stamp: self.modified.or(self.stamped).unwrap_or(0),
            changed: self.modified.or(stamped),
            method,
            created: self.created.or(stamped.filter(|_| method == Method::Request)),
            start,
            length,
            rule: self.rule,
            more,
            except,
            cancelled: self.cancelled || method == Method::Cancel,
            details: Arc::new(details),
        })
    }
}

fn set<T>(place: &mut Option<T>, value: Option<T>) -> Option<Note> {
    let bad = value.is_none();
    if value.is_some() {
        *place = value;
    }
    bad.then_some(Note::BadTime)
}

fn list(dates: &mut Vec<RawTime>, line: &Line<'_>) -> Option<Note> {
    let mut bad = None;
    for time in time::times(line) {
        match time {
            Some(_) if dates.len() >= MAX_DATES => bad = Some(Note::TooMany),
            Some(time) => dates.push(time),
            None => bad = Some(Note::BadTime),
        }
    }
    bad
}

/// Seconds since 1970 of a time that the standard wants in UTC.
fn stamp(value: &str) -> Option<i64> {
    time::clock(value).map(|(wall, ..)| super::zone::utc_seconds(wall))
}

fn person(line: &Line<'_>) -> Person {
    let value = line.value;
    let mail = value
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
        .map_or(value, |_| &value[7..]);
    // Exchange writes `invalid:nomail` for people without an address.
    let mail = line.param("EMAIL").filter(|_| !mail.contains('@')).unwrap_or(mail);
    let name = line.param("CN").unwrap_or_default().trim();
    let address = if mail.contains('@') || name.is_empty() {
        Address::new(mail)
    } else {
        Address::new(&format!("name:{name}"))
    };
    let kind = match line.param("CUTYPE").unwrap_or_default().to_ascii_uppercase().as_str() {
        "ROOM" | "RESOURCE" => Invited::Room,
        "GROUP" => Invited::List,
        _ if NO_PEOPLE.iter().any(|end| address.as_str().ends_with(end)) => Invited::Room,
        _ => Invited::Person,
    };
    let answer = match line.param("PARTSTAT").unwrap_or_default().to_ascii_uppercase().as_str() {
        "ACCEPTED" => Answer::Accepted,
        "TENTATIVE" => Answer::Tentative,
        "DECLINED" => Answer::Declined,
        _ => Answer::None,
    };
    Person {
        // An address for a name says nothing.
        name: if name.contains('@') { "".into() } else { name.into() },
        address,
        answer,
        kind,
        informed: line.param_is("ROLE", "NON-PARTICIPANT"),
    }
}
