//! Attacks on the gate, and on a naive gate that only asks for five persons. Each must find nothing
//! in the one and something in the other: an attack that finds nothing anywhere tests nothing.
//!
//! `studies` does the same with whole studies on one ledger.
#![allow(clippy::expect_used, reason = "a test that cannot go on must stop")]

use bifocal_study::gate::{Gate, Group, Kind, Ledger, PersonId};
use bifocal_study::sample::Person;
use proptest::prelude::*;

mod exposed;
mod studies;

use exposed::exposed;

/// A viewer asks for groups and gets those that a gate lets out.
trait Asked {
    fn ask(&mut self, group: &Group) -> bool;
}

struct Real {
    persons: Vec<Person>,
    gate: Gate,
}

impl Real {
    fn over(persons: u64) -> Self {
        Self {
            persons: (0..persons).map(|id| Person::nobody(PersonId(id))).collect(),
            gate: Gate::new(everybody(persons), Ledger::default()),
        }
    }
}

impl Asked for Real {
    fn ask(&mut self, group: &Group) -> bool {
        let members: Vec<PersonId> = group.iter().collect();
        let persons = self.persons.iter().filter(|person| members.contains(&person.id)).collect();
        let number = |cleared: &bifocal_study::gate::Cleared<'_>| Ok([cleared.smallest()]);
        self.gate.release(Kind::Mean, vec![persons], number).is_ok()
    }
}

/// Five persons or more, and nothing else.
struct Naive;

impl Asked for Naive {
    fn ask(&mut self, group: &Group) -> bool {
        group.len() >= 5
    }
}

fn everybody(persons: u64) -> Group {
    (0..persons).map(PersonId).collect()
}

fn group(ids: impl IntoIterator<Item = u64>) -> Group {
    ids.into_iter().map(PersonId).collect()
}

/// Asks in turn and gives the groups that came out.
fn seen(gate: &mut dyn Asked, asked: &[Group]) -> Vec<Group> {
    asked.iter().filter(|group| gate.ask(group)).cloned().collect()
}

fn attack(persons: u64, asked: &[Group]) {
    let naive = seen(&mut Naive, asked);
    assert!(exposed(&naive, persons).is_some(), "the attack finds nothing even in a naive gate");
    let real = seen(&mut Real::over(persons), asked);
    assert_eq!(exposed(&real, persons), None, "seen: {real:?}");
}

#[test]
fn differencing() {
    attack(14, &[group(0..6), group(0..7)]);
}

#[test]
fn the_remainder() {
    attack(14, &[group(0..14), group(0..13)]);
}

#[test]
fn a_partition_and_its_whole() {
    attack(14, &[group(0..5), group(5..11), group(0..13), group(0..14)]);
}

#[test]
fn joiners_and_leavers_between_waves() {
    // Wave one, wave two with one more and one less: the difference is about two persons.
    attack(14, &[group(0..7), group(1..8), group(1..7)]);
}

#[test]
fn changed_filters() {
    // Part-timers, people of one site, both: each alone looks harmless.
    let site = |p: &u64| p.is_multiple_of(2);
    let odd: Vec<u64> = (0..14).filter(|p| !site(p)).collect();
    let filters = [
        group((0..14).filter(site)),
        group((0..14).filter(site).chain([1])),
        group(odd.iter().copied()),
        group(odd.iter().copied().skip(1)),
    ];
    attack(14, &filters);
}

#[test]
fn two_who_share_what_they_know_leave_three() {
    let mut gate = Real::over(15);
    let asked = [group(0..5), group(5..10), group(0..10), group(0..15)];
    let out = seen(&mut gate, &asked);
    assert_eq!(out.len(), 4);
    // Two insiders of one cell know their own values: take them off every group.
    let honest: Vec<Group> = out.iter().map(|g| g.iter().filter(|p| p.0 > 1).collect()).collect();
    let found = exposed(&honest, 15).expect("the rest of the cell");
    assert!(found.len() >= 3, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is asked in whatever order, no combination of what came out is about four persons or
    /// fewer.
    #[test]
    fn no_sequence_of_questions_exposes_anybody(
        asked in prop::collection::vec(prop::collection::btree_set(0u64..13, 1..13), 1..12)
    ) {
        let asked: Vec<Group> = asked.into_iter().map(group).collect();
        let real = seen(&mut Real::over(13), &asked);
        prop_assert_eq!(exposed(&real, 13), None);
    }

    /// What was released once is released again, and the ledger does not grow by it.
    #[test]
    fn asking_again_changes_nothing(
        asked in prop::collection::vec(prop::collection::btree_set(0u64..13, 5..13), 1..6)
    ) {
        let asked: Vec<Group> = asked.into_iter().map(group).collect();
        let mut gate = Real::over(13);
        let first: Vec<bool> = asked.iter().map(|g| gate.ask(g)).collect();
        let second: Vec<bool> = asked.iter().map(|g| gate.ask(g)).collect();
        for (before, after) in first.iter().zip(&second) {
            prop_assert!(!before || *after);
        }
    }
}
