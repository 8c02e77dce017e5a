//! The coder: gives a sentence in its context a reading.
//!
//! There are two. The *fast* one, a linear model with a convolution beside
//! it, reads tens of thousands of sentences a second; the *careful* one is a small
//! transformer that agrees better with the codebook and reads about a hundred.
//! The careful one hears the fast one too: two models that err differently
//! are right more often together. What must not matter, such as names, both
//! see made the same ([`Plain`]).
//! A reading of either is the same on every machine and for any number of
//! threads.

mod careful;
mod fast;
mod fixed;
mod lower;
mod parts;
mod plain;

use std::borrow::Cow;

pub use self::fast::{
    ConvMeta, ConvWeights, FeatureBuffer, HEAVIEST, ModelMeta, OutputMeta, WINDOW, WINDOWED, encode,
};
use self::fixed::{sigmoid, softmax};
pub use self::parts::Parts;
pub use self::plain::Plain;
use self::{careful::Careful, fast::Fast};
use crate::act::Thresholds;
use crate::{Activity, Pole, Probability, Reading};

/// Outputs of a model: the activities, then the poles.
pub const OUTPUTS: usize = Activity::COUNT + Pole::COUNT;

/// The fast model that the program ships with.
const FAST: &[u8] = include_bytes!("../../../../models/fast.bin");

/// Which of the two coders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoderKind {
    /// Tens of thousands of sentences a second.
    Fast,
    /// About a hundred sentences a second, in better agreement with the codebook.
    Careful,
}

impl CoderKind {
    /// Name in file names and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Careful => "careful",
        }
    }
}

/// Why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It is not a model file, or of another version.
    #[error("not a Bifocal model (it should start with BIFOCAL1 or BIFOCAL2)")]
    Magic,
    /// It ends early, or sizes do not fit.
    #[error("the model file is incomplete or damaged")]
    Truncated,
    /// The description in it cannot be read.
    #[error("the model's description cannot be read: {0}")]
    Meta(#[from] serde_json::Error),
    /// It was fitted with another fast model than the one at hand.
    #[error("the model hears the fast coder {0}, which this program does not have")]
    Beside(String),
    /// The description has the wrong number of outputs.
    #[error("the model has {0} outputs, this program needs {OUTPUTS}")]
    Outputs(usize),
}

/// A model, ready to read sentences.
#[derive(Clone, Debug)]
pub struct Coder(Engine);

#[derive(Clone, Debug)]
enum Engine {
    Fast(Box<Fast>),
    Careful(Box<Careful>),
}

/// Room for a coder's work, reused from call to call; one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    features: FeatureBuffer,
    plain: Plain,
    careful: careful::EncoderScratch,
}

impl Coder {
    /// A coder that the program ships with.
    ///
    /// # Errors
    /// Only if the file that was compiled in is damaged.
    pub fn shipped(kind: CoderKind) -> Result<Self, ModelError> {
        Self::from_bytes(Cow::Borrowed(match kind {
            CoderKind::Fast => FAST,
            CoderKind::Careful => include_bytes!("../../../../models/careful.bin"),
        }))
    }

    /// Reads a model file of either kind.
    ///
    /// # Errors
    /// If it is not a model file, is incomplete, or does not fit this program.
    pub fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        Ok(Self(match bytes.first_chunk::<8>() {
            Some(careful::MAGIC) => Engine::Careful(Box::new(Careful::from_bytes(bytes)?)),
            Some(fast::MAGIC) => Engine::Fast(Box::new(Fast::from_bytes(bytes)?)),
            _ => return Err(ModelError::Magic),
        }))
    }

    /// Which of the two it is.
    pub fn kind(&self) -> CoderKind {
        match &self.0 {
            Engine::Fast(_) => CoderKind::Fast,
            Engine::Careful(_) => CoderKind::Careful,
        }
    }

    /// Name and version of the model, such as `fast-1`; written with every act.
    pub fn name(&self) -> &str {
        match &self.0 {
            Engine::Fast(fast) => fast.name(),
            Engine::Careful(careful) => careful.name(),
        }
    }

    /// From which probability on its codes count as decided.
    pub fn thresholds(&self) -> &Thresholds {
        match &self.0 {
            Engine::Fast(fast) => fast.thresholds(),
            Engine::Careful(careful) => careful.thresholds(),
        }
    }

    /// Reads sentences in their contexts, in order. What stands beside a
    /// sentence in the call does not touch its reading.
    pub fn read_all(&self, sentences: &[Parts<'_>], scratch: &mut Scratch) -> Vec<Reading> {
        match &self.0 {
            Engine::Fast(fast) => {
                let logits =
                    sentences.iter().map(|parts| fast.logits(parts, &mut scratch.features));
                logits.map(|logits| reading(&logits)).collect()
            }
            Engine::Careful(careful) => careful.read_all(sentences, scratch),
        }
    }
}

/// What logits in steps of 2^-12 say.
fn reading(logits: &[i64; OUTPUTS]) -> Reading {
    let activities: [i64; Activity::COUNT] = std::array::from_fn(|i| logits[i]);
    Reading {
        activities: softmax(&activities).map(Probability),
        poles: std::array::from_fn(|i| Probability(sigmoid(logits[Activity::COUNT + i]))),
    }
}
