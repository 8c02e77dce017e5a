//! The mirror as a page, as JSON and as text: figures in, text out. Nothing here reads, writes or
//! prints.

mod document;
mod figure;
mod format;
mod json;
mod page;
mod sections;
mod summary;
mod svg;
mod words;

pub use document::{Accuracy, MadeBy, Mirror, Person, Quote, ReadAndLeftOut};
pub use json::json;
pub use page::page;
pub use summary::{Style, summary};
