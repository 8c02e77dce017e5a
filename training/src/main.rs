//! Makes the coder's weights: `cargo run --release -p bifocal-training -- --help`.
#![allow(clippy::print_stdout, reason = "a command line program")]

mod calibrate;
mod data;
mod evaluate;
mod features;
mod fit;
mod fitted;
mod labels;
mod messages;
mod plain;
mod quantise;
mod report;
mod soft;
mod weighing;
mod written;

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use anyhow::Context;
use bifocal_core::coder::{FeatureBuffer, OUTPUTS};
use bifocal_core::{Coder, CoderKind};
use clap::{Parser, Subcommand};

use data::Row;
use fit::{DEFAULTS, Lesson, Model, Settings};
use fitted::Fitted;
use soft::Soft;

/// Trains the coder from labelled sentences. The same input gives the same file.
#[derive(Parser)]
struct Arguments {
    /// Labelled sentences whose text may train weights that ship.
    #[arg(long, default_value = "../shared/gold/train.jsonl")]
    labelled: PathBuf,
    /// The folder of further labels.
    #[arg(long, default_value = "training/labels")]
    labels: PathBuf,
    /// A stronger model's probabilities for unlabelled sentences, by id; left out if not there.
    #[arg(long, default_value = "training/soft_labels.tsv.gz")]
    soft: PathBuf,
    /// The unlabelled sentences.
    #[arg(long, default_value = "../shared/gold/unlabelled.jsonl.gz")]
    unlabelled: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Calibrate what `training/teacher/fast.py` fitted on held-out rows; write the model file.
    Settle {
        /// The weights, by `training/teacher/fast.py`.
        #[arg(long)]
        fitted: PathBuf,
        /// Ids of the rows that thresholds are set on; the teacher has not seen their labels either.
        #[arg(long, default_value = "training/labels/held.tsv")]
        held: PathBuf,
        /// Codes of messages as wholes.
        #[arg(long, default_value = "training/labels/messages.tsv")]
        whole: PathBuf,
        /// Their texts, by `training/labels/draw_messages.py`.
        #[arg(long)]
        messages: PathBuf,
        /// Where the model goes.
        #[arg(long, default_value = "models/fast.bin")]
        out: PathBuf,
    },
    /// What the fast coder looks at: sentences in, keys of features and words out, JSON, a line each.
    Features,
    /// Make texts plain, as the coders see them: JSON strings in, JSON strings out, a line each.
    Plain,
    /// Measure the shipped coder on labelled data and write its card.
    Evaluate {
        /// The folder with `gold/` and `data/`.
        #[arg(long, default_value = "../shared")]
        shared: PathBuf,
        /// Where card and reference data go.
        #[arg(long, default_value = "models")]
        models: PathBuf,
        /// Only one of the coders: `careful` or `fast`.
        #[arg(long, value_parser = coder)]
        coder: Option<CoderKind>,
    },
    /// Cross-validate the linear part over documents and over sources; write nothing.
    Validate {
        /// Passes over the rows.
        #[arg(long)]
        epochs: Option<usize>,
        /// AdaGrad's step.
        #[arg(long)]
        rate: Option<f32>,
        /// Pull of weights toward 0.
        #[arg(long)]
        decay: Option<f32>,
        /// Features in fewer rows are dropped.
        #[arg(long)]
        min_rows: Option<usize>,
        /// Weight of rows written for the purpose.
        #[arg(long)]
        written: Option<f32>,
        /// Weight of soft labels.
        #[arg(long = "soft-weight")]
        soft_weight: Option<f32>,
        /// Also leave out each source in turn.
        #[arg(long)]
        sources: bool,
    },
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match &arguments.command {
        Command::Features => return features::filter(),
        Command::Plain => return plain::filter(),
        Command::Evaluate { shared, models, coder } => {
            return evaluate::run(shared, models, *coder);
        }
        Command::Settle { .. } | Command::Validate { .. } => {}
    }
    let rows = labels::read(&arguments.labelled, &arguments.labels, &arguments.unlabelled)?;
    println!("{} labelled sentences, made by language-model coders", rows.len());
    match arguments.command {
        Command::Features | Command::Plain | Command::Evaluate { .. } => {}
        Command::Settle { fitted, held, whole, messages, out } => {
            let held: HashSet<String> = std::fs::read_to_string(&held)
                .with_context(|| format!("cannot read {}", held.display()))?
                .lines()
                .map(str::to_owned)
                .collect();
            let outside: Vec<Row> = rows.into_iter().filter(|row| held.contains(&row.id)).collect();
            let fitted = Fitted::read(&fitted)?;
            let mut buffer = FeatureBuffer::default();
            let logits: Vec<_> =
                outside.iter().map(|row| fitted.logits(&row.sentence, &mut buffer)).collect();
            report::print("held out", &outside, &logits);
            let mut calibration = calibrate::calibrate(&outside, &logits);
            let coder = Coder::from_bytes(quantise::quantise(&fitted, &calibration)?.into())?;
            calibration.messages = messages::rules(&coder, &messages, &whole)?;
            let bytes = quantise::quantise(&fitted, &calibration)?;
            std::fs::write(&out, &bytes)
                .with_context(|| format!("cannot write {}", out.display()))?;
            println!("{}: {} bytes", out.display(), bytes.len());
        }
        Command::Validate { epochs, rate, decay, min_rows, written, soft_weight, sources } => {
            let settings = Settings {
                epochs: epochs.unwrap_or(DEFAULTS.epochs),
                rate: rate.unwrap_or(DEFAULTS.rate),
                decay: decay.unwrap_or(DEFAULTS.decay),
                min_rows: min_rows.unwrap_or(DEFAULTS.min_rows),
                written: written.unwrap_or(DEFAULTS.written),
                soft: soft_weight.unwrap_or(DEFAULTS.soft),
            };
            let soft = if arguments.soft.exists() {
                soft::read(&arguments.soft, &arguments.unlabelled)?
            } else {
                Vec::new()
            };
            println!("{} further sentences with a teacher's probabilities", soft.len());
            println!("{settings:?}");
            report::print(
                "documents",
                &rows,
                &cross_validate(&rows, &soft, &folds(&rows), &settings),
            );
            if sources {
                let names: BTreeSet<_> = rows.iter().map(|r| r.source.as_str()).collect();
                let number = |row: &Row| names.iter().position(|n| *n == row.source);
                let by_source: Vec<_> = rows.iter().map(|r| number(r).unwrap_or(0)).collect();
                report::print(
                    "sources",
                    &rows,
                    &cross_validate(&rows, &soft, &by_source, &settings),
                );
            }
        }
    }
    Ok(())
}

/// A coder by its name.
fn coder(name: &str) -> anyhow::Result<CoderKind> {
    let found = [CoderKind::Careful, CoderKind::Fast].into_iter().find(|kind| kind.name() == name);
    found.context("careful or fast")
}

fn lessons<'a>(
    rows: impl Iterator<Item = &'a Row>,
    soft: &'a [Soft],
    settings: &Settings,
) -> Vec<Lesson<'a>> {
    let labelled = rows.map(|row| Lesson::labelled(row, settings));
    labelled.chain(soft.iter().map(|row| Lesson::soft(row, settings))).collect()
}

/// Five folds by document.
fn folds(rows: &[Row]) -> Vec<usize> {
    rows.iter()
        .map(|row| {
            let hash = row.doc.bytes().fold(5381u32, |h, b| h.wrapping_mul(33) ^ u32::from(b));
            (hash.wrapping_mul(0x9e37_79b9) >> 16) as usize % 5
        })
        .collect()
}

/// Logits of each row by a model that saw no row of its fold.
fn cross_validate(
    rows: &[Row],
    soft: &[Soft],
    folds: &[usize],
    settings: &Settings,
) -> Vec<[f64; OUTPUTS]> {
    let mut logits = vec![[0.0; OUTPUTS]; rows.len()];
    let mut buffer = FeatureBuffer::default();
    for fold in folds.iter().copied().collect::<BTreeSet<_>>() {
        let train = rows.iter().zip(folds).filter(|(_, f)| **f != fold).map(|(row, _)| row);
        let model = Model::fit(&lessons(train, soft, settings), settings);
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| folds[*at] == fold) {
            logits[at] = model.logits(&row.sentence.parts(), &mut buffer);
        }
    }
    logits
}
