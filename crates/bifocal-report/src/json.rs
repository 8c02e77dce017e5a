//! Mirrors, calendars and studies as JSON: the machine's face, and the data inside the page.

use bifocal_study::Report;
use serde::Serialize;

use crate::Mirror;
use crate::calendar::CalendarPage;

/// The whole mirror as indented JSON; keys stand in the order of the types, numbers in full.
pub fn json(mirror: &Mirror) -> String {
    pretty(mirror)
}

/// The calendar's figures as indented JSON.
pub fn calendar_json(calendar: &CalendarPage) -> String {
    pretty(calendar)
}

/// The whole report of a study as indented JSON, like [`json`]. What is no number is `null`.
pub fn study_json(report: &Report) -> String {
    pretty(report)
}

fn pretty(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document).unwrap_or_else(|error| failure(&error))
}

/// The same in one line, safe inside a `<script>` element: no `<` is left that could end it.
pub(crate) fn embedded(document: &impl Serialize) -> String {
    let json = serde_json::to_string(document).unwrap_or_else(|error| failure(&error));
    json.replace('<', "\\u003c")
}

/// All keys of a document are strings, so that writing it cannot fail; if it ever does, the reader
/// is told in the place of the data.
fn failure(error: &serde_json::Error) -> String {
    serde_json::json!({ "error": error.to_string() }).to_string()
}
