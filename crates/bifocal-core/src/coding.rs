//! From a message's text to its acts: own words, sentences, language, readings.

use std::ops::Range;

use bifocal_words::{Language, Learned, Sentence, Zone, Zones};

use crate::act::Act;
use crate::coder::{Coder, Parts, Scratch};

/// What becomes of a message by the person whose mail is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// A program sent it: left out.
    Automatic,
    /// In a language that is not read: left out.
    OtherLanguage,
    /// Nothing in it is the writer's own: left out.
    WithoutWords,
    /// Coded: what figures are made from.
    Coded,
}

impl Fate {
    /// All of them in order.
    pub const ALL: [Self; 4] =
        [Self::Automatic, Self::OtherLanguage, Self::WithoutWords, Self::Coded];

    /// Name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::OtherLanguage => "other_language",
            Self::WithoutWords => "without_words",
            Self::Coded => "coded",
        }
    }

    /// The one with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.name() == name)
    }
}

/// Why a message is left out before its text is looked at for acts: nothing is kept of it but this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutOfScope {
    /// By a rule of the person whose mail is read.
    Ignored,
    /// Private mail or talk.
    Private,
}

impl OutOfScope {
    /// Both of them in order.
    pub const ALL: [Self; 2] = [Self::Ignored, Self::Private];

    /// Name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Private => "private",
        }
    }

    /// The one with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.name() == name)
    }
}

/// What became of the text of one message.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    /// The sentences of the own words with their codes, in order.
    pub acts: Vec<CodedSentence>,
    /// Lines per zone, in the order own, quoted, signature, automatic, blank.
    pub lines: [u64; 5],
    /// Paragraphs left out since they are in a language that is not read.
    pub other_language_paragraphs: u64,
    /// Whether the whole message is in a language that is not read.
    pub other_language: bool,
}

/// A sentence with its codes.
#[derive(Clone, Debug)]
pub struct CodedSentence {
    /// Bytes of the body.
    pub span: Range<usize>,
    /// Its text, line breaks joined.
    pub text: String,
    /// Its codes.
    pub act: Act,
}

impl Coded {
    /// What becomes of the message.
    pub fn fate(&self) -> Fate {
        if self.other_language {
            Fate::OtherLanguage
        } else if self.acts.is_empty() {
            Fate::WithoutWords
        } else {
            Fate::Coded
        }
    }
}

/// Position of a zone in [`Coded::lines`].
pub const fn zone_index(zone: Zone) -> usize {
    match zone {
        Zone::Own => 0,
        Zone::Quoted => 1,
        Zone::Signature => 2,
        Zone::Automatic => 3,
        Zone::Blank => 4,
    }
}

/// The zones in the order of [`Coded::lines`].
pub const ZONES: [Zone; 5] =
    [Zone::Own, Zone::Quoted, Zone::Signature, Zone::Automatic, Zone::Blank];

/// What stands around a text that is coded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// Subject of the message.
    pub subject: &'a str,
    /// Sentence before the first.
    pub before: &'a str,
    /// Sentence after the last.
    pub after: &'a str,
}

impl Coder {
    /// Codes the own words of a message's body.
    pub fn code_body(
        &self,
        body: &str,
        around: &Around<'_>,
        learned: &Learned,
        scratch: &mut Scratch,
    ) -> Coded {
        let zones = bifocal_words::zones(body, learned);
        let sentences = bifocal_words::sentences(body, &zones);
        Coded { lines: count(&zones), ..self.code_read_languages(sentences, around, scratch) }
    }

    /// Codes a text all of whose lines are own words.
    pub fn code_text(&self, text: &str, around: &Around<'_>, scratch: &mut Scratch) -> Coded {
        self.code_read_languages(bifocal_words::sentences_of_text(text), around, scratch)
    }

    /// Codes each text as exactly one sentence, whatever its language.
    pub fn code_sentences(
        &self,
        texts: &[(&str, Around<'_>)],
        scratch: &mut Scratch,
    ) -> Vec<CodedSentence> {
        let parts: Vec<Parts<'_>> = texts
            .iter()
            .map(|(text, Around { subject, before, after })| Parts { subject, before, text, after })
            .collect();
        let readings = self.read_all(&parts, scratch);
        let coded = texts.iter().zip(readings).map(|((text, _), reading)| CodedSentence {
            span: 0..text.len(),
            text: (*text).to_owned(),
            act: Act::decide(reading, self.thresholds()),
        });
        coded.collect()
    }

    /// The language gate, then the readings. A paragraph in another language is no context.
    fn code_read_languages(
        &self,
        sentences: Vec<Sentence<'_>>,
        around: &Around<'_>,
        scratch: &mut Scratch,
    ) -> Coded {
        let whole = join(&sentences);
        if is_other(&whole) {
            return Coded { other_language: true, ..Coded::default() };
        }
        let mut coded = Coded::default();
        let mut kept = Vec::with_capacity(sentences.len());
        for paragraph in sentences.chunk_by(|a, b| a.paragraph == b.paragraph) {
            // A message of one paragraph has passed already.
            if paragraph.len() < sentences.len() && is_other(&join(paragraph)) {
                coded.other_language_paragraphs += 1;
            } else {
                kept.extend(paragraph);
            }
        }
        if kept.is_empty() && coded.other_language_paragraphs > 0 {
            return Coded { other_language: true, ..Coded::default() };
        }
        let parts: Vec<Parts<'_>> = (0..kept.len())
            .map(|i| Parts {
                subject: around.subject,
                before: i.checked_sub(1).map_or(around.before, |before| &kept[before].text),
                text: &kept[i].text,
                after: kept.get(i + 1).map_or(around.after, |after| &after.text),
            })
            .collect();
        let readings = self.read_all(&parts, scratch);
        coded.acts.extend(kept.iter().zip(readings).map(|(sentence, reading)| CodedSentence {
            span: sentence.span.clone(),
            text: sentence.text.clone().into_owned(),
            act: Act::decide(reading, self.thresholds()),
        }));
        coded
    }
}

fn count(zones: &Zones) -> [u64; 5] {
    let mut lines = [0; 5];
    for line in zones.lines() {
        lines[zone_index(line.zone)] += 1;
    }
    lines
}

fn join(sentences: &[Sentence<'_>]) -> String {
    sentences.iter().map(|s| s.text.as_ref()).collect::<Vec<_>>().join(" ")
}

fn is_other(text: &str) -> bool {
    matches!(bifocal_words::language(text), Language::Other(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CoderKind;

    #[test]
    fn a_message_in_two_other_languages_is_in_another_language() {
        let coder = Coder::shipped(CoderKind::Fast).expect("the model ships");
        let german = "Bitte schicke mir die Liste der Ersatzteile bis Freitag, damit wir sie noch mit den anderen bestellen können und alles fertig ist, wenn die neuen Räder nächste Woche in den Laden kommen.";
        let french = "Bonjour, est-ce que tu pourrais nous envoyer la liste des pièces avant vendredi, pour que nous puissions encore les commander avec les autres et que tout soit prêt quand les vélos arrivent dans le magasin ?";
        let english = "Please send me the list of spare parts by Friday. The others \
                       want to order them before the end of the month, and the shop has asked for the prices twice already. \
                       If that is too much for this week, tell me and I will do the first half of it myself.";
        let fate =
            |text: &str| coder.code_text(text, &Around::default(), &mut Scratch::default()).fate();
        assert_eq!(fate(&format!("{german}\n\n{french}")), Fate::OtherLanguage);
        assert_eq!(fate(&format!("{german}\n\n{english}")), Fate::Coded);
        assert_eq!(fate(""), Fate::WithoutWords);
    }
}
