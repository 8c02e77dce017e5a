//! The mirror as JSON: the machine's face, and the data inside the page.

use crate::Mirror;

/// The whole mirror as indented JSON; keys stand in the order of the types, numbers in full.
pub fn json(mirror: &Mirror) -> String {
    serde_json::to_string_pretty(mirror).unwrap_or_else(|error| failure(&error))
}

/// The same in one line, safe inside a `<script>` element: no `<` is left that could end it.
pub(crate) fn embedded(mirror: &Mirror) -> String {
    let json = serde_json::to_string(mirror).unwrap_or_else(|error| failure(&error));
    json.replace('<', "\\u003c")
}

/// All keys of a mirror are strings, so that writing it cannot fail; if it ever does, the reader
/// is told in the place of the data.
fn failure(error: &serde_json::Error) -> String {
    serde_json::json!({ "error": error.to_string() }).to_string()
}
