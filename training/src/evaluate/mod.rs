//! Measures the shipped coder on labelled data and writes its card.

mod bootstrap;
mod messages;
mod reference;
mod sentences;

use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::card::{Card, Reference};
use bifocal_core::{Coder, Pole};

/// Who made the labels: it is said first wherever accuracy is shown.
const LABELS: &str = "language models with the codebook, not people; they agree with each other more than people would";

/// Measures everything and writes `card.json`, `reference.json` and `CARD.md` into `models`.
///
/// # Errors
/// If data cannot be read or files cannot be written.
pub fn run(shared: &Path, models: &Path) -> Result<()> {
    let coder = Coder::shipped()?;
    let gold = shared.join("gold");
    let mut card = Card {
        model: coder.name().to_owned(),
        labels: LABELS.to_owned(),
        ..sentences::measure(&coder, &gold.join("dev.jsonl"))?
    };
    let whole = messages::measure(&coder, &gold.join("messages_dev.jsonl"))?;
    (card.messages, card.message_poles) = (whole.description, whole.poles);
    write(&models.join("card.json"), &serde_json::to_string_pretty(&card)?)?;
    let path = shared.join("data/enron_sent/aeslc_with_owner_title.csv.gz");
    let reference = reference::measure(&coder, &path)?;
    write(&models.join("reference.json"), &serde_json::to_string_pretty(&reference)?)?;
    write(&models.join("CARD.md"), &markdown(&card, &reference))
}

fn write(path: &Path, text: &str) -> Result<()> {
    println!("{}", path.display());
    std::fs::write(path, format!("{}\n", text.trim_end()))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), |v| format!("{v:.2}"))
}

fn markdown(card: &Card, reference: &Reference) -> String {
    let row = |name: &str, a: &bifocal_core::card::Agreement| {
        let interval =
            a.kappa_interval.map_or("–".into(), |[low, high]| format!("{low:.2} to {high:.2}"));
        format!(
            "| {name} | {} | {interval} | {} | {} | {} | {} |\n",
            figure(a.kappa),
            figure(a.coders_kappa),
            figure(a.precision),
            figure(a.recall),
            a.cases
        )
    };
    let head = "| | kappa | 95 % | two coders | precision | recall | cases |\n|---|---|---|---|---|---|---|\n";
    let mut text = format!(
        "# The coder's card\n\n**Agreement with machine coders: the labels were made by {}.**\n\nModel `{}`. Made by `cargo xtask evaluate`; `bifocal card` shows the same \
         figures. Kappa is Cohen's, with 95 % bootstrap intervals over documents; precision and recall from 30 cases on.\n\n\
         ## Sentences\n\n{}\n\n{head}",
        card.labels, card.model, card.sentences
    );
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
    text += &format!("\n## Whole messages\n\n{}\n\n{head}", card.messages);
    for (pole, measured) in &card.message_poles {
        text += &row(&format!("attends to {}", pole.name()), &measured.agreement);
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
    text += &format!(
        "\n## Abstaining\n\n{:.0} % of sentences get an activity; kappa among them is {}.\n\n## How much people differ\n\n{} \
         ({} persons). Variance between persons per rate, noise taken off (`reference.json`); a rate is shown with its point \
         where τ²/(τ² + SE²) is at least .70.\n\n| rate | SD between persons |\n|---|---|\n",
        100.0 * card.decided.coverage,
        figure(card.decided.kappa),
        reference.source,
        reference.persons
    );
    for name in ["attends.people", "attends.results", "attends.change", "attends.upkeep"] {
        let sd = reference.between.get(name).map(|tau2| tau2.sqrt());
        text += &format!("| {name} | {} |\n", figure(sd));
    }
    text
}
