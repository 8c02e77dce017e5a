//! Makes the sources of the two studies on public data in `docs/studies`: a table of messages and one of
//! people each, in a folder that is not kept in the repository. The data are about real people.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::json;

/// Writes `enron.jsonl`, `enron-people.csv`, `meetings.jsonl` and `meetings-people.csv`.
pub fn run(shared: &Path, into: &Path) -> Result<()> {
    std::fs::create_dir_all(into).with_context(|| into.display().to_string())?;
    enron(&shared.join("data"), into)?;
    meetings(&shared.join("data/meetings/ami_dialogue_acts.tsv.gz"), into)
}

#[derive(Deserialize)]
struct Mail {
    split: String,
    mailbox: String,
    folder: String,
    msgno: String,
    seniority: String,
    subject: String,
    body: String,
}

#[derive(Deserialize)]
struct Sent {
    mailbox: String,
    msgno: String,
    unix_time: i64,
}

/// What the owners of Enron mailboxes sent; their title is their seniority.
fn enron(data: &Path, into: &Path) -> Result<()> {
    let path = data.join("enron_sent/aeslc_sent_recipients.csv");
    let mut times = BTreeMap::new();
    for row in
        csv::Reader::from_path(&path).with_context(|| path.display().to_string())?.deserialize()
    {
        let Sent { mailbox, msgno, unix_time } = row?;
        times.insert((mailbox, msgno), unix_time);
    }
    let path = data.join("enron_sent/aeslc_with_owner_title.csv.gz");
    let file = File::open(&path).with_context(|| path.display().to_string())?;
    let mut owners = BTreeMap::new();
    let mut out = BufWriter::new(File::create(into.join("enron.jsonl"))?);
    for row in csv::Reader::from_reader(GzDecoder::new(file)).deserialize() {
        let mail: Mail = row?;
        // What lies elsewhere was mostly written by others.
        if mail.folder != "sent" || mail.seniority.is_empty() {
            continue;
        }
        let from = format!("{}@enron.example", mail.mailbox);
        let at = times.get(&(mail.mailbox.clone(), mail.msgno.clone()));
        let row = json!({
            "id": format!("{}/{}/{}", mail.split, mail.mailbox, mail.msgno),
            "from": from,
            "date": at.and_then(|at| jiff::Timestamp::from_second(*at).ok()).map(|at| at.to_string()),
            "thread": format!("{}/{}", mail.mailbox, mail.subject.trim().to_lowercase()),
            "subject": mail.subject,
            "medium": "mail",
            "text": mail.body,
        });
        writeln!(out, "{row}")?;
        owners.insert(from, mail.seniority);
    }
    out.flush()?;
    people(&into.join("enron-people.csv"), owners)
}

#[derive(Deserialize)]
struct DialogueAct {
    meeting: String,
    participant: String,
    role: String,
    start: f64,
    text: String,
}

/// Turns of the AMI meetings: acts of one speaker in a row; a speaker's title is the role played.
fn meetings(path: &Path, into: &Path) -> Result<()> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(GzDecoder::new(file));
    let mut acts = reader.deserialize().collect::<Result<Vec<DialogueAct>, _>>()?;
    acts.sort_by(|a, b| a.meeting.cmp(&b.meeting).then(a.start.total_cmp(&b.start)));
    let mut roles = BTreeMap::new();
    let mut out = BufWriter::new(File::create(into.join("meetings.jsonl"))?);
    let turns = acts.chunk_by(|a, b| a.meeting == b.meeting && a.participant == b.participant);
    for (number, turn) in turns.enumerate() {
        let first = &turn[0];
        let from = format!("{}@meeting.example", first.participant.to_lowercase());
        let text: Vec<&str> = turn.iter().map(|act| act.text.trim()).collect();
        let row = json!({
            "id": format!("{}/{number}", first.meeting),
            "from": from,
            "thread": first.meeting,
            "medium": "meeting",
            "text": text.join(" "),
        });
        writeln!(out, "{row}")?;
        roles.insert(from, first.role.clone());
    }
    out.flush()?;
    people(&into.join("meetings-people.csv"), roles)
}

fn people(path: &Path, titles: BTreeMap<String, String>) -> Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record(["name", "addresses", "title", "manager"])?;
    for (number, (address, title)) in titles.into_iter().enumerate() {
        table.write_record([format!("Person {}", number + 1), address, title, String::new()])?;
    }
    Ok(table.flush()?)
}
