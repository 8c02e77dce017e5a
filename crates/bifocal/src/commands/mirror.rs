//! `bifocal mirror`: from a mailbox to the private mirror of its owner.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::evidence::{Evidence, EvidenceBook, Figure};
use bifocal_core::{Activity, Card, Change, Coder, Instant, Pole, Profile, Week};
use bifocal_report::{Accuracy, MadeBy, Mirror, Person, Quote, Style};

use crate::args::{self, Arguments, MirrorFormat};
use crate::harvest::Harvest;
use crate::pipeline::{self, Mailbox};
use crate::remember;

pub fn run(arguments: &Arguments, args: &args::Mirror, out: &mut dyn Write) -> Result<()> {
    let since = match &args.since {
        None => None,
        Some(day) => match Week::starting(day) {
            None => bail!("--since is {day:?}; write a Monday, such as 2026-02-16"),
            week => week,
        },
    };
    let mut from = args.from.clone();
    let config = arguments.config.as_deref();
    if args.remember {
        from.me = remember::together(config, &from.me)?;
    }
    let Seen { person, coder, harvest } = look(arguments, &from)?;
    if !arguments.quiet {
        remember::propose(&person);
    }
    if args.remember {
        let path = remember::remember(config, &from.me)?;
        if !arguments.quiet {
            let _ = writeln!(io::stderr(), "note: your addresses are kept in {}", path.display());
        }
    }
    let card = Card::shipped(coder.kind())?;
    let mirror = Mirror {
        schema: 1,
        made_by: MadeBy {
            bifocal: env!("CARGO_PKG_VERSION").to_owned(),
            model: coder.name().to_owned(),
        },
        person,
        profile: Profile::new(&harvest.tally, &card),
        change: since.map(|week| Change::new(&harvest.tally, week)),
        read: harvest.read,
        evidence: evidence(&harvest.evidence),
        accuracy: accuracy(&card),
    };
    if args.format == MirrorFormat::Json {
        writeln!(out, "{}", bifocal_report::json(&mirror).trim_end())?;
        return Ok(());
    }
    std::fs::write(&args.out, bifocal_report::page(&mirror))
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    out.write_all(bifocal_report::summary(&mirror, style()).as_bytes())?;
    writeln!(out, "\nThe whole mirror: {}", args.out.display())?;
    if args.open {
        out.flush()?;
        open(&args.out)?;
    }
    Ok(())
}

/// Whose mirror it is, who has coded, and what there is.
pub struct Seen {
    pub person: Person,
    pub coder: Coder,
    pub harvest: Harvest,
}

fn look(arguments: &Arguments, from: &args::Sources) -> Result<Seen> {
    #[cfg(feature = "store")]
    if let Some(folder) = crate::folder::Folder::open(arguments, from)? {
        return folder.look();
    }
    let mailbox = Mailbox::open(arguments, from)?;
    let coder = Coder::shipped(mailbox.coder(from.coder))?;
    let harvest = pipeline::run(&mailbox, &coder, arguments.quiet)?;
    Ok(Seen { person: mailbox.person(), coder, harvest })
}

/// How the terminal wants a summary.
pub(super) fn style() -> Style {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    Style { colour: !plain && std::io::stdout().is_terminal(), width: 80 }
}

/// Sentences by the name of their figure.
fn evidence(book: &EvidenceBook) -> BTreeMap<String, Vec<Quote>> {
    let focus = [Pole::People, Pole::Results];
    let poles = Pole::ALL.into_iter().map(Figure::Attends);
    let activities = Activity::acting().map(Figure::Does);
    let both = Activity::acting()
        .flat_map(|a| focus.into_iter().map(move |pole| Figure::DoesAttending(a, pole)));
    poles
        .chain(activities)
        .chain(both)
        .map(|figure| (figure.cell().name(), book.of(figure).map(quote).collect::<Vec<_>>()))
        .filter(|(_, quotes)| !quotes.is_empty())
        .collect()
}

fn quote(evidence: &Evidence) -> Quote {
    Quote {
        text: Some(evidence.text.clone()).filter(|text| !text.is_empty()),
        subject: evidence.subject.clone(),
        day: evidence.at.and_then(Instant::date),
        activity: evidence.activity.map(Activity::code),
        codes: evidence.codes.clone(),
        probability: evidence.probability().value(),
        file: evidence.locus.file.clone(),
        offset: evidence.locus.offset,
    }
}

fn accuracy(card: &Card) -> Accuracy {
    Accuracy {
        labels: card.labels.clone(),
        activity_kappa: card.activity.kappa,
        pole_kappa: card.poles.iter().map(|(p, a)| (p.name(), a.kappa)).collect(),
        message_errors: card
            .message_poles
            .iter()
            .map(|(p, m)| (p.name(), [m.errors.sensitivity, m.errors.specificity]))
            .collect(),
    }
}

/// Opens the page with whatever the desktop opens pages with.
pub(super) fn open(page: &Path) -> Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    std::process::Command::new(opener)
        .arg(page)
        .spawn()
        .with_context(|| format!("cannot open the page with {opener}; it is {}", page.display()))?;
    Ok(())
}
