//! Every function against references made by other programs, to six digits.
//!
//! The cases lie in `references/`, a file a function; how they were made stands in its README. With
//! `-- --nocapture` each test prints the largest difference seen.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test")]

mod agreement;
mod compare;
mod means;
mod models;
mod resampling;
mod shares;

use std::collections::BTreeSet;

/// The functions that the crate exports.
fn exported() -> BTreeSet<String> {
    let lib = include_str!("../../src/lib.rs");
    lib.split("pub use ")
        .skip(1)
        .filter_map(|item| item.split(';').next()?.split_once("::"))
        .flat_map(|(_, names)| names.split([',', '{', '}', '\n', ' ']))
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

/// The functions that a test here compares.
fn checked() -> BTreeSet<String> {
    let tests = [
        include_str!("agreement.rs"),
        include_str!("means.rs"),
        include_str!("models.rs"),
        include_str!("resampling.rs"),
        include_str!("shares.rs"),
    ];
    tests
        .iter()
        .flat_map(|text| text.split("check(\"").skip(1))
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

#[test]
fn every_function_has_a_reference() {
    let (exported, checked) = (exported(), checked());
    assert!(exported.len() > 50, "the list of functions was not read: {exported:?}");
    let bare: Vec<_> = exported.difference(&checked).collect();
    assert!(bare.is_empty(), "no reference for {bare:?}: add cases to references/make.py");
}

#[test]
fn every_reference_is_used() {
    let checked = checked();
    for folder in ["references", "references/r"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in path.read_dir().expect("folder of references") {
            let file = entry.expect("entry").path();
            if file.extension().is_some_and(|e| e == "json") {
                let name = file.file_stem().expect("name").to_string_lossy().into_owned();
                assert!(checked.contains(&name), "no test reads {}", file.display());
            }
        }
    }
}
