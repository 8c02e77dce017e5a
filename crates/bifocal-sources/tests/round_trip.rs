//! What is written in any of the formats is read back as it was, in any order.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use std::io::Write;
use std::path::Path;

use bifocal_core::Message;
use bifocal_sources::{Index, SourceSet, parse};
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Mail {
    id: Option<u8>,
    from: u8,
    to: Vec<u8>,
    subject: String,
    reference: Option<u8>,
    lines: Vec<String>,
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z ,.äöü>-]{0,40}".prop_map(|line| line.trim_end().to_owned()),
        "From [a-z ]{0,20}".prop_map(|line| line.trim_end().to_owned() + "x"),
        Just("From a@b Mon Jan  5 10:00:00 2026".to_owned()),
        Just(String::new()),
        Just("Subject: not a header".to_owned()),
        Just("--b".to_owned()),
    ]
    // A quote without a space before a line "From " is the one thing that cannot
    // be told from an escape.
    .prop_filter("quotes have a space", |line| {
        !line.starts_with('>') || line.trim_start_matches('>').starts_with(' ')
    })
}

fn mail() -> impl Strategy<Value = Mail> {
    (
        proptest::option::weighted(0.8, 0..20_u8),
        0..5_u8,
        vec(0..5_u8, 0..3),
        "(Re: |Fwd: )?[ab]?",
        proptest::option::weighted(0.3, 0..25_u8),
        vec(line(), 1..8),
    )
        .prop_map(|(id, from, to, subject, reference, lines)| Mail {
            id,
            from,
            to,
            subject,
            reference,
            lines,
        })
}

impl Mail {
    fn bytes(&self, end: &str) -> Vec<u8> {
        let mut text = String::new();
        if let Some(id) = self.id {
            text += &format!("Message-ID: <{id}@v.example>\n");
        }
        text += &format!("From: Person {0} <p{0}@v.example>\n", self.from);
        let to: Vec<String> = self.to.iter().map(|to| format!("p{to}@v.example")).collect();
        if !to.is_empty() {
            text += &format!("To: {}\n", to.join(", "));
        }
        text += &format!("Subject: {}\n", self.subject);
        if let Some(reference) = self.reference {
            text += &format!("In-Reply-To: <{reference}@v.example>\n");
        }
        text += "Content-Type: text/plain; charset=utf-8\n\n";
        text += &self.body();
        text.replace('\n', end).into_bytes()
    }

    fn body(&self) -> String {
        // The last line has text, since empty lines at the end of a message are nobody's words.
        self.lines.join("\n") + "\nend\n"
    }
}

/// mboxrd, or mboxo if there is no line that starts with ">From ".
fn mbox(mails: &[Mail], end: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for mail in mails {
        out.extend_from_slice(format!("From p@v.example Mon Jan  5 10:00:00 2026{end}").as_bytes());
        let text = String::from_utf8(mail.bytes("\n")).unwrap();
        for line in text.lines() {
            let escaped = line.trim_start_matches('>').starts_with("From ");
            out.extend_from_slice(
                format!("{}{line}{end}", if escaped { ">" } else { "" }).as_bytes(),
            );
        }
        out.extend_from_slice(end.as_bytes());
    }
    out
}

fn read(path: &Path) -> (Index, Vec<Message>) {
    let set = SourceSet::open(&[path.to_owned()]).unwrap();
    let index = Index::build(&set, &|_| ()).unwrap();
    let messages =
        set.raw(&|_| ()).filter_map(|raw| parse(&raw.unwrap(), &index).unwrap()).collect();
    (index, messages)
}

/// What does not depend on where and in which order messages stand.
fn essence(index: &Index, messages: &[Message]) -> Vec<String> {
    let mut all: Vec<String> = messages
        .iter()
        .map(|m| {
            format!(
                "{:?} {:?} {} {:?} {:?} {:?} {:?}",
                m.key, m.thread, m.from, m.to, m.at, m.subject, m.body
            )
        })
        .collect();
    all.sort();
    all.push(format!(
        "{} {} {} {:?}",
        index.messages(),
        index.duplicates(),
        index.threads(),
        index.people()
    ));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn formats_and_orders_do_not_matter(mails in vec(mail(), 1..12), seed in 0..1000_usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a.mbox"), mbox(&mails, "\n")).unwrap();
        let (index, messages) = read(&path("a.mbox"));
        prop_assert_eq!(index.messages() + index.duplicates(), mails.len() as u64);
        let expected = essence(&index, &messages);
        let bodies: Vec<String> = mails.iter().map(Mail::body).collect();
        prop_assert!(messages.iter().all(|message| bodies.contains(&message.body)), "{:?} {:?}", messages, bodies);
        for message in &messages {
            let copies = messages.iter().filter(|other| other.key == message.key).count();
            prop_assert_eq!(copies, 1);
        }

        let mut shuffled = mails.clone();
        shuffled.rotate_left(seed % mails.len());
        if seed % 2 == 0 {
            shuffled.reverse();
        }
        std::fs::write(path("b.mbox"), mbox(&shuffled, "\n")).unwrap();
        std::fs::create_dir_all(path("maildir/cur")).unwrap();
        std::fs::create_dir_all(path("maildir/new")).unwrap();
        std::fs::create_dir_all(path("maildir/tmp")).unwrap();
        let mut zip = zip::ZipWriter::new(std::fs::File::create(path("c.zip")).unwrap());
        for (number, mail) in shuffled.iter().enumerate() {
            std::fs::write(path(&format!("maildir/{}/{number}:2,S", if number % 2 == 0 { "cur" } else { "new" })), mail.bytes("\n")).unwrap();
            zip.start_file(format!("{number}"), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&mail.bytes("\n")).unwrap();
        }
        zip.finish().unwrap();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&mbox(&shuffled, "\n")).unwrap();
        std::fs::write(path("d"), gz.finish().unwrap()).unwrap();
        for name in ["b.mbox", "maildir", "c.zip", "d"] {
            let (index, messages) = read(&path(name));
            prop_assert_eq!(&essence(&index, &messages), &expected, "{}", name);
        }

        std::fs::write(path("crlf.mbox"), mbox(&mails, "\r\n")).unwrap();
        let (index, messages) = read(&path("crlf.mbox"));
        prop_assert_eq!(index.messages() + index.duplicates(), mails.len() as u64);
        prop_assert!(messages.iter().all(|message| bodies.contains(&message.body)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in vec(any::<u8>(), 0..300), start in 0..8_usize) {
        let starts: [&[u8]; 8] = [
            b"", b"From a Mon Jan  5 10:00:00 2026\nFrom: ", b"From: a@b\nContent-Type: multipart/mixed; boundary=", b"PK\x03\x04",
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"From: a@b\nContent-Type: text/html\n\n<", b"From: a@b\nDate: ", b"From: =?utf-8?q?",
        ];
        let bytes = [starts[start], &bytes].concat();
        check(&bytes);
    }

    #[test]
    fn mails_with_any_pieces_are_read(pieces in vec(0..PIECES.len(), 0..60)) {
        let text: Vec<u8> = pieces.into_iter().flat_map(|piece| PIECES[piece].as_bytes().to_vec()).collect();
        check(&text);
    }
}

const PIECES: &[&str] = &[
    "From ",
    "\n",
    "\n\n",
    "From: a@b\n",
    "From a@b Mon Jan  5 10:00:00 2026\n",
    ">From ",
    "--b\n",
    "--b--\n",
    "\r",
    "\r\n",
    "Content-Type: multipart/alternative; boundary=b\n",
    "Content-Type: multipart/mixed; boundary=\"b\"\n",
    "Content-Type: text/html; charset=utf-16\n",
    "Content-Transfer-Encoding: base64\n",
    "Content-Transfer-Encoding: quoted-printable\n",
    "Content-Length: 20\n",
    "References: <a@b> <",
    "=?utf-8?B?",
    "?=",
    "=C3",
    "=",
    "<div>",
    "</div>",
    "<blockquote>",
    "</blockquote>",
    "<!--",
    "-->",
    "<style>",
    "&#",
    "&amp;",
    ";",
    "\0",
    "ä",
    "\u{1f600}",
    "To: ",
    ",",
    "\"",
    "(",
    ")",
    "\\",
    "Date: ",
    "Mon, 5 Jan 2026 10:00:00 +0100\n",
    "99999999999",
    ":",
    " ",
    "\t",
    "Subject: Re: [x] ",
    "<li>",
    "<ol>",
    "<td>",
    "Content-Type: text/plain; format=flowed; delsp=yes\n",
    "> ",
    " \n",
    "Monday, ",
    "2026-01-05 10:00:00 +0100",
    "é-5-",
];

fn check(bytes: &[u8]) {
    let Ok(set) = SourceSet::from_reader("bytes", bytes) else { return };
    let Ok(index) = Index::build(&set, &|_| ()) else { return };
    let mut messages = 0;
    for raw in set.raw(&|_| ()).flatten() {
        if let Ok(Some(message)) = parse(&raw, &index) {
            assert!(!message.body.contains(['\r', '\0']));
            messages += 1;
        }
    }
    assert_eq!(messages, index.messages());
}
