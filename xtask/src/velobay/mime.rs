//! Encodings of mail: transfer encodings, charsets, encoded words, parts.

use super::people::{Charset, Transfer};

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A part with its own headers: header lines without a line end, and a body that ends with one.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) headers: Vec<String>,
    pub(super) body: Vec<u8>,
}

/// A text part in the charset wanted, or in UTF-8 where that one does not have the letters.
pub(super) fn text(kind: &str, text: &str, charset: Charset, transfer: Transfer) -> Part {
    let (charset, bytes) = encoded(text, charset);
    let (name, body) = transferred(&bytes, transfer);
    Part {
        headers: vec![
            format!("Content-Type: {}; charset={charset}", kind.replace("; ", ";\n ")),
            format!("Content-Transfer-Encoding: {name}"),
        ],
        body,
    }
}

/// A file that hangs on a mail.
pub(super) fn attachment(kind: &str, name: &str, bytes: &[u8]) -> Part {
    let parameter = |key: &str| {
        if name.is_ascii() {
            format!("{key}=\"{name}\"")
        } else {
            format!("{key}*=UTF-8''{}", percent(name))
        }
    };
    Part {
        headers: vec![
            format!("Content-Type: {kind};\n {}", parameter("name")),
            format!("Content-Disposition: attachment;\n {}", parameter("filename")),
            "Content-Transfer-Encoding: base64".to_owned(),
        ],
        body: base64_lines(bytes),
    }
}

/// Parts in one; the boundary is made from the message's id and from how deep the part lies.
pub(super) fn multipart(kind: &str, boundary: &str, parts: &[Part]) -> Part {
    let mut body = Vec::new();
    for part in parts {
        body.extend(format!("--{boundary}\n{}\n\n", part.headers.join("\n")).bytes());
        body.extend(&part.body);
        body.extend(b"\n");
    }
    body.extend(format!("--{boundary}--\n").bytes());
    Part {
        headers: vec![format!("Content-Type: multipart/{kind};\n boundary=\"{boundary}\"")],
        body,
    }
}

/// A phrase for a header, as an encoded word (RFC 2047) if it has letters beyond ASCII.
pub(super) fn phrase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    // An encoded word has at most 75 letters and never a part of a letter.
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
        let mut bytes = [0; 4];
        let next: String = letter.encode_utf8(&mut bytes).bytes().map(word_byte).collect();
        if word.len() + next.len() > 60 {
            words.push(std::mem::take(&mut word));
        }
        word.push_str(&next);
    }
    words.push(word);
    words.iter().map(|word| format!("=?UTF-8?Q?{word}?=")).collect::<Vec<_>>().join("\n ")
}

/// The same in base64, as other programs do it. For short texts.
pub(super) fn phrase_base64(text: &str) -> String {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
        if word.len() + letter.len_utf8() > 42 {
            words.push(std::mem::take(&mut word));
        }
        word.push(letter);
    }
    words.push(word);
    words
        .iter()
        .map(|word| format!("=?utf-8?B?{}?=", base64(word.as_bytes())))
        .collect::<Vec<_>>()
        .join("\n ")
}

fn word_byte(byte: u8) -> String {
    match byte {
        b' ' => "_".to_owned(),
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'!' | b'*' | b'+' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("={byte:02X}"),
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn encoded(text: &str, charset: Charset) -> (&'static str, Vec<u8>) {
    match charset {
        Charset::Ascii if text.is_ascii() => ("us-ascii", text.as_bytes().to_vec()),
        Charset::Latin1 => {
            let bytes: Result<Vec<u8>, _> =
                text.chars().map(|letter| u8::try_from(u32::from(letter))).collect();
            bytes
                .map_or_else(|_| ("utf-8", text.as_bytes().to_vec()), |bytes| ("iso-8859-1", bytes))
        }
        _ => ("utf-8", text.as_bytes().to_vec()),
    }
}

fn transferred(bytes: &[u8], transfer: Transfer) -> (&'static str, Vec<u8>) {
    match transfer {
        Transfer::Plain if bytes.is_ascii() => ("7bit", bytes.to_vec()),
        Transfer::Plain => ("8bit", bytes.to_vec()),
        Transfer::QuotedPrintable => ("quoted-printable", quoted_printable(bytes)),
        Transfer::Base64 => ("base64", base64_lines(bytes)),
    }
}

/// Quoted-printable with soft line ends at 76 letters.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let (line, end): (&[u8], &[u8]) =
            line.strip_suffix(b"\n").map_or((line, b""), |line| (line, b"\n"));
        let mut length = 0;
        for (at, &byte) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let piece = match byte {
                b'=' => "=3D".to_owned(),
                b' ' if !last => " ".to_owned(),
                b'!'..=b'~' => char::from(byte).to_string(),
                _ => format!("={byte:02X}"),
            };
            // The line's last piece needs no room for the mark of a soft end.
            if length + piece.len() > if last { 76 } else { 75 } {
                out.extend(b"=\n");
                length = 0;
            }
            length += piece.len();
            out.extend(piece.bytes());
        }
        out.extend(end);
    }
    out
}

fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in base64(bytes).as_bytes().chunks(76) {
        out.extend(line);
        out.push(b'\n');
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0_u8; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let number = (u32::from(group[0]) << 16) | (u32::from(group[1]) << 8) | u32::from(group[2]);
        for place in 0..4 {
            let digit = DIGITS[(number >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}
