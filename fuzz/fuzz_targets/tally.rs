//! Any bytes as rows of counts: those that no messages can have are refused, and no figure of the rest panics.
#![no_main]

use bifocal_core::tally::Row;
use bifocal_core::{Card, Profile, Tally};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut tally = Tally::default();
    for row in serde_json::Deserializer::from_slice(bytes).into_iter::<Row>().flatten() {
        let before = tally.clone();
        if row.add_to(&mut tally).is_err() {
            assert_eq!(tally, before);
        }
    }
    assert!(tally.rows().all(|row| row.counts.values().all(|n| *n > 0)));
    let _ = Profile::new(&tally, &Card::default());
});
