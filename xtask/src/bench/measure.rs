//! Running a program to its end: how long it takes, how much memory, and what it prints.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What a run took and gave.
pub struct Run {
    /// From start to end.
    pub seconds: f64,
    /// Of all cores together, which tells more where the machine has other work too.
    pub processor_seconds: f64,
    /// The most memory that it had, in MB of a million bytes.
    pub peak_megabytes: f64,
    /// What it printed.
    pub output: String,
}

/// Runs a program to its end, watching its memory as the system counts it (Linux).
pub fn measure(command: &mut Command) -> Result<Run> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start the program")?;
    let mut stdout = child.stdout.take().context("it has no output")?;
    let printed = spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text)
    });
    let folder = format!("/proc/{}", child.id());
    let (mut peak_megabytes, mut processor_seconds) = (0.0f64, 0.0f64);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let used = fs::read_to_string(format!("{folder}/stat")).ok();
        processor_seconds = used.and_then(|stat| processor(&stat)).unwrap_or(processor_seconds);
        let peak = fs::read_to_string(format!("{folder}/status")).ok().and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        });
        peak_megabytes = peak_megabytes.max(peak.unwrap_or(0.0) * 1024.0 / 1e6);
        sleep(Duration::from_millis(2));
    };
    let seconds = start.elapsed().as_secs_f64();
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    let output = printed.join().ok().and_then(Result::ok).context("its output is no text")?;
    Ok(Run { seconds, processor_seconds, peak_megabytes, output })
}

/// Seconds that a process has had, by its line in `/proc`: the 14th and 15th field, in hundredths. The
/// second field is a name in brackets, which may hold anything.
fn processor(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11).map(str::parse::<f64>);
    Some((times.next()?.ok()? + times.next()?.ok()?) / 100.0)
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_behind_the_name() {
        let stat = "7 (a ) b) R 1 7 7 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 3 0 1 2 3";
        assert_eq!(processor(stat), Some(3.0));
        assert_eq!(processor("7 (a) R 1"), None);
    }
}
