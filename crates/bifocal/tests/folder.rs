//! A folder of acts in place of its mailbox.
#![cfg(feature = "store")]
#![allow(clippy::expect_used, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const PRIYA: &str = "priya.raman@velobay.example";
const ANA: &str = "ana@velobay.example";

fn bifocal(arguments: &[&str], paths: &[&Path]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bifocal"));
    let output = command.arg("--quiet").args(arguments).args(paths).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn ingest(me: &str, sources: &[&Path], folder: &Path) {
    let paths = [&[folder], sources].concat();
    bifocal(&["ingest", "--coder", "fast", "--me", me, "--into"], &paths);
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// Priya's mailbox, and a folder of it.
fn example(dir: &Path) -> (PathBuf, PathBuf) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/velobay/mail");
    let (mailbox, folder) = (dir.join("sent.mbox"), dir.join("acts"));
    fs::copy(example.join("priya.raman.mbox"), &mailbox).expect("copied");
    ingest(PRIYA, &[&mailbox], &folder);
    (mailbox, folder)
}

fn quotes(mirror: &Value) -> Vec<&Value> {
    let figures = mirror["evidence"].as_object().expect("figures").values();
    figures.flat_map(|quotes| quotes.as_array().expect("quotes")).collect()
}

fn quote_part<'a>(quote: &'a Value, part: &str) -> &'a str {
    quote[part].as_str().expect("a text")
}

#[test]
fn a_folder_gives_the_mirror_of_its_mailbox_and_holds_no_text() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mailbox, folder) = example(dir.path());
    let arguments = ["mirror", "--format", "json", "--coder", "fast", "--me", PRIYA];
    let direct = json(&bifocal(&arguments, &[&mailbox]));
    let stored = json(&bifocal(&["mirror", "--format", "json"], &[&folder]));
    for part in ["profile", "evidence", "accuracy", "made_by"] {
        assert_eq!(stored[part], direct[part], "{part}");
    }
    for count in ["by_others", "automatic", "coded", "lines", "first_day", "last_day"] {
        assert_eq!(stored["read"][count], direct["read"][count], "{count}");
    }
    let mut bytes = Vec::new();
    for file in ["acts/000001.parquet", "messages/000001.parquet", "journal.jsonl"] {
        bytes.extend(fs::read(folder.join(file)).expect("a file"));
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds(PRIYA), "texts are not compressed");
    let texts = |quote| ["text", "subject"].map(|part: &str| quote_part(quote, part));
    // Two or three letters stand in so many bytes by chance.
    let quotes = quotes(&direct);
    let long = quotes.into_iter().flat_map(texts).filter(|text| text.len() > 7);
    let mut looked_for = 0;
    for text in long {
        assert!(!holds(text), "{text}");
        looked_for += 1;
    }
    assert!(looked_for > 100, "{looked_for}");
}

/// Rows of messages that are out of scope have no place to put more than why.
#[test]
fn of_what_is_out_of_scope_only_the_key_is_kept() {
    let dir = tempfile::tempdir().expect("a folder");
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/scope.in");
    let (settings, folder) = (input.join("bifocal.toml"), dir.path().join("acts"));
    let sources = ["mailbox.mbox", "letters", "slack"].map(|source| input.join(source));
    let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
    let arguments = ["ingest", "--coder", "fast", "--config"];
    bifocal(&arguments, &[&[&settings, Path::new("--into"), &folder], &sources[..]].concat());
    let store = bifocal_store::Store::open(&folder).expect("a folder of acts");
    let rows = store.rows().flat_map(|rows| rows.expect("rows"));
    let why = rows.filter_map(|row| match row.kept {
        bifocal_store::Kept::OutOfScope(why) => Some(why.name()),
        _ => None,
    });
    let mut why: Vec<&str> = why.collect();
    why.sort_unstable();
    assert_eq!(why, [&["ignored"; 5][..], &["private"; 3]].concat());
}

#[test]
fn where_the_source_is_gone_everything_else_stands() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mailbox, folder) = example(dir.path());
    let mirror = || json(&bifocal(&["mirror", "--format", "json"], &[&folder]));
    let before = mirror();
    // A mail that was changed in place is another one.
    let text = fs::read_to_string(&mailbox).expect("mails");
    let quote = quotes(&before)[0]["text"].as_str().expect("a sentence").to_owned();
    let first = quote.split(' ').next().expect("a word");
    fs::write(&mailbox, text.replacen(first, &format!("{first}x"), 1)).expect("written");
    assert!(quotes(&mirror()).iter().any(|quote| quote["text"].is_null()));

    fs::remove_file(&mailbox).expect("removed");
    let after = mirror();
    assert_eq!(after["profile"], before["profile"]);
    assert_eq!(after["read"], before["read"]);
    assert_eq!(quotes(&after).len(), quotes(&before).len());
    assert!(quotes(&after).iter().all(|quote| quote["text"].is_null()));
    let page = dir.path().join("mirror.html");
    bifocal(&["mirror", "--out"], &[&page, &folder]);
    assert!(fs::read_to_string(&page).expect("a page").contains("Source gone"));
}

fn mail(id: &str, references: &str, text: &str) -> String {
    format!(
        "From {ANA} Mon Jan  5 10:00:00 2026\nFrom: {ANA}\nTo: ben@velobay.example\n\
         Date: 5 Jan 2026 10:00:00 +0000\nMessage-ID: <{id}@velobay.example>\n\
         References: {references}\nSubject: Docks {id}\n\n{text}\n\n"
    )
}

/// Messages by bucket.
fn buckets(tally: &[u8]) -> Vec<(u64, u64)> {
    let rows: Vec<Value> = serde_json::from_slice(tally).expect("JSON");
    let number = |value: &Value| value.as_u64().expect("a number");
    rows.iter().map(|row| (number(&row["bucket"]), number(&row["counts"]["messages"]))).collect()
}

#[test]
fn a_thread_keeps_its_bucket_when_it_grows() {
    let dir = tempfile::tempdir().expect("a folder");
    let mailbox = dir.path().join("sent.mbox");
    let question = mail("one", "<first@velobay.example>", "Could you check the docks today?");
    let direct = ["tally", "--format", "json", "--coder", "fast", "--me", ANA];
    for number in 0..50 {
        let folder = dir.path().join(format!("acts-{number}"));
        fs::write(&mailbox, &question).expect("written");
        ingest(ANA, &[&mailbox], &folder);
        let before = buckets(&bifocal(&direct, &[&mailbox]));
        // An answer that knows of an earlier mail can give the thread another hash.
        let references = format!("<{number}@velobay.example> <one@velobay.example>");
        let answer = mail("two", &references, "Please send me the list of the docks by Friday.");
        fs::write(&mailbox, format!("{question}{answer}")).expect("written");
        if buckets(&bifocal(&direct, &[&mailbox]))[0].0 == before[0].0 {
            continue;
        }
        ingest(ANA, &[&mailbox], &folder);
        let after = buckets(&bifocal(&["tally", "--format", "json"], &[&folder]));
        assert_eq!(after, [(before[0].0, 2)]);
        return;
    }
    panic!("no answer has changed the bucket of its thread");
}

#[test]
fn the_order_of_sources_and_runs_does_not_matter() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name);
    let (one, two) = (path("one.mbox"), path("two.mbox"));
    let shared =
        mail("s", "<s0@velobay.example>", "We decided to close the station for the winter.");
    let first = mail("a", "<a0@velobay.example>", "Could you check the docks before Friday?");
    let second = mail("b", "<b0@velobay.example>", "How is everybody after the long week?");
    fs::write(&one, format!("{first}{shared}")).expect("written");
    fs::write(&two, format!("{shared}{second}")).expect("written");
    let tally = |folder: &Path| bifocal(&["tally", "--format", "json"], &[folder]);
    let at_once = path("at-once");
    ingest(ANA, &[&one, &two], &at_once);
    let messages = buckets(&tally(&at_once)).iter().map(|(_, messages)| messages).sum::<u64>();
    assert_eq!(messages, 3);
    for (folder, runs) in [("forward", [&one, &two]), ("backward", [&two, &one])] {
        let folder = path(folder);
        runs.into_iter().for_each(|source| ingest(ANA, &[source], &folder));
        assert!(tally(&folder) == tally(&at_once));
    }
}
