//! How much people differ: variance between the owners of mailboxes in their sent mail.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::card::{Card, Reference};
use bifocal_core::coder::Scratch;
use bifocal_core::coding::Around;
use bifocal_core::tally::{Cell, Key, Tally};
use bifocal_core::{
    Activity, Coder, Group, Medium, MessageCodes, Pole, Profile, Rate, ThreadKey, Toward,
};
use bifocal_stats::between_variance;
use bifocal_words::Learned;
use rayon::prelude::*;
use serde::Deserialize;

/// Owners with fewer acting messages say little of how much people differ.
const MIN_MESSAGES: u64 = 50;

/// A pull stronger than this would hide what a person's own messages show.
const STRONGEST_PULL: f64 = 50.0;

#[derive(Deserialize)]
struct Sent {
    mailbox: String,
    folder: String,
    subject: String,
    body: String,
}

/// Measures the variance between persons of every rate.
///
/// # Errors
/// If the data cannot be read.
pub fn measure(coder: &Coder, path: &Path) -> Result<Reference> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let sent: Vec<Sent> = reader
        .deserialize()
        .collect::<Result<_, _>>()
        .with_context(|| format!("cannot read {}", path.display()))?;
    let counted: Vec<(String, Tally)> = sent
        .par_iter()
        .filter(|sent| sent.folder.contains("sent"))
        .map_init(Scratch::default, |scratch, sent| {
            (sent.mailbox.clone(), count(coder, sent, scratch))
        })
        .collect();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (mailbox, tally) in counted {
        tallies.entry(mailbox).or_default().merge(tally);
    }
    let card = Card::default();
    let profiles: Vec<Profile> = tallies
        .values()
        .map(|tally| Profile::new(tally, &card))
        .filter(|profile| profile.acting >= MIN_MESSAGES)
        .collect();
    let mut estimates: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for profile in &profiles {
        for (name, rate) in rates(profile) {
            if let Some(estimate) = rate.counted {
                let pair = (estimate.point, estimate.standard_error);
                estimates.entry(name).or_default().push(pair);
            }
        }
    }
    Ok(Reference {
        source: format!(
            "Sent mail of {} employees of one company (AESLC's Enron mails, machine-coded), at least {MIN_MESSAGES} \
             messages each",
            profiles.len()
        ),
        persons: profiles.len() as u64,
        between: estimates
            .iter()
            // Under 20 persons a variance between persons says nothing.
            .filter(|(_, pairs)| pairs.len() >= 20)
            .filter_map(|(name, pairs)| Some((name.clone(), between_variance(pairs)?)))
            .collect(),
        pull: [Pole::People, Pole::Results]
            .into_iter()
            .map(|pole| (pole, pull(&profiles, pole)))
            .collect(),
    })
}

/// The counts of one message.
fn count(coder: &Coder, sent: &Sent, scratch: &mut Scratch) -> Tally {
    let mut tally = Tally::default();
    let around = Around { subject: &sent.subject, ..Around::default() };
    let coded = coder.code_body(&sent.body, &around, &Learned::default(), scratch);
    if !coded.acts.is_empty() {
        let acts = coded.acts.iter().map(|sentence| &sentence.act);
        let key = Key {
            person: sent.mailbox.as_str().into(),
            week: None,
            toward: Toward::Unknown,
            medium: Medium::Mail,
            bucket: thread(&sent.subject).bucket(),
        };
        tally.count(key, &MessageCodes::decide(acts, coder.thresholds()));
    }
    tally
}

/// A thread is told by its subject without reply marks: the data has no other sign of it.
fn thread(subject: &str) -> ThreadKey {
    let mut base = subject.trim();
    while let Some((mark, rest)) = base.split_once(':') {
        if !["re", "fw", "fwd"].iter().any(|m| mark.eq_ignore_ascii_case(m)) {
            break;
        }
        base = rest.trim();
    }
    let hash = base.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    });
    ThreadKey(hash)
}

/// Every rate of a profile by the name that the card knows it by.
fn rates(profile: &Profile) -> Vec<(String, &Rate)> {
    let mut rates =
        vec![(Cell::AttendsBoth(Pole::People, Pole::Results).name(), &profile.plane.both)];
    for pole in &profile.poles {
        rates.push((Cell::Attends(pole.pole).name(), &pole.rate));
    }
    for group in &profile.groups {
        rates.push((Cell::AttendsAny(group.group).name(), &group.rate));
    }
    for a in &profile.activities {
        rates.push((Cell::Does(a.activity).name(), &a.share));
        rates.push((Cell::DoesAttending(a.activity, Pole::People).name(), &a.people));
        rates.push((Cell::DoesAttending(a.activity, Pole::Results).name(), &a.results));
    }
    debug_assert_eq!(profile.groups.len(), Group::ALL.len());
    rates
}

/// How many messages of an activity a person's total is worth: `p (1 - p) / s² - 1`, with s² the
/// variance of activities' true shares around the person's total, noise taken off (the moment
/// estimate of a beta-binomial; Kleinman 1973, *JASA* 68, 46-54). MOTIVATE stands apart: it is
/// about people by nature.
fn pull(profiles: &[Profile], pole: Pole) -> f64 {
    let (mut spread, mut noise, mut binomial, mut cells) = (0.0, 0.0, 0.0, 0.0);
    for profile in profiles {
        let total = match pole {
            Pole::People => &profile.plane.people,
            _ => &profile.plane.results,
        };
        let Some(total) = total.counted else { continue };
        for a in profile.activities.iter().filter(|a| a.activity != Activity::Motivate) {
            let rate = if pole == Pole::People { &a.people } else { &a.results };
            if let Some(cell) = rate.counted {
                spread += (cell.point - total.point).powi(2);
                noise += cell.standard_error.powi(2);
                binomial += total.point * (1.0 - total.point);
                cells += 1.0;
            }
        }
    }
    let variance: f64 = (spread - noise) / cells;
    if variance > 0.0 {
        (binomial / cells / variance - 1.0).clamp(1.0, STRONGEST_PULL)
    } else {
        STRONGEST_PULL
    }
}
