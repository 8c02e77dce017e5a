//! Invented organisations of any size with known truth, through the same code as real ones: how often
//! intervals cover, how often a difference is found, and how often a verdict is false.

mod company;
mod truth;

use std::collections::BTreeMap;

use bifocal_core::{Card, Tally};
use bifocal_stats::ErrorRates;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

pub use self::company::{ANOTHER, GroupTruth, ORDINARY, PersonTruth, World};
pub use self::truth::{Expected, parts};
use crate::claims::{Comparison, Line, Unread};
use crate::gate::{Gate, Kind};
use crate::plan::Margins;
use crate::sample::{Class, GoldMessage, Member, Sample, Settings};
use crate::verdict::{Answer, Verdict};

/// What is true in a simulated organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// Both groups are the same: every "different" is false.
    Alike,
    /// The first group's focus on people is larger by exactly the margin, within the same families; and its
    /// share of the first family is larger by exactly the margin: every "same" about these is false.
    AtTheMargin,
    /// The same mix, and clearly another focus.
    OtherFocus,
    /// Clearly another mix, and the same focus in whatever a message mainly does. A message can do several
    /// things, so that the focus within families still differs a little.
    OtherMix,
    /// Another mix and another focus.
    OtherBoth,
    /// Both groups are the same, but the coder finds less in the first and has fewer false finds there: every
    /// "different" is false.
    UnequalErrors,
}

/// How the coder errs in the two groups where it errs unequally: sensitivity and specificity, the same for
/// both poles.
const UNEQUAL: [(f64, f64); 2] = [(0.60, 0.95), (0.80, 0.92)];

impl Scenario {
    /// All scenarios.
    pub const ALL: [Self; 6] = [
        Self::Alike,
        Self::AtTheMargin,
        Self::OtherFocus,
        Self::OtherMix,
        Self::OtherBoth,
        Self::UnequalErrors,
    ];

    /// Name to read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alike => "alike",
            Self::AtTheMargin => "at the margin",
            Self::OtherFocus => "other focus",
            Self::OtherMix => "other mix",
            Self::OtherBoth => "other mix and focus",
            Self::UnequalErrors => "unequal errors",
        }
    }

    /// The world in which it plays: the one given, with the errors of its coder.
    pub fn world(self, world: &World) -> World {
        match self {
            Self::UnequalErrors => {
                let [first, second] = UNEQUAL.map(|rates| [rates; 2]);
                World { coder: second, coder_in_first: Some(first), ..*world }
            }
            _ => *world,
        }
    }

    /// What is true of the two groups.
    pub fn groups(self, world: &World, margins: Margins) -> [GroupTruth; 2] {
        let second = GroupTruth { mix: ORDINARY, focus: [-0.9, -0.4] };
        let with_people = |focus: f64| GroupTruth { mix: ORDINARY, focus: [focus, -0.4] };
        let first = match self {
            Self::Alike | Self::UnequalErrors => second,
            Self::OtherFocus => with_people(0.2),
            Self::OtherMix => GroupTruth { mix: ANOTHER, ..second },
            Self::OtherBoth => GroupTruth { mix: ANOTHER, ..with_people(0.2) },
            Self::AtTheMargin => {
                let base = Expected::of(&second, world, None);
                // The share of the first family, moved by the margin; the others give in proportion.
                let mut mix = ORDINARY;
                // A message also does a family beside its main one, so the main share must move further.
                let further = margins.activity / (1.0 - 0.15);
                let rest = 1.0 - mix[0];
                mix.iter_mut().skip(1).for_each(|share| *share *= (rest - further) / rest);
                mix[0] += further;
                let within = |focus: f64| {
                    let group = GroupTruth { mix, focus: [focus, -0.4] };
                    parts(&Expected::of(&group, world, None), &base, 0).1
                };
                let (mut low, mut high) = (-0.9, 0.6);
                for _ in 0..24 {
                    let middle = f64::midpoint(low, high);
                    if within(middle) < margins.focus { low = middle } else { high = middle }
                }
                GroupTruth { mix, focus: [f64::midpoint(low, high), -0.4] }
            }
        };
        [first, second]
    }
}

/// What is counted over the draws of one scenario and size.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Tested {
    /// Draws with an interval.
    pub intervals: u64,
    /// Of these, intervals that hold the truth.
    pub covered: u64,
    /// Lines.
    pub lines: u64,
    /// Lines found different.
    pub different: u64,
    /// Lines found the same.
    pub same: u64,
}

impl Tested {
    /// Share of the intervals that hold the truth.
    pub fn coverage(&self) -> f64 {
        self.covered as f64 / self.intervals as f64
    }

    fn merge(&mut self, other: &Self) {
        self.intervals += other.intervals;
        self.covered += other.covered;
        self.lines += other.lines;
        self.different += other.different;
        self.same += other.same;
    }
}

/// The results of one scenario and size, by what was estimated and in which way.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Results {
    /// By name, such as `within, people (corrected)`.
    pub by_figure: BTreeMap<String, Tested>,
    /// Draws in which at least one family was found different.
    pub any_family_different: u64,
    /// Draws in which at least one pole was found different within the same families.
    pub any_focus_different: u64,
    /// Draws in which all families were found the same.
    pub all_families_same: u64,
    /// Draws.
    pub draws: u64,
}

impl Results {
    fn merged(mut self, other: Self) -> Self {
        for (name, tested) in other.by_figure {
            self.by_figure.entry(name).or_default().merge(&tested);
        }
        self.any_family_different += other.any_family_different;
        self.any_focus_different += other.any_focus_different;
        self.all_families_same += other.all_families_same;
        self.draws += other.draws;
        self
    }
}

/// An organisation on paper: two groups of so many persons.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Its counts.
    pub tally: Tally,
    /// Its members; titles are `first` and `second`.
    pub members: Vec<Member>,
    /// Labelled messages by address.
    pub gold: BTreeMap<String, Vec<GoldMessage>>,
}

/// Titles of the two groups.
pub const TITLES: [&str; 2] = ["first", "second"];

/// Draws an organisation.
pub fn organisation(
    groups: &[GroupTruth; 2],
    persons: usize,
    world: &World,
    seed: u64,
) -> Organisation {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn =
        Organisation { tally: Tally::default(), members: Vec::new(), gold: BTreeMap::new() };
    for ((group, coder), title) in groups.iter().zip(world.coders()).zip(TITLES) {
        for number in 1..=persons {
            let address = format!("{title}{number:02}@company.example");
            let person = PersonTruth::draw(group, world, &mut random);
            let gold = person.write(&address, world, &coder, &mut drawn.tally, &mut random);
            drawn.gold.insert(address.clone(), gold);
            drawn.members.push(Member { address, title: title.to_owned(), ..Member::default() });
        }
    }
    drawn
}

/// Runs `draws` organisations of `persons` a group. The same seed gives the same results on any number of
/// threads.
pub fn simulate(
    scenario: Scenario,
    persons: usize,
    world: &World,
    draws: u64,
    seed: u64,
) -> Results {
    let margins = Margins::default();
    // Nothing that is counted here depends on threads; one bucket makes small tallies.
    let world = World { buckets: 1, ..scenario.world(world) };
    let groups = scenario.groups(&world, margins);
    let card = card(&world);
    let coders = world.coders();
    let truth = Truth {
        exact: groups.each_ref().map(|group| Expected::of(group, &world, None)),
        seen: [0, 1].map(|at| Expected::of(&groups[at], &world, Some(&coders[at]))),
    };
    (0..draws)
        .into_par_iter()
        .map(|draw| {
            let seed = seed.wrapping_add(draw).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let drawn = organisation(&groups, persons, &world, seed);
            one(&drawn, &card, margins, &truth)
        })
        .reduce(Results::default, Results::merged)
}

struct Truth {
    exact: [Expected; 2],
    seen: [Expected; 2],
}

/// A card that knows the coder's error rates from 400 messages, as a real card would.
fn card(world: &World) -> [ErrorRates; 2] {
    const CASES: f64 = 200.0;
    world.coder.map(|(sensitivity, specificity)| ErrorRates {
        sensitivity,
        sensitivity_error: (sensitivity * (1.0 - sensitivity) / CASES).sqrt(),
        specificity,
        specificity_error: (specificity * (1.0 - specificity) / CASES).sqrt(),
    })
}

fn one(drawn: &Organisation, card: &[ErrorRates; 2], margins: Margins, truth: &Truth) -> Results {
    let empty = Card::default();
    let settings = Settings { least_messages: 1, change: None, salt: "", card: &empty };
    let sample = Sample::new(&drawn.tally, &drawn.members, &drawn.gold, settings);
    let groups =
        TITLES.map(|title| sample.persons.iter().filter(|p| p.title == title).collect::<Vec<_>>());
    let gate = Gate::of_invented_persons();
    let Ok(cleared) = gate.clear(Kind::Mean, groups.to_vec()) else { return Results::default() };
    let unread = Unread::default();
    let comparison = Comparison::new(&cleared, &gate, Some(*card), unread, margins, false);
    let mut results = Results { draws: 1, ..Results::default() };

    // The lines that decide, and the mix: what stands beside them in a report is not counted here.
    let families = Class::families(false);
    let same = comparison.shares(&families);
    for (family, line) in same.iter().enumerate() {
        let value = truth.exact[0].does[family] - truth.exact[1].does[family];
        let name =
            if family == 0 { "share of the first family" } else { "share of another family" };
        note(&mut results, name, line, value, value);
    }
    let found = |lines: &[Line], verdict: Verdict| lines.iter().any(|line| line.verdict == verdict);
    results.any_family_different = u64::from(found(&same, Verdict::Different));
    results.all_families_same = u64::from(same.iter().all(|line| line.verdict == Verdict::Same));

    let lines = |found: Result<Vec<Line>, _>| found.unwrap_or_default();
    let (within, mix) = (lines(comparison.within(&families)), lines(comparison.mix(&families)));
    results.any_focus_different = u64::from(found(&within, Verdict::Different));
    for (pole, name) in ["people", "results"].into_iter().enumerate() {
        let exact = parts(&truth.exact[0], &truth.exact[1], pole);
        let seen = parts(&truth.seen[0], &truth.seen[1], pole);
        if let Some((within, mix)) = within.get(pole).zip(mix.get(pole)) {
            note(&mut results, &format!("within, {name}"), within, seen.1, exact.1);
            note(&mut results, &format!("mix, {name}"), mix, seen.0, exact.0);
        }
    }
    let inside = |e: &[Expected; 2]| e[0].within(0, 0) - e[1].within(0, 0);
    let (seen, exact) = (inside(&truth.seen), inside(&truth.exact));
    for line in lines(comparison.people_within_handing_over()) {
        note(&mut results, "people within handing over", &line, seen, exact);
    }
    results
}

/// Notes one line: what is counted is held against what the coder would count of everybody, what is
/// corrected against the truth.
fn note(results: &mut Results, name: &str, line: &Line, seen: f64, exact: f64) {
    let Some(answers) = &line.answers else { return };
    let ways = [
        ("counted", Some(answers.counted), seen),
        ("corrected", answers.corrected, exact),
        ("powered", answers.powered, exact),
    ];
    for (way, answer, truth) in ways {
        let Some(Answer { interval, .. }) = answer else { continue };
        let tested = results.by_figure.entry(format!("{name} ({way})")).or_default();
        tested.intervals += 1;
        tested.covered += u64::from(interval.contains(truth));
    }
    let tested = results.by_figure.entry(format!("{name} (verdict)")).or_default();
    tested.lines += 1;
    tested.different += u64::from(line.verdict == Verdict::Different);
    tested.same += u64::from(line.verdict == Verdict::Same);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scenarios_are_what_they_say() {
        let (world, margins) = (World::default(), Margins::default());
        let expected = |scenario: Scenario| {
            scenario.groups(&world, margins).map(|group| Expected::of(&group, &world, None))
        };
        let [a, b] = expected(Scenario::Alike);
        assert_eq!(a, b);
        let [a, b] = expected(Scenario::UnequalErrors);
        assert_eq!(a, b);
        let unequal = Scenario::UnequalErrors.world(&world);
        let [a, b] = Scenario::UnequalErrors.groups(&unequal, margins);
        let [first, second] = unequal.coders();
        let seen = parts(
            &Expected::of(&a, &unequal, Some(&first)),
            &Expected::of(&b, &unequal, Some(&second)),
            0,
        );
        assert!(seen.1 < -0.05, "the coder makes a difference where there is none: {seen:?}");
        let [a, b] = expected(Scenario::AtTheMargin);
        assert!((a.does[0] - b.does[0] - margins.activity).abs() < 0.002);
        assert!((parts(&a, &b, 0).1 - margins.focus).abs() < 0.001);
        let [a, b] = expected(Scenario::OtherFocus);
        let (mix, within) = parts(&a, &b, 0);
        assert!(within > 0.15 && mix.abs() < 1e-9, "{mix} {within}");
        let [a, b] = expected(Scenario::OtherMix);
        assert!(a.does.iter().zip(&b.does).any(|(a, b)| (a - b).abs() > 0.08));
        for pole in [0, 1] {
            let (mix, within) = parts(&a, &b, pole);
            assert!(mix.abs() > 0.004 && within.abs() < 0.02, "{pole} {mix} {within}");
        }
        let [a, b] = expected(Scenario::OtherBoth);
        let (mix, within) = parts(&a, &b, 0);
        assert!(within > 0.15 && mix.abs() > 0.004, "{mix} {within}");
    }

    #[test]
    fn clear_differences_are_found_and_intervals_cover() {
        let world = World { labelled: 0.2, ..World::default() };
        let results = simulate(Scenario::OtherFocus, 15, &world, 12, 1);
        assert_eq!(results.draws, 12);
        assert!(results.any_focus_different >= 9, "{results:?}");
        for (name, tested) in &results.by_figure {
            assert!(tested.intervals == 0 || tested.coverage() > 0.6, "{name} {tested:?}");
        }
        assert_eq!(simulate(Scenario::OtherFocus, 15, &world, 12, 1), results, "seeds are fixed");
    }

    #[test]
    fn labelled_messages_show_that_the_coder_errs_unequally() {
        let world = World { labelled: 0.1, ..World::default() };
        let results = simulate(Scenario::UnequalErrors, 25, &world, 20, 3);
        let counted = &results.by_figure["within, people (counted)"];
        assert!(counted.coverage() > 0.6, "{counted:?}");
        // As counted nearly all of them differ.
        assert!(results.any_focus_different <= 5, "{results:?}");
    }

    #[test]
    fn what_comes_from_another_mix_is_prediction_powered_for_enough_persons() {
        let world = World { labelled: 0.2, ..World::default() };
        let powered = |persons| {
            let results = simulate(Scenario::Alike, persons, &world, 3, 1);
            results.by_figure.get("mix, people (powered)").map(|tested| tested.intervals)
        };
        assert_eq!(powered(6), None);
        assert_eq!(powered(12), Some(3));
    }

    #[test]
    fn groups_that_are_alike_are_mostly_not_found_different() {
        let results = simulate(Scenario::Alike, 10, &World::default(), 20, 2);
        assert!(results.any_focus_different + results.any_family_different <= 5, "{results:?}");
    }
}
