//! What Slack writes in angle brackets: people, channels, links.

use crate::chat::slack::tables::Users;

/// Text as it is shown, but with its marks of emphasis, and the ids of the people named in it.
pub(crate) fn resolve(text: &str, users: &Users) -> (String, Vec<String>) {
    let mut out = String::with_capacity(text.len());
    let mut named = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        unescape(&rest[..at], &mut out);
        rest = &rest[at + 1..];
        // Brackets that people type are escaped, so that one that is not closed is none.
        match rest.find(['>', '<', '\n']).filter(|end| rest[*end..].starts_with('>')) {
            Some(end) => {
                token(&rest[..end], users, &mut named, &mut out);
                rest = &rest[end + 1..];
            }
            None => out.push('<'),
        }
    }
    unescape(rest, &mut out);
    (out, named)
}

fn token(token: &str, users: &Users, named: &mut Vec<String>, out: &mut String) {
    let (what, label) = token.split_once('|').unwrap_or((token, ""));
    let label_or = |other| if label.is_empty() { other } else { label };
    if let Some(id) = what.strip_prefix('@') {
        // The table knows what somebody is called now; the label is of the day of writing.
        if users.knows(id) {
            out.push_str(users.get(id).shown.trim_start_matches('@'));
        } else {
            unescape(label_or(id), out);
        }
        named.push(id.to_owned());
    } else if let Some(id) = what.strip_prefix('#') {
        out.push('#');
        unescape(label_or(id), out);
    } else if let Some(command) = what.strip_prefix('!') {
        // <!here>, <!subteam^S1|@ops>, <!date^1700000000^{date}|5 January>
        match command.split_once('^') {
            None if label.is_empty() => {
                out.push('@');
                out.push_str(command);
            }
            Some(("subteam", id)) => unescape(label_or(id), out),
            _ => unescape(label, out),
        }
    } else {
        let address = what.strip_prefix("mailto:").or(what.strip_prefix("tel:"));
        unescape(label_or(address.unwrap_or(what)), out);
    }
}

/// Appends text whose three special characters are escaped.
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (escaped, plain) = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')]
            .into_iter()
            .find(|(escaped, _)| rest.starts_with(escaped))
            .unwrap_or(("&", '&'));
        out.push(plain);
        rest = &rest[escaped.len()..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        resolve(text, &Users::default()).0
    }

    #[test]
    fn tokens() {
        assert_eq!(shown("<@U1|Bo> see <#C1|ops> and <#C2>"), "Bo see #ops and #C2");
        assert_eq!(resolve("<@U1> <@U2|x>", &Users::default()).1, ["U1", "U2"]);
        assert_eq!(
            shown("<!here> <!subteam^S1|@ops> <!date^1^{date}|5 January>"),
            "@here @ops 5 January"
        );
        assert_eq!(
            shown("<https://x.example/a|the plan>, <https://x.example>"),
            "the plan, https://x.example"
        );
        assert_eq!(shown("<mailto:bo@velobay.example>"), "bo@velobay.example");
        assert_eq!(shown("a &lt;b&gt; &amp;amp; R&D"), "a <b> &amp; R&D");
        assert_eq!(shown("3 < 4, <open"), "3 < 4, <open");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[<>@#!|&;a-z^\n ]{0,60}") {
            let _ = shown(&text);
        }
    }
}
