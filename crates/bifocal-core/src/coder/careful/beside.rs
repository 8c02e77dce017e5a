//! The fast coder's word, which the careful one takes into account.
//!
//! A mean of the log-odds of two models that err differently is right more
//! often than either (logarithmic opinion pool; Genest & Zidek 1986). The
//! weights were fitted where neither had learned (`training/teacher/settle.py`).

use std::borrow::Cow;

use serde::Deserialize;

use crate::Activity;
use crate::coder::fast::{Fast, FeatureBuffer};
use crate::coder::fixed::LOGIT_BITS;
use crate::coder::{FAST, ModelError, OUTPUTS, Parts};

/// So many logits, in steps of 2^-12, the fast coder can say at most: how sure it is beyond that means nothing.
const MOST: i64 = 8 << LOGIT_BITS;

/// Largest weight of the fast coder's logits, in steps of 2^-12.
const HEAVIEST: i64 = 1 << LOGIT_BITS;

/// What stands of it in the model file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BesideMeta {
    /// The fast model that the weights were fitted for.
    model: String,
    /// Weights of its logits, in steps of 2^-12.
    activities: i64,
    poles: i64,
}

/// The fast coder with the weights of its word.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    meta: BesideMeta,
    fast: Fast,
}

impl Beside {
    pub(super) fn new(meta: BesideMeta) -> Result<Self, ModelError> {
        let fast = Fast::from_bytes(Cow::Borrowed(FAST))?;
        let weights = [meta.activities, meta.poles];
        if !weights.iter().all(|weight| (0..=HEAVIEST).contains(weight)) {
            return Err(ModelError::Truncated);
        }
        if fast.name() != meta.model {
            return Err(ModelError::Beside(meta.model));
        }
        Ok(Self { meta, fast })
    }

    /// What the fast coder adds to the logits of a sentence.
    pub(super) fn add(
        &self,
        parts: &Parts<'_>,
        features: &mut FeatureBuffer,
        logits: &mut [i64; OUTPUTS],
    ) {
        let said = self.fast.logits(parts, features);
        let top = said[..Activity::COUNT].iter().copied().max().unwrap_or(0);
        for (i, (logit, said)) in logits.iter_mut().zip(said).enumerate() {
            let (weight, said) = if i < Activity::COUNT {
                (self.meta.activities, said.saturating_sub(top).max(-MOST))
            } else {
                (self.meta.poles, said.clamp(-MOST, MOST))
            };
            *logit = logit.saturating_add((weight * said) >> LOGIT_BITS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(model: &str, activities: i64) -> Result<Beside, ModelError> {
        Beside::new(BesideMeta { model: model.into(), activities, poles: 2048 })
    }

    #[test]
    fn only_the_model_of_the_fit_and_sound_weights_are_taken() {
        let name = Fast::from_bytes(Cow::Borrowed(FAST)).expect("sound").name().to_owned();
        assert!(beside(&name, 0).is_ok());
        assert!(matches!(beside("fast-0", 0), Err(ModelError::Beside(_))));
        assert!(matches!(beside(&name, -1), Err(ModelError::Truncated)));
        assert!(matches!(beside(&name, HEAVIEST + 1), Err(ModelError::Truncated)));
    }

    #[test]
    fn half_of_the_fast_coders_log_odds_are_added() {
        let name = Fast::from_bytes(Cow::Borrowed(FAST)).expect("sound").name().to_owned();
        let beside = beside(&name, HEAVIEST).expect("sound");
        let parts = Parts { text: "Please send me the signed copy.", ..Parts::default() };
        let (mut features, mut logits) = (FeatureBuffer::default(), [0; OUTPUTS]);
        beside.add(&parts, &mut features, &mut logits);
        let said = beside.fast.logits(&parts, &mut features);
        for pole in Activity::COUNT..OUTPUTS {
            assert_eq!(logits[pole], said[pole].clamp(-MOST, MOST) >> 1);
        }
        let (largest, rest) = (logits[..Activity::COUNT].iter().max(), &logits[..Activity::COUNT]);
        assert_eq!(largest, Some(&0));
        assert!(rest.iter().all(|logit| (-MOST..=0).contains(logit)));
    }
}
