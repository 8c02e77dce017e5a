//! The result of a study, as it is written out: released findings, and words made from them.

use serde::Serialize;

use crate::claims::{Finding, Line, Outcome, Wording};
pub use crate::gate::{FEW, Memory};
use crate::gate::{LEAST, Released};
use crate::plan::{Claim, Margins, Purpose};

/// A study's result. Figures about groups stand in it as [`Released`] alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Version of this document's form.
    pub schema: u32,
    /// Name and version of the program, and of the coder's model.
    pub made_by: MadeBy,
    /// Why the study was made.
    pub purpose: Purpose,
    /// How the plan stands to what was frozen.
    pub standing: Standing,
    /// What counted as none.
    pub margins: Margins,
    /// What was known of earlier figures.
    pub memory: Memory,
    /// Who was in it; none where the gate did not let all of them through together.
    pub persons: Option<Released<Persons>>,
    /// What the coder's accuracy is, and who made the labels.
    pub accuracy: Vec<String>,
    /// Comparisons of two groups.
    pub comparisons: Vec<ComparisonReport>,
    /// Claims about all persons.
    pub everybody: Vec<Answered>,
    /// What it comes to, claim by claim.
    pub conclusion: Vec<Sentence>,
    /// How it was done.
    pub methods: Vec<String>,
}

/// Program and model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MadeBy {
    /// Version of the program.
    pub bifocal: String,
    /// Name of the coder's model, or what made the counts.
    pub model: String,
}

/// How a plan stands to what was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Standing {
    /// Never frozen: all that is found is exploratory.
    NotFrozen,
    /// As it was frozen.
    Frozen {
        /// When.
        at: String,
        /// SHA-256 of the plan.
        sha256: String,
        /// Tables that were not frozen with it.
        open: Vec<String>,
        /// Groups that had been seen by then.
        groups_seen: usize,
    },
    /// Changed since: the lines that went and came, each after its number, and the tables.
    Changed {
        /// When it was frozen.
        at: String,
        /// SHA-256 of the plan that was frozen.
        sha256: String,
        /// Lines that are no more.
        gone: Vec<String>,
        /// Lines that are new.
        new: Vec<String>,
        /// Tables that are not what they were.
        tables: Vec<String>,
        /// Tables that were not frozen with it.
        open: Vec<String>,
        /// Groups that had been seen when it was frozen.
        groups_seen: usize,
    },
}

impl Standing {
    /// What keeps a frozen plan from fixing everything before anything was seen, in sentences.
    pub fn caveats(&self) -> Vec<String> {
        let (Self::Frozen { open, groups_seen, .. } | Self::Changed { open, groups_seen, .. }) =
            self
        else {
            return Vec::new();
        };
        let seen = (*groups_seen > 0).then(|| {
            format!(
                "Before it was frozen, figures of {groups_seen} groups had been seen: it was not made before the first look."
            )
        });
        let open = (!open.is_empty())
            .then(|| format!("Not frozen with it, so they may have changed: {}.", open.join(", ")));
        seen.into_iter().chain(open).collect()
    }
}

/// Who was in a study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Persons {
    /// Persons whose messages were read and who wrote enough.
    pub in_study: usize,
    /// Left out for writing too little.
    pub too_few_messages: About,
    /// Nothing was read of them.
    pub silent: About,
}

/// A number of persons who are not in any group that the gate saw, in steps of five: runs with one limit
/// after another would else tell when each of them wrote how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct About(usize);

impl About {
    /// Of so many.
    pub const fn of(persons: usize) -> Self {
        Self(persons / LEAST * LEAST)
    }

    /// In words: `fewer than 5`, `at least 10`.
    pub fn words(self) -> String {
        match self.0 {
            0 => format!("fewer than {LEAST}"),
            many => format!("at least {many}"),
        }
    }
}

/// Two groups compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparisonReport {
    /// How they came about: by title, or by what others see.
    pub by: String,
    /// Names of the two.
    pub names: [String; 2],
    /// How many persons in each; none where the gate did not let the two through.
    pub sizes: Option<Released<[usize; 2]>>,
    /// The findings.
    pub findings: Vec<Answered>,
    /// What each of the two does, family by family.
    pub composition: Option<Released<Vec<Composed>>>,
    /// Which pole tells the two apart best, beside length alone.
    pub told_apart: Option<Released<Vec<Line>>>,
    /// The same questions under other choices.
    pub multiverse: Option<Released<Vec<Universe>>>,
}

impl ComparisonReport {
    /// One of the two groups with its size, where that may be said.
    pub fn sized(&self, at: usize) -> String {
        match &self.sizes {
            Some(sizes) => format!("{} ({} persons)", self.names[at], sizes.get()[at]),
            None => format!("{} (number held back)", self.names[at]),
        }
    }
}

/// One family of activities in what each of two groups does: means of persons, first and second group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Composed {
    /// The family.
    pub name: String,
    /// Share of messages that do it, 0 to 1. A message can do several.
    pub shares: [f64; 2],
    /// Its part of all that is done; over the families these add up to 1.
    pub parts: [f64; 2],
}

/// A claim, answered or refused.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// The gate let it through.
    Found(Released<Finding>),
    /// The gate did not.
    Refused {
        /// Which claim.
        claim: Claim,
        /// The rule.
        rule: String,
    },
}

impl Answered {
    /// Which claim.
    pub fn claim(&self) -> Claim {
        match self {
            Self::Found(finding) => finding.get().claim,
            Self::Refused { claim, .. } => *claim,
        }
    }
}

/// The question of focus under one set of choices.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Universe {
    /// Families, or classes of one activity each.
    pub classes: String,
    /// With or without MOTIVATE.
    pub motivate: bool,
    /// Acting messages that a person needs.
    pub least_messages: u64,
    /// Persons in each group.
    pub sizes: [usize; 2],
    /// Lines for people and results.
    pub lines: Vec<Line>,
}

/// What is said of one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Which claim.
    pub claim: Claim,
    /// By which grouping, for claims about two groups.
    pub by: Option<String>,
    /// Short name.
    pub title: String,
    /// The claim as people make it.
    pub said: String,
    /// How it is tested.
    pub test: String,
    /// holds, does not hold, cannot tell, not tested.
    pub verdict: String,
    /// One sentence that says what was found.
    pub text: String,
}

impl Sentence {
    /// Of an answered claim.
    pub fn of(answered: &Answered, by: Option<&str>, names: [&str; 2]) -> Option<Self> {
        let claim = answered.claim();
        let words = Wording::of(claim)?;
        // A name may be several words, so that it has to be seen where it ends.
        let [first, second] = names.map(|name| format!("‘{name}’"));
        let fill = |text: &str| text.replace("{first}", &first).replace("{second}", &second);
        let (verdict, text) = match answered {
            Answered::Refused { rule, .. } => ("not tested", format!("The gate refused: {rule}.")),
            Answered::Found(finding) => match &finding.get().outcome {
                Outcome::Holds => ("holds", fill(&words.holds)),
                Outcome::DoesNotHold => ("does not hold", fill(&words.fails)),
                Outcome::CannotTell { persons_needed } => {
                    ("cannot tell", cannot_tell(claim, *persons_needed))
                }
                Outcome::NotTested { why } => ("not tested", format!("Not tested: {why}.")),
            },
        };
        Some(Self {
            claim,
            by: by.map(str::to_owned),
            title: words.title.clone(),
            said: fill(&words.claim),
            test: fill(&words.test),
            verdict: verdict.to_owned(),
            text,
        })
    }
}

fn cannot_tell(claim: Claim, persons_needed: Option<u64>) -> String {
    let of_whom = if claim.compares_groups() { "a group" } else { "in all" };
    let what = match claim {
        Claim::BehaviourShapesPerception | Claim::Mandate => "relation",
        _ => "difference",
    };
    match persons_needed {
        Some(n) if n > MANY => format!(
            "These data cannot tell; more than {MANY} persons {of_whom} would be needed to show that there is no {what}, if there is none."
        ),
        Some(n) => format!(
            "These data cannot tell; about {n} persons {of_whom} would show that there is no {what}, if there is none."
        ),
        None => "These data cannot tell.".to_owned(),
    }
}

/// More persons than this are not counted: nobody could ask so many.
pub const MANY: u64 = 1000;
