//! Means, effects, several tests, power and quantiles.

use bifocal_stats as stats;
use bifocal_stats::{Difference, Summary};
use serde_json::{Value, json};

use crate::compare::{check, ends, estimate, list, number, numbers, pair, summary};

fn difference(found: Option<Difference>, input: &Value) -> Value {
    let found = found.expect("a difference");
    let mut value = json!({
        "point": found.point,
        "standard_error": found.standard_error,
        "freedom": found.freedom,
        "t": found.t(0.0),
        "p": found.p(),
    });
    if let Some(level) = input["level"].as_f64() {
        value["interval"] = ends(found.estimate(level).expect("a level").interval);
    }
    if let Some(margin) = input["margin"].as_f64() {
        let tests = found.equivalence(margin);
        value["equivalence"] = json!({
            "t_low": tests.t_low,
            "p_low": tests.p_low,
            "t_high": tests.t_high,
            "p_high": tests.p_high,
            "p": tests.p(),
        });
    }
    value
}

#[test]
fn welch() {
    check("welch", |input| {
        difference(stats::welch(summary(&input["first"]), summary(&input["second"])), input)
    });
}

#[test]
fn one_sample() {
    check("one_sample", |input| {
        difference(stats::one_sample(summary(&input["sample"]), number(&input["null"])), input)
    });
}

#[test]
fn clustered_difference() {
    check("clustered_difference", |input| {
        let [first, second] = ["first", "second"].map(|side| list(&input[side], pair));
        difference(stats::clustered_difference(&first, &second), input)
    });
}

#[test]
fn function_of_means() {
    check("function_of_means", |input| {
        let groups = list(&input["groups"], |group| list(group, numbers));
        let rows: Vec<&[Vec<f64>]> = groups.iter().map(Vec::as_slice).collect();
        let found = stats::function_of_means(&rows, |means| match (&input["function"], means) {
            (Value::String(name), [x, y]) if name == "difference of ratios" => {
                Some(x[0] / x[1] - y[0] / y[1])
            }
            (Value::String(name), [x, y]) if name == "product" => Some(x[0] * x[1] * y[0]),
            (_, [x]) => Some((x[0] + x[1]).sqrt()),
            _ => None,
        });
        difference(found, input)
    });
}

/// Functions of two groups of rows that change their sign with the groups' names.
fn of_two_groups(name: &Value, means: &[Vec<f64>]) -> Option<f64> {
    let [x, y] = means else { return None };
    Some(match name.as_str()? {
        "difference of ratios" => x[0] / x[1] - y[0] / y[1],
        _ => {
            let half = |p: usize, q: usize| (x[p] - y[p]) * (x[q] + y[q] - 1.2);
            half(0, 1) + half(1, 0)
        }
    })
}

#[test]
fn second_order_function_of_means() {
    check("second_order_function_of_means", |input| {
        let groups = list(&input["groups"], |group| list(group, numbers));
        let rows: Vec<&[Vec<f64>]> = groups.iter().map(Vec::as_slice).collect();
        let function = |means: &[Vec<f64>]| of_two_groups(&input["function"], means);
        difference(stats::second_order_function_of_means(&rows, function), input)
    });
}

#[test]
fn linearised_difference() {
    check("linearised_difference", |input| {
        let groups = list(&input["groups"], |group| list(group, numbers));
        let function = |means: &[Vec<f64>]| of_two_groups(&input["function"], means);
        json!(stats::linearised_difference(&groups[0], &groups[1], function).expect("varies"))
    });
}

#[test]
fn hedges_g() {
    check("hedges_g", |input| {
        let [first, second] = ["first", "second"].map(|side| summary(&input[side]));
        estimate(stats::hedges_g(first, second, number(&input["level"])))
    });
}

#[test]
fn cliffs_delta() {
    check("cliffs_delta", |input| {
        let [first, second] = ["first", "second"].map(|side| numbers(&input[side]));
        estimate(stats::cliffs_delta(&first, &second, number(&input["level"])))
    });
}

#[test]
fn log_odds_ratio() {
    check("log_odds_ratio", |input| {
        let [first, second] = ["first", "second"].map(|side| pair(&input[side]));
        estimate(stats::log_odds_ratio(first, second, number(&input["level"])))
    });
}

#[test]
fn share_difference() {
    check("share_difference", |input| {
        let [first, second] = ["first", "second"].map(|side| pair(&input[side]));
        estimate(stats::share_difference(first, second, number(&input["level"])))
    });
}

#[test]
fn holm() {
    check("holm", |input| json!(stats::holm(&numbers(&input["p"]))));
}

#[test]
fn benjamini_hochberg() {
    check("benjamini_hochberg", |input| json!(stats::benjamini_hochberg(&numbers(&input["p"]))));
}

#[test]
fn benjamini_yekutieli() {
    check("benjamini_yekutieli", |input| json!(stats::benjamini_yekutieli(&numbers(&input["p"]))));
}

#[test]
fn welch_power() {
    check("welch_power", |input| {
        let group = |side: &str, mean| {
            let (deviation, n) = pair(&input[side]);
            Summary { mean, variance: deviation * deviation, n }
        };
        let first = group("first", number(&input["difference"]));
        json!(stats::welch_power(first, group("second", 0.0), number(&input["alpha"])))
    });
}

#[test]
fn persons_to_find() {
    check("persons_to_find", |input| {
        let [d, s, a, w] =
            ["difference", "deviation", "alpha", "power"].map(|key| number(&input[key]));
        json!(stats::persons_to_find(d, s, a, w))
    });
}

#[test]
fn persons_for_equivalence() {
    check("persons_for_equivalence", |input| {
        let [d, s, a, w] = ["margin", "deviation", "alpha", "power"].map(|key| number(&input[key]));
        json!(stats::persons_for_equivalence(d, s, a, w))
    });
}

#[test]
fn equivalence_power() {
    check("equivalence_power", |input| {
        let [m, s, a] = ["margin", "standard_error", "alpha"].map(|key| number(&input[key]));
        json!(stats::equivalence_power(m, s, a))
    });
}

#[test]
fn student_critical() {
    check("student_critical", |input| {
        json!(stats::student_critical(number(&input["level"]), number(&input["freedom"])))
    });
}

#[test]
fn normal_critical() {
    check("normal_critical", |input| json!(stats::normal_critical(number(&input["level"]))));
}

#[test]
fn fisher_critical() {
    check("fisher_critical", |input| {
        let [level, a, b] = ["level", "numerator", "denominator"].map(|key| number(&input[key]));
        json!(stats::fisher_critical(level, a, b))
    });
}

#[test]
fn mean() {
    check("mean", |input| json!(stats::mean(&numbers(&input["values"]))));
}

#[test]
fn variance() {
    check("variance", |input| json!(stats::variance(&numbers(&input["values"]))));
}

#[test]
fn correlation() {
    check("correlation", |input| {
        json!(stats::correlation(&numbers(&input["a"]), &numbers(&input["b"])))
    });
}
