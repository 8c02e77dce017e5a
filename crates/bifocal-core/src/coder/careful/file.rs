//! Cutting a model file into its parts.

use std::ops::Range;

use crate::coder::ModelError;

/// A part of a file, or why there is none.
pub(super) type Cut<T> = Result<T, ModelError>;

/// Cuts parts off a file from its start to its end.
#[derive(Debug)]
pub(super) struct Cutter<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(file: &'a [u8]) -> Self {
        Self { file, at: 0 }
    }

    /// The place of the next bytes.
    pub(super) fn bytes(&mut self, length: usize) -> Cut<Range<usize>> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.file.len());
        let range = self.at..end.ok_or(ModelError::Truncated)?;
        self.at = range.end;
        Ok(range)
    }

    /// The next bytes themselves.
    pub(super) fn slice(&mut self, length: usize) -> Cut<&'a [u8]> {
        let range = self.bytes(length)?;
        Ok(&self.file[range])
    }

    /// A length in four bytes.
    pub(super) fn length(&mut self) -> Cut<usize> {
        let bytes = self.slice(4)?.first_chunk::<4>().ok_or(ModelError::Truncated)?;
        Ok(u32::from_le_bytes(*bytes) as usize)
    }

    /// Numbers in single precision; none may be infinite or no number.
    pub(super) fn floats(&mut self, count: usize) -> Cut<Vec<f32>> {
        let bytes = self.slice(count.checked_mul(4).ok_or(ModelError::Truncated)?)?;
        let floats: Vec<f32> =
            bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        if floats.iter().all(|x| x.is_finite()) { Ok(floats) } else { Err(ModelError::Truncated) }
    }

    /// Nothing may be left.
    pub(super) fn end(self) -> Cut<()> {
        if self.at == self.file.len() { Ok(()) } else { Err(ModelError::Truncated) }
    }
}
