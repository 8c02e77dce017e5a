//! What two groups do, as two stacks; strips join the same family, and carry its name.

use bifocal_study::report::Composed;
use maud::{Markup, html};

use super::super::number::Unit;
use super::super::words;
use crate::svg::scale::{px, spread, unit as cut};

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 300.0;
/// Left edges of the two stacks, and their width.
const STACKS: [f64; 2] = [64.0, 388.0];
const STACK: f64 = 28.0;
/// Room that a line of letters needs.
const LINE: f64 = 17.0;

/// Both stacks. Parts that are 0 in both have no strip; the table has them.
pub(crate) fn stacks(families: &[Composed], names: &[String; 2], unit: Unit) -> Markup {
    let seen: Vec<&Composed> =
        families.iter().filter(|f| f.parts.iter().any(|p| *p > 0.0)).collect();
    let edges = [0, 1].map(|at| edges(&seen, at));
    let middle = |at: usize, i: usize| f64::midpoint(edges[at][i], edges[at][i + 1]);
    let mut labels: [Vec<f64>; 3] = [
        (0..seen.len()).map(|i| middle(0, i)).collect(),
        (0..seen.len()).map(|i| f64::midpoint(middle(0, i), middle(1, i))).collect(),
        (0..seen.len()).map(|i| middle(1, i)).collect(),
    ];
    labels.iter_mut().for_each(|places| spread(places, LINE, HEIGHT - LINE / 2.0));
    let text = |family: &Composed| {
        let [a, b] = family.parts.map(|part| unit.percent(part));
        format!("{}: {a} % and {b} %", words::name(&family.name))
    };
    let label: Vec<String> = seen.iter().map(|family| text(family)).collect();
    html! {
        div.stacks {
            div.ends aria-hidden="true" { @for name in names { bdi { (crate::format::one_line(name)) } } }
            svg viewBox={ "0 0 " (px(WIDTH)) " " (px(HEIGHT)) } role="img" aria-label=(label.join(". ")) {
                @for (i, family) in seen.iter().enumerate() {
                    g.mark {
                        title { (text(family)) }
                        polygon class={ "strip tint-" (i % 2) } points=(strip(edges[0][i], edges[0][i + 1], edges[1][i], edges[1][i + 1])) {}
                        @for at in [0, 1] {
                            rect class={ "stack tint-" (i % 2) } x=(px(STACKS[at])) width=(px(STACK)) y=(px(edges[at][i] + 0.8))
                                height=(px((edges[at][i + 1] - edges[at][i] - 1.6).max(0.6))) {}
                        }
                    }
                }
                // Letters lie over all strips: one may be lower than its letters.
                @for (i, family) in seen.iter().enumerate() {
                    g {
                        text.part x=(px(STACKS[0] - 8.0)) y=(px(labels[0][i] + 4.5)) text-anchor="end" { (unit.percent(family.parts[0])) " %" }
                        text.family x=(px(WIDTH / 2.0)) y=(px(labels[1][i] + 4.5)) text-anchor="middle" { (words::name(&family.name)) }
                        text.part x=(px(STACKS[1] + STACK + 8.0)) y=(px(labels[2][i] + 4.5)) text-anchor="start" { (unit.percent(family.parts[1])) " %" }
                    }
                }
            }
        }
    }
}

/// Where the families of a group begin and end, from the top.
fn edges(families: &[&Composed], at: usize) -> Vec<f64> {
    let mut edges = vec![0.0];
    for family in families {
        let end = edges.last().copied().unwrap_or(0.0) + cut(family.parts[at]) * HEIGHT;
        edges.push(end);
    }
    edges
}

fn strip(top: f64, bottom: f64, other_top: f64, other_bottom: f64) -> String {
    let (left, right) = (px(STACKS[0] + STACK), px(STACKS[1]));
    format!(
        "{left},{} {right},{} {right},{} {left},{}",
        px(top),
        px(other_top),
        px(other_bottom),
        px(bottom)
    )
}
