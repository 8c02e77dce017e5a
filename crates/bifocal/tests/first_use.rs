//! What somebody meets who uses Bifocal for the first time, where snapshots do not do: pipes,
//! settings of the user, addresses that are kept.
#![allow(clippy::expect_used, reason = "a test")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn velobay(what: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/velobay").join(what)
}

/// Bifocal in a folder of its own, with the user's settings below it.
fn bifocal(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bifocal"));
    command.current_dir(dir).env("XDG_CONFIG_HOME", dir.join("user"));
    command.env_remove("BIFOCAL_ME").env_remove("BIFOCAL_CONFIG").env("BIFOCAL_CODER", "fast");
    command
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn who_has_read_enough_may_go() {
    let dir = dir();
    let mailbox = velobay("mail/priya.raman.mbox");
    let text = dir.path().join("lines.txt");
    fs::write(&text, "Could you send the list by Friday?\n".repeat(2000)).expect("written");
    let tally = ["tally", "--me", "priya.raman@velobay.example"];
    let cases: [(&[&str], Option<&Path>); 6] = [
        (&["completions", "zsh"], None),
        (&["man"], None),
        (&tally, Some(&mailbox)),
        (&["score", "--format", "csv"], Some(&text)),
        (&["score", "--format", "json"], Some(&text)),
        (&["score"], Some(&text)),
    ];
    for (arguments, path) in cases {
        let mut child = bifocal(dir.path())
            .args(arguments)
            .args(path)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut byte = [0];
        let mut out = child.stdout.take().expect("a pipe");
        out.read_exact(&mut byte).expect("a byte");
        drop(out);
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{arguments:?}: {:?} {}", output.status, error(&output));
        assert_eq!(error(&output), "", "{arguments:?}");
    }
}

#[test]
fn rules_of_the_user_hold_whatever_file_is_named() {
    let dir = dir();
    let own = dir.path().join("user/bifocal");
    fs::create_dir_all(&own).expect("a folder");
    fs::write(own.join("bifocal.toml"), "[ignore]\naddresses = ['aiko.tanaka@velobay.example']\n")
        .expect("written");
    let other = dir.path().join("other.toml");
    fs::write(&other, "me = ['priya.raman@velobay.example']\n").expect("written");
    let ignored = |arguments: &[&str]| {
        let output = bifocal(dir.path())
            .args(arguments)
            .args(["mirror", "--format", "json", "--me", "priya.raman@velobay.example"])
            .arg(velobay("mail/priya.raman.mbox"))
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{}", error(&output));
        let mirror: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        mirror["read"]["ignored"].as_u64().expect("a count")
    };
    let without = ignored(&[]);
    assert!(without > 0);
    assert_eq!(ignored(&["--config", "other.toml"]), without);
}

#[test]
fn a_slip_in_a_further_address_is_said_and_not_remembered() {
    let dir = dir();
    let mailbox = velobay("mail/jonas.berg.mbox");
    let mirror = |me: &[&str]| {
        let mut command = bifocal(dir.path());
        command.arg("mirror").arg(&mailbox).arg("--remember");
        me.iter().for_each(|me| {
            command.args(["--me", me]);
        });
        let output = command.output().expect("it runs");
        assert!(output.status.success(), "{}", error(&output));
        error(&output)
    };
    let said = mirror(&["jonas.berg@velobay.example", "jonsa@velobay.example"]);
    assert!(said.contains("jonsa@velobay.example is in none of the messages"), "{said}");
    // The advice about the address that does look alike is a line that works.
    let line = "--me jonas.berg@velobay.example --me jonas@velobay.example --remember";
    assert!(said.contains(line), "{said}");
    let kept = || fs::read_to_string(dir.path().join("bifocal.toml")).expect("settings");
    assert_eq!(kept(), "me = [\"jonas.berg@velobay.example\"]\n");
    let said = mirror(&["jonas.berg@velobay.example", "jonas@velobay.example"]);
    assert!(!said.contains("in none"), "{said}");
    assert!(kept().contains("\"jonas@velobay.example\""), "{}", kept());
}

#[test]
fn addresses_in_the_environment_may_have_semicolons() {
    let dir = dir();
    let counts = |me: &str| {
        let output = bifocal(dir.path())
            .env("BIFOCAL_ME", me)
            .args(["mirror", "--format", "json"])
            .arg(velobay("mail/jonas.berg.mbox"))
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{}", error(&output));
        let mirror: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        mirror["person"]["addresses"].as_array().expect("a list").len()
    };
    assert_eq!(counts("jonas.berg@velobay.example"), 1);
    for between in [",", ";", "; "] {
        assert_eq!(
            counts(&["jonas.berg@velobay.example", "jonas@velobay.example"].join(between)),
            2
        );
    }
}

#[test]
fn who_writes_in_meetings_and_issues_gets_a_mirror_of_them() {
    let dir = dir();
    for (source, me) in
        [("tracker/issues.json", "github:priya-raman"), ("transcripts", "talk:aiko tanaka")]
    {
        let output = bifocal(dir.path())
            .args(["mirror", "--format", "json", "--me", me])
            .arg(velobay(source))
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{source}: {}", error(&output));
    }
}

#[test]
fn a_date_after_all_messages_is_said() {
    let dir = dir();
    let output = bifocal(dir.path())
        .args(["mirror", "--since", "2036-02-18", "--me", "priya.raman@velobay.example"])
        .arg(velobay("mail/priya.raman.mbox"))
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", error(&output));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("There are no messages from 2036-02-18 on"), "{text}");
}

#[test]
fn a_page_that_cannot_be_written_is_said_before_anything_is_read() {
    let dir = dir();
    let output = bifocal(dir.path())
        .args(["mirror", "--me", "ana@velobay.example", "--out", "nowhere/mirror.html", "no.mbox"])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(error(&output).contains("cannot write nowhere/mirror.html"), "{}", error(&output));
}
