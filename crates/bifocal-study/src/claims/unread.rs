//! Poles that the coder reads with too little agreement to decide anything.

use std::collections::BTreeMap;

use bifocal_core::card::EXPERIMENTAL_BELOW;
use bifocal_core::{Card, Pole};

/// Those poles, each with the agreement that was measured (Cohen's kappa). A line about one of them has no
/// verdict, unless labelled messages put it right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unread(BTreeMap<Pole, f64>);

impl Unread {
    /// Those of a coder's card. A pole whose agreement was never measured is none of them.
    pub fn of(card: &Card) -> Self {
        let measured = card.poles.iter().filter_map(|(pole, found)| Some((*pole, found.kappa?)));
        Self(measured.filter(|(_, kappa)| *kappa < EXPERIMENTAL_BELOW).collect())
    }

    /// Why a line about a pole has no verdict; none if it may have one.
    pub fn why(&self, pole: Pole) -> Option<String> {
        let kappa = self.0.get(&pole)?;
        Some(format!(
            "the coder reads {} with too little agreement (kappa {kappa:.2}; {EXPERIMENTAL_BELOW} is needed)",
            pole.name().replace('_', " ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use bifocal_core::CoderKind;

    use super::*;

    #[test]
    fn the_fast_coder_reads_people_badly_and_the_careful_one_does_not() {
        let why = |kind| Unread::of(&Card::shipped(kind).expect("a card")).why(Pole::People);
        assert_eq!(why(CoderKind::Careful), None);
        let Some(why) = why(CoderKind::Fast) else { panic!("under the mark") };
        assert!(why.contains("people") && why.contains("0.45"), "{why}");
        assert_eq!(Unread::default().why(Pole::People), None);
    }
}
