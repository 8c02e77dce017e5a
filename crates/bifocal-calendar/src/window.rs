//! The days that are looked at.

use jiff::civil::Date;

/// The days that are looked at, both ends included. Rules without an end are expanded up to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day; without one, everything up to `to`.
    pub from: Option<Date>,
    /// The last day.
    pub to: Date,
}

impl Window {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.to
    }
}
