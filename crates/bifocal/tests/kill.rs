//! `ingest` is killed at random moments: the folder opens all the same, and the next run ends with
//! the tally of an undisturbed one. A small mailbox and a few kills here; `cargo xtask killtest`
//! sets the variables for 20,000 messages and 50 kills.
#![cfg(feature = "store")]
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test")]

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

const ME: &str = "ana@velobay.example";

#[test]
fn killed_at_any_moment() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |value| value.parse().expect("a number"))
    };
    let (messages, kills) = (number("KILL_MESSAGES", 2000), number("KILL_TIMES", 3));
    let mut chance = Chance(number("KILL_SEED", 1));
    let dir = tempfile::tempdir().expect("a folder");
    let mailbox = dir.path().join("sent.mbox");
    std::fs::write(&mailbox, mails(messages, &mut chance)).expect("a mailbox");

    let undisturbed = dir.path().join("undisturbed");
    let start = Instant::now();
    ingest(&mailbox, &undisturbed);
    let took = start.elapsed();
    let expected = tally(&undisturbed);
    assert!(expected == tally(&mailbox), "the folder counts what the mailbox does");
    let all = count(&expected, "messages");
    println!(
        "{messages} messages, {all} coded, {} acts, in {took:?}",
        count(&expected, "sentences")
    );

    let (mut landed, mut in_parts, mut rounds) = (0, 0, 0);
    while landed < kills {
        // A round is a folder that is killed a few times and then left to end.
        let folder = dir.path().join(format!("round-{rounds}"));
        rounds += 1;
        let mut kept = 0;
        for _ in 0..1 + chance.below(4) {
            if landed == kills {
                break;
            }
            let wait = Duration::from_nanos(chance.below(took.as_nanos() as u64 + 1));
            landed += u64::from(kill(&mailbox, &folder, wait));
            let now = opens(&folder);
            assert!(now >= kept, "{now} messages after {wait:?}, where {kept} were");
            in_parts += u64::from(0 < now && now < all);
            kept = now;
        }
        ingest(&mailbox, &folder);
        assert!(tally(&folder) == expected, "round {rounds} ends with another tally");
        // With nothing new, nothing changes.
        ingest(&mailbox, &folder);
        assert!(tally(&folder) == expected, "round {rounds}: the last run has counted twice");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
    println!(
        "{landed} kills in {rounds} folders, after {in_parts} of them a part was there: always the same tally"
    );
}

fn bifocal(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bifocal"));
    command.arg("--quiet").args(arguments).stdin(Stdio::null());
    command
}

fn ingest_command(mailbox: &Path, folder: &Path) -> Command {
    let mut command = bifocal(&["ingest", "--coder", "fast", "--me", ME, "--into"]);
    command.arg(folder).arg(mailbox);
    command
}

fn ingest(mailbox: &Path, folder: &Path) {
    must(&ingest_command(mailbox, folder).output().expect("it runs"));
}

fn tally(source: &Path) -> Vec<u8> {
    let mut command = bifocal(&["tally", "--format", "json", "--coder", "fast", "--me", ME]);
    let output = command.arg(source).output().expect("it runs");
    must(&output);
    output.stdout
}

fn must(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Whether the kill came before the end.
fn kill(mailbox: &Path, folder: &Path, wait: Duration) -> bool {
    let mut command = ingest_command(mailbox, folder);
    let mut child = command.stdout(Stdio::null()).spawn().expect("it starts");
    sleep(wait);
    child.kill().expect("killed");
    !child.wait().expect("it ends").success()
}

/// How many messages are in a folder, which must open.
fn opens(folder: &Path) -> u64 {
    if !folder.join("bifocal.json").exists() {
        return 0;
    }
    let output = bifocal(&["tally", "--format", "json"]).arg(folder).output().expect("it runs");
    if String::from_utf8_lossy(&output.stderr).contains("there are no acts yet") {
        return 0;
    }
    must(&output);
    count(&output.stdout, "messages")
}

fn count(tally: &[u8], cell: &str) -> u64 {
    let rows: Vec<Value> = serde_json::from_slice(tally).expect("JSON");
    rows.iter().filter_map(|row| row["counts"][cell].as_u64()).sum()
}

/// Invented mails, two of three by Ana, no two alike.
fn mails(messages: u64, chance: &mut Chance) -> String {
    let mut mbox = String::new();
    for number in 0..messages {
        let ben = "ben@velobay.example";
        let (from, to) = if number % 3 == 2 { (ben, ME) } else { (ME, ben) };
        let (day, hour, minute) = (1 + number / 97 % 28, number % 24, number % 60);
        // Two or three mails are a thread.
        let thread = number / 3 + chance.below(2);
        let _ = write!(
            mbox,
            "From {from} Mon Jan  5 10:00:00 2026\nFrom: {from}\nTo: {to}\n\
             Date: {day} Jan 2026 {hour:02}:{minute:02}:00 +0000\nMessage-ID: <{number}@velobay.example>\n\
             References: <thread.{thread}@velobay.example>\nSubject: Station {thread}\n\n"
        );
        for _ in 0..2 + chance.below(7) {
            let sentence = SENTENCES[chance.below(SENTENCES.len() as u64) as usize];
            let _ = writeln!(mbox, "{}\n", sentence.replace("{}", &word(chance)));
        }
        mbox.push('\n');
    }
    mbox
}

/// Each with a place for a word, so that no text is sent twice.
const SENTENCES: [&str; 16] = [
    "Could you check the {} docks before Friday?",
    "Thank you for staying late at {}, the team noticed it.",
    "We decided to close the {} station for the winter.",
    "The {} order is six days late and forty pads are missing.",
    "How would you like to split the night shifts at {}?",
    "I will send the {} numbers by noon.",
    "Please take over the {} workshop from Monday on.",
    "What did we learn from the outage at {}?",
    "The new depot at {} opens in spring, and we plan for two hundred bikes.",
    "I am worried about how the crew at {} is doing.",
    "The rate of repairs at {} went up from eight to eleven percent.",
    "Let us talk about {} over lunch.",
    "Nobody has answered the mails from {} yet, please do so today.",
    "In two years half of the fleet at {} will be electric.",
    "You have done a great job with the people at {}.",
    "The checklist for {} is in the usual folder.",
];

fn word(chance: &mut Chance) -> String {
    (0..3)
        .map(|_| ["ka", "lo", "mi", "ne", "ru", "sa", "to", "vi"][chance.below(8) as usize])
        .collect()
}

/// SplitMix64, so that a seed gives the same moments and mails everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
