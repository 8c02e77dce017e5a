//! One module a command.

pub mod card;
#[cfg(feature = "store")]
pub mod forget;
#[cfg(feature = "store")]
pub mod ingest;
pub mod mirror;
pub mod score;
pub mod tally;
pub mod words;
