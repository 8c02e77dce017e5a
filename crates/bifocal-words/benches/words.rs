//! Throughput of zones and sentences over messages made from the test cases.
//!
//! `cargo bench -p bifocal-words` (one core)
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use bifocal_words::{Learned, language, sentences, zones};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// The bodies of the test cases, a message each.
fn messages() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let case = fs::read_to_string(path).unwrap();
            case.lines()
                .filter(|line| !line.starts_with(['P', 'L']))
                .map(|line| format!("{}\n", line.get(2..).unwrap_or_default()))
                .collect()
        })
        .collect()
}

fn words(criterion: &mut Criterion) {
    let short = messages();
    let bytes = |messages: &[String]| messages.iter().map(String::len).sum::<usize>() as u64;
    // Long messages: one case after the other, without what cuts off the rest.
    let own = |message: &String| zones(message, &Learned::default()).letters().find('Q').is_none();
    let long: String = short.iter().filter(|message| own(message)).map(String::as_str).collect();
    let long = vec![long.repeat(20)];
    let none = Learned::default();

    let mut group = criterion.benchmark_group("words");
    for (name, messages) in [("short messages", &short), ("a long message", &long)] {
        group.throughput(Throughput::Bytes(bytes(messages)));
        group.bench_function(format!("zones, {name}"), |bencher| {
            bencher.iter(|| {
                for message in messages {
                    black_box(zones(black_box(message), &none));
                }
            });
        });
        let found: Vec<_> = messages.iter().map(|message| zones(message, &none)).collect();
        group.bench_function(format!("sentences, {name}"), |bencher| {
            bencher.iter(|| {
                for (message, zones) in messages.iter().zip(&found) {
                    black_box(sentences(black_box(message), zones));
                }
            });
        });
    }
    group.throughput(Throughput::Bytes(bytes(&short)));
    group.bench_function("language, short messages", |bencher| {
        bencher.iter(|| {
            for message in &short {
                black_box(language(black_box(message)));
            }
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = words
}
criterion_main!(benches);
