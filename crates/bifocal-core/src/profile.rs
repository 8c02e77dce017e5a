//! A person's rates with intervals, made from a tally and the card alone.

use std::collections::{BTreeMap, BTreeSet};

use bifocal_stats::{Cluster, Pull, fisher_critical, jackknife_covariance};
use serde::Serialize;

use crate::activity::Activity;
use crate::card::Card;
use crate::lens::{Group, Pole};
use crate::message::{Toward, Week};
use crate::rate::{LEVEL, Rate};
use crate::tally::{BUCKETS, Cell, Counts, Key, Tally};

/// Weeks in a window over time.
pub const WINDOW_WEEKS: i32 = 4;

/// What one person's messages do and attend to.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    /// Messages with at least one sentence.
    pub messages: u64,
    /// Messages that do more than formula and small talk: all rates are shares of these.
    pub acting: u64,
    /// Sentences.
    pub sentences: u64,
    /// Sentences whose activity is undecided.
    pub undecided: u64,
    /// Buckets of threads that hold acting messages.
    pub occupied: usize,
    /// People focus × results focus.
    pub plane: Plane,
    /// Per activity (but OTHER), in order.
    pub activities: Vec<ActivityRates>,
    /// Change and upkeep.
    pub groups: Vec<GroupRate>,
    /// The twelve poles, in order.
    pub poles: Vec<PoleRate>,
    /// Windows of four weeks, in order of time.
    pub windows: Vec<Window>,
    /// Weeks with acting messages, in order of time.
    pub weeks: Vec<WeekCounts>,
    /// By whom the messages go to; directions without acting messages are left out.
    pub toward: Vec<TowardRates>,
    /// Even and odd buckets: two halves that should agree.
    pub halves: [Half; 2],
}

/// People focus and results focus together.
#[derive(Clone, Debug, Serialize)]
pub struct Plane {
    /// Share of acting messages that attend to people.
    pub people: Rate,
    /// Share of acting messages that attend to results.
    pub results: Rate,
    /// Share that attend to both.
    pub both: Rate,
    /// Joint 95 % region: Hotelling's ellipse `(x - m)' S⁻¹ (x - m) <= radius²` around the point of
    /// the two counted rates; none where they have no interval.
    pub region: Option<Region>,
}

/// An ellipse around the point of two rates.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Region {
    /// Variance of the first rate (people).
    pub people_variance: f64,
    /// Variance of the second rate (results).
    pub results_variance: f64,
    /// Covariance of both.
    pub covariance: f64,
    /// `sqrt(2 (g - 1) / (g - 2) F(.95; 2, g - 2))` for g buckets.
    pub radius: f64,
}

/// One activity.
#[derive(Clone, Debug, Serialize)]
pub struct ActivityRates {
    /// Which.
    pub activity: Activity,
    /// Share of acting messages that do it.
    pub share: Rate,
    /// Among these, the share that attend to people, anywhere in the message.
    pub people: Rate,
    /// Among these, the share that attend to results, anywhere in the message.
    pub results: Rate,
}

/// One group of rare poles.
#[derive(Clone, Debug, Serialize)]
pub struct GroupRate {
    /// Which.
    pub group: Group,
    /// Share of acting messages that attend to any of its poles.
    pub rate: Rate,
}

/// One pole.
#[derive(Clone, Debug, Serialize)]
pub struct PoleRate {
    /// Which.
    pub pole: Pole,
    /// Share of acting messages that attend to it.
    pub rate: Rate,
    /// Whether the coder's agreement on it is below the mark.
    pub experimental: bool,
}

/// Four weeks.
#[derive(Clone, Debug, Serialize)]
pub struct Window {
    /// Monday of its first week.
    pub from: Option<String>,
    /// People focus in it.
    pub people: Rate,
    /// Results focus in it.
    pub results: Rate,
}

/// One week: counts, no rates.
#[derive(Clone, Debug, Serialize)]
pub struct WeekCounts {
    /// Its Monday; none for messages without a readable date.
    pub monday: Option<String>,
    /// Messages that attend to people, not to results.
    pub people: u64,
    /// To results, not to people.
    pub results: u64,
    /// To both.
    pub both: u64,
    /// To neither.
    pub neither: u64,
}

/// One direction.
#[derive(Clone, Debug, Serialize)]
pub struct TowardRates {
    /// Which.
    pub toward: Toward,
    /// Share of acting messages that go there.
    pub share: Rate,
    /// People focus in them.
    pub people: Rate,
    /// Results focus in them.
    pub results: Rate,
}

/// One half of the buckets.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Half {
    /// Acting messages.
    pub acting: u64,
    /// Those that attend to people.
    pub people: u64,
    /// Those that attend to results.
    pub results: u64,
}

impl Profile {
    /// Makes the profile of the one person whose keys the tally holds.
    pub fn new(tally: &Tally, card: &Card) -> Self {
        let all = Buckets::of(tally, |_| true);
        let total = all.total();
        let [people, results] = all.focus(card);
        let both = all.rate(Cell::AttendsBoth(Pole::People, Pole::Results), None, None, card);
        Self {
            messages: total.get(Cell::Messages),
            acting: total.get(Cell::Acting),
            sentences: total.get(Cell::Sentences),
            undecided: total.get(Cell::Undecided),
            occupied: all.occupied(),
            plane: Plane { region: all.region(&people, &results), people, results, both },
            activities: Activity::acting().map(|a| all.activity(a, card)).collect(),
            groups: Group::ALL
                .into_iter()
                .map(|group| GroupRate {
                    group,
                    rate: all.rate(Cell::AttendsAny(group), None, None, card),
                })
                .collect(),
            poles: Pole::ALL
                .into_iter()
                .map(|pole| PoleRate {
                    pole,
                    rate: all.rate(Cell::Attends(pole), Some(pole), None, card),
                    experimental: card.experimental(pole),
                })
                .collect(),
            windows: windows(tally, card),
            weeks: weeks(tally),
            toward: toward(tally, &all, card),
            halves: all.halves(),
        }
    }
}

/// Counts per bucket.
struct Buckets(Vec<Counts>);

impl Buckets {
    fn of(tally: &Tally, keep: impl Fn(&Key) -> bool) -> Self {
        let mut buckets = vec![Counts::default(); BUCKETS];
        for (key, counts) in tally.iter().filter(|(key, _)| keep(key)) {
            if let Some(bucket) = buckets.get_mut(usize::from(key.bucket)) {
                bucket.merge(counts);
            }
        }
        Self(buckets)
    }

    fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.0.iter().for_each(|counts| total.merge(counts));
        total
    }

    fn occupied(&self) -> usize {
        self.0.iter().filter(|counts| counts.get(Cell::Acting) > 0).count()
    }

    fn clusters(&self, cell: Cell, of: Cell) -> Vec<Cluster> {
        self.0
            .iter()
            .map(|counts| Cluster { positives: counts.get(cell), out_of: counts.get(of) })
            .collect()
    }

    /// Share of acting messages.
    fn rate(&self, cell: Cell, pole: Option<Pole>, pull: Option<Pull<'_>>, card: &Card) -> Rate {
        Rate::new(&self.clusters(cell, Cell::Acting), &cell.name(), pole, pull, card)
    }

    /// People focus and results focus.
    fn focus(&self, card: &Card) -> [Rate; 2] {
        [Pole::People, Pole::Results]
            .map(|pole| self.rate(Cell::Attends(pole), Some(pole), None, card))
    }

    fn activity(&self, activity: Activity, card: &Card) -> ActivityRates {
        let within = |pole: Pole| {
            let cell = Cell::DoesAttending(activity, pole);
            let total = self.clusters(Cell::Attends(pole), Cell::Acting);
            let strength = card.reference.as_ref().and_then(|r| r.pull.get(&pole));
            let pull = strength.map(|strength| Pull { total: &total, strength: *strength });
            let clusters = self.clusters(cell, Cell::Does(activity));
            Rate::new(&clusters, &cell.name(), Some(pole), pull, card)
        };
        ActivityRates {
            activity,
            share: self.rate(Cell::Does(activity), None, None, card),
            people: within(Pole::People),
            results: within(Pole::Results),
        }
    }

    fn region(&self, people: &Rate, results: &Rate) -> Option<Region> {
        let (people, results) = (people.counted?, results.counted?);
        let g = self.occupied() as f64;
        let critical = fisher_critical(LEVEL, 2.0, g - 2.0)?;
        Some(Region {
            people_variance: people.standard_error.powi(2),
            results_variance: results.standard_error.powi(2),
            covariance: jackknife_covariance(
                &self.clusters(Cell::Attends(Pole::People), Cell::Acting),
                &self.clusters(Cell::Attends(Pole::Results), Cell::Acting),
            )?,
            radius: (2.0 * (g - 1.0) / (g - 2.0) * critical).sqrt(),
        })
    }

    fn halves(&self) -> [Half; 2] {
        let mut halves = [Half::default(); 2];
        for (bucket, counts) in self.0.iter().enumerate() {
            let half = &mut halves[bucket % 2];
            half.acting += counts.get(Cell::Acting);
            half.people += counts.get(Cell::Attends(Pole::People));
            half.results += counts.get(Cell::Attends(Pole::Results));
        }
        halves
    }
}

/// Windows count from the first week with a message, so that they do not depend on today.
fn windows(tally: &Tally, card: &Card) -> Vec<Window> {
    let weeks = || tally.iter().filter_map(|(key, _)| key.week);
    let Some(first) = weeks().min() else {
        return Vec::new();
    };
    let held: BTreeSet<i32> = weeks().map(|week| (week.0 - first.0) / WINDOW_WEEKS).collect();
    held.into_iter()
        .map(|window| {
            let start = first.0 + window * WINDOW_WEEKS;
            let span = start..start + WINDOW_WEEKS;
            let buckets =
                Buckets::of(tally, |key| key.week.is_some_and(|week| span.contains(&week.0)));
            let [people, results] = buckets.focus(card);
            Window { from: Week(start).monday(), people, results }
        })
        .collect()
}

fn weeks(tally: &Tally) -> Vec<WeekCounts> {
    let mut weeks: BTreeMap<Option<Week>, Counts> = BTreeMap::new();
    for (key, counts) in tally.iter() {
        weeks.entry(key.week).or_default().merge(counts);
    }
    weeks
        .into_iter()
        .filter(|(_, counts)| counts.get(Cell::Acting) > 0)
        .map(|(week, counts)| {
            let both = counts.get(Cell::AttendsBoth(Pole::People, Pole::Results));
            let people = counts.get(Cell::Attends(Pole::People)) - both;
            let results = counts.get(Cell::Attends(Pole::Results)) - both;
            WeekCounts {
                monday: week.and_then(Week::monday),
                people,
                results,
                both,
                neither: counts.get(Cell::Acting) - people - results - both,
            }
        })
        .collect()
}

fn toward(tally: &Tally, all: &Buckets, card: &Card) -> Vec<TowardRates> {
    Toward::ALL
        .into_iter()
        .map(|toward| (toward, Buckets::of(tally, |key| key.toward == toward)))
        .filter(|(_, buckets)| buckets.occupied() > 0)
        .map(|(toward, buckets)| {
            let shares: Vec<Cluster> = buckets
                .clusters(Cell::Acting, Cell::Acting)
                .into_iter()
                .zip(all.clusters(Cell::Acting, Cell::Acting))
                .map(|(here, all)| Cluster { positives: here.out_of, out_of: all.out_of })
                .collect();
            let share = format!("toward.{}", toward.name());
            let share = Rate::new(&shares, &share, None, None, card);
            let [people, results] = buckets.focus(card);
            TowardRates { toward, share, people, results }
        })
        .collect()
}
