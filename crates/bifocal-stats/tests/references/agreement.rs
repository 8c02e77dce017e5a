//! Agreement and reliability.

use bifocal_stats as stats;
use bifocal_stats::{Level, Null};
use serde_json::{Value, json};

use crate::compare::{check, ends, list, number, numbers, pair, ratings};

#[test]
fn krippendorff_alpha() {
    check("krippendorff_alpha", |input| {
        let level = match input["level"].as_str() {
            Some("nominal") => Level::Nominal,
            Some("ordinal") => Level::Ordinal,
            Some("interval") => Level::Interval,
            Some("ratio") => Level::Ratio,
            other => panic!("{other:?} is no level"),
        };
        json!(stats::krippendorff_alpha(&ratings(&input["rows"]), level))
    });
}

fn pairs(input: &Value) -> (Vec<(usize, usize, f64)>, usize) {
    let whole = |value: &Value| number(value) as usize;
    let pairs = list(&input["pairs"], |p| (whole(&p[0]), whole(&p[1]), number(&p[2])));
    (pairs, whole(&input["categories"]))
}

#[test]
fn cohen_kappa() {
    check("cohen_kappa", |input| {
        let (pairs, categories) = pairs(input);
        json!(stats::cohen_kappa(pairs, categories))
    });
}

#[test]
fn weighted_kappa() {
    check("weighted_kappa", |input| {
        let (pairs, categories) = pairs(input);
        json!(stats::weighted_kappa(pairs, categories))
    });
}

#[test]
fn fleiss_kappa() {
    check("fleiss_kappa", |input| {
        let counts = list(&input["counts"], |row| list(row, |c| number(c) as u32));
        let fleiss = stats::fleiss_kappa(&counts).expect("a kappa");
        json!({ "kappa": fleiss.kappa, "categories": fleiss.categories, "z": fleiss.z })
    });
}

#[test]
fn shrout_fleiss() {
    check("shrout_fleiss", |input| {
        let icc = stats::shrout_fleiss(&ratings(&input["rows"])).expect("correlations");
        json!({
            "one": icc.one, "two": icc.two, "three": icc.three,
            "one_mean": icc.one_mean, "two_mean": icc.two_mean, "three_mean": icc.three_mean,
            "f": icc.f, "intervals": icc.intervals.map(ends),
        })
    });
}

#[test]
fn shrout_fleiss_gaps() {
    check("shrout_fleiss_gaps", |input| {
        let icc = stats::shrout_fleiss_gaps(&ratings(&input["rows"])).expect("correlations");
        json!({
            "one": icc.one, "two": icc.two, "three": icc.three,
            "one_mean": icc.one_mean, "two_mean": icc.two_mean, "three_mean": icc.three_mean,
        })
    });
}

#[test]
fn group_correlation() {
    check("group_correlation", |input| {
        let icc = stats::group_correlation(&list(&input["groups"], numbers)).expect("groups");
        json!({ "one": icc.one, "one_by_sizes": icc.one_by_sizes, "two": icc.two, "f": icc.f })
    });
}

#[test]
fn cronbach_alpha() {
    check("cronbach_alpha", |input| {
        crate::compare::estimate(stats::cronbach_alpha(&ratings(&input["rows"])))
    });
}

fn null(input: &Value) -> Null {
    match input["null"].as_str() {
        Some("uniform") => Null::Uniform { steps: number(&input["steps"]) as u32 },
        Some("slight_skew") => Null::SlightSkew,
        Some("normal") => Null::Normal,
        other => panic!("{other:?} is no null"),
    }
}

#[test]
fn rwg() {
    check("rwg", |input| json!(stats::rwg(&numbers(&input["ratings"]), null(input))));
}

#[test]
fn rwg_j() {
    check("rwg_j", |input| json!(stats::rwg_j(&list(&input["raters"], numbers), null(input))));
}

#[test]
fn rwg_star_j() {
    check("rwg_star_j", |input| {
        json!(stats::rwg_star_j(&list(&input["raters"], numbers), null(input)))
    });
}

#[test]
fn spearman_brown() {
    check("spearman_brown", |input| {
        json!(stats::spearman_brown(number(&input["reliability"]), number(&input["times"])))
    });
}

#[test]
fn spearman_brown_times() {
    check("spearman_brown_times", |input| {
        json!(stats::spearman_brown_times(number(&input["reliability"]), number(&input["wanted"])))
    });
}

#[test]
fn reliability() {
    check("reliability", |input| {
        json!(stats::reliability(number(&input["between"]), number(&input["error"])))
    });
}

#[test]
fn growth_needed() {
    check("growth_needed", |input| {
        let [between, error, wanted] = ["between", "error", "wanted"].map(|k| number(&input[k]));
        json!(stats::growth_needed(between, error, wanted))
    });
}

#[test]
fn between_variance() {
    check("between_variance", |input| {
        json!(stats::between_variance(&list(&input["persons"], pair)))
    });
}
