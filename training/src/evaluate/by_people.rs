//! Agreement with labels that people made, for other purposes: what is related, not the same.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::card::ByPeople;
use bifocal_core::coder::{Parts, Scratch};
use bifocal_core::{Activity, Coder, Pole, Reading};
use bifocal_stats::cohen_kappa;
use flate2::read::GzDecoder;
use rayon::prelude::*;

use super::ranking::average_precision;
use crate::data::Learnable;

/// A labelled text: the sentence before it, itself, and what people saw in it.
struct Case {
    before: String,
    text: String,
    labels: Vec<String>,
}

/// What the coder's probabilities say of the thing that people labelled.
type Score = fn(&Reading) -> f64;

fn any_of(reading: &Reading, activities: &[Activity]) -> f64 {
    activities.iter().map(|a| reading.activity(*a).value()).sum()
}

fn asks(reading: &Reading) -> f64 {
    any_of(reading, &[Activity::Task, Activity::Track, Activity::Delegate, Activity::Consult])
}

fn tasks(reading: &Reading) -> f64 {
    any_of(reading, &[Activity::Task, Activity::Track, Activity::Delegate])
}

/// What is asked of a set: which labels, which codes they are compared with, and key words.
struct Question {
    what: &'static str,
    labels: &'static [&'static str],
    codes: &'static str,
    score: Score,
    keyword: fn(&str) -> bool,
}

/// Measures every set, less the texts that may have been learned from.
///
/// # Errors
/// If data cannot be read.
pub fn measure(coder: &Coder, data: &Path, learnable: &Learnable) -> Result<Vec<ByPeople>> {
    const ASKS: &str = "TASK, TRACK, DELEGATE, CONSULT";
    let commit: Score = |r| any_of(r, &[Activity::Commit]);
    let question =
        |what, labels, codes, score, keyword| Question { what, labels, codes, score, keyword };
    let sets = [
        (
            parakweet(&data.join("requests/parakweet/testSet-qualifiedBatch-fixed.txt"))?,
            vec![question(
                "mail sentences, request (Parakweet, test set)",
                &["Yes"],
                ASKS,
                asks,
                asking,
            )],
        ),
        (
            w3c(&data.join("requests/bc3/bc3_sentences.tsv"))?,
            vec![
                question(
                    "W3C list sentences, request (BC3, 2 of 3 people)",
                    &["req"],
                    ASKS,
                    asks,
                    asking,
                ),
                question(
                    "W3C list sentences, commitment (BC3)",
                    &["cmt"],
                    "COMMIT",
                    commit,
                    promising,
                ),
                question(
                    "W3C list sentences, meeting (BC3)",
                    &["meet"],
                    "PLAN",
                    |r| any_of(r, &[Activity::Plan]),
                    meeting,
                ),
            ],
        ),
        (
            acts(&data.join("meetings/ami_dialogue_acts.tsv.gz"))?,
            vec![
                question("meeting acts, offer (AMI)", &["off"], "COMMIT", commit, promising),
                question(
                    "meeting acts, suggestion (AMI)",
                    &["sug"],
                    "CONSULT, PLAN, DECIDE",
                    |r| any_of(r, &[Activity::Consult, Activity::Plan, Activity::Decide]),
                    suggesting,
                ),
                question(
                    "meeting acts, elicit (AMI)",
                    &["el.inf", "el.sug", "el.ass", "el.und"],
                    ASKS,
                    asks,
                    asking,
                ),
            ],
        ),
        (
            emotions(&data.join("tone/goemotions"))?,
            vec![
                question(
                    "Reddit comments, gratitude (GoEmotions, test set)",
                    &["gratitude"],
                    "MOTIVATE",
                    |r| any_of(r, &[Activity::Motivate]),
                    thanking,
                ),
                question(
                    "Reddit comments, caring (GoEmotions, test set)",
                    &["caring"],
                    "people",
                    |r| r.pole(Pole::People).value(),
                    caring,
                ),
            ],
        ),
        (
            lin(&data.join("requests/lin/Dataset_chat.csv"))?,
            vec![question(
                "chat sentences, task (Lin)",
                &["Task"],
                "TASK, TRACK, DELEGATE",
                tasks,
                asking,
            )],
        ),
    ];
    let mut found = Vec::new();
    for (mut cases, questions) in sets {
        cases.retain(|case| !learnable.contains(&case.text));
        let readings = read(coder, &cases);
        found.extend(questions.iter().map(|question| compare(question, &cases, &readings)));
    }
    Ok(found)
}

fn read(coder: &Coder, cases: &[Case]) -> Vec<Reading> {
    cases
        .par_chunks(64)
        .map_init(Scratch::default, |scratch, cases| {
            let parts: Vec<Parts<'_>> = cases
                .iter()
                .map(|case| Parts { before: &case.before, text: &case.text, ..Parts::default() })
                .collect();
            coder.read_all(&parts, scratch)
        })
        .flatten()
        .collect()
}

fn compare(question: &Question, cases: &[Case], readings: &[Reading]) -> ByPeople {
    let there = |case: &Case| case.labels.iter().any(|l| question.labels.contains(&l.as_str()));
    let scored: Vec<(f64, bool)> =
        readings.iter().zip(cases).map(|(r, case)| ((question.score)(r), there(case))).collect();
    let kappa = |said: &dyn Fn(usize) -> bool| {
        let pair = |i: usize| (usize::from(scored[i].1), usize::from(said(i)), 1.0);
        cohen_kappa((0..cases.len()).map(pair), 2)
    };
    ByPeople {
        what: question.what.to_owned(),
        codes: question.codes.to_owned(),
        sentences: cases.len() as u64,
        cases: scored.iter().filter(|(_, there)| *there).count() as u64,
        kappa: kappa(&|i| scored[i].0 >= 0.5),
        average_precision: average_precision(&scored),
        keyword_kappa: kappa(&|i| (question.keyword)(&cases[i].text)),
    }
}

// The simple baseline of each row: a few words.

fn has(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

fn asking(text: &str) -> bool {
    has(text, &["?", "please", "could you", "can you", "let me know", "would you"])
}

fn promising(text: &str) -> bool {
    has(text, &["i will", "i'll", "we will", "we'll", "i can "])
}

fn meeting(text: &str) -> bool {
    has(text, &["meet", "call", "monday", "tuesday", "wednesday", "thursday", "friday", "o'clock"])
}

fn suggesting(text: &str) -> bool {
    has(text, &["should", "could", "maybe", "let's", "suggest", "might", "what about", "how about"])
}

fn thanking(text: &str) -> bool {
    has(text, &["thank", "thx", "appreciate", "grateful"])
}

fn caring(text: &str) -> bool {
    has(text, &["take care", "hope you", "hang in", "stay safe", "be ok", "you'll be", "good luck"])
}

fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(if path.extension().is_some_and(|e| e == "gz") {
        Box::new(BufReader::new(GzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    })
}

fn parakweet(path: &Path) -> Result<Vec<Case>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let cases = text.lines().filter_map(|line| line.split_once('\t')).map(|(label, text)| Case {
        before: String::new(),
        text: text.to_owned(),
        labels: vec![label.to_owned()],
    });
    Ok(cases.collect())
}

fn table(path: &Path) -> Result<(csv::StringRecord, csv::Reader<Box<dyn BufRead>>)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .flexible(true)
        .from_reader(open(path)?);
    Ok((reader.headers()?.clone(), reader))
}

fn column(headers: &csv::StringRecord, name: &str) -> Result<usize> {
    headers.iter().position(|h| h == name).with_context(|| format!("no column {name}"))
}

fn w3c(path: &Path) -> Result<Vec<Case>> {
    let (headers, mut reader) = table(path)?;
    let text = column(&headers, "text")?;
    let columns = ["req", "cmt", "meet"]
        .map(|label| Ok::<_, anyhow::Error>((label, column(&headers, label)?)))
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    let mut cases = Vec::new();
    for record in reader.records() {
        let record = record?;
        // A text that is broken over lines has lost its columns.
        if record.len() != headers.len() {
            continue;
        }
        let votes = |at: usize| record[at].parse().unwrap_or(0u32);
        let seen = columns.iter().filter(|(_, at)| votes(*at) >= 2);
        let labels = seen.map(|(label, _)| (*label).to_owned()).collect();
        cases.push(Case { before: String::new(), text: record[text].to_owned(), labels });
    }
    Ok(cases)
}

/// Acts of every fifth series of meetings.
fn acts(path: &Path) -> Result<Vec<Case>> {
    let (headers, mut reader) = table(path)?;
    let (meeting, act, text) =
        (column(&headers, "meeting")?, column(&headers, "da")?, column(&headers, "text")?);
    let mut cases = Vec::new();
    let mut last = (String::new(), String::new());
    for record in reader.records() {
        let record = record?;
        // A text that is broken over lines has lost its columns.
        if record.len() != headers.len() {
            continue;
        }
        let number: u32 = record[meeting]
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
            .parse()
            .unwrap_or(1);
        let before = if last.0 == record[meeting] { last.1 } else { String::new() };
        last = (record[meeting].to_owned(), record[text].to_owned());
        let plain = ["stl", "bck", "fra", "oth", ""].contains(&&record[act]);
        if number.is_multiple_of(5) && !plain {
            cases.push(Case {
                before,
                text: record[text].to_owned(),
                labels: vec![record[act].to_owned()],
            });
        }
    }
    Ok(cases)
}

fn emotions(folder: &Path) -> Result<Vec<Case>> {
    let names = std::fs::read_to_string(folder.join("labels.txt"))?;
    let names: Vec<&str> = names.lines().collect();
    let mut cases = Vec::new();
    for line in open(&folder.join("test.tsv.gz"))?.lines() {
        let line = line?;
        let mut fields = line.split('\t');
        if let (Some(text), Some(numbers)) = (fields.next(), fields.next()) {
            let name = |number: &str| Some((*names.get(number.parse::<usize>().ok()?)?).to_owned());
            let labels = numbers.split(',').filter_map(name).collect();
            cases.push(Case { before: String::new(), text: text.to_owned(), labels });
        }
    }
    Ok(cases)
}

fn lin(path: &Path) -> Result<Vec<Case>> {
    let mut reader = csv::Reader::from_reader(open(path)?);
    let headers = reader.headers()?.clone();
    let (text, label) = (column(&headers, "Sentence")?, column(&headers, "Task/Goal")?);
    let mut cases = Vec::new();
    for record in reader.records() {
        let record = record?;
        let labels =
            if record[label].contains("Task") { vec!["Task".to_owned()] } else { Vec::new() };
        cases.push(Case { before: String::new(), text: record[text].to_owned(), labels });
    }
    Ok(cases)
}
