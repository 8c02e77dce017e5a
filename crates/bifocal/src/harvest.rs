//! What messages give: counts, evidence, and what was read and left out.

use bifocal_core::coding::ZONES;
use bifocal_core::evidence::EvidenceBook;
use bifocal_core::tally::Key;
use bifocal_core::{Fate, Instant, OutOfScope, Tally};
use bifocal_report::ReadAndLeftOut;

use crate::pipeline::{Collect, Own, Seen};

/// What a mailbox or a folder of acts gave.
#[derive(Default)]
pub struct Harvest {
    /// The owner's counts.
    pub tally: Tally,
    /// The owner's most telling sentences.
    pub evidence: EvidenceBook,
    /// What was read and left out.
    pub read: ReadAndLeftOut,
    /// First and last instant of what was coded.
    span: Option<(Instant, Instant)>,
}

impl Collect for Harvest {
    fn add(&mut self, seen: &Seen<'_>) {
        match seen {
            Seen::Known => return,
            Seen::Copy => self.read.duplicates += 1,
            Seen::ByOther(_) => self.read.by_others += 1,
            Seen::OutOfScope(_, OutOfScope::Ignored) => self.read.ignored += 1,
            Seen::OutOfScope(_, OutOfScope::Private) => self.read.private += 1,
            Seen::Own(own) => self.own(own),
        }
        self.read.messages += 1;
    }

    fn merged(mut self, later: Self) -> Self {
        self.tally.merge(later.tally);
        self.evidence.merge(later.evidence);
        self.span = span(self.span, later.span);
        let (read, more) = (&mut self.read, later.read);
        read.messages += more.messages;
        read.duplicates += more.duplicates;
        read.by_others += more.by_others;
        read.ignored += more.ignored;
        read.private += more.private;
        read.automatic += more.automatic;
        read.other_language += more.other_language;
        read.without_words += more.without_words;
        read.coded += more.coded;
        read.other_language_paragraphs += more.other_language_paragraphs;
        for (zone, n) in more.lines {
            *read.lines.entry(zone).or_default() += n;
        }
        self
    }
}

impl Harvest {
    fn own(&mut self, own: &Own<'_>) {
        let Own { message, coded, .. } = own;
        let read = &mut self.read;
        match own.fate {
            Fate::Automatic => read.automatic += 1,
            Fate::OtherLanguage => read.other_language += 1,
            Fate::WithoutWords => read.without_words += 1,
            Fate::Coded => read.coded += 1,
        }
        if own.fate == Fate::Automatic {
            return;
        }
        for (zone, n) in ZONES.iter().zip(coded.lines) {
            *read.lines.entry(zone.name().to_owned()).or_default() += n;
        }
        read.other_language_paragraphs += coded.other_language_paragraphs;
        if own.fate != Fate::Coded {
            return;
        }
        let key = Key {
            person: own.person.clone(),
            week: message.at.map(Instant::week),
            toward: own.toward,
            medium: message.medium,
            bucket: own.bucket,
        };
        self.tally.count(key, own.codes);
        self.evidence.note(message, &coded.acts);
        self.span = span(self.span, message.at.map(|at| (at, at)));
    }

    /// Says where it comes from and from which days it is, when all is in.
    pub fn from(mut self, sources: Vec<String>) -> Self {
        self.read.sources = sources;
        self.read.first_day = self.span.and_then(|(first, _)| first.date());
        self.read.last_day = self.span.and_then(|(_, last)| last.date());
        self
    }

    /// Why there is nothing, where there is nothing.
    pub fn reasons(&self) -> String {
        let read = &self.read;
        let out = match (read.ignored, read.private) {
            (0, 0) => String::new(),
            (ignored, private) => format!("{ignored} ignored, {private} private, "),
        };
        format!(
            "of {} messages {} are by others, {out}{} automatic, {} in other languages, {} without own words",
            read.messages, read.by_others, read.automatic, read.other_language, read.without_words
        )
    }
}

/// The shortest span that holds both.
fn span(
    a: Option<(Instant, Instant)>,
    b: Option<(Instant, Instant)>,
) -> Option<(Instant, Instant)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}
