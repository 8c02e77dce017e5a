//! Lists of numbers that many messages share.

use crate::error::SourceError;

/// Lists of numbers, each once.
#[derive(Debug, Default)]
pub(super) struct Sets {
    members: Vec<u32>,
    ends: Vec<u32>,
}

impl Sets {
    pub(super) fn get(&self, number: u32) -> &[u32] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.members[start..self.ends[number] as usize]
    }

    /// How many sets there are: as many as numbers of type `u32` can tell apart.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.members.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub(super) fn push(&mut self, set: &[u32]) -> Result<u32, SourceError> {
        self.members.extend_from_slice(set);
        self.ends.push(count(self.members.len())?);
        count(self.ends.len() - 1)
    }
}

pub(super) fn count(number: usize) -> Result<u32, SourceError> {
    u32::try_from(number).map_err(|_| SourceError::TooMany)
}
