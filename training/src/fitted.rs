//! The fast coder as `training/teacher/fast.py` fitted it, in floating point.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::coder::{FeatureBuffer, OUTPUTS, WINDOW, WINDOWED};
use serde::Deserialize;

use crate::data::Sentence;
use crate::linear::Linear;

/// What stands before the numbers, as JSON on one line.
#[derive(Deserialize)]
struct Sizes {
    features: usize,
    words: usize,
    target: usize,
    context: usize,
}

/// A linear model and a convolution beside it.
#[derive(Debug)]
pub struct Fitted {
    /// The linear model.
    pub linear: Linear,
    /// The convolution.
    pub conv: Conv,
}

/// A convolution over windows of three words, pooled over each text (Kim 2014).
#[derive(Debug)]
pub struct Conv {
    /// Channels in the sentence and in its context.
    pub channels: [usize; 2],
    /// Keys of the words but for the unknown one.
    pub keys: Vec<u32>,
    /// A row a word, the unknown one first: three places of all channels, for the sentence, then for its context.
    pub rows: Vec<f32>,
    /// Constants of the channels.
    pub biases: Vec<f32>,
    /// For each output the weights of what is pooled.
    pub weights: Vec<f32>,
    numbers: HashMap<u32, usize>,
}

impl Fitted {
    /// Reads the file.
    ///
    /// # Errors
    /// If it cannot be read or its sizes do not fit.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let sizes: Sizes =
            serde_json::from_slice(header).with_context(|| path.display().to_string())?;
        let channels = [sizes.target, sizes.context];
        let mut numbers = Numbers { bytes: bytes.get(header.len() + 1..).unwrap_or_default() };
        let keys = numbers.keys(sizes.features)?;
        let weights = numbers.floats(sizes.features * OUTPUTS)?;
        let bias = numbers.floats(OUTPUTS)?;
        let linear = Linear {
            bias: std::array::from_fn(|o| bias[o]),
            ids: keys.into_iter().zip(0..).collect(),
            weights: weights.as_chunks().0.to_vec(),
        };
        let keys = numbers.keys(sizes.words - 1)?;
        let conv = Conv {
            channels,
            numbers: keys.iter().copied().zip(1..).collect(),
            keys,
            rows: numbers.floats(sizes.words * WINDOW * (channels[0] + channels[1]))?,
            biases: numbers.floats(channels[0] + channels[1])?,
            weights: numbers.floats(OUTPUTS * pooled(channels))?,
        };
        if !numbers.bytes.is_empty() {
            bail!("{}: longer than its sizes say", path.display());
        }
        Ok(Self { linear, conv })
    }

    /// Logits of a sentence.
    pub fn logits(&self, sentence: &Sentence, buffer: &mut FeatureBuffer) -> [f64; OUTPUTS] {
        let mut logits = self.linear.logits(&sentence.parts(), buffer);
        let pooled = self.conv.pool(buffer.words());
        for (logit, weights) in logits.iter_mut().zip(self.conv.weights.chunks(pooled.len())) {
            *logit += weights.iter().zip(&pooled).map(|(w, x)| f64::from(w * x)).sum::<f64>();
        }
        logits
    }
}

/// The largest and the mean value of each channel in each text.
const fn pooled(channels: [usize; 2]) -> usize {
    2 * (channels[0] + (WINDOWED - 1) * channels[1])
}

impl Conv {
    /// As `bifocal_core::coder` does it in whole numbers.
    fn pool(&self, texts: &[Vec<u32>; WINDOWED]) -> Vec<f32> {
        let mut out = Vec::new();
        for (text, words) in texts.iter().enumerate() {
            let part = usize::from(text > 0);
            let (channels, first) = (self.channels[part], part * self.channels[0]);
            let all = WINDOW * (self.channels[0] + self.channels[1]);
            let rows: Vec<usize> = words
                .iter()
                .map(|key| self.numbers.get(key).unwrap_or(&0) * all + WINDOW * first)
                .collect();
            let (mut most, mut total) = (vec![0.0f32; channels], vec![0.0f32; channels]);
            for at in 0..rows.len() {
                for channel in 0..channels {
                    let mut sum = self.biases[first + channel];
                    for place in 0..WINDOW {
                        if let Some(row) = (at + place).checked_sub(1).and_then(|i| rows.get(i)) {
                            sum += self.rows[row + place * channels + channel];
                        }
                    }
                    most[channel] = most[channel].max(sum);
                    total[channel] += sum.max(0.0);
                }
            }
            let root = (rows.len().max(1) as f32).sqrt();
            out.extend(most);
            out.extend(total.into_iter().map(|total| total / root));
        }
        out
    }
}

struct Numbers<'a> {
    bytes: &'a [u8],
}

impl Numbers<'_> {
    fn words(&mut self, count: usize) -> Result<Vec<[u8; 4]>> {
        let (first, rest) =
            self.bytes.split_at_checked(4 * count).context("the file ends early")?;
        self.bytes = rest;
        Ok(first.as_chunks().0.to_vec())
    }

    fn keys(&mut self, count: usize) -> Result<Vec<u32>> {
        Ok(self.words(count)?.into_iter().map(u32::from_le_bytes).collect())
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>> {
        Ok(self.words(count)?.into_iter().map(f32::from_le_bytes).collect())
    }
}
