//! The mirror as a page, as JSON and as text.

mod document;
mod json;
mod page;
mod summary;

pub use document::{Accuracy, MadeBy, Mirror, Person, Quote, ReadAndLeftOut};
pub use json::json;
pub use page::page;
pub use summary::{Style, summary};
