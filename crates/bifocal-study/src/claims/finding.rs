//! What a study finds about a claim.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::line::Line;
use crate::plan::Claim;
use crate::verdict::Verdict;

/// What is said of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It does not hold.
    DoesNotHold,
    /// Neither can be told.
    CannotTell {
        /// About so many persons a group would tell.
        persons_needed: Option<u64>,
    },
    /// It could not be tested.
    NotTested {
        /// Why.
        why: String,
    },
}

/// A named table of lines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// What the lines have in common.
    pub name: String,
    /// The lines.
    pub lines: Vec<Line>,
}

/// What a study finds about one claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Which.
    pub claim: Claim,
    /// What is said of it.
    pub outcome: Outcome,
    /// The lines that decide.
    pub lines: Vec<Line>,
    /// What has to be said of all of them.
    pub note: Option<String>,
    /// Lines that do not decide: what stands apart, sensitivity, baselines.
    pub beside: Vec<Table>,
    /// Numbers for pictures: parts of a decomposition, correlations; empty for most.
    pub parts: Vec<Part>,
}

/// A number of a picture: of a decomposition (`people`, `results`) a family's `mix` or `within`, and
/// `all`, `total`; of the correlations of two poles (`persons`, `phi`) their names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// The picture: `people`, `results`, `phi`, `persons`.
    pub of: String,
    /// The bar or the row.
    pub row: String,
    /// The part or the column.
    pub column: String,
    /// The number.
    pub value: f64,
}

/// The words of a claim: `data/claims.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// A short name.
    pub title: String,
    /// As people make it.
    pub claim: String,
    /// How it is tested.
    pub test: String,
    /// What it means if it holds.
    pub holds: String,
    /// What it means if it does not.
    pub fails: String,
}

static WORDS: LazyLock<BTreeMap<Claim, Wording>> = LazyLock::new(|| {
    // Compiled in and checked by the test below.
    toml::from_str(include_str!("../../data/claims.toml")).unwrap_or_default()
});

impl Wording {
    /// The words of a claim; `None` only if the data were damaged.
    pub fn of(claim: Claim) -> Option<&'static Self> {
        WORDS.get(&claim)
    }
}

impl Finding {
    /// A claim that could not be tested.
    pub fn not_tested(claim: Claim, why: impl Into<String>) -> Self {
        let outcome = Outcome::NotTested { why: why.into() };
        Self::new(claim, outcome, Vec::new())
    }

    /// A claim that is decided by its lines.
    pub fn new(claim: Claim, outcome: Outcome, lines: Vec<Line>) -> Self {
        Self { claim, outcome, lines, note: None, beside: Vec::new(), parts: Vec::new() }
    }

    /// With a table that does not decide.
    #[must_use]
    pub fn beside(mut self, name: impl Into<String>, lines: Vec<Line>) -> Self {
        if !lines.is_empty() {
            self.beside.push(Table { name: name.into(), lines });
        }
        self
    }
}

/// How many persons the lines that cannot tell would need; the most of them.
pub fn needed(lines: &[Line]) -> Option<u64> {
    let each = lines.iter().filter_map(|line| match line.verdict {
        Verdict::CannotTell { persons_needed } => persons_needed,
        _ => None,
    });
    each.max()
}

/// The outcome of a claim that says "the same": all lines must be.
pub fn all_same(lines: &[Line]) -> Outcome {
    if lines.iter().any(|line| line.verdict == Verdict::Different) {
        Outcome::DoesNotHold
    } else if !lines.is_empty() && lines.iter().all(|line| line.verdict == Verdict::Same) {
        Outcome::Holds
    } else {
        Outcome::CannotTell { persons_needed: needed(lines) }
    }
}

/// The outcome of a claim that says "different": one line is enough, and all must be the same to refute it.
pub fn any_different(lines: &[Line]) -> Outcome {
    if lines.iter().any(|line| line.verdict == Verdict::Different) {
        Outcome::Holds
    } else if !lines.is_empty() && lines.iter().all(|line| line.verdict == Verdict::Same) {
        Outcome::DoesNotHold
    } else {
        Outcome::CannotTell { persons_needed: needed(lines) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_has_its_words() {
        for claim in Claim::all().into_iter().chain([Claim::Change]) {
            assert!(Wording::of(claim).is_some(), "{claim:?}");
        }
        assert_eq!(WORDS.len(), Claim::all().len() + 1);
    }
}
