//! Any bytes as `bifocal.toml`: settings, or the line that is none. The program has no library: its
//! reader of settings is taken as it stands.
#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "the program uses more of it")]
#[path = "../../crates/bifocal/src/config.rs"]
mod config;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut file) = tempfile::NamedTempFile::new_in("/dev/shm") else { return };
    if file.write_all(bytes).is_ok() {
        let _ = config::Config::load(Some(file.path()));
    }
});
