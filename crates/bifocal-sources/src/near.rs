//! Guesses about people, for somebody to confirm.

use std::collections::HashSet;

use bifocal_core::Address;

use crate::index::{Contact, Index};

/// So many addresses are suggested at most.
const SUGGESTIONS: usize = 5;

/// Addresses that look like somebody's further ones, the busiest first: a full name that stands
/// beside one of `me`, is `name`, or is the beginning of a mail address of `me`, stands beside them
/// too, or is what they are made of (`ana.silva@home.example`, `github:ana-silva`). Proposed only,
/// since two people may have one name.
#[must_use]
pub fn alike(index: &Index, me: &[Address], name: Option<&str>) -> Vec<Address> {
    let is_full = |name: &String| name.contains(' ');
    let shown = me.iter().filter_map(|address| index.contact(address));
    let shown = shown.flat_map(|contact| contact.names.iter().map(|(name, _)| name.as_str()));
    let names: HashSet<String> = shown
        .chain(name)
        .filter(|name| !name.contains('@'))
        .chain(me.iter().map(handle))
        .map(comparable)
        .filter(is_full)
        .collect();
    let is_mine = |contact: &&Contact| {
        let mut shown = contact.names.iter().map(|(name, _)| name.as_str());
        !me.contains(&contact.address)
            && (names.contains(&comparable(handle(&contact.address)))
                || shown.any(|name| names.contains(&comparable(name))))
    };
    let mut found: Vec<&Contact> = index.people().iter().filter(is_mine).collect();
    found.sort_by_key(|contact| {
        (std::cmp::Reverse(contact.sent + contact.received), &contact.address)
    });
    found.into_iter().map(|contact| contact.address.clone()).collect()
}

/// The part of an address that its owner is called by: `ana.silva` of `ana.silva@home.example`,
/// `ana-silva` of `github:ana-silva`.
fn handle(address: &Address) -> &str {
    let text = address.as_str();
    match text.rsplit_once('@') {
        Some((local, _)) => local,
        None => text.rsplit_once(':').map_or(text, |(_, handle)| handle),
    }
}

/// A name in the form in which names are compared: "Raman, Priya" is "priya raman".
fn comparable(name: &str) -> String {
    let lower = name.to_lowercase();
    let turned = match lower.split_once(',') {
        Some((last, first)) if !first.contains(',') => format!("{first} {last}"),
        _ => lower,
    };
    turned
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The known addresses that are most like an unknown one, the likeliest first:
/// the same person elsewhere, or a slip of the finger.
#[must_use]
pub fn near(index: &Index, address: &Address) -> Vec<Address> {
    let wanted = address.as_str();
    let (local, domain) = wanted.rsplit_once('@').unwrap_or((wanted, ""));
    let wanted_name = comparable(local);
    let mut found: Vec<(usize, std::cmp::Reverse<u32>, &Address)> = index
        .people()
        .iter()
        .filter_map(|contact| {
            let other = contact.address.as_str();
            let (other_local, other_domain) = other.rsplit_once('@').unwrap_or((other, ""));
            let same_name =
                || contact.names.iter().any(|(name, _)| comparable(name) == wanted_name);
            let distance = if other_local == local {
                0
            } else if !wanted_name.is_empty()
                && (comparable(other_local) == wanted_name || same_name())
            {
                1
            } else {
                // Another name at another place is somebody else.
                let most = (local.chars().count() / 3).clamp(1, 3);
                let places = if other_domain == domain || domain.is_empty() {
                    0
                } else {
                    distance(other_domain, domain, 2)?
                };
                2 + distance(other_local, local, most)? + places
            };
            Some((distance, std::cmp::Reverse(contact.sent + contact.received), &contact.address))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(SUGGESTIONS).map(|(_, _, address)| address.clone()).collect()
}

/// Insertions, deletions and replacements that make one word of another, if
/// they are no more than `most`.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    if one.len() > 256 || other.len() > 256 {
        return None;
    }
    let other: Vec<char> = other.chars().collect();
    if one.chars().count().abs_diff(other.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (number, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = number + 1;
        for (column, d) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(c != *d);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("priya", "priya", 2), Some(0));
        assert_eq!(distance("priya", "pryia", 2), Some(2));
        assert_eq!(distance("priya", "bob", 2), None);
        assert_eq!(distance("", "ab", 2), Some(2));
    }

    #[test]
    fn names_compare_without_order_and_marks() {
        assert_eq!(comparable("Raman, Priya"), "priya raman");
        assert_eq!(comparable("priya.raman"), "priya raman");
    }
}
