//! The calendar's page: meetings in counts and hours, apart from everything that is about text.

mod document;
mod head;
mod page;
mod pairs;
mod parts;
mod read;
mod summary;
mod weeks;
mod words;

pub use document::{CalendarPage, CalendarRead};
pub use page::calendar_page;
pub use summary::calendar_summary;
