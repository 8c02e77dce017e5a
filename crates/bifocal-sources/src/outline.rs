//! Which members the first object of a JSON file has, told from its beginning, which may end anywhere.

use std::collections::BTreeSet;

/// Members deeper than this do not tell what a file is.
const DEEPEST: usize = 5;
/// Nor do those after so many.
const MOST: usize = 2_000;

/// The members of the first object of a file, as paths such as `user.login`. Arrays are passed
/// through: `comments.body` is a member of a comment in an array of them.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    paths: BTreeSet<String>,
    array: bool,
}

/// What is open around the place that is read.
enum Open {
    Array,
    /// An object, with the name of its current member.
    Object(Option<String>),
}

impl Outline {
    /// Reads the beginning of a file; nothing if it is not JSON or holds no object.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        let mut outline = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let mut objects = 0_usize;
        let mut names = false;
        let mut at = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        while let Some(byte) = head.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b'\x1e' => {}
                b'{' => {
                    objects += 1;
                    names = true;
                    open.push(Open::Object(None));
                }
                b'[' => {
                    outline.array |= objects == 0;
                    open.push(Open::Array);
                }
                b'}' | b']' => {
                    if matches!(open.pop(), Some(Open::Object(_))) {
                        objects = objects.saturating_sub(1);
                    }
                    if objects == 0 && *byte == b'}' {
                        break;
                    }
                    names = false;
                }
                b',' => names = matches!(open.last(), Some(Open::Object(_))),
                b':' => names = false,
                b'"' => {
                    let (text, end) = string(head, at + 1);
                    if names && end < head.len() {
                        if let Some(Open::Object(name)) = open.last_mut() {
                            *name = Some(text.to_owned());
                        }
                        if objects <= DEEPEST && outline.paths.len() < MOST {
                            outline.paths.insert(path(&open));
                        }
                    }
                    at = end;
                }
                _ if open.is_empty() => return None,
                _ => at = scalar(head, at)?,
            }
            at += 1;
            if open.len() > 64 {
                break;
            }
        }
        (!outline.paths.is_empty()).then_some(outline)
    }

    /// Whether there is a member at the path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether one of the members at the paths is there.
    pub(crate) fn has_any(&self, paths: &[&str]) -> bool {
        paths.iter().any(|path| self.has(path))
    }

    /// Whether the file is an array rather than one object or lines of objects.
    pub(crate) fn is_array(&self) -> bool {
        self.array
    }

    /// The members of the object itself.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str).filter(|path| !path.contains('.'))
    }

    /// Whether the member at the path holds members of its own.
    pub(crate) fn is_object(&self, path: &str) -> bool {
        let inner = format!("{path}.");
        self.paths.range(inner.clone()..).next().is_some_and(|next| next.starts_with(&inner))
    }
}

fn path(open: &[Open]) -> String {
    let names = open.iter().filter_map(|open| match open {
        Open::Object(Some(name)) => Some(name.as_str()),
        _ => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// The text of a string from its first byte on, and where its closing quote stands.
fn string(head: &[u8], start: usize) -> (&str, usize) {
    let mut end = start;
    while let Some(byte) = head.get(end) {
        match byte {
            b'"' => break,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    let end = end.min(head.len());
    (std::str::from_utf8(&head[start..end]).unwrap_or_default(), end)
}

/// The last byte of a number or a word that JSON knows; nothing if it is none.
fn scalar(head: &[u8], start: usize) -> Option<usize> {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let length = head[start..].iter().take_while(|byte| part(byte)).count();
    let text = &head[start..start + length];
    let known = matches!(text, b"true" | b"false" | b"null")
        || text.first().is_some_and(|first| first.is_ascii_digit() || *first == b'-')
        || start + length == head.len();
    (length > 0 && known).then(|| start + length - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn members_of_the_first_object() {
        let text =
            br#"[{"a":1,"user":{"login":"x","ids":[1,2]},"c":[{"d":"e: {"},{"f":null}]},{"g":1}]"#;
        let outline = Outline::of(text).unwrap();
        for path in ["a", "user", "user.login", "user.ids", "c", "c.d", "c.f"] {
            assert!(outline.has(path), "{path}");
        }
        assert!(!outline.has("g") && !outline.has("login"));
        assert!(outline.is_array() && outline.is_object("user") && !outline.is_object("a"));
        assert_eq!(outline.names().collect::<Vec<_>>(), ["a", "c", "user"]);
        assert!(!Outline::of(b"{\"a\":1}\n{\"b\":2}").unwrap().has("b"));
    }

    #[test]
    fn what_is_no_json() {
        for text in
            ["", "[Note] to self", "{braces} in prose", "From: a@b\n\nx", "a,b\n1,2\n", "[]", "12"]
        {
            assert!(Outline::of(text.as_bytes()).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_head_may_end_anywhere(cut in 0_usize..80) {
            let text = br#"[{"a":1,"user":{"login":"x","ids":[1,2]},"c":[{"d":"e: {"},{"f":null}]},{"g":1}]"#;
            if let Some(outline) = Outline::of(&text[..cut]) {
                prop_assert!(outline.has("a"));
            }
        }

        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Outline::of(&bytes);
            let _ = Outline::of(&[b"{\"".to_vec(), bytes].concat());
        }
    }
}
