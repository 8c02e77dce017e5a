//! How long the program takes, and how much memory. Here: the whole way against Python's `mailbox`
//! and `email`, on the same file in one run, and memory on a large mailbox; all other kinds of
//! sources in [`sources`]. Inputs are made by repeating and changing the example.

mod mailbox;
mod measure;
mod shapes;
mod sources;
mod talk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use clap::Subcommand;

use self::mailbox::repeat;
use self::measure::{measure, median};
use crate::process::{cargo, release};

/// What else is measured.
#[derive(Subcommand)]
pub enum What {
    /// Throughput of every kind of source, and memory on large ones.
    Sources {
        /// Size of each input in MB.
        #[arg(long, default_value_t = 50)]
        megabytes: u64,
        /// Sizes in MB on which memory is measured; without one it is left out.
        #[arg(long, value_delimiter = ',', num_args = 0.., default_values_t = [100, 500, 2000])]
        memory: Vec<u64>,
        /// Measure this program, such as an earlier version, and build none.
        #[arg(long)]
        program: Option<PathBuf>,
    },
}

const ME: &str = "priya.raman@velobay.example";

/// Runs of each program on the small mailbox; the median counts.
const RUNS: usize = 5;

/// One message of 100 words.
const DRAFT: &str = "Hi Marta, thank you for taking over the workshop while I was away, I know that it was a hard week for \
    you and for the team. The brake order is late by six days and we still miss forty pads, so please call the supplier \
    today and tell me what they say. How would you like to split the night shifts next month? I would rather ask before I \
    write the plan. On Thursday we look at the numbers of the second quarter, bring whatever you think matters. And take \
    Friday off if you can, you have earned it.";

/// Parses every message of an mbox the usual (and fastest) way and undoes the transfer encoding of
/// its text parts; no more.
const PYTHON: &str = "
import mailbox, sys
n = 0
for message in mailbox.mbox(sys.argv[1]):
    n += 1
    for part in message.walk():
        if part.get_content_maintype() == 'text':
            part.get_payload(decode=True)
print(n)
";

/// Builds the program and prints times and memory: of mail, unless something else is asked for.
pub fn run(root: &Path, megabytes: u64, what: Option<What>) -> Result<()> {
    let build = || cargo(root).args(["build", "--release", "-p", "bifocal"]).run();
    match what {
        Some(What::Sources { megabytes, memory, program }) => {
            let program = program.map_or_else(|| build().map(|()| release(root)), Ok)?;
            sources::run(root, program, megabytes, &memory)
        }
        None => {
            build()?;
            mail(root, megabytes)
        }
    }
}

/// Makes the mailboxes under `target/bench`.
fn mail(root: &Path, megabytes: u64) -> Result<()> {
    let folder = root.join("target/bench");
    fs::create_dir_all(&folder)?;
    let small = folder.join("small.mbox");
    let large = folder.join("large.mbox");
    let small_count = repeat(root, &small, 20)?;
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        times[0].push(measure(&mut mirror(root, &small))?.seconds);
        times[1].push(measure(&mut python(&small))?.seconds);
    }
    let [ours, python] = times.map(median);
    println!("{small_count} messages, 20 MB, median of {RUNS} runs:");
    println!(
        "  bifocal mirror, the whole way    {ours:>7.2} s  {:>8.0} messages a second",
        small_count as f64 / ours
    );
    println!(
        "  Python mailbox + email, parsing  {python:>7.2} s  {:>8.0} messages a second",
        small_count as f64 / python
    );
    println!("  ratio                            {:>7.1}", python / ours);

    let count = repeat(root, &large, megabytes)?;
    let run = measure(&mut mirror(root, &large))?;
    println!("{count} messages, {megabytes} MB:");
    println!(
        "  bifocal mirror {:.1} s, at most {:.0} MB of memory (target: 300 MB and 32 bytes a message, {:.0} MB)",
        run.seconds,
        run.peak_megabytes,
        300.0 + count as f64 * 32.0 / 1e6
    );
    fs::remove_file(&large)?;

    // A draft of 100 words, by each coder on one core, from start to end.
    let draft = folder.join("draft.txt");
    fs::write(&draft, DRAFT)?;
    for coder in ["fast", "careful"] {
        let runs = (0..2 * RUNS)
            .map(|_| measure(score(root, coder, &draft).env("RAYON_NUM_THREADS", "1")))
            .collect::<Result<Vec<_>>>()?;
        let memory = runs.iter().map(|run| run.peak_megabytes).fold(0.0, f64::max);
        let seconds = median(runs.iter().map(|run| run.seconds).collect());
        println!(
            "bifocal score, {coder} coder, a draft of {} words: {:.0} ms, at most {memory:.0} MB",
            DRAFT.split_whitespace().count(),
            seconds * 1e3
        );
    }
    Ok(())
}

fn mirror(root: &Path, mailbox: &Path) -> Command {
    let mut command = Command::new(release(root));
    command.args(["mirror", "--quiet", "--coder", "fast", "--me", ME, "--out"]);
    command.arg(mailbox.with_extension("html")).arg(mailbox);
    command
}

fn score(root: &Path, coder: &str, draft: &Path) -> Command {
    let mut command = Command::new(release(root));
    command.args(["score", "--quiet", "--coder", coder]).arg(draft);
    command
}

fn python(mailbox: &Path) -> Command {
    let mut command = Command::new("python3");
    command.args(["-c", PYTHON]).arg(mailbox);
    command
}
