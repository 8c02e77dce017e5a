//! `bifocal card`: how accurate the coder is, and who says so.

use std::io::Write;

use anyhow::Result;
use bifocal_core::card::{Agreement, SourceAgreement};
use bifocal_core::{Activity, Card, CoderKind, Definitions, Lens};

use crate::args::{self, CardFormat, CoderChoice};

pub fn run(args: &args::Card, out: &mut dyn Write) -> Result<()> {
    let kinds: &[CoderKind] = match args.coder {
        CoderChoice::Auto => &[CoderKind::Careful, CoderKind::Fast],
        CoderChoice::Careful => &[CoderKind::Careful],
        CoderChoice::Fast => &[CoderKind::Fast],
    };
    let cards = kinds.iter().map(|kind| Card::shipped(*kind)).collect::<Result<Vec<_>, _>>()?;
    match args.format {
        CardFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &cards)?;
            writeln!(out)?;
        }
        CardFormat::Human => {
            for (i, card) in cards.iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                human(card, out)?;
            }
        }
    }
    Ok(())
}

fn human(card: &Card, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Agreement with machine coders: the labels were made by {}.", card.labels)?;
    writeln!(out, "Model {}. kappa is Cohen's, 1 is full agreement, 0 is chance.\n", card.model)?;

    writeln!(out, "Sentences: {}", card.sentences)?;
    header(out)?;
    row(out, "activity (all)", &card.activity, "")?;
    for activity in Activity::ALL {
        if let Some(agreement) = card.activities.get(activity.code()) {
            row(out, &format!("  {}", activity.code()), agreement, "")?;
        }
    }
    for lens in Lens::ALL {
        writeln!(out, "{}: {}", lens.name(), Definitions::shipped().lens(lens).question)?;
        for pole in lens.poles() {
            if let Some(agreement) = card.poles.get(&pole) {
                let mark = if card.experimental(pole) { "exploratory" } else { "" };
                row(out, &format!("  {}", pole.name()), agreement, mark)?;
            }
        }
    }
    writeln!(out, "\nMessages: {}", card.messages)?;
    header(out)?;
    for (pole, measured) in &card.message_poles {
        let errors = format!(
            "sensitivity {:.2}, specificity {:.2}",
            measured.errors.sensitivity, measured.errors.specificity
        );
        row(out, &format!("attends to {}", pole.name()), &measured.agreement, &errors)?;
    }
    for (pole, agreement) in &card.written_messages {
        row(out, &format!("  {}, written mails", pole.name()), agreement, "")?;
    }
    writeln!(out, "\nBy source: kappa of the activity, of people and of results")?;
    by_source(&card.sources, out)?;
    if !card.left_out.is_empty() {
        writeln!(
            out,
            "\nA kind of source that a like model never learned from (people and results at the best of eleven cuts)"
        )?;
        by_source(&card.left_out, out)?;
    }
    if let Some(decided) = card.decided.first() {
        writeln!(
            out,
            "\nAbstaining: {:.0} % of sentences get an activity, with kappa {} among them.",
            100.0 * decided.coverage,
            figure(decided.kappa)
        )?;
    }
    if let Some(reference) = card.reference.as_ref().filter(|r| r.persons > 0) {
        writeln!(
            out,
            "How much people differ was measured on {} persons: {}",
            reference.persons, reference.source
        )?;
    }
    Ok(())
}

fn by_source(sources: &[SourceAgreement], out: &mut dyn Write) -> Result<()> {
    for s in sources {
        let [people, results] = s.focus.map(figure);
        let name = format!("  {} ({})", s.source, s.sentences);
        writeln!(out, "{name:<50} {:>5} {people:>5} {results:>5}", figure(s.activity))?;
    }
    Ok(())
}

fn header(out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "{:<22} {:>5}  {:<11} {:>6} {:>9} {:>6} {:>5} {:>6}",
        "", "kappa", "95 %", "coders", "precision", "recall", "F1", "cases"
    )?;
    Ok(())
}

fn row(out: &mut dyn Write, name: &str, a: &Agreement, note: &str) -> Result<()> {
    let interval = a.kappa_interval.map_or(String::new(), |[l, h]| format!("{l:.2} to {h:.2}"));
    let line = format!(
        "{name:<22} {:>5}  {interval:<11} {:>6} {:>9} {:>6} {:>5} {:>6}  {note}",
        figure(a.kappa),
        figure(a.coders_kappa),
        figure(a.precision),
        figure(a.recall),
        figure(a.f1()),
        a.cases,
    );
    writeln!(out, "{}", line.trim_end())?;
    Ok(())
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "-".into(), |v| format!("{v:.2}"))
}
