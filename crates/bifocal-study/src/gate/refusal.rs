//! Why a figure stays inside.

use super::LEAST;

/// The rule that keeps a figure about a group from leaving. Says what the rule is, and nothing of the
/// persons: not even how many stand in its way, which would tell who wrote enough to be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The group is too small.
    #[error("fewer than {least} persons have a share in it")]
    TooFew {
        /// Needed.
        least: usize,
    },
    /// Those who are not in the group are too few: the whole less the group would show them.
    #[error(
        "fewer than {least} persons are not in the group: with the figure of all it would show them"
    )]
    Remainder {
        /// Needed, or nobody.
        least: usize,
    },
    /// With what the viewer has seen, the figure would single out too few.
    #[error("together with figures seen before it would single out fewer than {least} persons")]
    Difference {
        /// Needed, or nobody.
        least: usize,
    },
    /// Nearly everybody in a group has the same extreme value.
    #[error(
        "in a group fewer than {least} persons have any of it, or fewer than {least} have anything else, so that the \
         figure would be nearly each one's own"
    )]
    Homogeneous {
        /// Needed.
        least: usize,
    },
    /// Somebody in the group is not in the study.
    #[error("the group has persons who are not in the study")]
    NotInStudy,
    /// The ledger has been kept, and of other people.
    #[error(
        "the ledger of this folder knows other people and none of these; begin a new folder for another study"
    )]
    Strangers,
    /// What has been seen cannot be written down, so it must not be seen.
    #[error("the ledger of what was released cannot be kept: {0}")]
    Ledger(String),
}

impl Refusal {
    /// Nearly everybody in a group has the same extreme value.
    pub const HOMOGENEOUS: Self = Self::Homogeneous { least: LEAST };
}
