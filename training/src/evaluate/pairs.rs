//! Pairs of sentences written for the purpose: the first has a code, the second, alike in words, has not.

use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::coder::{Parts, Scratch};
use bifocal_core::{Act, Activity, Coder, Pole};

/// How many pairs are right on both sides, and how many there are; prints the others.
///
/// # Errors
/// If the file cannot be read, or a line is malformed.
pub fn measure(coder: &Coder, path: &Path) -> Result<[u64; 2]> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut scratch = Scratch::default();
    let (mut right, mut all) = (0, 0);
    for (number, line) in text.lines().enumerate().skip(1) {
        let at = || format!("{}, line {}", path.display(), number + 1);
        let [_, code, with, without] = line.split('\t').collect::<Vec<_>>()[..] else {
            bail!("{}: four fields are needed", at());
        };
        let parts = [with, without].map(|text| Parts { text, ..Parts::default() });
        let has = coder
            .read_all(&parts, &mut scratch)
            .into_iter()
            .map(|reading| has(&Act::decide(reading, coder.thresholds()), code))
            .collect::<Result<Vec<bool>>>()
            .with_context(at)?;
        all += 1;
        if has == [true, false] {
            right += 1;
        } else {
            println!(
                "pair: {code} {}: {with} / {without}",
                if has[0] { "in both" } else { "not found" }
            );
        }
    }
    Ok([right, all])
}

fn has(act: &Act, code: &str) -> Result<bool> {
    if let Some(activity) = Activity::from_code(code) {
        return Ok(act.reading.likeliest().0 == activity);
    }
    let pole = Pole::ALL.into_iter().find(|p| p.name() == code);
    Ok(act.poles.contains(pole.with_context(|| format!("no code {code}"))?))
}
