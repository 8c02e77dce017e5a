//! The texts of the messages that somebody's messages answer: a line that
//! stands there is quoted, however it is marked.

use std::collections::HashMap;

use bifocal_core::{Address, MessageKey};
use rayon::prelude::*;

use crate::identity;
use crate::index::Index;
use crate::parse::envelope;
use crate::source::{RawMessage, SourceSet};

/// So many messages are kept at most; the same ones in whatever order they are read.
const MOST: usize = 1 << 15;

/// Of each, the first bytes: what people quote.
const LONGEST: usize = 4096;

/// Messages that are decoded at once.
const BATCH: usize = 512;

/// The texts of answered messages: at most 128 MiB.
#[derive(Debug, Default)]
pub struct Parents {
    texts: HashMap<MessageKey, String>,
}

impl Parents {
    /// Reads the messages that those of `me` answer. Skips all others
    /// unopened, and does not read the source at all if there are none.
    #[must_use]
    pub fn read(set: &SourceSet, index: &Index, me: &[Address]) -> Self {
        let mut wanted = index.answered_by(me);
        wanted.truncate(MOST);
        let mut places: Vec<u32> = wanted.iter().map(|(_, place)| *place).collect();
        places.sort_unstable();
        let mut parents = Self::default();
        if wanted.is_empty() {
            return parents;
        }
        let is_wanted =
            |raw: &RawMessage| places.binary_search(&identity::of_place(&raw.locus)).is_ok();
        let mut raw = set.raw(&|_| ()).flatten().filter(is_wanted);
        while parents.texts.len() < wanted.len() {
            let batch: Vec<RawMessage> = raw.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            parents.texts.par_extend(batch.par_iter().filter_map(|raw| {
                let message = envelope(raw, index).ok().flatten()?.message();
                let is_wanted = wanted.binary_search_by_key(&message.key, |(key, _)| *key).is_ok();
                is_wanted.then(|| (message.key, start_of(message.body)))
            }));
        }
        parents
    }

    /// The text of the message that a message answers, if it is at hand.
    #[must_use]
    pub fn text_for(&self, index: &Index, answer: MessageKey) -> Option<&str> {
        self.texts.get(&index.parent(answer)?).map(String::as_str)
    }
}

fn start_of(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(LONGEST));
    text.shrink_to_fit();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAILS: [&str; 3] = [
        "From a@b Mon Jan  5 10:00:00 2026\nFrom: bo@velobay.example\nMessage-ID: <1@x>\nSubject: Brakes\n\nShall we order them?\n\n",
        "From a@b Mon Jan  5 11:00:00 2026\nFrom: ana@velobay.example\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\nReferences: <0@x> <1@x>\nSubject: Re: Brakes\n\nYes.\n\n",
        "From a@b Mon Jan  5 12:00:00 2026\nFrom: bo@velobay.example\nMessage-ID: <3@x>\nReferences: <1@x> <2@x>\nSubject: Re: Brakes\n\nDone.\n\n",
    ];

    #[test]
    fn finds_the_answered_message_in_any_order() {
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mbox: String = order.iter().map(|at| MAILS[*at]).collect();
            let set = SourceSet::from_reader("box", mbox.as_bytes()).expect("a mailbox");
            let index = Index::build(&set, &|_| ()).expect("messages");
            let ana = [Address::new("ana@velobay.example")];
            let parents = Parents::read(&set, &index, &ana);
            let key = |id: &[u8]| MessageKey(identity::of_id(id));
            assert_eq!(
                parents.text_for(&index, key(b"2@x")).map(str::trim),
                Some("Shall we order them?")
            );
            // Bo's answer has a parent too, which was not asked for.
            assert_eq!(index.parent(key(b"3@x")), Some(key(b"2@x")));
            assert_eq!(parents.text_for(&index, key(b"3@x")), None);
            assert_eq!(index.parent(key(b"1@x")), None);
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(start_of("ä".repeat(LONGEST)).len(), LONGEST);
        assert_eq!(start_of(format!("x{}", "ä".repeat(LONGEST))).len(), LONGEST - 1);
    }
}
