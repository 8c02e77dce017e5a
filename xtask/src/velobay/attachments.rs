//! Files that hang on mails whose text says so.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::mime::{self, Part};
use super::pdf;

const DATA: &str = include_str!("data/attachments.toml");

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Csv,
    Text,
    Pdf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attachment {
    mail: String,
    name: String,
    kind: Kind,
    text: String,
}

/// All attachments, by the id of the mail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attachments {
    #[serde(rename = "attachment")]
    all: Vec<Attachment>,
}

impl Attachments {
    /// All of them, from the data file.
    pub(super) fn read() -> Result<Self> {
        toml::from_str(DATA).context("attachments.toml")
    }

    /// The ids of the mails that have one.
    pub(super) fn mails(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|one| one.mail.as_str())
    }

    /// The parts that belong to a mail.
    pub(super) fn of(&self, mail: &str) -> Vec<Part> {
        self.all
            .iter()
            .filter(|one| one.mail == mail)
            .map(|one| match one.kind {
                Kind::Csv => mime::attachment("text/csv", &one.name, one.text.as_bytes()),
                Kind::Text => mime::attachment("text/plain", &one.name, one.text.as_bytes()),
                Kind::Pdf => mime::attachment("application/pdf", &one.name, &pdf::page(&one.text)),
            })
            .collect()
    }
}
