//! After `bifocal forget`, nothing in the folder tells of the person: looked for here byte by byte and
//! value by value, by other code than the program's own search.
#![cfg(feature = "store")]
#![allow(clippy::expect_used, reason = "a test")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use memchr::memmem;
use parquet::file::reader::{FileReader, SerializedFileReader};
use sha2::{Digest, Sha256};

const PRIYA: &str = "priya.raman@velobay.example";
const MARCUS: &str = "marcus.bell@velobay.example";
const OTHER: &str = "m.bell@partners.velobay.example";

fn bifocal(arguments: &[&str], paths: &[&Path]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bifocal"));
    let output = command.arg("--quiet").args(arguments).args(paths).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// All files of a folder, with their bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).expect("a file");
            found.push((path, bytes));
        }
    }
    found
}

/// All rows of a table as text, unpacked and decoded.
fn rows(path: &Path) -> Vec<String> {
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    let rows = reader.get_row_iter(None).expect("rows");
    rows.map(|row| row.expect("a row").to_string()).collect()
}

/// What could be made of an address to stand for its owner.
fn pseudonyms(address: &str) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for text in [address.to_owned(), address.to_uppercase(), format!("<{address}>")] {
        let hash = Sha256::digest(text.as_bytes());
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        forms.push(hex.as_bytes()[..16].to_vec());
        forms.push(hex.to_uppercase().as_bytes()[..16].to_vec());
        forms.push(hash[..8].to_vec());
        let short = xxhash_rust::xxh3::xxh3_64(text.as_bytes());
        forms.extend([short.to_le_bytes().to_vec(), short.to_be_bytes().to_vec()]);
        forms.extend([format!("{short:016x}").into_bytes(), short.to_string().into_bytes()]);
        forms.push(short.cast_signed().to_string().into_bytes());
    }
    forms
}

/// In how many files an address, its name before the `@`, or a pseudonym of it stands, and where.
fn traces(folder: &Path, address: &str) -> Vec<String> {
    let local = address.split('@').next().expect("a name");
    let wide: Vec<u8> = address.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut wanted = pseudonyms(address);
    wanted.extend([local.as_bytes().to_vec(), local.replace('.', "-").into_bytes(), wide]);
    let mut found = Vec::new();
    for (path, bytes) in files(folder) {
        let lower = bytes.to_ascii_lowercase();
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
        for form in &wanted {
            let within = |bytes: &[u8]| memmem::find(bytes, form).is_some();
            if within(&bytes) || within(&lower) || name.iter().any(|name| within(name.as_bytes())) {
                found.push(format!("{}: {}", path.display(), form.escape_ascii()));
            }
        }
        if path.extension().is_some_and(|end| end == "parquet") {
            let holds = |row: &&String| {
                let row = row.to_lowercase();
                wanted.iter().any(|form| memmem::find(row.as_bytes(), form).is_some())
            };
            let count = rows(&path).iter().filter(holds).count();
            found.extend((count > 0).then(|| format!("{}: {count} rows", path.display())));
        }
    }
    found
}

/// A folder with the acts of Priya and of Marcus, who has two addresses. Priya has a copy of a mailbox
/// that lies in a folder with one of them.
fn two_persons(dir: &Path) -> PathBuf {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/velobay/mail");
    let folder = dir.join("acts");
    let handed_over = dir.join(MARCUS);
    fs::create_dir(&handed_over).expect("a folder");
    let (hers, his) = (handed_over.join("priya.mbox"), dir.join("his.mbox"));
    fs::copy(example.join("priya.raman.mbox"), &hers).expect("copied");
    fs::copy(example.join("marcus.bell.mbox"), &his).expect("copied");
    let ingest = ["ingest", "--coder", "fast", "--me"];
    bifocal(&[&ingest[..], &[PRIYA, "--into"]].concat(), &[&folder, &hers]);
    bifocal(&[&ingest[..], &[MARCUS, "--me", OTHER, "--into"]].concat(), &[&folder, &his]);
    folder
}

/// People of chats, trackers and meetings have addresses without an `@`, one of them with a space.
#[test]
fn who_has_no_mail_address_can_be_forgotten() {
    let dir = tempfile::tempdir().expect("a folder");
    let sources = [
        (
            "slack:u024be7lh",
            "ops.json",
            r#"[{"type": "message", "user": "U024BE7LH", "ts": "1767600000.000100", "text": "Please send me the list."}]"#,
        ),
        (
            "talk:ana silva",
            "talk.vtt",
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana Silva>Please send me the list.\n",
        ),
    ];
    for (address, name, text) in sources {
        let (source, folder) = (dir.path().join(name), dir.path().join(format!("{name}-acts")));
        fs::write(&source, text).expect("written");
        bifocal(&["ingest", "--coder", "fast", "--me", address, "--into"], &[&folder, &source]);
        assert!(!traces_of(&folder, address).is_empty());
        bifocal(&["forget", "--yes", "--person", address, "--from"], &[&folder]);
        assert_eq!(traces_of(&folder, address), Vec::<PathBuf>::new());
        for person in ["nobody@velobay.example", address, "ana"] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_bifocal"));
            let command = command.args(["forget", "--yes", "--person", person, "--from"]);
            let output = command.arg(&folder).output().expect("it runs");
            assert_eq!(output.status.code(), Some(2), "{person}");
            let error = String::from_utf8_lossy(&output.stderr);
            let expected = if person == "ana" { "is no address" } else { "nobody there has" };
            assert!(error.contains(expected), "{error}");
        }
    }
}

/// The files in which an address stands.
fn traces_of(folder: &Path, address: &str) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| memmem::find(bytes, address.as_bytes()).is_some();
    files(folder).into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn no_byte_and_no_value_tells_of_somebody_forgotten() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = two_persons(dir.path());
    // The search here finds what there is, in the journal, in both tables, and in the rows of others.
    let before = traces(&folder, MARCUS);
    for place in ["journal.jsonl", "acts", "messages"] {
        let place = folder.join(place).display().to_string();
        assert!(before.iter().any(|found| found.starts_with(&place)), "{place}: {before:?}");
    }
    assert!(!traces(&folder, PRIYA).is_empty());

    let proof = bifocal(&["forget", "--yes", "--person", OTHER, "--from"], &[&folder]);
    for address in [MARCUS, OTHER] {
        assert_eq!(traces(&folder, address), Vec::<String>::new(), "{proof}");
    }
    // Priya's acts are as if his had never been there.
    assert!(!traces(&folder, PRIYA).is_empty());
    let sources = dir.path().join(MARCUS);
    let tally = ["tally", "--coder", "fast", "--me", PRIYA];
    assert_eq!(bifocal(&["tally"], &[&folder]), bifocal(&tally, &[&sources]));
    assert!(proof.contains("paths"), "her evidence can no longer be shown: {proof}");
}
