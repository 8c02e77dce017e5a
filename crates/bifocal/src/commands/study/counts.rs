//! Counts that were made before: the rows of `bifocal tally`, as JSON Lines or as one array, also gzipped.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::tally::Row;
use bifocal_core::{Card, CoderKind, Tally, Week};
use bifocal_study::plan::Period;
use jiff::civil::{Date, Weekday};

use crate::args::CoderChoice;

/// What was counted before, and by whom.
#[derive(Default)]
pub struct Counts {
    /// The counts within the period.
    pub tally: Tally,
    /// Whether there was any file of them.
    pub any: bool,
    /// Names of the coders that the rows have.
    coders: BTreeSet<String>,
}

/// Whether a file holds counts: its first character begins an array or an object of them.
pub fn are_in(path: &Path) -> Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let mut head = [0; 512];
    let mut reader = open(path)?;
    let mut read = 0;
    while read < head.len() {
        match reader.read(&mut head[read..]) {
            Ok(0) | Err(_) => break,
            Ok(n) => read += n,
        }
    }
    let text = String::from_utf8_lossy(&head[..read]);
    let text = text.trim_start().trim_start_matches('[').trim_start();
    Ok(text.starts_with('{') && text.contains("\"person\"") && text.contains("\"bucket\""))
}

impl Counts {
    /// Adds the counts of a file, those of weeks within the period.
    pub fn read(&mut self, path: &Path, period: &Period) -> Result<()> {
        self.any = true;
        whole_weeks(period).with_context(|| path.display().to_string())?;
        let mut reader = open(path)?;
        let is_array =
            reader.fill_buf().is_ok_and(|head| head.trim_ascii_start().starts_with(b"["));
        let rows: Vec<Row> = if is_array {
            serde_json::from_reader(reader).with_context(|| path.display().to_string())?
        } else {
            let rows = serde_json::Deserializer::from_reader(reader).into_iter();
            rows.collect::<Result<_, _>>().with_context(|| path.display().to_string())?
        };
        for (at, row) in rows.into_iter().enumerate() {
            let is_within = is_within(row.week.as_deref(), period);
            self.coders.extend(row.coder.clone());
            // What is outside must make sense too.
            let mut outside = Tally::default();
            row.add_to(if is_within { &mut self.tally } else { &mut outside })
                .with_context(|| format!("{}, row {}", path.display(), at + 1))?;
        }
        Ok(())
    }

    /// The coder whose errors are in the counts, so that its card judges them: the one that the rows name, else
    /// the one asked for, else the careful one. None where there are no counts.
    pub fn coder(&self, choice: CoderChoice) -> Result<Option<CoderKind>> {
        if !self.any {
            return Ok(None);
        }
        let asked = match choice {
            CoderChoice::Auto => None,
            CoderChoice::Fast => Some(CoderKind::Fast),
            CoderChoice::Careful => Some(CoderKind::Careful),
        };
        let mut names = self.coders.iter();
        let Some(name) = names.next() else { return Ok(asked.or(Some(CoderKind::Careful))) };
        if let Some(other) = names.next() {
            bail!(
                "the sources have counts by {name} and by {other}, which err differently; count all of them with one coder"
            );
        }
        let Some(made) = with_card(name)? else {
            bail!(
                "the counts were made by {name}, whose accuracy this program does not know; count again"
            );
        };
        if let Some(asked) = asked.filter(|asked| *asked != made) {
            bail!(
                "--coder is {}, but the counts were made by {name}; leave it out, or count again",
                asked.name()
            );
        }
        Ok(Some(made))
    }

    /// What made them, for the report; `coder` is the one whose card judges them.
    pub fn made_by(&self, coder: CoderKind) -> String {
        match self.coders.first() {
            Some(name) => format!("counts made before by {name}"),
            None => format!(
                "counts made before, which do not say by which coder and are taken as those of the {} one",
                coder.name()
            ),
        }
    }
}

/// The coder with that name, if its card is in this program.
fn with_card(name: &str) -> Result<Option<CoderKind>> {
    for kind in [CoderKind::Fast, CoderKind::Careful] {
        if Card::shipped(kind)?.model == name {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}

/// Counts are by week: a period that cuts a week cannot be had.
fn whole_weeks(period: &Period) -> Result<()> {
    if let Some(from) = period.from.as_ref().filter(|from| Week::starting(from).is_none()) {
        bail!("counts are by week, and `period.from` {from} is no Monday; begin on one");
    }
    let is_sunday = |to: &&String| to.parse::<Date>().is_ok_and(|d| d.weekday() == Weekday::Sunday);
    if let Some(to) = period.to.as_ref().filter(|to| !is_sunday(to)) {
        bail!("counts are by week, and `period.to` {to} is no Sunday; end on one");
    }
    Ok(())
}

/// Whether the week with that Monday lies in a period of whole weeks. A row without a week is within no period,
/// unless there is none.
fn is_within(monday: Option<&str>, period: &Period) -> bool {
    let Period { from, to } = period;
    if from.is_none() && to.is_none() {
        return true;
    }
    monday.is_some_and(|monday| {
        from.as_ref().is_none_or(|from| from.as_str() <= monday)
            && to.as_ref().is_none_or(|to| monday <= to.as_str())
    })
}

fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let failed = || format!("cannot read {}", path.display());
    let mut file = BufReader::new(File::open(path).with_context(failed)?);
    let gzipped = file.fill_buf().with_context(failed)?.starts_with(b"\x1f\x8b");
    Ok(if gzipped {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        let day = |day: &str| (!day.is_empty()).then(|| day.to_owned());
        Period { from: day(from), to: day(to) }
    }

    #[test]
    fn a_period_has_whole_weeks() {
        assert!(whole_weeks(&period("2026-01-05", "2026-01-18")).is_ok());
        assert!(whole_weeks(&period("", "")).is_ok());
        for cut in [period("2026-01-06", ""), period("", "2026-01-17"), period("", "2026-02-31")] {
            assert!(whole_weeks(&cut).is_err(), "{cut:?}");
        }
        let two = period("2026-01-05", "2026-01-18");
        let within = |monday| is_within(monday, &two);
        assert!(within(Some("2026-01-05")) && within(Some("2026-01-12")));
        assert!(!within(Some("2025-12-29")) && !within(Some("2026-01-19")) && !within(None));
        assert!(is_within(None, &period("", "")));
    }

    #[test]
    fn one_coder_judges() {
        let counts = |names: &[&str]| Counts {
            any: true,
            coders: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Counts::default()
        };
        let fast = Card::shipped(CoderKind::Fast).expect("a card").model;
        let of = |names: &[&str], choice| counts(names).coder(choice);
        assert_eq!(of(&[&fast], CoderChoice::Auto).expect("known"), Some(CoderKind::Fast));
        assert_eq!(of(&[], CoderChoice::Auto).expect("taken"), Some(CoderKind::Careful));
        assert_eq!(of(&[], CoderChoice::Fast).expect("asked"), Some(CoderKind::Fast));
        assert!(of(&[&fast], CoderChoice::Careful).is_err());
        assert!(of(&[&fast, "careful-0"], CoderChoice::Auto).is_err());
        assert!(of(&["careful-0"], CoderChoice::Auto).is_err());
        assert_eq!(Counts::default().coder(CoderChoice::Fast).expect("none"), None);
    }
}
