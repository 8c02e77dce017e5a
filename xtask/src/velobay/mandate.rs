//! A check of `mandate.toml`, which is written by hand: everybody has a mandate, and weights add up.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::people::Roster;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mandates {
    role: Vec<Role>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Role {
    person: String,
    title: String,
    objective: Vec<Objective>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Objective {
    text: String,
    horizon_days: u32,
    weight: f64,
}

/// Fails if the file does not fit the people.
pub(super) fn verify(example: &Path, roster: &Roster) -> Result<()> {
    let path = example.join("mandate.toml");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mandates: Mandates = toml::from_str(&text).with_context(|| path.display().to_string())?;
    ensure!(
        mandates.role.len() == roster.people.len(),
        "{}: one role for each of {} people, found {}",
        path.display(),
        roster.people.len(),
        mandates.role.len()
    );
    for person in &roster.people {
        let address = person.address();
        let role = mandates
            .role
            .iter()
            .find(|role| role.person == address)
            .with_context(|| format!("{}: no role for {address}", path.display()))?;
        ensure!(role.title == person.title, "{}: {address} is {}", path.display(), person.title);
        let weight: f64 = role.objective.iter().map(|objective| objective.weight).sum();
        ensure!(
            (weight - 1.0).abs() < 1e-9,
            "{}: weights of {address} add up to {weight}",
            path.display()
        );
        for objective in &role.objective {
            let stated = !objective.text.trim().is_empty() && objective.horizon_days > 0;
            ensure!(stated, "{}: an objective of {address} needs text and horizon", path.display());
        }
    }
    Ok(())
}
