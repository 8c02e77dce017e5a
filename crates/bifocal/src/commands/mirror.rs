//! `bifocal mirror`: from a mailbox to the private mirror of its owner.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};

use anyhow::{Result, bail};
use bifocal_core::evidence::{Evidence, EvidenceBook, Figure};
use bifocal_core::{Activity, Address, Card, Change, Coder, Instant, Pole, Profile, Week};
use bifocal_report::{Accuracy, MadeBy, Mirror, Person, Quote, Style};

pub(super) use super::page::open;

use super::page;
use crate::args::{self, Arguments, MirrorFormat};
use crate::harvest::Harvest;
use crate::owner;
use crate::pipeline::{self, Mailbox};
use crate::remember::{self, Unknown};

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
    let typed = owner::split(&from.me);
    if args.remember {
        from.me = remember::together(config, &typed)?;
    }
    // Whatever takes long comes after what can go wrong at once.
    if args.format == MirrorFormat::Human {
        page::check(&args.out)?;
    }
    let Seen { mut person, coder, harvest, unknown } = look(arguments, &from, &typed)?;
    let is_known = |text: &String| unknown.iter().all(|one| one.address.as_str() != text);
    person.addresses.retain(is_known);
    if !arguments.quiet {
        remember::tell(&unknown);
        remember::propose(&person);
    }
    if args.remember {
        // An address that is in no message is most likely a slip.
        from.me.retain(is_known);
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
    let summary = bifocal_report::summary(&mirror, style());
    let written = page::write(&args.out, &bifocal_report::page(&mirror));
    page::show(out, &summary, "The whole mirror", &args.out, written, args.open)
}

/// Whose mirror it is, who has coded, and what there is.
pub struct Seen {
    pub person: Person,
    pub coder: Coder,
    pub harvest: Harvest,
    /// What was typed as an address of theirs and is in no message.
    pub unknown: Vec<Unknown>,
}

fn look(arguments: &Arguments, from: &args::Sources, typed: &[Address]) -> Result<Seen> {
    #[cfg(feature = "store")]
    if let Some(folder) = crate::folder::Folder::open(arguments, from)? {
        let seen = folder.look()?;
        let is_known =
            |address: &Address| seen.person.addresses.iter().any(|a| address.as_str() == a);
        let unknown = typed.iter().filter(|address| !is_known(address)).cloned();
        let unknown = unknown.map(|address| Unknown { address, meant: Vec::new() }).collect();
        return Ok(Seen { unknown, ..seen });
    }
    let mailbox = Mailbox::open(arguments, from)?;
    let coder = Coder::shipped(mailbox.coder(from.coder))?;
    let harvest = pipeline::run(&mailbox, &coder, arguments.quiet)?;
    let unknown = mailbox.unknown(typed);
    Ok(Seen { person: mailbox.person(), coder, harvest, unknown })
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
