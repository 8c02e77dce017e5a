//! What a piece of text looks like: a rule, a date, a phone number, a name.

/// Characters that rules are drawn with.
pub(crate) fn is_rule_char(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '=' | '*' | '~' | '#' | '+' | '\u{2010}'..='\u{2015}' | '\u{2500}'..='\u{257f}'
    )
}

/// A line drawn across the page: at least five equal or similar marks.
pub(crate) fn is_rule(text: &str) -> bool {
    let mut marks = 0;
    for c in text.chars() {
        if is_rule_char(c) {
            marks += 1;
        } else if c != ' ' {
            return false;
        }
    }
    marks >= 5
}

/// Signs of a date in a short text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DateMarks {
    /// "10:11", "10h11".
    pub(crate) time: bool,
    /// "2024".
    pub(crate) year: bool,
    /// "05.03.2024", "3/5/24", "2024-03-05".
    pub(crate) numeric: bool,
}

/// The signs of a date in `text`. Reads 400 bytes at most.
pub(crate) fn date_marks(text: &str) -> DateMarks {
    let bytes = &text.as_bytes()[..text.len().min(400)];
    let mut marks = DateMarks::default();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() || (at > 0 && bytes[at - 1].is_ascii_alphanumeric()) {
            at += 1;
            continue;
        }
        // The groups of digits that hang together by one separator each.
        let mut groups = [0usize; 3];
        let mut count = 0;
        let mut separator = 0;
        let start = at;
        loop {
            let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if count < 3 {
                groups[count] = digits;
            }
            count += 1;
            at += digits;
            let next = bytes.get(at).copied().unwrap_or(0);
            let same = separator == 0 || separator == next;
            let digit_follows = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            if same && digit_follows && matches!(next, b':' | b'h' | b'/' | b'.' | b'-') {
                separator = next;
                at += 1;
            } else {
                break;
            }
        }
        match (count, separator) {
            (1, _) if groups[0] == 4 => {
                marks.year |=
                    bytes[start..].starts_with(b"19") || bytes[start..].starts_with(b"20");
            }
            (2 | 3, b':' | b'h') => marks.time |= groups[0] <= 2 && groups[1] == 2,
            (3, b'/' | b'.' | b'-') => {
                let [a, b, c] = groups;
                marks.numeric |=
                    (a <= 2 && b <= 2 && (c == 2 || c == 4)) || (a == 4 && b <= 2 && c <= 2);
            }
            _ => {}
        }
    }
    marks
}

/// Whether a text holds what looks like a phone number: seven digits or more
/// in groups, with nothing but the usual marks between them.
pub(crate) fn has_phone(text: &str) -> bool {
    let bytes = &text.as_bytes()[..text.len().min(200)];
    let (mut digits, mut groups, mut commas) = (0, 0, false);
    let mut in_group = false;
    let mut in_address = false;
    for (at, &byte) in bytes.iter().enumerate() {
        // Digits in the address of a page are no phone number.
        in_address = !byte.is_ascii_whitespace() && (in_address || bytes[at..].starts_with(b"://"));
        if in_address {
            (digits, groups, in_group) = (0, 0, false);
            continue;
        }
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                if !in_group {
                    groups += 1;
                    in_group = true;
                }
            }
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' | b'+' => {
                in_group = false;
                let double = byte == b' ' && at > 0 && bytes[at - 1] == b' ';
                if double && digits > 0 && digits < 7 {
                    (digits, groups) = (0, 0);
                }
            }
            _ => {
                commas |= byte == b',' || byte == b'$';
                if (7..=15).contains(&digits) && groups >= 2 {
                    return true;
                }
                (digits, groups, in_group) = (0, 0, false);
            }
        }
    }
    (7..=15).contains(&digits) && groups >= 2 && !commas
}

/// Whether a line looks like a person's full name: two to five capitalised
/// words and nothing else.
pub(crate) fn is_full_name(text: &str) -> bool {
    let text = text.trim_matches(|c: char| matches!(c, '*' | '_' | '-' | '~' | ' ' | '|' | '/'));
    // "Ana Costa, Ph.D.", "Ana Costa (she/her)"
    let text = text.split([',', '(']).next().unwrap_or(text);
    let mut words = 0;
    for word in text.split_whitespace() {
        let mut chars = word.chars();
        let upper = chars.next().is_some_and(char::is_uppercase);
        let particle = matches!(
            word,
            "de" | "da"
                | "do"
                | "dos"
                | "van"
                | "von"
                | "der"
                | "den"
                | "la"
                | "le"
                | "di"
                | "del"
                | "al"
                | "el"
                | "bin"
                | "y"
                | "e"
        );
        if !(upper
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
            || particle && words > 0)
        {
            return false;
        }
        words += 1;
    }
    (2..=5).contains(&words) && text.len() <= 50
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_drawn() {
        assert!(
            is_rule("-----") && is_rule("* * * * *") && is_rule("________________________________")
        );
        assert!(!is_rule("--") && !is_rule("--- a ---"));
    }

    #[test]
    fn dates_have_marks() {
        let all = |text| {
            let DateMarks { time, year, numeric } = date_marks(text);
            (time, year, numeric)
        };
        assert_eq!(all("On Tue, 5 Mar 2024 at 10:11"), (true, true, false));
        assert_eq!(all("05.03.2024 10:11"), (true, false, true));
        assert_eq!(all("2024-03-05"), (false, false, true));
        assert_eq!(all("3/5/24 um 9:15"), (true, false, true));
        assert_eq!(all("page 12 of 3000, version 1.2"), (false, false, false));
        assert_eq!(all("le 5 mars à 10h11"), (true, false, false));
    }

    #[test]
    fn phones_have_digits_in_groups() {
        assert!(
            has_phone("(415) 555-0134")
                && has_phone("Tel: +49 30 5550 134")
                && has_phone("415.555.0134 (ph.)")
        );
        assert!(
            !has_phone("We sold 1,234,567 pieces")
                && !has_phone("in 2024")
                && !has_phone("12345678")
        );
        assert!(!has_phone("https://velobay.example/205-10-01"));
    }

    #[test]
    fn names_are_capitalised() {
        assert!(
            is_full_name("Ana Costa")
                && is_full_name("Maria de la Cruz")
                && is_full_name("J. R. Lindqvist, Ph.D.")
        );
        assert!(!is_full_name("Ana") && !is_full_name("Ana likes it") && !is_full_name("Room 12"));
    }
}
