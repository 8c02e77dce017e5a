//! The values of a JSON text that lie at given paths.

use serde_json::Value;

use crate::input::Input;
use crate::json::walker::{Found, Guide, Step, Walker};
use crate::skip::SkipReason;
use crate::source::LIMIT;

/// Paths of which a reader wants the values.
pub(crate) struct Paths {
    wanted: &'static [&'static str],
    /// Whether there was a list, be it empty, whose items are wanted.
    has_list: bool,
}

impl Paths {
    fn new(wanted: &'static [&'static str]) -> Self {
        Self { wanted, has_list: false }
    }
}

impl Guide for Paths {
    fn step(&mut self, path: &str, first: u8) -> Step {
        if let Some(number) = self.wanted.iter().position(|wanted| *wanted == path) {
            return Step::Take(number);
        }
        let mut step = Step::Pass;
        for rest in self.wanted.iter().filter_map(|wanted| wanted.strip_prefix(path)) {
            self.has_list |= rest == "[]" && first == b'[';
            if path.is_empty() || rest.starts_with(['.', '[']) {
                step = Step::Descend;
            }
        }
        step
    }
}

fn parsed(found: Found) -> (u64, Result<(usize, Value), SkipReason>) {
    let value = found.value.and_then(|(number, bytes)| match serde_json::from_slice(&bytes) {
        Ok(value) => Ok((number, value)),
        Err(error) => Err(SkipReason::Malformed(error.to_string())),
    });
    (found.offset, value)
}

/// The values at some paths in the order in which they stand, each with its place and the number
/// of its path.
pub(crate) fn values<'a>(
    input: Input<'a>,
    paths: &'static [&'static str],
) -> impl Iterator<Item = (u64, Result<(usize, Value), SkipReason>)> + Send + 'a {
    Walker::new(input, Paths::new(paths), LIMIT).map(parsed)
}

/// The objects in lists at some paths. What else stands in them is refused, and a text without
/// such a list too.
pub(crate) fn objects<'a>(
    input: Input<'a>,
    paths: &'static [&'static str],
) -> impl Iterator<Item = (u64, Result<Value, SkipReason>)> + Send + 'a {
    let refused = |why: &str| Err(SkipReason::Malformed(why.to_owned()));
    let mut walker = Walker::new(input, Paths::new(paths), LIMIT);
    let mut silent = true;
    std::iter::from_fn(move || match walker.next().map(parsed) {
        Some((offset, value)) => {
            silent = false;
            let value = value.and_then(|(_, value)| match value {
                Value::Object(_) => Ok(value),
                _ => refused("it is no object"),
            });
            Some((offset, value))
        }
        None if silent && !walker.guide().has_list => {
            silent = false;
            Some((0, refused("there is no list of messages in it")))
        }
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATHS: &[&str] = &["rooms[].id", "rooms[].list[]", "[]"];

    fn all(text: &[u8]) -> Vec<String> {
        values(Input::new(text), PATHS)
            .map(|(offset, value)| match value {
                Ok((number, value)) => format!("{offset} {number} {value}"),
                Err(reason) => format!("{offset} {}", reason.name()),
            })
            .collect()
    }

    #[test]
    fn only_what_is_asked_for() {
        let text = br#"{"a": {"rooms": [1]}, "rooms": [{"id": "x", "list": [{"t": "a}\"]"}, 7]},
            {"list": [], "idle": 1, "id": null}]}"#;
        assert_eq!(all(text), ["39 0 \"x\"", "53 1 {\"t\":\"a}\\\"]\"}", "69 1 7", "116 0 null"]);
        assert_eq!(all(b"\xef\xbb\xbf[1]\n[2,3]"), ["4 2 1", "8 2 2", "10 2 3"]);
        assert!(all(b"").is_empty() && all(b"[]").is_empty() && all(b"\"text\"").is_empty());
    }

    #[test]
    fn what_is_broken_costs_no_more_than_itself() {
        assert_eq!(all(br#"[{"a": 01}, 2]"#), ["1 malformed", "12 2 2"]);
        assert_eq!(all(br#"[1, {"a": "#), ["1 2 1", "10 damaged"]);
        assert_eq!(all(b"[1, ;]"), ["1 2 1", "4 damaged"]);
        assert_eq!(all(b"]"), ["0 damaged"]);
        assert_eq!(all(br#"{"rooms" 1}"#), ["9 damaged"]);
        assert_eq!(all(br#"{rooms: 1}"#), ["1 damaged"]);
        let deep = format!("[{}1{}, 2]", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(all(deep.as_bytes())[0], "1 malformed");
        assert_eq!(all(deep.as_bytes()).len(), 2);
    }

    #[test]
    fn a_text_without_the_list_is_told_from_an_empty_one() {
        let all = |text: &'static [u8]| -> Vec<&str> {
            objects(Input::new(text), &["[]", "messages[]"])
                .map(|(_, value)| value.map_or_else(|reason| reason.name(), |_| "object"))
                .collect()
        };
        assert!(all(b"[]").is_empty() && all(br#"{"a": 1, "messages": []}"#).is_empty());
        assert_eq!(all(br#"{"a": [1]}"#), ["malformed"]);
        assert_eq!(all(br#"{"messages": {}}"#), ["malformed"]);
        assert_eq!(all(b""), ["malformed"]);
        assert_eq!(all(br#"[{}, 1]"#), ["object", "malformed"]);
    }

    #[test]
    fn a_value_without_end_is_not_held() {
        use std::io::Read;
        let text = b"[\"".chain(std::io::repeat(b'x').take(80 << 20)).chain(&b"\", 1]"[..]);
        let found: Vec<&str> = values(Input::new(text), PATHS)
            .map(|(_, value)| value.map_or_else(|reason| reason.name(), |_| "value"))
            .collect();
        assert_eq!(found, ["too large", "value"]);
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i32>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[a-z\"\\\\]{0,4}", inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn items_of_a_list_come_back(items in prop::collection::vec(json(), 0..6), pretty: bool) {
            let list = Value::from(items.clone());
            let text = if pretty {
                serde_json::to_vec_pretty(&list).unwrap()
            } else {
                serde_json::to_vec(&list).unwrap()
            };
            let found: Vec<Value> =
                values(Input::new(&text[..]), PATHS).map(|(_, value)| value.unwrap().1).collect();
            prop_assert_eq!(found, items);
        }

        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(all(&bytes).len() <= bytes.len() + 1);
        }

        #[test]
        fn anything_like_json_ends(text in "[\\[\\]{}\",:1a \\\\]{0,80}") {
            prop_assert!(all(text.as_bytes()).len() <= text.len() + 1);
        }
    }
}
