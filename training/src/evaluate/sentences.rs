//! Agreement on single sentences.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::card::{Agreement, Card, Decided, SourceAgreement};
use bifocal_core::coder::{Parts, Scratch};
use bifocal_core::{Act, Activity, Coder, Pole, PoleSet};
use bifocal_stats::cohen_kappa;
use rayon::prelude::*;

use super::bootstrap::over_documents;
use super::ranking::{average_precision, calibration_error};
use crate::data::{self, Learnable, Row, Use};
use crate::{labels, written};

/// Precision and recall are given from this many labelled cases on.
const ENOUGH: u64 = 30;

/// Thresholds at which the card shows what abstaining brings.
const CURVE: [f64; 5] = [0.4, 0.5, 0.6, 0.7, 0.8];

/// A sentence with its labels and the coder's act.
struct Case {
    row: Row,
    act: Act,
}

/// Measures the coder on labelled sentences: the activity on the development set, poles also on
/// further sentences that were drawn for the rare ones.
///
/// # Errors
/// If a file cannot be read.
pub fn measure(coder: &Coder, gold: &Path, labels: &Path, learnable: &Learnable) -> Result<Card> {
    let mut cases = code(coder, data::read(&gold.join("dev.jsonl"), Use::Evaluate)?);
    let sources = sources(coder, gold, labels, learnable, &cases)?;
    let development = cases.len();
    let texts = gold.join("unlabelled.jsonl.gz");
    cases.extend(code(
        coder,
        data::read_later(&labels.join("dev_more.tsv"), &texts, Use::Evaluate)?,
    ));
    let dev = &cases[..development];
    let shipped = coder.thresholds().activity.value();
    Ok(Card {
        sentences: format!(
            "{development} sentences of mail, chat, code review and meetings apart from training, half drawn at random, \
             half likely carriers of rare codes{}",
            match cases.len() - development {
                0 => String::new(),
                more => format!(
                    "; poles also on {more} more, nearly all of them ranked first by models of this family for the \
                         poles of which there are few: what such models miss is not among these"
                ),
            }
        ),
        activity: activity(dev),
        activities: Activity::ALL
            .into_iter()
            .map(|a| {
                let truth = move |c: &Case| c.row.activity == a;
                let coded = move |c: &Case| c.act.reading.likeliest().0 == a;
                let votes = move |c: &Case| two(&c.row.activity_votes, |vote| *vote == a);
                let p = move |c: &Case| c.act.reading.activity(a).value();
                (a.code().to_owned(), presence(dev, truth, coded, votes, p))
            })
            .collect(),
        poles: Pole::ALL
            .into_iter()
            .map(|pole| {
                let truth = move |c: &Case| c.row.poles.contains(pole);
                let coded = move |c: &Case| c.act.poles.contains(pole);
                let votes = move |c: &Case| two(&c.row.pole_votes, |vote| vote.contains(pole));
                let p = move |c: &Case| c.act.reading.pole(pole).value();
                (pole, presence(&cases, truth, coded, votes, p))
            })
            .collect(),
        sources,
        decided: std::iter::once(shipped).chain(CURVE).map(|t| decided(dev, t)).collect(),
        ..Card::default()
    })
}

fn code(coder: &Coder, rows: Vec<Row>) -> Vec<Case> {
    let coded: Vec<Act> = rows
        .par_chunks(64)
        .map_init(Scratch::default, |scratch, rows| {
            let parts: Vec<Parts<'_>> = rows.iter().map(|row| row.sentence.parts()).collect();
            let readings = coder.read_all(&parts, scratch).into_iter();
            readings.map(|reading| Act::decide(reading, coder.thresholds())).collect::<Vec<_>>()
        })
        .flatten()
        .collect();
    rows.into_iter().zip(coded).map(|(row, act)| Case { act, row }).collect()
}

/// Agreement per source: of the development sentences, of labelled sentences that were held out of
/// training (thresholds were set on them), and of a second set by one coder each, less what may
/// have been learned from. Slack and W3C are organisations that no training row comes from, and
/// so are those of the mails that were written to measure with.
fn sources(
    coder: &Coder,
    gold: &Path,
    labels: &Path,
    learnable: &Learnable,
    dev: &[Case],
) -> Result<Vec<SourceAgreement>> {
    let texts = gold.join("unlabelled.jsonl.gz");
    let mut labelled = labels::read(&gold.join("train.jsonl"), labels, &texts)?;
    labelled.retain(Row::real);
    let held = labels.join("held.tsv");
    let held = std::fs::read_to_string(&held)
        .with_context(|| format!("cannot read {}", held.display()))?;
    let held: HashSet<&str> = held.lines().collect();
    labelled.retain(|row| held.contains(row.id.as_str()));
    let outside = code(coder, labelled);
    let mut rows = data::read(&gold.join("eval_enron.jsonl"), Use::Evaluate)?;
    rows.retain(|row| !learnable.contains(&row.sentence.text));
    let second = code(coder, rows);
    let written = code(coder, written::mails(&labels.join("written_test.tsv"))?);
    let mut groups: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
    for case in dev {
        for source in ["all", &case.row.source] {
            groups.entry(format!("development: {source}")).or_default().push(case);
        }
    }
    for case in &outside {
        groups.entry(format!("held out: {}", case.row.source)).or_default().push(case);
    }
    for case in &second {
        let unseen = if case.row.source == "enron" { "" } else { ", never trained on" };
        let name = format!("second set: {}{unseen}", case.row.source);
        groups.entry(name).or_default().push(case);
    }
    let name = "written mails, organisations never trained on".to_owned();
    groups.entry(name).or_default().extend(&written);
    Ok(groups.into_iter().map(|(source, cases)| source_agreement(source, &cases)).collect())
}

fn source_agreement(source: String, cases: &[&Case]) -> SourceAgreement {
    let focus = [Pole::People, Pole::Results];
    let kappa = |pole: Pole| {
        let present = |set: PoleSet| usize::from(set.contains(pole));
        cohen_kappa(cases.iter().map(|c| (present(c.row.poles), present(c.act.poles), 1.0)), 2)
    };
    SourceAgreement {
        source,
        sentences: cases.len() as u64,
        activity: kappa_of(cases.iter().copied()),
        focus: focus.map(kappa),
        cases: focus.map(|pole| cases.iter().filter(|c| c.row.poles.contains(pole)).count() as u64),
    }
}

fn decided(cases: &[Case], threshold: f64) -> Decided {
    let sure = || cases.iter().filter(|c| c.act.reading.likeliest().1.value() >= threshold);
    Decided {
        threshold,
        coverage: sure().count() as f64 / cases.len().max(1) as f64,
        kappa: kappa_of(sure()),
    }
}

fn kappa_of<'a>(cases: impl Iterator<Item = &'a Case>) -> Option<f64> {
    let pairs = cases.map(|c| (c.row.activity.index(), c.act.reading.likeliest().0.index(), 1.0));
    cohen_kappa(pairs, Activity::COUNT)
}

fn activity(cases: &[Case]) -> Agreement {
    let interval = over_documents(cases.iter().map(|c| c.row.doc.as_str()), |rows| {
        kappa_of(rows.iter().map(|i| &cases[*i]))
    });
    let coders = cases.iter().filter_map(|c| match c.row.activity_votes.as_slice() {
        [a, b, ..] => Some((a.index(), b.index(), 1.0)),
        _ => None,
    });
    // Of the likeliest activity, whichever it is.
    let sure: Vec<(f64, bool)> = cases
        .iter()
        .map(|c| c.act.reading.likeliest())
        .zip(cases)
        .map(|((activity, p), c)| (p.value(), activity == c.row.activity))
        .collect();
    Agreement {
        kappa: kappa_of(cases.iter()),
        kappa_interval: interval.map(|(interval, _)| interval),
        coders_kappa: cohen_kappa(coders, Activity::COUNT),
        calibration_error: calibration_error(&sure),
        cases: cases.len() as u64,
        out_of: cases.len() as u64,
        ..Agreement::default()
    }
}

/// What two coders say, where there are two.
fn two<T>(votes: &[T], says: impl Fn(&T) -> bool) -> Option<[bool; 2]> {
    match votes {
        [a, b, ..] => Some([says(a), says(b)]),
        _ => None,
    }
}

/// Agreement on whether a code is there.
fn presence(
    cases: &[Case],
    truth: impl Fn(&Case) -> bool,
    coded: impl Fn(&Case) -> bool,
    votes: impl Fn(&Case) -> Option<[bool; 2]>,
    probability: impl Fn(&Case) -> f64,
) -> Agreement {
    let kappa = |rows: &mut dyn Iterator<Item = &Case>| {
        cohen_kappa(rows.map(|c| (usize::from(truth(c)), usize::from(coded(c)), 1.0)), 2)
    };
    let interval = over_documents(cases.iter().map(|c| c.row.doc.as_str()), |rows| {
        kappa(&mut rows.iter().map(|i| &cases[*i]))
    });
    let coders = cases.iter().filter_map(votes);
    let coders = coders.map(|[a, b]| (usize::from(a), usize::from(b), 1.0));
    let count = |keep: &dyn Fn(&Case) -> bool| cases.iter().filter(|c| keep(c)).count() as f64;
    let there = count(&truth);
    let found = count(&coded);
    let right = count(&|c| truth(c) && coded(c));
    let enough = there as u64 >= ENOUGH;
    let scored: Vec<(f64, bool)> = cases.iter().map(|c| (probability(c), truth(c))).collect();
    Agreement {
        kappa: kappa(&mut cases.iter()),
        kappa_interval: interval.map(|(interval, _)| interval),
        coders_kappa: cohen_kappa(coders, 2),
        precision: (enough && found > 0.0).then(|| right / found),
        recall: enough.then(|| right / there),
        average_precision: enough.then(|| average_precision(&scored)),
        calibration_error: calibration_error(&scored),
        cases: there as u64,
        out_of: cases.len() as u64,
    }
}
