//! The tables of a report.

use bifocal_stats::Estimate;
use bifocal_study::claims::{Line, Part as Number};
use bifocal_study::plan::Claim;
use bifocal_study::report::{ComparisonReport, Composed, Universe};
use bifocal_study::verdict::Answer;

use super::number::{self, NONE, Unit};
use super::sheet::Sheet;
use super::svg::way::Way;
use super::words;
use crate::format;

/// The figures of a line, way by way.
pub(crate) fn ways(line: &Line) -> Vec<(Way, &Answer)> {
    let Some(answers) = &line.answers else { return Vec::new() };
    let all = [
        (Way::Counted, Some(&answers.counted)),
        (Way::Corrected, answers.corrected.as_ref()),
        (Way::Powered, answers.powered.as_ref()),
    ];
    all.into_iter().filter_map(|(way, answer)| Some((way, answer?))).collect()
}

/// Tested lines, a row for each way of counting. What belongs to the line as a whole stands in its first
/// row.
pub(crate) fn lines(
    caption: impl Into<String>,
    lines: &[Line],
    claim: Option<Claim>,
    unit: Unit,
) -> Sheet {
    let heads = [
        "",
        "way",
        "estimate",
        "95 % interval",
        "90 % interval",
        "p (Holm)",
        "Hedges’ g (95 %)",
        "Cliff’s δ (95 %)",
        "p (exchange)",
        "verdict",
        "note",
    ];
    let common = words::common(lines);
    let many = lines.iter().any(|line| ways(line).len() > 1);
    let mut rows = Vec::new();
    for line in lines {
        let apart = line.apart;
        let size = |estimate: Option<Estimate>| {
            estimate.as_ref().map(number::estimate).unwrap_or_default()
        };
        let whole = [
            line.p_adjusted.filter(|p| p.is_finite()).map(number::p).unwrap_or_default(),
            size(apart.and_then(|apart| apart.hedges_g)),
            size(apart.and_then(|apart| apart.cliffs_delta)),
            apart.and_then(|apart| apart.permutation_p).map(number::p).unwrap_or_default(),
            words::verdict(claim, line).unwrap_or_default().to_owned(),
            words::why(claim, line, common).unwrap_or_default(),
        ];
        let first = |at: usize| {
            if at == 0 { whole.to_vec() } else { vec![String::new(); whole.len()] }
        };
        let name = words::name(&line.name);
        let ways = ways(line);
        if ways.is_empty() {
            let none = [name.clone(), String::new(), NONE.into(), NONE.into(), NONE.into()];
            rows.push([none.to_vec(), first(0)].concat());
        }
        for (at, (way, answer)) in ways.iter().enumerate() {
            let way = if many { way.name().to_owned() } else { String::new() };
            let figures = [
                name.clone(),
                way,
                unit.number(answer.point),
                unit.range(answer.interval),
                unit.range(answer.narrow),
            ];
            rows.push([figures.to_vec(), first(at)].concat());
        }
    }
    Sheet::new(caption, &heads, rows)
}

/// Groups and their sizes.
pub(crate) fn groups(comparisons: &[ComparisonReport]) -> Sheet {
    let rows = comparisons.iter().flat_map(|comparison| {
        let size = |at: usize| {
            let sizes = comparison.sizes.as_ref();
            sizes.map_or_else(|| "held back".to_owned(), |n| format::count(n.get()[at] as u64))
        };
        comparison.names.iter().enumerate().map(move |(at, name)| {
            vec![
                format::one_line(name),
                format!("by {}", format::one_line(&comparison.by)),
                size(at),
            ]
        })
    });
    Sheet::new("Groups that are compared", &["group", "made", "persons"], rows.collect())
}

/// What each of two groups does.
pub(crate) fn composition(
    comparison: &ComparisonReport,
    families: &[Composed],
    unit: Unit,
) -> Sheet {
    let [first, second] = comparison.names.each_ref().map(|name| format::one_line(name));
    let heads = [
        String::new(),
        format!("{first}: % of messages"),
        format!("{second}: % of messages"),
        format!("{first}: % of all that is done"),
        format!("{second}: % of all that is done"),
    ];
    let rows = families.iter().map(|family| {
        let figures = family.shares.into_iter().chain(family.parts).map(|v| unit.percent(v));
        std::iter::once(words::name(&family.name)).chain(figures).collect()
    });
    let heads = heads.each_ref().map(String::as_str);
    Sheet::new("what each group does, means of persons", &heads, rows.collect())
}

/// The parts of a decomposition for one pole.
pub(crate) fn waterfall(steps: &Steps, unit: Unit) -> Sheet {
    let row = |name: &str, mix: Option<f64>, within: Option<f64>, total: Option<f64>| {
        let number = |v: Option<f64>| v.map(|v| unit.number(v)).unwrap_or_default();
        vec![words::name(name), number(mix), number(within), number(total)]
    };
    let families = steps.families.iter().map(|f| row(&f.name, Some(f.mix), Some(f.within), None));
    let rows = families.chain(steps.total.map(|total| row("all", None, None, Some(total))));
    let caption = format!("where the difference in {} focus comes from", words::name(&steps.pole));
    Sheet::new(caption, &["", "mix", "within", "whole difference"], rows.collect())
}

/// The steps of a waterfall.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Steps {
    /// The pole of focus.
    pub(crate) pole: String,
    /// Family by family.
    pub(crate) families: Vec<Step>,
    /// The whole difference.
    pub(crate) total: Option<f64>,
}

/// What one family adds to a difference.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) mix: f64,
    pub(crate) within: f64,
}

/// Waterfalls in the numbers of a finding, in their order.
pub(crate) fn steps(numbers: &[Number]) -> Vec<Steps> {
    let mut all: Vec<Steps> = Vec::new();
    for number in numbers {
        let at = all.iter().position(|steps| steps.pole == number.of).unwrap_or_else(|| {
            all.push(Steps { pole: number.of.clone(), families: Vec::new(), total: None });
            all.len() - 1
        });
        let steps = &mut all[at];
        if number.column == "total" {
            steps.total = Some(number.value);
            continue;
        }
        let at = steps.families.iter().position(|f| f.name == number.row).unwrap_or_else(|| {
            steps.families.push(Step { name: number.row.clone(), mix: 0.0, within: 0.0 });
            steps.families.len() - 1
        });
        match number.column.as_str() {
            "mix" => steps.families[at].mix = number.value,
            _ => steps.families[at].within = number.value,
        }
    }
    all
}

/// Correlations of poles: names, and the value of each pair.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Square {
    /// Poles in their order.
    pub(crate) names: Vec<String>,
    /// `[row][column]`: over persons above the diagonal, phi below.
    pub(crate) values: Vec<Vec<Option<f64>>>,
}

/// The correlations in the numbers of a finding.
pub(crate) fn square(numbers: &[Number]) -> Square {
    let mut names: Vec<String> = Vec::new();
    for name in numbers.iter().flat_map(|number| [&number.row, &number.column]) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let mut values = vec![vec![None; names.len()]; names.len()];
    let at = |name: &String| names.iter().position(|n| n == name);
    for number in numbers {
        let Some((a, b)) = at(&number.row).zip(at(&number.column)) else { continue };
        let (low, high) = (a.min(b), a.max(b));
        match number.of.as_str() {
            "persons" => values[low][high] = Some(number.value),
            _ => values[high][low] = Some(number.value),
        }
    }
    Square { names, values }
}

impl Square {
    /// As a table.
    pub(crate) fn sheet(&self) -> Sheet {
        let names: Vec<String> = self.names.iter().map(|name| words::name(name)).collect();
        let heads: Vec<&str> =
            std::iter::once("").chain(names.iter().map(String::as_str)).collect();
        let rows = names.iter().zip(&self.values).enumerate().map(|(at, (name, values))| {
            let cell = |(column, value): (usize, &Option<f64>)| match value {
                Some(value) => number::two(*value),
                None if at == column => "·".to_owned(),
                None => NONE.to_owned(),
            };
            std::iter::once(name.clone()).chain(values.iter().enumerate().map(cell)).collect()
        });
        Sheet::new("correlations of the poles", &heads, rows.collect())
    }
}

/// How far apart two groups are on each pole.
pub(crate) fn told_apart(found: &[Line]) -> Sheet {
    let heads = ["", "Cliff’s δ", "95 % interval", "Hedges’ g (95 %)", "p (exchange)", "note"];
    let rows = found.iter().map(|line| {
        let apart = line.apart;
        let delta = apart.and_then(|apart| apart.cliffs_delta);
        let range = |e: Estimate| {
            format!("{} to {}", number::two(e.interval.low), number::two(e.interval.high))
        };
        vec![
            words::name(&line.name),
            delta.map_or_else(|| NONE.to_owned(), |delta| number::two(delta.point)),
            delta.map_or_else(|| NONE.to_owned(), range),
            apart.and_then(|a| a.hedges_g).as_ref().map(number::estimate).unwrap_or_default(),
            apart.and_then(|a| a.permutation_p).map(number::p).unwrap_or_default(),
            line.note.as_deref().map(words::name).unwrap_or_default(),
        ]
    });
    Sheet::new("what tells the two apart", &heads, rows.collect())
}

/// The same question under other choices.
pub(crate) fn multiverse(universes: &[Universe], unit: Unit) -> Sheet {
    let heads = [
        "classes",
        "MOTIVATE",
        "messages at least",
        "persons",
        "people: points (95 %)",
        "people",
        "results: points (95 %)",
        "results",
    ];
    let rows = universes.iter().map(|universe| {
        let mut row = vec![
            words::name(&universe.classes),
            (if universe.motivate { "with" } else { "without" }).to_owned(),
            format::count(universe.least_messages),
            universe.sizes.map(|n| format::count(n as u64)).join(" and "),
        ];
        for line in universe.lines.iter().take(2) {
            row.push(line.answers.map_or_else(
                || NONE.to_owned(),
                |answers| {
                    let answer = answers.counted;
                    format!("{} ({})", unit.number(answer.point), unit.range(answer.interval))
                },
            ));
            row.push(words::verdict(None, line).unwrap_or_default().to_owned());
        }
        row
    });
    Sheet::new(
        "focus within the same activities, as counted, choice by choice",
        &heads,
        rows.collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(of: &str, row: &str, column: &str, value: f64) -> Number {
        Number { of: of.into(), row: row.into(), column: column.into(), value }
    }

    #[test]
    fn steps_are_gathered_by_pole_and_family() {
        let found = steps(&[
            number("people", "plan", "mix", 0.01),
            number("people", "plan", "within", -0.02),
            number("people", "all", "total", -0.01),
            number("results", "plan", "mix", 0.03),
        ]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].families, [Step { name: "plan".into(), mix: 0.01, within: -0.02 }]);
        assert_eq!((found[0].total, found[1].total), (Some(-0.01), None));
    }

    #[test]
    fn persons_stand_above_and_phi_below() {
        let found = square(&[
            number("persons", "people", "doing", 0.4),
            number("phi", "people", "doing", -0.1),
        ]);
        assert_eq!(found.names, ["people", "doing"]);
        assert_eq!(found.values, [[None, Some(0.4)], [Some(-0.1), None]]);
        let text = found.sheet().markdown(str::to_owned);
        assert!(text.contains("| people | ·      | .40   |"), "{text}");
    }
}
