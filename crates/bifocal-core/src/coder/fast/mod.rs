//! The fast coder: a linear model over words, pairs of words, openings and
//! context, and a convolution over windows of three words, with 8-bit weights.
//! From the text to the decision everything is integers, so a reading is the
//! same on every machine.

mod conv;
mod features;
mod table;
mod tokens;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use self::conv::Conv;
pub use self::conv::{ConvMeta, ConvWeights, HEAVIEST, WINDOW};
pub use self::features::{FeatureBuffer, WINDOWED};
use super::fixed::{LOGIT_BITS, ROOT_BITS, inverse_sqrt};
use super::{ModelError, OUTPUTS, Parts};
use crate::act::{MessageRule, Thresholds};
use crate::{Activity, Pole, Probability};

/// Weights of a feature in the file: one byte an output, padded to a multiple of eight.
const ROW: usize = 24;

pub(super) const MAGIC: &[u8; 8] = b"BIFOCAL1";

/// Fractional bits of an output's scale.
const SCALE_BITS: u32 = 24;

/// Scales and biases of outputs are no larger, so that no text is long enough for a logit to overflow.
const MOST: u64 = 1 << 24;

/// What stands in a model file beside the weights.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelMeta {
    /// Name and version, such as `fast-1`; written with every act.
    pub name: String,
    /// Binary logarithm of the number of slots in the table of features.
    pub slot_bits: u32,
    /// Below this the likeliest activity is undecided, in steps of 1/65,535.
    pub activity_threshold: u16,
    /// One per output: activities, then poles.
    pub outputs: Vec<OutputMeta>,
    /// When a whole message attends to each pole.
    #[serde(default)]
    pub messages: [MessageRule; Pole::COUNT],
    /// Sizes of the convolution.
    pub conv: ConvMeta,
}

/// Scale, bias and threshold of one output.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputMeta {
    /// Logit of one weight step, in steps of 2^-24.
    pub scale: i64,
    /// Logit without any feature, in steps of 2^-12.
    pub bias: i64,
    /// From here on the pole is present, in steps of 1/65,535; unused for activities.
    pub threshold: u16,
}

/// The model, ready to read sentences.
///
/// The table of features is open addressing over 32-bit keys (0 is an empty slot) and is used as
/// it lies in the file, so that loading costs nothing.
#[derive(Clone, Debug)]
pub(super) struct Fast {
    meta: ModelMeta,
    thresholds: Thresholds,
    bytes: Cow<'static, [u8]>,
    keys_at: usize,
    weights_at: usize,
    conv: Conv,
}

impl Fast {
    /// Reads a model file.
    ///
    /// # Errors
    /// If it is not a model file, is incomplete, or does not fit this program.
    pub(super) fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(ModelError::Magic)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(ModelError::Truncated)?;
        let length = u32::from_le_bytes(*length) as usize;
        let described = rest.get(..length).ok_or(ModelError::Truncated)?;
        let meta: ModelMeta = serde_json::from_slice(described)?;
        if meta.outputs.len() != OUTPUTS {
            return Err(ModelError::Outputs(meta.outputs.len()));
        }
        let fits = |output: &OutputMeta| {
            output.scale.unsigned_abs() <= MOST && output.bias.unsigned_abs() <= MOST
        };
        if !meta.outputs.iter().all(fits) {
            return Err(ModelError::Truncated);
        }
        let keys_at = MAGIC.len() + 4 + length;
        let slots = 1usize.checked_shl(meta.slot_bits).ok_or(ModelError::Truncated)?;
        let weights_at = slots.checked_mul(4).and_then(|n| n.checked_add(keys_at));
        let end = slots.checked_mul(ROW).zip(weights_at).and_then(|(n, at)| n.checked_add(at));
        let conv = end.and_then(|end| Conv::new(meta.conv.clone(), end));
        let (Some(weights_at), Some(conv)) = (weights_at, conv) else {
            return Err(ModelError::Truncated);
        };
        if conv.end() != bytes.len() || meta.slot_bits >= 28 || !conv.is_sound(&bytes) {
            return Err(ModelError::Truncated);
        }
        let thresholds = Thresholds {
            activity: Probability(meta.activity_threshold),
            poles: std::array::from_fn(|i| {
                Probability(meta.outputs[Activity::COUNT + i].threshold)
            }),
            messages: meta.messages,
        };
        Ok(Self { meta, thresholds, bytes, keys_at, weights_at, conv })
    }

    /// Name and version of the model.
    pub(super) fn name(&self) -> &str {
        &self.meta.name
    }

    /// From which probability on its codes count as decided.
    pub(super) fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    /// The logits of one sentence in its context, in steps of 2^-12.
    pub(super) fn logits(&self, parts: &Parts<'_>, features: &mut FeatureBuffer) -> [i64; OUTPUTS] {
        features.fill(parts);
        let target = self.sum(features.target());
        let context = self.sum(features.context());
        let target_root = inverse_sqrt(features.target().len());
        let context_root = inverse_sqrt(features.context().len());
        let mut logits = std::array::from_fn(|o| {
            let output = &self.meta.outputs[o];
            let sum = i64::from(target[o]) * target_root + i64::from(context[o]) * context_root;
            output.bias + ((sum * output.scale) >> (SCALE_BITS + ROOT_BITS - LOGIT_BITS))
        });
        let (words, scratch) = features.words_and_scratch();
        self.conv.add(&self.bytes, words, scratch, &mut logits);
        logits
    }

    fn sum(&self, keys: &[u32]) -> [i32; ROW] {
        let mut sum = [0i32; ROW];
        for key in keys {
            if let Some(row) = self.row(*key) {
                for (sum, weight) in sum.iter_mut().zip(row) {
                    *sum += i32::from(*weight as i8);
                }
            }
        }
        sum
    }

    fn row(&self, key: u32) -> Option<&[u8; ROW]> {
        let (keys, _) = self.bytes[self.keys_at..self.weights_at].as_chunks::<4>();
        let (rows, _) = self.bytes[self.weights_at..].as_chunks::<ROW>();
        table::find(keys, key).map(|slot| &rows[slot])
    }
}

/// Makes a model file from features with their weights (padding is added) and a convolution.
///
/// # Errors
/// If the description cannot be written, or there are more features or words than slots.
pub fn encode(
    meta: &ModelMeta,
    rows: &[(u32, [i8; OUTPUTS])],
    conv: &ConvWeights,
) -> Result<Vec<u8>, ModelError> {
    if rows.len() >= 1 << meta.slot_bits || conv.keys.len() >= 1 << meta.conv.slot_bits {
        return Err(ModelError::Truncated);
    }
    let (keys, slots) = table::fill(rows.iter().map(|(key, _)| *key), meta.slot_bits);
    let mut weights = vec![0u8; keys.len() * ROW];
    for (slot, (_, row)) in slots.into_iter().zip(rows) {
        for (to, weight) in weights[slot * ROW..].iter_mut().zip(row) {
            *to = *weight as u8;
        }
    }
    let described = serde_json::to_vec(meta)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend((described.len() as u32).to_le_bytes());
    bytes.extend(described);
    bytes.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
    bytes.extend(weights);
    conv.write(&meta.conv, &mut bytes);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::reading;
    use super::*;

    fn tiny() -> (ModelMeta, Vec<u8>, FeatureBuffer) {
        let meta = ModelMeta {
            name: "tiny".into(),
            slot_bits: 10,
            activity_threshold: 0,
            outputs: vec![OutputMeta { scale: 1 << 20, bias: 0, threshold: 32_768 }; OUTPUTS],
            messages: Default::default(),
            conv: ConvMeta { words: 1, scales: vec![0; OUTPUTS], ..ConvMeta::default() },
        };
        let mut buffer = FeatureBuffer::default();
        buffer.fill(&Parts { text: "Please send it.", ..Parts::default() });
        let mut row = [0i8; OUTPUTS];
        row[Activity::Task.index()] = 127;
        row[Activity::COUNT + Pole::Doing.index()] = 127;
        let rows: Vec<_> = buffer.target().iter().map(|key| (*key, row)).collect();
        let bytes = encode(&meta, &rows, &ConvWeights::default()).expect("fits");
        (meta, bytes, buffer)
    }

    #[test]
    fn reads_what_was_encoded() {
        let (_, bytes, mut buffer) = tiny();
        let fast = Fast::from_bytes(Cow::Owned(bytes)).expect("sound");
        let parts = Parts { text: "Please send it.", ..Parts::default() };
        let reading = reading(&fast.logits(&parts, &mut buffer));
        assert_eq!(reading.likeliest().0, Activity::Task);
        assert!(reading.pole(Pole::Doing).value() > 0.99);
        assert_eq!(reading.pole(Pole::People).0, 32_768);
    }

    #[test]
    fn damaged_files_are_refused() {
        let (_, bytes, _) = tiny();
        for cut in [0, 7, 10, 40, bytes.len() - 1] {
            assert!(Fast::from_bytes(Cow::Owned(bytes[..cut].to_vec())).is_err(), "cut at {cut}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(Fast::from_bytes(Cow::Owned(longer)).is_err());
    }

    #[test]
    fn scales_and_biases_that_could_overflow_are_refused() {
        let (meta, ..) = tiny();
        let with = |scale: i64, bias: i64| {
            let mut meta = meta.clone();
            (meta.outputs[3].scale, meta.outputs[3].bias) = (scale, bias);
            Fast::from_bytes(Cow::Owned(encode(&meta, &[], &ConvWeights::default()).expect("fits")))
        };
        assert!(with(1 << 24, -(1 << 24)).is_ok());
        assert!(matches!(with(i64::MIN, 0), Err(ModelError::Truncated)));
        assert!(matches!(with(0, i64::MAX), Err(ModelError::Truncated)));
    }
}
