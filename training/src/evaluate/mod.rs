//! Measures the shipped coder on labelled data and writes its card.

mod bootstrap;
mod by_people;
mod left_out;
mod messages;
mod pairs;
mod ranking;
mod reference;
mod robustness;
mod sentences;

use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::card::{Card, Reference, SourceAgreement};
use bifocal_core::{Coder, CoderKind, Pole};
use serde::de::DeserializeOwned;

use crate::data::{self, Learnable, Use};

/// Who made the labels: it is said first wherever accuracy is shown.
const LABELS: &str = "language models with the codebook, not people; they agree with each other more than people would";

/// Measures both coders, or `only` one of them, and writes cards and reference data, and `CARD.md`, into `models`;
/// of a coder that is not measured anew `CARD.md` says what its files there say.
///
/// # Errors
/// If data cannot be read or files cannot be written.
pub fn run(shared: &Path, models: &Path, only: Option<CoderKind>) -> Result<()> {
    let mut text = format!(
        "# The coders' cards\n\n**Agreement with machine coders: the labels were made by {LABELS}.**\n\nMade by `cargo xtask \
         evaluate`; `bifocal card` shows the same figures. Kappa is Cohen's, with 95 % bootstrap intervals over documents; \
         precision, recall, F1 and average precision (AP) from 30 cases on; ECE is the expected calibration error.\n"
    );
    let learnable = Learnable::read(&shared.join("gold"))?;
    for kind in [CoderKind::Careful, CoderKind::Fast] {
        let file = |what: &str| models.join(format!("{}.{what}.json", kind.name()));
        if only.is_some_and(|only| only != kind) {
            text += &markdown(&read(&file("card"))?, &read(&file("reference"))?);
            continue;
        }
        let coder = Coder::shipped(kind)?;
        let gold = shared.join("gold");
        let mut card = Card {
            model: coder.name().to_owned(),
            labels: LABELS.to_owned(),
            ..sentences::measure(&coder, &gold, Path::new("training/labels"), &learnable)?
        };
        let dev = data::read(&gold.join("dev.jsonl"), Use::Evaluate)?;
        card.left_out = left_out::read(kind, Path::new("training/left_out.tsv"))?;
        card.moved = robustness::measure(&coder, &dev, Path::new("training/robustness.toml"))?;
        card.pairs = pairs::measure(&coder, Path::new("training/pairs.tsv"))?;
        card.by_people = by_people::measure(&coder, &shared.join("data"), &learnable)?;
        let whole = messages::measure(&coder, &gold.join("messages_dev.jsonl"))?;
        (card.messages, card.message_poles) = (whole.description, whole.poles);
        card.written_messages = messages::measure_written(
            &coder,
            Path::new("training/labels/written_test.tsv"),
            Path::new("training/labels/written_test_messages.tsv"),
        )?;
        let path = shared.join("data/enron_sent/aeslc_with_owner_title.csv.gz");
        let reference = reference::measure(&coder, &path)?;
        write(&file("card"), &serde_json::to_string_pretty(&card)?)?;
        write(&file("reference"), &serde_json::to_string_pretty(&reference)?)?;
        text += &markdown(&card, &reference);
    }
    write(&models.join("CARD.md"), &text)
}

fn write(path: &Path, text: &str) -> Result<()> {
    println!("{}", path.display());
    std::fs::write(path, format!("{}\n", text.trim_end()))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), |v| format!("{v:.2}"))
}

fn by_source(sources: &[SourceAgreement]) -> String {
    let mut text =
        "| | sentences | activity | people (cases) | results (cases) |\n|---|---|---|---|---|\n"
            .to_owned();
    for s in sources {
        let [people, results] = s.focus.map(figure);
        text += &format!(
            "| {} | {} | {} | {people} ({}) | {results} ({}) |\n",
            s.source,
            s.sentences,
            figure(s.activity),
            s.cases[0],
            s.cases[1]
        );
    }
    text
}

fn markdown(card: &Card, reference: &Reference) -> String {
    let row = |name: &str, a: &bifocal_core::card::Agreement| {
        let interval =
            a.kappa_interval.map_or("–".into(), |[low, high]| format!("{low:.2} to {high:.2}"));
        format!(
            "| {name} | {} | {interval} | {} | {} | {} | {} | {} | {} | {} |\n",
            figure(a.kappa),
            figure(a.coders_kappa),
            figure(a.precision),
            figure(a.recall),
            figure(a.f1()),
            figure(a.average_precision),
            figure(a.calibration_error),
            a.cases
        )
    };
    let head = "| | kappa | 95 % | two coders | precision | recall | F1 | AP | ECE | cases |\n|---|---|---|---|---|---|---|---|---|---|\n";
    let mut text = format!("\n# `{}`\n\n## Sentences\n\n{}.\n\n{head}", card.model, card.sentences);
    text += &row("activity (all)", &card.activity);
    for (name, agreement) in &card.activities {
        text += &row(name, agreement);
    }
    for pole in Pole::ALL {
        if let Some(agreement) = card.poles.get(&pole) {
            let mark = if card.experimental(pole) { " (exploratory)" } else { "" };
            text += &row(&format!("{}{mark}", pole.name()), agreement);
        }
    }
    text += &format!(
        "\n## Whole messages\n\n{}. Below them mails of invented organisations, written for the purpose and never learned from, \
         two coders.\n\n{head}",
        card.messages
    );
    for (pole, measured) in &card.message_poles {
        text += &row(&format!("attends to {}", pole.name()), &measured.agreement);
    }
    for (pole, agreement) in &card.written_messages {
        let name = format!("attends to {}, {} written mails", pole.name(), agreement.out_of);
        text += &row(&name, agreement);
    }
    text += "\n| | sensitivity | specificity |\n|---|---|---|\n";
    for (pole, measured) in &card.message_poles {
        let e = &measured.errors;
        text += &format!(
            "| attends to {} | {:.2} ± {:.2} | {:.2} ± {:.2} |\n",
            pole.name(),
            e.sensitivity,
            e.sensitivity_error,
            e.specificity,
            e.specificity_error
        );
    }
    text += "\n## By source\n\n";
    text += &by_source(&card.sources);
    text += "\n## A kind of source left out\n\nA like model that learned from labels of the other kinds of source alone (the careful \
             coder without the fast one beside it, and no teacher's word), on all labelled sentences of the kind; people \
             and results at the best of eleven cuts (`training/teacher/left_out.py`).\n\n";
    text += &by_source(&card.left_out);
    text += "\n## What should not matter\n\nThe development sentences with one thing changed; decisions are the activity and the \
             twelve poles of each (`training/robustness.toml`).\n\n| change | sentences | decisions moved |\n|---|---|---|\n";
    for m in &card.moved {
        let share = 100.0 * m.moved as f64 / m.decisions.max(1) as f64;
        text += &format!("| {} | {} | {share:.2} % |\n", m.what, m.sentences);
    }
    let [right, pairs] = card.pairs;
    text += &format!(
        "\nPairs of sentences that are alike in words and differ in one code, written for the purpose (`training/pairs.tsv`): \
         {right} of {pairs} right on both sides.\n"
    );
    text += "\n## Labels by people\n\nMade for other purposes, of things that are related and not the same; the coder is compared as it is, \
             without a threshold fitted to them, and texts that may have been learned from are left out. Key words: a handful of them in the coder's place.\n\n| labelled | codes | sentences | cases | \
             kappa | AP | key words, kappa |\n|---|---|---|---|---|---|---|\n";
    for p in &card.by_people {
        text += &format!(
            "| {} | {} | {} | {} | {} | {:.2} | {} |\n",
            p.what,
            p.codes,
            p.sentences,
            p.cases,
            figure(p.kappa),
            p.average_precision,
            figure(p.keyword_kappa)
        );
    }
    text += "\n## Abstaining\n\nAn activity is decided if its probability is at least the threshold; the first line is what the \
             program does.\n\n| threshold | sentences decided | kappa among them |\n|---|---|---|\n";
    for d in &card.decided {
        let coverage = 100.0 * d.coverage;
        text += &format!("| {:.2} | {coverage:.0} % | {} |\n", d.threshold, figure(d.kappa));
    }
    text += &format!(
        "\n## How much people differ\n\n{} ({} persons). Variance between persons per rate, noise taken off; a rate is shown \
         with its point where τ²/(τ² + SE²) is at least .70.\n\n| rate | SD between persons |\n|---|---|\n",
        reference.source, reference.persons
    );
    for name in ["attends.people", "attends.results", "attends.change", "attends.upkeep"] {
        let sd = reference.between.get(name).map(|tau2| tau2.sqrt());
        text += &format!("| {name} | {} |\n", figure(sd));
    }
    text
}
