//! The coder: gives a sentence in its context a reading.
//!
//! One linear model over words, pairs of words, openings and context, with 8-bit weights. From the
//! text to the decision everything is integers, so a reading is the same on every machine.

mod features;
mod fixed;
mod model;
mod tokens;

pub use features::{FeatureBuffer, Parts};
pub use model::{Coder, ModelError, ModelMeta, OUTPUTS, OutputMeta, encode};
