//! Forest plots: a row for each line, with a lane for each way of counting, on one scale.

use bifocal_stats::Interval;
use bifocal_study::claims::{Line, Measure};
use bifocal_study::plan::Claim;
use maud::{Markup, html};

use super::super::number::{self, NONE, Unit};
use super::super::{sheets, words};
use super::verdict;
use super::way::Way;
use crate::svg::scale::{Domain, across, px};

/// Height of one lane; the values beside it are as high.
const LANE: f64 = 22.0;

/// A forest plot.
pub(crate) struct Forest {
    domain: Domain,
    /// What counts as none, or from where a claim is met: drawn as a band.
    band: Option<[f64; 2]>,
    ticks: Vec<String>,
    rows: Vec<Row>,
    /// What lies at the ends of the scale.
    ends: Option<[String; 2]>,
}

struct Row {
    name: String,
    verdict: Markup,
    marks: Vec<Mark>,
}

struct Mark {
    way: Way,
    /// What it is in the JSON.
    at: String,
    point: f64,
    wide: Interval,
    /// Where the interval stands in the JSON.
    wide_at: String,
    narrow: Option<Interval>,
    /// The figure beside the lane.
    value: String,
    /// What the mark says.
    text: String,
}

impl Forest {
    /// Of tested lines. `at` is their place in the JSON.
    pub(crate) fn of(
        lines: &[Line],
        claim: Option<Claim>,
        unit: Unit,
        names: Option<&[String; 2]>,
        at: &str,
    ) -> Self {
        let common = words::common(lines);
        let rows = lines.iter().enumerate();
        let rows: Vec<Row> = rows
            .map(|(i, line)| {
                let why = words::why(claim, line, common);
                row(line, claim, unit, why, &format!("{at}/{i}"))
            })
            .collect();
        let margin = lines.first().map(|line| line.margin);
        let limits = match unit.measure() {
            Measure::Persons => [0.0, 1.0],
            Measure::Sentences => [f64::NEG_INFINITY, f64::INFINITY],
            _ => [-1.0, 1.0],
        };
        let whole = |margin: f64| match unit.measure() {
            // The whole of what there can be.
            Measure::Persons => [0.0, 1.0],
            Measure::Explained => [0.0, margin],
            _ if claim == Some(Claim::HowManyThings) => [0.0, 1.0],
            _ => [-margin, margin],
        };
        let wanted = margin.into_iter().flat_map(whole);
        let domain = Domain::covering(rows.iter().flat_map(Row::reach).chain(wanted), limits);
        let band = margin.map(|margin| match unit.measure() {
            Measure::Persons => [margin, domain.high()],
            Measure::Explained => [0.0, margin],
            _ if claim == Some(Claim::HowManyThings) => [margin, domain.high()],
            _ => [-margin, margin],
        });
        let ticks = domain.ticks().into_iter().map(|tick| unit.tick(tick)).collect();
        let difference = matches!(unit.measure(), Measure::Share | Measure::Sentences);
        let ends = names.filter(|_| difference).map(words::ends);
        Self { domain, band, ticks, rows, ends }
    }

    /// Of how far apart two groups are on each line: Cliff's delta.
    pub(crate) fn apart(lines: &[Line], names: &[String; 2], at: &str) -> Self {
        let rows: Vec<Row> = lines
            .iter()
            .enumerate()
            .map(|(i, line)| apart_row(line, &format!("{at}/{i}")))
            .collect();
        let domain =
            Domain::covering(rows.iter().flat_map(Row::reach).chain([-0.5, 0.5]), [-1.0, 1.0]);
        let ticks = domain.ticks().into_iter().map(number::tick).collect();
        Self { domain, band: None, ticks, rows, ends: Some(words::ends(names)) }
    }

    /// Whether figures were made in more than one way, so that the ways have to be named.
    fn many_ways(&self) -> bool {
        self.rows.iter().any(|row| row.marks.len() > 1)
    }

    /// The plot.
    pub(crate) fn html(&self) -> Markup {
        let form = if self.many_ways() { "forest" } else { "forest one-way" };
        html! {
            div class=(form) {
                div.row.columns-head aria-hidden="true" {
                    span {}
                    div {
                        @if let Some([left, right]) = &self.ends {
                            div.ends { bdi { (left) } bdi { (right) } }
                        }
                        (self.axis())
                    }
                    span {}
                }
                @for row in &self.rows { (self.row(row)) }
            }
        }
    }

    fn axis(&self) -> Markup {
        let last = self.ticks.len().saturating_sub(1);
        html! {
            svg.axis width="100%" height="18" aria-hidden="true" focusable="false" {
                @for (i, (tick, text)) in self.domain.ticks().into_iter().zip(&self.ticks).enumerate() {
                    @let anchor = if i == 0 { "start" } else if i == last { "end" } else { "middle" };
                    text x=(across(self.domain.place(tick))) y="12" text-anchor=(anchor) { (text) }
                }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        let height = LANE * row.marks.len().max(1) as f64;
        let label: Vec<&str> = row.marks.iter().map(|mark| mark.text.as_str()).collect();
        let label =
            if label.is_empty() { format!("{}: no figure", row.name) } else { label.join(". ") };
        html! {
            div.row {
                div.name { strong { (row.name) } (row.verdict) }
                div.track {
                    (self.ground())
                    svg.lanes width="100%" height=(px(height)) role="img" aria-label=(label) {
                        @for (i, mark) in row.marks.iter().enumerate() {
                            (self.mark(mark, (i as f64 + 0.5) * LANE))
                        }
                    }
                }
                div.values aria-hidden="true" {
                    @if row.marks.is_empty() { span { (NONE) } }
                    @for mark in &row.marks {
                        @if self.many_ways() {
                            span { (mark.way.inline()) span.way-name { (mark.way.name()) } " " (mark.value) }
                        } @else { span { (mark.value) } }
                    }
                }
            }
        }
    }

    /// Band, ticks and the line of no difference, as high as the row, so that they run on from row to row.
    fn ground(&self) -> Markup {
        let place = |value: f64| across(self.domain.place(value));
        html! {
            svg.rule width="100%" height="100%" aria-hidden="true" focusable="false" {
                @if let Some([low, high]) = self.band {
                    @let (from, to) = (self.domain.place(low), self.domain.place(high));
                    rect.margin x=(across(from)) width=(across(to - from)) y="0" height="100%" {}
                }
                @for tick in self.domain.ticks() {
                    line.grid x1=(place(tick)) x2=(place(tick)) y1="0" y2="100%" {}
                }
                line.zero x1=(place(0.0)) x2=(place(0.0)) y1="0" y2="100%" {}
            }
        }
    }

    fn mark(&self, mark: &Mark, middle: f64) -> Markup {
        let place = |value: f64| across(self.domain.place(value));
        let y = px(middle);
        html! {
            g.mark {
                title { (mark.text) }
                rect.hit x="0" width="100%" y=(px(middle - LANE / 2.0)) height=(px(LANE)) {}
                line class={ "wide " (mark.way.key()) } x1=(place(mark.wide.low)) x2=(place(mark.wide.high)) y1=(y) y2=(y)
                    data-figure=(mark.wide_at) data-low=(mark.wide.low) data-high=(mark.wide.high) {}
                @if let Some(narrow) = mark.narrow {
                    line class={ "narrow " (mark.way.key()) } x1=(place(narrow.low)) x2=(place(narrow.high)) y1=(y) y2=(y)
                        data-figure={ (mark.at) "/narrow" } data-low=(narrow.low) data-high=(narrow.high) {}
                }
                (self.end(mark.wide.low, &y, "M6-4.5L0 0l6 4.5"))
                (self.end(mark.wide.high, &y, "M-6-4.5L0 0l-6 4.5"))
                g data-figure={ (mark.at) "/point" } data-value=(mark.point) { (mark.way.at(&place(mark.point), &y)) }
            }
        }
    }

    /// An end that lies outside of the scale.
    fn end(&self, value: f64, y: &str, arrow: &str) -> Markup {
        html! {
            @if !self.domain.holds(value) {
                svg x=(across(self.domain.place(value))) y=(y) overflow="visible" width="1" height="1" { path.beyond d=(arrow) {} }
            }
        }
    }
}

impl Row {
    fn reach(&self) -> impl Iterator<Item = f64> {
        self.marks.iter().flat_map(|mark| [mark.wide.low, mark.wide.high, mark.point])
    }
}

fn row(line: &Line, claim: Option<Claim>, unit: Unit, why: Option<String>, at: &str) -> Row {
    let name = words::name(&line.name);
    let finite = |v: f64| v.is_finite();
    let marks = sheets::ways(line).into_iter().filter(|(_, answer)| {
        finite(answer.point) && finite(answer.interval.low) && finite(answer.interval.high)
    });
    let marks = marks.map(|(way, answer)| Mark {
        way,
        at: format!("{at}/answers/{}", way.key()),
        point: answer.point,
        wide: answer.interval,
        wide_at: format!("{at}/answers/{}/interval", way.key()),
        narrow: Some(answer.narrow),
        value: format!("{} ({})", unit.number(answer.point), unit.range(answer.interval)),
        text: format!(
            "{name}, {}: {} (95 % interval {}; 90 % {})",
            way.name(),
            unit.number(answer.point),
            unit.range(answer.interval),
            unit.range(answer.narrow)
        ),
    });
    let marks = marks.collect();
    let verdict = html! {
        @if let Some(words) = words::verdict(claim, line) {
            span.line-verdict { (verdict::line(line.verdict)) (words) }
        }
        @if let Some(why) = why { span.definition { (why) } }
    };
    Row { name, verdict, marks }
}

fn apart_row(line: &Line, at: &str) -> Row {
    let name = words::name(&line.name);
    let delta = line.apart.and_then(|apart| apart.cliffs_delta);
    let mark = delta.map(|delta| Mark {
        way: Way::Counted,
        at: format!("{at}/apart/cliffs_delta"),
        point: delta.point,
        wide: delta.interval,
        // The ends of an estimate stand beside its point.
        wide_at: format!("{at}/apart/cliffs_delta"),
        narrow: None,
        value: number::estimate(&delta),
        text: format!("{name}: Cliff’s δ {}", number::estimate(&delta)),
    });
    let verdict = html! {
        @if let Some(note) = &line.note { span.definition { (words::name(note)) } }
    };
    Row { name, verdict, marks: mark.into_iter().collect() }
}
