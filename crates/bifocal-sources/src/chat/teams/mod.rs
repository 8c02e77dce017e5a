//! Microsoft Teams and Skype.
//!
//! Two forms, both a user's own: `messages.json` of the export that Microsoft gives for an account
//! (Skype's and Teams' for home; conversations with a `MessageList`; Microsoft documents none of it,
//! this follows what those who read it describe), and chat messages of Microsoft Graph as its reference
//! of `chatMessage` has them, in a list or as the pages that the API gives (`{"value": [...]}`), with
//! the answers to a channel's message within it or not.

mod graph;
mod person;
mod skype;
mod text;

use crate::input::Input;
use crate::json::Shape;
use crate::per_object::per_object;
use crate::record::Records;

/// The beginning of ids.
const TEAMS: &str = "teams";

/// By these a file is known.
pub(crate) const SHAPES: &[&[&str]] = &[
    SKYPE,
    &["value[].createdDateTime", "value[].messageType", "value[].body"],
    &["[].createdDateTime", "[].messageType", "[].body"],
];

const SKYPE: &[&str] = &["conversations[].MessageList"];

/// Reads a file of either form.
pub(crate) fn read_file<'a>(_: &str, mut input: Input<'a>) -> Records<'a> {
    if Shape::of(input.head()).is_some_and(|shape| shape.has(SKYPE)) {
        return skype::read(input);
    }
    per_object(input, graph::MESSAGES, graph::records)
}
