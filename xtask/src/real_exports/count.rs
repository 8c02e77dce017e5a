//! Plain counts of the messages in raw files, by nothing that the program reads them with.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde_json::Value;

/// How much there is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counted {
    /// Files with messages.
    pub(super) files: u64,
    /// Messages.
    pub(super) messages: u64,
}

/// Hands out the files of an archive, one after the other: name and bytes.
pub(super) fn files(
    archive: &Path,
    mut each: impl FnMut(&str, Vec<u8>) -> Result<()>,
) -> Result<()> {
    let place = || format!("cannot read {}", archive.display());
    let file = File::open(archive).with_context(place)?;
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    for entry in archive.entries().with_context(place)? {
        let mut entry = entry.with_context(place)?;
        if entry.header().entry_type().is_file() {
            let name = entry.path()?.to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            each(&name, bytes)?;
        }
    }
    Ok(())
}

/// Messages of an archive of topics: the items of every list but the table of contents, which is none.
pub(super) fn zulip(archive: &Path) -> Result<Counted> {
    let mut counted = Counted::default();
    files(archive, |_, bytes| {
        if let Value::Array(messages) = serde_json::from_slice(&bytes)? {
            counted.files += 1;
            counted.messages += messages.len() as u64;
        }
        Ok(())
    })?;
    Ok(counted)
}

/// Mails: files with a Message-ID in their header.
pub(super) fn mail(archive: &Path) -> Result<Counted> {
    let mut counted = Counted::default();
    files(archive, |_, bytes| {
        let text = String::from_utf8_lossy(&bytes);
        let header = text.lines().take_while(|line| !line.is_empty());
        let named = |line: &str| line.to_lowercase().starts_with("message-id:");
        let is_mail = u64::from(header.into_iter().any(named));
        counted.files += is_mail;
        counted.messages += is_mail;
        Ok(())
    })?;
    Ok(counted)
}
