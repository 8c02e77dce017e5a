//! How fast each kind of source is read, and how much memory large ones take. For each an input is
//! made of the example company's messages, each with words of its own, and removed afterwards.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::mailbox;
use super::measure::{Run, measure, median};
use super::shapes::{self, Shape, Written};
use super::talk::Talk;

/// Runs of which the median counts.
const RUNS: usize = 3;

/// Mail, which is made of the example's mailbox.
const MAIL: &str = "mail, mbox";

/// Kinds whose memory is measured: mail, and single large files of JSON, which two walks read.
const LARGE: [&str; 3] = [MAIL, "Slack, one file of a channel", "Jira, JSON of its API"];

/// The program, and what inputs are made of.
struct Bench<'a> {
    root: &'a Path,
    program: PathBuf,
    talk: Talk,
}

/// An input on the disk.
struct Input<'a> {
    kind: &'a str,
    me: &'a str,
    folder: tempfile::TempDir,
    written: Written,
}

/// Prints throughput of all kinds on inputs of one size, then the memory of some on several sizes;
/// sizes in MB.
pub fn run(root: &Path, program: PathBuf, megabytes: u64, memory: &[u64]) -> Result<()> {
    let bench = Bench { root, program, talk: Talk::read(root)? };
    println!("| kind | MB | messages | seconds | of processor | messages/s | MB/s | memory, MB |");
    println!("|---|---|---|---|---|---|---|---|");
    bench.throughput(MAIL, megabytes)?;
    for shape in shapes::all() {
        bench.throughput(shape.kind, megabytes)?;
    }
    if memory.is_empty() {
        return Ok(());
    }
    println!("\n| kind | MB | messages | `tally`: s | MB | bytes a message | `ingest`: s | MB |");
    println!("|---|---|---|---|---|---|---|---|");
    for kind in LARGE {
        for size in memory {
            bench.memory(kind, *size)?;
        }
    }
    Ok(())
}

impl Bench<'_> {
    fn input<'b>(&self, kind: &'b str, megabytes: u64) -> Result<Input<'b>> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let (me, written) = match shapes::named(kind) {
            Some(shape) => (shape.me, shape.write(&self.talk, folder.path(), megabytes)?),
            None => {
                let path = folder.path().join("priya.raman.mbox");
                let messages = mailbox::repeat(self.root, &path, megabytes)?;
                let bytes = fs::metadata(&path)?.len();
                (super::ME, Written { bytes, messages })
            }
        };
        Ok(Input { kind, me, folder, written })
    }

    fn bifocal(&self, command: &str, input: &Input<'_>) -> Command {
        let mut bifocal = Command::new(&self.program);
        bifocal.args([command, "--quiet", "--me", input.me]).arg(input.folder.path());
        // No settings of whoever measures.
        bifocal.current_dir(input.folder.path()).env("XDG_CONFIG_HOME", input.folder.path());
        bifocal
    }

    fn tally(&self, input: &Input<'_>) -> Result<Run> {
        measure(self.bifocal("tally", input).args(["--coder", "fast", "--format", "jsonl"]))
    }

    fn calendar(&self, input: &Input<'_>) -> Result<Run> {
        let run = measure(self.bifocal("calendar", input).args([
            "--format",
            "json",
            "--to",
            "2100-01-01",
        ]))?;
        let page: serde_json::Value = serde_json::from_str(&run.output)?;
        let events = page.pointer("/read/events").and_then(serde_json::Value::as_u64);
        ensure!(events == Some(input.written.messages), "{}: {events:?} entries", input.kind);
        Ok(run)
    }

    /// Ingests into a folder that is new, and makes sure that all messages were seen.
    fn ingest(&self, input: &Input<'_>) -> Result<Run> {
        let folder = tempfile::tempdir()?;
        let into: [&OsStr; 4] =
            ["--coder".as_ref(), "fast".as_ref(), "--into".as_ref(), folder.path().as_ref()];
        let run = measure(self.bifocal("ingest", input).args(into))?;
        let seen = run.output.split_whitespace().next().unwrap_or_default().replace(',', "");
        ensure!(
            seen.parse() == Ok(input.written.messages),
            "{}: {} messages were written and {seen} read",
            input.kind,
            input.written.messages
        );
        Ok(run)
    }

    fn throughput(&self, kind: &str, megabytes: u64) -> Result<()> {
        let input = self.input(kind, megabytes)?;
        let is_calendar = shapes::named(kind).is_some_and(|shape: &Shape| shape.is_calendar);
        if !is_calendar {
            self.ingest(&input)?;
        }
        let one = || if is_calendar { self.calendar(&input) } else { self.tally(&input) };
        let runs = (0..RUNS).map(|_| one()).collect::<Result<Vec<Run>>>()?;
        let peak = runs.iter().map(|run| run.peak_megabytes).fold(0.0, f64::max);
        let middle = |what: fn(&Run) -> f64| median(runs.iter().map(what).collect());
        let seconds = middle(|run| run.seconds);
        let processor = middle(|run| run.processor_seconds);
        let Written { bytes, messages } = input.written;
        let megabytes = bytes as f64 / 1e6;
        println!(
            "| {kind} | {megabytes:.0} | {messages} | {seconds:.2} | {processor:.2} | {:.0} | {:.0} | {peak:.0} |",
            messages as f64 / seconds,
            megabytes / seconds
        );
        Ok(())
    }

    fn memory(&self, kind: &str, megabytes: u64) -> Result<()> {
        let input = self.input(kind, megabytes)?;
        let (tally, ingest) = (self.tally(&input)?, self.ingest(&input)?);
        let messages = input.written.messages;
        println!(
            "| {kind} | {megabytes} | {messages} | {:.1} | {:.0} | {:.0} | {:.1} | {:.0} |",
            tally.seconds,
            tally.peak_megabytes,
            tally.peak_megabytes * 1e6 / messages as f64,
            ingest.seconds,
            ingest.peak_megabytes
        );
        Ok(())
    }
}
