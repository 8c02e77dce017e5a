//! A study's plan: what is asked, of whom, why, and what counts as an answer, written down before.

mod freeze;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bifocal_core::Week;
use serde::{Deserialize, Serialize};

pub use self::freeze::{Frozen, Standing};

/// A plan, as its TOML file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Why, and on what ground.
    pub purpose: Purpose,
    /// Where messages are read from; relative to the plan's folder.
    pub sources: Vec<PathBuf>,
    /// Who is who, with titles and managers.
    pub people: PathBuf,
    /// Answers of a feedback round: adds the two groups by perception, and claim 4.
    pub ratings: Option<Ratings>,
    /// What roles are asked for: a TOML file with `[[role]]` and `[[role.objective]]`, for claim 5.
    pub mandate: Option<PathBuf>,
    /// The Monday of the first week after something changed, such as `2026-02-16`.
    pub change: Option<String>,
    /// First and last day, both within; all days if left out.
    #[serde(default)]
    pub period: Period,
    /// The two groups that are compared.
    pub groups: Groups,
    /// How large a difference may be and still count as none.
    #[serde(default)]
    pub margins: Margins,
    /// What is tested first, in this order.
    #[serde(default = "Claim::all")]
    pub claims: Vec<Claim>,
    /// Who is left out.
    #[serde(default)]
    pub exclusions: Exclusions,
    /// Messages coded by people or other coders, sampled with known probability: a table with the columns
    /// message, probability, people, results (see [`crate::sample::GoldRow`]).
    pub gold: Option<PathBuf>,
}

/// Answers of a feedback round.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ratings {
    /// A table with the columns rater, ratee, relationship, item, answer.
    pub answers: PathBuf,
    /// Items about people.
    pub people: BTreeSet<String>,
    /// Items about results.
    pub results: BTreeSet<String>,
}

/// Why a study is made, and on what ground: all of it is needed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// What the study is for.
    pub text: String,
    /// The ground in law on which people's messages are read.
    pub lawful_basis: String,
    /// How and when the people were told.
    pub notice: String,
    /// What the works council agreed to, or why there is none.
    pub works_council: String,
    /// Whom people can ask.
    pub contact: String,
}

/// Days such as `2026-01-05`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}

/// How people come into one of two groups.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// Name of the first group and the titles in it.
    pub first: Titles,
    /// Name of the second group and the titles in it.
    pub second: Titles,
}

/// A group by title.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    /// Its name in the report.
    pub name: String,
    /// Titles as `people.csv` has them.
    pub titles: BTreeSet<String>,
}

/// Margins of "the same", set before anything is seen.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Margins {
    /// Share of messages that do an activity.
    pub activity: f64,
    /// Share of messages that attend to people or to results, in all or within an activity.
    pub focus: f64,
    /// Part of the difference in focus that comes from the mix of activities.
    pub mix: f64,
    /// Share of the variance between persons that a title explains.
    pub title: f64,
    /// Correlation over persons that counts as none.
    pub relation: f64,
    /// Floor that both rates of a person must pass to count as "some of both".
    pub floor: f64,
    /// Share of persons that counts as most.
    pub most: f64,
}

impl Margins {
    fn named(&self) -> [(&'static str, f64); 7] {
        let Self { activity, focus, mix, title, relation, floor, most } = *self;
        [
            ("activity", activity),
            ("focus", focus),
            ("mix", mix),
            ("title", title),
            ("relation", relation),
            ("floor", floor),
            ("most", most),
        ]
    }
}

impl Default for Margins {
    fn default() -> Self {
        Self {
            activity: 0.05,
            focus: 0.05,
            mix: 0.02,
            title: 0.06,
            relation: 0.2,
            floor: 0.05,
            most: 0.5,
        }
    }
}

/// Who is left out, before anything is seen.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exclusions {
    /// Persons with fewer acting messages.
    pub least_messages: u64,
}

impl Default for Exclusions {
    fn default() -> Self {
        Self { least_messages: 50 }
    }
}

/// What a study can test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// The mix of activities of the two groups is the same.
    SameActivities,
    /// Within the same activity the focus differs.
    DifferentFocus,
    /// A title tells little of how persons differ.
    TitleTellsLittle,
    /// What colleagues perceive goes with what the acts show.
    BehaviourShapesPerception,
    /// Who is asked for near results looks near.
    Mandate,
    /// The lenses are as many things as they are names.
    HowManyThings,
    /// Everybody has some of both.
    SomeOfBoth,
    /// People share within DELEGATE and TASK.
    PeopleWithinHandingOver,
    /// Rate of LEARN toward reports.
    LearnTowardReports,
    /// Persons attend otherwise after a date than before.
    Change,
}

impl Claim {
    /// All that need no date of change, the two sharpest first.
    pub fn all() -> Vec<Self> {
        vec![
            Self::PeopleWithinHandingOver,
            Self::LearnTowardReports,
            Self::SameActivities,
            Self::DifferentFocus,
            Self::TitleTellsLittle,
            Self::BehaviourShapesPerception,
            Self::Mandate,
            Self::HowManyThings,
            Self::SomeOfBoth,
        ]
    }

    /// Whether it is about two groups; else about all persons, or each before and after.
    pub const fn compares_groups(self) -> bool {
        match self {
            Self::PeopleWithinHandingOver
            | Self::LearnTowardReports
            | Self::SameActivities
            | Self::DifferentFocus
            | Self::TitleTellsLittle => true,
            Self::BehaviourShapesPerception
            | Self::Mandate
            | Self::HowManyThings
            | Self::SomeOfBoth
            | Self::Change => false,
        }
    }
}

/// Why a plan is refused.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The file cannot be read.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// It is no plan: what is wrong in one line.
    #[error("{0}: {1}; `bifocal study plan` prints one to fill in")]
    Toml(PathBuf, String),
    /// Something that a study needs is empty.
    #[error("{file}: `{field}` is empty; {why}")]
    Empty {
        /// The plan.
        file: PathBuf,
        /// What is missing.
        field: &'static str,
        /// What it is for.
        why: &'static str,
    },
    /// A value makes no sense.
    #[error("{file}: {what}")]
    Invalid {
        /// The plan.
        file: PathBuf,
        /// What is wrong and what to do.
        what: String,
    },
}

impl Plan {
    /// Reads a plan, and refuses one without purpose, lawful basis, notice, works council and contact.
    ///
    /// # Errors
    /// If the file cannot be read, is no plan, or lacks what a study needs.
    pub fn read(path: &Path) -> Result<Self, PlanError> {
        let text =
            std::fs::read_to_string(path).map_err(|error| PlanError::Io(path.to_owned(), error))?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, PlanError> {
        let plan: Self = toml::from_str(text)
            .map_err(|error| PlanError::Toml(path.to_owned(), one_line(&error, text)))?;
        let Purpose { text, lawful_basis, notice, works_council, contact } = &plan.purpose;
        for (field, value, why) in [
            ("purpose.text", text, "say what the study is for: nothing is read without a purpose"),
            (
                "purpose.lawful_basis",
                lawful_basis,
                "name the ground in law, such as consent or a works agreement",
            ),
            ("purpose.notice", notice, "say how and when the people were told"),
            (
                "purpose.works_council",
                works_council,
                "name the agreement, or say why there is none",
            ),
            ("purpose.contact", contact, "name somebody whom people can ask"),
        ] {
            if value.trim().is_empty() {
                return Err(PlanError::Empty { file: path.to_owned(), field, why });
            }
        }
        let invalid = |what: String| PlanError::Invalid { file: path.to_owned(), what };
        if plan.sources.is_empty() {
            return Err(invalid("`sources` names no place to read from".into()));
        }
        let Groups { first, second } = &plan.groups;
        if let Some(title) = first.titles.intersection(&second.titles).next() {
            return Err(invalid(format!(
                "the title {title:?} is in both groups; a person can be in one only"
            )));
        }
        if first.titles.is_empty() || second.titles.is_empty() {
            return Err(invalid("each of the two groups needs at least one title".into()));
        }
        for (name, value) in plan.margins.named() {
            if !(value > 0.0 && value < 1.0) {
                return Err(invalid(format!(
                    "margins.{name} is {value}; it is a share above 0 and below 1"
                )));
            }
        }
        if let Some(day) = plan.change.as_ref().filter(|day| Week::starting(day).is_none()) {
            return Err(invalid(format!(
                "`change` is {day:?}; write the Monday of the first week after it, such as 2026-02-16"
            )));
        }
        for day in [&plan.period.from, &plan.period.to].into_iter().flatten() {
            if !is_day(day) {
                return Err(invalid(format!("{day:?} is no day; write 2026-01-05")));
            }
        }
        if let Period { from: Some(from), to: Some(to) } = &plan.period
            && from > to
        {
            return Err(invalid(format!(
                "the period begins on {from} and ends before, on {to}; exchange `from` and `to`"
            )));
        }
        Ok(plan)
    }

    /// The tables that say who is who and what was said of them: their paths as the plan has them. They are
    /// frozen with it.
    pub fn tables(&self) -> Vec<PathBuf> {
        let ratings = self.ratings.as_ref().map(|ratings| &ratings.answers);
        let rest = [ratings, self.mandate.as_ref(), self.gold.as_ref()].into_iter().flatten();
        std::iter::once(&self.people).chain(rest).cloned().collect()
    }
}

/// What is wrong with a text, and in which line, without the drawing that usually shows it.
fn one_line(error: &toml::de::Error, text: &str) -> String {
    let what = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
    let before = error.span().and_then(|span| text.get(..span.start));
    // What is missing is missing in all of it.
    match before.filter(|before| !before.is_empty()) {
        Some(before) => format!("line {}: {what}", before.matches('\n').count() + 1),
        None => what,
    }
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| {
        (part.len() == digits).then(|| part.parse::<u32>().ok()).flatten()
    };
    matches!(parts[..], [y, m, d] if number(y, 4).is_some()
        && number(m, 2).is_some_and(|m| (1..=12).contains(&m))
        && number(d, 2).is_some_and(|d| (1..=31).contains(&d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const PLAN: &str = r#"
sources = ["mail"]
people = "people.csv"

[purpose]
text = "Do those in charge differ in focus?"
lawful_basis = "works agreement of 3 May 2026"
notice = "letter to all, 10 May 2026"
works_council = "agreed on 3 May 2026"
contact = "data protection officer"

[groups]
first = { name = "in charge", titles = ["Manager", "CEO"] }
second = { name = "others", titles = ["Technician"] }
"#;

    fn parse(text: &str) -> Result<Plan, PlanError> {
        Plan::parse(text, Path::new("plan.toml"))
    }

    #[test]
    fn a_whole_plan_is_read() {
        let plan = parse(PLAN).expect("whole");
        assert_eq!(plan.claims.len(), 9);
        assert!((plan.margins.activity - 0.05).abs() < 1e-12);
    }

    #[test]
    fn what_a_study_needs_is_asked_for() {
        for field in ["lawful_basis", "notice", "works_council", "contact", "text"] {
            let without: String = PLAN
                .lines()
                .filter(|line| !line.starts_with(&format!("{field} =")))
                .map(|l| format!("{l}\n"))
                .collect();
            assert!(matches!(parse(&without), Err(PlanError::Toml(..))), "{field} left out");
            let empty: String = PLAN
                .lines()
                .map(|l| {
                    if l.starts_with(&format!("{field} =")) {
                        format!("{field} = \" \"\n")
                    } else {
                        format!("{l}\n")
                    }
                })
                .collect();
            assert!(matches!(parse(&empty), Err(PlanError::Empty { .. })), "{field} empty");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        let refused = |from: &str, to: &str| parse(&PLAN.replace(from, to)).is_err();
        assert!(refused("\"Technician\"", "\"CEO\""));
        assert!(refused("[\"mail\"]", "[]"));
        assert!(refused("people = ", "peeple = "));
        assert!(parse(&format!("{PLAN}\n[margins]\nactivity = 5.0\n")).is_err());
        assert!(parse(&format!("{PLAN}\n[period]\nfrom = \"May\"\n")).is_err());
        assert!(parse(&format!("{PLAN}\n[period]\nfrom = \"2026-05-01\"\n")).is_ok());
        let turned = "[period]\nfrom = \"2026-05-01\"\nto = \"2026-04-30\"\n";
        let refused = parse(&format!("{PLAN}\n{turned}")).expect_err("refused").to_string();
        assert!(refused.contains("2026-05-01") && refused.contains("2026-04-30"), "{refused}");
    }

    #[test]
    fn what_is_wrong_is_said_in_one_line() {
        for (text, part) in [
            ("", "missing field"),
            ("sources = [\n", "line"),
            (&PLAN.replace("people = ", "peeple = "), "line 3"),
            (&PLAN.replace("[\"mail\"]", "5"), "line 2"),
        ] {
            let said = parse(text).expect_err("refused").to_string();
            assert!(!said.contains('\n') && said.contains(part), "{said}");
        }
    }

    #[test]
    fn all_tables_are_named() {
        let plan = format!("mandate = \"m.toml\"\ngold = \"g.csv\"\n{PLAN}");
        let tables = parse(&plan).expect("whole").tables();
        assert_eq!(tables, ["people.csv", "m.toml", "g.csv"].map(PathBuf::from));
    }
}
