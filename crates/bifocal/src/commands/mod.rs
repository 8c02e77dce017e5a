//! One module a command.

pub mod card;
pub mod mirror;
pub mod score;
pub mod study;
pub mod tally;
pub mod words;
