//! Any bytes as a table of messages: CSV and JSONL.
#![no_main]

use bifocal_fuzz::read;
use bifocal_sources::readers::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read(Reader::Csv, bytes);
    read(Reader::Jsonl, bytes);
});
