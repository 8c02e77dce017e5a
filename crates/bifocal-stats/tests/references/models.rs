//! Pooling and variance shares.

use bifocal_stats as stats;
use bifocal_stats::{Observation, Spread};
use serde_json::{Value, json};

use crate::compare::{check, estimate, list, number, numbers, pair};

fn spread(found: Option<Spread>) -> Value {
    found.map_or(Value::Null, |s| json!({ "mean": s.mean, "strength": s.strength }))
}

#[test]
fn dirichlet_multinomial() {
    check("dirichlet_multinomial", |input| {
        spread(stats::dirichlet_multinomial(&list(&input["persons"], numbers)))
    });
}

#[test]
fn beta_binomial() {
    check("beta_binomial", |input| spread(stats::beta_binomial(&list(&input["persons"], pair))));
}

/// A method: `Spread::pooled`.
#[test]
fn pooled() {
    check("pooled", |input| {
        let [m, strength, hits, trials, level] =
            ["mean", "strength", "hits", "trials", "level"].map(|key| number(&input[key]));
        let spread = Spread { mean: vec![1.0 - m, m], strength };
        estimate(spread.pooled(hits, trials, 1, level))
    });
}

#[test]
fn james_stein() {
    check("james_stein", |input| {
        let (factor, values) =
            stats::james_stein(&numbers(&input["values"]), number(&input["variance"]))
                .expect("enough");
        json!({ "factor": factor, "values": values })
    });
}

#[test]
fn random_intercept() {
    check("random_intercept", |input| {
        let observations: Vec<Observation> = list(&input["group"], number)
            .into_iter()
            .zip(list(&input["predictors"], numbers))
            .zip(numbers(&input["values"]))
            .map(|((group, predictors), value)| Observation {
                group: group as usize,
                predictors,
                value,
            })
            .collect();
        let model = stats::random_intercept(&observations).expect("a model");
        json!({
            "fixed": model.fixed,
            "between": model.between,
            "within": model.within,
            "share_between": model.share_between(),
            "criterion": model.criterion,
            "groups": model.groups,
        })
    });
}
