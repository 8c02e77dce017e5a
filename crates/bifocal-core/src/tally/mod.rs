//! Integer counts that add up, and nothing else: what every figure is made from.
//!
//! A tally is a commutative monoid: tallies of any split of the messages, merged in any order,
//! are equal, so one thread, many threads and a cluster give the same figures.

mod cell;
mod check;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::act::MessageCodes;
use crate::family::Family;
use crate::lens::Group;
use crate::message::{Medium, Toward, Week};

pub use self::cell::Cell;
pub use self::row::{Row, RowError};

/// Number of buckets that threads are hashed into. The bucket is the cluster of all intervals.
pub const BUCKETS: usize = 64;

/// What a count is kept apart by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Primary address of the writer.
    pub person: Arc<str>,
    /// Calendar week; `None` if the message has no readable date.
    pub week: Option<Week>,
    /// Whom the message goes to.
    pub toward: Toward,
    /// Where it was written.
    pub medium: Medium,
    /// Hash of the thread, below [`BUCKETS`].
    pub bucket: u8,
}

/// Counts of one key. Cells that are not there are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Cell, u64>);

impl Counts {
    /// The count of a cell.
    pub fn get(&self, cell: Cell) -> u64 {
        self.0.get(&cell).copied().unwrap_or(0)
    }

    /// All cells above 0, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Cell, u64)> {
        self.0.iter().map(|(cell, n)| (*cell, *n))
    }

    /// Adds to a cell.
    pub fn add(&mut self, cell: Cell, n: u64) {
        *self.0.entry(cell).or_default() += n;
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        for (cell, n) in other.iter() {
            self.add(cell, n);
        }
    }

    /// Counts one message.
    pub fn count(&mut self, codes: &MessageCodes) {
        self.add(Cell::Messages, 1);
        for (activity, poles) in &codes.sentences {
            self.add(Cell::Sentences, 1);
            match activity {
                Some(activity) => self.add(Cell::SentenceDoes(*activity), 1),
                None => self.add(Cell::Undecided, 1),
            }
            for pole in poles.iter() {
                self.add(Cell::SentenceAttends(pole), 1);
                for other in poles.iter().filter(|other| *other > pole) {
                    self.add(Cell::SentenceAttendsBoth(pole, other), 1);
                }
            }
        }
        if !codes.activities.acts() {
            return;
        }
        self.add(Cell::Acting, 1);
        for activity in codes.activities.iter() {
            self.add(Cell::Does(activity), 1);
            for pole in codes.poles.iter() {
                self.add(Cell::DoesAttending(activity, pole), 1);
            }
        }
        for family in Family::ALL.into_iter().filter(|f| f.is_done_by(codes.activities)) {
            self.add(Cell::DoesFamily(family), 1);
            for pole in codes.poles.iter() {
                self.add(Cell::DoesFamilyAttending(family, pole), 1);
            }
        }
        for group in Group::ALL {
            if codes.poles.any_of(group) {
                self.add(Cell::AttendsAny(group), 1);
            }
        }
        for pole in codes.poles.iter() {
            self.add(Cell::Attends(pole), 1);
            for other in codes.poles.iter().filter(|other| *other > pole) {
                self.add(Cell::AttendsBoth(pole, other), 1);
            }
        }
    }
}

/// Counts per key. It can only grow and merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Key, Counts>);

impl Tally {
    /// Counts one message.
    pub fn count(&mut self, key: Key, codes: &MessageCodes) {
        self.0.entry(key).or_default().count(codes);
    }

    /// Adds all counts of another tally.
    pub fn merge(&mut self, other: Self) {
        for (key, counts) in other.0 {
            self.0.entry(key).or_default().merge(&counts);
        }
    }

    /// Adds counts that were made before, such as those of a tally read from a file.
    pub fn insert(&mut self, key: Key, counts: &Counts) {
        self.0.entry(key).or_default().merge(counts);
    }

    /// All keys and counts in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Counts)> {
        self.0.iter()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::activity::Activity;
    use crate::lens::{Pole, PoleSet};

    fn message() -> impl Strategy<Value = (Key, MessageCodes)> {
        let sentence = (0usize..12, 0u16..4096);
        (0u8..3, 0i32..3, 0usize..6, 0u8..64, proptest::collection::vec(sentence, 0..5)).prop_map(
            |(person, week, toward, bucket, sentences)| {
                let mut codes = MessageCodes::default();
                for (activity, poles) in sentences {
                    let activity = Activity::ALL.get(activity).copied();
                    let poles: PoleSet =
                        Pole::ALL.into_iter().filter(|p| poles >> p.index() & 1 == 1).collect();
                    activity.into_iter().for_each(|a| codes.activities.insert(a));
                    codes.poles = codes.poles.union(poles);
                    codes.sentences.push((activity, poles));
                }
                let key = Key {
                    person: format!("p{person}").into(),
                    week: Some(Week(week)),
                    toward: Toward::ALL[toward],
                    medium: Medium::Mail,
                    bucket,
                };
                (key, codes)
            },
        )
    }

    fn tally(messages: &[(Key, MessageCodes)]) -> Tally {
        let mut tally = Tally::default();
        for (key, codes) in messages {
            tally.count(key.clone(), codes);
        }
        tally
    }

    proptest! {
        #[test]
        fn what_was_counted_is_written_and_read_again(
            messages in proptest::collection::vec(message(), 0..40),
        ) {
            let counted = tally(&messages);
            let mut again = Tally::default();
            for row in counted.rows() {
                prop_assert_eq!(row.add_to(&mut again), Ok(()));
            }
            prop_assert_eq!(again, counted);
        }
    }

    proptest! {
        #[test]
        fn any_split_and_order_gives_the_same_bits(
            messages in proptest::collection::vec(message(), 0..40),
            order in Just((0..40usize).collect::<Vec<_>>()).prop_shuffle(),
            cuts in proptest::collection::vec(0usize..40, 0..5),
        ) {
            let whole = tally(&messages);
            let shuffled: Vec<_> =
                order.iter().filter_map(|i| messages.get(*i).cloned()).collect();
            let mut cuts: Vec<_> = cuts.into_iter().map(|c| c.min(shuffled.len())).collect();
            cuts.push(0);
            cuts.push(shuffled.len());
            cuts.sort_unstable();
            let mut merged = Tally::default();
            for pair in cuts.windows(2).rev() {
                merged.merge(tally(&shuffled[pair[0]..pair[1]]));
            }
            prop_assert_eq!(&merged, &whole);
            let mut read = Tally::default();
            for row in whole.rows() {
                row.add_to(&mut read).expect("as it was written");
            }
            prop_assert_eq!(read, whole);
        }

        #[test]
        fn counts_are_consistent(messages in proptest::collection::vec(message(), 0..40)) {
            for (_, counts) in tally(&messages).iter() {
                let acting = counts.get(Cell::Acting);
                prop_assert!(acting <= counts.get(Cell::Messages));
                for activity in Activity::ALL {
                    prop_assert!(counts.get(Cell::Does(activity)) <= acting);
                    for pole in Pole::ALL {
                        let joint = counts.get(Cell::DoesAttending(activity, pole));
                        prop_assert!(joint <= counts.get(Cell::Does(activity)));
                        prop_assert!(joint <= counts.get(Cell::Attends(pole)));
                    }
                }
                for (cell, _) in counts.iter() {
                    prop_assert_eq!(Cell::from_name(&cell.name()), Some(cell));
                }
                for family in Family::ALL {
                    let does = counts.get(Cell::DoesFamily(family));
                    let members = Activity::ALL.into_iter().filter(|a| Family::of(*a) == Some(family));
                    let each: Vec<u64> = members.map(|a| counts.get(Cell::Does(a))).collect();
                    prop_assert!(each.iter().all(|n| *n <= does) && does <= each.iter().sum());
                    for pole in Pole::ALL {
                        prop_assert!(counts.get(Cell::DoesFamilyAttending(family, pole)) <= does);
                    }
                }
                for group in Group::ALL {
                    let any = counts.get(Cell::AttendsAny(group));
                    let sum: u64 =
                        group.poles().iter().map(|p| counts.get(Cell::Attends(*p))).sum();
                    prop_assert!(any <= sum && any <= acting);
                }
                let decided: u64 =
                    Activity::ALL.iter().map(|a| counts.get(Cell::SentenceDoes(*a))).sum();
                prop_assert_eq!(
                    decided + counts.get(Cell::Undecided),
                    counts.get(Cell::Sentences)
                );
            }
        }
    }
}
