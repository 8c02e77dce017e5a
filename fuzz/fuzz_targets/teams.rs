//! Any bytes as messages of Teams or Skype.
#![no_main]

use bifocal_sources::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    bifocal_fuzz::read_export(&["messages.json"], bytes, Format::Teams);
});
