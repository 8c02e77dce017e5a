//! A convolution over windows of three words with pooling over the sentence (Kim 2014, "Convolutional
//! neural networks for sentence classification"), in whole numbers.
//!
//! The convolution is linear in the words of its window, so what each word adds at each of the three places
//! is worked out beforehand and stands in the file: a window costs three sums, no product. Only the last layer
//! multiplies.

use serde::{Deserialize, Serialize};

use super::features::WINDOWED;
use super::table;
use crate::coder::OUTPUTS;
use crate::coder::fixed::{LOGIT_BITS, ROOT_BITS, inverse_sqrt};

/// Places of a window.
pub const WINDOW: usize = 3;

/// Largest weight of the last layer, and largest value that it multiplies: with at most 512 of them a sum
/// stays below 2^31.
pub const HEAVIEST: i16 = 511;
const LARGEST: i32 = 8191;
const MOST_POOLED: usize = 512;

/// Largest constant of a channel, so that no window overflows 16 bits.
const LARGEST_BIAS: u16 = 1 << 14;

/// Fractional bits of the scale of the last layer.
const SCALE_BITS: u32 = 24;

/// Scales are no larger, so that no logit overflows.
const LARGEST_SCALE: u64 = 1 << 24;

/// Sizes of the parts of a file that belong to the convolution.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConvMeta {
    /// Binary logarithm of the number of slots in the table of words.
    pub slot_bits: u32,
    /// Words, with the unknown one, which comes first.
    pub words: usize,
    /// Channels of windows in the sentence itself.
    pub target: usize,
    /// Channels of windows in its context: subject, sentence before, sentence after.
    pub context: usize,
    /// Logit of one step of a sum of the last layer, in steps of 2^-24, for each output.
    pub scales: Vec<i64>,
}

impl ConvMeta {
    const fn channels(&self) -> usize {
        self.target + self.context
    }

    /// The largest and the mean value of each channel, for each text.
    const fn pooled(&self) -> usize {
        2 * (self.target + (WINDOWED - 1) * self.context)
    }

    /// Bytes of a word's row.
    const fn row(&self) -> usize {
        WINDOW * self.channels()
    }
}

/// Where the parts lie in the file.
#[derive(Clone, Debug)]
pub(super) struct Conv {
    meta: ConvMeta,
    keys_at: usize,
    numbers_at: usize,
    rows_at: usize,
    biases_at: usize,
    weights_at: usize,
    end: usize,
}

/// Room for the sums of one sentence.
#[derive(Debug, Default)]
pub(super) struct ConvScratch {
    rows: Vec<usize>,
    pooled: Vec<i16>,
}

impl Conv {
    /// The layout of a file whose part for the convolution starts here; nothing if its sizes cannot be.
    pub(super) fn new(meta: ConvMeta, start: usize) -> Option<Self> {
        let sound = meta.slot_bits < 24
            && meta.words <= usize::from(u16::MAX)
            && meta.words > 0
            && meta.target <= MOST_POOLED
            && meta.context <= MOST_POOLED
            && meta.pooled() <= MOST_POOLED
            && meta.scales.len() == OUTPUTS
            && meta.scales.iter().all(|scale| scale.unsigned_abs() <= LARGEST_SCALE);
        if !sound {
            return None;
        }
        let slots = 1usize << meta.slot_bits;
        let numbers_at = start + 4 * slots;
        let rows_at = numbers_at + 2 * slots;
        let biases_at = rows_at + meta.words * meta.row();
        let weights_at = biases_at + 2 * meta.channels();
        let end = weights_at + 2 * OUTPUTS * meta.pooled();
        Some(Self { meta, keys_at: start, numbers_at, rows_at, biases_at, weights_at, end })
    }

    /// Where the file ends.
    pub(super) const fn end(&self) -> usize {
        self.end
    }

    /// Whether every number is one that cannot overflow.
    pub(super) fn is_sound(&self, bytes: &[u8]) -> bool {
        self.numbers(bytes).iter().all(|n| usize::from(u16::from_le_bytes(*n)) < self.meta.words)
            && self
                .biases(bytes)
                .iter()
                .all(|b| i16::from_le_bytes(*b).unsigned_abs() <= LARGEST_BIAS)
            && self
                .weights(bytes)
                .iter()
                .all(|w| i16::from_le_bytes(*w).unsigned_abs() <= HEAVIEST as u16)
    }

    fn numbers<'a>(&self, bytes: &'a [u8]) -> &'a [[u8; 2]] {
        bytes[self.numbers_at..self.rows_at].as_chunks().0
    }

    fn biases<'a>(&self, bytes: &'a [u8]) -> &'a [[u8; 2]] {
        bytes[self.biases_at..self.weights_at].as_chunks().0
    }

    fn weights<'a>(&self, bytes: &'a [u8]) -> &'a [[u8; 2]] {
        bytes[self.weights_at..self.end].as_chunks().0
    }

    /// Adds what the windows say to the logits, in steps of 2^-12. `texts` are the keys of the words of the sentence,
    /// the subject, the sentence before and the one after.
    pub(super) fn add(
        &self,
        bytes: &[u8],
        texts: &[Vec<u32>; WINDOWED],
        scratch: &mut ConvScratch,
        logits: &mut [i64; OUTPUTS],
    ) {
        let (mut weighed, pooled) = (0, self.meta.pooled());
        let mut sums = [0i32; OUTPUTS];
        for (i, words) in texts.iter().enumerate() {
            let (first, channels) =
                if i == 0 { (0, self.meta.target) } else { (self.meta.target, self.meta.context) };
            // A text without words has no windows: all is 0.
            if !words.is_empty() {
                self.pool(bytes, words, first, channels, scratch);
                for (o, sum) in sums.iter_mut().enumerate() {
                    let weights = &self.weights(bytes)[o * pooled + weighed..][..2 * channels];
                    let products = weights
                        .iter()
                        .zip(&scratch.pooled)
                        .map(|(w, x)| i32::from(i16::from_le_bytes(*w)) * i32::from(*x));
                    *sum += products.sum::<i32>();
                }
            }
            weighed += 2 * channels;
        }
        for ((logit, sum), scale) in logits.iter_mut().zip(sums).zip(&self.meta.scales) {
            *logit += (i64::from(sum) * scale) >> (SCALE_BITS - LOGIT_BITS);
        }
    }

    /// Puts the largest value of each channel over all windows of a text, then their sum over the root of their
    /// number, into `scratch.pooled`; negative values count as 0.
    fn pool(
        &self,
        bytes: &[u8],
        words: &[u32],
        first: usize,
        channels: usize,
        scratch: &mut ConvScratch,
    ) {
        let (keys, _) = bytes[self.keys_at..self.numbers_at].as_chunks::<4>();
        let (numbers, row) = (self.numbers(bytes), self.meta.row());
        let ConvScratch { rows, pooled } = scratch;
        rows.clear();
        rows.extend(words.iter().map(|key| {
            // The first row is that of words not seen in training.
            let number =
                table::find(keys, *key).map_or(0, |slot| u16::from_le_bytes(numbers[slot]));
            self.rows_at + usize::from(number) * row + WINDOW * first
        }));
        pooled.clear();
        pooled.resize(2 * channels, 0);
        let (most, mean) = pooled.split_at_mut(channels);
        let biases = &self.biases(bytes)[first..][..channels];
        let root = inverse_sqrt(words.len());
        let (most, rest_of_most) = most.as_chunks_mut::<LANES>();
        let (mean, rest_of_mean) = mean.as_chunks_mut::<LANES>();
        let (biases, rest_of_biases) = biases.as_chunks::<LANES>();
        let mut at = 0;
        for ((most, mean), biases) in most.iter_mut().zip(mean).zip(biases) {
            (*most, *mean) = pool_channels(bytes, rows, channels, at, biases, root);
            at += LANES;
        }
        for ((most, mean), bias) in rest_of_most.iter_mut().zip(rest_of_mean).zip(rest_of_biases) {
            ([*most], [*mean]) = pool_channels(bytes, rows, channels, at, &[*bias], root);
            at += 1;
        }
    }
}

/// Channels that are worked on side by side, so that what is counted stays in registers.
const LANES: usize = 16;

/// What [`Conv::pool`] says, for `N` channels from `at` on. `rows` are where the words' rows start, of
/// which there is at least one; `root` is one over the root of their number.
fn pool_channels<const N: usize>(
    bytes: &[u8],
    rows: &[usize],
    channels: usize,
    at: usize,
    biases: &[[u8; 2]; N],
    root: i64,
) -> ([i16; N], [i16; N]) {
    let biases = biases.map(i16::from_le_bytes);
    let (mut most, mut total) = ([0i16; N], [0i32; N]);
    let mut count = |window: &[i16; N]| {
        for ((most, total), sum) in most.iter_mut().zip(&mut total).zip(window) {
            let value = (*sum).max(0);
            *most = value.max(*most);
            *total += i32::from(value);
        }
    };
    // Windows that wait for words: the one around the last word lacks its last place, the next one has its first.
    let (mut last, mut next) = (None::<[i16; N]>, biases);
    for row in rows {
        let added = |place: usize, to: &[i16; N]| {
            let from = &bytes[row + place * channels + at..][..N];
            std::array::from_fn::<i16, N, _>(|i| to[i] + i16::from(from[i] as i8))
        };
        if let Some(last) = last {
            count(&added(2, &last));
        }
        last = Some(added(1, &next));
        next = added(0, &biases);
    }
    if let Some(last) = last {
        count(&last);
    }
    let mean =
        total.map(|total| ((i64::from(total) * root) >> ROOT_BITS).min(LARGEST.into()) as i16);
    (most.map(|most| most.min(LARGEST as i16)), mean)
}

/// The numbers of a convolution, to be written to a file.
#[derive(Clone, Debug, Default)]
pub struct ConvWeights {
    /// Keys of the words, but for the unknown one.
    pub keys: Vec<u32>,
    /// A row a word, the unknown one first: for the sentence and then for its context, three places of all channels.
    pub rows: Vec<i8>,
    /// Constants of the channels, in the steps of their rows.
    pub biases: Vec<i16>,
    /// For each output the weights of what is pooled: for each text the largest values, then the means.
    pub weights: Vec<i16>,
}

impl ConvWeights {
    /// Appends them to a file as `meta` describes them.
    pub(super) fn write(&self, meta: &ConvMeta, bytes: &mut Vec<u8>) {
        let (table, slots) = table::fill(self.keys.iter().copied(), meta.slot_bits);
        let mut numbers = vec![0u16; table.len()];
        for (slot, number) in slots.into_iter().zip(1..) {
            numbers[slot] = number;
        }
        bytes.extend(table.iter().flat_map(|key| key.to_le_bytes()));
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        bytes.extend(self.rows.iter().map(|weight| *weight as u8));
        bytes.extend(self.biases.iter().chain(&self.weights).flat_map(|n| n.to_le_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [u32; 2] = [77, 78];

    /// One channel for the sentence, one for its context; a window counts 10 a known word in its middle, 1 at its ends.
    fn tiny(weight: i16) -> (Conv, Vec<u8>) {
        let meta = ConvMeta {
            slot_bits: 2,
            words: 3,
            target: 1,
            context: 1,
            scales: vec![1 << 12; OUTPUTS],
        };
        let mut weights = vec![0; OUTPUTS * meta.pooled()];
        weights[0] = weight;
        let rows = vec![0, 0, 0, 0, 0, 0, 1, 10, 1, 0, 0, 0, 1, 10, 1, 0, 0, 0];
        let written = ConvWeights { keys: KEYS.to_vec(), rows, biases: vec![-2, 0], weights };
        let mut bytes = Vec::new();
        written.write(&meta, &mut bytes);
        (Conv::new(meta, 0).expect("sound"), bytes)
    }

    fn pooled(words: &[u32]) -> Vec<i16> {
        let (conv, bytes) = tiny(1);
        let mut scratch = ConvScratch::default();
        conv.pool(&bytes, words, 0, 1, &mut scratch);
        scratch.pooled
    }

    #[test]
    fn a_window_is_the_sum_of_its_words_and_its_constant() {
        // Alone: 10 - 2. Beside another: 10 + 1 - 2, twice, over the root of 2 words.
        assert_eq!(pooled(&[77]), [8, 8]);
        assert_eq!(pooled(&[77, 78]), [9, 12]);
        // An unknown word adds nothing itself; its own window has the neighbour at its end: 1 - 2 counts as 0.
        assert_eq!(pooled(&[77, 5]), [8, 5]);
        assert_eq!(pooled(&[]), [0, 0]);
    }

    #[test]
    fn the_last_layer_weighs_what_is_pooled() {
        let (conv, bytes) = tiny(100);
        assert_eq!(conv.end(), bytes.len());
        assert!(conv.is_sound(&bytes));
        let texts = [vec![77, 78], vec![], vec![], vec![]];
        let mut logits = [0; OUTPUTS];
        conv.add(&bytes, &texts, &mut ConvScratch::default(), &mut logits);
        assert_eq!((logits[0], logits[1]), (900, 0));
    }

    #[test]
    fn numbers_that_could_overflow_are_refused() {
        let (conv, bytes) = tiny(HEAVIEST + 1);
        assert!(!conv.is_sound(&bytes));
        let with = |change: fn(&mut ConvMeta)| {
            let mut meta = conv.meta.clone();
            change(&mut meta);
            Conv::new(meta, 0).is_some()
        };
        assert!(with(|_| {}));
        assert!(!with(|meta| meta.words = 0));
        assert!(!with(|meta| meta.context = usize::MAX));
        assert!(!with(|meta| meta.target = 400));
        assert!(!with(|meta| meta.scales[3] = i64::MIN));
        assert!(!with(|meta| meta.scales.clear()));
    }
}
