//! The gate.
//!
//! **What it guarantees.** Let the viewer have seen figures of any groups. The
//! groups cut the people into *cells*: persons of a cell are in the same
//! groups. The gate keeps every cell at 0 or at least [`Rules::rates`] persons.
//! Whatever a viewer computes from sums over groups weighs all persons of a
//! cell alike, so it is about no person, nor about fewer than that many. This
//! covers differences, complements, partitions, joiners and leavers between
//! waves, and repeated queries with changed filters, in one rule. Beside it
//! stand rounding, which stops what is left to exact arithmetic, and the hiding
//! of unanimous groups, whose figure would be everybody's own.
//!
//! What it cannot stop: people who share what they know of themselves. With
//! `c` of them in a cell the figure is about the other `5 - c`.

mod ledger;
mod people;
mod refusal;

use serde::Serialize;

pub use self::ledger::{Ledger, LedgerError};
pub use self::people::{Group, PersonId};
pub use self::refusal::Refusal;

/// Least sizes, and when figures are rounded more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Persons for a mean or a share.
    pub rates: usize,
    /// Persons for how values are spread.
    pub distributions: usize,
    /// Under so many persons shares are whole percents, else tenths.
    pub whole_percents_below: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self { rates: 5, distributions: 8, whole_percents_below: 50 }
    }
}

/// A figure about a group that may leave the program.
///
/// Only a [`Gate`] makes one: the field is private to this module.
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

    /// A figure made of this one alone, such as its text.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Released<U> {
        Released(f(self.0))
    }
}

/// The mean of a group's shares.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GroupShare {
    /// Persons.
    pub persons: usize,
    /// Percent, rounded.
    pub percent: f64,
}

/// How many persons of a group lie in each band.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupDistribution {
    /// Persons.
    pub persons: usize,
    /// Percent of them in each band, rounded.
    pub percents: Vec<f64>,
}

/// Everything about groups passes here. One gate a viewer.
#[derive(Debug)]
pub struct Gate {
    rules: Rules,
    everybody: Group,
    ledger: Ledger,
}

impl Gate {
    /// A gate over all persons of a study, with what its viewer has seen so far.
    pub const fn new(rules: Rules, everybody: Group, ledger: Ledger) -> Self {
        Self { rules, everybody, ledger }
    }

    /// The mean share of a group's persons; `share_of` gives each one's, from 0 to 1.
    ///
    /// # Errors
    /// A [`Refusal`] that names the rule, or says that the ledger cannot be written.
    pub fn share(
        &mut self,
        group: &Group,
        share_of: impl Fn(PersonId) -> f64,
    ) -> Result<Released<GroupShare>, Refusal> {
        self.check(group, self.rules.rates)?;
        let shares: Vec<f64> = group.iter().map(share_of).collect();
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        // The figure of a unanimous group is everybody's own.
        if shares.iter().all(|share| *share <= 0.0) || shares.iter().all(|share| *share >= 1.0) {
            return Err(Refusal::Unanimous);
        }
        self.admit(group)?;
        Ok(Released(GroupShare { persons: group.len(), percent: self.round(mean, group.len()) }))
    }

    /// How many of a group's persons lie in each of `bands` bands; `band_of` gives each one's.
    ///
    /// # Errors
    /// As [`Gate::share`].
    pub fn distribution(
        &mut self,
        group: &Group,
        bands: usize,
        band_of: impl Fn(PersonId) -> usize,
    ) -> Result<Released<GroupDistribution>, Refusal> {
        self.check(group, self.rules.distributions)?;
        let mut counts = vec![0usize; bands];
        for band in group.iter().map(band_of) {
            counts[band.min(bands.saturating_sub(1))] += 1;
        }
        if counts.contains(&group.len()) {
            return Err(Refusal::Unanimous);
        }
        self.admit(group)?;
        let percent = |count: usize| self.round(count as f64 / group.len() as f64, group.len());
        let percents = counts.into_iter().map(percent).collect();
        Ok(Released(GroupDistribution { persons: group.len(), percents }))
    }

    /// Any figure of a comparison of groups, all of which must pass. `figure` gets no person: what it
    /// closes over must be figures of these groups.
    ///
    /// # Errors
    /// As [`Gate::share`].
    pub fn comparison<T>(
        &mut self,
        groups: &[Group],
        figure: impl FnOnce() -> T,
    ) -> Result<Released<T>, Refusal> {
        for group in groups {
            self.check(group, self.rules.rates)?;
        }
        // All together: two groups that pass alone may not pass with each other.
        let mut ahead = self.ledger.cells(&self.everybody);
        for group in groups {
            ahead = people::cut(&ahead, group);
        }
        self.no_small_cell(&ahead)?;
        for group in groups {
            self.admit(group)?;
        }
        Ok(Released(figure()))
    }

    fn check(&self, group: &Group, least: usize) -> Result<(), Refusal> {
        if !group.is_within(&self.everybody) {
            return Err(Refusal::NotInStudy);
        }
        if group.len() < least {
            return Err(Refusal::TooFew { persons: group.len(), least });
        }
        let rest = self.everybody.len() - group.len();
        if rest > 0 && rest < self.rules.rates {
            return Err(Refusal::Remainder { persons: rest, least: self.rules.rates });
        }
        self.no_small_cell(&people::cut(&self.ledger.cells(&self.everybody), group))
    }

    fn no_small_cell(&self, cells: &[Group]) -> Result<(), Refusal> {
        let smallest = cells.iter().map(Group::len).filter(|persons| *persons > 0).min();
        match smallest.filter(|persons| *persons < self.rules.rates) {
            Some(persons) => Err(Refusal::Difference { persons, least: self.rules.rates }),
            None => Ok(()),
        }
    }

    fn admit(&mut self, group: &Group) -> Result<(), Refusal> {
        self.ledger.add(group).map_err(|error| Refusal::Ledger(error.to_string()))
    }

    fn round(&self, share: f64, persons: usize) -> f64 {
        let percent = share * 100.0;
        if persons < self.rules.whole_percents_below {
            percent.round()
        } else {
            (percent * 10.0).round() / 10.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(ids: impl IntoIterator<Item = u64>) -> Group {
        ids.into_iter().map(PersonId).collect()
    }

    fn gate(persons: u64) -> Gate {
        Gate::new(Rules::default(), group(0..persons), Ledger::default())
    }

    fn half(person: PersonId) -> f64 {
        if person.0.is_multiple_of(2) { 0.334 } else { 0.1 }
    }

    #[test]
    fn each_rule_has_its_refusal() {
        let refused = |result: Result<Released<GroupShare>, Refusal>| result.expect_err("refused");
        assert_eq!(
            refused(gate(20).share(&group(0..4), half)),
            Refusal::TooFew { persons: 4, least: 5 }
        );
        assert_eq!(
            refused(gate(20).share(&group(0..17), half)),
            Refusal::Remainder { persons: 3, least: 5 }
        );
        assert_eq!(refused(gate(20).share(&group(16..25), half)), Refusal::NotInStudy);
        assert_eq!(refused(gate(20).share(&group(0..9), |_| 0.0)), Refusal::Unanimous);
        let mut gate = gate(20);
        gate.share(&group(0..10), half).expect("fine");
        assert_eq!(
            refused(gate.share(&group(0..11), half)),
            Refusal::Difference { persons: 1, least: 5 }
        );
        // What was seen may be seen again, and what differs by enough may be seen too.
        gate.share(&group(0..10), half).expect("the same");
        gate.share(&group(0..15), half).expect("five more");
    }

    #[test]
    fn groups_that_pass_alone_may_not_pass_together() {
        let (a, b) = (group(0..10), group(6..16));
        assert!(gate(30).comparison(std::slice::from_ref(&a), || 1).is_ok());
        assert!(gate(30).comparison(std::slice::from_ref(&b), || 1).is_ok());
        let mut both = gate(30);
        assert_eq!(
            both.comparison(&[a, b.clone()], || 1),
            Err(Refusal::Difference { persons: 4, least: 5 })
        );
        // Nothing of a refused comparison counts as seen.
        assert!(both.share(&b, half).is_ok());
    }

    #[test]
    fn few_persons_get_whole_percents() {
        let few = gate(20).share(&group(0..10), half).expect("fine");
        assert_eq!(*few.get(), GroupShare { persons: 10, percent: 22.0 });
        let many = gate(60).share(&group(0..60), half).expect("fine");
        assert!((many.get().percent - 21.7).abs() < 1e-9);
    }

    #[test]
    fn distributions_need_more_persons() {
        let band = |person: PersonId| (person.0 % 3) as usize;
        assert!(gate(20).distribution(&group(0..7), 3, band).is_err());
        let spread = gate(20).distribution(&group(0..9), 3, band).expect("fine");
        assert_eq!(spread.get().percents, [33.0, 33.0, 33.0]);
        assert_eq!(
            gate(20).distribution(&group(0..9), 3, |_| 1).expect_err("all alike"),
            Refusal::Unanimous
        );
    }
}
