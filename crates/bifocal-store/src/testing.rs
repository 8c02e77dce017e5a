//! Rows for tests.

use std::path::Path;

use bifocal_core::{
    Act, Activity, Fate, Instant, Locus, Medium, MessageKey, OutOfScope, Pole, PoleSet,
    Probability, Reading, Toward,
};
use proptest::prelude::*;

use crate::columns::Values;
use crate::journal::{Owner, Run};
use crate::stored::{Kept, Own, Stored, StoredAct};
use crate::writer::Writer;

/// Any message that can be kept.
pub(crate) fn stored() -> impl Strategy<Value = Stored> {
    let act = (any::<u16>(), proptest::option::of(0..Activity::COUNT), 0u16..4096);
    let own = (
        (0usize..4, proptest::option::of(-4_000_000_000_i64..400_000_000_000), 0usize..6, 0u8..64),
        ("[a-zé/!]{0,12}", any::<u64>(), 0u32..1 << 26, 0u16..4096),
        proptest::collection::vec(act, 0..4),
    );
    let own = own.prop_map(|((fate, at, toward, bucket), (file, offset, bytes, poles), acts)| {
        Kept::Own(Own {
            fate: Fate::ALL[fate],
            at: at.map(Instant),
            toward: Toward::ALL[toward],
            medium: Medium::Mail,
            bucket,
            locus: Locus { file, offset },
            body_bytes: bytes,
            lines: [bytes, 1, 2, 3, 4],
            other_language_paragraphs: 5,
            poles: set(poles),
            acts: acts.into_iter().map(|(p, activity, poles)| act_of(p, activity, poles)).collect(),
        })
    });
    let kept = prop_oneof![
        4 => own,
        1 => Just(Kept::ByOther),
        1 => proptest::sample::select(OutOfScope::ALL.to_vec()).prop_map(Kept::OutOfScope),
    ];
    ("[ab]@velobay", any::<u64>(), kept).prop_map(|(person, key, kept)| Stored {
        person: person.into(),
        key: MessageKey(key),
        kept,
    })
}

fn set(bits: u16) -> PoleSet {
    Pole::ALL.into_iter().filter(|pole| bits & (1 << pole.index()) != 0).collect()
}

fn act_of(p: u16, activity: Option<usize>, poles: u16) -> StoredAct {
    let reading = Reading {
        activities: [Probability(p); Activity::COUNT],
        poles: [Probability(p / 2); Pole::COUNT],
    };
    let activity = activity.map(|at| Activity::ALL[at]);
    StoredAct {
        span: u32::from(p)..u32::from(p) + 9,
        act: Act { activity, poles: set(poles), reading },
    }
}

/// A coded message of Ana's.
pub(crate) fn coded(key: u64, acts: u16) -> Stored {
    by("ana@velobay.example", key, acts)
}

/// A coded message by somebody.
pub(crate) fn by(person: &str, key: u64, acts: u16) -> Stored {
    let own = Own {
        fate: Fate::Coded,
        at: Some(Instant(1_767_571_200 + i64::from(acts) * 86_400)),
        toward: Toward::Down,
        medium: Medium::Mail,
        bucket: (key % 64) as u8,
        locus: Locus { file: String::from("/mail/sent.mbox"), offset: key * 100 },
        body_bytes: 200,
        lines: [3, 0, 1, 0, 2],
        other_language_paragraphs: 0,
        poles: set(acts),
        acts: (0..acts).map(|act| act_of(act * 999, Some(usize::from(act % 11)), act)).collect(),
    };
    Stored { person: person.into(), key: MessageKey(key), kept: Kept::Own(own) }
}

/// A person with one address.
pub(crate) fn owner(person: &str) -> Owner {
    Owner { person: person.into(), name: String::new(), addresses: vec![person.into()] }
}

/// A whole run.
pub(crate) fn folder_of(root: &Path, person: &str, rows: Vec<Stored>) {
    let mut writer = Writer::open(root, "fast-1").expect("a folder");
    writer.begin(owner(person)).expect("begun");
    writer.add(rows).expect("added");
    let run = Run { sources: vec![format!("/mail/{person}.mbox")], ..Run::default() };
    writer.finish(run).expect("finished");
}

/// Adds the values of one column to another.
pub(crate) fn append(all: &mut Values, some: &Values) {
    match (all, some) {
        (Values::Flags(all), Values::Flags(some)) => all.extend(some),
        (Values::Ints(all), Values::Ints(some)) => all.extend(some),
        (Values::Longs(all), Values::Longs(some)) => all.extend(some),
        (Values::Texts(all), Values::Texts(some)) => all.extend(some.iter().cloned()),
        _ => panic!("columns of two types"),
    }
}
