//! `bifocal study simulate`: what intervals and verdicts are worth, on invented organisations.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::{Result, bail};
use bifocal_study::simulate::{Results, Scenario, Tested, World, simulate};
use serde::Serialize;

use crate::args::{SimulateFormat, StudySimulate};
use crate::progress;

#[derive(Serialize)]
struct Run {
    scenario: Scenario,
    persons: usize,
    #[serde(flatten)]
    results: Results,
}

pub fn run(args: &StudySimulate, quiet: bool, out: &mut dyn Write) -> Result<()> {
    if !(0.0..=1.0).contains(&args.labelled) {
        bail!("--labelled is {}; it is a share from 0 to 1", args.labelled);
    }
    if let Some(few) = args.persons.iter().find(|persons| **persons < 2) {
        bail!("--persons is {few}; a group needs at least 2 for any interval");
    }
    if args.draws == 0 {
        bail!("--draws is 0; draw at least 1 organisation");
    }
    let world = World { labelled: args.labelled, ..World::default() };
    let mut runs = Vec::new();
    let bar = progress::count("Drawing", quiet);
    for scenario in Scenario::ALL {
        for &persons in &args.persons {
            let results = simulate(scenario, persons, &world, args.draws, args.seed);
            bar.inc(args.draws);
            runs.push(Run { scenario, persons, results });
        }
    }
    bar.finish_and_clear();
    match args.format {
        SimulateFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &runs)?;
            writeln!(out)?;
        }
        SimulateFormat::Human => human(&runs, args, out)?,
    }
    Ok(())
}

fn human(runs: &[Run], args: &StudySimulate, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "{} organisations for each truth and size, {} % of the messages labelled.\n",
        args.draws,
        args.labelled * 100.0
    )?;
    writeln!(out, "Coverage of 95 % intervals, in percent\n")?;
    write!(out, "{:<20}{:<46}", "truth", "figure")?;
    for persons in &args.persons {
        write!(out, "{:>8}", format!("{persons}+{persons}"))?;
    }
    writeln!(out)?;
    let share = |part: u64, whole: u64| {
        if whole == 0 {
            "–".to_owned()
        } else {
            format!("{:.1}", 100.0 * part as f64 / whole as f64)
        }
    };
    for scenario in Scenario::ALL {
        let of: Vec<&Run> = runs.iter().filter(|run| run.scenario == scenario).collect();
        // Some figures are not given for the smallest companies.
        let names: BTreeSet<&String> =
            of.iter().flat_map(|run| run.results.by_figure.keys()).collect();
        for name in names.into_iter().filter(|name| !name.ends_with("(verdict)")) {
            write!(out, "{:<20}{name:<46}", scenario.name())?;
            for run in &of {
                let found = run.results.by_figure.get(name).cloned().unwrap_or_default();
                write!(out, "{:>8}", share(found.covered, found.intervals))?;
            }
            writeln!(out)?;
        }
    }
    writeln!(out, "\nVerdicts, in percent of the organisations\n")?;
    type Count = fn(&Results) -> (u64, u64);
    let rows: [(Scenario, &str, Count); 11] = [
        (Scenario::Alike, "some family different (false)", any_family),
        (Scenario::Alike, "focus different (false)", any_focus),
        (Scenario::Alike, "people within handing over different (false)", |r| {
            lines(r, "people within handing over", |t| t.different)
        }),
        (Scenario::UnequalErrors, "focus different (false)", any_focus),
        (Scenario::UnequalErrors, "people within handing over different (false)", |r| {
            lines(r, "people within handing over", |t| t.different)
        }),
        (Scenario::AtTheMargin, "focus the same (false)", |r| {
            lines(r, "within, people", |t| t.same)
        }),
        (Scenario::AtTheMargin, "first family the same (false)", |r| {
            lines(r, "share of the first family", |t| t.same)
        }),
        (Scenario::OtherFocus, "focus different (right)", any_focus),
        (Scenario::OtherBoth, "focus different (right)", any_focus),
        (Scenario::OtherMix, "some family different (right)", any_family),
        (Scenario::Alike, "all families the same (right)", |r| (r.all_families_same, r.draws)),
    ];
    for (scenario, what, count) in rows {
        write!(out, "{:<20}{what:<46}", scenario.name())?;
        for run in runs.iter().filter(|run| run.scenario == scenario) {
            let (part, whole) = count(&run.results);
            write!(out, "{:>8}", share(part, whole))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

const fn any_family(results: &Results) -> (u64, u64) {
    (results.any_family_different, results.draws)
}

const fn any_focus(results: &Results) -> (u64, u64) {
    (results.any_focus_different, results.draws)
}

/// Of a figure's lines, those with a verdict, and all.
fn lines(results: &Results, figure: &str, verdict: fn(&Tested) -> u64) -> (u64, u64) {
    let found = results.by_figure.get(&format!("{figure} (verdict)"));
    found.map_or((0, 0), |tested| (verdict(tested), tested.lines))
}
