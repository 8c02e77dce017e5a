//! Both coders that ship: the same readings on every machine, whatever stands beside a sentence; and
//! damaged files are refused.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

use bifocal_core::coder::{Parts, Scratch};
use bifocal_core::{Coder, CoderKind};

const KINDS: [CoderKind; 2] = [CoderKind::Careful, CoderKind::Fast];

const SENTENCES: [&str; 7] = [
    "Could you send the signed copy to Ines by Wednesday?",
    "You carried this one, thank you for every late evening.",
    "We missed the target by 4 % because two machines stood still.",
    "",
    "…",
    "Größe, naïve café, 東京 and 🚲: does it still read them?",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

fn parts() -> Vec<Parts<'static>> {
    SENTENCES
        .iter()
        .enumerate()
        .map(|(i, text)| Parts {
            text,
            subject: if i % 2 == 0 { "Audit pack" } else { "(chat)" },
            before: SENTENCES[(i + 1) % SENTENCES.len()],
            after: SENTENCES[(i + 2) % SENTENCES.len()],
        })
        .collect()
}

#[test]
fn readings_are_those_of_every_machine() {
    let mut text = String::new();
    for kind in KINDS {
        let coder = Coder::shipped(kind).expect("sound");
        for (i, reading) in coder.read_all(&parts(), &mut Scratch::default()).iter().enumerate() {
            let of = |p: &[bifocal_core::Probability]| {
                p.iter().map(|p| p.0.to_string()).collect::<Vec<_>>().join(" ")
            };
            let (activities, poles) = (of(&reading.activities), of(&reading.poles));
            writeln!(text, "{} {i}: {activities} | {poles}", coder.name()).expect("a string");
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readings.txt");
    if std::env::var_os("BIFOCAL_UPDATE").is_some() {
        std::fs::write(&path, &text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("there; BIFOCAL_UPDATE=1 writes it");
    assert_eq!(text, kept, "BIFOCAL_UPDATE=1 writes what is seen after a new model");
}

#[test]
fn neighbours_in_a_call_do_not_matter() {
    for kind in KINDS {
        let coder = Coder::shipped(kind).expect("sound");
        let mut scratch = Scratch::default();
        let parts = parts();
        let together = coder.read_all(&parts, &mut scratch);
        for (alone, reading) in parts.iter().zip(&together) {
            assert_eq!(coder.read_all(&[*alone], &mut scratch), [*reading]);
        }
        let many: Vec<Parts<'_>> = parts.iter().copied().cycle().take(60).collect();
        let readings = coder.read_all(&many, &mut scratch);
        assert!(readings.iter().zip(together.iter().cycle()).all(|(a, b)| a == b));
        assert!(coder.read_all(&[], &mut scratch).is_empty());
    }
}

#[test]
fn damaged_files_are_refused() {
    for file in ["fast.bin", "careful.bin"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(file);
        let bytes = std::fs::read(path).expect("a model");
        let refused = |bytes: Vec<u8>| Coder::from_bytes(Cow::Owned(bytes)).is_err();
        for cut in [0, 4, 9, 20, 500, bytes.len() / 2, bytes.len() - 1] {
            assert!(refused(bytes[..cut].to_vec()), "{file} cut at {cut}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(refused(longer), "{file} with one byte more");
        let mut other = bytes;
        other[7] = b'9';
        assert!(refused(other), "{file} of another version");
    }
}
