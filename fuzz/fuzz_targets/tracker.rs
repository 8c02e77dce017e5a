//! Any bytes as the export of a tracker: GitHub, Jira in JSON, Jira in CSV.
#![no_main]

use bifocal_fuzz::read;
use bifocal_sources::readers::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read(Reader::GitHub, bytes);
    read(Reader::Jira, bytes);
    read(Reader::JiraCsv, bytes);
});
