//! Any bytes as a transcript of a meeting: WebVTT, SRT or the text of Google Meet.
#![no_main]

use bifocal_fuzz::read;
use bifocal_sources::readers::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read(Reader::Transcript, bytes);
});
