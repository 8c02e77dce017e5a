//! Is there a trace of an address? A search over every byte of a folder, and over every value in
//! it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use bifocal_core::Address;
use memchr::memmem;

use crate::columns::Values;
use crate::error::StoreError;
use crate::folder::Folder;
use crate::journal::Journal;

/// Larger files are not searched, and are named: this program writes none.
const MOST_BYTES: u64 = 1 << 28;

/// What stands in place of an address that is forgotten.
const FORGOTTEN: &str = "(forgotten)";

/// What a search has looked at, and how often it has found an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Files whose names and bytes were searched.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Texts in the tables, after unpacking and decoding.
    pub values: u64,
    /// Occurrences in names of files.
    pub in_names: u64,
    /// Occurrences in bytes of files.
    pub in_bytes: u64,
    /// Occurrences in decoded texts.
    pub in_values: u64,
    /// Files that were not searched since they are too large.
    pub unsearched: Vec<PathBuf>,
}

impl Found {
    /// Whether everything was searched and nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.in_names + self.in_bytes + self.in_values == 0 && self.unsearched.is_empty()
    }
}

/// Addresses as they can stand in bytes.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    wanted: Vec<Vec<u8>>,
    /// Longer addresses of others that hold one of these, such as `joana@` for `ana@`.
    spared: Vec<Vec<u8>>,
    addresses: Vec<Address>,
    others: Vec<Address>,
}

impl Trace {
    /// Looks for `addresses`, but not within one of `others`.
    pub fn of(addresses: &[Address], others: &[Address]) -> Self {
        let holds =
            |other: &&Address| addresses.iter().any(|a| other.as_str().contains(a.as_str()));
        let others: Vec<Address> = others.iter().filter(holds).cloned().collect();
        Self {
            wanted: addresses.iter().flat_map(encodings).collect(),
            spared: others.iter().flat_map(encodings).collect(),
            addresses: addresses.to_vec(),
            others,
        }
    }

    /// How often the addresses stand in these bytes, in upper or lower case.
    pub fn count(&self, mut bytes: Vec<u8>) -> u64 {
        bytes.make_ascii_lowercase();
        for spared in &self.spared {
            let places: Vec<usize> = memmem::find_iter(&bytes, spared).collect();
            for at in places {
                bytes[at..at + spared.len()].fill(0xff);
            }
        }
        self.wanted.iter().map(|wanted| memmem::find_iter(&bytes, wanted).count() as u64).sum()
    }

    /// The text without the addresses, where it holds one.
    pub fn erased(&self, text: &str) -> Option<String> {
        if self.count(text.as_bytes().to_vec()) == 0 {
            return None;
        }
        let mut left = text.to_owned();
        let spared: Vec<String> = self.others.iter().flat_map(written).collect();
        for wanted in self.addresses.iter().flat_map(written) {
            left = erase(&left, &wanted, &spared);
        }
        Some(left)
    }
}

/// How an address is written in a text: as it is, and as in the address of a page.
fn written(address: &Address) -> Vec<String> {
    let plain = address.as_str().to_ascii_lowercase();
    let mut percent = String::new();
    for byte in plain.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            percent.push(char::from(byte));
        } else {
            percent.push_str(&format!("%{byte:02x}"));
        }
    }
    let mut forms = vec![plain];
    if percent != forms[0] {
        forms.push(percent);
    }
    forms
}

/// How an address can stand in bytes: UTF-8, percent-encoded, UTF-16 in either order.
fn encodings(address: &Address) -> Vec<Vec<u8>> {
    let mut forms: Vec<Vec<u8>> = written(address).into_iter().map(String::into_bytes).collect();
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = address.as_str().to_ascii_lowercase();
        let mut bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        bytes.make_ascii_lowercase();
        bytes
    };
    forms.push(wide(u16::to_le_bytes));
    forms.push(wide(u16::to_be_bytes));
    // An empty address would be everywhere.
    forms.retain(|form| !form.is_empty());
    forms
}

/// Replaces what is wanted, but not within what is spared.
fn erase(text: &str, wanted: &str, spared: &[String]) -> String {
    let lower = text.to_ascii_lowercase();
    let safe: Vec<_> = spared
        .iter()
        .flat_map(|spared| lower.match_indices(spared.as_str()))
        .map(|(at, spared)| at..at + spared.len())
        .collect();
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in lower.match_indices(wanted) {
        if !safe.iter().any(|safe| safe.contains(&at)) {
            left.push_str(&text[from..at]);
            left.push_str(FORGOTTEN);
            from = at + wanted.len();
        }
    }
    left.push_str(&text[from..]);
    left
}

/// Searches the names and bytes of all files in a folder, and all texts in its tables.
pub(crate) fn search(
    folder: &Folder,
    journal: &Journal,
    trace: &Trace,
) -> Result<Found, StoreError> {
    let mut found = Found::default();
    walk(&folder.root, trace, &mut found)?;
    for part in &journal.parts {
        for columns in folder.tables(part)? {
            for values in &columns.values {
                let Values::Texts(texts) = values else { continue };
                for text in texts.iter().flatten() {
                    found.values += 1;
                    found.in_values += trace.count(text.as_bytes().to_vec());
                }
            }
        }
    }
    Ok(found)
}

fn walk(folder: &Path, trace: &Trace, found: &mut Found) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(StoreError::io(folder))? {
        let entry = entry.map_err(StoreError::io(folder))?;
        let path = entry.path();
        found.in_names += trace.count(entry.file_name().as_encoded_bytes().to_vec());
        let kind = entry.file_type().map_err(StoreError::io(&path))?;
        if kind.is_dir() {
            walk(&path, trace, found)?;
        } else if kind.is_file() {
            let file = fs::File::open(&path).map_err(StoreError::io(&path))?;
            let mut bytes = Vec::new();
            file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(StoreError::io(&path))?;
            if bytes.len() as u64 > MOST_BYTES {
                found.unsearched.push(path);
                continue;
            }
            found.files += 1;
            found.bytes += bytes.len() as u64;
            found.in_bytes += trace.count(bytes);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace() -> Trace {
        let address = Address::new;
        Trace::of(
            &[address("ana@velobay.example")],
            &[address("joana@velobay.example"), address("ben@velobay.example")],
        )
    }

    #[test]
    fn finds_an_address_however_it_is_written() {
        let trace = trace();
        let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        for bytes in [
            b"x ana@velobay.example y".to_vec(),
            b"xANA@Velobay.Example-2".to_vec(),
            b"file:///mail/ana%40velobay.example.mbox".to_vec(),
            utf16("Ana@velobay.example", u16::to_le_bytes),
            utf16("Ana@velobay.example", u16::to_be_bytes),
        ] {
            assert_eq!(trace.count(bytes.clone()), 1, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn somebody_with_a_longer_address_is_spared() {
        let trace = trace();
        for text in [
            "joana@velobay.example",
            "Joana%40velobay.example",
            "ana@velobay",
            "ben@velobay.example",
        ] {
            assert_eq!(trace.count(text.as_bytes().to_vec()), 0, "{text}");
            assert_eq!(trace.erased(text), None);
        }
        assert_eq!(trace.count(b"joana@velobay.example, ana@velobay.example".to_vec()), 1);
    }

    #[test]
    fn erases_an_address_from_a_path() {
        let trace = trace();
        let erased = |text: &str| trace.erased(text).unwrap_or_default();
        assert_eq!(erased("/mail/Ana@velobay.example.mbox"), "/mail/(forgotten).mbox");
        assert_eq!(
            erased("/joana@velobay.example/ana%40velobay.example/é"),
            "/joana@velobay.example/(forgotten)/é"
        );
        assert_eq!(trace.count(erased("ana@velobay.exampleana@velobay.example").into_bytes()), 0);
    }
}
