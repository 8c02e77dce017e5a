//! Any bytes as a corpus of ConvoKit, and as its speakers.
#![no_main]

use bifocal_sources::readers::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read(Reader::ConvoKit, bytes);
});

/// Nothing stands for more messages and skips than it has bytes.
fn read(reader: Reader, bytes: &[u8]) {
    let _ = reader.recognises(bytes);
    let (messages, skips) = reader.count(bytes);
    assert!(messages + skips <= bytes.len() + 1);
}
