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
use bifocal_core::{Card, Coder, CoderKind, Tally, Week};
use bifocal_study::gate::{LEAST, Ledger};
use bifocal_study::plan::{Frozen, Standing as OnDisk};
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
    Plan::read(plan)?;
    // From now on a folder without a ledger is one that has lost it.
    Ledger::open(&folder_of(plan), "", false)?;
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let frozen = Frozen::write(plan, &now).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => anyhow::anyhow!(
            "{} was frozen before and is not frozen again; a later change shows as a deviation in the report",
            plan.display()
        ),
        _ => anyhow::Error::new(error).context(format!("cannot freeze {}", plan.display())),
    })?;
    writeln!(out, "{} is frozen: SHA-256 {}", plan.display(), frozen.sha256)?;
    Ok(())
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
    let standing = OnDisk::of(path)
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
    let mut tally = Tally::default();
    let mut labelled: BTreeMap<String, Vec<GoldMessage>> = BTreeMap::new();
    let mut archives = Vec::new();
    let mut made_by = None;
    for source in plan.sources.iter().map(|source| folder.join(source)) {
        if counts::are_in(&source)? {
            counts::read(&source, &mut tally)?;
            made_by = Some("counts made before".to_owned());
        } else {
            archives.push(source);
        }
    }
    let mut kind = CoderKind::Careful;
    if !archives.is_empty() {
        let archive = Archive::open(&archives, &people, &everybody, &plan.period, quiet)?;
        kind = archive.coder(choice);
        let coder = Coder::shipped(kind)?;
        let counted = archive.count(&coder, &labels, quiet);
        tally.merge(counted.tally);
        labelled = counted.gold;
        made_by = Some(coder.name().to_owned());
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
            "fewer than {LEAST} of the {} people in {} wrote {} acting messages or more, and a study needs {LEAST}; look at \
             `sources`, `people` and `exclusions.least_messages` in the plan",
            everybody.len(),
            plan.people.display(),
            plan.exclusions.least_messages
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
            model: made_by.unwrap_or_default(),
        },
    };
    Ok(study.run(&gate))
}

fn stands(standing: OnDisk) -> Standing {
    match standing {
        OnDisk::NotFrozen => Standing::NotFrozen,
        OnDisk::AsFrozen(Frozen { sha256, at, .. }) => Standing::Frozen { at, sha256 },
        OnDisk::Changed { frozen: Frozen { sha256, at, .. }, gone, new } => {
            Standing::Changed { at, sha256, gone, new }
        }
    }
}
