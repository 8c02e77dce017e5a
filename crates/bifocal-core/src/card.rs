//! The coder's measured accuracy, and how much people differ: what ships beside the weights.

use std::collections::BTreeMap;

use bifocal_stats::ErrorRates;
use serde::{Deserialize, Serialize};

use crate::lens::Pole;

/// The coder's accuracy, made by `cargo xtask evaluate` and shown by `bifocal card`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Name of the model that was measured.
    pub model: String,
    /// Who made the labels; stands first wherever accuracy is shown.
    pub labels: String,
    /// What the sentences were measured on.
    pub sentences: String,
    /// What the messages were measured on.
    pub messages: String,
    /// Agreement on the activity over all classes.
    pub activity: Agreement,
    /// Agreement per activity, each against the rest.
    pub activities: BTreeMap<String, Agreement>,
    /// Agreement per pole.
    pub poles: BTreeMap<Pole, Agreement>,
    /// Whole messages: agreement on whether they attend to the pole, with the error rates that
    /// rates are corrected by.
    pub message_poles: BTreeMap<Pole, MessageAgreement>,
    /// Share of sentences whose activity is decided, and kappa among them.
    pub decided: Decided,
    /// How much people differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
}

/// Agreement of the coder with the labels.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Cohen's kappa.
    pub kappa: Option<f64>,
    /// 95 % interval of kappa, by bootstrap over documents.
    pub kappa_interval: Option<[f64; 2]>,
    /// Kappa of one human-readable coder with the majority, where there are several.
    pub coders_kappa: Option<f64>,
    /// Share of those found that are right.
    pub precision: Option<f64>,
    /// Share of those there that are found.
    pub recall: Option<f64>,
    /// Labelled cases.
    pub cases: u64,
    /// Out of how many.
    pub out_of: u64,
}

/// Agreement on whole messages.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageAgreement {
    /// Agreement on presence.
    pub agreement: Agreement,
    /// Error rates, weighted to the sources' own mix.
    pub errors: ErrorRates,
}

/// What abstaining costs and brings.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// Share of sentences with a decided activity.
    pub coverage: f64,
    /// Kappa among them.
    pub kappa: Option<f64>,
}

/// How much people's rates differ, in reference data: the yardstick for showing a rate.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What it was measured on.
    pub source: String,
    /// Persons.
    pub persons: u64,
    /// Variance between persons per rate, by the cell's name, such as `attends.people`.
    pub between: BTreeMap<String, f64>,
    /// How many messages of an activity the person's own total is worth, per pole.
    pub pull: BTreeMap<Pole, f64>,
}

/// Mark under which a pole's agreement makes it experimental.
pub const EXPERIMENTAL_BELOW: f64 = 0.45;

/// Why the card cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the coder's card cannot be read: {0}")]
pub struct CardError(#[from] serde_json::Error);

impl Card {
    /// The card and the reference data that ship with the coder.
    ///
    /// # Errors
    /// Only if a file that was compiled in is damaged.
    pub fn shipped() -> Result<Self, CardError> {
        let mut card: Self = serde_json::from_str(include_str!("../../../models/card.json"))?;
        card.reference = serde_json::from_str(include_str!("../../../models/reference.json"))?;
        Ok(card)
    }

    /// Whether agreement on a pole is too low for more than exploring.
    pub fn experimental(&self, pole: Pole) -> bool {
        let kappa = self.poles.get(&pole).and_then(|a| a.kappa);
        kappa.is_none_or(|kappa| kappa < EXPERIMENTAL_BELOW)
    }

    /// Error rates of a pole on whole messages, where they were measured.
    pub fn errors(&self, pole: Pole) -> Option<&ErrorRates> {
        self.message_poles.get(&pole).map(|m| &m.errors)
    }

    /// Variance between persons of a rate, where it was measured.
    pub fn between(&self, rate: &str) -> Option<f64> {
        self.reference.as_ref()?.between.get(rate).copied()
    }
}
