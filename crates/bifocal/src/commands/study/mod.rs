//! `bifocal study`: a frozen plan, its sources, and what they say about its claims.

mod archive;
mod counts;
mod gold;
mod human;
mod members;
mod simulate;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bifocal_core::{Card, Coder, CoderKind, Week};
use bifocal_study::gate::{LEAST, Ledger};
use bifocal_study::plan::{Frozen, Period, Standing as OnDisk};
use bifocal_study::report::{MadeBy, Standing};
use bifocal_study::sample::{GoldMessage, GoldTable, Sample, Settings};
use bifocal_study::{Gate, Plan, Report, Study};

use self::archive::Archive;
use super::mirror;
use crate::args::{Arguments, CoderChoice, StudyCommand, StudyEssay, StudyFormat, StudyRun};

pub fn run(arguments: &Arguments, command: &StudyCommand, out: &mut dyn Write) -> Result<()> {
    let quiet = arguments.quiet;
    match command {
        StudyCommand::Plan => Ok(out.write_all(include_bytes!("template.toml"))?),
        StudyCommand::Freeze { plan } => freeze(plan, out),
        StudyCommand::Run(args) => write(args, quiet, out),
        StudyCommand::Essay(StudyEssay { plan, viewer, coder }) => {
            human::essay(&answer(plan, viewer, *coder, false, quiet)?, out)
        }
        StudyCommand::Gold(args) => gold::draw(args, quiet, out),
        StudyCommand::Simulate(args) => simulate::run(args, quiet, out),
    }
}

/// Where a plan's paths count from.
fn folder_of(plan: &Path) -> PathBuf {
    plan.parent().unwrap_or(Path::new("")).to_owned()
}

fn freeze(plan: &Path, out: &mut dyn Write) -> Result<()> {
    // A plan that would be refused later is not worth freezing.
    let tables = Plan::read(plan)?.tables();
    // What was seen before cannot be unseen by freezing. And from now on a folder without a ledger is one that
    // has lost it.
    let seen = Ledger::open(&folder_of(plan), "", false)?.groups();
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let frozen = Frozen::write(plan, &tables, &now, seen).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => anyhow::anyhow!(
            "{} was frozen before and is not frozen again; a later change shows as a deviation in the report",
            plan.display()
        ),
        _ => anyhow::Error::new(error).context(format!("cannot freeze {}", plan.display())),
    })?;
    writeln!(out, "{} is frozen: SHA-256 {}", plan.display(), frozen.sha256)?;
    for table in tables.iter().map(|table| table.display().to_string()) {
        match frozen.tables.get(&table) {
            Some(sha256) => writeln!(out, "with {table}: SHA-256 {sha256}")?,
            None => writeln!(out, "without {table}, which is not there yet")?,
        }
    }
    if seen > 0 {
        writeln!(
            out,
            "Figures of {seen} groups were seen before: every report of this plan will say so."
        )?;
    }
    Ok(())
}

/// The period, to be said after something.
fn within(period: &Period) -> String {
    match (&period.from, &period.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" from {from} on"),
        (None, Some(to)) => format!(" up to {to}"),
        (Some(from), Some(to)) => format!(" from {from} to {to}"),
    }
}

fn write(args: &StudyRun, quiet: bool, out: &mut dyn Write) -> Result<()> {
    let report = answer(&args.plan, &args.viewer, args.coder, args.out.exists(), quiet)?;
    std::fs::write(&args.out, bifocal_report::study_page(&report))
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    match args.format {
        StudyFormat::Human => {
            human::summary(&report, out)?;
            writeln!(out, "\nThe whole report: {}", args.out.display())?;
            if args.open {
                out.flush()?;
                mirror::open(&args.out)?;
            }
        }
        StudyFormat::Markdown => {
            out.write_all(bifocal_report::study_markdown(&report).as_bytes())?;
        }
        StudyFormat::Json => writeln!(out, "{}", bifocal_report::study_json(&report).trim_end())?,
    }
    Ok(())
}

/// Reads the sources of a plan and answers its claims. `page` says whether a page of an earlier run is there.
fn answer(
    path: &Path,
    viewer: &str,
    choice: CoderChoice,
    page: bool,
    quiet: bool,
) -> Result<Report> {
    let plan = Plan::read(path)?;
    let standing = OnDisk::of(path, &plan.tables())
        .with_context(|| format!("cannot tell whether {} was frozen", path.display()))?;
    let folder = folder_of(path);
    let older = page || !matches!(standing, OnDisk::NotFrozen);
    let ledger = Ledger::open(&folder, viewer, older)?;
    let people = members::people(&plan, &folder)?;
    let everybody = members::members(&plan, &people, &folder)?;
    let labels = match &plan.gold {
        Some(path) => gold::read(&folder.join(path))?,
        None => GoldTable::default(),
    };
    let mut labelled: BTreeMap<String, Vec<GoldMessage>> = BTreeMap::new();
    let mut archives = Vec::new();
    let mut counts = counts::Counts::default();
    for source in plan.sources.iter().map(|source| folder.join(source)) {
        if counts::are_in(&source)? {
            counts.read(&source, &plan.period)?;
        } else {
            archives.push(source);
        }
    }
    let counted_by = counts.coder(choice)?;
    let mut kind = counted_by.unwrap_or(CoderKind::Careful);
    let mut made_by: Vec<String> =
        counted_by.map(|kind| counts.made_by(kind)).into_iter().collect();
    let mut tally = counts.tally;
    if !archives.is_empty() {
        let archive = Archive::open(&archives, &people, &everybody, &plan.period, quiet)?;
        // One card judges all figures, so what was counted before decides who reads the rest.
        kind = counted_by.unwrap_or_else(|| archive.coder(choice));
        let coder = Coder::shipped(kind)?;
        let counted = archive.count(&coder, &labels, quiet)?;
        tally.merge(counted.tally);
        labelled = counted.gold;
        made_by.insert(0, coder.name().to_owned());
    }
    let card = Card::shipped(kind)?;
    let settings = Settings {
        least_messages: plan.exclusions.least_messages,
        change: plan.change.as_deref().and_then(Week::starting),
        salt: ledger.salt(),
        card: &card,
    };
    let sample = Sample::new(&tally, &everybody, &labelled, settings);
    // Whether it is nobody or a few is not said: runs with one limit after another would tell who wrote how much.
    if sample.persons.len() < LEAST {
        bail!(
            "fewer than {LEAST} of the {} people in {} wrote {} acting messages or more{}, and a study needs {LEAST}; look at \
             `sources`, `people`, `period` and `exclusions.least_messages` in the plan",
            everybody.len(),
            plan.people.display(),
            plan.exclusions.least_messages,
            within(&plan.period)
        );
    }
    let gate = Gate::new(sample.everybody(), ledger);
    let study = Study {
        plan: &plan,
        sample: &sample,
        card: &card,
        standing: stands(standing),
        made_by: MadeBy {
            bifocal: env!("CARGO_PKG_VERSION").to_owned(),
            model: made_by.join(", and "),
        },
    };
    Ok(study.run(&gate))
}

fn stands(standing: OnDisk) -> Standing {
    match standing {
        OnDisk::NotFrozen => Standing::NotFrozen,
        OnDisk::AsFrozen { frozen: Frozen { sha256, at, groups_seen, .. }, open } => {
            Standing::Frozen { at, sha256, open, groups_seen }
        }
        OnDisk::Changed { frozen, gone, new, tables, open } => {
            let Frozen { sha256, at, groups_seen, .. } = frozen;
            Standing::Changed { at, sha256, gone, new, tables, open, groups_seen }
        }
    }
}
