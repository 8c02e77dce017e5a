//! The layers of the transformer.

use super::file::{Cut, Cutter};
use super::linear::{Linear, LinearScratch};
use super::math::{dot, exp_of_negative, gelu, sum};
use super::{Kind, Meta, Tokens};
use crate::coder::{ModelError, OUTPUTS};

/// Added to variances, as in BERT.
const EPSILON: f32 = 1e-12;

#[derive(Clone, Debug)]
pub(super) struct Encoder {
    width: usize,
    heads: usize,
    words: Words,
    places: Vec<f32>,
    segments: Vec<f32>,
    kinds: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    /// A row an output, over the mean of the text's tokens and the first token.
    outputs: Vec<f32>,
    bias: Vec<f32>,
}

/// The tokens' vectors, one byte a number.
#[derive(Clone, Debug)]
struct Words {
    start: usize,
    scales: Vec<f32>,
}

#[derive(Clone, Debug)]
struct Layer {
    query_key_value: Linear,
    out: Linear,
    norm_of_attention: Norm,
    up: Linear,
    down: Linear,
    norm: Norm,
}

#[derive(Clone, Debug)]
struct Norm {
    scale: Vec<f32>,
    shift: Vec<f32>,
}

/// Room for the work on a batch, reused.
#[derive(Clone, Debug, Default)]
pub(in crate::coder) struct Scratch {
    states: Vec<f32>,
    wide: Vec<f32>,
    attended: Vec<f32>,
    change: Vec<f32>,
    head: HeadScratch,
    linear: LinearScratch,
}

#[derive(Clone, Debug, Default)]
struct HeadScratch {
    keys: Vec<f32>,
    scores: Vec<f32>,
}

impl Encoder {
    pub(super) fn cut(from: &mut Cutter<'_>, meta: &Meta, words: usize) -> Cut<Self> {
        let Meta { width, heads, layers, inner, tokens, .. } = *meta;
        let size = |a: usize, b: usize| a.checked_mul(b).ok_or(ModelError::Truncated);
        let sound = heads > 0 && width % heads == 0 && (1..=4096).contains(&width);
        // The first token and the end of the text are always there.
        if !sound || !(1..=16_384).contains(&inner) || tokens < 2 {
            return Err(ModelError::Truncated);
        }
        let start = from.bytes(size(words, width)?)?.start;
        let words = Words { start, scales: from.floats(words)? };
        Ok(Self {
            width,
            heads,
            words,
            places: from.floats(size(tokens, width)?)?,
            segments: from.floats(2 * width)?,
            kinds: from.floats(5 * width)?,
            norm: Norm::cut(from, width)?,
            layers: (0..layers).map(|_| Layer::cut(from, width, inner)).collect::<Cut<_>>()?,
            outputs: from.floats(OUTPUTS * 2 * width)?,
            bias: from.floats(OUTPUTS)?,
        })
    }

    /// The outputs of each sentence, as logits.
    pub(super) fn logits(
        &self,
        file: &[u8],
        batch: &[Tokens],
        scratch: &mut Scratch,
    ) -> Vec<[f32; OUTPUTS]> {
        self.embed(file, batch, &mut scratch.states);
        for layer in &self.layers {
            self.layer(layer, file, batch, scratch);
        }
        let mut start = 0;
        let pooled = batch.iter().map(|tokens| {
            let states = &scratch.states[start..start + tokens.kinds.len() * self.width];
            start += states.len();
            self.heads(&self.pool(states, tokens))
        });
        pooled.collect()
    }

    fn embed(&self, file: &[u8], batch: &[Tokens], states: &mut Vec<f32>) {
        let width = self.width;
        let row = |at: usize| at * width..(at + 1) * width;
        states.clear();
        for tokens in batch {
            for (place, (piece, kind)) in tokens.pieces.iter().zip(&tokens.kinds).enumerate() {
                let piece = *piece as usize;
                let scale = self.words.scales[piece];
                let at = self.words.start + piece * width;
                let place = &self.places[row(place)];
                let segment = usize::from(*kind == Kind::Text);
                let segment = &self.segments[row(segment)];
                let from = states.len();
                let word = file[at..at + width].iter().map(|byte| f32::from(*byte as i8) * scale);
                states.extend(word.zip(place).zip(segment).map(|((w, p), s)| w + p + s));
                let state = &mut states[from..];
                self.norm.apply(state);
                add(state, &self.kinds[row(*kind as usize)]);
            }
        }
    }

    fn layer(&self, layer: &Layer, file: &[u8], batch: &[Tokens], scratch: &mut Scratch) {
        let Scratch { states, wide, attended, change, head, linear } = scratch;
        layer.query_key_value.apply(file, states, wide, linear);
        attended.clear();
        attended.resize(states.len(), 0.0);
        let mut start = 0;
        for tokens in batch {
            let end = start + tokens.kinds.len();
            self.attend(
                &wide[3 * start * self.width..3 * end * self.width],
                &mut attended[start * self.width..end * self.width],
                head,
            );
            start = end;
        }
        layer.out.apply(file, attended, change, linear);
        add(states, change);
        states.chunks_exact_mut(self.width).for_each(|state| layer.norm_of_attention.apply(state));
        layer.up.apply(file, states, wide, linear);
        wide.iter_mut().for_each(|x| *x = gelu(*x));
        layer.down.apply(file, wide, change, linear);
        add(states, change);
        states.chunks_exact_mut(self.width).for_each(|state| layer.norm.apply(state));
    }

    /// Attention within a sentence. Loops run over what can be worked on side
    /// by side, so that no sum depends on how wide the processor is.
    fn attend(&self, qkv: &[f32], attended: &mut [f32], scratch: &mut HeadScratch) {
        let (width, size) = (self.width, self.width / self.heads);
        let tokens = attended.len() / width;
        let scale = 1.0 / (size as f32).sqrt();
        let HeadScratch { keys, scores } = scratch;
        scores.resize(tokens, 0.0);
        for head in 0..self.heads {
            let of = |token: usize, what: usize| {
                let at = token * 3 * width + what * width + head * size;
                &qkv[at..at + size]
            };
            // Keys, a row a dimension.
            keys.clear();
            for dimension in 0..size {
                keys.extend((0..tokens).map(|token| of(token, 1)[dimension]));
            }
            for token in 0..tokens {
                scores.fill(0.0);
                for (query, keys) in of(token, 0).iter().zip(keys.chunks_exact(tokens)) {
                    let query = query * scale;
                    scores.iter_mut().zip(keys).for_each(|(score, key)| *score += query * key);
                }
                let top = scores.iter().fold(f32::MIN, |top, score| top.max(*score));
                scores.iter_mut().for_each(|score| *score = exp_of_negative(*score - top));
                let whole = 1.0 / sum(scores, |x| x);
                let to = token * width + head * size;
                let to = &mut attended[to..to + size];
                for (other, score) in scores.iter().enumerate() {
                    let weight = score * whole;
                    to.iter_mut().zip(of(other, 2)).for_each(|(to, value)| *to += weight * value);
                }
            }
        }
    }

    /// The mean of the text's tokens, then the first token.
    fn pool(&self, states: &[f32], tokens: &Tokens) -> Vec<f32> {
        let mut pooled = vec![0.0; self.width];
        let mut count = 0.0f32;
        for (state, kind) in states.chunks_exact(self.width).zip(&tokens.kinds) {
            if *kind == Kind::Text {
                add(&mut pooled, state);
                count += 1.0;
            }
        }
        pooled.iter_mut().for_each(|x| *x /= count.max(1.0));
        pooled.extend_from_slice(&states[..self.width]);
        pooled
    }

    fn heads(&self, pooled: &[f32]) -> [f32; OUTPUTS] {
        let mut logits = [0.0; OUTPUTS];
        let rows = self.outputs.chunks_exact(pooled.len()).zip(&self.bias);
        for (logit, (row, bias)) in logits.iter_mut().zip(rows) {
            *logit = dot(row, pooled) + bias;
        }
        logits
    }
}

impl Layer {
    fn cut(from: &mut Cutter<'_>, width: usize, inner: usize) -> Cut<Self> {
        Ok(Self {
            query_key_value: Linear::cut(from, width, 3 * width)?,
            out: Linear::cut(from, width, width)?,
            norm_of_attention: Norm::cut(from, width)?,
            up: Linear::cut(from, width, inner)?,
            down: Linear::cut(from, inner, width)?,
            norm: Norm::cut(from, width)?,
        })
    }
}

impl Norm {
    fn cut(from: &mut Cutter<'_>, width: usize) -> Cut<Self> {
        Ok(Self { scale: from.floats(width)?, shift: from.floats(width)? })
    }

    /// Layer normalisation (Ba et al. 2016) of one token.
    fn apply(&self, state: &mut [f32]) {
        let count = state.len() as f32;
        let mean = sum(state, |x| x) / count;
        let variance = sum(state, |x| (x - mean) * (x - mean)) / count;
        let steps = 1.0 / (variance + EPSILON).sqrt();
        for ((x, scale), shift) in state.iter_mut().zip(&self.scale).zip(&self.shift) {
            *x = (*x - mean) * steps * scale + shift;
        }
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}
