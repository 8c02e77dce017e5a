//! The bytes of a body part made into text.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::DecoderFnc;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// Undoes the transfer encoding. What does not keep to it is read as far as it can be.
pub(crate) fn transfer_decoded<'a>(encoding: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    if encoding.eq_ignore_ascii_case("base64") {
        Cow::Owned(base64_decode(bytes).unwrap_or_else(|| lenient_base64(bytes)))
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        if memchr(b'=', bytes).is_none() {
            return Cow::Borrowed(bytes);
        }
        Cow::Owned(
            quoted_printable_decode(bytes).unwrap_or_else(|| lenient_quoted_printable(bytes)),
        )
    } else {
        Cow::Borrowed(bytes)
    }
}

/// Base64 that is cut off or has other signs in it.
fn lenient_base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.extend((bits >> count).to_le_bytes().first());
            bits &= (1 << count) - 1;
        }
    }
    out
}

/// Quoted-printable in which some "=" stand for themselves.
fn lenient_quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| {
        byte.and_then(|byte| char::from(*byte).to_digit(16))
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if let (Some(high), Some(low)) = (hex(rest.first()), hex(rest.get(1))) {
            out.push(high << 4 | low);
            rest = &rest[2..];
        } else if rest.starts_with(b"\r\n") {
            rest = &rest[2..];
        } else if rest.starts_with(b"\n") {
            rest = &rest[1..];
        } else {
            out.push(b'=');
        }
    }
    out.extend_from_slice(rest);
    out
}

/// Text in a named character set. Where the name says nothing (none, unknown,
/// or ASCII, and then there are other bytes), it is UTF-8 if it can be, else Windows-1252.
pub(crate) fn decoded(bytes: &[u8], charset: Option<&str>) -> String {
    let charset = charset.map(str::trim).unwrap_or_default();
    let telling =
        !["", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "utf-8", "utf8"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(charset));
    let decoder = telling.then(|| charset_decoder(charset.as_bytes())).flatten();
    let text = match decoder {
        Some(decode) => decode(bytes),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Declared as UTF-8, and only damaged in a few places.
            Err(_) if charset.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("utf")) => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            Err(_) => windows_1252().map_or_else(
                || String::from_utf8_lossy(bytes).into_owned(),
                |decode| decode(bytes),
            ),
        },
    };
    clean(text)
}

fn windows_1252() -> Option<DecoderFnc> {
    charset_decoder(b"windows-1252")
}

/// Text with "\n" as its line end, without NUL and without a byte order mark.
fn clean(mut text: String) -> String {
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    if memchr2(b'\r', 0, text.as_bytes()).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = memchr2(b'\r', 0, rest.as_bytes()) {
        out.push_str(&rest[..at]);
        // Some programs make "\r\r\n" of a line end.
        let returns = rest[at..].bytes().take_while(|byte| *byte == b'\r').count();
        rest = &rest[at + returns.max(1)..];
        if !rest.starts_with('\n') {
            out.extend(std::iter::repeat_n('\n', returns));
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_set_that_is_none() {
        assert_eq!(decoded(b"caf\xe9", Some("is\u{fffd}\u{fffd}18-1")), "café");
        assert_eq!(decoded(b"caf\xe9", Some("utf-16le-not")), "caf\u{fffd}");
    }

    #[test]
    fn damaged_encodings() {
        assert_eq!(transfer_decoded("BASE64", b"SGVsbG8g\r\nUHJpeWE=").as_ref(), b"Hello Priya");
        assert_eq!(transfer_decoded("base64", b"SGVsbG8gUHJpe").as_ref(), b"Hello Pri");
        assert_eq!(transfer_decoded("base64", b"SGVs!bG8g*UHJpeWE=").as_ref(), b"Hello Priya");
        assert_eq!(
            transfer_decoded("quoted-printable", b"Gr=C3=BC=\r\n=C3=9Fe").as_ref(),
            "Grüße".as_bytes()
        );
        assert_eq!(transfer_decoded("quoted-printable", b"1 =zz 2 =3D=").as_ref(), b"1 =zz 2 ==");
        assert_eq!(transfer_decoded("x-other", b"as it is").as_ref(), b"as it is");
    }

    #[test]
    fn character_sets() {
        assert_eq!(decoded(b"Gr\xfc\xdfe", Some("ISO-8859-1")), "Grüße");
        assert_eq!(decoded(b"Gr\xfc\xdfe", None), "Grüße");
        assert_eq!(decoded("Grüße".as_bytes(), Some("us-ascii")), "Grüße");
        assert_eq!(decoded("Grüße".as_bytes(), Some("no-such-set")), "Grüße");
        assert_eq!(decoded(b"\x93\xfa\x96\x7b", Some("shift_jis")), "日本");
        assert_eq!(decoded(b"a\xffb", Some("utf-8")), "a\u{fffd}b");
        assert_eq!(decoded(b"\xef\xbb\xbfa\r\nb\rc\0d\r\r\ne", None), "a\nb\ncd\ne");
    }
}
