//! Any bytes as a source: an mbox, a mail, gzip, zip, or nothing of these. Both passes.
#![no_main]

use std::io::Write;

use bifocal_sources::{Index, SourceSet, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut file) = tempfile::NamedTempFile::new_in("/dev/shm") else { return };
    if file.write_all(bytes).is_err() {
        return;
    }
    let Ok(set) = SourceSet::open(&[file.path().to_owned()]) else { return };
    let Ok(index) = Index::build(&set, &|_| ()) else { return };
    let (mut read, mut copies) = (0u64, 0u64);
    for raw in set.raw(&|_| ()).flatten() {
        read += 1;
        if let Ok(None) = parse(&raw, &index) {
            copies += 1;
        }
    }
    // Both passes see the same, and of each message one copy counts.
    assert!(copies <= read);
});
