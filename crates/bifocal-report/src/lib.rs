//! The mirror, and the calendar's page beside it, as a page, as JSON and as text; a study's report as a
//! page, as JSON and as Markdown: figures in, text out. Nothing here reads, writes or prints.

mod calendar;
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

pub use calendar::{CalendarPage, CalendarRead, calendar_page, calendar_summary};
pub use document::{Accuracy, MadeBy, Mirror, Person, Quote, ReadAndLeftOut};
pub use json::{calendar_json, json, study_json};
pub use page::page;
pub use study::{study_markdown, study_page};
pub use summary::{Style, summary};
