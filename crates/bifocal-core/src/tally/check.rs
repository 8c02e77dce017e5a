//! Whether counts can be those of any messages.

use super::{Cell, Counts};
use crate::lens::Pole;

/// The largest count of one row: no disk holds so many rows of it that a sum would pass 2^64.
pub(super) const MOST: u64 = u32::MAX as u64;

impl Cell {
    /// The cells that it is a part of: no count is larger than that of what it is a part of.
    fn wholes(self) -> [Option<Self>; 2] {
        match self {
            Self::Messages | Self::Sentences => [None, None],
            Self::Acting => [Some(Self::Messages), None],
            Self::Does(_) | Self::Attends(_) | Self::AttendsAny(_) | Self::DoesFamily(_) => {
                [Some(Self::Acting), None]
            }
            Self::DoesAttending(activity, pole) => {
                [Some(Self::Does(activity)), Some(Self::Attends(pole))]
            }
            Self::DoesFamilyAttending(family, pole) => {
                [Some(Self::DoesFamily(family)), Some(Self::Attends(pole))]
            }
            Self::AttendsBoth(p, q) => [Some(Self::Attends(p)), Some(Self::Attends(q))],
            Self::SentenceDoes(_) | Self::SentenceAttends(_) | Self::Undecided => {
                [Some(Self::Sentences), None]
            }
            Self::SentenceAttendsBoth(p, q) => {
                [Some(Self::SentenceAttends(p)), Some(Self::SentenceAttends(q))]
            }
        }
    }
}

impl Counts {
    /// The first cell that contradicts another, with that other: a part that is larger than the whole, or two
    /// poles that overlap by less than they must. Differences of cells that pass are never below 0.
    pub(super) fn contradiction(&self) -> Option<(Cell, Cell)> {
        let too_large = self.iter().find_map(|(cell, n)| {
            let whole = cell.wholes().into_iter().flatten().find(|whole| n > self.get(*whole))?;
            Some((cell, whole))
        });
        too_large.or_else(|| self.overlap_too_small())
    }

    fn overlap_too_small(&self) -> Option<(Cell, Cell)> {
        let pairs = || Pole::ALL.into_iter().flat_map(|p| Pole::ALL.map(|q| (p, q)));
        pairs().filter(|(p, q)| p < q).find_map(|(p, q)| {
            let fits = |one: Cell, other: Cell, both: Cell, all: Cell| {
                let apart = self.get(one).saturating_add(self.get(other));
                apart <= self.get(all).saturating_add(self.get(both))
            };
            let (one, other) = (Cell::Attends(p), Cell::Attends(q));
            if !fits(one, other, Cell::AttendsBoth(p, q), Cell::Acting) {
                return Some((one, other));
            }
            let (one, other) = (Cell::SentenceAttends(p), Cell::SentenceAttends(q));
            (!fits(one, other, Cell::SentenceAttendsBoth(p, q), Cell::Sentences))
                .then_some((one, other))
        })
    }
}
