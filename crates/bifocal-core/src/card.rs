//! The coder's measured accuracy, and how much people differ: what ships beside the weights.

use std::collections::BTreeMap;

use bifocal_stats::ErrorRates;
use serde::{Deserialize, Serialize};

use crate::coder::CoderKind;
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
    /// Agreement on whole mails that were written for the purpose, of organisations that nothing was
    /// learned from.
    #[serde(default)]
    pub written_messages: BTreeMap<Pole, Agreement>,
    /// Kappas per source of the sentences.
    #[serde(default)]
    pub sources: Vec<SourceAgreement>,
    /// Kappas on a kind of source by a model like this one that learned from the other kinds alone.
    #[serde(default)]
    pub left_out: Vec<SourceAgreement>,
    /// Share of sentences whose activity is decided, and kappa among them: as the program decides,
    /// then for rising thresholds.
    pub decided: Vec<Decided>,
    /// What changes that should not matter move.
    #[serde(default)]
    pub moved: Vec<Moved>,
    /// Pairs of sentences written for the purpose that differ in one code: right ones and all.
    #[serde(default)]
    pub pairs: [u64; 2],
    /// Agreement with labels that people made for other purposes.
    #[serde(default)]
    pub by_people: Vec<ByPeople>,
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
    /// Kappa of the first two of those who made the labels with each other, where there are several.
    pub coders_kappa: Option<f64>,
    /// Share of those found that are right.
    pub precision: Option<f64>,
    /// Share of those there that are found.
    pub recall: Option<f64>,
    /// Average precision over all thresholds.
    #[serde(default)]
    pub average_precision: Option<f64>,
    /// Expected calibration error over ten bins of probability (Naeini et al. 2015).
    #[serde(default)]
    pub calibration_error: Option<f64>,
    /// Labelled cases.
    pub cases: u64,
    /// Out of how many.
    pub out_of: u64,
}

impl Agreement {
    /// F1, the harmonic mean of precision and recall, where both are given.
    pub fn f1(&self) -> Option<f64> {
        let (precision, recall) = (self.precision?, self.recall?);
        Some(if precision + recall > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        })
    }
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

/// Agreement on the sentences of one source.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceAgreement {
    /// Which sentences.
    pub source: String,
    /// How many.
    pub sentences: u64,
    /// Kappa of the activity.
    pub activity: Option<f64>,
    /// Kappa of people focus and of results focus.
    pub focus: [Option<f64>; 2],
    /// How many attend to people and to results by the labels.
    pub cases: [u64; 2],
}

/// How many decisions a change moved that should not matter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// The change.
    pub what: String,
    /// Sentences that it touched.
    pub sentences: u64,
    /// Decisions on them: the activity and twelve poles each.
    pub decisions: u64,
    /// How many of these came out otherwise.
    pub moved: u64,
}

/// Agreement with labels by people on something related.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByPeople {
    /// What people labelled, and where.
    pub what: String,
    /// The codes that it is compared with.
    pub codes: String,
    /// Sentences.
    pub sentences: u64,
    /// Sentences in which people saw it.
    pub cases: u64,
    /// Cohen's kappa.
    pub kappa: Option<f64>,
    /// Average precision.
    pub average_precision: f64,
    /// Kappa of a handful of key words in the coder's place.
    pub keyword_kappa: Option<f64>,
}

/// What abstaining costs and brings.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// Probability from which an activity is decided.
    pub threshold: f64,
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
    /// The card and the reference data that ship with a coder.
    ///
    /// # Errors
    /// Only if a file that was compiled in is damaged.
    pub fn shipped(kind: CoderKind) -> Result<Self, CardError> {
        let (card, reference) = match kind {
            CoderKind::Fast => (
                include_str!("../../../models/fast.card.json"),
                include_str!("../../../models/fast.reference.json"),
            ),
            CoderKind::Careful => (
                include_str!("../../../models/careful.card.json"),
                include_str!("../../../models/careful.reference.json"),
            ),
        };
        let card: Self = serde_json::from_str(card)?;
        Ok(Self { reference: serde_json::from_str(reference)?, ..card })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_is_between_precision_and_recall() {
        let with = |precision, recall| Agreement { precision, recall, ..Agreement::default() }.f1();
        assert_eq!(with(Some(0.5), Some(1.0)), Some(2.0 / 3.0));
        assert_eq!(with(Some(0.0), Some(0.0)), Some(0.0));
        assert_eq!(with(Some(0.5), None), None);
    }
}
