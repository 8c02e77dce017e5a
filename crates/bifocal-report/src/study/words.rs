//! Everything that a study's report says and that is no figure, in one place.

use bifocal_study::Report;
use bifocal_study::claims::{Finding, Line, Measure};
use bifocal_study::plan::{Claim, Purpose};
use bifocal_study::report::{ComparisonReport, MANY, Memory, Sentence, Standing};
use bifocal_study::verdict::Verdict;

use super::number::Unit;
use crate::format::{self, one_line, plural};

/// Name of a line, a pole or a family in running text.
pub(crate) fn name(name: &str) -> String {
    one_line(name).replace('_', " ")
}

/// A text as the beginning of a sentence: names of groups stand there as the plan has them.
pub(crate) fn begin(text: &str) -> String {
    let text = one_line(text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Heading of a comparison: `In charge compared with others, by title`.
pub(crate) fn comparison(comparison: &ComparisonReport) -> String {
    let [first, second] = &comparison.names;
    begin(&format!("{first} compared with {second}, by {}", comparison.by))
}

/// How the plan stands, in a sentence or two.
pub(crate) fn standing(standing: &Standing) -> String {
    let stands = match standing {
        Standing::NotFrozen => {
            "Exploratory: the plan was never frozen, so nothing here was fixed before the figures were \
             seen. What it finds has to be tested anew."
                .to_owned()
        }
        Standing::Frozen { at, .. } => format!(
            "The plan was frozen on {} and has not been changed since.",
            moment(at)
        ),
        Standing::Changed { at, gone, new, tables, .. } => {
            let tables = match tables.len() as u64 {
                0 => String::new(),
                n => format!(", {} changed", plural(n, "table")),
            };
            format!(
                "The plan was frozen on {} and changed afterwards: {} gone, {} new{tables}.",
                moment(at),
                plural(gone.len() as u64, "line"),
                format::count(new.len() as u64)
            )
        }
    };
    let caveats = standing.caveats().into_iter().map(|caveat| one_line(&caveat));
    std::iter::once(stands).chain(caveats).collect::<Vec<_>>().join(" ")
}

/// What is known of earlier figures, where that is less than it should be.
pub(crate) const fn memory(memory: Memory) -> Option<&'static str> {
    match memory {
        Memory::Kept | Memory::Begun => None,
        Memory::Missing => Some(MEMORY_MISSING),
    }
}

const MEMORY_MISSING: &str = "No ledger of earlier figures lay in the study’s folder, though the plan was frozen or a report was there. \
     If this is not the first run, figures here may single somebody out together with earlier ones.";

/// SHA-256 of the plan that was frozen.
pub(crate) fn sha256(standing: &Standing) -> Option<&str> {
    match standing {
        Standing::NotFrozen => None,
        Standing::Frozen { sha256, .. } | Standing::Changed { sha256, .. } => Some(sha256),
    }
}

/// `1 May 2026, 10:00 UTC` of `2026-05-01T10:00:00Z`; what is no such time stays as it is.
fn moment(at: &str) -> String {
    let parts = at.strip_suffix('Z').and_then(|at| at.split_once('T'));
    match parts.and_then(|(day, time)| Some((day, time.get(..5)?))) {
        Some((day, time)) => format!("{}, {} UTC", format::day(&one_line(day)), one_line(time)),
        None => format::day(&one_line(at)),
    }
}

/// What the claims come to, in numbers; what there is none of is not said.
pub(crate) fn counted(conclusion: &[Sentence]) -> String {
    let verbs = [
        ("holds", "holds", "hold"),
        ("does not hold", "does not hold", "do not hold"),
        ("cannot tell", "stays open", "stay open"),
        ("not tested", "was not tested", "were not tested"),
    ];
    let parts = verbs.into_iter().filter_map(|(verdict, one, many)| {
        let n = conclusion.iter().filter(|s| s.verdict == verdict).count() as u64;
        (n > 0).then(|| format!("{} {}", format::count(n), if n == 1 { one } else { many }))
    });
    let parts: Vec<String> = parts.collect();
    format!("Of {}, {}.", plural(conclusion.len() as u64, "claim"), parts.join(", "))
}

/// Who was in it.
pub(crate) fn persons(report: &Report) -> String {
    let Some(persons) = report.persons.as_ref().map(|persons| persons.get()) else {
        return "How many persons are in the study is held back by the gate.".to_owned();
    };
    format!(
        "{} in the study. Left out: {} with too few messages, {} of whom nothing was read.",
        plural(persons.in_study as u64, "person"),
        persons.too_few_messages.words(),
        persons.silent.words()
    )
}

/// Verdict of a line; none where the line has no verdict of its own.
pub(crate) fn verdict(claim: Option<Claim>, line: &Line) -> Option<&'static str> {
    let (same, different) = match (claim, line.measure) {
        (Some(Claim::SomeOfBoth), _) => return None,
        (Some(Claim::HowManyThings), _) => ("one thing", "two things"),
        (_, Measure::Explained) => ("less than the margin", "more than the margin"),
        (_, Measure::Correlation) => ("no relation", "a relation"),
        _ => ("the same", "different"),
    };
    Some(match line.verdict {
        Verdict::Same => same,
        Verdict::Different => different,
        Verdict::CannotTell { .. } => "cannot tell",
    })
}

/// The note that all lines of a table have in common: it is said once.
pub(crate) fn common(lines: &[Line]) -> Option<&str> {
    let note = lines.first().filter(|_| lines.len() > 1)?.note.as_deref()?;
    lines.iter().all(|line| line.note.as_deref() == Some(note)).then_some(note)
}

/// Why a line's verdict is what it is, where that is known: a note of its own, or how many persons would
/// tell.
pub(crate) fn why(claim: Option<Claim>, line: &Line, common: Option<&str>) -> Option<String> {
    let groups = line.measure != Measure::Correlation && claim.is_none_or(Claim::compares_groups);
    let of_whom = if groups { "a group" } else { "persons" };
    let needed = match line.verdict {
        Verdict::CannotTell { persons_needed: Some(n) } => Some(match n {
            n if n > MANY => format!("needs more than {} {of_whom}", format::count(MANY)),
            n => format!("needs about {} {of_whom}", format::count(n)),
        }),
        _ => None,
    };
    line.note.as_deref().filter(|note| Some(*note) != common).map(name).or(needed)
}

/// What the margin of a table means; the band of a forest plot shows it.
pub(crate) fn margin(claim: Option<Claim>, unit: Unit, margin: f64) -> String {
    let number = unit.tick(margin);
    let number = number.trim_start_matches('+');
    match (claim, unit.measure()) {
        (Some(Claim::HowManyThings), _) => format!("from {number} on two poles are one thing"),
        (_, Measure::Explained) => format!("under {number} % counts as little"),
        (_, Measure::Persons) => format!("more than {number} % counts as most"),
        _ => format!("up to ±{number} counts as none"),
    }
}

/// What the figures of a finding are, in their unit.
pub(crate) fn figures(finding: &Finding, unit: Unit, names: Option<&[String; 2]>) -> String {
    match (names, unit.measure(), finding.claim) {
        (Some([first, second]), Measure::Share | Measure::Sentences, _) => {
            format!("{}, ‘{}’ minus ‘{}’", unit.name(), one_line(first), one_line(second))
        }
        (_, Measure::Share, Claim::Change) => format!("{}, after minus before", unit.name()),
        (_, Measure::Correlation, Claim::HowManyThings) => {
            "correlation over persons, put right for noise".to_owned()
        }
        (_, Measure::Correlation, _) => "correlation over persons".to_owned(),
        _ => unit.name().to_owned(),
    }
}

/// What lies at the ends of a scale.
pub(crate) fn ends(names: &[String; 2]) -> [String; 2] {
    [format!("← ‘{}’ more", one_line(&names[1])), format!("‘{}’ more →", one_line(&names[0]))]
}

/// The unit of a table's lines; none where there are no lines.
pub(crate) fn unit(lines: &[Line], persons: usize) -> Option<Unit> {
    lines.first().map(|line| Unit::new(line.measure, persons))
}

/// Caption of a table of lines.
pub(crate) fn caption(title: &str, unit: Unit) -> String {
    format!("{title} ({})", unit.name())
}

/// Sizes of two groups.
pub(crate) fn sizes(comparison: &ComparisonReport) -> String {
    begin(&format!("{}; {}.", comparison.sized(0), comparison.sized(1)))
}

/// On what ground persons' messages were read.
pub(crate) fn ground(purpose: &Purpose) -> [(&'static str, &str); 4] {
    [
        ("Ground in law", &purpose.lawful_basis),
        ("How people were told", &purpose.notice),
        ("Works council", &purpose.works_council),
        ("Whom to ask", &purpose.contact),
    ]
}

/// Who has read, what that was measured against, and what it means.
pub(crate) fn coder(model: &str, labels: &str) -> String {
    format!(
        "Read by: {}. Its accuracy was measured against labels by {}. So this is agreement with those labels, \
         not with the truth.",
        one_line(model),
        self::labels(labels).trim_end_matches('.')
    )
}

/// Who made the labels.
fn labels(labels: &str) -> String {
    let labels = one_line(labels);
    if labels.trim().is_empty() { "coders that are not named".to_owned() } else { labels }
}

/// What the claims about everybody are about.
pub(crate) const EVERYBODY: &str = "Claims about all persons of the study, not about two groups.";

/// What the gate is, where it refused something.
pub(crate) const GATE: &str = "The gate holds back what would tell of fewer than five persons, alone or together with what was shown \
     before.";

/// What stands above tables that decide nothing.
pub(crate) const BESIDE: &str = "Beside it, and deciding nothing:";

/// Why a comparison has no figure: the gate did not let it through.
pub(crate) const HELD_BACK: &str = "The gate held this back.";

/// What a waterfall shows.
pub(crate) const WATERFALL: &str = "From no difference to the whole difference of the two groups, family by family. Hatched: what comes \
     from doing more or less of the family (mix). Filled: what comes from attending otherwise within it. \
     All parts are rounded, so that they may miss the sum by a little.";

/// What a square of correlations holds.
pub(crate) const SQUARE: &str =
    "Above the diagonal: over persons, put right for noise. Below: phi, over sentences.";

/// What the shades of a heat map add.
pub(crate) const SHADES: &str =
    "The deeper the shade, the further from 0; negative ones have a dashed edge.";

/// Where no pole can tell two groups apart.
pub(crate) const NO_POLE: &str = "No pole is read well enough by the coder.";

/// What a composition shows.
pub(crate) const COMPOSITION: &str =
    "Parts of all that is done, means of persons, as counted. Tinted strips join the same family.";

/// What a comparison of poles shows.
pub(crate) const TOLD_APART: &str = "Cliff's δ: how much likelier somebody of the first group has more than somebody of the second, from \
     −1 to 1. The furthest apart come first; what the length of messages \
     and, where known, rank alone show stands last.";

/// What a multiverse shows.
pub(crate) const MULTIVERSE: &str = "The focus within the same activities under other choices. A finding that changes with one choice is not to be relied on.";

/// How to read a forest plot.
pub(crate) const READING: &str = "Each sign is one figure, and the line through it shows how far it can be off: thin the 95 % interval, thick \
     the 90 % interval. The grey band is the margin: what the plan calls too small to matter. “The same” needs the thick part inside the band in every way of counting; “different” needs \
     a clear distance from 0. “Cannot tell” is a result: these data allow no more.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_or_left() {
        assert_eq!(moment("2026-05-01T10:00:00Z"), "1 May 2026, 10:00 UTC");
        assert_eq!(moment("2026-05-01"), "1 May 2026");
        assert_eq!(moment("soon\u{202e}"), "soon");
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!(begin("in charge"), "In charge");
        assert_eq!(begin("äußere"), "Äußere");
        assert_eq!(begin(""), "");
    }

    #[test]
    fn verdicts_are_worded_by_claim_and_measure() {
        let line = |measure, verdict| Line {
            name: "people".into(),
            measure,
            margin: 0.1,
            answers: None,
            p_adjusted: None,
            verdict,
            note: None,
            apart: None,
            persons: None,
        };
        let same = line(Measure::Correlation, Verdict::Same);
        let cannot = line(Measure::Share, Verdict::CannotTell { persons_needed: None });
        assert_eq!(verdict(Some(Claim::SomeOfBoth), &cannot), None);
        assert_eq!(verdict(Some(Claim::HowManyThings), &same), Some("one thing"));
        assert_eq!(verdict(Some(Claim::DifferentFocus), &same), Some("no relation"));
        assert_eq!(verdict(None, &cannot), Some("cannot tell"));
    }
}
