//! Freezing a plan: its hash and those of the tables it names, written down before anything is read.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What was written when a plan was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// SHA-256 of the plan's bytes, in hexadecimal.
    pub sha256: String,
    /// When, as the caller says: `2026-05-01T10:00:00Z`.
    pub at: String,
    /// SHA-256 of each table that says who is who, by its path as the plan has it. Tables that were not there
    /// yet are left out.
    #[serde(default)]
    pub tables: BTreeMap<String, String>,
    /// Groups that had been seen by then: what was frozen after a look is not a plan made before it.
    #[serde(default)]
    pub groups_seen: usize,
    /// The plan itself, so that a later change can be shown.
    pub plan: String,
}

/// How a plan stands to what was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was never frozen: what it finds is exploratory.
    NotFrozen,
    /// It is as it was, and so are the tables that were there.
    AsFrozen {
        /// What was frozen.
        frozen: Frozen,
        /// Tables that the plan names now and that were not frozen with it.
        open: Vec<String>,
    },
    /// It was changed since, or a table was.
    Changed {
        /// What was frozen.
        frozen: Frozen,
        /// Lines that are no more, each after its number in the frozen plan.
        gone: Vec<String>,
        /// Lines that are new, each after its number in the plan as it is.
        new: Vec<String>,
        /// Tables that are not what they were, or are no more.
        tables: Vec<String>,
        /// Tables that the plan names now and that were not frozen with it.
        open: Vec<String>,
    },
}

fn beside(plan: &Path) -> PathBuf {
    plan.with_extension("frozen.json")
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hash(text: &str) -> String {
    hex(Sha256::new_with_prefix(text))
}

/// Hashes of those tables that are there. Their paths count from the plan's folder.
fn hashes(plan: &Path, tables: &[PathBuf]) -> std::io::Result<BTreeMap<String, String>> {
    let folder = plan.parent().unwrap_or(Path::new(""));
    let mut found = BTreeMap::new();
    for table in tables {
        let mut file = match std::fs::File::open(folder.join(table)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let mut hash = Sha256::new();
        std::io::copy(&mut file, &mut hash)?;
        found.insert(table.display().to_string(), hex(hash));
    }
    Ok(found)
}

impl Frozen {
    /// Freezes a plan with its tables ([`super::Plan::tables`]), after so many groups were seen: writes
    /// `PLAN.frozen.json` beside it. An existing one is never overwritten.
    ///
    /// # Errors
    /// If the plan or a table cannot be read, or the file is there already or cannot be written.
    pub fn write(
        plan: &Path,
        tables: &[PathBuf],
        at: &str,
        groups_seen: usize,
    ) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(plan)?;
        let frozen = Self {
            sha256: hash(&text),
            at: at.to_owned(),
            tables: hashes(plan, tables)?,
            groups_seen,
            plan: text,
        };
        let json = serde_json::to_vec_pretty(&frozen)?;
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).open(beside(plan))?;
        std::io::Write::write_all(&mut file, &json)?;
        file.sync_all()?;
        Ok(frozen)
    }
}

impl Standing {
    /// Compares a plan and its tables with what was frozen.
    ///
    /// # Errors
    /// If a file cannot be read, or what was frozen is damaged.
    pub fn of(plan: &Path, tables: &[PathBuf]) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(plan)?;
        let frozen: Frozen = match std::fs::read(beside(plan)) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::NotFrozen),
            Err(error) => return Err(error),
        };
        if hash(&frozen.plan) != frozen.sha256 {
            return Err(std::io::Error::other("the frozen plan does not fit its own hash"));
        }
        let now = hashes(plan, tables)?;
        let names = tables.iter().map(|table| table.display().to_string());
        let (held, open): (Vec<String>, Vec<String>) =
            names.partition(|name| frozen.tables.contains_key(name));
        let changed = |name: &String| frozen.tables.get(name) != now.get(name);
        let tables: Vec<String> = held.into_iter().filter(changed).collect();
        if frozen.plan == text && tables.is_empty() {
            return Ok(Self::AsFrozen { frozen, open });
        }
        let (gone, new) = changes(&frozen.plan, &text);
        Ok(Self::Changed { gone, new, tables, open, frozen })
    }
}

/// Lines that went and lines that came, each as `number: line`. A line that moved did both.
fn changes(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let [before, after] =
        [before, after].map(|text| text.split_inclusive('\n').collect::<Vec<&str>>());
    let numbered = |lines: &[&str], range: std::ops::Range<usize>| -> Vec<String> {
        let line = |at: usize| Some(format!("{}: {}", at + 1, lines.get(at)?.trim_end()));
        range.filter_map(line).collect()
    };
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    for change in capture_diff_slices(Algorithm::Myers, &before, &after) {
        if !matches!(change, DiffOp::Equal { .. }) {
            gone.extend(numbered(&before, change.old_range()));
            new.extend(numbered(&after, change.new_range()));
        }
    }
    (gone, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "2026-05-01T10:00:00Z";

    fn folder(plan: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.toml");
        std::fs::write(&path, plan).expect("written");
        (folder, path)
    }

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn changes_show() {
        let (_folder, plan) = folder("a = 1\nb = 2\n");
        assert_eq!(Standing::of(&plan, &[]).expect("read"), Standing::NotFrozen);
        let frozen = Frozen::write(&plan, &[], AT, 3).expect("frozen");
        assert_eq!((frozen.sha256.len(), frozen.groups_seen), (64, 3));
        let standing = Standing::of(&plan, &[]).expect("read");
        assert_eq!(standing, Standing::AsFrozen { frozen, open: Vec::new() });
        assert!(Frozen::write(&plan, &[], "later", 0).is_err(), "never overwritten");
        std::fs::write(&plan, "a = 1\nb = 3\n").expect("written");
        let Standing::Changed { gone, new, .. } = Standing::of(&plan, &[]).expect("read") else {
            panic!("the change is not seen");
        };
        assert_eq!((gone, new), (lines(&["2: b = 2"]), lines(&["2: b = 3"])));
        std::fs::write(beside(&plan), "{}").expect("written");
        assert!(Standing::of(&plan, &[]).is_err());
    }

    #[test]
    fn lines_that_move_have_changed() {
        let (before, after) =
            ("[first]\nt = 1\n[second]\nt = 2\n", "[first]\nt = 2\n[second]\nt = 1\n");
        let (gone, new) = changes(before, after);
        assert_eq!(gone.len(), new.len());
        assert!(gone.len() >= 2, "{gone:?} {new:?}");
        // The end of a line is part of it.
        let (gone, new) = changes("a = 1\n", "a = 1\r\n");
        assert_eq!((gone, new), (lines(&["1: a = 1"]), lines(&["1: a = 1"])));
    }

    #[test]
    fn tables_are_frozen_with_the_plan() {
        let (folder, plan) = folder("a = 1\n");
        let tables = ["people.csv", "gold.csv"].map(PathBuf::from);
        let people = folder.path().join("people.csv");
        std::fs::write(&people, "Ana,Manager\n").expect("written");
        let frozen = Frozen::write(&plan, &tables, AT, 0).expect("frozen");
        assert_eq!(frozen.tables.len(), 1, "the other one is not there yet");
        std::fs::write(folder.path().join("gold.csv"), "later").expect("written");
        let Standing::AsFrozen { open, .. } = Standing::of(&plan, &tables).expect("read") else {
            panic!("nothing that was frozen has changed");
        };
        assert_eq!(open, lines(&["gold.csv"]));
        // Another title for Ana, and a table that is gone.
        for change in [Some("Ana,Technician\n"), None] {
            match change {
                Some(text) => std::fs::write(&people, text).expect("written"),
                None => std::fs::remove_file(&people).expect("removed"),
            }
            let Standing::Changed { gone, new, tables, .. } =
                Standing::of(&plan, &tables).expect("read")
            else {
                panic!("the change is not seen");
            };
            assert_eq!((gone.len(), new.len(), tables), (0, 0, lines(&["people.csv"])));
        }
    }

    #[test]
    fn what_was_frozen_without_tables_is_read() {
        let (_folder, plan) = folder("a = 1\n");
        let old =
            format!(r#"{{"sha256": "{}", "at": "{AT}", "plan": "a = 1\n"}}"#, hash("a = 1\n"));
        std::fs::write(beside(&plan), old).expect("written");
        let standing = Standing::of(&plan, &[PathBuf::from("people.csv")]).expect("read");
        let Standing::AsFrozen { open, .. } = standing else { panic!("as it was") };
        assert_eq!(open, lines(&["people.csv"]));
    }
}
