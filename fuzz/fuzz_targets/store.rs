//! Any bytes as the journal and the parts of a folder of acts: it opens or says why not, and is read to its
//! end or to the damage. (A part that is forged together with its hash is another matter: the Parquet crate
//! panics on some, which is caught, but not under a fuzzer.)
#![no_main]

use std::fs;

use bifocal_store::{Store, Writer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(dir) = tempfile::tempdir_in("/dev/shm") else { return };
    let root = dir.path();
    // Journal, a file of messages and a file of acts, between NULs.
    let mut files = bytes.splitn(3, |byte| *byte == 0);
    let header = b"{\"format\":1,\"coder\":\"fast-1\"}";
    let made = [
        ("bifocal.json", Some(&header[..])),
        ("journal.jsonl", files.next()),
        ("messages/000001.parquet", files.next()),
        ("acts/000001.parquet", files.next()),
    ];
    for folder in ["messages", "acts"] {
        if fs::create_dir(root.join(folder)).is_err() {
            return;
        }
    }
    for (name, bytes) in made {
        if fs::write(root.join(name), bytes.unwrap_or_default()).is_err() {
            return;
        }
    }
    let Ok(store) = Store::open(root) else { return };
    let read = store.rows().flatten().map(|rows| rows.len()).sum::<usize>();
    drop(store);
    // Opening for writing mends what was torn, and changes nothing that counts.
    drop(Writer::open(root, "fast-1"));
    let again = Store::open(root).expect("it has opened before");
    assert_eq!(read, again.rows().flatten().map(|rows| rows.len()).sum::<usize>());
});
