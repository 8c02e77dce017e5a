//! Families: activities that are read together where one alone has too few messages.

use serde::{Deserialize, Serialize};

use crate::activity::{Activity, ActivitySet};

/// A family of activities. Which activities belong to it is data: `lenses/activities.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it, and the members are data")]
pub enum Family {
    HandOver,
    FollowUp,
    Tell,
    Arrange,
    Decide,
    TalkOver,
    Motivate,
}

impl Family {
    /// All families in order. [`Family::Motivate`] stands last and apart: it is mostly about people, so a
    /// difference in it is nearly one in focus by definition.
    pub const ALL: [Self; 7] = [
        Self::HandOver,
        Self::FollowUp,
        Self::Tell,
        Self::Arrange,
        Self::Decide,
        Self::TalkOver,
        Self::Motivate,
    ];

    /// Name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HandOver => "hand_over",
            Self::FollowUp => "follow_up",
            Self::Tell => "tell",
            Self::Arrange => "arrange",
            Self::Decide => "decide",
            Self::TalkOver => "talk_over",
            Self::Motivate => "motivate",
        }
    }

    /// The family of an activity; [`Activity::Other`] has none.
    pub const fn of(activity: Activity) -> Option<Self> {
        match activity {
            Activity::Other => None,
            Activity::Delegate | Activity::Task => Some(Self::HandOver),
            Activity::Track => Some(Self::FollowUp),
            Activity::Report => Some(Self::Tell),
            Activity::Commit | Activity::Plan => Some(Self::Arrange),
            Activity::Decide => Some(Self::Decide),
            Activity::Consult | Activity::Learn => Some(Self::TalkOver),
            Activity::Motivate => Some(Self::Motivate),
        }
    }

    /// Whether a message does it: whether it does any of its activities.
    pub fn is_done_by(self, activities: ActivitySet) -> bool {
        activities.iter().any(|activity| Self::of(activity) == Some(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Definitions;

    #[test]
    fn data_and_types_agree() {
        for activity in Activity::ALL {
            let in_data = Definitions::shipped().activity(activity).family.as_deref();
            let here = Family::of(activity).map(|family| family.name().replace('_', " "));
            assert_eq!(in_data, here.as_deref(), "{}", activity.code());
        }
    }
}
