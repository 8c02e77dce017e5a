//! What a study tests: each claim gives lines with estimates, intervals and verdicts, and an outcome.

mod baselines;
mod finding;
mod groups;
mod line;
mod persons;
mod things;
mod unread;

pub use self::finding::{Finding, Outcome, Part, Table, Wording};
pub use self::groups::Comparison;
pub use self::line::{Apart, LEAST_POSITIVES, Line, Measure};
pub use self::persons::{
    behaviour_shapes_perception, change, mandate, mean_of, reliability, some_of_both,
    title_tells_little,
};
pub use self::things::{ONE_THING, how_many_things};
pub use self::unread::Unread;
