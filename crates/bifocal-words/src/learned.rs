//! What an index learned: the signatures of a sender, and the lines of the
//! messages that a message answers.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::lines::{self, RawLine, unquote};
use crate::quote::Unmarked;
use crate::zone::{Zone, Zones, zones};

/// Shortest line that tells anything, in characters of the normalised form.
const SHORTEST: usize = 8;
/// Shortest line that tells that it stands in the parent, in bytes and words.
const SHORTEST_OF_PARENT: (usize, usize) = (28, 5);
/// A signature is learned from the last lines of a message.
const LAST_LINES: usize = 16;
/// Words that hang together in the text of a parent.
const SHINGLE: usize = 4;

/// Sets of hashes need no second hash.
type HashesOf = HashSet<u64, BuildHasherDefault<AsIs>>;

/// Passes a hash through.
#[derive(Clone, Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = fnv(self.0, byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// What an index learned of a sender and of a thread. [`Learned::default`] is
/// nothing.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    signature: HashesOf,
    parent_lines: HashesOf,
    parent_shingles: HashesOf,
}

impl Learned {
    /// Adds lines that stand in the sender's signatures, as [`line_hash`]es.
    #[must_use]
    pub fn with_signature(mut self, lines: impl IntoIterator<Item = u64>) -> Learned {
        self.signature.extend(lines);
        self
    }

    /// Adds the text of a message that this one answers. This tells more than
    /// its lines: text that was wrapped anew is known too, and answers typed
    /// into it are found.
    #[must_use]
    pub fn with_parent_text(mut self, body: &str) -> Learned {
        self.parent_lines.extend(body.split('\n').filter_map(line_hash));
        let words: Vec<u64> = body.split('\n').flat_map(|line| words(unquote(line).1)).collect();
        self.parent_shingles.extend(words.windows(SHINGLE).map(shingle));
        self
    }

    /// The lines of the sender's signatures, in no order.
    pub fn signature(&self) -> impl Iterator<Item = u64> {
        self.signature.iter().copied()
    }

    pub(crate) fn signature_is_empty(&self) -> bool {
        self.signature.is_empty()
    }

    pub(crate) fn is_signature(&self, hash: u64) -> bool {
        self.signature.contains(&hash)
    }

    /// Whether a line stands in a parent. None if it is too short to tell.
    fn in_parent(&self, text: &str) -> Option<bool> {
        let (bytes, least) = SHORTEST_OF_PARENT;
        if text.len() < bytes || text.split_whitespace().take(least).count() < least {
            return None;
        }
        if line_hash(text).is_some_and(|hash| self.parent_lines.contains(&hash)) {
            return Some(true);
        }
        if self.parent_shingles.is_empty() {
            return Some(false);
        }
        let words: Vec<u64> = words(text).collect();
        let all = words.len().checked_sub(SHINGLE - 1)?;
        let seen = words
            .windows(SHINGLE)
            .filter(|window| self.parent_shingles.contains(&shingle(window)))
            .count();
        Some(seen * 5 >= all * 4)
    }
}

fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv_char(mut hash: u64, c: char) -> u64 {
    if c.is_ascii() {
        return fnv(hash, (c as u8).to_ascii_lowercase());
    }
    let mut buffer = [0; 4];
    for lower in c.to_lowercase() {
        for &byte in lower.encode_utf8(&mut buffer).as_bytes() {
            hash = fnv(hash, byte);
        }
    }
    hash
}

/// Spreads the bits of a hash, so that its low bits can be used as they are.
fn spread(hash: u64) -> u64 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// The hash of a line's normal form: without quote marks, white space
/// collapsed, lower case. The same everywhere and always. None for a line that
/// is too short to tell anything.
#[must_use]
pub fn line_hash(line: &str) -> Option<u64> {
    let text = unquote(line).1.trim_matches(lines::is_space);
    let mut hash = FNV_START;
    let (mut length, mut gap) = (0, false);
    for c in text.chars() {
        if lines::is_space(c) {
            gap = true;
            continue;
        }
        if gap {
            hash = fnv(hash, b' ');
            length += 1;
            gap = false;
        }
        hash = fnv_char(hash, c);
        length += 1;
    }
    (length >= SHORTEST).then(|| spread(hash))
}

/// Hashes of the words of a text, without marks.
fn words(text: &str) -> impl Iterator<Item = u64> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().fold(FNV_START, fnv_char))
}

fn shingle(words: &[u64]) -> u64 {
    let hash = words
        .iter()
        .fold(FNV_START, |hash, word| (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23));
    spread(hash)
}

/// Marks own lines that stand in a parent as quoted, and the blocks they make.
pub(crate) fn mark_parents(lines: &[RawLine<'_>], zones: &mut [Zone], learned: &Learned) {
    if learned.parent_lines.is_empty() && learned.parent_shingles.is_empty() {
        return;
    }
    for (line, zone) in lines.iter().zip(zones) {
        if *zone == Zone::Own && learned.in_parent(line.text) == Some(true) {
            *zone = Zone::Quoted;
        }
    }
}

/// Finds answers that were typed into a message quoted without marks, and
/// makes them own again. Only strong evidence does: this must never take words
/// of somebody else for the sender's.
pub(crate) fn unmark_answers(
    lines: &[RawLine<'_>],
    zones: &mut [Zone],
    unmarked: &Unmarked<'_>,
    learned: &Learned,
) {
    if learned.parent_shingles.is_empty() {
        return;
    }
    // Most of the text must stand in the parent; then what stands between
    // lines of it, and does not stand there itself, is an answer.
    let known: Vec<(usize, bool)> = unmarked
        .lines
        .clone()
        .filter(|&at| zones[at] == Zone::Quoted)
        .filter_map(|at| learned.in_parent(lines[at].text).map(|known| (at, known)))
        .collect();
    let seen = known.iter().filter(|(_, known)| *known).count();
    if seen < 2 || seen * 2 < known.len() {
        return;
    }
    let last_seen = known.iter().rposition(|(_, known)| *known).unwrap_or(0);
    for &(at, known) in &known[..last_seen] {
        if !known && lines[at].depth == 0 && learned.line_is_new(lines[at].text) {
            zones[at] = Zone::Own;
        }
    }
    // Short lines go with the paragraph that they stand in.
    for at in unmarked.lines.clone() {
        let own_above = at > 0 && zones[at - 1] == Zone::Own;
        if own_above
            && zones[at] == Zone::Quoted
            && learned.in_parent(lines[at].text).is_none()
            && learned.line_is_new(lines[at].text)
        {
            zones[at] = Zone::Own;
        }
    }
}

impl Learned {
    /// Whether nothing of a line stands in a parent.
    fn line_is_new(&self, text: &str) -> bool {
        let words: Vec<u64> = words(text).collect();
        let in_lines = line_hash(text).is_some_and(|hash| self.parent_lines.contains(&hash));
        !in_lines
            && !words.windows(SHINGLE).any(|window| self.parent_shingles.contains(&shingle(window)))
    }
}

/// Learns the signatures of one sender from the bodies of their messages: the
/// lines that recur among the last lines of what is not quoted, in at least
/// three messages and a fifth of them.
#[must_use]
pub fn learn_signature<'a>(bodies: impl Iterator<Item = &'a str>) -> Learned {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let mut messages = 0;
    for body in bodies {
        messages += 1;
        let zones: Zones = zones(body, &Learned::default());
        let kept = zones
            .lines()
            .iter()
            .rev()
            .filter(|line| matches!(line.zone, Zone::Own | Zone::Signature));
        let hashes: HashSet<u64> =
            kept.take(LAST_LINES).filter_map(|line| line_hash(&body[line.span.clone()])).collect();
        for hash in hashes {
            *counts.entry(hash).or_default() += 1;
        }
    }
    let least = (messages / 5).max(3);
    Learned::default().with_signature(
        counts.into_iter().filter(|&(_, count)| count >= least).map(|(hash, _)| hash),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_forget_dress() {
        let hash = line_hash("The brakes are fine.");
        assert!(hash.is_some());
        assert_eq!(hash, line_hash("> >  the  BRAKES are fine. "));
        assert_ne!(hash, line_hash("The brakes are not fine."));
        assert_eq!(line_hash("Ana"), None);
    }

    #[test]
    fn parents_are_quoted_however_marked() {
        let body = "Yes, go ahead.\n\nShall we order the new brakes for the test bikes?";
        let learned = Learned::default()
            .with_parent_text("Shall we order the new brakes for the test bikes?");
        assert_eq!(zones(body, &learned).letters(), "OBQ");
        assert_eq!(zones(body, &Learned::default()).letters(), "OBO");
    }

    #[test]
    fn answers_between_lines_of_the_parent_are_own() {
        let parent = "Shall we order the new brakes for the test bikes?\nWho can drive the van to the coast on Friday?\nPlease send me the list of spare parts by noon.";
        let body = "See below.\n\n-----Original Message-----\nFrom: Bo Lind\nSent: Tuesday, March 5, 2024 10:11\nTo: Ana Costa\nSubject: Plans\n\nShall we order the new brakes for\nthe test bikes?\nYes, but only the small ones until we know more.\nWho can drive the van to the coast on Friday?\nNot me.\nPlease send me the list of spare parts by noon.\n";
        let learned = Learned::default().with_parent_text(parent);
        assert_eq!(zones(body, &learned).letters(), "OBQQQQQBQQOQQQ");
    }

    #[test]
    fn signatures_are_learned() {
        let bodies: Vec<String> = (0..5)
            .map(|n| format!("Number {n} is done now.\n\nAna\nKeep the rubber side down, friends"))
            .collect();
        let learned = learn_signature(bodies.iter().map(String::as_str));
        assert_eq!(zones(&bodies[0], &learned).letters(), "OBOS");
        assert_eq!(zones(&bodies[0], &Learned::default()).letters(), "OBOO");
    }
}
