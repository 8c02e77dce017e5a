//! The last step of every chat reader: what is no words is taken out of plain text, or is marked
//! as what it is.

use crate::chat::command::is_command;
use crate::chat::emoji::without_codes;

/// The mark of a line before and after code.
pub(crate) const FENCE: &str = "```";

/// Text without codes of emoji outside of code, with a line end after each line. A command is
/// made code.
pub(crate) fn finished(text: &str) -> String {
    let text = text.trim_matches(['\n', ' ']);
    if text.is_empty() {
        return String::new();
    }
    if is_command(text) {
        return format!("{FENCE}\n{text}\n{FENCE}\n");
    }
    let mut out = String::with_capacity(text.len() + 1);
    let mut code = false;
    for line in text.lines() {
        code ^= line.starts_with(FENCE);
        if code {
            out.push_str(line.trim_end());
        } else {
            out.push_str(&without_codes(line));
        }
        out.push('\n');
    }
    if out.trim().is_empty() { String::new() } else { out }
}

/// A message that mentions more people than these is no message to them; it is read all the same.
const MOST_NAMES: usize = 100;

/// Text in which the mark before the names of mentioned people is gone: `@Priya Raman`.
pub(crate) fn without_at<'a>(text: String, names: impl Iterator<Item = &'a str>) -> String {
    let mut text = text;
    for name in names.filter(|name| !name.is_empty()).take(MOST_NAMES) {
        let marked = format!("@{name}");
        if text.contains(&marked) {
            text = text.replace(&marked, name);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_words() {
        assert_eq!(finished("Yes :tada:\n```\n:x: = 1\n```\n"), "Yes\n```\n:x: = 1\n```\n");
        assert_eq!(finished(":tada: :wave:"), "");
        assert_eq!(finished("/remind me"), "```\n/remind me\n```\n");
        assert_eq!(finished(" \n"), "");
    }

    #[test]
    fn names_lose_their_mark() {
        let names = ["Priya Raman", "", "Bo"];
        assert_eq!(
            without_at("@Priya Raman and @Bo, see a@b".to_owned(), names.into_iter()),
            "Priya Raman and Bo, see a@b"
        );
    }
}
