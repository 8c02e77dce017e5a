//! Agreement on single sentences.

use std::path::Path;

use anyhow::Result;
use bifocal_core::card::{Agreement, Card, Decided};
use bifocal_core::coder::FeatureBuffer;
use bifocal_core::{Act, Activity, Coder, Pole, PoleSet};
use bifocal_stats::cohen_kappa;

use super::bootstrap::over_documents;
use crate::data::{self, Row, Use};

/// Precision and recall are given from this many labelled cases on.
const ENOUGH: u64 = 30;

/// A sentence with its labels, two coders' own codes, and the coder's act.
struct Case {
    row: Row,
    act: Act,
    votes: Vec<(Activity, PoleSet)>,
}

/// Measures the coder on labelled sentences.
///
/// # Errors
/// If the file cannot be read.
pub fn measure(coder: &Coder, path: &Path) -> Result<Card> {
    let mut buffer = FeatureBuffer::default();
    let cases: Vec<Case> = data::read(path, Use::Evaluate)?
        .into_iter()
        .map(|row| Case {
            act: Act::decide(coder.read(&row.sentence.parts(), &mut buffer), coder.thresholds()),
            votes: row.votes.clone(),
            row,
        })
        .collect();
    let decided: Vec<&Case> = cases.iter().filter(|c| c.act.activity.is_some()).collect();
    Ok(Card {
        sentences: format!(
            "{} sentences of mail, chat, code review and meetings in documents apart from training, half drawn at \
             random, half likely carriers of rare codes",
            cases.len()
        ),
        activity: activity(&cases),
        activities: Activity::ALL
            .into_iter()
            .map(|a| {
                let truth = move |c: &Case| c.row.activity == a;
                let coded = move |c: &Case| c.act.reading.likeliest().0 == a;
                let vote = move |v: &(Activity, PoleSet)| v.0 == a;
                (a.code().to_owned(), presence(&cases, truth, coded, vote))
            })
            .collect(),
        poles: Pole::ALL
            .into_iter()
            .map(|p| {
                let truth = move |c: &Case| c.row.poles.contains(p);
                let coded = move |c: &Case| c.act.poles.contains(p);
                let vote = move |v: &(Activity, PoleSet)| v.1.contains(p);
                (p, presence(&cases, truth, coded, vote))
            })
            .collect(),
        decided: Decided {
            coverage: decided.len() as f64 / cases.len().max(1) as f64,
            kappa: kappa_of(decided.into_iter()),
        },
        ..Card::default()
    })
}

fn kappa_of<'a>(cases: impl Iterator<Item = &'a Case>) -> Option<f64> {
    let pairs = cases.map(|c| (c.row.activity.index(), c.act.reading.likeliest().0.index(), 1.0));
    cohen_kappa(pairs, Activity::COUNT)
}

fn activity(cases: &[Case]) -> Agreement {
    let interval = over_documents(cases.iter().map(|c| c.row.doc.as_str()), |rows| {
        kappa_of(rows.iter().map(|i| &cases[*i]))
    });
    let coders = cases.iter().filter_map(|c| match c.votes.as_slice() {
        [(a, _), (b, _), ..] => Some((a.index(), b.index(), 1.0)),
        _ => None,
    });
    Agreement {
        kappa: kappa_of(cases.iter()),
        kappa_interval: interval.map(|(interval, _)| interval),
        coders_kappa: cohen_kappa(coders, Activity::COUNT),
        precision: None,
        recall: None,
        cases: cases.len() as u64,
        out_of: cases.len() as u64,
    }
}

/// Agreement on whether a code is there.
fn presence(
    cases: &[Case],
    truth: impl Fn(&Case) -> bool,
    coded: impl Fn(&Case) -> bool,
    vote: impl Fn(&(Activity, PoleSet)) -> bool,
) -> Agreement {
    let kappa = |rows: &mut dyn Iterator<Item = &Case>| {
        cohen_kappa(rows.map(|c| (usize::from(truth(c)), usize::from(coded(c)), 1.0)), 2)
    };
    let interval = over_documents(cases.iter().map(|c| c.row.doc.as_str()), |rows| {
        kappa(&mut rows.iter().map(|i| &cases[*i]))
    });
    let coders = cases.iter().filter_map(|c| match c.votes.as_slice() {
        [a, b, ..] => Some((usize::from(vote(a)), usize::from(vote(b)), 1.0)),
        _ => None,
    });
    let count = |keep: &dyn Fn(&Case) -> bool| cases.iter().filter(|c| keep(c)).count() as f64;
    let there = count(&truth);
    let found = count(&coded);
    let right = count(&|c| truth(c) && coded(c));
    let enough = there as u64 >= ENOUGH;
    Agreement {
        kappa: kappa(&mut cases.iter()),
        kappa_interval: interval.map(|(interval, _)| interval),
        coders_kappa: cohen_kappa(coders, 2),
        precision: (enough && found > 0.0).then(|| right / found),
        recall: enough.then(|| right / there),
        cases: there as u64,
        out_of: cases.len() as u64,
    }
}
