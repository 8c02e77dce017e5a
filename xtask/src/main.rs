//! Chores of the project: `cargo xtask --help`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program")]

mod bench;
mod companies;
mod coverage;
mod fuzz;
mod process;
mod proofs;
mod real_exports;
mod studies;
mod test;
mod velobay;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;

/// Chores of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Chore {
    /// Set up what tests need and run them all: format, lints, licences, tests, pages in a browser.
    Test {
        /// Knowingly leave out what this machine cannot do; it is said at the end.
        #[arg(long, value_name = "WHAT")]
        without: Vec<test::Part>,
    },
    /// Make the example company's files from its messages.
    Velobay {
        /// Change nothing: fail if a file is not as it would be made.
        #[arg(long)]
        check: bool,
    },
    /// Make the two invented companies of sixty persons, counts only: one in which the claims hold, one
    /// in which they do not.
    Companies {
        /// Change nothing: fail if a file is not as it would be made.
        #[arg(long)]
        check: bool,
    },
    /// Measure the shipped coder on labelled data (needs the shared folder) and write its card.
    Evaluate {
        /// The folder with `gold/` and `data/`.
        #[arg(long, default_value = "../shared")]
        shared: PathBuf,
    },
    /// Compare the statistics with published numbers, each with its source.
    Proofs {
        /// The folder with `data/surveys`; without it proofs on survey data are left out.
        #[arg(long, default_value = "../shared")]
        shared: PathBuf,
    },
    /// Make the sources of the two studies on public data (docs/studies) in a folder that is not kept.
    Studies {
        /// The folder with `data/`.
        #[arg(long, default_value = "../shared")]
        shared: PathBuf,
        /// Where they go; the plans expect them here.
        #[arg(long, default_value = "work/studies")]
        into: PathBuf,
    },
    /// Read the real exports of the shared folder with the release program, and compare the numbers of
    /// messages with counts of their own; prints sums only.
    RealExports {
        /// The folder with `data/`.
        #[arg(default_value = "../shared")]
        shared: PathBuf,
    },
    /// Simulate persons with known rates: how often do the intervals hold them?
    Coverage {
        /// Persons per setting.
        #[arg(long, default_value_t = 2000)]
        draws: u32,
    },
    /// Kill `bifocal ingest` at random moments, again and again: nothing is lost or counted twice.
    Killtest {
        /// Messages of the mailbox that is made for it.
        #[arg(long, default_value_t = 20_000)]
        messages: u32,
        /// Kills.
        #[arg(long, default_value_t = 50)]
        kills: u32,
        /// Where the random moments start from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Test the program as developers build it, which is slower to run and quicker to build.
        #[arg(long)]
        dev: bool,
    },
    /// Give every reader damaged and invented files: all fuzz targets, one after the other (needs
    /// `cargo install cargo-fuzz` and a C++ compiler).
    Fuzz {
        /// Seconds for each target.
        #[arg(default_value_t = 90)]
        seconds: u32,
        /// These targets only.
        #[arg(long = "target", value_name = "TARGET")]
        targets: Vec<String>,
    },
    /// Time the whole way against Python's `mailbox` and `email` on the same file, and measure
    /// memory on a large one; or measure every kind of source.
    #[command(args_conflicts_with_subcommands = true)]
    Bench {
        #[command(subcommand)]
        what: Option<bench::What>,
        /// Size of the large mailbox in MB.
        #[arg(long, default_value_t = 1000)]
        megabytes: u64,
    },
}

fn main() -> Result<()> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let root = root.parent().context("xtask stands in the project's folder")?.to_owned();
    match Chore::parse() {
        Chore::Test { without } => test::run(&root, &without),
        Chore::Velobay { check } => velobay::run(&root, check),
        Chore::Companies { check } => companies::run(&root, check),
        Chore::Evaluate { shared } => process::cargo(&root)
            .args(["run", "--release", "-p", "bifocal-training", "--", "evaluate", "--shared"])
            .arg(shared)
            .run(),
        Chore::Proofs { shared } => proofs::run(&shared),
        Chore::Studies { shared, into } => studies::run(&shared, &root.join(into)),
        Chore::RealExports { shared } => real_exports::run(&root, &shared),
        Chore::Coverage { draws } => coverage::run(draws),
        Chore::Killtest { messages, kills, seed, dev } => process::cargo(&root)
            .arg("test")
            .args((!dev).then_some("--release"))
            .args(["-p", "bifocal", "--test", "kill", "--", "--nocapture"])
            .env("KILL_MESSAGES", &messages.to_string())
            .env("KILL_TIMES", &kills.to_string())
            .env("KILL_SEED", &seed.to_string())
            .run(),
        Chore::Fuzz { seconds, targets } => fuzz::run(&root, seconds, &targets),
        Chore::Bench { megabytes, what } => bench::run(&root, megabytes, what),
    }
}
