//! Which messages belong together: a union-find over the keys of messages, in
//! which each tree's root has the smallest key, so that the result does not
//! depend on the order of reading.

use bifocal_core::Instant;

/// Keys that are numbered in the order of their coming, and their trees.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    /// Open addressing, by the key's own bits: keys are hashes already. Holds
    /// numbers plus one.
    table: Vec<u32>,
    keys: Vec<u64>,
    parents: Vec<u32>,
}

impl Forest {
    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The number of a key, which is new or not; nothing if there are too many.
    pub(crate) fn node(&mut self, key: u64) -> Option<u32> {
        if self.keys.len() * 4 >= self.table.len() * 3 {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = slot(key) & mask;
        while let Some(number) = self.table[at].checked_sub(1) {
            if self.keys[number as usize] == key {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
        let number = u32::try_from(self.keys.len()).ok().filter(|number| *number < u32::MAX - 1)?;
        self.table[at] = number + 1;
        self.keys.push(key);
        self.parents.push(number);
        Some(number)
    }

    fn grow(&mut self) {
        let size = (self.keys.len() * 2).next_power_of_two().max(1024);
        self.table = vec![0; size];
        for (number, key) in (1..).zip(&self.keys) {
            let mut at = slot(*key) & (size - 1);
            while self.table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = number;
        }
    }

    /// Gives back the memory that finds a key's number; with the next key it is taken again.
    pub(crate) fn close(&mut self) {
        self.table = Vec::new();
    }

    /// The key of a number.
    pub(crate) fn key(&self, node: u32) -> u64 {
        self.keys[node as usize]
    }

    fn root(&mut self, mut node: u32) -> u32 {
        while self.parents[node as usize] != node {
            let above = self.parents[self.parents[node as usize] as usize];
            self.parents[node as usize] = above;
            node = above;
        }
        node
    }

    /// The smallest key in the tree.
    pub(crate) fn thread(&mut self, node: u32) -> u64 {
        let root = self.root(node);
        self.key(root)
    }

    /// Makes one tree of two.
    pub(crate) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if self.key(one) < self.key(other) {
            self.parents[other as usize] = one;
        } else {
            self.parents[one as usize] = other;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a hash's low bits are enough")]
fn slot(key: u64) -> usize {
    (key ^ (key >> 32)) as usize
}

/// A message among those of one subject that share one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SameSubject {
    /// Hash of subject and person.
    pub(crate) bucket: u64,
    pub(crate) at: Option<Instant>,
    pub(crate) node: u32,
    /// Whether its subject says that it is an answer, and nothing else tells to what.
    pub(crate) answers: bool,
}

/// An answer without references joins messages of its subject no further away
/// in time than this. Otherwise all of somebody's "Re: Meeting" would be one
/// thread, since the owner of a mailbox is in each of them.
const DAYS: i64 = 60;

/// Joins each answer with the messages of its subject and of its time that
/// share a person with it.
pub(crate) fn join_by_subject(forest: &mut Forest, mut messages: Vec<SameSubject>) {
    messages.sort_unstable();
    for bucket in messages.chunk_by(|one, other| one.bucket == other.bucket) {
        let Some(answer) = bucket.iter().find(|message| message.answers) else { continue };
        let (undated, dated) =
            bucket.split_at(bucket.partition_point(|message| message.at.is_none()));
        // Where the time is not known, it is no reason against.
        if undated.iter().any(|message| message.answers) {
            for message in bucket {
                forest.join(answer.node, message.node);
            }
            continue;
        }
        for message in undated
            .iter()
            .chain(dated.iter().filter(|message| message.answers && !undated.is_empty()))
        {
            forest.join(answer.node, message.node);
        }
        join_near(forest, dated);
    }
}

/// Joins each answer with those near to it in time. Each pair of neighbours is
/// joined once at most, so that this is linear.
fn join_near(forest: &mut Forest, dated: &[SameSubject]) {
    let seconds = |at: usize| dated[at].at.map_or(0, |instant| instant.0);
    let (mut low, mut high, mut joined) = (0, 0, 0);
    for (at, message) in dated.iter().enumerate() {
        if !message.answers {
            continue;
        }
        while seconds(low) < seconds(at).saturating_sub(DAYS * 86_400) {
            low += 1;
        }
        high = high.max(at);
        while high + 1 < dated.len()
            && seconds(high + 1) <= seconds(at).saturating_add(DAYS * 86_400)
        {
            high += 1;
        }
        for next in joined.max(low)..high {
            forest.join(dated[next].node, dated[next + 1].node);
        }
        joined = joined.max(high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_key_names_the_tree() {
        let mut forest = Forest::default();
        let nodes: Vec<u32> = (0..5000_u64)
            .map(|key| forest.node(key.wrapping_mul(0x9e37_79b9_7f4a_7c15)).unwrap())
            .collect();
        assert_eq!(forest.node(0), Some(nodes[0]));
        forest.close();
        assert_eq!(forest.node(0), Some(nodes[0]));
        for pair in nodes[1..].chunks(2) {
            forest.join(pair[0], *pair.last().unwrap());
        }
        for pair in nodes[1..].chunks(2) {
            let smallest = pair.iter().map(|node| forest.key(*node)).min().unwrap();
            assert!(pair.iter().all(|node| forest.thread(*node) == smallest));
        }
    }

    #[test]
    fn answers_join_what_is_near() {
        let mut forest = Forest::default();
        let day = |day: i64| Some(Instant(day * 86_400));
        let messages: Vec<_> = [
            (day(0), false),
            (day(1), true),
            (day(50), false),
            (day(200), false),
            (day(201), true),
            (day(400), false),
            (day(401), false),
        ]
        .into_iter()
        .zip(1..)
        .map(|((at, answers), key)| SameSubject {
            bucket: 7,
            at,
            node: forest.node(key).unwrap(),
            answers,
        })
        .collect();
        join_by_subject(&mut forest, messages.clone());
        let threads: Vec<u64> =
            messages.iter().map(|message| forest.thread(message.node)).collect();
        assert_eq!(threads, [1, 1, 1, 4, 4, 6, 7]);
    }
}
