//! Any bytes as one mail: MIME to text, text to zones, zones to sentences.
#![no_main]

use bifocal_words::{AutomaticHints, Learned, PrivateHints, Zone};
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

    // The same with what an index would have learned: the parts between NULs are a thread.
    let mails: Vec<&str> = body.split('\0').collect();
    let learned = bifocal_words::learn_signature(mails.iter().copied()).with_parent_text(mails[0]);
    let zones = bifocal_words::zones(&body, &learned);
    assert_eq!(zones.lines().len(), body.lines().count());
    let first = body.lines().next();
    let hints = AutomaticHints { from: first, subject: first, ..AutomaticHints::default() };
    let _ = bifocal_words::automatic(&hints, &body);
    let [from, other, subject] = [0, 1, 2].map(|at| body.lines().nth(at).unwrap_or_default());
    let hints = PrivateHints { from, others: &[other], subject };
    let _ = bifocal_words::private(&hints, &body, &learned);
});
