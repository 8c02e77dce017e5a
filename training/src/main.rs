//! Makes the coder's weights: `cargo run --release -p bifocal-training -- --help`.
#![allow(clippy::print_stdout, reason = "a command line program")]

mod calibrate;
mod data;
mod evaluate;
mod features;
mod fitted;
mod labels;
mod linear;
mod messages;
mod plain;
mod quantise;
mod report;
mod weighing;
mod written;

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::Context;
use bifocal_core::coder::FeatureBuffer;
use bifocal_core::{Coder, CoderKind};
use clap::{Parser, Subcommand};

use data::Row;
use fitted::Fitted;

/// Trains the coder from labelled sentences. The same input gives the same file.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Calibrate what `training/teacher/fast.py` fitted on held-out rows; write the model file.
    Settle {
        /// Labelled sentences whose text may train weights that ship.
        #[arg(long, default_value = "../shared/gold/train.jsonl")]
        labelled: PathBuf,
        /// The folder of further labels.
        #[arg(long, default_value = "training/labels")]
        labels: PathBuf,
        /// The unlabelled sentences.
        #[arg(long, default_value = "../shared/gold/unlabelled.jsonl.gz")]
        unlabelled: PathBuf,
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
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Features => features::filter(),
        Command::Plain => plain::filter(),
        Command::Evaluate { shared, models, coder } => evaluate::run(&shared, &models, coder),
        Command::Settle { labelled, labels, unlabelled, fitted, held, whole, messages, out } => {
            let held: HashSet<String> = std::fs::read_to_string(&held)
                .with_context(|| format!("cannot read {}", held.display()))?
                .lines()
                .map(str::to_owned)
                .collect();
            let mut outside: Vec<Row> = labels::read(&labelled, &labels, &unlabelled)?;
            outside.retain(|row| held.contains(&row.id));
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
            Ok(())
        }
    }
}

/// A coder by its name.
fn coder(name: &str) -> anyhow::Result<CoderKind> {
    let found = [CoderKind::Careful, CoderKind::Fast].into_iter().find(|kind| kind.name() == name);
    found.context("careful or fast")
}
