//! Zones: for each line of a message, whose words it holds.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::learned::Learned;
use crate::lines::{self, RawLine};
use crate::{learned, machine, pasted, quote, signature};

/// Whose words a line holds, and why it is out if they are not the sender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// The sender's own words.
    Own,
    /// What somebody else wrote: quoted, forwarded or pasted.
    Quoted,
    /// A signature, a disclaimer, or what a device adds.
    Signature,
    /// What programs write: attachment marks, tables, code, logs, footers.
    Automatic,
    /// Nothing.
    Blank,
}

impl Zone {
    /// All zones.
    pub const ALL: [Zone; 5] =
        [Zone::Own, Zone::Quoted, Zone::Signature, Zone::Automatic, Zone::Blank];

    /// The zone's letter in tables: O, Q, S, X (automatic) or B.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Zone::Own => 'O',
            Zone::Quoted => 'Q',
            Zone::Signature => 'S',
            Zone::Automatic => 'X',
            Zone::Blank => 'B',
        }
    }

    /// The zone's name, in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Zone::Own => "own",
            Zone::Quoted => "quoted",
            Zone::Signature => "signature",
            Zone::Automatic => "automatic",
            Zone::Blank => "blank",
        }
    }

    /// The zone with this letter.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Zone> {
        Zone::ALL.into_iter().find(|zone| zone.letter() == letter)
    }
}

/// A line of a message and its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Bytes in the body, without the line break.
    pub span: Range<usize>,
    /// Whose words the line holds.
    pub zone: Zone,
}

/// The zones of a message: every line of its body once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zones {
    lines: Vec<Line>,
}

impl Zones {
    /// The lines of the body.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The spans of the own lines.
    pub fn own(&self) -> impl Iterator<Item = Range<usize>> {
        self.lines.iter().filter(|line| line.zone == Zone::Own).map(|line| line.span.clone())
    }

    /// One letter a line.
    #[must_use]
    pub fn letters(&self) -> String {
        self.lines.iter().map(|line| line.zone.letter()).collect()
    }

    /// Zones that say that every line with text is own.
    pub(crate) fn all_own(text: &str) -> Zones {
        let lines = lines::split(text);
        let zones = blank_or_own(&lines);
        Zones::new(&lines, &zones)
    }

    fn new(lines: &[RawLine<'_>], zones: &[Zone]) -> Zones {
        let lines = lines
            .iter()
            .zip(zones)
            .map(|(line, &zone)| Line { span: line.span.clone(), zone })
            .collect();
        Zones { lines }
    }
}

fn blank_or_own(lines: &[RawLine<'_>]) -> Vec<Zone> {
    lines.iter().map(|line| if line.is_blank() { Zone::Blank } else { Zone::Own }).collect()
}

/// Finds the zone of each line of a message.
///
/// `learned` is what is known of the sender's signatures and of the messages
/// that this one answers; [`Learned::default`] is nothing.
#[must_use]
pub fn zones(body: &str, learned: &Learned) -> Zones {
    let lines = lines::split(body);
    let mut zones = blank_or_own(&lines);
    // Later rules look at what earlier ones left over.
    machine::mark_added_lines(&lines, &mut zones);
    let unmarked = quote::mark(&lines, &mut zones);
    learned::mark_parents(&lines, &mut zones, learned);
    if let Some(unmarked) = &unmarked {
        learned::unmark_answers(&lines, &mut zones, unmarked, learned);
    }
    pasted::mark(&lines, &mut zones);
    signature::mark(&lines, &mut zones, learned);
    machine::mark_tables_and_code(&lines, &mut zones);
    Zones::new(&lines, &zones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_names_are_the_zones() {
        for zone in Zone::ALL {
            assert_eq!(Zone::from_letter(zone.letter()), Some(zone));
            assert!(!zone.name().is_empty());
        }
        assert_eq!(Zone::from_letter('?'), None);
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(zones("", &Learned::default()).lines().is_empty());
        assert_eq!(zones("\n \n", &Learned::default()).letters(), "BB");
    }
}
