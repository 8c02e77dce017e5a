//! Shares of clustered counts, their correction, decomposition and composition.

use bifocal_stats as stats;
use bifocal_stats::{ErrorRates, Estimate, Interval, Powered, Pull};
use serde_json::{Value, json};

use crate::compare::{check, clusters, estimate, list, number, numbers, pair, rows};

#[test]
fn share() {
    check("share", |input| {
        estimate(stats::share(&clusters(&input["clusters"]), number(&input["level"])))
    });
}

#[test]
fn wilson() {
    check("wilson", |input| {
        let [p, n, z] = ["p", "n", "z"].map(|name| number(&input[name]));
        let interval = stats::wilson(p, n, z);
        json!({ "low": interval.low, "high": interval.high })
    });
}

#[test]
fn pulled_share() {
    check("pulled_share", |input| {
        let total = clusters(&input["total"]);
        let pull = Pull { total: &total, strength: number(&input["strength"]) };
        let own = clusters(&input["clusters"]);
        estimate(stats::pulled_share(&own, &pull, number(&input["level"])))
    });
}

#[test]
fn jackknife_covariance() {
    check("jackknife_covariance", |input| {
        let [first, second] = ["first", "second"].map(|side| clusters(&input[side]));
        json!(stats::jackknife_covariance(&first, &second))
    });
}

fn error_rates(value: &Value) -> ErrorRates {
    let rates = numbers(value);
    ErrorRates {
        sensitivity: rates[0],
        sensitivity_error: rates[1],
        specificity: rates[2],
        specificity_error: rates[3],
    }
}

#[test]
fn rogan_gladen() {
    check("rogan_gladen", |input| {
        let counted = numbers(&input["counted"]);
        let interval = Interval { low: counted[2], high: counted[3] };
        let counted = Estimate { point: counted[0], standard_error: counted[1], interval };
        let rates = error_rates(&input["rates"]);
        estimate(stats::rogan_gladen(&counted, &rates, number(&input["critical"])))
    });
}

#[test]
fn rogan_gladen_difference() {
    check("rogan_gladen_difference", |input| {
        let (point, standard_error) = pair(&input["counted"]);
        let counted = stats::Difference { point, standard_error, freedom: 9.0 };
        let rates = error_rates(&input["rates"]);
        let found = stats::rogan_gladen_difference(&counted, &rates).expect("good instrument");
        json!({"point": found.point, "standard_error": found.standard_error})
    });
}

fn powered(found: Option<Powered>) -> Value {
    let found = found.expect("enough");
    let mut value = estimate(Some(found.estimate));
    value["trust"] = json!(found.trust);
    value
}

#[test]
fn prediction_powered() {
    check("prediction_powered", |input| {
        let (labelled, others) = (list(&input["labelled"], pair), numbers(&input["others"]));
        let (trust, level) = (input["trust"].as_f64(), number(&input["level"]));
        powered(stats::prediction_powered(&labelled, &others, trust, level))
    });
}

#[test]
fn clustered_prediction_powered() {
    check("clustered_prediction_powered", |input| {
        let labelled: Vec<_> =
            rows(&input["labelled"]).into_iter().map(|[n, y, f]| (n, y, f)).collect();
        let others = list(&input["others"], pair);
        let (trust, level) = (input["trust"].as_f64(), number(&input["level"]));
        powered(stats::clustered_prediction_powered(&labelled, &others, trust, level))
    });
}

#[test]
fn kitagawa() {
    check("kitagawa", |input| {
        let parts = stats::kitagawa(&rows::<4>(&input["classes"]));
        json!({
            "mix": parts.mix, "rate": parts.rate,
            "mix_total": parts.mix_total(), "rate_total": parts.rate_total(),
        })
    });
}

#[test]
fn closure() {
    check("closure", |input| json!(stats::closure(&numbers(&input["parts"]))));
}

#[test]
fn clr() {
    check("clr", |input| json!(stats::clr(&numbers(&input["parts"]))));
}

#[test]
fn ilr() {
    check("ilr", |input| json!(stats::ilr(&numbers(&input["parts"]))));
}

#[test]
fn aitchison_distance() {
    check("aitchison_distance", |input| {
        json!(stats::aitchison_distance(&numbers(&input["a"]), &numbers(&input["b"])))
    });
}

#[test]
fn total_variation() {
    check("total_variation", |input| {
        json!(stats::total_variation(&numbers(&input["a"]), &numbers(&input["b"])))
    });
}

#[test]
fn replace_zeros() {
    check("replace_zeros", |input| {
        let [counts, prior] = ["counts", "prior"].map(|key| numbers(&input[key]));
        json!(stats::replace_zeros(&counts, &prior, number(&input["strength"])))
    });
}
