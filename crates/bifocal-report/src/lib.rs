//! The mirror as a page, as JSON and as text, and a study's report as a page, as JSON and as Markdown:
//! figures in, text out. Nothing here reads, writes or prints.

mod document;
mod figure;
mod format;
mod json;
mod page;
mod sections;
mod study;
mod summary;
mod svg;
mod words;

pub use document::{Accuracy, MadeBy, Mirror, Person, Quote, ReadAndLeftOut};
pub use json::{json, study_json};
pub use page::page;
pub use study::{study_markdown, study_page};
pub use summary::{Style, summary};
