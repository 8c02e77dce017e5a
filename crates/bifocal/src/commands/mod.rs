//! One module a command.

pub mod calendar;
pub mod card;
#[cfg(feature = "store")]
pub mod forget;
#[cfg(feature = "store")]
pub mod ingest;
pub mod mirror;
mod page;
pub mod score;
pub mod study;
pub mod tally;
pub mod words;
