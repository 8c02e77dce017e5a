//! Throughput of zones and sentences over messages made from the test cases.
//!
//! `cargo bench -p bifocal-words` (one core)
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use bifocal_words::{Learned, language, sentences, zones};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// The bodies of the test cases whose names start so, a message each.
fn cases(start: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(start))
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
    // The cases as they are: the shortest of mails, each with something odd.
    let odd = cases("");
    let letters = cases("long_letter").concat();
    // Letters as people write them, and threads that quote them.
    let quoted: String = letters.lines().map(|line| format!("> {line}\n")).collect();
    let thread = format!(
        "{}On Tue, 5 Mar 2024 at 10:11, Bo Lind wrote:\n{}",
        cases("plain_note").concat(),
        quoted.repeat(4)
    );
    let letters = vec![letters; 50];
    let threads = vec![thread; 20];

    let none = Learned::default();
    let mut group = criterion.benchmark_group("words");
    for (name, messages) in [("odd cases", &odd), ("letters", &letters), ("threads", &threads)] {
        let bytes = messages.iter().map(String::len).sum::<usize>() as u64;
        group.throughput(Throughput::BytesDecimal(bytes));
        group.bench_function(format!("zones/{name}"), |bencher| {
            bencher.iter(|| {
                for message in messages {
                    black_box(zones(black_box(message), &none));
                }
            });
        });
        let found: Vec<_> = messages.iter().map(|message| zones(message, &none)).collect();
        group.bench_function(format!("sentences/{name}"), |bencher| {
            bencher.iter(|| {
                for (message, zones) in messages.iter().zip(&found) {
                    black_box(sentences(black_box(message), zones));
                }
            });
        });
        group.bench_function(format!("language/{name}"), |bencher| {
            bencher.iter(|| {
                for message in messages {
                    black_box(language(black_box(message)));
                }
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = words
}
criterion_main!(benches);
