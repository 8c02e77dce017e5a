//! The careful coder: a small transformer with 8-bit weights, for where there
//! is little text or much time. Reads a sentence together with the subject and
//! its neighbours.
//!
//! The shape is that of MiniLM (Wang et al. 2020), which is that of BERT
//! (Devlin et al. 2019): post-norm layers, learned places. All arithmetic is
//! exact or in a fixed order, so a reading is the same on every machine.

mod beside;
mod encoder;
mod file;
mod linear;
mod math;
mod wordpiece;

use std::borrow::Cow;

use serde::Deserialize;

use self::beside::{Beside, BesideMeta};
use self::encoder::Encoder;
pub(super) use self::encoder::Scratch as EncoderScratch;
use self::file::Cutter;
use self::wordpiece::Vocabulary;
use super::fixed::LOGIT_BITS;
use super::{ModelError, Parts, Plain, Scratch, reading};
use crate::act::{MessageRule, Thresholds};
use crate::{Pole, Probability, Reading};

pub(super) const MAGIC: &[u8; 8] = b"BIFOCAL2";

/// Tokens that are worked on at once: enough to keep the products of matrices
/// busy, few enough to stay near the processor.
const BATCH_TOKENS: usize = 256;

/// What stands in a model file before the weights.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    name: String,
    /// Numbers that a token is told by, and how they are divided.
    width: usize,
    heads: usize,
    layers: usize,
    inner: usize,
    /// Bytes of the vocabulary.
    vocabulary: usize,
    /// Most tokens of a sentence with its context, and of each part of it.
    tokens: usize,
    keep: Keep,
    /// What the fast coder's word weighs; nothing if it is missing.
    #[serde(default)]
    beside: Option<BesideMeta>,
    activity_threshold: u16,
    pole_thresholds: [u16; Pole::COUNT],
    messages: [MessageRule; Pole::COUNT],
}

/// Most tokens of each part.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keep {
    text: usize,
    subject: usize,
    before: usize,
    after: usize,
}

/// What a token belongs to; the numbers are part of the model's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Special = 0,
    Text = 1,
    Subject = 2,
    Before = 3,
    After = 4,
}

/// The tokens of a sentence in its context.
#[derive(Clone, Debug, Default)]
struct Tokens {
    pieces: Vec<u32>,
    kinds: Vec<Kind>,
}

/// The careful coder.
#[derive(Clone, Debug)]
pub(super) struct Careful {
    meta: Meta,
    thresholds: Thresholds,
    file: Cow<'static, [u8]>,
    vocabulary: Vocabulary,
    encoder: Encoder,
    beside: Option<Beside>,
}

impl Careful {
    pub(super) fn from_bytes(file: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let mut cutter = Cutter::new(&file);
        if cutter.slice(MAGIC.len())? != MAGIC {
            return Err(ModelError::Magic);
        }
        let length = cutter.length()?;
        let mut meta: Meta = serde_json::from_slice(cutter.slice(length)?)?;
        let beside = meta.beside.take().map(Beside::new).transpose()?;
        let vocabulary = Vocabulary::cut(&mut cutter, &file, meta.vocabulary)?;
        let encoder = Encoder::cut(&mut cutter, &meta, vocabulary.len())?;
        cutter.end()?;
        let thresholds = Thresholds {
            activity: Probability(meta.activity_threshold),
            poles: meta.pole_thresholds.map(Probability),
            messages: meta.messages,
        };
        Ok(Self { meta, thresholds, file, vocabulary, encoder, beside })
    }

    pub(super) fn name(&self) -> &str {
        &self.meta.name
    }

    pub(super) fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    /// Reads sentences, in order.
    pub(super) fn read_all(&self, sentences: &[Parts<'_>], scratch: &mut Scratch) -> Vec<Reading> {
        let Scratch { features, plain, careful } = scratch;
        let mut readings = Vec::with_capacity(sentences.len());
        let mut batch: Vec<Tokens> = Vec::new();
        let mut tokens = 0;
        for (i, parts) in sentences.iter().enumerate() {
            let next = self.tokens(parts, plain);
            tokens += next.pieces.len();
            batch.push(next);
            if tokens >= BATCH_TOKENS || i + 1 == sentences.len() {
                let logits = self.encoder.logits(&self.file, &batch, careful);
                let read = &sentences[readings.len()..=i];
                readings.extend(logits.iter().zip(read).map(|(logits, parts)| {
                    let mut logits = logits.map(|x| (x * (1u32 << LOGIT_BITS) as f32) as i64);
                    if let Some(beside) = &self.beside {
                        beside.add(parts, features, &mut logits);
                    }
                    reading(&logits)
                }));
                batch.clear();
                tokens = 0;
            }
        }
        readings
    }

    /// `[CLS] text [SEP] subject [SEP] before [SEP] after [SEP]`; the text is cut last.
    fn tokens(&self, parts: &Parts<'_>, plain: &mut Plain) -> Tokens {
        let Meta { keep, tokens: most, .. } = self.meta;
        let mut tokens = Tokens::default();
        tokens.push(self.vocabulary.start, Kind::Special);
        let mut pieces = Vec::new();
        for (kind, text, keep) in [
            (Kind::Text, parts.text, keep.text),
            (Kind::Subject, parts.subject, keep.subject),
            (Kind::Before, parts.before, keep.before),
            (Kind::After, parts.after, keep.after),
        ] {
            // "(chat)" in place of a subject names the source, not the matter.
            if kind == Kind::Subject && text.starts_with('(') && text.ends_with(')') {
                continue;
            }
            pieces.clear();
            self.vocabulary.pieces(&self.file, plain.of(text), &mut pieces);
            let room = keep.min(most.saturating_sub(tokens.pieces.len() + 1));
            // Of the sentence before, what stands next to the text.
            let from = if kind == Kind::Before { pieces.len().saturating_sub(room) } else { 0 };
            let kept = &pieces[from..pieces.len().min(from + room)];
            if kept.is_empty() && kind != Kind::Text {
                continue;
            }
            for piece in kept {
                tokens.push(*piece, kind);
            }
            tokens.push(self.vocabulary.end, Kind::Special);
        }
        tokens
    }
}

impl Tokens {
    fn push(&mut self, piece: u32, kind: Kind) {
        self.pieces.push(piece);
        self.kinds.push(kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coder::OUTPUTS;

    /// A model of one layer with one number a token, all of them 0.
    fn tiny(inner: usize, tokens: usize) -> Result<Careful, ModelError> {
        let vocabulary = b"[CLS]\n[SEP]\n[UNK]";
        let rules = ["\"any_act\""; Pole::COUNT].join(",");
        let thresholds = ["0"; Pole::COUNT].join(",");
        let described = format!(
            r#"{{"name":"tiny","width":1,"heads":1,"layers":1,"inner":{inner},"vocabulary":{},"tokens":{tokens},
            "keep":{{"text":4,"subject":2,"before":2,"after":2}},"messages":[{rules}],
            "activity_threshold":0,"pole_thresholds":[{thresholds}]}}"#,
            vocabulary.len()
        );
        let bytes = 3 + 3 + 1 + 2 * inner;
        let floats =
            3 + tokens + 2 + 5 + 2 + 6 + 2 + 2 + 2 * inner + inner.min(1) + 1 + 2 + 3 * OUTPUTS;
        let length = u32::try_from(described.len()).expect("short").to_le_bytes();
        let weights = vec![0; bytes + 4 * floats];
        let parts = [&MAGIC[..], &length, described.as_bytes(), vocabulary, &weights];
        Careful::from_bytes(Cow::Owned(parts.concat()))
    }

    #[test]
    fn sizes_that_no_sentence_fits_into_are_refused() {
        let sentence = Parts { text: "Please send it.", subject: "Brakes", ..Parts::default() };
        let small = tiny(1, 2).expect("sound");
        let scratch = &mut Scratch::default();
        assert_eq!(small.read_all(&[sentence, Parts::default()], scratch).len(), 2);
        assert!(matches!(tiny(0, 8), Err(ModelError::Truncated)));
        assert!(matches!(tiny(1, 1), Err(ModelError::Truncated)));
    }
}
