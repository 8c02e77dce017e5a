//! Heat maps of correlations. They are tables, so that everybody can read them: the shade adds nothing
//! that the number does not say.

use maud::{Markup, html};

use super::super::number;
use super::super::sheets::Square;
use super::super::words;

/// From these sizes on a cell is a step darker.
const STEPS: [f64; 4] = [0.1, 0.3, 0.5, 0.7];

/// Correlations of poles.
pub(crate) fn heat(square: &Square, caption: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.heat {
                caption { (caption) }
                thead { tr {
                    th scope="col" { span.aside { "pole" } }
                    @for name in &square.names { th scope="col" { span.upright { (words::name(name)) } } }
                } }
                tbody {
                    @for (row, name) in square.names.iter().enumerate() {
                        tr {
                            th scope="row" { (words::name(name)) }
                            @for (column, value) in square.values[row].iter().enumerate() {
                                (cell(*value, row == column))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(value: Option<f64>, diagonal: bool) -> Markup {
    html! {
        @match value {
            Some(value) => td class=(class(value)) { (number::two(value)) },
            None if diagonal => td.diagonal { "·" },
            None => td { (number::NONE) },
        }
    }
}

fn class(value: f64) -> String {
    let step = STEPS.iter().filter(|step| value.abs() >= **step).count();
    format!("heat-{step}{}", if value < 0.0 { " below" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_follow_the_size() {
        assert_eq!(class(0.0), "heat-0");
        assert_eq!(class(0.31), "heat-2");
        assert_eq!(class(-0.9), "heat-4 below");
        assert_eq!(class(f64::NAN), "heat-0");
    }
}
