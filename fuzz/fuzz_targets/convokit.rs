//! Any bytes as a corpus of ConvoKit, and as its speakers.
#![no_main]

use bifocal_fuzz::read;
use bifocal_sources::readers::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read(Reader::ConvoKit, bytes);
});
