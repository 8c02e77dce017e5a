//! Fields of addresses, of text and of dates, decoded by `mail-parser`.

use std::borrow::Cow;

use bifocal_core::{Address, Instant};
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{DateTime, HeaderValue};
use memchr::{memchr, memchr3};

/// An address with the name that stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mailbox {
    pub(crate) address: Address,
    pub(crate) name: Option<String>,
}

/// A field's value as the parser wants it: UTF-8, and with a line end.
fn value(raw: &[u8]) -> Cow<'_, [u8]> {
    let bytes = if raw.is_ascii() || std::str::from_utf8(raw).is_ok() {
        Cow::Borrowed(raw)
    } else {
        // Bytes above 127 that are not UTF-8 are most often Windows-1252.
        let decode = charset_decoder(b"windows-1252");
        Cow::Owned(
            decode
                .map_or_else(|| String::from_utf8_lossy(raw).into_owned(), |decode| decode(raw))
                .into_bytes(),
        )
    };
    if bytes.ends_with(b"\n") {
        bytes
    } else {
        let mut owned = bytes.into_owned();
        owned.push(b'\n');
        Cow::Owned(owned)
    }
}

/// The decoded text of a field, on one line.
pub(crate) fn text(raw: &[u8]) -> String {
    match MessageStream::new(&value(raw)).parse_unstructured() {
        HeaderValue::Text(text) if memchr3(b'\n', b'\r', 0, text.as_bytes()).is_some() => text
            .split(['\n', '\r', '\0'])
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        HeaderValue::Text(text) => text.trim().to_owned(),
        _ => String::new(),
    }
}

/// The addresses of a field, those in groups included.
pub(crate) fn mailboxes(raw: &[u8], out: &mut Vec<Mailbox>) {
    if let Some(simple) = simple(raw) {
        out.extend(simple);
        return;
    }
    let value = value(raw);
    let parsed = MessageStream::new(&value).parse_address();
    let HeaderValue::Address(list) = parsed else { return };
    for item in list.iter() {
        let name = item.name.as_deref().map(clean_name).filter(|name| !name.is_empty());
        let address = match item.address.as_deref() {
            Some(address) => address,
            // A word alone is the address of somebody on the same machine.
            None => match item.name.as_deref() {
                Some(word) if !word.contains(char::is_whitespace) => word,
                _ => continue,
            },
        };
        let address = Address::new(address);
        if is_address(address.as_str()) {
            let name = name.filter(|name| !name.eq_ignore_ascii_case(address.as_str()));
            out.push(Mailbox { address, name });
        }
    }
}

/// The most common form, bare addresses with commas between them, without a parser.
fn simple(raw: &[u8]) -> Option<impl Iterator<Item = Mailbox>> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@.-_+, \t\r\n".contains(&byte);
    let text = std::str::from_utf8(raw).ok().filter(|text| text.bytes().all(plain))?;
    let mut items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let bare = items
        .clone()
        .all(|item| memchr(b'@', item.as_bytes()).is_some() && !item.contains(char::is_whitespace));
    bare.then(|| {
        std::iter::from_fn(move || items.next())
            .map(|item| Mailbox { address: Address::new(item), name: None })
    })
}

fn is_address(text: &str) -> bool {
    !text.is_empty() && text.chars().any(char::is_alphanumeric) && !text.contains(['\n', '\0'])
}

/// A display name without quotes and doubled spaces.
fn clean_name(name: &str) -> String {
    name.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The instant of a date field, if it is a date that a calendar holds.
pub(crate) fn instant(raw: &[u8]) -> Option<Instant> {
    let parse = |value: &[u8]| match MessageStream::new(value).parse_date() {
        HeaderValue::DateTime(date) => checked(&date),
        _ => None,
    };
    let value = value(raw);
    parse(&value).or_else(|| {
        let text = std::str::from_utf8(&value).ok()?.trim();
        if text.as_bytes().get(4) == Some(&b'-') {
            // "2026-01-05 10:00:00 +0100"
            let mut form = text.replacen(' ', "T", 1).replace(' ', "");
            if form.len() > 22
                && form.as_bytes()[form.len() - 5..form.len() - 4]
                    .iter()
                    .all(|byte| matches!(byte, b'+' | b'-'))
            {
                form.insert(form.len() - 2, ':');
            }
            return DateTime::parse_rfc3339(&form).as_ref().and_then(checked);
        }
        // "Monday, 5 January 2026"
        let words = text.split(' ').map(|word| match word.get(..3) {
            Some(short)
                if word.trim_end_matches(',').bytes().all(|byte| byte.is_ascii_alphabetic()) =>
            {
                short
            }
            _ => word,
        });
        parse(format!("{}\n", words.collect::<Vec<_>>().join(" ")).as_bytes())
    })
}

fn checked(date: &DateTime) -> Option<Instant> {
    // Mail began in 1971, and clocks that are set wrong often say much later.
    let plausible = (1970..2200).contains(&date.year);
    (plausible && date.is_valid()).then(|| Instant(date.to_timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(raw: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        mailboxes(raw.as_bytes(), &mut out);
        out.into_iter()
            .map(|one| (one.address.as_str().to_owned(), one.name.unwrap_or_default()))
            .collect()
    }

    fn pair(address: &str, name: &str) -> (String, String) {
        (address.to_owned(), name.to_owned())
    }

    #[test]
    fn forms_of_addresses() {
        assert_eq!(all(" Priya@Velobay.Example\r\n"), [pair("priya@velobay.example", "")]);
        assert_eq!(all(" a@b, c@d,\n e@f"), [pair("a@b", ""), pair("c@d", ""), pair("e@f", "")]);
        assert_eq!(
            all("Priya Raman <priya@velobay.example>"),
            [pair("priya@velobay.example", "Priya Raman")]
        );
        assert_eq!(
            all("\"Raman, Priya\" <p@v>, Bo <b@v>"),
            [pair("p@v", "Raman, Priya"), pair("b@v", "Bo")]
        );
        assert_eq!(all("=?utf-8?q?J=C3=B6rg?= <j@v>"), [pair("j@v", "Jörg")]);
        assert_eq!(all("p@v (Priya Raman)"), [pair("p@v", "Priya Raman")]);
        assert_eq!(all("Team: a@b, c@d;"), [pair("a@b", ""), pair("c@d", "")]);
        assert_eq!(all("undisclosed-recipients:;"), []);
        assert_eq!(all("\"p@v\" <p@v>"), [pair("p@v", "")]);
        assert_eq!(all("root"), [pair("root", "")]);
        assert_eq!(all("Priya Raman"), []);
        assert_eq!(all("<>"), []);
    }

    #[test]
    fn eight_bit_fields() {
        assert_eq!(text(b" Gr\xfc\xdfe\r\n"), "Grüße");
        assert_eq!(text("Grüße\n".as_bytes()), "Grüße");
        assert_eq!(
            text(b"=?iso-8859-1?Q?Gr=FC=DFe?=\r\n =?iso-8859-1?Q?_an_alle?="),
            "Grüße an alle"
        );
    }

    #[test]
    fn dates() {
        assert_eq!(instant(b"Mon, 16 Oct 2000 03:14:00 -0700 (PDT)"), Some(Instant(971_691_240)));
        assert_eq!(instant(b"16 Oct 00 03:14:00 PDT"), Some(Instant(971_691_240)));
        assert_eq!(instant(b"Monday, 16 October 2000 03:14:00 -0700"), Some(Instant(971_691_240)));
        assert_eq!(instant(b"2000-10-16 03:14:00 -0700"), Some(Instant(971_691_240)));
        assert_eq!(instant(b"yesterday"), None);
        assert_eq!(instant(b"Mon, 99 Oct 2000 03:14:00"), None);
        assert_eq!(instant(b""), None);
    }
}
