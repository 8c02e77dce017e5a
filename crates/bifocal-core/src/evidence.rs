//! The most telling sentences behind a figure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::activity::Activity;
use crate::coding::CodedSentence;
use crate::lens::Pole;
use crate::message::{Instant, Locus, Message};
use crate::reading::Probability;
use crate::tally::Cell;

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
    /// The sentence itself; empty if its source is gone.
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

impl Figure {
    /// The count that the sentences stand for.
    pub const fn cell(self) -> Cell {
        match self {
            Self::Attends(pole) => Cell::Attends(pole),
            Self::Does(activity) => Cell::Does(activity),
            Self::DoesAttending(activity, pole) => Cell::DoesAttending(activity, pole),
        }
    }
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
            let mut note = |figure, p: Probability| {
                let doubt = u16::MAX - p.0;
                // Most sentences are less telling than those kept: they are not worth a copy.
                if self.admits(figure, doubt) {
                    let evidence = Evidence {
                        doubt,
                        locus: message.locus.clone(),
                        sentence,
                        at: message.at,
                        subject: message.subject.clone(),
                        text: text.clone(),
                        activity: act.activity,
                        codes: act.poles.codes(),
                    };
                    self.keep(figure, evidence);
                }
            };
            if let Some(activity) = act.activity.filter(|a| *a != Activity::Other) {
                note(Figure::Does(activity), act.reading.activity(activity));
            }
            for pole in act.poles.iter() {
                note(Figure::Attends(pole), act.reading.pole(pole));
            }
            for pole in [Pole::People, Pole::Results] {
                if act.poles.contains(pole) {
                    for activity in &does {
                        note(Figure::DoesAttending(*activity, pole), act.reading.pole(pole));
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

    /// Where the sentences stand: the message and which of its sentences, each once.
    pub fn places(&self) -> BTreeSet<(Locus, usize)> {
        let all = self.0.values().flatten();
        all.map(|evidence| (evidence.locus.clone(), evidence.sentence)).collect()
    }

    /// Puts in subject and text of sentences that were noted without them. What `find` does not
    /// give stays empty.
    pub fn fill(&mut self, find: impl Fn(&Locus, usize) -> Option<(String, String)>) {
        for kept in self.0.values_mut() {
            let sentences = std::mem::take(kept).into_iter();
            kept.extend(sentences.map(|mut evidence| {
                if let Some((subject, text)) = find(&evidence.locus, evidence.sentence) {
                    evidence.subject = subject;
                    evidence.text = text;
                }
                evidence
            }));
        }
    }

    fn admits(&self, figure: Figure, doubt: u16) -> bool {
        self.0.get(&figure).is_none_or(|kept| {
            kept.len() < KEPT || kept.last().is_some_and(|last| doubt <= last.doubt)
        })
    }

    fn keep(&mut self, figure: Figure, evidence: Evidence) {
        let kept = self.0.entry(figure).or_default();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::{Act, Thresholds};
    use crate::message::{Address, Medium, MessageKey, ThreadKey};
    use crate::reading::Reading;

    fn message(offset: u64) -> Message {
        Message {
            key: MessageKey(offset),
            thread: ThreadKey(offset),
            at: None,
            from: Address::new("a@b"),
            to: Vec::new(),
            cc: Vec::new(),
            medium: Medium::Mail,
            subject: String::new(),
            body: String::new(),
            automatic: None,
            locus: Locus { file: "f".into(), offset },
        }
    }

    fn task(people: u16) -> CodedSentence {
        let mut reading = Reading::default();
        reading.activities[Activity::Task.index()] = Probability(60_000);
        reading.poles[Pole::People.index()] = Probability(people);
        let thresholds = Thresholds {
            activity: Probability(1),
            poles: [Probability(30_000); Pole::COUNT],
            messages: Default::default(),
        };
        let act = Act::decide(reading, &thresholds);
        CodedSentence { span: 0..1, text: people.to_string(), act }
    }

    #[test]
    fn the_same_sentences_are_kept_in_any_order() {
        let readings = [40_000, 31_000, 65_000, 10, 50_000, 50_000, 45_000, 33_000, 64_000];
        let mut forward = EvidenceBook::default();
        let mut backward = EvidenceBook::default();
        for (i, people) in (0..).zip(readings) {
            forward.note(&message(i), &[task(people)]);
        }
        for (i, people) in (0..).zip(readings).collect::<Vec<_>>().into_iter().rev() {
            let mut one = EvidenceBook::default();
            one.note(&message(i), &[task(people)]);
            backward.merge(one);
        }
        let of = |book: &EvidenceBook, figure| book.of(figure).cloned().collect::<Vec<_>>();
        for figure in [Figure::Attends(Pole::People), Figure::Does(Activity::Task)] {
            assert_eq!(of(&forward, figure), of(&backward, figure));
        }
        let kept: Vec<_> =
            forward.of(Figure::Attends(Pole::People)).map(|e| e.text.as_str()).collect();
        assert_eq!(kept, ["65000", "64000", "50000", "50000", "45000"]);
        // A book without text, filled afterwards, is the same book.
        let mut empty = EvidenceBook::default();
        for (i, people) in (0..).zip(readings) {
            empty.note(&message(i), &[CodedSentence { text: String::new(), ..task(people) }]);
        }
        let text = |locus: &Locus| readings[usize::try_from(locus.offset).expect("small")];
        empty.fill(|locus, _| Some((String::new(), text(locus).to_string())));
        // Five that attend to people and five that task, two of them in both.
        assert_eq!(empty.places().len(), 8);
        for figure in [Figure::Attends(Pole::People), Figure::Does(Activity::Task)] {
            assert_eq!(of(&forward, figure), of(&empty, figure));
        }
    }
}
