//! Any bytes as a source: an mbox, a mail, gzip, zip, or nothing of these. Both passes.
#![no_main]

use std::io::Write;

use bifocal_sources::SourceSet;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut file) = tempfile::NamedTempFile::new_in("/dev/shm") else { return };
    if file.write_all(bytes).is_err() {
        return;
    }
    let Ok(set) = SourceSet::open(&[file.path().to_owned()]) else { return };
    bifocal_fuzz::read_twice(&set);
});
