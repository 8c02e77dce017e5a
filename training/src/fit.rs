//! Fits a linear model to be cross-validated, such as the fast coder has beside its convolution: one
//! softmax over activities and a logistic regression per pole, by AdaGrad over the rows in a fixed
//! pseudo-random order.

use std::collections::HashMap;

use bifocal_core::coder::{FeatureBuffer, OUTPUTS, Parts};
use bifocal_core::{Activity, Pole};

use crate::data::Row;
use crate::soft::Soft;

/// Settings of a fit.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Passes over the rows.
    pub epochs: usize,
    /// AdaGrad's step.
    pub rate: f32,
    /// Pull of weights toward 0.
    pub decay: f32,
    /// Features in fewer rows than this are dropped.
    pub min_rows: usize,
    /// Weight of rows that were written for the purpose, beside real ones.
    pub written: f32,
    /// Weight of soft labels, beside real ones.
    pub soft: f32,
}

/// How these were chosen is in `LOG.md`.
pub const DEFAULTS: Settings =
    Settings { epochs: 12, rate: 0.15, decay: 1e-3, min_rows: 3, written: 0.5, soft: 1.0 };

type Weights = [f32; OUTPUTS];

/// A fitted model in floating point.
#[derive(Clone, Debug)]
pub struct Model {
    /// Logits without any feature.
    pub bias: Weights,
    /// Position of a feature's weights.
    pub ids: HashMap<u32, u32>,
    /// Weights of each feature.
    pub weights: Vec<Weights>,
}

/// What the model learns from: a sentence with the probabilities that it should give.
pub struct Lesson<'a> {
    parts: Parts<'a>,
    targets: Weights,
    weight: f32,
}

impl<'a> Lesson<'a> {
    /// From a labelled sentence.
    pub fn labelled(row: &'a Row, settings: &Settings) -> Self {
        let targets = std::array::from_fn(|o| {
            let there = match o.checked_sub(Activity::COUNT) {
                None => o == row.activity.index(),
                Some(pole) => row.has(Pole::ALL[pole]),
            };
            f32::from(u8::from(there))
        });
        let weight = if row.real() { 1.0 } else { settings.written };
        Self { parts: row.sentence.parts(), targets, weight }
    }

    /// From a sentence with a stronger model's probabilities.
    pub fn soft(row: &'a Soft, settings: &Settings) -> Self {
        Self { parts: row.sentence.parts(), targets: row.targets, weight: settings.soft }
    }
}

/// A lesson as the model sees it: ids of its features with their values.
struct Example {
    features: Vec<(u32, f32)>,
    targets: Weights,
    weight: f32,
}

impl Model {
    /// Fits a model to lessons.
    pub fn fit(lessons: &[Lesson<'_>], settings: &Settings) -> Self {
        let mut buffer = FeatureBuffer::default();
        let mut seen: HashMap<u32, usize> = HashMap::new();
        for lesson in lessons {
            buffer.fill(&lesson.parts);
            for key in buffer.target().iter().chain(buffer.context()) {
                *seen.entry(*key).or_default() += 1;
            }
        }
        let mut kept: Vec<u32> =
            seen.iter().filter(|(_, n)| **n >= settings.min_rows).map(|(key, _)| *key).collect();
        kept.sort_unstable();
        let ids: HashMap<u32, u32> = kept.iter().zip(0..).map(|(key, id)| (*key, id)).collect();
        let mut model =
            Self { bias: [0.0; OUTPUTS], weights: vec![[0.0; OUTPUTS]; ids.len()], ids };
        let examples: Vec<Example> = lessons
            .iter()
            .map(|lesson| Example {
                features: model.features(&lesson.parts, &mut buffer),
                targets: lesson.targets,
                weight: lesson.weight,
            })
            .collect();
        model.descend(&examples, settings);
        model
    }

    fn features(&self, parts: &Parts<'_>, buffer: &mut FeatureBuffer) -> Vec<(u32, f32)> {
        buffer.fill(parts);
        let mut features = Vec::new();
        for keys in [buffer.target(), buffer.context()] {
            let value = 1.0 / (keys.len().max(1) as f32).sqrt();
            features.extend(keys.iter().filter_map(|k| Some((*self.ids.get(k)?, value))));
        }
        features
    }

    /// Logits of a sentence.
    pub fn logits(&self, parts: &Parts<'_>, buffer: &mut FeatureBuffer) -> [f64; OUTPUTS] {
        let mut logits = self.bias;
        for (id, value) in self.features(parts, buffer) {
            add(&mut logits, &self.weights[id as usize], value);
        }
        logits.map(f64::from)
    }

    fn descend(&mut self, examples: &[Example], settings: &Settings) {
        let mut squares = vec![[1e-6f32; OUTPUTS]; self.weights.len()];
        let mut bias_squares = [1e-6f32; OUTPUTS];
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for epoch in 0..settings.epochs {
            shuffle(&mut order, &mut random);
            let rate = settings.rate / (1.0 + epoch as f32 / 4.0);
            for at in &order {
                let example = &examples[*at];
                let mut logits = self.bias;
                for (id, value) in &example.features {
                    add(&mut logits, &self.weights[*id as usize], *value);
                }
                let slope = slopes(&logits, example);
                step(&mut self.bias, &mut bias_squares, &slope, 1.0, rate, 0.0);
                for (id, value) in &example.features {
                    let id = *id as usize;
                    let decay = settings.decay;
                    step(&mut self.weights[id], &mut squares[id], &slope, *value, rate, decay);
                }
            }
        }
    }
}

fn add(to: &mut Weights, weights: &Weights, value: f32) {
    for (to, weight) in to.iter_mut().zip(weights) {
        *to += weight * value;
    }
}

fn step(w: &mut Weights, squares: &mut Weights, slope: &Weights, x: f32, rate: f32, decay: f32) {
    for o in 0..OUTPUTS {
        let gradient = slope[o] * x + decay * w[o];
        squares[o] += gradient * gradient;
        w[o] -= rate * gradient / squares[o].sqrt();
    }
}

/// Slope of the log loss at each logit.
fn slopes(logits: &Weights, example: &Example) -> Weights {
    let top = logits[..Activity::COUNT].iter().copied().fold(f32::MIN, f32::max);
    let e: Vec<f32> = logits[..Activity::COUNT].iter().map(|l| (l - top).exp()).collect();
    let sum: f32 = e.iter().sum();
    std::array::from_fn(|o| {
        let p = if o < Activity::COUNT { e[o] / sum } else { 1.0 / (1.0 + (-logits[o]).exp()) };
        (p - example.targets[o]) * example.weight
    })
}

/// Fisher-Yates with xorshift64: the same order on every machine.
fn shuffle(order: &mut [usize], random: &mut u64) {
    for i in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        order.swap(i, (*random % (i as u64 + 1)) as usize);
    }
}
