//! Header fields in running text: "From: Ana", "*Gesendet:* Dienstag".

use crate::rules::{Field, rules};

/// Longest name of a field, in bytes, with the marks around it.
const LONGEST_NAME: usize = 30;

/// The field that a line holds, and its value.
pub(crate) fn field(text: &str) -> Option<(Field, &str)> {
    let head = &text.as_bytes()[..text.len().min(LONGEST_NAME)];
    let colon = memchr::memchr(b':', head)?;
    let is_mark = |c: char| matches!(c, '*' | '_' | '|') || c.is_whitespace();
    let name = text[..colon].trim_matches(is_mark);
    if name.is_empty() || !name.starts_with(char::is_alphabetic) {
        return None;
    }
    let field = lookup(name)?;
    Some((field, text[colon + 1..].trim_matches(is_mark)))
}

/// Looks a name up without allocating where it is ASCII.
fn lookup(name: &str) -> Option<Field> {
    let fields = &rules().fields;
    if !name.is_ascii() {
        return fields.get(name.to_lowercase().as_str()).copied();
    }
    let mut buffer = [0; LONGEST_NAME];
    let lower = buffer.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    fields.get(std::str::from_utf8(lower).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_many_dresses() {
        assert_eq!(field("From: Ana Costa"), Some((Field::From, "Ana Costa")));
        assert_eq!(field("*Gesendet:* Dienstag"), Some((Field::Sent, "Dienstag")));
        assert_eq!(field("De : Ana"), Some((Field::From, "Ana")));
        assert_eq!(field("cc:"), Some((Field::Cc, "")));
        assert_eq!(field("Note: this"), None);
        assert_eq!(field("no colon here"), None);
    }
}
