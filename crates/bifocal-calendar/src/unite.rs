//! Copies of events become one event each, and rules become meetings.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use bifocal_core::{Address, Instant};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};

use crate::ical::{Budget, Event, Found, Method, Rule, RuleError, When, Zone};
use crate::meeting::{Answer, Details, Fate, Meeting, Privacy};
use crate::note::{Note, Notes};
use crate::window::Window;

/// Meetings of one event within the window; a daily one has as many in more than thirteen years.
const MAX_INSTANCES: usize = 5_000;

/// Meetings of all events together.
const MAX_MEETINGS: usize = 1_000_000;

/// A change of all later instances is looked for so far outside the window.
const MAX_SHIFT: i64 = 366 * 86_400;

/// All meetings within a window, by time.
#[derive(Debug)]
pub struct Meetings {
    /// The meetings, cancelled ones and private ones among them, by start.
    pub all: Vec<Meeting>,
    /// The calendar's own zone, if its files tell one.
    pub zone: Option<String>,
    /// The days that were looked at.
    pub window: Window,
    /// Different events.
    pub events: u64,
    /// Copies and older versions of events.
    pub copies: u64,
    /// What could not be expanded.
    pub notes: Notes,
    pub(crate) home: Zone,
}

impl Meetings {
    /// The name that the files show for somebody, if they show one.
    #[must_use]
    pub fn shown_name(&self, address: &Address) -> Option<&str> {
        let names = self.all.iter().flat_map(|meeting| {
            let organizer =
                meeting.organizer().map(|organizer| (organizer, meeting.organizer_name()));
            let people = meeting.people().iter().map(|person| (&person.address, &*person.name));
            people.chain(organizer)
        });
        names.filter(|(of, name)| *of == address && !name.is_empty()).map(|(_, name)| name).next()
    }
}

/// Unites copies and expands rules. The order of the events does not matter.
pub(crate) fn unite(found: &Found, window: Window) -> Meetings {
    let (zone, home) = home(found);
    let mut by_uid: BTreeMap<u64, Vec<&Event>> = BTreeMap::new();
    for event in &found.events {
        by_uid.entry(event.uid).or_default().push(event);
    }
    let mut meetings = Meetings {
        all: Vec::new(),
        zone,
        window,
        events: by_uid.len() as u64,
        copies: 0,
        notes: Notes::default(),
        home,
    };
    let mut budget = Budget::new();
    for (uid, events) in by_uid {
        let series = Series::of(uid, events, &meetings.home, &mut meetings.copies);
        series.expand(&mut meetings, &mut budget);
    }
    meetings.all.sort_by_key(|meeting| (meeting.start, meeting.end, meeting.series, meeting.fate));
    meetings
}

/// The calendar's own zone: the one that most calendars call theirs, else the one that most events
/// are told by.
fn home(found: &Found) -> (Option<String>, Zone) {
    let find = |name: &str| Zone::by_name(name).or_else(|| found.described.get(name).cloned());
    let most = |votes: &BTreeMap<Box<str>, u64>| {
        votes
            .iter()
            .filter_map(|(name, n)| Some((*n, std::cmp::Reverse(name), find(name)?)))
            .max_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)))
            .map(|(_, _, zone)| zone)
    };
    match most(&found.own_clocks).or_else(|| most(&found.clocks)) {
        Some(zone) => (zone.name().map(ToOwned::to_owned), zone),
        None => (None, Zone::Floating),
    }
}

/// The version of an event that counts, made of all its copies.
struct Version {
    event: Event,
    /// An earlier version stood at another time.
    moved: bool,
}

impl Version {
    /// The latest version, with the answers and the earliest birth of all copies.
    fn of(mut copies: Vec<&Event>, home: &Zone, more: &mut u64) -> Option<Self> {
        *more += (copies.len() as u64).saturating_sub(1);
        // The order is whole, so that it does not depend on the order of files: a later version,
        // then a later stamp, then a cancellation, then whatever differs.
        copies.sort_by_cached_key(|e| {
            let kind = (e.method != Method::Reply, e.sequence, e.stamp, e.cancelled, e.method);
            (
                kind,
                e.start.seconds(home),
                e.length,
                e.rule.clone(),
                e.except.len(),
                Arc::clone(&e.details),
            )
        });
        let latest = *copies.last()?;
        let mut event = latest.clone();
        event.created = copies.iter().filter_map(|copy| copy.created).min();
        let organizers = || copies.iter().filter(|copy| copy.method != Method::Reply);
        // Only versions that follow each other tell of a move; two files may disagree for other reasons.
        let moved = organizers().any(|copy| {
            copy.sequence < latest.sequence
                && copy.start.seconds(home) != latest.start.seconds(home)
        });
        if copies.len() > 1 {
            event.details = Arc::new(answers(&latest.details, &copies, latest.sequence));
            // A cancelled series is often told without its rule.
            if event.cancelled
                && event.rule.is_none()
                && let Some(fuller) = copies.iter().rev().find(|copy| copy.rule.is_some())
            {
                event = Event {
                    start: fuller.start.clone(),
                    length: fuller.length,
                    rule: fuller.rule.clone(),
                    more: fuller.more.clone(),
                    except: fuller.except.clone(),
                    ..event
                };
            }
            if copies.iter().any(|copy| copy.details.privacy == Privacy::Private) {
                // Private in one copy is private.
                let details = Details {
                    organizer: None,
                    organizer_name: "".into(),
                    people: Vec::new(),
                    privacy: Privacy::Private,
                    ..*event.details
                };
                event.details = Arc::new(details);
            } else if event.details.people.is_empty()
                && let Some(fuller) = copies.iter().rev().find(|c| !c.details.people.is_empty())
            {
                // A cancellation has often no list of people: those who were invited before count.
                event.details = Arc::clone(&fuller.details);
            }
        }
        Some(Self { event, moved })
    }
}

/// The latest details with everybody's last answer. An attendee's copy knows their own answer, the
/// organizer's knows those that came back; any answer is more than none.
fn answers(latest: &Details, copies: &[&Event], sequence: u32) -> Details {
    let mut told: HashMap<&str, (i64, Answer)> = HashMap::new();
    for copy in copies.iter().filter(|copy| copy.sequence >= sequence) {
        for person in copy.details.people.iter().filter(|person| person.answer != Answer::None) {
            let answer = (copy.stamp, person.answer);
            let last = told.entry(person.address.as_str()).or_insert(answer);
            *last = (*last).max(answer);
        }
    }
    let mut details = latest.clone();
    for person in &mut details.people {
        if let Some((_, answer)) = told.get(person.address.as_str()) {
            person.answer = *answer;
        }
    }
    details
}

/// An event with its instances that differ.
struct Series {
    uid: u64,
    main: Option<Version>,
    /// By the time at which the rule has them, seconds since 1970.
    differing: BTreeMap<i64, Version>,
}

impl Series {
    fn of(uid: u64, events: Vec<&Event>, home: &Zone, copies: &mut u64) -> Self {
        let mut main = Vec::new();
        let mut differing: BTreeMap<i64, Vec<&Event>> = BTreeMap::new();
        for event in events {
            match &event.instance {
                None => main.push(event),
                Some(when) => {
                    differing.entry(place(when, &event.start, home)).or_default().push(event)
                }
            }
        }
        Self {
            uid,
            main: Version::of(main, home, copies),
            differing: differing
                .into_iter()
                .filter_map(|(at, events)| Some((at, Version::of(events, home, copies)?)))
                .collect(),
        }
    }

    fn expand(mut self, meetings: &mut Meetings, budget: &mut Budget) {
        let home = meetings.home.clone();
        let mut out = Out { meetings, home: &home, uid: self.uid, made: 0 };
        if let Some(main) = self.main.take() {
            let event = &main.event;
            let Starts { walls, known_until } =
                Starts::of(event, &self.differing, &mut out, budget);
            let recurring = event.rule.is_some() || !event.more.is_empty();
            let clock = event.start.clock(&home).clone();
            let (days, times): (Vec<&When>, Vec<&When>) =
                event.except.iter().partition(|when| when.date_only);
            let days: HashSet<Date> = days.into_iter().map(|when| when.wall.date()).collect();
            let times: HashSet<i64> = times.into_iter().map(|when| when.seconds(&home)).collect();
            let mut later: Option<(i64, Event)> = None;
            for wall in walls {
                let at = clock.seconds(wall);
                if let Some(version) = self.differing.remove(&at) {
                    let shift = version.event.start.seconds(&home) - at;
                    out.differing(at, &version, main.event.created);
                    if version.event.and_later {
                        later = Some((shift, version.event));
                    }
                    continue;
                }
                let removed = times.contains(&at) || days.contains(&wall.date());
                let (shift, event) = match &later {
                    Some((shift, event)) => (*shift, event),
                    None => (0, event),
                };
                // Who cancels a series does not undo what has been.
                let cancelled = event.cancelled
                    && (!recurring || event.changed.is_none_or(|changed| changed <= at));
                let fate = match (cancelled, removed) {
                    (true, _) => Fate::Cancelled,
                    (_, true) => Fate::Removed,
                    _ if main.moved || shift != 0 => Fate::Moved,
                    _ => Fate::Kept,
                };
                out.meeting(event, at + shift, fate, recurring, event.created);
            }
            // What an earlier version of the series had changed in an instance that the series no
            // longer has is an older version, and no meeting.
            let obsolete = |at: &i64, version: &Version| {
                version.event.sequence < main.event.sequence
                    && known_until.is_some_and(|until| *at <= clock.seconds(until))
            };
            let differing = self.differing.len();
            self.differing.retain(|at, version| !obsolete(at, version));
            out.meetings.copies += (differing - self.differing.len()) as u64;
        }
        // Instances of events that are not in the files, or that the rule does not have.
        for (at, version) in &self.differing {
            out.differing(*at, version, None);
        }
    }
}

/// When the rule has an instance; a date stands for the time of day of the event.
fn place(when: &When, start: &When, home: &Zone) -> i64 {
    if when.date_only && !start.date_only {
        start.clock(home).seconds(when.wall.date().to_datetime(start.wall.time()))
    } else {
        when.seconds(home)
    }
}

/// The local starts of an event by its rule, in order.
struct Starts {
    walls: Vec<DateTime>,
    /// Up to here every start of the rule was seen; nothing if the rule could not be followed.
    known_until: Option<DateTime>,
}

impl Starts {
    /// The starts within the window, and wherever they lie those that differ: a change can reach into
    /// the window, or go for all that comes after it.
    fn of(
        event: &Event,
        differing: &BTreeMap<i64, Version>,
        out: &mut Out<'_>,
        budget: &mut Budget,
    ) -> Self {
        let home = out.home;
        let clock = event.start.clock(home);
        let (first, last) = bounds(out.meetings.window, differing, home);
        let mut walls = vec![event.start.wall];
        for when in &event.more {
            let wall = if when.date_only && !event.start.date_only {
                when.wall.date().to_datetime(event.start.wall.time())
            } else {
                clock.wall(when.seconds(home))
            };
            walls.push(if event.start.date_only { when.wall } else { wall });
        }
        let mut known_until = Some(last);
        if let Some(text) = &event.rule {
            let note = match Rule::parse(event.start.wall, text, clock) {
                Ok(rule) => {
                    let mut kept = 0;
                    let whole = rule.walk(last, budget, &mut |wall| {
                        if first.is_none_or(|first| first <= wall) {
                            walls.push(wall);
                            kept += 1;
                        } else if differing.contains_key(&clock.seconds(wall)) {
                            walls.push(wall);
                        }
                        kept <= MAX_INSTANCES
                    });
                    (!whole).then_some(Note::EndlessRule)
                }
                Err(RuleError::Bad) => Some(Note::BadRule),
                Err(RuleError::Fine) => Some(Note::FineRule),
            };
            if let Some(note) = note {
                out.meetings.notes.count(note);
                known_until = None;
            }
        }
        walls.sort_unstable();
        walls.dedup();
        Self { walls, known_until }
    }
}

/// Between which local times a rule has starts that can be in the window: a day more on either side,
/// since the event's zone may not be the calendar's, and as far as a change moves all later ones.
fn bounds(
    window: Window,
    differing: &BTreeMap<i64, Version>,
    home: &Zone,
) -> (Option<DateTime>, DateTime) {
    let shifts = differing.iter().filter(|(_, version)| version.event.and_later).map(
        |(at, Version { event, .. })| {
            event.start.seconds(home).saturating_sub(*at).clamp(-MAX_SHIFT, MAX_SHIFT)
        },
    );
    let (back, forth) =
        shifts.fold((0, 0), |(back, forth), shift| (shift.min(back), shift.max(forth)));
    let last = window.to.saturating_add(1.day()).at(23, 59, 59, 0);
    let first = window.from.map(|day| day.saturating_sub(1.day()).at(0, 0, 0, 0));
    (
        first.map(|first| first.saturating_sub(SignedDuration::from_secs(forth))),
        last.saturating_sub(SignedDuration::from_secs(back)),
    )
}

/// Where the meetings of an event go.
struct Out<'a> {
    meetings: &'a mut Meetings,
    home: &'a Zone,
    uid: u64,
    made: usize,
}

impl Out<'_> {
    fn differing(&mut self, at: i64, version: &Version, created: Option<i64>) {
        let event = &version.event;
        let start = event.start.seconds(self.home);
        let fate = if event.cancelled {
            Fate::Cancelled
        } else if start != at || version.moved {
            Fate::Moved
        } else {
            Fate::Kept
        };
        self.meeting(event, start, fate, true, event.created.or(created));
    }

    fn meeting(
        &mut self,
        event: &Event,
        start: i64,
        fate: Fate,
        recurring: bool,
        created: Option<i64>,
    ) {
        let wall = if event.start.date_only {
            // A day is the same day everywhere.
            event.start.clock(self.home).wall(start)
        } else {
            self.home.wall(start)
        };
        if !self.meetings.window.holds(wall.date()) {
            return;
        }
        if self.made >= MAX_INSTANCES || self.meetings.all.len() >= MAX_MEETINGS {
            self.meetings.notes.count(Note::TooMany);
            return;
        }
        self.made += 1;
        self.meetings.all.push(Meeting {
            series: self.uid,
            start: Instant(start),
            end: Instant(start.saturating_add(event.length)),
            wall,
            fate,
            recurring,
            created: created.map(Instant),
            details: Arc::clone(&event.details),
        });
    }
}
