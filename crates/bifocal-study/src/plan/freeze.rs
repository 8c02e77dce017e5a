//! Freezing a plan: its hash, written down before anything is read.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What was written when a plan was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// SHA-256 of the plan's bytes, in hexadecimal.
    pub sha256: String,
    /// When, as the caller says: `2026-05-01T10:00:00Z`.
    pub at: String,
    /// The plan itself, so that a later change can be shown.
    pub plan: String,
}

/// How a plan stands to what was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was never frozen: what it finds is exploratory.
    NotFrozen,
    /// It is as it was.
    AsFrozen(Frozen),
    /// It was changed since; the lines that went and came.
    Changed {
        /// What was frozen.
        frozen: Frozen,
        /// Lines that are no more.
        gone: Vec<String>,
        /// Lines that are new.
        new: Vec<String>,
    },
}

fn beside(plan: &Path) -> PathBuf {
    plan.with_extension("frozen.json")
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Frozen {
    /// Freezes a plan: writes `PLAN.frozen.json` beside it. An existing one is never overwritten.
    ///
    /// # Errors
    /// If the plan cannot be read, or the file is there already or cannot be written.
    pub fn write(plan: &Path, at: &str) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(plan)?;
        let frozen = Self { sha256: hash(&text), at: at.to_owned(), plan: text };
        let json = serde_json::to_vec_pretty(&frozen)?;
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).open(beside(plan))?;
        std::io::Write::write_all(&mut file, &json)?;
        file.sync_all()?;
        Ok(frozen)
    }
}

impl Standing {
    /// Compares a plan with what was frozen.
    ///
    /// # Errors
    /// If a file cannot be read, or what was frozen is damaged.
    pub fn of(plan: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(plan)?;
        let frozen: Frozen = match std::fs::read(beside(plan)) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::NotFrozen);
            }
            Err(error) => return Err(error),
        };
        if hash(&frozen.plan) != frozen.sha256 {
            return Err(std::io::Error::other("the frozen plan does not fit its own hash"));
        }
        if frozen.plan == text {
            return Ok(Self::AsFrozen(frozen));
        }
        let only_in = |a: &str, b: &str| {
            a.lines().filter(|line| !b.lines().any(|l| l == *line)).map(str::to_owned).collect()
        };
        Ok(Self::Changed {
            gone: only_in(&frozen.plan, &text),
            new: only_in(&text, &frozen.plan),
            frozen,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_show() {
        let folder = tempfile::tempdir().expect("a folder");
        let plan = folder.path().join("plan.toml");
        std::fs::write(&plan, "a = 1\nb = 2\n").expect("written");
        assert_eq!(Standing::of(&plan).expect("read"), Standing::NotFrozen);
        let frozen = Frozen::write(&plan, "2026-05-01T10:00:00Z").expect("frozen");
        assert_eq!(frozen.sha256.len(), 64);
        assert_eq!(Standing::of(&plan).expect("read"), Standing::AsFrozen(frozen));
        assert!(Frozen::write(&plan, "later").is_err(), "never overwritten");
        std::fs::write(&plan, "a = 1\nb = 3\n").expect("written");
        let Standing::Changed { gone, new, .. } = Standing::of(&plan).expect("read") else {
            panic!("the change is not seen");
        };
        assert_eq!((gone, new), (vec!["b = 2".to_owned()], vec!["b = 3".to_owned()]));
        std::fs::write(beside(&plan), "{}").expect("written");
        assert!(Standing::of(&plan).is_err());
    }
}
