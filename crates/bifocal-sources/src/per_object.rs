//! Messages out of the objects of a JSON file, of which each may hold several.

use bifocal_core::Instant;
use serde_json::Value;
use xxhash_rust::xxh3::Xxh3;

use crate::address::Mailbox;
use crate::input::Input;
use crate::json;
use crate::record::{Record, Records};
use crate::skip::SkipReason;

/// The paths of the objects of arrays, of lines, and of pages after each other.
pub(crate) const OBJECTS: &[&str] = &["", "[]", "[][]"];

/// The messages that `read` finds in each object at some paths of a JSON file. The first of an object
/// stands where the object starts, each further one a byte later, so that no two have one place. An object
/// without a message is counted as one without text.
pub(crate) fn per_object<'a>(
    input: Input<'a>,
    paths: &'static [&'static str],
    mut read: impl FnMut(&Value, &mut Vec<Result<Record, SkipReason>>) + Send + 'a,
) -> Records<'a> {
    Box::new(json::objects(input, paths).flat_map(move |(place, found)| {
        let mut records = Vec::new();
        match found {
            Ok(value) => read(&value, &mut records),
            Err(reason) => records.push(Err(reason)),
        }
        if records.is_empty() {
            records.push(Err(SkipReason::NoText));
        }
        (place..).zip(records)
    }))
}

/// An id for a message whose source gives it none, made of its writer, its time and its text.
/// `apart` tells messages apart where there is no time. A later export should have the same.
pub(crate) fn made_id(
    source: &str,
    from: &Mailbox,
    at: Option<Instant>,
    apart: &[u8],
    text: &str,
) -> String {
    let mut hash = Xxh3::new();
    hash.update(from.address.as_str().as_bytes());
    hash.update(b"\x1f");
    match at {
        Some(Instant(at)) => hash.update(&at.to_le_bytes()),
        None => hash.update(apart),
    }
    hash.update(b"\x1f");
    hash.update(text.as_bytes());
    format!("{source}:{:016x}", hash.digest())
}
