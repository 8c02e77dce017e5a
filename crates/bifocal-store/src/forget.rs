//! Forgetting a person: their rows, and every trace of their addresses.

use std::collections::BTreeMap;
use std::path::Path;

use bifocal_core::Address;

use crate::error::StoreError;
use crate::files::Disk;
use crate::journal::{Journal, Owner};
use crate::search::{Found, Trace, search};
use crate::store::Rows;
use crate::stored::Stored;
use crate::writer::Writer;

/// Messages and acts in a folder, by person.
pub type Counts = BTreeMap<String, (u64, u64)>;

/// A folder from which somebody is about to be removed. Nobody else can use it meanwhile.
#[derive(Debug)]
pub struct Forget {
    writer: Writer,
    persons: Vec<String>,
    addresses: Vec<Address>,
    trace: Trace,
}

/// What was in the folder before, and what is after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Messages and acts of each person.
    pub before: Counts,
    /// The same after.
    pub after: Counts,
    /// What a search for the addresses found.
    pub found_before: Found,
    /// The same after.
    pub found_after: Found,
    /// Messages of others whose source has one of the addresses in its path: these can no longer
    /// be read again.
    pub paths: u64,
}

impl Forget {
    /// Opens a folder and finds out which addresses are to go: the one that is given, and all of
    /// the person whom it belongs to.
    ///
    /// # Errors
    /// If it is no folder of acts, is in use, or is damaged.
    pub fn prepare(root: &Path, address: &Address) -> Result<Self, StoreError> {
        Self::prepare_on(Disk::default(), root, address)
    }

    fn prepare_on(disk: Disk, root: &Path, address: &Address) -> Result<Self, StoreError> {
        let writer = Writer::existing(disk, root)?;
        let given = std::slice::from_ref(address);
        let (gone, stay): (Vec<&Owner>, Vec<&Owner>) =
            writer.journal.persons.iter().partition(|owner| owner.has_any(given));
        let all = |owners: &[&Owner]| -> Vec<Address> {
            let own = owners.iter().flat_map(|o| o.addresses.iter().chain([&o.person]));
            own.map(|address| Address::new(address)).collect()
        };
        let mut addresses = all(&gone);
        addresses.push(address.clone());
        addresses.sort();
        addresses.dedup();
        let trace = Trace::of(&addresses, &all(&stay));
        let persons = gone.iter().map(|owner| owner.person.clone()).collect();
        Ok(Self { writer, persons, addresses, trace })
    }

    /// Whether the address belongs to somebody whose acts are in the folder.
    #[must_use]
    pub fn has_owner(&self) -> bool {
        !self.persons.is_empty()
    }

    /// The addresses that are to go.
    #[must_use]
    pub fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// Messages and acts of each person.
    ///
    /// # Errors
    /// If a part is damaged.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let mut counts = Counts::new();
        let Writer { folder, journal, .. } = &self.writer;
        for rows in (Rows { folder, parts: journal.parts.iter() }) {
            for row in rows? {
                let count = counts.entry(row.person.to_string()).or_default();
                count.0 += 1;
                count.1 += row.acts() as u64;
            }
        }
        Ok(counts)
    }

    /// Searches all bytes and values of the folder for the addresses.
    ///
    /// # Errors
    /// If a file cannot be read or a part is damaged.
    pub fn search(&self) -> Result<Found, StoreError> {
        search(&self.writer.folder, &self.writer.journal, &self.trace)
    }

    /// Removes the person's rows and entries, erases their addresses from paths, writes all parts
    /// anew, and searches again.
    ///
    /// # Errors
    /// If the disk fails or a part is damaged. Then the folder is as before or as after.
    pub fn run(mut self) -> Result<Forgotten, StoreError> {
        let (before, found_before) = (self.counts()?, self.search()?);
        let Self { writer, persons, trace, addresses } = &mut self;
        let is_gone = |person: &str| {
            persons.iter().any(|gone| gone == person)
                || addresses.iter().any(|a| a.as_str() == person)
        };
        let mut paths = 0;
        let change = |mut row: Stored| {
            if is_gone(&row.person) {
                return None;
            }
            let file = row.own_mut().map(|own| &mut own.locus.file);
            if let Some(file) = file
                && let Some(erased) = trace.erased(file)
            {
                *file = erased;
                paths += 1;
            }
            Some(row)
        };
        writer.rewrite(|_| true, change, |journal| erase(journal, trace, is_gone))?;
        writer.folder.sweep(&writer.journal)?;
        let (after, found_after) = (self.counts()?, self.search()?);
        Ok(Forgotten { before, after, found_before, found_after, paths })
    }
}

/// Removes a person from the journal, and their addresses from what is said of others.
fn erase(journal: &mut Journal, trace: &Trace, is_gone: impl Fn(&str) -> bool) {
    journal.persons.retain(|owner| !is_gone(&owner.person));
    journal.runs.retain(|run| !is_gone(&run.person));
    let clean = |text: &mut String| {
        if let Some(erased) = trace.erased(text) {
            *text = erased;
        }
    };
    for owner in &mut journal.persons {
        clean(&mut owner.name);
    }
    for run in &mut journal.runs {
        run.sources.iter_mut().for_each(clean);
        // An example names a file; without its name it is of no use.
        run.skipped_examples.retain(|example| trace.erased(example).is_none());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Run;
    use crate::store::Store;
    use crate::testing::{by, folder_of, owner};

    const ANA: &str = "ana@velobay.example";
    const BEN: &str = "ben@velobay.example";

    fn two_persons() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        let mut rows: Vec<Stored> = (0..5).map(|key| by(ANA, key, 3)).collect();
        // Ana has a copy of Ben's sent mail, in a file with his name.
        if let Some(own) = rows[0].own_mut() {
            own.locus.file = format!("/mail/{BEN}/sent.mbox");
        }
        folder_of(dir.path(), ANA, rows);
        folder_of(dir.path(), BEN, (0..4).map(|key| by(BEN, key, 2)).collect());
        dir
    }

    #[test]
    fn a_person_is_gone_and_the_other_is_as_before() {
        let dir = two_persons();
        let others = |store: &Store| -> Vec<_> {
            let tally = store.tally().expect("a tally");
            tally
                .iter()
                .filter(|(key, _)| &*key.person == ANA)
                .map(|(k, c)| (k.clone(), c.clone()))
                .collect()
        };
        let before = others(&Store::open(dir.path()).expect("a folder"));
        assert!(!before.is_empty());
        let forget = Forget::prepare(dir.path(), &Address::new("Ben@Velobay.example"));
        let done = forget.and_then(Forget::run).expect("forgotten");
        assert_eq!(done.before, Counts::from([(ANA.into(), (5, 15)), (BEN.into(), (4, 8))]));
        assert_eq!(done.after, Counts::from([(ANA.into(), (5, 15))]));
        assert_eq!(done.paths, 1);
        assert!(done.found_before.in_bytes > 0 && done.found_before.in_values > 0);
        assert!(done.found_after.is_clean(), "{:?}", done.found_after);
        assert!(done.found_after.bytes > 0 && done.found_after.values > 0);
        let store = Store::open(dir.path()).expect("a folder");
        assert_eq!(others(&store), before);
        assert_eq!(store.persons().len(), 1);
        assert!(store.runs().iter().all(|run| run.person == ANA));
    }

    #[test]
    fn the_last_person_leaves_an_empty_folder_that_opens() {
        let dir = two_persons();
        for person in [ANA, BEN] {
            let forget = Forget::prepare(dir.path(), &Address::new(person));
            assert!(forget.and_then(Forget::run).expect("forgotten").found_after.is_clean());
        }
        let store = Store::open(dir.path()).expect("a folder");
        assert!(store.tally().expect("a tally").is_empty() && store.persons().is_empty());
    }

    #[test]
    fn the_power_fails_at_every_step_of_forgetting_the_last_person() {
        let mut steps = 0;
        loop {
            let dir = tempfile::tempdir().expect("a folder");
            folder_of(dir.path(), ANA, (0..4).map(|key| by(ANA, key, 2)).collect());
            let forget = |disk| {
                Forget::prepare_on(disk, dir.path(), &Address::new(ANA)).and_then(Forget::run)
            };
            let done = forget(Disk::dying(steps)).is_ok();
            let store = Store::open(dir.path()).expect("it opens");
            let left = store.rows().map(|rows| rows.expect("a whole part").len()).sum::<usize>();
            assert!([0, 4].contains(&left), "after {steps} steps");
            drop(store);
            assert!(forget(Disk::default()).expect("forgotten").found_after.is_clean());
            if done {
                break;
            }
            steps += 1;
        }
        assert!(steps > 5, "{steps}");
    }

    #[test]
    fn all_addresses_of_a_person_go() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut writer = Writer::open(dir.path(), "fast-1").expect("a folder");
        let both =
            Owner { addresses: vec![ANA.into(), "a.silva@velobay.example".into()], ..owner(ANA) };
        writer.begin(both).expect("begun");
        writer.add(vec![by(ANA, 1, 1)]).expect("added");
        writer.finish(Run::default()).expect("finished");
        let forget = Forget::prepare(dir.path(), &Address::new("a.silva@velobay.example"));
        let forget = forget.expect("a folder");
        assert_eq!(forget.addresses().len(), 2);
        assert!(forget.run().expect("forgotten").after.is_empty());
    }
}
