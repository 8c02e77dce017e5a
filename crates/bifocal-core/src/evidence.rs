//! The most telling sentences behind a figure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::coding::CodedSentence;
use crate::activity::Activity;
use crate::lens::Pole;
use crate::message::{Instant, Locus, Message};
use crate::reading::Probability;

/// Sentences kept per figure.
pub const KEPT: usize = 5;

/// A sentence that stands for a figure.
///
/// The order is that of telling: the higher probability first, then whatever is stable, so that
/// the same sentences are kept in any order of reading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// How far the probability of the figure's code lies below certainty.
    doubt: u16,
    /// Its message in the source.
    pub locus: Locus,
    /// Which sentence of the message, from 0.
    pub sentence: usize,
    /// When it was written.
    pub at: Option<Instant>,
    /// Subject of its message.
    pub subject: String,
    /// The sentence itself.
    pub text: String,
    /// Its activity, if decided.
    pub activity: Option<Activity>,
    /// Its poles in the codebook's form.
    pub codes: String,
}

/// A figure that sentences are kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Figure {
    /// Sentences that attend to a pole.
    Attends(Pole),
    /// Sentences that do an activity.
    Does(Activity),
    /// Sentences that attend to a pole in a message that does an activity.
    DoesAttending(Activity, Pole),
}

/// The most telling sentences of each figure; bounded, and the same whatever the order.
#[derive(Clone, Debug, Default)]
pub struct EvidenceBook(BTreeMap<Figure, BTreeSet<Evidence>>);

impl EvidenceBook {
    /// Looks at all acts of a message.
    pub fn note(&mut self, message: &Message, acts: &[CodedSentence]) {
        let does: BTreeSet<Activity> = acts
            .iter()
            .filter_map(|sentence| sentence.act.activity)
            .filter(|activity| *activity != Activity::Other)
            .collect();
        if does.is_empty() {
            return;
        }
        for (sentence, CodedSentence { text, act, .. }) in acts.iter().enumerate() {
            let mut keep = |figure, p: Probability| {
                let evidence = Evidence {
                    doubt: u16::MAX - p.0,
                    locus: message.locus.clone(),
                    sentence,
                    at: message.at,
                    subject: message.subject.clone(),
                    text: text.clone(),
                    activity: act.activity,
                    codes: act.poles.codes(),
                };
                self.keep(figure, evidence);
            };
            if let Some(activity) = act.activity.filter(|a| *a != Activity::Other) {
                keep(Figure::Does(activity), act.reading.activity(activity));
            }
            for pole in act.poles.iter() {
                keep(Figure::Attends(pole), act.reading.pole(pole));
            }
            for pole in [Pole::People, Pole::Results] {
                if act.poles.contains(pole) {
                    for activity in &does {
                        keep(Figure::DoesAttending(*activity, pole), act.reading.pole(pole));
                    }
                }
            }
        }
    }

    /// Adds what another book has kept.
    pub fn merge(&mut self, other: Self) {
        for (figure, sentences) in other.0 {
            for evidence in sentences {
                self.keep(figure, evidence);
            }
        }
    }

    /// The sentences of a figure, the most telling first.
    pub fn of(&self, figure: Figure) -> impl Iterator<Item = &Evidence> {
        self.0.get(&figure).into_iter().flatten()
    }

    fn keep(&mut self, figure: Figure, evidence: Evidence) {
        let kept = self.0.entry(figure).or_default();
        let full = kept.len() == KEPT;
        if full && kept.last().is_some_and(|last| *last <= evidence) {
            return;
        }
        kept.insert(evidence);
        if kept.len() > KEPT {
            kept.pop_last();
        }
    }
}

impl Evidence {
    /// Probability of the figure's code.
    pub fn probability(&self) -> Probability {
        Probability(u16::MAX - self.doubt)
    }
}
