//! `bifocal score`: records in, acts out, in the order of the input.

use std::io::{self, Write};

use anyhow::Result;
use bifocal_core::coder::Scratch;
use bifocal_core::coding::{Around, Coded, CodedSentence};
use bifocal_core::{Activity, Coder, CoderKind, Fate, Lens, Pole, Probability};
use bifocal_words::Learned;
use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::args::{Arguments, CoderChoice, Score, ScoreFormat};
use crate::input::{self, Record};
use crate::progress;

/// Sentences that a thread reads together: the careful coder unpacks its weights once for all of them.
const TOGETHER: usize = 16;

/// Records that are coded at once: enough for all cores, and so few that results come soon.
const fn batch_size(kind: CoderKind) -> usize {
    match kind {
        CoderKind::Fast => 4096,
        CoderKind::Careful => 256,
    }
}

pub fn run(arguments: &Arguments, args: &Score, out: &mut dyn Write) -> Result<()> {
    let kind = match args.coder {
        CoderChoice::Fast => CoderKind::Fast,
        CoderChoice::Auto | CoderChoice::Careful => CoderKind::Careful,
    };
    let coder = Coder::shipped(kind)?;
    let bar = progress::count("Coding", arguments.quiet);
    let mut records = input::records(input::open(args.file.as_deref())?, args.kind)?;
    let mut writer = Writer::new(args.format, out)?;
    let mut dropped = Dropped::default();
    loop {
        let batch: Vec<Record> = records.by_ref().take(batch_size(kind)).collect::<Result<_>>()?;
        if batch.is_empty() {
            break;
        }
        let coded = code_all(&coder, &batch, args.sentences);
        for (record, coded) in batch.iter().zip(&coded) {
            dropped.count(coded);
            let mut characters = Characters::of(&record.text);
            for (sentence, act) in coded.acts.iter().enumerate() {
                let (start, end) =
                    (characters.before(act.span.start), characters.before(act.span.end));
                writer.write(&ActLine {
                    model: coder.name(),
                    record,
                    sentence,
                    act,
                    start,
                    end,
                })?;
            }
        }
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    writer.finish()?;
    if !arguments.quiet {
        dropped.tell();
    }
    Ok(())
}

/// What gave no act.
#[derive(Default)]
struct Dropped {
    records: u64,
    other_language: u64,
    without_words: u64,
    /// In records that gave some.
    paragraphs: u64,
}

impl Dropped {
    fn count(&mut self, coded: &Coded) {
        self.records += 1;
        match coded.fate() {
            Fate::OtherLanguage => self.other_language += 1,
            Fate::WithoutWords => self.without_words += 1,
            Fate::Coded | Fate::Automatic => self.paragraphs += coded.other_language_paragraphs,
        }
    }

    /// Says it on standard error, where there is something to say.
    fn tell(&self) {
        let Self { records, other_language, without_words, paragraphs } = self;
        let parts = [
            (*other_language, "records in other languages than English"),
            (*without_words, "records without own words"),
            (*paragraphs, "paragraphs in other languages within the rest"),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what}: {n}")).collect();
        if !parts.is_empty() {
            // Nothing depends on whether somebody reads it.
            let _ = writeln!(
                io::stderr(),
                "note: of {records} records read, these gave no act: {}",
                parts.join("; ")
            );
        }
    }
}

/// Codes a batch on all cores, in order.
fn code_all(coder: &Coder, batch: &[Record], sentences: bool) -> Vec<Coded> {
    // One record is not worth starting threads for: a cold start should be short.
    if batch.len() == 1 {
        return code(coder, batch, sentences, &mut Scratch::default());
    }
    let chunks = batch.par_chunks(if sentences { TOGETHER } else { 1 });
    chunks
        .map_init(Scratch::default, |scratch, records| code(coder, records, sentences, scratch))
        .flatten_iter()
        .collect()
}

fn code(coder: &Coder, records: &[Record], sentences: bool, scratch: &mut Scratch) -> Vec<Coded> {
    if sentences {
        let texts: Vec<_> =
            records.iter().map(|record| (record.text.as_str(), around(record))).collect();
        let acts = coder.code_sentences(&texts, scratch).into_iter();
        return acts.map(|act| Coded { acts: vec![act], ..Coded::default() }).collect();
    }
    let coded = records.iter().map(|record| {
        let around = around(record);
        if record.text.contains('\n') {
            coder.code_body(&record.text, &around, &Learned::default(), scratch)
        } else {
            // Zones are about lines: a single line is taken as own words.
            coder.code_text(&record.text, &around, scratch)
        }
    });
    coded.collect()
}

fn around(record: &Record) -> Around<'_> {
    Around { subject: &record.subject, before: &record.before, after: &record.after }
}

/// One act as it is written: shape 1 of the machine face.
struct ActLine<'a> {
    model: &'a str,
    record: &'a Record,
    sentence: usize,
    act: &'a CodedSentence,
    /// Offsets in Unicode scalar values, as most languages count them.
    start: usize,
    end: usize,
}

/// Counts the characters of a text up to offsets that only rise, each character once.
struct Characters<'a> {
    text: &'a str,
    byte: usize,
    count: usize,
}

impl<'a> Characters<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, byte: 0, count: 0 }
    }

    /// How many characters stand before a byte.
    fn before(&mut self, byte: usize) -> usize {
        if let Some(next) = self.text.get(self.byte..byte) {
            self.count += next.chars().count();
            self.byte = byte;
        }
        self.count
    }
}

impl Serialize for ActLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let act = &self.act.act;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &1)?;
        map.serialize_entry("model", self.model)?;
        map.serialize_entry("id", &self.record.id)?;
        map.serialize_entry("sentence", &self.sentence)?;
        map.serialize_entry("start", &self.start)?;
        map.serialize_entry("end", &self.end)?;
        map.serialize_entry("text", &self.act.text)?;
        map.serialize_entry("activity", act.reading.likeliest().0.code())?;
        map.serialize_entry(
            "activities",
            &Ordered(|| {
                Activity::ALL.into_iter().map(|a| (a.code(), round(act.reading.activity(a))))
            }),
        )?;
        map.serialize_entry("undecided", &act.activity.is_none())?;
        let poles = |lens: Lens| {
            Ordered(move || {
                lens.poles().into_iter().map(|p: Pole| (p.name(), round(act.reading.pole(p))))
            })
        };
        map.serialize_entry(
            "lenses",
            &Ordered(|| Lens::ALL.into_iter().map(|lens| (lens.name(), poles(lens)))),
        )?;
        map.serialize_entry("codes", &act.poles.codes())?;
        map.end()
    }
}

/// A JSON object whose members keep their order.
struct Ordered<F>(F);

impl<F, I, V> Serialize for Ordered<F>
where
    F: Fn() -> I,
    I: Iterator<Item = (&'static str, V)>,
    V: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map((self.0)())
    }
}

/// Four decimals are more than the coder knows.
fn round(p: Probability) -> f64 {
    (p.value() * 1e4).round() / 1e4
}

/// Writes acts in one of the formats.
enum Writer<'a> {
    Human(&'a mut dyn Write),
    Jsonl(&'a mut dyn Write),
    Json { out: &'a mut dyn Write, any: bool },
    Csv(Box<csv::Writer<&'a mut dyn Write>>),
}

impl<'a> Writer<'a> {
    fn new(format: ScoreFormat, out: &'a mut dyn Write) -> Result<Self> {
        Ok(match format {
            ScoreFormat::Human => Self::Human(out),
            ScoreFormat::Jsonl => Self::Jsonl(out),
            ScoreFormat::Json => Self::Json { out, any: false },
            ScoreFormat::Csv => {
                let mut csv = csv::Writer::from_writer(out);
                let fixed =
                    ["id", "sentence", "start", "end", "text", "activity", "undecided", "codes"];
                let activities = Activity::ALL.map(Activity::code);
                let poles = Pole::ALL.map(Pole::name);
                csv.write_record(fixed.into_iter().chain(activities).chain(poles))?;
                Self::Csv(Box::new(csv))
            }
        })
    }

    fn write(&mut self, line: &ActLine<'_>) -> Result<()> {
        match self {
            Self::Human(out) => {
                let act = &line.act.act;
                let code = act.activity.map_or("undecided", Activity::code);
                let poles: Vec<_> = act.poles.iter().map(Pole::name).collect();
                writeln!(out, "{code:<9}  {:<24}  {}", poles.join(", "), line.act.text)?;
            }
            Self::Jsonl(out) => {
                serde_json::to_writer(&mut **out, line)?;
                out.write_all(b"\n")?;
            }
            Self::Json { out, any } => {
                out.write_all(if *any { b",\n" } else { b"[\n" })?;
                serde_json::to_writer(&mut **out, line)?;
                *any = true;
            }
            Self::Csv(csv) => {
                let act = &line.act.act;
                let fixed = [
                    line.record.id.clone(),
                    line.sentence.to_string(),
                    line.start.to_string(),
                    line.end.to_string(),
                    line.act.text.clone(),
                    act.reading.likeliest().0.code().to_owned(),
                    act.activity.is_none().to_string(),
                    act.poles.codes(),
                ];
                let activities = Activity::ALL.map(|a| round(act.reading.activity(a)).to_string());
                let poles = Pole::ALL.map(|p| round(act.reading.pole(p)).to_string());
                csv.write_record(fixed.into_iter().chain(activities).chain(poles))?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        match self {
            Self::Json { out, any } => out.write_all(if any { b"\n]\n" } else { b"[]\n" })?,
            Self::Csv(mut csv) => csv.flush()?,
            Self::Human(_) | Self::Jsonl(_) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_up_to_bytes() {
        let text = "Café à Zürich, 北京.";
        let mut characters = Characters::of(text);
        for (at, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(characters.before(byte), at);
            assert_eq!(characters.before(byte), at, "and again");
        }
        assert_eq!(characters.before(text.len()), text.chars().count());
    }
}
