//! Codes of emoji such as `:tada:`, which are no words.

/// The longest code's length, with room for names that a workspace gives its own.
const LONGEST: usize = 100;

/// A line without codes of emoji, and without the space that one leaves behind.
pub(crate) fn without_codes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut before = None;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        before = rest[..at].chars().next_back().or(before);
        rest = &rest[at..];
        // "10:30:15" has none.
        let stands_alone = before.is_none_or(|before: char| !before.is_alphanumeric());
        match code(rest).filter(|_| stands_alone) {
            Some(length) => {
                rest = &rest[length..];
                if rest.starts_with(' ') && (out.is_empty() || out.ends_with(' ')) {
                    rest = &rest[1..];
                }
                before = Some(':');
            }
            None => {
                out.push(':');
                rest = &rest[1..];
                before = Some(':');
            }
        }
    }
    out.push_str(rest);
    out.truncate(out.trim_end().len());
    out
}

/// The length of the code at the start of a text.
fn code(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(':')?;
    let length = inner.bytes().take(LONGEST).position(|byte| byte == b':')?;
    let is_name =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-+'".contains(&byte);
    let name = &inner.as_bytes()[..length];
    let after = inner[length + 1..].chars().next();
    let named = !name.is_empty() && name.iter().copied().all(is_name);
    (named && after.is_none_or(|after| !after.is_alphanumeric())).then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_go_and_words_stay() {
        assert_eq!(without_codes("Great :tada: work :+1::skin-tone-3:"), "Great work");
        assert_eq!(without_codes(":wave: Good morning"), "Good morning");
        assert_eq!(without_codes("van_3:blue_car:"), "van_3:blue_car:");
        assert_eq!(without_codes("at 10:30:15, ratio 3:4"), "at 10:30:15, ratio 3:4");
        assert_eq!(without_codes("std::vector and a: b :c d"), "std::vector and a: b :c d");
        assert_eq!(without_codes("Done :ok_hand:."), "Done .");
        assert_eq!(without_codes(":büro:"), ":büro:");
        assert_eq!(without_codes(""), "");
    }

    proptest! {
        #[test]
        fn only_takes_away(line in "[:a1 _ä+-]{0,40}") {
            let short = without_codes(&line);
            let mut rest = line.chars();
            prop_assert!(short.chars().all(|c| rest.any(|other| other == c)));
        }
    }
}
