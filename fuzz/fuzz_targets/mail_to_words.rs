//! Any bytes as one mail: MIME to text, text to zones, zones to sentences.
#![no_main]

use bifocal_words::{Learned, Zone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let body = bifocal_sources::decode(bytes)
        .unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
    let zones = bifocal_words::zones(&body, &Learned::default());
    assert_eq!(zones.lines().len(), body.lines().count());
    let own: Vec<_> = zones.lines().iter().filter(|l| l.zone == Zone::Own).collect();
    let mut end = 0;
    for sentence in bifocal_words::sentences(&body, &zones) {
        assert!(end <= sentence.span.start && sentence.span.end <= body.len());
        assert!(body.is_char_boundary(sentence.span.start) && body.is_char_boundary(sentence.span.end));
        assert!(own.iter().any(|line| line.span.start <= sentence.span.start));
        end = sentence.span.end;
    }
});
