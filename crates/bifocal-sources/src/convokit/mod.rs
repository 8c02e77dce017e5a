//! Corpora of ConvoKit, a format for conversations in research: reading and writing.

mod read;
mod write;

pub(crate) use read::{Speakers, TABLES, UTTERANCES, claims, read, read_with, recognises};
pub use write::{Corpus, Utterance};
