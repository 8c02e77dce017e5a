//! Statistics against published numbers: each proof names its source.

mod printed;
mod surveys;

use std::path::Path;

use anyhow::{Result, ensure};

/// A figure that the program gives beside the one that is printed.
pub struct Proof {
    /// What is computed.
    what: String,
    /// Where the number stands.
    source: &'static str,
    /// What the program gives.
    got: Option<f64>,
    /// What is printed.
    printed: f64,
    /// Half a unit of its last digit.
    tolerance: f64,
}

impl Proof {
    /// `digits` are those after the point that are printed.
    fn new(
        what: impl Into<String>,
        source: &'static str,
        got: Option<f64>,
        printed: f64,
        digits: i32,
    ) -> Self {
        let tolerance = 0.5 * 10f64.powi(-digits) * (1.0 + 1e-9);
        Self { what: what.into(), source, got, printed, tolerance }
    }

    fn holds(&self) -> bool {
        self.got.is_some_and(|got| (got - self.printed).abs() <= self.tolerance)
    }
}

/// Prints every proof and fails if one does not hold.
pub fn run(shared: &Path) -> Result<()> {
    let mut proofs = printed::proofs();
    let surveys = shared.join("data/surveys");
    if surveys.is_dir() {
        proofs.extend(surveys::proofs(&surveys)?);
    } else {
        println!("LEFT OUT: proofs on survey data, which is not at {}", surveys.display());
    }
    let held = proofs.iter().filter(|proof| proof.holds()).count();
    for proof in &proofs {
        let mark = if proof.holds() { "holds" } else { "FAILS" };
        let got = proof.got.map_or_else(|| "nothing".into(), |got| format!("{got:.8}"));
        println!(
            "{mark}  {:<58} {got:>14}  printed {:<12} {}",
            proof.what, proof.printed, proof.source
        );
    }
    println!("{held} of {} proofs hold", proofs.len());
    ensure!(held == proofs.len(), "{} proofs do not hold", proofs.len() - held);
    Ok(())
}
