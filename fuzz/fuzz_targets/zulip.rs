//! Any bytes as a Zulip export and as a topic of an archive, between NULs.
#![no_main]

use bifocal_sources::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let names = ["export/messages-000001.json", "export/realm.json", "archive/3-general/x.json"];
    bifocal_fuzz::read_export(&names, bytes, Format::Zulip);
});
