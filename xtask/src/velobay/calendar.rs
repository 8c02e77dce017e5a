//! Two people's calendars as iCalendar files, in the dress of two programs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use super::people::Roster;
use super::{clock, people};

/// The meetings, as they are told in the data.
const DATA: &str = include_str!("data/calendar.toml");

/// Whose calendars are made, and which program wrote them.
const OWNERS: [(&str, Program); 2] =
    [("aiko.tanaka", Program::Web), ("marcus.bell", Program::Desktop)];

/// Octets of a line; what is longer is folded (RFC 5545, 3.1).
const LINE: usize = 75;

/// The program that wrote a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Program {
    /// Names the zone as the IANA does, and says which is the calendar's.
    Web,
    /// Names the zone as Windows does and describes it; has marks of its own.
    Desktop,
}

impl Program {
    const fn zone(self) -> &'static str {
        match self {
            Self::Web => "Europe/Berlin",
            Self::Desktop => "W. Europe Standard Time",
        }
    }
}

/// Why an event is no ordinary one.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Mark {
    Private,
    Free,
    OutOfOffice,
}

/// A meeting or a series of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    uid: String,
    owners: Vec<String>,
    summary: String,
    organizer: String,
    people: Vec<String>,
    #[serde(default)]
    room: Option<String>,
    #[serde(default)]
    list: Option<String>,
    start: String,
    minutes: u64,
    made: String,
    #[serde(default)]
    days: Option<String>,
    #[serde(default)]
    every: Option<u32>,
    #[serde(default)]
    until: Option<String>,
    #[serde(default)]
    mark: Option<Mark>,
    #[serde(default)]
    moved: BTreeMap<String, String>,
    #[serde(default)]
    cancelled: Vec<String>,
    #[serde(default)]
    removed: Vec<String>,
    #[serde(default)]
    declined: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    event: Vec<Event>,
}

/// The files by their path.
pub(super) fn files(roster: &Roster) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let data: Data = toml::from_str(DATA).context("calendar.toml")?;
    for event in &data.event {
        for owner in &event.owners {
            ensure!(
                OWNERS.iter().any(|(id, _)| id == owner),
                "calendar.toml: {} has no calendar",
                owner
            );
        }
    }
    OWNERS
        .iter()
        .map(|(owner, program)| {
            let mut file = File { roster, program: *program, text: String::new() };
            file.head();
            for event in data.event.iter().filter(|event| event.owners.iter().any(|o| o == owner)) {
                file.event(event).with_context(|| format!("calendar.toml: {}", event.uid))?;
            }
            file.line("END:VCALENDAR");
            Ok((PathBuf::from(format!("calendar/{owner}.ics")), file.text.into_bytes()))
        })
        .collect()
}

/// One file while it is written.
struct File<'a> {
    roster: &'a Roster,
    program: Program,
    text: String,
}

impl File<'_> {
    fn line(&mut self, line: &str) {
        let mut room = LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.text.push_str("\r\n ");
                room = LINE - 1;
            }
            room -= c.len_utf8();
            self.text.push(c);
        }
        self.text.push_str("\r\n");
    }

    fn head(&mut self) {
        self.line("BEGIN:VCALENDAR");
        self.line("VERSION:2.0");
        match self.program {
            Program::Web => {
                self.line("PRODID:-//Velobay//Calendar 2//EN");
                self.line("METHOD:PUBLISH");
                self.line("X-WR-TIMEZONE:Europe/Berlin");
            }
            Program::Desktop => {
                self.line("PRODID:-//Velobay//Desk 16//EN");
                for line in [
                    "BEGIN:VTIMEZONE",
                    "TZID:W. Europe Standard Time",
                    "BEGIN:STANDARD",
                    "DTSTART:16011028T030000",
                    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
                    "TZOFFSETFROM:+0200",
                    "TZOFFSETTO:+0100",
                    "END:STANDARD",
                    "BEGIN:DAYLIGHT",
                    "DTSTART:16010325T020000",
                    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
                    "TZOFFSETFROM:+0100",
                    "TZOFFSETTO:+0200",
                    "END:DAYLIGHT",
                    "END:VTIMEZONE",
                ] {
                    self.line(line);
                }
            }
        }
    }

    /// An event, then its dates that differ.
    fn event(&mut self, event: &Event) -> Result<()> {
        let start = clock::local(&event.start, 0)?;
        let single = event.days.is_none();
        let declined = event.declined.get(&start.date().to_string()).filter(|_| single);
        self.begin(event)?;
        self.times(start, event.minutes)?;
        if let (Some(days), Some(until)) = (&event.days, &event.until) {
            let every = event.every.map_or_else(String::new, |n| format!("INTERVAL={n};"));
            let last = clock::calendar(on(until, start)?)?;
            self.line(&format!("RRULE:FREQ=WEEKLY;{every}BYDAY={days};UNTIL={last}"));
        }
        for day in &event.removed {
            let zone = self.program.zone();
            let at = local(on(day, start)?);
            self.line(&format!("EXDATE;TZID={zone}:{at}"));
        }
        self.rest(event, declined.map(String::as_str))?;
        if single {
            return Ok(());
        }
        for (day, to) in &event.moved {
            self.differing(event, on(day, start)?, clock::local(to, 0)?, None, false)?;
        }
        for day in &event.cancelled {
            let at = on(day, start)?;
            self.differing(event, at, at, None, true)?;
        }
        for (day, who) in &event.declined {
            let at = on(day, start)?;
            self.differing(event, at, at, Some(who), false)?;
        }
        Ok(())
    }

    fn differing(
        &mut self,
        event: &Event,
        place: DateTime,
        to: DateTime,
        declined: Option<&str>,
        cancelled: bool,
    ) -> Result<()> {
        let zone = self.program.zone();
        self.begin(event)?;
        self.line(&format!("RECURRENCE-ID;TZID={zone}:{}", local(place)));
        self.times(to, event.minutes)?;
        self.line("SEQUENCE:1");
        if cancelled {
            self.line("STATUS:CANCELLED");
        }
        self.rest(event, declined)
    }

    fn begin(&mut self, event: &Event) -> Result<()> {
        let made = clock::calendar(clock::local(&event.made, 0)?)?;
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{}@calendar.velobay.example", event.uid));
        self.line(&format!("DTSTAMP:{made}"));
        self.line(&format!("CREATED:{made}"));
        Ok(())
    }

    fn times(&mut self, start: DateTime, minutes: u64) -> Result<()> {
        let end = clock::later(start, minutes * 60)?;
        let zone = self.program.zone();
        if minutes == 24 * 60 {
            self.line(&format!("DTSTART;VALUE=DATE:{}", start.strftime("%Y%m%d")));
            self.line(&format!("DTEND;VALUE=DATE:{}", end.strftime("%Y%m%d")));
        } else {
            self.line(&format!("DTSTART;TZID={zone}:{}", local(start)));
            self.line(&format!("DTEND;TZID={zone}:{}", local(end)));
        }
        Ok(())
    }

    fn rest(&mut self, event: &Event, declined: Option<&str>) -> Result<()> {
        self.line(&format!("SUMMARY:{}", event.summary.replace(',', "\\,")));
        let (free, away) = (event.mark == Some(Mark::Free), event.mark == Some(Mark::OutOfOffice));
        if event.mark == Some(Mark::Private) {
            self.line("CLASS:PRIVATE");
        }
        self.line(if free { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
        if self.program == Program::Desktop || away {
            let busy = if free {
                "FREE"
            } else if away {
                "OOF"
            } else {
                "BUSY"
            };
            self.line(&format!("X-MICROSOFT-CDO-BUSYSTATUS:{busy}"));
        }
        if event.people.is_empty() && event.list.is_none() {
            self.line("END:VEVENT");
            return Ok(());
        }
        self.line(&format!("ORGANIZER;{}", self.person(&event.organizer)));
        for id in std::iter::once(&event.organizer).chain(&event.people) {
            let answer = if declined == Some(id.as_str()) { "DECLINED" } else { "ACCEPTED" };
            self.line(&format!("ATTENDEE;PARTSTAT={answer};{}", self.person(id)));
        }
        if let Some(list) = &event.list {
            self.line(&format!("ATTENDEE;CUTYPE=GROUP:mailto:{list}@{}", people::DOMAIN));
        }
        if let Some(room) = &event.room {
            self.line(&format!(
                "ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:{room}@{}",
                people::DOMAIN
            ));
        }
        self.line("END:VEVENT");
        Ok(())
    }

    /// Name and address: of the twelve, of somebody with a first name only, or of a stranger.
    fn person(&self, id: &str) -> String {
        match self.roster.get(id) {
            Ok(person) => format!("CN={}:mailto:{}", person.name, person.address()),
            Err(_) if id.contains('@') => format!("CN={id}:mailto:{id}"),
            Err(_) => {
                let (first, rest) = id.split_at(1);
                format!("CN={}{rest}:mailto:{id}@{}", first.to_uppercase(), people::DOMAIN)
            }
        }
    }
}

/// The time of day of a series on one of its days.
fn on(day: &str, start: DateTime) -> Result<DateTime> {
    let day: Date = day.parse().with_context(|| format!("day {day:?}"))?;
    Ok(day.to_datetime(start.time()))
}

fn local(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}
