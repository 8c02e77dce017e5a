//! `bifocal study gold`: messages drawn for people to code.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::Coder;
use bifocal_study::Plan;
use bifocal_study::gate::LEAST;
use bifocal_study::sample::{GoldRow, GoldTable, Member};
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::archive::{Archive, Candidate};
use super::{folder_of, members};
use crate::args::StudyGold;

#[derive(Deserialize)]
struct Line {
    message: String,
    probability: f64,
    people: Option<u8>,
    results: Option<u8>,
}

/// Reads a gold table; rows that are not coded yet do not count, and errors name the line of the file.
pub fn read(path: &Path) -> Result<GoldTable> {
    let mut table =
        csv::Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))?;
    let columns =
        || format!("{}: the columns are message, probability, people, results", path.display());
    let titles = table.headers().with_context(columns)?.clone();
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record.with_context(columns)?;
        let at = record.position().map_or(0, csv::Position::line);
        let Line { message, probability, people, results } =
            record.deserialize(Some(&titles)).with_context(columns)?;
        if let (Some(people), Some(results)) = (people, results) {
            rows.push((at, GoldRow { message, probability, people, results }));
        }
    }
    GoldTable::new(rows).with_context(|| path.display().to_string())
}

/// Draws messages and writes them down to be coded.
pub fn draw(args: &StudyGold, quiet: bool, out: &mut dyn Write) -> Result<()> {
    let plan = Plan::read(&args.plan)?;
    let folder = folder_of(&args.plan);
    let people = members::people(&plan, &folder)?;
    let everybody = members::members(&plan, &people, &folder)?;
    let paths: Vec<_> = plan.sources.iter().map(|source| folder.join(source)).collect();
    let archive = Archive::open(&paths, &people, &everybody, &plan.period, quiet)?;
    let coder = Coder::shipped(archive.coder(args.coder))?;
    let candidates = archive.candidates(&coder, quiet)?;
    // Of a group of few, whoever codes would read persons and not a group.
    for group in [&plan.groups.first, &plan.groups.second] {
        let addresses = of_group(&everybody, &group.titles);
        let writers = candidates.iter().map(|c| &*c.person).filter(|p| addresses.contains(p));
        if writers.collect::<BTreeSet<_>>().len() < LEAST {
            bail!(
                "fewer than {LEAST} persons of the group {:?} wrote messages that can be drawn; messages are drawn of groups of \
                 {LEAST} or more, so name more titles in the plan",
                group.name
            );
        }
    }
    if args.out.exists() {
        bail!(
            "{} is there already, and may have labels in it; name another file with --out",
            args.out.display()
        );
    }
    let mut table = csv::Writer::from_path(&args.out)
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    table.write_record(["message", "probability", "people", "results", "subject", "text"])?;
    let mut drawn = Vec::new();
    for group in [&plan.groups.first, &plan.groups.second] {
        let addresses = of_group(&everybody, &group.titles);
        let of_group = candidates.iter().filter(|c| addresses.contains(&*c.person));
        drawn.extend(sample(of_group.collect(), args.messages));
    }
    // Mixed, so that nobody sees which group a message is from.
    drawn.sort_by_key(|(candidate, _)| order(candidate.message, "order"));
    for (candidate, probability) in &drawn {
        table.write_record([
            format!("{:016x}", candidate.message).as_str(),
            &format!("{probability:.6}"),
            "",
            "",
            &candidate.subject,
            candidate.text.trim(),
        ])?;
    }
    table.flush()?;
    writeln!(
        out,
        "{} messages drawn into {}. Fill in people and results (0 none, 1 some, 2 much), and name the file as `gold` in the plan.",
        drawn.len(),
        args.out.display()
    )?;
    Ok(())
}

fn of_group<'a>(everybody: &'a [Member], titles: &BTreeSet<String>) -> BTreeSet<&'a str> {
    everybody.iter().filter(|m| titles.contains(&m.title)).map(|m| m.address.as_str()).collect()
}

/// So many of them, each equally likely, with that probability: those whose hashes come first, so that the
/// same archive gives the same draw.
fn sample(mut candidates: Vec<&Candidate>, number: usize) -> Vec<(&Candidate, f64)> {
    let all = candidates.len();
    candidates.sort_by_key(|candidate| order(candidate.message, "draw"));
    candidates.truncate(number);
    let probability = candidates.len() as f64 / all.max(1) as f64;
    candidates.into_iter().map(|candidate| (candidate, probability)).collect()
}

fn order(message: u64, what: &str) -> u64 {
    xxh3_64(format!("{what} {message:016x}").as_bytes())
}
