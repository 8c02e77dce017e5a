//! Messages in batches: while all cores work on one, the next is read from the disk.

use anyhow::Result;
use bifocal_core::CoderKind;
use bifocal_sources::{RawMessage, RawMessages, SourceSet};

use crate::progress;

/// Bytes of messages that are worked on at once: enough for all cores, and so few that the bar moves.
const fn batch_bytes(coder: CoderKind) -> usize {
    match coder {
        CoderKind::Fast => 4 << 20,
        CoderKind::Careful => 1 << 18,
    }
}

/// Works on all messages of the sources; what comes of a batch is handed on, in the order of the
/// sources.
///
/// # Errors
/// The first of `done`.
pub fn each<T: Send>(
    set: &SourceSet,
    coder: CoderKind,
    quiet: bool,
    work: impl Fn(&[RawMessage]) -> T + Sync,
    mut done: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let bar = progress::bar("Reading", set.total_bytes(), quiet);
    let on_progress = |bytes| bar.set_position(bytes);
    let mut raw = set.raw(&on_progress);
    let limit = batch_bytes(coder);
    let mut batch = next(&mut raw, limit);
    while !batch.is_empty() {
        let (following, part) = rayon::join(|| next(&mut raw, limit), || work(&batch));
        done(part)?;
        batch = following;
    }
    bar.finish_and_clear();
    Ok(())
}

/// The next messages, up to a number of bytes; none at the end. What cannot be read is in the
/// index already.
fn next(raw: &mut RawMessages<'_>, limit: usize) -> Vec<RawMessage> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    for message in raw.flatten() {
        bytes += message.size();
        batch.push(message);
        if bytes >= limit {
            break;
        }
    }
    batch
}
