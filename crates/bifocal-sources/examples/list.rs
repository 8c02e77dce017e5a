//! Lists the messages of a source, one JSON line each: to compare with other
//! readers and to measure. `cargo run --release -p bifocal-sources --example list -- PATH...`

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant;

use bifocal_sources::{Index, SourceSet, parse};
use rayon::iter::{ParallelBridge, ParallelIterator};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let set = SourceSet::open(&paths)?;
    let start = Instant::now();
    let index = Index::build(&set, &|_| ())?;
    let indexed = start.elapsed();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let start = Instant::now();
    if std::env::var_os("QUIET").is_some() {
        let letters: usize = set
            .raw(&|_| ())
            .par_bridge()
            .filter_map(|raw| parse(&raw.ok()?, &index).ok()?)
            .map(|message| message.body.len())
            .sum();
        writeln!(out, "{{\"letters\": {letters}}}")?;
    } else {
        for raw in set.raw(&|_| ()).flatten() {
            let Ok(Some(message)) = parse(&raw, &index) else { continue };
            let record = serde_json::json!({
                "file": message.locus.file,
                "offset": message.locus.offset,
                "key": message.key.0,
                "thread": message.thread.0,
                "from": message.from,
                "to": message.to,
                "cc": message.cc,
                "at": message.at,
                "subject": message.subject,
                "automatic": message.automatic.map(bifocal_words::AutomaticKind::name),
                "body": message.body,
            });
            writeln!(out, "{record}")?;
        }
    }
    let parsed = start.elapsed();
    let mut err = std::io::stderr().lock();
    writeln!(
        err,
        "{} bytes, {} messages, {} duplicates, {} threads, {} people, index {indexed:?}, parse {parsed:?}",
        set.total_bytes(),
        index.messages(),
        index.duplicates(),
        index.threads(),
        index.people().len(),
    )?;
    for (reason, count) in index.skips().by_reason() {
        writeln!(err, "skipped: {count} × {reason}")?;
    }
    for skip in index.skips().named().iter().take(20) {
        writeln!(err, "  {skip}")?;
    }
    Ok(())
}
