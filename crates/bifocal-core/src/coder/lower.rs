//! Lower case.

/// Puts a word into `to` in lower case, in place of what is there.
pub(super) fn lower(word: &str, to: &mut String) {
    to.clear();
    if word.is_ascii() {
        // Nearly every word; letter by letter takes several times as long.
        to.push_str(word);
        to.make_ascii_lowercase();
    } else {
        to.extend(word.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_all_alphabets_are_made_small() {
        let mut room = "before".to_owned();
        for (word, small) in [("Please", "please"), ("ÄRGER", "ärger"), ("İ", "i\u{307}"), ("", "")]
        {
            lower(word, &mut room);
            assert_eq!(room, small);
        }
    }
}
