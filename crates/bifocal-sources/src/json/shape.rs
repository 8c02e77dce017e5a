//! Which names stand where in a JSON text: by these its kind is told.

use std::collections::BTreeSet;

use crate::input::Input;
use crate::json::walker::{Guide, Step, Walker};

/// Deeper names tell nothing more.
const DEEPEST: usize = 4;

/// A text with more different paths is no list of messages.
const MOST: usize = 2000;

/// The paths of the first bytes of a JSON text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape(BTreeSet<String>);

impl Guide for Shape {
    fn step(&mut self, path: &str, _: u8) -> Step {
        if self.0.len() < MOST && !self.0.contains(path) {
            self.0.insert(path.to_owned());
        }
        let depth = path.matches(['.', '[']).count();
        if depth < DEEPEST { Step::Descend } else { Step::Pass }
    }
}

impl Shape {
    /// Reads the beginning of a text, which may be cut anywhere; nothing if there is no
    /// JSON object in it.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        let first = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().first();
        if !matches!(first, Some(b'{' | b'[')) {
            return None;
        }
        let mut walker = Walker::new(Input::new(head), Self::default(), 0);
        // It takes nothing, so that the first that comes is the end, or is no JSON.
        let _ = walker.next();
        let shape = walker.into_guide();
        let has_names = shape.0.iter().any(|path| path.contains(char::is_alphanumeric));
        has_names.then_some(shape)
    }

    /// Whether there are values at all of the paths.
    pub(crate) fn has(&self, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.0.contains(*path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_text_that_is_cut() {
        let shape = Shape::of(br#" {"a": [{"b": {"c": 1}}, {"d": "x"}], "e": {"f": "#).unwrap();
        assert!(shape.has(&["a", "a[].b", "a[].b.c", "a[].d", "e"]));
        assert!(!shape.has(&["a", "b"]));
        assert_eq!(Shape::of(b"hello"), None);
        assert_eq!(Shape::of(b"[1, [2]]"), None);
        assert_eq!(Shape::of(b"[Link] to it"), None);
        assert_eq!(Shape::of(b""), None);
    }
}
