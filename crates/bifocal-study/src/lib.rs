//! Studies of groups, and the one gate through which any figure about a group
//! leaves the program.
//!
//! A figure about a group is a [`Released`]; it is made of persons whom
//! [`gate::Gate`] has cleared, and what draws groups accepts nothing else.

pub mod claims;
pub mod contrast;
pub mod gate;
pub mod plan;
pub mod report;
pub mod sample;
pub mod simulate;
mod study;
pub mod verdict;

pub use gate::{Gate, Refusal, Released};
pub use plan::Plan;
pub use report::Report;
pub use study::Study;
