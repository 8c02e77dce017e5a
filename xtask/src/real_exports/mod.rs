//! The real exports of the shared folder, read the whole way: does the program see every message that
//! a plain count of the raw files sees? Printed are sums, never a row nor a name.
//!
//! Every writer of an export is given as the owner, so that the words of all of them are read; no
//! figure is made of that but how much was read. Whether the most frequent writer alone would see a
//! mirror is asked of the program, which keeps to its rule.

mod count;
mod slack_xml;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use bifocal_sources::{Index, SourceSet};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;

use crate::process::{cargo, release};
use count::Counted;

/// Skips of files that hold no message at all, and not of messages.
const FILES: [&str; 2] = ["not a mail", "empty"];

/// An export, as a path that the program reads, and what a plain count has found in it.
struct Export {
    name: &'static str,
    path: PathBuf,
    counted: Counted,
}

/// What the program says that it has read.
#[derive(Deserialize)]
struct Read {
    messages: u64,
    duplicates: u64,
    private: u64,
    automatic: u64,
    other_language: u64,
    without_words: u64,
    coded: u64,
    lines: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
}

/// Reads all of them; fails where a number of messages is not that of the plain count.
pub fn run(root: &Path, shared: &Path) -> Result<()> {
    cargo(root).args(["build", "--release", "-p", "bifocal"]).run()?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let program = Program { path: release(root), folder: folder.path().to_owned() };
    // The program runs in a folder of its own.
    let data = std::path::absolute(shared)?.join("data");
    let mut wrong = Vec::new();
    for export in exports(&data, folder.path())? {
        wrong.extend(program.reads(&export).with_context(|| export.name)?);
    }
    program.person_query(&data.join("viva_insights/pq_data.csv.gz"))?;
    ensure!(wrong.is_empty(), "the numbers differ: {}", wrong.join("; "));
    Ok(())
}

/// The exports of messages. Two are brought into a form that the program reads.
fn exports(data: &Path, folder: &Path) -> Result<Vec<Export>> {
    let zulip = data.join("developer_chat/zulip/zulip_json.tar.gz");
    let mail = data.join("enron_mail/enron_1702_rfc822.tar.gz");
    let (slack, issues) = (folder.join("slack"), folder.join("issues.csv"));
    let slack_xml = data.join("developer_chat/slack/slack_devchat_2019_xml.tar.gz");
    Ok(vec![
        Export { name: "Zulip, archive of topics", counted: count::zulip(&zulip)?, path: zulip },
        Export {
            name: "Slack, three channels",
            counted: slack_xml::convert(&slack_xml, &slack)?,
            path: slack,
        },
        Export {
            name: "GitHub comments, a table",
            counted: issues_table(
                &data.join("developer_chat/github_incivility/annotated_comment_level.csv"),
                &issues,
            )?,
            path: issues,
        },
        Export { name: "mails, RFC 5322", counted: count::mail(&mail)?, path: mail },
    ])
}

/// Gives a table the names of columns that the program knows. Who wrote is not in it: all is by one
/// writer.
fn issues_table(from: &Path, to: &Path) -> Result<Counted> {
    #[derive(Deserialize)]
    struct Comment {
        issue_id: String,
        comment_id: String,
        comment_body: String,
    }
    let mut table = csv::Writer::from_path(to)?;
    table.write_record(["from", "id", "thread", "medium", "text"])?;
    let mut counted = Counted { files: 1, messages: 0 };
    for row in
        csv::Reader::from_path(from).with_context(|| from.display().to_string())?.deserialize()
    {
        let Comment { issue_id, comment_id, comment_body } = row?;
        table.write_record(["somebody", &comment_id, &issue_id, "tracker", &comment_body])?;
        counted.messages += 1;
    }
    table.flush()?;
    Ok(counted)
}

/// The release program, and a folder for its files.
struct Program {
    path: PathBuf,
    folder: PathBuf,
}

impl Program {
    fn command(&self, command: &str, source: &Path) -> Command {
        let mut bifocal = Command::new(&self.path);
        bifocal.args([command, "--quiet", "--format", "json"]).arg(source);
        bifocal.current_dir(&self.folder).env("XDG_CONFIG_HOME", &self.folder);
        bifocal
    }

    /// Prints what is read of an export; tells where the numbers differ.
    fn reads(&self, export: &Export) -> Result<Option<String>> {
        let writers = writers(&export.path)?;
        let all = self.folder.join("writers.toml");
        fs::write(&all, format!("me = {}\n", Value::from(addresses(&writers))))?;

        let start = Instant::now();
        let tally =
            printed(self.command("tally", &export.path).arg("--config").arg(&all).args(FAST))?;
        let seconds = start.elapsed().as_secs_f64();
        let mirror =
            printed(self.command("mirror", &export.path).arg("--config").arg(&all).args(FAST))?;
        let read: Read = serde_json::from_value(mirror["read"].clone())?;
        let sentences: u64 =
            rows(&tally).filter_map(|row| row.pointer("/counts/sentences")?.as_u64()).sum();

        let (files, skipped): (Vec<_>, Vec<_>) =
            read.skipped.iter().partition(|(reason, _)| FILES.contains(&reason.as_str()));
        let missed: u64 = skipped.iter().map(|(_, count)| **count).sum();
        let Counted { files: counted_files, messages } = export.counted;
        let lines: u64 =
            read.lines.iter().filter(|(zone, _)| *zone != "blank").map(|(_, n)| n).sum();
        let own = read.lines.get("own").copied().unwrap_or(0);
        println!("{}: {messages} messages in {counted_files} files by a plain count", export.name);
        println!("  read {}, of which further copies {}", read.messages, read.duplicates);
        println!("  messages skipped: {}", named(&skipped));
        println!("  files without messages: {}", named(&files));
        println!(
            "  by programs {}, private {}, in other languages {}, without own words {}, coded {}",
            read.automatic, read.private, read.other_language, read.without_words, read.coded
        );
        println!(
            "  {sentences} sentences; own lines {:.1} % of those with text; tally in {seconds:.2} s",
            100.0 * own as f64 / lines.max(1) as f64
        );
        println!("  {}", self.alone(export, &writers)?);
        Ok((messages != read.messages + missed).then(|| {
            format!(
                "{}: {messages} counted, {} read and {missed} skipped",
                export.name, read.messages
            )
        }))
    }

    /// What the most frequent writer alone is told: figures, or that this is no mailbox of theirs.
    fn alone(&self, export: &Export, writers: &[(String, u64)]) -> Result<String> {
        let (address, sent) = writers.first().context("nobody writes")?;
        let all: u64 = writers.iter().map(|(_, sent)| sent).sum();
        let who =
            format!("the most frequent writer (of {}) has {sent} of {all} messages", writers.len());
        let output =
            self.command("tally", &export.path).args(FAST).args(["--me", address]).output()?;
        if output.status.success() {
            let tally: Value = serde_json::from_slice(&output.stdout)?;
            let messages: u64 =
                rows(&tally).filter_map(|row| row.pointer("/counts/messages")?.as_u64()).sum();
            return Ok(format!("{who}: a tally of {messages}"));
        }
        let told = String::from_utf8_lossy(&output.stderr);
        let why = ["more than a fifth", "mailbox of somebody else"];
        let why = why.iter().find(|why| told.contains(**why));
        let why = why.context("another failure than the rule of owners")?;
        Ok(format!("{who}: refused ({why})"))
    }

    /// A person query of many is refused; of one, all rows are summed.
    fn person_query(&self, path: &Path) -> Result<()> {
        let file = File::open(path).with_context(|| path.display().to_string())?;
        let mut table = csv::Reader::from_reader(GzDecoder::new(file));
        let titles = table.headers()?.clone();
        let person = titles.iter().position(|title| title == "PersonId").context("no PersonId")?;
        let rows = table.records().collect::<Result<Vec<_>, _>>()?;
        let mut persons: BTreeMap<&str, u64> = BTreeMap::new();
        for row in &rows {
            *persons.entry(&row[person]).or_default() += 1;
        }
        let (first, count) = persons.iter().next().context("no row")?;
        for (name, keep) in [("all.csv", None), ("one.csv", Some(*first))] {
            let mut out = csv::Writer::from_path(self.folder.join(name))?;
            out.write_record(&titles)?;
            for row in rows.iter().filter(|row| keep.is_none_or(|keep| keep == &row[person])) {
                out.write_record(row)?;
            }
            out.flush()?;
        }
        let calendar = |name: &str| {
            let mut command = self.command("calendar", &self.folder.join(name));
            command.args(["--me", "somebody@firm.example"]);
            command
        };
        let refused = calendar("all.csv").output()?;
        ensure!(!refused.status.success(), "a person query of many persons is read");
        let start = Instant::now();
        let page = printed(&mut calendar("one.csv"))?;
        let seconds = start.elapsed().as_secs_f64();
        let read = page.pointer("/viva/rows").and_then(Value::as_u64);
        let metrics = page.pointer("/viva/metrics").and_then(Value::as_array).map_or(0, Vec::len);
        println!(
            "person query: {} rows of {} persons, which is refused",
            rows.len(),
            persons.len()
        );
        println!("  of one person {count} rows, all read, {metrics} metrics in {seconds:.2} s");
        ensure!(read == Some(*count), "{count} rows of a person query, read {read:?}");
        Ok(())
    }
}

const FAST: [&str; 2] = ["--coder", "fast"];

/// Who writes, and how many messages, the most frequent first.
fn writers(path: &Path) -> Result<Vec<(String, u64)>> {
    let set = SourceSet::open(&[path.to_owned()])?;
    let index = Index::build(&set, &|_| ())?;
    let contacts = index.people().iter().filter(|one| one.sent > 0);
    let mut writers: Vec<(String, u64)> =
        contacts.map(|one| (one.address.to_string(), one.sent.into())).collect();
    writers.sort_by(|(a, sent), (b, other)| other.cmp(sent).then_with(|| a.cmp(b)));
    Ok(writers)
}

fn addresses(writers: &[(String, u64)]) -> Vec<String> {
    writers.iter().map(|(address, _)| address.clone()).collect()
}

fn rows(tally: &Value) -> impl Iterator<Item = &Value> {
    tally.as_array().into_iter().flatten()
}

/// Reasons with their numbers.
fn named(skipped: &[(&String, &u64)]) -> String {
    let all: Vec<String> =
        skipped.iter().map(|(reason, count)| format!("{count} × {reason}")).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

/// What a command prints, as JSON.
fn printed(command: &mut Command) -> Result<Value> {
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        // What it says may name somebody.
        bail!("the program ended with {}", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
