//! JSON of any size, read as a stream: only the values that a reader asks for are held, one at a
//! time, each with its place. What is broken in one of them does no harm to the others.
//!
//! A library that makes a tree, or calls back for one whole document, would hold an export of
//! gigabytes in memory, and would give up at the first byte that is wrong.

mod extent;
mod lookup;
mod shape;
mod values;
mod walker;

pub(crate) use lookup::{flag, list, number_or_text, text};
pub(crate) use shape::Shape;
pub(crate) use values::{objects, values};
