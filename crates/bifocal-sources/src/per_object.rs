//! Messages out of the objects of a JSON file, of which each may hold several.

use std::collections::VecDeque;

use bifocal_core::Instant;
use serde_json::Value;
use xxhash_rust::xxh3::Xxh3;

use crate::address::Mailbox;
use crate::elements::Elements;
use crate::record::{Reading, Record};
use crate::skip::SkipReason;

/// The messages of a JSON file. The first of an object stands where the object starts, each
/// further one a byte later, so that no two have one place.
pub(crate) struct PerObject<'a, F> {
    elements: Elements<'a>,
    read: F,
    ready: VecDeque<Reading>,
}

impl<'a, F: FnMut(&Value, &mut Vec<Result<Record, SkipReason>>)> PerObject<'a, F> {
    /// The messages that `read` finds in each object.
    pub(crate) fn new(elements: Elements<'a>, read: F) -> Self {
        Self { elements, read, ready: VecDeque::new() }
    }
}

impl<F: FnMut(&Value, &mut Vec<Result<Record, SkipReason>>)> Iterator for PerObject<'_, F> {
    type Item = Reading;

    fn next(&mut self) -> Option<Reading> {
        loop {
            if let Some(found) = self.ready.pop_front() {
                return Some(found);
            }
            let (place, found) = self.elements.next()?;
            match found {
                Ok(value) => {
                    let mut records = Vec::new();
                    (self.read)(&value, &mut records);
                    self.ready.extend((place..).zip(records));
                }
                Err(reason) => return Some((place, Err(reason))),
            }
        }
    }
}

/// An id for a message whose source gives it none, made of its writer, its time and its text.
/// `place` tells messages apart where there is no time.
pub(crate) fn made_id(
    source: &str,
    from: &Mailbox,
    at: Option<Instant>,
    place: u64,
    text: &str,
) -> String {
    let mut hash = Xxh3::new();
    hash.update(from.address.as_str().as_bytes());
    hash.update(b"\x1f");
    match at {
        Some(Instant(at)) => hash.update(&at.to_le_bytes()),
        None => hash.update(&place.to_be_bytes()),
    }
    hash.update(b"\x1f");
    hash.update(text.as_bytes());
    format!("{source}:{:016x}", hash.digest())
}
