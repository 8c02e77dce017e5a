//! The eleven activities: what a sentence does.

use serde::{Deserialize, Serialize};

/// What a sentence does. The order is that of the codebook and of the models' outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the definitions are data: lenses/activities.toml")]
pub enum Activity {
    Other,
    Delegate,
    Track,
    Task,
    Decide,
    Commit,
    Plan,
    Learn,
    Motivate,
    Consult,
    Report,
}

impl Activity {
    /// Number of activities.
    pub const COUNT: usize = 11;

    /// All activities in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Other,
        Self::Delegate,
        Self::Track,
        Self::Task,
        Self::Decide,
        Self::Commit,
        Self::Plan,
        Self::Learn,
        Self::Motivate,
        Self::Consult,
        Self::Report,
    ];

    /// The activities that rates are made of: all but [`Activity::Other`].
    pub fn acting() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|a| *a != Self::Other)
    }

    /// Position in [`Activity::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The codebook's code, such as `TASK`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Other => "OTHER",
            Self::Delegate => "DELEGATE",
            Self::Track => "TRACK",
            Self::Task => "TASK",
            Self::Decide => "DECIDE",
            Self::Commit => "COMMIT",
            Self::Plan => "PLAN",
            Self::Learn => "LEARN",
            Self::Motivate => "MOTIVATE",
            Self::Consult => "CONSULT",
            Self::Report => "REPORT",
        }
    }

    /// The activity with that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.code() == code)
    }
}

/// A set of activities: those that a message does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ActivitySet(u16);

impl ActivitySet {
    /// Adds one.
    pub fn insert(&mut self, activity: Activity) {
        self.0 |= 1 << activity.index();
    }

    /// Whether it is in the set.
    pub fn contains(self, activity: Activity) -> bool {
        self.0 & (1 << activity.index()) != 0
    }

    /// The members in order.
    pub fn iter(self) -> impl Iterator<Item = Activity> {
        Activity::ALL.into_iter().filter(move |a| self.contains(*a))
    }

    /// Whether any member is an act in the sense of the rates: not [`Activity::Other`].
    pub fn acts(self) -> bool {
        self.0 & !(1 << Activity::Other.index()) != 0
    }
}

impl FromIterator<Activity> for ActivitySet {
    fn from_iter<I: IntoIterator<Item = Activity>>(iter: I) -> Self {
        let mut set = Self::default();
        iter.into_iter().for_each(|a| set.insert(a));
        set
    }
}
