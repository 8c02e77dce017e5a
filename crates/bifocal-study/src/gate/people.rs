//! Groups as sets of persons.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A person in a study: a pseudonym made for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub u64);

impl PersonId {
    /// The pseudonym of an address in a study: the first 8 bytes of SHA-256 over the salt of its folder and it.
    pub fn pseudonym(salt: &str, address: &str) -> Self {
        let digest = Sha256::digest(format!("{salt}\n{address}").as_bytes());
        Self(digest.iter().take(8).fold(0, |id, byte| id << 8 | u64::from(*byte)))
    }
}

/// A set of persons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Group(BTreeSet<PersonId>);

impl Group {
    /// How many persons.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no person.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The persons in order.
    pub fn iter(&self) -> impl Iterator<Item = PersonId> {
        self.0.iter().copied()
    }

    /// Whether all of them are in another group.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Whether none of them is in another group.
    pub fn is_apart_from(&self, other: &Self) -> bool {
        self.0.is_disjoint(&other.0)
    }
}

impl FromIterator<PersonId> for Group {
    fn from_iter<I: IntoIterator<Item = PersonId>>(persons: I) -> Self {
        Self(persons.into_iter().collect())
    }
}

/// Cuts each cell into those inside a group and those outside.
pub(super) fn cut(cells: &[Group], group: &Group) -> Vec<Group> {
    let halves = cells.iter().flat_map(|cell| {
        let inside: BTreeSet<_> = cell.0.intersection(&group.0).copied().collect();
        let outside: BTreeSet<_> = cell.0.difference(&group.0).copied().collect();
        [Group(inside), Group(outside)]
    });
    halves.filter(|half| !half.is_empty()).collect()
}
