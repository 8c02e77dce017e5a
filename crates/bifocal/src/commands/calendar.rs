//! `bifocal calendar`: from calendars to the private page of their owner's meetings.

use std::io::Write;

use anyhow::{Result, bail, ensure};
use bifocal_calendar::{Calendar, Figures, Meetings, Window, measure, named_in};
use bifocal_core::Address;
use bifocal_report::{CalendarPage, CalendarRead, Person};

use super::{mirror, page};
use crate::args::{self, Arguments, MirrorFormat};
use crate::owner::{Owner, list};

/// The owner must be invited to more than one in this many meetings.
const OWNER_SHARE: u64 = 5;

pub fn run(arguments: &Arguments, args: &args::Calendar, out: &mut dyn Write) -> Result<()> {
    let owner = Owner::load(arguments, &args.me, args.people.as_deref(), "calendar")?;
    let to = args.to.unwrap_or_else(today);
    let window = Window { from: args.from, to };
    ensure!(
        args.from.is_none_or(|from| from <= to),
        "no day is looked at: --from is after --to ({to}); give an earlier day"
    );
    if args.format == MirrorFormat::Human {
        page::check(&args.out)?;
    }
    let mut calendar = Calendar::open(&args.sources)?;
    let meetings = calendar.meetings(window);
    let figures = figures(&calendar, &meetings, &owner, args)?;
    let mut notes = std::mem::take(&mut calendar.notes);
    notes.merge(meetings.notes.clone());
    let page = CalendarPage {
        schema: 1,
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        person: person(&owner, &meetings),
        read: CalendarRead {
            sources: args.sources.iter().map(|path| path.display().to_string()).collect(),
            files: calendar.read.files,
            events: calendar.read.events,
            copies: meetings.copies,
            zone: meetings.zone.clone(),
            from: args.from.map(|day| day.to_string()),
            to: to.to_string(),
            notes,
        },
        figures,
        viva: calendar.viva.take(),
    };
    if args.format == MirrorFormat::Json {
        writeln!(out, "{}", bifocal_report::calendar_json(&page))?;
        return Ok(());
    }
    let summary = bifocal_report::calendar_summary(&page, mirror::style());
    let written = page::write(&args.out, &bifocal_report::calendar_page(&page));
    page::show(out, &summary, "The whole page", &args.out, written, args.open)
}

/// Today in UTC: up to here series without an end are followed.
fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// The figures, if it is the owner's calendar; nothing where no calendar was given.
fn figures(
    calendar: &Calendar,
    meetings: &Meetings,
    owner: &Owner,
    args: &args::Calendar,
) -> Result<Option<Figures>> {
    if calendar.read.calendars == 0 {
        return Ok(None);
    }
    // The self-view rule, as for mailboxes: a page shows its owner, and nobody else.
    let (mine, all) = named_in(meetings, &owner.people, &owner.primary);
    if all > 0 && mine == 0 {
        bail!("{} is in none of the {all} meetings; check the address", list(&owner.given));
    }
    if all > 0 && mine * OWNER_SHARE <= all {
        bail!(
            "this is not the calendar of {}: invited to {mine} of {all} meetings, and the page needs more than a fifth. \
             It shows people their own meetings only; for figures about groups there is `bifocal study`, which needs a \
             stated purpose",
            list(&owner.given)
        );
    }
    Ok(Some(measure(meetings, &owner.people, &owner.primary, args.hours)))
}

fn person(owner: &Owner, meetings: &Meetings) -> Person {
    let in_files = || owner.addresses.iter().find_map(|address| meetings.shown_name(address));
    let name = owner.name().or_else(in_files).unwrap_or(owner.primary.as_str());
    Person {
        name: name.to_owned(),
        addresses: owner.addresses.iter().map(Address::to_string).collect(),
        same_name: Vec::new(),
    }
}
