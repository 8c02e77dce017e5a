//! A stream that is one message.

use crate::input::Input;
use crate::mbox::Found;
use crate::skip::SkipReason;

/// Reads the message. One that is larger than the limit is only counted.
pub(crate) fn read(input: &mut Input<'_>, limit: usize) -> Found {
    const BLOCK: usize = 1 << 20;
    let mut bytes = Vec::new();
    while bytes.len() <= limit {
        if input.append(&mut bytes, BLOCK) < BLOCK {
            return (0, Ok(bytes));
        }
    }
    let mut size = bytes.len() as u64;
    loop {
        bytes.clear();
        let count = input.append(&mut bytes, BLOCK);
        size += count as u64;
        if count < BLOCK {
            return (0, Err(SkipReason::TooLarge(size)));
        }
    }
}
