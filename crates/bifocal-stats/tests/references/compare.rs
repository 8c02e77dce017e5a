//! Reading the references, and comparing to them.

use std::path::Path;

use bifocal_stats::{Cluster, Estimate, Interval, Ratings, Summary};
use serde_json::{Value, json};

/// The largest difference that passes, as a share of the reference.
const TOLERANCE: f64 = 1e-6;

/// References nearer to 0 than this count as this large: for them it is the difference itself that
/// must be small.
const LEAST: f64 = 1e-3;

/// Computes each case of a function and compares it to what Python, and R where it knows the function,
/// expect of it. Fields that the reference does not have are not compared.
pub fn check(function: &str, compute: impl Fn(&Value) -> Value) {
    let file = read(&format!("{function}.json")).expect("a file of cases");
    let cases = file["cases"].as_array().expect("cases");
    assert!(cases.len() > 1, "{function}: too few cases");
    let got: Vec<Value> = cases.iter().map(|case| compute(&case["input"])).collect();
    let wanted: Vec<&Value> = cases.iter().map(|case| &case["expected"]).collect();
    judge(function, &file, &got, &wanted);
    if let Some(file) = read(&format!("r/{function}.json")) {
        let expected = file["expected"].as_array().expect("expected values");
        assert_eq!(expected.len(), cases.len(), "{function}: R saw other cases");
        // R has no value for some cases: an empty list.
        let (got, wanted): (Vec<Value>, Vec<&Value>) = got
            .into_iter()
            .zip(expected)
            .filter(|(_, want)| want.as_object().is_none_or(|fields| !fields.is_empty()))
            .filter(|(_, want)| !want.is_null())
            .unzip();
        judge(function, &file, &got, &wanted);
    }
}

fn read(name: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("references").join(name);
    let text = std::fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).expect("JSON"))
}

fn judge(function: &str, file: &Value, got: &[Value], wanted: &[&Value]) {
    let reference = file["reference"].as_str().expect("name of the reference");
    let mut seen = Seen::default();
    for (i, (got, want)) in got.iter().zip(wanted).enumerate() {
        seen.compare(&format!("{function}, case {i}"), got, want);
    }
    assert!(seen.problems.is_empty(), "{reference}\n{}", seen.problems.join("\n"));
    assert!(seen.numbers > 0, "{function}: nothing was compared");
    println!("| `{function}` | {reference} | {} | {:.0e} |", seen.numbers, seen.largest);
}

#[derive(Default)]
struct Seen {
    numbers: usize,
    /// Largest difference, as a share of the reference.
    largest: f64,
    problems: Vec<String>,
}

impl Seen {
    fn compare(&mut self, place: &str, got: &Value, want: &Value) {
        match (got, want) {
            (Value::Object(got), Value::Object(want)) => {
                for (key, want) in want {
                    self.compare(
                        &format!("{place}, {key}"),
                        got.get(key).unwrap_or(&json!("absent")),
                        want,
                    );
                }
            }
            (Value::Array(got), Value::Array(want)) if got.len() == want.len() => {
                for (i, (got, want)) in got.iter().zip(want).enumerate() {
                    self.compare(&format!("{place}[{i}]"), got, want);
                }
            }
            (Value::Number(_), Value::Number(_)) => {
                let (a, b) = (number(got), number(want));
                self.numbers += 1;
                let apart = (a - b).abs() / b.abs().max(LEAST);
                self.largest = self.largest.max(apart);
                if apart > TOLERANCE {
                    self.problems.push(format!("{place}: {a}, the reference has {b}"));
                }
            }
            _ if got == want => {}
            _ => self.problems.push(format!("{place}: {got}, the reference has {want}")),
        }
    }
}

/// A number.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// A list of anything.
pub fn list<T>(value: &Value, of: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter().map(of).collect()
}

/// A list of numbers.
pub fn numbers(value: &Value) -> Vec<f64> {
    list(value, number)
}

/// Rows of so many numbers.
pub fn rows<const N: usize>(value: &Value) -> Vec<[f64; N]> {
    list(value, |row| numbers(row).try_into().expect("rows of one length"))
}

/// A pair of numbers.
pub fn pair(value: &Value) -> (f64, f64) {
    (number(&value[0]), number(&value[1]))
}

/// A table of ratings with gaps.
pub fn ratings(value: &Value) -> Ratings {
    Ratings::new(&list(value, |row| list(row, Value::as_f64)))
}

/// Clusters of (positives, out of).
pub fn clusters(value: &Value) -> Vec<Cluster> {
    let count = |value: &Value| value.as_u64().expect("a count");
    list(value, |row| Cluster { positives: count(&row[0]), out_of: count(&row[1]) })
}

/// Mean, variance and size of a list.
pub fn summary(value: &Value) -> Summary {
    Summary::of(&numbers(value)).expect("a sample")
}

/// The ends.
pub fn ends(interval: Interval) -> Value {
    json!([interval.low, interval.high])
}

/// Point, error and interval.
pub fn estimate(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |e| {
        json!({
            "point": e.point,
            "standard_error": e.standard_error,
            "interval": ends(e.interval),
        })
    })
}
