//! The objects of a stream of JSON, one by one: of an array, of lines (JSONL), of pages after each
//! other, or of the one member of a wrapper that holds them, such as `{"total": 2, "issues": [...]}`.
//!
//! Only one object is in memory. Where one is damaged, reading goes on with the next.

use serde_json::Value;

use crate::input::Input;
use crate::skip::SkipReason;

/// Bytes that an object may have.
pub(crate) const LARGEST: usize = 16 << 20;
/// Read at a time.
const BLOCK: usize = 64 * 1024;
/// The name of a member that is waited for has no more bytes.
const NAME: usize = 32;

/// The objects of a stream with their places.
pub(crate) struct Elements<'a> {
    input: Input<'a>,
    /// The member of a wrapper that holds the objects, where there is a wrapper.
    within: Option<&'static str>,
    largest: usize,
    block: Vec<u8>,
    /// The next byte in the block.
    next: usize,
    /// Offset of the block in the stream.
    offset: u64,
    /// Arrays that are open around the objects.
    arrays: usize,
    /// Whether these lie in a wrapper.
    wrapped: bool,
    /// Whether each object is a line; known from the first.
    lines: Option<bool>,
}

impl<'a> Elements<'a> {
    pub(crate) fn new(input: Input<'a>, within: Option<&'static str>) -> Self {
        Self {
            input,
            within,
            largest: LARGEST,
            block: Vec::new(),
            next: 0,
            offset: 0,
            arrays: 0,
            wrapped: false,
            lines: None,
        }
    }

    fn peek(&mut self) -> Option<u8> {
        if self.next == self.block.len() {
            self.offset += self.block.len() as u64;
            self.block.clear();
            self.next = 0;
            self.input.append(&mut self.block, BLOCK);
        }
        self.block.get(self.next).copied()
    }

    fn place(&self) -> u64 {
        self.offset + self.next as u64
    }

    /// Reads the object that starts here; nothing if it is a wrapper, which is entered.
    fn object(&mut self) -> Option<Result<Value, SkipReason>> {
        let mut bytes = Vec::new();
        let mut size = 0_usize;
        let mut depth = 0_usize;
        let (mut in_string, mut escaped) = (false, false);
        // The last byte that is no white space and in no string, and the last string of the object itself.
        let mut before = b' ';
        let mut name = Vec::new();
        let mut broken = false;
        loop {
            let Some(byte) = self.peek() else {
                self.arrays = 0;
                let failure = self.input.failure();
                let cut = || SkipReason::Damaged("it ends within an object".to_owned());
                return Some(Err(failure.unwrap_or_else(cut)));
            };
            broken |= byte == b'\n';
            // None of these occurs in JSON: a value has been cut off, and a new one starts.
            let cut = match byte {
                b'\n' => in_string || self.arrays == 0 && self.lines == Some(true),
                b'{' => !in_string && depth > 0 && !matches!(before, b',' | b'[' | b':'),
                _ => false,
            };
            if cut {
                return Some(Err(SkipReason::Malformed("an object without its end".to_owned())));
            }
            if in_string {
                if depth == 1 && name.len() <= NAME && byte != b'"' {
                    name.push(byte);
                }
                in_string = escaped || byte != b'"';
                escaped = !escaped && byte == b'\\';
            } else {
                match byte {
                    b'"' => {
                        in_string = true;
                        if depth == 1 {
                            name.clear();
                        }
                    }
                    b'[' if depth == 1 && before == b':' && self.enters(&name) => {
                        self.next += 1;
                        self.wrapped = true;
                        self.arrays = 1;
                        return None;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if !byte.is_ascii_whitespace() {
                    before = byte;
                }
            }
            self.next += 1;
            size += 1;
            if size <= self.largest {
                bytes.push(byte);
            }
            if depth == 0 {
                if self.arrays == 0 && self.lines.is_none() {
                    self.lines = Some(!broken);
                }
                return Some(if size > self.largest {
                    Err(SkipReason::TooLarge(size as u64))
                } else {
                    value(&bytes)
                });
            }
        }
    }

    fn enters(&self, name: &[u8]) -> bool {
        self.arrays == 0 && self.within.is_some_and(|within| within.as_bytes() == name)
    }

    /// Passes over what a wrapper holds besides.
    fn leave(&mut self) {
        self.wrapped = false;
        let mut depth = 1_usize;
        let (mut in_string, mut escaped) = (false, false);
        while depth > 0
            && let Some(byte) = self.peek()
        {
            self.next += 1;
            if in_string {
                in_string = escaped || byte != b'"';
                escaped = !escaped && byte == b'\\';
            } else {
                match byte {
                    b'"' => in_string = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
            }
        }
        // Where the stream ends within the wrapper, it counts as one that ends within the array.
        self.arrays = depth;
    }
}

impl Iterator for Elements<'_> {
    type Item = (u64, Result<Value, SkipReason>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(byte) = self.peek() else {
                let cut = std::mem::take(&mut self.arrays) > 0;
                let reason = self.input.failure().or_else(|| {
                    cut.then(|| SkipReason::Damaged("it ends before its array does".to_owned()))
                });
                return reason.map(|reason| (self.place(), Err(reason)));
            };
            let place = self.place();
            match byte {
                b'{' => {
                    if let Some(found) = self.object() {
                        return Some((place, found));
                    }
                }
                b'[' => {
                    self.arrays += 1;
                    self.next += 1;
                }
                b']' => {
                    self.arrays = self.arrays.saturating_sub(1);
                    self.next += 1;
                    if self.arrays == 0 && self.wrapped {
                        self.leave();
                    }
                }
                // Separators; the last is put before each object in RFC 7464, those before it are a
                // byte order mark.
                b',' | b' ' | b'\t' | b'\r' | b'\n' | b'\xef' | b'\xbb' | b'\xbf' | b'\x1e' => {
                    self.next += 1;
                }
                _ => {
                    while self.peek().is_some_and(|byte| !matches!(byte, b'{' | b'\n')) {
                        self.next += 1;
                    }
                    let what = "something else than an object".to_owned();
                    return Some((place, Err(SkipReason::Malformed(what))));
                }
            }
        }
    }
}

/// Reads an object; bytes that are no UTF-8 become the sign for such.
fn value(bytes: &[u8]) -> Result<Value, SkipReason> {
    let parsed = match std::str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_str(&String::from_utf8_lossy(bytes)),
    };
    parsed.map_err(|error| SkipReason::Malformed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str, within: Option<&'static str>) -> Vec<(u64, Result<Value, SkipReason>)> {
        Elements::new(Input::new(text.as_bytes()), within).collect()
    }

    /// The member `a` of each object, or the name of the skip.
    fn members(text: &str) -> Vec<String> {
        all(text, Some("issues"))
            .into_iter()
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
        for (place, _) in all(text, None) {
            assert_eq!(text.as_bytes()[usize::try_from(place).unwrap()], b'{');
        }
    }

    #[test]
    fn what_is_damaged_is_named_and_the_rest_is_read() {
        assert_eq!(members("{\"a\":1}\n{\"a\":[\n{\"a\":2}\n"), ["1", "malformed", "2"]);
        assert_eq!(members("{\"a\":1}\n{\"a\":\"x\n{\"a\":2}\n"), ["1", "malformed", "2"]);
        assert_eq!(members("{\"a\":1}\n{\"a\" 1}\n{\"a\":2}\n"), ["1", "malformed", "2"]);
        assert_eq!(members("[{\"a\":1},{\"a\":2"), ["1", "damaged"]);
        assert_eq!(members("[{\"a\":1},"), ["1", "damaged"]);
        assert_eq!(members("{\"issues\":[{\"a\":1}],\"z\":"), ["1", "damaged"]);
        assert_eq!(members("[1,2,{\"a\":1}]"), ["malformed", "1"]);
        assert_eq!(members("[{\"a\":1} {\"a\":{\"b\":1} {\"a\":2}]"), ["1", "malformed", "2"]);
    }

    #[test]
    fn large_and_deep_objects() {
        let mut elements = Elements::new(Input::new(&b"{\"a\":\"0123456789\"}{\"a\":1}"[..]), None);
        elements.largest = 10;
        let found: Vec<_> = elements.map(|(_, found)| found).collect();
        assert_eq!(found[0], Err(SkipReason::TooLarge(18)));
        assert!(found[1].is_ok());
        let deep = "{\"a\":".repeat(100_000) + "\n{\"a\":1}";
        assert_eq!(members(&deep), ["damaged"]);
        let deep = format!("{}1{}{{\"a\":1}}", "{\"a\":".repeat(1_000), "}".repeat(1_000));
        assert_eq!(members(&deep), ["malformed", "1"]);
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(
            prop_oneof![Just(b'{'), Just(b'}'), Just(b'['), Just(b']'), Just(b'"'), Just(b'\n'), Just(b','), any::<u8>()],
            0..200,
        )) {
            let found = Elements::new(Input::new(&bytes[..]), Some("a")).count();
            prop_assert!(found <= bytes.len());
        }

        #[test]
        fn objects_come_back(texts in proptest::collection::vec(".{0,20}", 0..8), pretty: bool, array: bool) {
            let values: Vec<Value> =
                texts.iter().map(|text| serde_json::json!({"a": text, "b": [{"c": text}]})).collect();
            let written: Vec<String> = values
                .iter()
                .map(|value| if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) }.unwrap())
                .collect();
            let text = if array { format!("[{}]", written.join(",")) } else { written.join("\n") };
            let found: Vec<Value> = all(&text, None).into_iter().map(|(_, found)| found.unwrap()).collect();
            prop_assert_eq!(found, values);
        }
    }
}
