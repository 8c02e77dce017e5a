//! The values of a JSON text that lie at given paths.

use serde_json::Value;

use crate::cursor::LARGEST;
use crate::input::Input;
use crate::json::walker::{Found, Guide, Step, Walker};
use crate::skip::SkipReason;

/// Paths of which a reader wants the values.
pub(crate) struct Paths {
    wanted: &'static [&'static str],
    /// Whether there was a list, be it empty, whose items are wanted.
    has_list: bool,
}

impl Paths {
    fn new(wanted: &'static [&'static str]) -> Self {
        // Where whole texts are wanted, no list is missing.
        Self { wanted, has_list: wanted.contains(&"") }
    }
}

impl Guide for Paths {
    fn step(&mut self, path: &str, first: u8) -> Step {
        let number = self.wanted.iter().position(|wanted| *wanted == path);
        let mut below = None;
        for rest in self.wanted.iter().filter_map(|wanted| wanted.strip_prefix(path)) {
            let is_below = rest.starts_with(['.', '[']) || path.is_empty() && !rest.is_empty();
            // What is wanted of a list is in its items, and of an object in its members.
            let fits = number.is_none() || (first == b'[') == rest.starts_with('[');
            if is_below && fits {
                self.has_list |= rest == "[]" && first == b'[';
                below = Some(rest);
            }
        }
        match (number, below) {
            (Some(number), Some(list)) if first == b'{' => {
                Step::TakeUnless(number, list.trim_start_matches('.').trim_end_matches("[]"))
            }
            (_, Some(_)) => Step::Descend,
            (Some(number), None) => Step::Take(number),
            (None, None) => Step::Pass,
        }
    }
}

/// Parses a value; bytes that are no UTF-8 become the sign for such.
fn parsed(found: Found) -> (u64, Result<(usize, Value), SkipReason>) {
    let value = found.value.and_then(|(number, bytes)| {
        let parsed = match std::str::from_utf8(&bytes) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_str(&String::from_utf8_lossy(&bytes)),
        };
        match parsed {
            Ok(value) => Ok((number, value)),
            Err(error) => Err(SkipReason::Malformed(error.to_string())),
        }
    });
    (found.offset, value)
}

/// The values at some paths in the order in which they stand, each with its place and the number
/// of its path.
pub(crate) fn values<'a>(
    input: Input<'a>,
    paths: &'static [&'static str],
) -> impl Iterator<Item = (u64, Result<(usize, Value), SkipReason>)> + Send + 'a {
    Walker::new(input, Paths::new(paths), LARGEST).map(parsed)
}

/// The objects at some paths. What else stands there is refused, and a text without one of the lists
/// that are looked into.
pub(crate) fn objects<'a>(
    input: Input<'a>,
    paths: &'static [&'static str],
) -> impl Iterator<Item = (u64, Result<Value, SkipReason>)> + Send + 'a {
    let refused = |why: &str| Err(SkipReason::Malformed(why.to_owned()));
    let mut walker = Walker::new(input, Paths::new(paths), LARGEST);
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
        assert!(all(b"").is_empty() && all(b"[]").is_empty());
        assert_eq!(all(b"\"text\""), ["0 malformed"]);
    }

    #[test]
    fn what_is_broken_costs_no_more_than_itself() {
        assert_eq!(all(br#"[{"a": 01}, 2]"#), ["1 malformed", "12 2 2"]);
        assert_eq!(all(br#"[1, {"a": "#), ["1 2 1", "10 damaged"]);
        assert_eq!(all(b"[1, ;, 2]"), ["1 2 1", "4 malformed", "7 2 2"]);
        assert_eq!(all(b"]"), ["0 malformed"]);
        assert_eq!(all(b"] [1]"), ["0 malformed", "3 2 1"]);
        assert_eq!(all(br#"{"rooms" 1}"#), ["9 malformed"]);
        assert_eq!(all(br#"{rooms: 1}[2]"#), ["1 malformed", "11 2 2"]);
        assert_eq!(all(br#"{rooms: 1, "rooms": [{"id": 2}]}"#), ["1 malformed", "28 0 2"]);
        assert_eq!(
            all(br#"{"rooms": [{"id": }, {"id": 2"#),
            ["18 malformed", "28 0 2", "29 damaged"]
        );
        assert_eq!(all(b"[\"a\xffb\"]"), ["1 2 \"a\u{fffd}b\""]);
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

    /// Where trackers have their objects: anywhere on the outside, or within a wrapper.
    const ISSUES: &[&str] = &["", "[]", "[][]", "issues[]"];

    /// The member `a` of each object, or the name of the skip.
    fn members(text: &str) -> Vec<String> {
        objects(Input::new(text.as_bytes()), ISSUES)
            .map(|(_, found)| match found {
                Ok(value) => value["a"].to_string(),
                Err(reason) => reason.name().to_owned(),
            })
            .collect()
    }

    #[test]
    fn arrays_lines_pages_and_wrappers() {
        for text in [
            r#"[{"a":1},{"a":2}]"#,
            "\u{feff}[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n",
            "{\"a\":1}\n{\"a\":2}\n",
            "\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n",
            "{\"a\":1}\r\n\r\n{\"a\":2}",
            "{\n\"a\": 1\n}\n{\n\"a\": 2\n}\n",
            r#"[{"a":1}][{"a":2}]"#,
            r#"[[{"a":1}],[{"a":2}]]"#,
            r#"{"total":2,"x":{"issues":[]},"issues":[{"a":1},{"a":2}],"y":["}{"]}"#,
            r#"{"issues":[{"a":1}]}{"issues":[{"a":2}],"z":1}"#,
        ] {
            assert_eq!(members(text), ["1", "2"], "{text}");
        }
        assert_eq!(members(r#"{"a":"x\"}{","issues":"no array"}"#), [r#""x\"}{""#]);
        assert_eq!(members(r#"{"issues":[]}"#), [""; 0]);
        assert_eq!(members(""), [""; 0]);
    }

    #[test]
    fn places_are_those_of_the_objects() {
        let text = " [ {\"a\":1} ,\n {\"a\":2}]";
        for (place, _) in objects(Input::new(text.as_bytes()), ISSUES) {
            assert_eq!(text.as_bytes()[usize::try_from(place).unwrap()], b'{');
        }
    }

    #[test]
    fn what_is_damaged_is_named_and_the_rest_is_read() {
        assert_eq!(members("{\"a\":1}\n{\"a\":[\n{\"a\":2}\n"), ["1", "malformed", "2"]);
        assert_eq!(members("{\"a\":1}\n{\"a\":\"x\n{\"a\":2}\n"), ["1", "malformed", "2"]);
        assert_eq!(members("{\"a\":1}\n{\"a\" 1}\n{\"a\":2}\n"), ["1", "malformed", "2"]);
        assert_eq!(members("{\"a\":1}\n12:03 late, sorry\n{\"a\":2}\n"), ["1", "malformed", "2"]);
        assert_eq!(members("[{\"a\":1},{\"a\":2"), ["1", "damaged"]);
        assert_eq!(members("[{\"a\":1},"), ["1", "damaged"]);
        assert_eq!(members("{\"issues\":[{\"a\":1}],\"z\":"), ["1", "damaged"]);
        assert_eq!(members("[1,2,{\"a\":1}]"), ["malformed", "malformed", "1"]);
        assert_eq!(members("[{\"a\":1} {\"a\":{\"b\":1} {\"a\":2}]"), ["1", "malformed", "2"]);
        // A comma that is missing within an object costs this object alone.
        assert_eq!(members("[{\"a\":[{\"b\":1} {\"b\":2}]},{\"a\":2}]"), ["malformed", "2"]);
        // So does a text without its end, and one with a line end in it.
        assert_eq!(members("[{\"a\":\"x\n{\"a\":2}]"), ["malformed", "2"]);
        assert_eq!(members("[{\n\"a\": \"x\n},\n{\n\"a\": 2\n}]"), ["malformed", "2"]);
        assert_eq!(members("[{\"a\":\"x\ny}\"},{\"a\":2}]"), ["malformed", "2"]);
    }

    #[test]
    fn large_and_deep_objects() {
        let text = &b"{\"a\":\"0123456789\"}{\"a\":1}"[..];
        let found: Vec<_> = Walker::new(Input::new(text), Paths::new(ISSUES), 10)
            .map(|found| found.value.map(|(_, bytes)| bytes))
            .collect();
        assert_eq!(found, [Err(SkipReason::TooLarge(18)), Ok(b"{\"a\":1}".to_vec())]);
        let deep = "{\"a\":".repeat(100_000) + "\n{\"a\":1}";
        assert_eq!(members(&deep), ["damaged"]);
        let deep = format!("{}1{}{{\"a\":1}}", "{\"a\":".repeat(1_000), "}".repeat(1_000));
        assert_eq!(members(&deep), ["malformed", "1"]);
        let lists = "[".repeat(100_000) + "\n{\"a\":1}";
        assert_eq!(members(&lists), ["damaged"]);
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
        fn objects_come_back(texts in prop::collection::vec(".{0,20}", 0..8), pretty: bool, array: bool) {
            let values: Vec<Value> =
                texts.iter().map(|text| serde_json::json!({"a": text, "b": [{"c": text}]})).collect();
            let written: Vec<String> = values
                .iter()
                .map(|value| if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) }.unwrap())
                .collect();
            let text = if array { format!("[{}]", written.join(",")) } else { written.join("\n") };
            let found: Vec<Value> =
                objects(Input::new(text.as_bytes()), ISSUES).map(|(_, found)| found.unwrap()).collect();
            prop_assert_eq!(found, values);
        }

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
            prop_assert!(objects(Input::new(&bytes[..]), ISSUES).count() <= bytes.len() + 1);
        }

        #[test]
        fn anything_like_json_ends(text in "[\\[\\]{}\",:1a \\\\]{0,80}") {
            prop_assert!(all(text.as_bytes()).len() <= text.len() + 1);
            prop_assert!(members(&text).len() <= text.len() + 1);
        }
    }
}
