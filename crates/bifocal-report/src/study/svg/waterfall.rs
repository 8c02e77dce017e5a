//! Waterfalls: from no difference to the whole difference of two groups, family by family.

use maud::{Markup, html};

use super::super::number::Unit;
use super::super::sheets::Steps;
use super::super::words;
use crate::svg::scale::{Domain, across, px};

/// Height of a family: two bars with the same room about them.
const HEIGHT: f64 = 48.0;
const BAR: f64 = 14.0;
/// Where the bars of mix and of focus within begin.
const TOPS: [f64; 2] = [6.0, 28.0];

/// A bar from where the one before it ended.
struct Bar {
    from: f64,
    to: f64,
    text: String,
}

/// The waterfall of one pole.
pub(crate) fn waterfall(steps: &Steps, unit: Unit, names: &[String; 2]) -> Markup {
    let mut place = 0.0;
    let mut next = |name: &str, part: &str, value: f64| {
        let from = place;
        place += value;
        let text = format!("{}, {part}: {} {}", words::name(name), unit.number(value), unit.name());
        Bar { from, to: place, text }
    };
    let families: Vec<(&str, [Bar; 2], String)> = steps
        .families
        .iter()
        .map(|f| {
            let bars = [next(&f.name, "mix", f.mix), next(&f.name, "within", f.within)];
            let value = format!("mix {} · within {}", unit.number(f.mix), unit.number(f.within));
            (f.name.as_str(), bars, value)
        })
        .collect();
    let reach = families.iter().flat_map(|(_, bars, _)| bars.iter().map(|bar| bar.to));
    let domain = Domain::covering(reach.chain(steps.total), [-2.0, 2.0]);
    let [left, right] = words::ends(names);
    let last = domain.ticks().len() - 1;
    html! {
        div.forest.waterfall {
            div.row.columns-head aria-hidden="true" {
                span {}
                div {
                    div.ends { bdi { (left) } bdi { (right) } }
                    svg.axis width="100%" height="18" aria-hidden="true" focusable="false" {
                        @for (i, tick) in domain.ticks().into_iter().enumerate() {
                            @let anchor = if i == 0 { "start" } else if i == last { "end" } else { "middle" };
                            text x=(across(domain.place(tick))) y="12" text-anchor=(anchor) { (unit.tick(tick)) }
                        }
                    }
                }
                span {}
            }
            @for (name, bars, value) in &families {
                (row(&words::name(name), value, &domain, &html! {
                    (bar(&bars[0], &domain, TOPS[0], &format!("mix line-{}", steps.pole), Some(&format!("url(#hatch-{})", steps.pole))))
                    (bar(&bars[1], &domain, TOPS[1], &format!("within fill-{}", steps.pole), None))
                    (joint(bars[0].from, &domain, 0.0, TOPS[0]))
                    (joint(bars[0].to, &domain, TOPS[0] + BAR, TOPS[1]))
                    (joint(bars[1].to, &domain, TOPS[1] + BAR, HEIGHT))
                }, &format!("{}. {}", bars[0].text, bars[1].text)))
            }
            @if let Some(total) = steps.total {
                @let text = format!("whole difference: {} {}", unit.number(total), unit.name());
                @let whole = Bar { from: 0.0, to: total, text: text.clone() };
                (row("whole difference", &unit.number(total), &domain,
                    &bar(&whole, &domain, (HEIGHT - BAR) / 2.0, "whole", None), &text))
            }
        }
    }
}

fn row(name: &str, value: &str, domain: &Domain, bars: &Markup, label: &str) -> Markup {
    html! {
        div.row {
            div.name { strong { (name) } }
            div.track {
                svg.rule width="100%" height="100%" aria-hidden="true" focusable="false" {
                    @for tick in domain.ticks() {
                        line.grid x1=(across(domain.place(tick))) x2=(across(domain.place(tick))) y1="0" y2="100%" {}
                    }
                    line.zero x1=(across(domain.place(0.0))) x2=(across(domain.place(0.0))) y1="0" y2="100%" {}
                }
                svg.lanes width="100%" height=(px(HEIGHT)) role="img" aria-label=(label) { (bars) }
            }
            div.values aria-hidden="true" { span { (value) } }
        }
    }
}

fn bar(bar: &Bar, domain: &Domain, top: f64, class: &str, fill: Option<&str>) -> Markup {
    let (from, to) = (domain.place(bar.from.min(bar.to)), domain.place(bar.from.max(bar.to)));
    html! {
        g.mark {
            title { (bar.text) }
            rect.hit x="0" width="100%" y=(px(top - 3.0)) height=(px(BAR + 6.0)) {}
            rect class={ "step-bar " (class) } x=(across(from)) width=(across(to - from)) y=(px(top)) height=(px(BAR)) fill=[fill] {}
            // What is too thin to be seen still has a place.
            line.step-end x1=(across(domain.place(bar.to))) x2=(across(domain.place(bar.to))) y1=(px(top)) y2=(px(top + BAR)) {}
        }
    }
}

/// The line from one bar to the next.
fn joint(value: f64, domain: &Domain, from: f64, to: f64) -> Markup {
    let x = across(domain.place(value));
    html! { line.joint x1=(x) x2=(x) y1=(px(from)) y2=(px(to)) {} }
}

/// Signs of its legend.
pub(crate) fn legend(pole: &str) -> Markup {
    html! {
        ul.legend {
            li { svg.key viewBox="0 0 26 14" width="26" height="14" aria-hidden="true" {
                rect class={ "step-bar mix line-" (pole) } x="1" y="1" width="24" height="12" fill={ "url(#hatch-" (pole) ")" } {}
            } "mix: doing more or less of it" }
            li { svg.key viewBox="0 0 26 14" width="26" height="14" aria-hidden="true" {
                rect class={ "step-bar within fill-" (pole) } x="1" y="1" width="24" height="12" {}
            } "within: attending otherwise in it" }
        }
    }
}
