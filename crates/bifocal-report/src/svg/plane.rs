//! The plane: people focus × results focus, two independent shares.

use bifocal_core::profile::{Plane, Region};
use maud::{Markup, html};

use super::marks::Sign;
use super::scale::{along, px, unit};
use crate::figure::{Figure, Reading};
use crate::words;

const SIZE: f64 = 360.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 34.0;
const STEPS: usize = 96;

fn x(share: f64) -> f64 {
    along(share, LEFT, SIZE)
}

fn y(share: f64) -> f64 {
    along(1.0 - unit(share), TOP, SIZE)
}

/// The drawing with region, point, corrected value and the intervals along both axes.
pub(crate) fn plane(plane: &Plane) -> Markup {
    let people = Figure::new(&plane.people, "/profile/plane/people");
    let results = Figure::new(&plane.results, "/profile/plane/results");
    html! {
        svg.plane viewBox="0 0 424 446" role="img" aria-label=(words::plane_label(&people, &results)) {
            defs { clipPath id="plane-clip" { rect x=(px(LEFT)) y=(px(TOP)) width=(px(SIZE)) height=(px(SIZE)) {} } }
            (frame())
            @match (people.counted(), results.counted()) {
                (Some(p), Some(r)) => (counted(plane.region.as_ref(), &people, &results, &p, &r)),
                _ => {
                    text.why x=(px(x(0.5))) y=(px(y(0.5) - 6.0)) text-anchor="middle" { "No place in the plane yet" }
                    text.few x=(px(x(0.5))) y=(px(y(0.5) + 14.0)) text-anchor="middle" {
                        (words::why_not(&plane.people))
                    }
                }
            }
            @if let (Some(p), Some(r)) = (people.corrected(), results.corrected()) {
                (corrected(&people, &results, &p, &r))
            }
        }
    }
}

fn frame() -> Markup {
    let corners = [
        (0.0, 1.0, "results often,", "people seldom"),
        (1.0, 1.0, "both often", ""),
        (0.0, 0.0, "both seldom", ""),
        (1.0, 0.0, "people often,", "results seldom"),
    ];
    html! {
        rect.sheet x=(px(LEFT)) y=(px(TOP)) width=(px(SIZE)) height=(px(SIZE)) {}
        @for quarter in 0..=4u8 {
            @let share = f64::from(quarter) / 4.0;
            line.grid x1=(px(x(share))) x2=(px(x(share))) y1=(px(y(0.0))) y2=(px(y(1.0))) {}
            line.grid x1=(px(x(0.0))) x2=(px(x(1.0))) y1=(px(y(share))) y2=(px(y(share))) {}
            text.tick x=(px(x(share))) y=(px(y(0.0) + 22.0)) text-anchor="middle" { (px(share * 100.0)) }
            text.tick x=(px(x(0.0) - 12.0)) y=(px(y(share) + 4.0)) text-anchor="end" { (px(share * 100.0)) }
        }
        text.axis-name.ink-people x=(px(x(1.0))) y=(px(y(0.0) + 42.0)) text-anchor="end" {
            "% of messages that attend to people →"
        }
        text.axis-name.ink-results x="0" y="14" { "↑ % of messages that attend to results" }
        @for (right, up, first, second) in corners {
            @let anchor = if right > 0.5 { "end" } else { "start" };
            @let inside = if right > 0.5 { -10.0 } else { 10.0 };
            @let lines = if second.is_empty() { 1.0 } else { 2.0 };
            @let base = if up > 0.5 { y(up) + 20.0 } else { y(up) + 3.0 - 15.0 * lines };
            text.corner text-anchor=(anchor) y=(px(base)) {
                tspan x=(px(x(right) + inside)) { (first) }
                @if !second.is_empty() { tspan x=(px(x(right) + inside)) dy="15" { (second) } }
            }
        }
    }
}

fn counted(
    region: Option<&Region>,
    people: &Figure<'_>,
    results: &Figure<'_>,
    p: &Reading<'_>,
    r: &Reading<'_>,
) -> Markup {
    let (bottom, left) = (y(0.0), x(0.0));
    let (pi, ri) = (p.estimate.interval, r.estimate.interval);
    html! {
        @if let Some(region) = region {
            g.mark {
                title { (words::region(people, results)) }
                polygon.region clip-path="url(#plane-clip)"
                    points=(ellipse(region, p.estimate.point, r.estimate.point)) {}
            }
        }
        g.mark {
            title { (words::mark("People focus", people)) }
            rect.hit x=(px(x(pi.low))) width=(px(x(pi.high) - x(pi.low))) y=(px(bottom - 10.0)) height="20" {}
            rect.band.fill-people x=(px(x(pi.low))) width=(px(x(pi.high) - x(pi.low))) y=(px(bottom - 3.5))
                height="7" rx="3.5" data-figure=(p.at) data-low=(pi.low) data-high=(pi.high) {}
        }
        g.mark {
            title { (words::mark("Results focus", results)) }
            rect.hit x=(px(left - 10.0)) width="20" y=(px(y(ri.high))) height=(px(y(ri.low) - y(ri.high))) {}
            rect.band.fill-results x=(px(left - 3.5)) width="7" y=(px(y(ri.high)))
                height=(px(y(ri.low) - y(ri.high))) data-figure=(r.at) data-low=(ri.low) data-high=(ri.high) {}
        }
        @if p.point && r.point {
            g.mark {
                title { (words::point("As counted", p, r)) }
                circle.here cx=(px(x(p.estimate.point))) cy=(px(y(r.estimate.point))) r="6"
                    data-figure={ (p.at) "/point" } data-value=(p.estimate.point) {}
            }
        }
    }
}

fn corrected(
    people: &Figure<'_>,
    results: &Figure<'_>,
    p: &Reading<'_>,
    r: &Reading<'_>,
) -> Markup {
    let (pi, ri) = (p.estimate.interval, r.estimate.interval);
    html! {
        g.mark.corrected {
            @if p.point && r.point {
                title { (words::point("Corrected for the coder's errors", p, r)) }
                @let (cx, cy) = (px(x(p.estimate.point)), px(y(r.estimate.point)));
                line x1=(px(x(pi.low))) x2=(px(x(pi.high))) y1=(cy) y2=(cy)
                    data-figure=(p.at) data-low=(pi.low) data-high=(pi.high) {}
                line x1=(cx) x2=(cx) y1=(px(y(ri.low))) y2=(px(y(ri.high)))
                    data-figure=(r.at) data-low=(ri.low) data-high=(ri.high) {}
                circle.hollow cx=(cx) cy=(cy) r="6"
                    data-figure={ (p.at) "/point" } data-value=(p.estimate.point) {}
            } @else {
                title { (words::corrected_box(people, results)) }
                rect.box x=(px(x(pi.low))) y=(px(y(ri.high))) width=(px(x(pi.high) - x(pi.low)))
                    height=(px(y(ri.low) - y(ri.high)))
                    data-figure=(p.at) data-low=(pi.low) data-high=(pi.high) {}
            }
        }
    }
}

/// Outline of the ellipse, by the Cholesky factor of its covariance.
fn ellipse(region: &Region, people: f64, results: f64) -> String {
    let a = region.people_variance.max(0.0).sqrt();
    let b = if a > 0.0 { region.covariance / a } else { 0.0 };
    let c = (region.results_variance - b * b).max(0.0).sqrt();
    let place = |step: usize| {
        let (sin, cos) = (step as f64 / STEPS as f64 * std::f64::consts::TAU).sin_cos();
        let right = region.radius * a * cos;
        let up = region.radius * (b * cos + c * sin);
        // Not cut here: the clip path cuts, and keeps the curve's shape.
        let px_x = (people + right).mul_add(SIZE, LEFT);
        let px_y = (1.0 - results - up).mul_add(SIZE, TOP);
        format!("{},{}", px(px_x), px(px_y))
    };
    (0..STEPS).map(place).collect::<Vec<_>>().join(" ")
}

/// Signs of the legend.
pub(crate) fn legend(plane: &Plane) -> Markup {
    let people = Figure::new(&plane.people, "");
    let results = Figure::new(&plane.results, "");
    let points = [&people, &results].iter().all(|f| f.counted().is_some_and(|r| r.point));
    let corrected = people.corrected().is_some() && results.corrected().is_some();
    html! {
        ul.legend {
            @if plane.region.is_some() {
                li { svg.key viewBox="0 0 26 14" width="26" height="14" aria-hidden="true" { ellipse.region cx="13" cy="7" rx="11" ry="5.5" {} } "joint 95 % region, as counted" }
            }
            @if points {
                li { svg.key viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" { circle.here cx="7" cy="7" r="5" {} } "as counted" }
            }
            @if corrected && points {
                li { svg.key viewBox="0 0 26 14" width="26" height="14" aria-hidden="true" { g.corrected { line x1="0" x2="26" y1="7" y2="7" {} circle.hollow cx="13" cy="7" r="5" {} } } "corrected for the coder’s errors" }
            } @else if corrected {
                li { svg.key viewBox="0 0 26 14" width="26" height="14" aria-hidden="true" { g.corrected { rect.box x="2" y="2" width="22" height="10" {} } } "corrected for the coder’s errors: both intervals" }
            }
            @if people.counted().is_some() {
                li { (Sign::People.inline()) (Sign::Results.inline()) "95 % interval of each share alone, on its axis" }
            }
        }
    }
}
