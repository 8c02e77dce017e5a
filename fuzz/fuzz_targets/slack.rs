//! Any bytes as a Slack export: users, channels, direct messages and two days, between NULs.
#![no_main]

use bifocal_sources::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let names = [
        "general/2026-01-05.json",
        "D1/2026-01-05.json",
        "users.json",
        "channels.json",
        "dms.json",
    ];
    bifocal_fuzz::read_export(&names, bytes, Format::Slack);
});
