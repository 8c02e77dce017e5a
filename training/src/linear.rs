//! The linear part of the fast coder, in floating point.

use std::collections::HashMap;

use bifocal_core::coder::{FeatureBuffer, OUTPUTS, Parts};

/// Weights of features: one softmax over activities and a logistic regression per pole.
#[derive(Clone, Debug)]
pub struct Linear {
    /// Logits without any feature.
    pub bias: [f32; OUTPUTS],
    /// Position of a feature's weights.
    pub ids: HashMap<u32, u32>,
    /// Weights of each feature.
    pub weights: Vec<[f32; OUTPUTS]>,
}

impl Linear {
    /// Logits of a sentence. Its own features share a length of 1, and so do those of its context.
    pub fn logits(&self, parts: &Parts<'_>, buffer: &mut FeatureBuffer) -> [f64; OUTPUTS] {
        let mut logits = self.bias;
        buffer.fill(parts);
        for keys in [buffer.target(), buffer.context()] {
            let value = 1.0 / (keys.len().max(1) as f32).sqrt();
            for id in keys.iter().filter_map(|key| self.ids.get(key)) {
                for (logit, weight) in logits.iter_mut().zip(&self.weights[*id as usize]) {
                    *logit += weight * value;
                }
            }
        }
        logits.map(f64::from)
    }
}
