//! The gate.
//!
//! **What it guarantees.** Let the viewer have seen figures of any groups. The
//! groups cut the people into *cells*: persons of a cell are in the same
//! groups. The gate keeps every cell at 0 or at least [`LEAST`] persons.
//! Whatever a viewer computes from sums over groups weighs all persons of a
//! cell alike, so it is about no person, nor about fewer than that many. This
//! covers differences, complements, partitions, joiners and leavers between
//! waves, and repeated queries with changed filters, in one rule.
//!
//! **How.** There is one way: [`Gate::clear`] takes the persons that have a
//! share in a figure, applies the rules, notes them in the ledger, and hands
//! them back as [`Cleared`]. Figures are made of cleared persons, and only they
//! make a [`Released`], which is coarsened by the smallest group on its way
//! ([`Coarse`]). Numbers of persons are figures like any other.
//!
//! What it cannot stop: people who share what they know of themselves. With
//! `c` of them in a cell the figure is about the other `5 - c`. And a refusal
//! is an answer too: it tells that the rules were not met, never by how much.

mod coarse;
mod ledger;
mod people;
mod refusal;

use std::cell::RefCell;

use serde::Serialize;

pub use self::coarse::{Coarse, FEW};
pub use self::ledger::{Ledger, LedgerError, Memory};
pub use self::people::{Group, PersonId};
pub use self::refusal::Refusal;
use crate::sample::{Person, Sample};

/// Persons that a figure needs, and that a difference to what was seen needs.
pub const LEAST: usize = 5;

/// Persons that a figure needs which says how many of them are so and so.
pub const LEAST_SPREAD: usize = 8;

/// What a figure says of its persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something about them together: a mean, a difference, a relation.
    Mean,
    /// How many of them are so and so.
    Spread,
}

impl Kind {
    const fn least(self) -> usize {
        match self {
            Self::Mean => LEAST,
            Self::Spread => LEAST_SPREAD,
        }
    }
}

/// A figure about a group that may leave the program.
///
/// Only [`Cleared`] persons make one: the field is private to this module.
///
/// ```compile_fail
/// let forged = bifocal_study::Released(0.3);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Released<T>(T);

impl<T> Released<T> {
    /// The figure.
    pub const fn get(&self) -> &T {
        &self.0
    }
}

/// Groups of persons that the gate let through: figures are made of these, and of nobody else.
///
/// Only a [`Gate`] makes them: the field is private to this module.
///
/// ```compile_fail
/// let forged = bifocal_study::gate::Cleared { groups: Vec::new() };
/// ```
#[derive(Clone, Debug)]
pub struct Cleared<'p> {
    groups: Vec<Vec<&'p Person>>,
}

impl<'p> Cleared<'p> {
    /// The persons of one of the groups; nobody if there are not so many groups.
    pub fn group(&self, at: usize) -> &[&'p Person] {
        self.groups.get(at).map_or(&[], Vec::as_slice)
    }

    /// The persons of all groups as a sample of their own: what is made of it is about them alone.
    pub fn sample(&self) -> Sample {
        let persons = self.groups.iter().flatten().map(|person| (*person).clone()).collect();
        Sample { persons, ..Sample::default() }
    }

    /// Persons in the smallest group, by which figures are coarsened.
    pub fn smallest(&self) -> usize {
        self.groups.iter().map(Vec::len).min().unwrap_or(0)
    }

    /// A figure that was made of these persons, coarsened.
    pub fn release<T: Coarse>(&self, figure: T) -> Released<T> {
        Released(figure.coarse(self.smallest()))
    }
}

/// Everything about groups passes here. One gate a viewer.
#[derive(Debug)]
pub struct Gate {
    /// Who watches; nobody where the persons are invented.
    watch: Option<Watch>,
}

#[derive(Debug)]
struct Watch {
    everybody: Group,
    ledger: RefCell<Ledger>,
}

impl Gate {
    /// A gate over all persons of a study, with what its viewers have seen so far.
    pub const fn new(everybody: Group, ledger: Ledger) -> Self {
        Self { watch: Some(Watch { everybody, ledger: RefCell::new(ledger) }) }
    }

    /// A gate for persons who do not exist: it lets everybody through.
    pub(crate) const fn of_invented_persons() -> Self {
        Self { watch: None }
    }

    /// What is known of earlier figures.
    pub fn memory(&self) -> Memory {
        self.watch.as_ref().map_or(Memory::Begun, |watch| watch.ledger.borrow().memory())
    }

    /// Lets groups of persons through, all together or not at all, and notes them as seen.
    ///
    /// # Errors
    /// A [`Refusal`] that names the rule, or says that the ledger cannot be written.
    pub fn clear<'p>(
        &self,
        kind: Kind,
        groups: Vec<Vec<&'p Person>>,
    ) -> Result<Cleared<'p>, Refusal> {
        if let Some(watch) = &self.watch {
            let sets: Vec<Group> =
                groups.iter().map(|group| group.iter().map(|person| person.id).collect()).collect();
            watch.check(kind, &sets)?;
            let mut ledger = watch.ledger.borrow_mut();
            for set in &sets {
                ledger.add(set).map_err(|error| Refusal::Ledger(error.to_string()))?;
            }
        }
        Ok(Cleared { groups })
    }

    /// A figure made of groups of persons and of nobody else.
    ///
    /// # Errors
    /// As [`Gate::clear`], or what `figure` was refused.
    pub fn release<'p, T: Coarse>(
        &self,
        kind: Kind,
        groups: Vec<Vec<&'p Person>>,
        figure: impl FnOnce(&Cleared<'p>) -> Result<T, Refusal>,
    ) -> Result<Released<T>, Refusal> {
        let cleared = self.clear(kind, groups)?;
        Ok(cleared.release(figure(&cleared)?))
    }
}

impl Watch {
    /// The rules for groups that are to be seen together: two that pass alone may not pass with each other.
    fn check(&self, kind: Kind, groups: &[Group]) -> Result<(), Refusal> {
        let ledger = self.ledger.borrow();
        if ledger.knows_others_than(&self.everybody) {
            return Err(Refusal::Strangers);
        }
        for group in groups {
            if !group.is_within(&self.everybody) {
                return Err(Refusal::NotInStudy);
            }
            if group.len() < kind.least() {
                return Err(Refusal::TooFew { least: kind.least() });
            }
            let rest = self.everybody.len() - group.len();
            if rest > 0 && rest < LEAST {
                return Err(Refusal::Remainder { least: LEAST });
            }
        }
        let cells = groups
            .iter()
            .fold(ledger.cells(&self.everybody), |cells, group| people::cut(&cells, group));
        if !groups.is_empty() && cells.iter().any(|cell| cell.len() < LEAST) {
            return Err(Refusal::Difference { least: LEAST });
        }
        Ok(())
    }
}

/// Whether a group's values are nearly all 0, or nearly all 1: fewer than [`LEAST`] persons have another.
/// A figure of them would be nearly each one's own.
pub fn is_homogeneous(values: impl IntoIterator<Item = f64>) -> bool {
    let (mut above, mut below) = (0, 0);
    for value in values {
        above += usize::from(value.abs() > 1e-9);
        below += usize::from((value - 1.0).abs() > 1e-9);
    }
    above < LEAST || below < LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(ids: impl IntoIterator<Item = u64>) -> Vec<Person> {
        ids.into_iter().map(|id| Person::nobody(PersonId(id))).collect()
    }

    fn gate(persons: &[Person]) -> Gate {
        Gate::new(persons.iter().map(|person| person.id).collect(), Ledger::default())
    }

    fn clear(gate: &Gate, groups: &[&[Person]]) -> Result<usize, Refusal> {
        let groups = groups.iter().map(|group| group.iter().collect()).collect();
        gate.clear(Kind::Mean, groups).map(|cleared| cleared.smallest())
    }

    #[test]
    fn each_rule_has_its_refusal() {
        let all = persons(0..20);
        let new = || gate(&all);
        assert_eq!(clear(&new(), &[&all[..4]]), Err(Refusal::TooFew { least: 5 }));
        assert_eq!(clear(&new(), &[&all[..17]]), Err(Refusal::Remainder { least: 5 }));
        assert_eq!(clear(&new(), &[&persons(16..25)]), Err(Refusal::NotInStudy));
        let spread = new().clear(Kind::Spread, vec![all[..7].iter().collect()]);
        assert_eq!(spread.map(|_| ()), Err(Refusal::TooFew { least: 8 }));
        let gate = new();
        assert_eq!(clear(&gate, &[&all[..10]]), Ok(10));
        assert_eq!(clear(&gate, &[&all[..11]]), Err(Refusal::Difference { least: 5 }));
        // What was seen may be seen again, and what differs by enough may be seen too.
        assert_eq!(clear(&gate, &[&all[..10]]), Ok(10));
        assert_eq!(clear(&gate, &[&all[..15]]), Ok(15));
    }

    #[test]
    fn groups_that_pass_alone_may_not_pass_together() {
        let all = persons(0..30);
        let (a, b) = (&all[..10], &all[6..16]);
        assert_eq!(clear(&gate(&all), &[a]), Ok(10));
        assert_eq!(clear(&gate(&all), &[b]), Ok(10));
        let both = gate(&all);
        assert_eq!(clear(&both, &[a, b]), Err(Refusal::Difference { least: 5 }));
        // Nothing of what was refused counts as seen.
        assert_eq!(clear(&both, &[b]), Ok(10));
    }

    #[test]
    fn a_ledger_of_other_people_lets_nothing_through() {
        let all = persons(0..30);
        let mut ledger = Ledger::default();
        ledger.add(&(100..130).map(PersonId).collect()).expect("in memory");
        let gate = Gate::new(all.iter().map(|person| person.id).collect(), ledger);
        assert_eq!(clear(&gate, &[&all]), Err(Refusal::Strangers));
    }

    #[test]
    fn figures_are_coarsened_by_the_smaller_group() {
        let all = persons(0..80);
        let gate = gate(&all);
        let groups = || vec![all[..60].iter().collect(), all[60..].iter().collect()];
        let smallest = gate.clear(Kind::Mean, groups()).expect("fine").smallest();
        assert_eq!(smallest, 20);
    }

    #[test]
    fn nearly_the_same_of_everybody_is_each_ones_own() {
        assert!(is_homogeneous([0.0; 9]) && is_homogeneous([1.0; 9]));
        assert!(is_homogeneous([0.3, 0.2, 0.1, 0.4, 0.0, 0.0]), "four have any");
        assert!(is_homogeneous([0.3, 0.2, 0.1, 0.4, 1.0, 1.0]), "four have others");
        assert!(!is_homogeneous([0.3, 0.2, 0.1, 0.4, 0.1, 0.0]));
    }
}
