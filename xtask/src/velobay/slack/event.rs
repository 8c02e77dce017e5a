//! A message as the export has it.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Event {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subtype: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bot_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) username: Option<String>,
    pub(super) text: String,
    pub(super) ts: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) team: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thread_ts: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) edited: Option<Edited>,
}

/// Who changed a message, and when.
#[derive(Serialize)]
pub(super) struct Edited {
    pub(super) user: String,
    pub(super) ts: String,
}

impl Event {
    /// A message of a time, with nothing else in it.
    pub(super) fn new(ts: String) -> Self {
        Self {
            kind: "message",
            subtype: None,
            user: None,
            bot_id: None,
            username: None,
            text: String::new(),
            ts,
            team: None,
            thread_ts: None,
            edited: None,
        }
    }
}
