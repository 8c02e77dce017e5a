//! Why a figure stays inside.

/// The rule that keeps a figure about a group from leaving. Says what the rule is, and no more of the
/// persons than how many stand in its way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The group is too small.
    #[error("{persons} persons, and a figure of this kind needs at least {least}")]
    TooFew {
        /// In the group.
        persons: usize,
        /// Needed.
        least: usize,
    },
    /// Those who are not in the group are too few: the whole less the group would show them.
    #[error(
        "only {persons} persons are not in the group: with the figure of all it would show them (at least {least} or none)"
    )]
    Remainder {
        /// Outside of the group.
        persons: usize,
        /// Needed.
        least: usize,
    },
    /// With what the viewer has seen, the figure would single out too few.
    #[error(
        "together with figures seen before it would single out {persons} persons (at least {least} or none)"
    )]
    Difference {
        /// In the smallest cell.
        persons: usize,
        /// Needed.
        least: usize,
    },
    /// Everybody in the group has the same extreme value.
    #[error("all persons of the group have the same value, so the figure would be each one's own")]
    Unanimous,
    /// Somebody in the group is not in the study.
    #[error("the group has persons who are not in the study")]
    NotInStudy,
    /// What has been seen cannot be written down, so it must not be seen.
    #[error("the ledger of what was released cannot be kept: {0}")]
    Ledger(String),
}
