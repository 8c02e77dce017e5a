//! All fuzz targets one after the other, with the example company and the test cases as seeds.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::cargo;

/// Files and folders whose beginnings are seeds, by target. Files with a `+` between them are one seed,
/// with NULs between them. Besides, each target has what lies in `fuzz/seeds`.
const SEEDS: &[(&str, &[&str])] = &[
    ("calendar", &["examples/velobay/calendar"]),
    ("mail_to_words", &["crates/bifocal-sources/tests/cases", "crates/bifocal-words/tests/cases"]),
    ("people", &["examples/velobay/people.csv"]),
    ("plan", &["examples/velobay/study.toml+examples/velobay/study.frozen.json"]),
    ("sentences", &["crates/bifocal-words/tests/cases", "examples/velobay/meetings"]),
    (
        "slack",
        &[
            "examples/velobay/slack/general+examples/velobay/slack/brake-fault+examples/velobay/slack/users.json\
           +examples/velobay/slack/channels.json+examples/velobay/slack/dms.json",
        ],
    ),
    ("sources", &["crates/bifocal-sources/tests/cases", "examples/velobay/mail"]),
    ("table", &["examples/velobay/messages"]),
    ("tracker", &["examples/velobay/tracker"]),
    ("transcript", &["examples/velobay/transcripts"]),
];

/// Bytes of a seed: longer ones are slow, and say little more.
const LONGEST: usize = 1 << 12;

/// An input may take so many seconds.
const TIMEOUT: u32 = 10;

/// And so many megabytes.
const MEMORY: u32 = 2048;

/// Runs each target, or those that are named, for some seconds, and prints a line for each: how many
/// inputs it has read, how many a second, and what was found. Findings lie in `fuzz/artifacts`.
pub fn run(root: &Path, seconds: u32, only: &[String]) -> Result<()> {
    let targets = targets(root)?;
    if let Some(name) = only.iter().find(|name| !targets.contains(name)) {
        bail!("there is no target {name}; there are {}", targets.join(", "));
    }
    // What sanitizers need is not in a stable compiler by its own leave.
    let fuzz = || cargo(root).arg("fuzz").env("RUSTC_BOOTSTRAP", "1");
    fuzz().arg("build").run().context("cargo-fuzz is needed: cargo install cargo-fuzz")?;
    println!("{:<14} {:>12} {:>10}  findings", "target", "inputs", "a second");
    let mut found = 0;
    for name in targets.iter().filter(|name| only.is_empty() || only.contains(name)) {
        let corpus = root.join("fuzz/corpus").join(name);
        let seeds = root.join("fuzz/corpus/.seeds").join(name);
        fs::create_dir_all(&corpus)?;
        collect(root, name, &seeds)?;
        let log = fuzz()
            .args(["run", name])
            .args([&corpus, &seeds])
            .args(["--", "-print_final_stats=1", &format!("-max_total_time={seconds}")])
            .args([format!("-timeout={TIMEOUT}"), format!("-rss_limit_mb={MEMORY}")])
            .log()?;
        let figure = |what: &str| {
            let line = log.lines().find_map(|line| line.strip_prefix(what));
            line.map_or("?", |rest| rest.trim_start_matches(':').trim()).to_owned()
        };
        // A run ends with its first finding, and says where it lies.
        let finding = log.lines().find_map(|line| line.split_once("Test unit written to "));
        found += usize::from(finding.is_some());
        println!(
            "{name:<14} {:>12} {:>10}  {}",
            figure("stat::number_of_executed_units"),
            figure("stat::average_exec_per_sec"),
            finding.map_or("none", |(_, path)| path.trim())
        );
    }
    if found > 0 {
        bail!("{found} targets have found something");
    }
    Ok(())
}

/// The names of all targets.
fn targets(root: &Path) -> Result<Vec<String>> {
    let manifest: toml::Table = toml::from_str(&fs::read_to_string(root.join("fuzz/Cargo.toml"))?)?;
    let bins = manifest.get("bin").and_then(toml::Value::as_array);
    let names = bins.into_iter().flatten().filter_map(|bin| bin.get("name")?.as_str());
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    Ok(names)
}

/// Makes a target's folder of seeds.
fn collect(root: &Path, name: &str, into: &Path) -> Result<()> {
    if into.exists() {
        fs::remove_dir_all(into)?;
    }
    fs::create_dir_all(into)?;
    let own = format!("fuzz/seeds/{name}");
    let listed = SEEDS.iter().filter(|(target, _)| *target == name).flat_map(|(_, seeds)| *seeds);
    let mut number = 0;
    for seed in listed.copied().chain(root.join(&own).exists().then_some(own.as_str())) {
        let parts: Vec<Vec<PathBuf>> =
            seed.split('+').map(|part| files(&root.join(part))).collect::<Result<_>>()?;
        // Of a folder among several parts the first file counts.
        let each: Vec<Vec<&PathBuf>> = match &parts[..] {
            [one] => one.iter().map(|file| vec![file]).collect(),
            several => vec![several.iter().filter_map(|files| files.first()).collect()],
        };
        for files in each {
            let contents: Vec<Vec<u8>> =
                files.iter().map(|path| beginning(path)).collect::<Result<_>>()?;
            fs::write(into.join(number.to_string()), contents.join(&0))?;
            number += 1;
        }
    }
    Ok(())
}

/// A file, or those of a folder in order.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn beginning(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    bytes.truncate(LONGEST);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_seeds() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project's folder");
        let targets = targets(root).expect("targets");
        for (name, _) in SEEDS {
            assert!(targets.iter().any(|target| target == name), "{name}");
        }
        for name in targets {
            let into = tempfile::tempdir().expect("a folder");
            collect(root, &name, into.path()).expect("seeds");
            assert!(!files(into.path()).expect("files").is_empty(), "{name} has no seeds");
        }
    }
}
