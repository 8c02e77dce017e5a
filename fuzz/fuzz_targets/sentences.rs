//! Any text as own words: sentences in order, on character boundaries, nothing twice.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut end = 0;
    for sentence in bifocal_words::sentences_of_text(text) {
        assert!(end <= sentence.span.start && sentence.span.start < sentence.span.end);
        assert!(text.get(sentence.span.clone()).is_some());
        end = sentence.span.end;
    }
    let _ = bifocal_words::language(text);
});
