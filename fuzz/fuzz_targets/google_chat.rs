//! Any bytes as a conversation of Google Chat and what is known of it, between NULs.
#![no_main]

use bifocal_sources::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let names = ["Groups/DM x/messages.json", "Groups/DM x/group_info.json"];
    bifocal_fuzz::read_export(&names, bytes, Format::GoogleChat);
});
