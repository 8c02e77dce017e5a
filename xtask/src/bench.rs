//! The whole way against Python's `mailbox` and `email`, on the same file in one run; and memory
//! on a large mailbox made by repeating and changing the example.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::cargo;

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

/// Builds the program, makes the mailboxes under `target/bench` and prints times and memory.
pub fn run(root: &Path, megabytes: u64) -> Result<()> {
    cargo(root).args(["build", "--release"]).run()?;
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
    let mut command = Command::new(root.join("target/release/bifocal"));
    command.args(["mirror", "--quiet", "--coder", "fast", "--me", ME, "--out"]);
    command.arg(mailbox.with_extension("html")).arg(mailbox);
    command
}

fn score(root: &Path, coder: &str, draft: &Path) -> Command {
    let mut command = Command::new(root.join("target/release/bifocal"));
    command.args(["score", "--quiet", "--coder", coder]).arg(draft);
    command
}

fn python(mailbox: &Path) -> Command {
    let mut command = Command::new("python3");
    command.args(["-c", PYTHON]).arg(mailbox);
    command
}

/// Writes the example mailbox again and again, each time with other Message-IDs, subjects and a
/// line of its own, so that nothing is a duplicate. Returns the number of messages.
fn repeat(root: &Path, to: &Path, megabytes: u64) -> Result<u64> {
    let example: PathBuf = root.join("examples/velobay/mail/priya.raman.mbox");
    let text = fs::read_to_string(&example)
        .with_context(|| format!("cannot read {}", example.display()))?;
    let mut out = BufWriter::new(File::create(to)?);
    let (mut written, mut messages, mut round) = (0u64, 0u64, 0u64);
    let mut in_header = true;
    while written < megabytes * 1_000_000 {
        for line in text.split_inclusive('\n') {
            let mut line = line.to_owned();
            if line.starts_with("From ") {
                messages += 1;
                in_header = true;
            }
            if ["Message-ID:", "In-Reply-To:", "References:"].iter().any(|h| line.starts_with(h))
                || line.starts_with(" <")
            {
                line = line.replace('<', &format!("<{round}."));
            } else if line.starts_with("Subject:") {
                line = format!("{} ({round})\n", line.trim_end());
            }
            in_header &= !line.trim().is_empty();
            if !in_header {
                // In letters: texts that differ in numbers alone are taken for a program's.
                line = line.replacen(" the ", &format!(" the {} ", letters(round)), 1);
            }
            written += line.len() as u64;
            out.write_all(line.as_bytes())?;
        }
        round += 1;
    }
    out.flush()?;
    Ok(messages)
}

/// A number as a word.
fn letters(mut number: u64) -> String {
    let mut word = String::from("q");
    while number > 0 {
        word.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    word
}

struct Run {
    seconds: f64,
    peak_megabytes: f64,
}

/// Runs a program to its end, watching its memory as the system counts it (Linux).
fn measure(command: &mut Command) -> Result<Run> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().context("cannot start the program")?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak_megabytes = 0.0f64;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let peak = fs::read_to_string(&status_file).ok().and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        });
        peak_megabytes = peak_megabytes.max(peak.unwrap_or(0.0) / 1024.0);
        sleep(Duration::from_millis(2));
    };
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(Run { seconds: start.elapsed().as_secs_f64(), peak_megabytes })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
