//! Two invented companies of sixty persons, as counts: in one the claims hold, in the other they do not.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_study::simulate::{GroupTruth, ORDINARY, Organisation, TITLES, World, organisation};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

const PERSONS: usize = 30;

/// A company: its folder, what is true of it, and what should be found.
struct Company {
    folder: &'static str,
    what: &'static str,
    groups: [GroupTruth; 2],
    /// Claims 1, 2 and 7.
    expected: [&'static str; 3],
    seed: u64,
}

/// Persons who write much and are much alike, so that sixty of them are enough for every verdict.
fn world() -> World {
    World {
        spread: 0.15,
        alike: 400.0,
        messages: (400, 700),
        // A coder that errs as little as a second reader; the card's error rates are larger, so corrected
        // differences come out too large, which changes no verdict here.
        coder: [(0.95, 0.98), (0.95, 0.98)],
        buckets: 20,
        ..World::default()
    }
}

fn companies() -> [Company; 2] {
    let focus = |people, results| GroupTruth { mix: ORDINARY, focus: [people, results] };
    let other_mix = [0.12, 0.20, 0.30, 0.10, 0.10, 0.18];
    [
        Company {
            folder: "sixty-claims-hold",
            what: "Both groups do the same things; the first attends to people far more; nearly everybody has some of both.",
            groups: [focus(0.6, 0.1), focus(-0.6, 0.1)],
            expected: ["holds", "holds", "holds"],
            seed: 60,
        },
        Company {
            folder: "sixty-claims-fail",
            what: "The groups do other things with the same focus; hardly anybody attends to people.",
            groups: [focus(-4.5, 0.3), GroupTruth { mix: other_mix, focus: [-4.5, 0.3] }],
            expected: ["does not hold", "does not hold", "does not hold"],
            seed: 61,
        },
    ]
}

/// Writes the companies' files, or compares them.
pub fn run(root: &Path, check: bool) -> Result<()> {
    for company in companies() {
        let folder = root.join("examples").join(company.folder);
        let drawn = organisation(&company.groups, PERSONS, &world(), company.seed);
        for (name, bytes) in [
            ("tally.jsonl.gz", tally(&drawn)?),
            ("people.csv", people(&drawn).into_bytes()),
            ("plan.toml", plan(&company).into_bytes()),
            ("expected.toml", expected(&company).into_bytes()),
        ] {
            let path = folder.join(name);
            if check {
                let there = std::fs::read(&path).with_context(|| path.display().to_string())?;
                if content(&path, &there)? != content(&path, &bytes)? {
                    bail!(
                        "{} is not as it would be made: run cargo xtask companies",
                        path.display()
                    );
                }
            } else {
                std::fs::create_dir_all(&folder)?;
                std::fs::write(&path, bytes).with_context(|| path.display().to_string())?;
            }
        }
    }
    Ok(())
}

/// What a file says. How it is packed may differ from one version of the packer to the next.
fn content(path: &Path, bytes: &[u8]) -> Result<Vec<u8>> {
    if path.extension().is_none_or(|extension| extension != "gz") {
        return Ok(bytes.to_vec());
    }
    let mut unpacked = Vec::new();
    let packed = GzDecoder::new(bytes).read_to_end(&mut unpacked);
    packed.with_context(|| path.display().to_string())?;
    Ok(unpacked)
}

fn tally(drawn: &Organisation) -> Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    for row in drawn.tally.rows() {
        serde_json::to_writer(&mut gzip, &row)?;
        gzip.write_all(b"\n")?;
    }
    Ok(gzip.finish()?)
}

fn people(drawn: &Organisation) -> String {
    let mut table = String::from("name,addresses,title,manager\n");
    for (number, member) in drawn.members.iter().enumerate() {
        let _ = writeln!(table, "Person {},{},{},", number + 1, member.address, member.title);
    }
    table
}

fn plan(company: &Company) -> String {
    let [first, second] = TITLES;
    format!(
        r#"# An invented company of sixty persons, made by `cargo xtask companies`. {what}

sources = ["tally.jsonl.gz"]
people = "people.csv"
claims = ["same_activities", "different_focus", "title_tells_little", "how_many_things", "some_of_both"]

[purpose]
text = "Do the two groups of an invented company differ?"
lawful_basis = "invented company, nobody's data"
notice = "invented company, nobody to tell"
works_council = "invented company, none"
contact = "whoever carries on with Bifocal"

[groups]
first = {{ name = "first", titles = ["{first}"] }}
second = {{ name = "second", titles = ["{second}"] }}
"#,
        what = company.what
    )
}

fn expected(company: &Company) -> String {
    let [same, focus, both] = company.expected;
    format!(
        "# What is planted: {}\n\n[by_title]\nsame_activities = \"{same}\"\ndifferent_focus = \"{focus}\"\n\n[everybody]\nsome_of_both = \"{both}\"\n",
        company.what
    )
}
