//! The figures behind a verdict, in one plain sentence: what a reader with a minute takes along.

use bifocal_stats::Interval;
use bifocal_study::claims::{Finding, Line, Measure};
use bifocal_study::plan::Claim;
use bifocal_study::report::Answered;
use bifocal_study::verdict::{Answer, Verdict};

use super::number::Unit;
use super::{Part, words};
use crate::format::one_line;

/// So many figures are said; the others are counted.
const MOST: usize = 3;

/// A line with its figure as counted.
type Counted<'a> = (&'a Line, Answer);

/// What decided a claim, as counted: the lines that differ, else the one furthest from 0. None where
/// nothing was found.
pub(crate) fn sentence(answered: &Answered, part: Part<'_>) -> Option<String> {
    let Answered::Found(finding) = answered else { return None };
    let finding = finding.get();
    let unit = words::unit(&finding.lines, part.persons())?;
    let say = |line: &Line, answer: &Answer| figure(line, answer, unit, part);
    let counted = finding.lines.iter().filter_map(|line| Some((line, line.answers?.counted)));
    let known: Vec<Counted<'_>> = counted.filter(|(_, answer)| is_finite(answer)).collect();
    let (clear, rest): (Vec<Counted<'_>>, Vec<Counted<'_>>) =
        known.iter().copied().partition(|(line, _)| line.verdict == telling(finding));
    let text = if clear.is_empty() {
        let pairs = finding.claim == Claim::HowManyThings;
        let far = |(_, answer): &Counted<'_>| {
            if pairs { answer.point } else { answer.point.abs() }
        };
        let (line, answer) = rest.into_iter().max_by(|a, b| far(a).total_cmp(&far(b)))?;
        let said = say(line, &answer);
        let largest = if pairs { "The closest pair" } else { "The largest" };
        if known.len() > 1 { format!("{largest}: {said}") } else { words::begin(&said) }
    } else {
        let said: Vec<String> = clear.iter().take(MOST).map(|(l, a)| say(l, a)).collect();
        let more = clear.len().saturating_sub(MOST);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        words::begin(&format!("{}{more}", said.join("; ")))
    };
    Some(format!("{text}."))
}

/// The verdict of a line that is worth telling: for most claims that it differs.
fn telling(finding: &Finding) -> Verdict {
    if finding.claim == Claim::HowManyThings { Verdict::Same } else { Verdict::Different }
}

fn is_finite(answer: &Answer) -> bool {
    let Interval { low, high } = answer.interval;
    [answer.point, low, high].iter().all(|value| value.is_finite())
}

/// One figure with its 95 % interval: `people focus: 27 points more for first (25 to 29)`.
fn figure(line: &Line, answer: &Answer, unit: Unit, part: Part<'_>) -> String {
    let name = words::name(&line.name);
    let (point, interval) = (answer.point, answer.interval);
    match (unit.measure(), part.comparison) {
        (Measure::Share | Measure::Sentences, Some((_, comparison))) => {
            // Turned so that the one who has more has a positive figure.
            let (at, point, interval) = if point < 0.0 {
                (1, -point, Interval { low: -interval.high, high: -interval.low })
            } else {
                (0, point, interval)
            };
            let amount = unit.number(point);
            let amount = amount.trim_start_matches('+');
            let what = match unit.measure() {
                Measure::Sentences => "sentences",
                _ if amount == "1" => "point",
                _ => "points",
            };
            let who = one_line(&comparison.names[at]);
            format!("{name}: {amount} {what} more for ‘{who}’ ({})", unit.range(interval))
        }
        (Measure::Share | Measure::Sentences, None) => {
            format!("{name}: {} points ({})", unit.number(point), unit.range(interval))
        }
        (Measure::Correlation, _) => {
            format!("{name}: r = {} ({})", unit.number(point), unit.range(interval))
        }
        (Measure::Explained, _) => {
            format!("{name}: {} % of the variance ({})", unit.number(point), unit.range(interval))
        }
        (Measure::Persons, _) => {
            format!("{name}: {} % ({})", unit.number(point), unit.range(interval))
        }
    }
}

/// What follows the first of such sentences.
pub(crate) const BRACKETS: &str = "In brackets: the 95 % interval, as counted.";

/// What has to be said where a figure cannot be as large as it is given.
pub(crate) fn beyond(lines: &[Line]) -> Option<&'static str> {
    let share = |line: &&Line| line.measure == Measure::Share;
    let ends = lines.iter().filter(share).filter_map(|line| line.answers).flat_map(|answers| {
        [answers.corrected, answers.powered].into_iter().flatten().map(|a| a.interval)
    });
    let furthest = ends.flat_map(|interval| [interval.low.abs(), interval.high.abs()]);
    (furthest.fold(0.0, f64::max) > 1.0).then_some(BEYOND)
}

const BEYOND: &str = "An interval here reaches beyond 100 points, which no difference can: the coder misses so much that \
     counts put right for its errors are very rough.";

#[cfg(test)]
mod tests {
    use bifocal_study::verdict::Answers;

    use super::*;

    fn answer(low: f64, high: f64) -> Answer {
        let interval = Interval { low, high };
        Answer { point: f64::midpoint(low, high), interval, narrow: interval, p: 0.5 }
    }

    fn line(measure: Measure, corrected: Option<Answer>) -> Line {
        let counted = answer(-0.1, 0.2);
        Line {
            name: "people".into(),
            measure,
            margin: 0.05,
            answers: Some(Answers { counted, corrected, powered: None, trust: None }),
            p_adjusted: None,
            verdict: Verdict::Different,
            note: None,
            apart: None,
            persons: None,
        }
    }

    #[test]
    fn what_cannot_be_is_said_of_shares_alone() {
        let far = Some(answer(-0.2, 1.5));
        assert!(beyond(&[line(Measure::Share, None), line(Measure::Share, far)]).is_some());
        assert!(beyond(&[line(Measure::Share, Some(answer(-0.9, 0.9)))]).is_none());
        assert!(beyond(&[line(Measure::Sentences, far)]).is_none());
        assert!(beyond(&[]).is_none());
    }
}
