//! The result of a study, as it is written out: released findings, and words made from them.

use serde::Serialize;

use crate::claims::{Finding, Line, Outcome, Wording};
use crate::gate::Released;
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
    /// Who was in it.
    pub persons: Persons,
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Persons {
    /// Persons whose messages were read and who wrote enough.
    pub in_study: usize,
    /// Left out for writing too little.
    pub too_few_messages: usize,
    /// Nothing was read of them.
    pub silent: usize,
}

/// Two groups compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparisonReport {
    /// How they came about: by title, or by what others see.
    pub by: String,
    /// Names of the two.
    pub names: [String; 2],
    /// How many persons in each.
    pub sizes: [usize; 2],
    /// The findings.
    pub findings: Vec<Answered>,
    /// What each of the two does, family by family.
    pub composition: Option<Released<Vec<Composed>>>,
    /// Which pole tells the two apart best, beside length alone.
    pub told_apart: Option<Released<Vec<Line>>>,
    /// The same questions under other choices.
    pub multiverse: Option<Released<Vec<Universe>>>,
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

/// Under so many persons shares are whole percents and correlations hundredths, else one digit more.
pub const FEW: usize = 50;

impl Finding {
    /// Rounded for so many persons: shares to whole percents under fifty, else to tenths; correlations to
    /// hundredths.
    #[must_use]
    pub(crate) fn rounded(mut self, persons: usize) -> Self {
        let lines = self.lines.iter_mut().chain(self.beside.iter_mut().flat_map(|t| &mut t.lines));
        lines.for_each(|line| line.round(persons));
        for part in &mut self.parts {
            part.value = round(part.value, persons);
        }
        self
    }
}

/// To the step for so many persons. Adding 0 turns a rounded -0 into 0.
fn round(value: f64, persons: usize) -> f64 {
    let step = if persons < FEW { 0.01 } else { 0.001 };
    (value / step).round() * step + 0.0
}

impl Line {
    pub(crate) fn round(&mut self, persons: usize) {
        self.answers = self.answers.map(|answers| answers.map(|v| round(v, persons)));
    }
}

impl Composed {
    #[must_use]
    pub(crate) fn rounded(self, persons: usize) -> Self {
        let [shares, parts] = [self.shares, self.parts].map(|two| two.map(|v| round(v, persons)));
        Self { shares, parts, ..self }
    }
}
