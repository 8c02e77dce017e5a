//! `bifocal tally`: the integers that all figures are made from.

use std::io::Write;

use anyhow::Result;
use bifocal_core::tally::Row;
use bifocal_core::{Coder, Tally};

use crate::args::{self, Arguments, TallyFormat};
use crate::owner;
use crate::pipeline::{self, Mailbox};
use crate::remember;

pub fn run(arguments: &Arguments, args: &args::Tally, out: &mut dyn Write) -> Result<()> {
    let (tally, coder) = count(arguments, args)?;
    // Whoever reads the counts must know whose errors are in them.
    let named = || tally.rows().map(|row| Row { coder: Some(coder.clone()), ..row });
    match args.format {
        TallyFormat::Csv => {
            let mut csv = csv::Writer::from_writer(out);
            csv.write_record(["person", "week", "toward", "medium", "bucket", "cell", "count"])?;
            for row in tally.rows() {
                let week = row.week.unwrap_or_default();
                let bucket = row.bucket.to_string();
                for (cell, count) in &row.counts {
                    let count = count.to_string();
                    csv.write_record([
                        &row.person,
                        &week,
                        row.toward.name(),
                        row.medium.name(),
                        &bucket,
                        cell,
                        &count,
                    ])?;
                }
            }
            csv.flush()?;
        }
        TallyFormat::Json => {
            let rows: Vec<_> = named().collect();
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            writeln!(out)?;
        }
        TallyFormat::Jsonl => {
            for row in named() {
                serde_json::to_writer(&mut *out, &row)?;
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

/// The counts, and the name of the coder that decided them.
fn count(arguments: &Arguments, args: &args::Tally) -> Result<(Tally, String)> {
    #[cfg(feature = "store")]
    if let Some(folder) = crate::folder::Folder::open(arguments, &args.from)? {
        return Ok((folder.tally()?, folder.coder().to_owned()));
    }
    let mailbox = Mailbox::open(arguments, &args.from)?;
    if !arguments.quiet {
        remember::tell(&mailbox.unknown(&owner::split(&args.from.me)));
    }
    let coder = Coder::shipped(mailbox.coder(args.from.coder))?;
    let name = coder.name().to_owned();
    Ok((pipeline::run(&mailbox, &coder, arguments.quiet)?.tally, name))
}
