//! Any bytes as a model file of either coder: a coder that reads any sentence, or a refusal.
#![no_main]

use std::borrow::Cow;

use bifocal_core::Coder;
use bifocal_core::coder::{Parts, Scratch};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read(bytes.to_vec());
    // Its description before the first NUL, its weights after it, so that lengths fit.
    let at = bytes.iter().position(|byte| *byte == 0);
    let (described, weights) = bytes.split_at(at.unwrap_or(bytes.len()));
    let weights = weights.get(1..).unwrap_or_default();
    let Ok(length) = u32::try_from(described.len()) else { return };
    for kind in [b"BIFOCAL1", b"BIFOCAL2"] {
        read([kind, &length.to_le_bytes()[..], described, weights].concat());
    }
});

fn read(file: Vec<u8>) {
    let Ok(coder) = Coder::from_bytes(Cow::Owned(file)) else { return };
    let sentences = [
        Parts { text: "Please send the list to Marta by Friday.", ..Parts::default() },
        Parts { text: "Thanks!", subject: "Brakes", before: "It came.", after: "" },
        Parts::default(),
    ];
    let readings = coder.read_all(&sentences, &mut Scratch::default());
    assert_eq!(readings.len(), sentences.len());
}
