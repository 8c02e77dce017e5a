//! Counts that were made before: the rows of `bifocal tally`, as JSON Lines or as one array, also gzipped.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::Tally;
use bifocal_core::tally::Row;

/// Whether a file holds counts: its first character begins an array or an object of them.
pub fn are_in(path: &Path) -> Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let mut head = [0; 512];
    let mut reader = open(path)?;
    let mut read = 0;
    while read < head.len() {
        match reader.read(&mut head[read..]) {
            Ok(0) | Err(_) => break,
            Ok(n) => read += n,
        }
    }
    let text = String::from_utf8_lossy(&head[..read]);
    let text = text.trim_start().trim_start_matches('[').trim_start();
    Ok(text.starts_with('{') && text.contains("\"person\"") && text.contains("\"bucket\""))
}

/// Adds the counts of a file to a tally.
pub fn read(path: &Path, tally: &mut Tally) -> Result<()> {
    let mut reader = open(path)?;
    let is_array = reader.fill_buf().is_ok_and(|head| head.trim_ascii_start().starts_with(b"["));
    let rows: Vec<Row> = if is_array {
        serde_json::from_reader(reader).with_context(|| path.display().to_string())?
    } else {
        let rows = serde_json::Deserializer::from_reader(reader).into_iter();
        rows.collect::<Result<_, _>>().with_context(|| path.display().to_string())?
    };
    for (at, row) in rows.into_iter().enumerate() {
        row.add_to(tally).with_context(|| format!("{}, row {}", path.display(), at + 1))?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let failed = || format!("cannot read {}", path.display());
    let mut file = BufReader::new(File::open(path).with_context(failed)?);
    let gzipped = file.fill_buf().with_context(failed)?.starts_with(b"\x1f\x8b");
    Ok(if gzipped {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    })
}
