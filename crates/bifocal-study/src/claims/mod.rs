//! What a study tests: each claim gives an estimate, an interval and one verdict.

mod focus;
mod persons;
mod same;
mod verdict;

pub use self::focus::{FocusParts, different_focus};
pub use self::persons::{Participant, Side};
pub use self::same::{SameShare, same_shares};
pub use self::verdict::{Answer, Verdict};

#[cfg(test)]
mod tests;
