//! `bifocal tally`: the integers that all figures are made from.

use std::io::Write;

use anyhow::Result;
use bifocal_core::Coder;

use crate::args::{Arguments, Tally, TallyFormat};
use crate::pipeline::{self, Mailbox};

pub fn run(arguments: &Arguments, args: &Tally, out: &mut dyn Write) -> Result<()> {
    let mailbox = Mailbox::open(arguments, &args.from)?;
    let coder = Coder::shipped(mailbox.coder(args.from.coder))?;
    let harvest = pipeline::run(&mailbox, &coder, arguments.quiet)?;
    match args.format {
        TallyFormat::Csv => {
            let mut csv = csv::Writer::from_writer(out);
            csv.write_record(["person", "week", "toward", "medium", "bucket", "cell", "count"])?;
            for row in harvest.tally.rows() {
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
            let rows: Vec<_> = harvest.tally.rows().collect();
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            writeln!(out)?;
        }
        TallyFormat::Jsonl => {
            for row in harvest.tally.rows() {
                serde_json::to_writer(&mut *out, &row)?;
                writeln!(out)?;
            }
        }
    }
    Ok(())
}
