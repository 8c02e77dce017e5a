//! A folder that takes new messages.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bifocal_core::{Address, Fate, MessageKey};

use crate::error::StoreError;
use crate::files::Disk;
use crate::folder::Folder;
use crate::journal::{Entry, Journal, Owner, Run};
use crate::lock::Lock;
use crate::store::Rows;
use crate::stored::Stored;

/// How large parts get, and how long new rows wait for the disk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Sentences of a full part.
    pub acts: usize,
    /// Messages of a full part.
    pub messages: usize,
    /// After so long what is there is written, as a small part: a kill costs no more than this.
    pub wait: Duration,
    /// So many small parts are joined.
    pub small_parts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { acts: 1 << 16, messages: 1 << 16, wait: Duration::from_millis(100), small_parts: 32 }
    }
}

/// What a run has added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Messages that were new, whoever wrote them.
    pub messages: u64,
    /// Of these, messages that were coded.
    pub coded: u64,
    /// Sentences.
    pub acts: u64,
}

/// A folder that is open for new messages of one person. Nobody else can use it meanwhile.
#[derive(Debug)]
pub struct Writer {
    pub(crate) folder: Folder,
    pub(crate) journal: Journal,
    /// Bytes of the journal that count.
    valid: u64,
    person: Arc<str>,
    known: HashMap<MessageKey, Option<u8>>,
    /// Rows that are not on the disk yet, and how many acts they have.
    waiting: (Vec<Stored>, usize),
    since: Instant,
    added: Added,
    limits: Limits,
    _lock: Lock,
}

impl Writer {
    /// Opens a folder for the codes of a coder; makes it if there is none.
    ///
    /// # Errors
    /// If the folder holds other things, is in use, is of another coder or version, or is damaged.
    pub fn open(root: &Path, coder: &str) -> Result<Self, StoreError> {
        Self::open_on(Disk::default(), root, coder, Limits::default())
    }

    pub(crate) fn open_on(
        disk: Disk,
        root: &Path,
        coder: &str,
        limits: Limits,
    ) -> Result<Self, StoreError> {
        let folder = Folder { root: root.to_owned(), disk };
        if !root.is_dir() {
            folder.disk.folder(root)?;
        }
        if !Folder::is_one(root) && !folder.is_free()? {
            return Err(StoreError::NotEmpty(root.to_owned()));
        }
        let lock = Lock::exclusive(root)?;
        if !Folder::is_one(root) {
            folder.found(coder)?;
        }
        let writer = Self::of(folder, limits, lock)?;
        let had = writer.folder.header()?.coder;
        if had != coder {
            let have = coder.to_owned();
            return Err(StoreError::OtherCoder { root: root.to_owned(), had, have });
        }
        Ok(writer)
    }

    /// A folder that is there, whatever its coder.
    pub(crate) fn existing(disk: Disk, root: &Path) -> Result<Self, StoreError> {
        if !Folder::is_one(root) {
            return Err(StoreError::NotAStore(root.to_owned()));
        }
        let lock = Lock::exclusive(root)?;
        let folder = Folder { root: root.to_owned(), disk };
        let writer = Self::of(folder, Limits::default(), lock)?;
        writer.folder.header()?;
        Ok(writer)
    }

    fn of(folder: Folder, limits: Limits, lock: Lock) -> Result<Self, StoreError> {
        // Nothing is touched in a folder of another version, nor in one that is damaged.
        folder.header()?;
        let (journal, valid) = folder.journal()?;
        folder.furnish()?;
        folder.sweep(&journal)?;
        Ok(Self {
            folder,
            journal,
            valid,
            person: Arc::default(),
            known: HashMap::new(),
            waiting: (Vec::new(), 0),
            since: Instant::now(),
            added: Added::default(),
            limits,
            _lock: lock,
        })
    }

    /// Begins to take messages from the mailbox of a person, who keeps the address that stood for
    /// them before. Persons of the folder who have an address in common with them, or with each
    /// other over them, are one person from now on, under the address of the oldest: of a message
    /// that several of them had, one copy stays. Messages of which nothing is kept count as not seen
    /// if the person has a new address: they can be the person's own. Returns the address that
    /// stands for the person.
    ///
    /// # Errors
    /// If the disk fails or a part is damaged.
    pub fn begin(&mut self, owner: Owner) -> Result<Arc<str>, StoreError> {
        let mut now = owner;
        let own = now.addresses.iter().chain([&now.person]);
        let own: Vec<Address> = own.map(|address| Address::new(address)).collect();
        let before: Vec<Owner> = self.journal.owners(&own).into_iter().cloned().collect();
        if let Some(oldest) = before.first() {
            now.person.clone_from(&oldest.person);
        }
        for Owner { name, addresses, .. } in &before {
            now.addresses.extend_from_slice(addresses);
            if now.name.is_empty() {
                now.name.clone_from(name);
            }
        }
        now.addresses.sort();
        now.addresses.dedup();
        self.person = now.person.as_str().into();
        match &before[..] {
            [before] if *before == now => {}
            [before] if before.addresses == now.addresses => self.record(Entry::Person(now))?,
            [] => self.record(Entry::Person(now))?,
            _ => self.unite(now, &before)?,
        }
        self.known.clear();
        let rows = Rows { folder: &self.folder, parts: self.journal.parts.iter() };
        for rows in rows {
            let mine = rows?.into_iter().filter(|row| row.person == self.person);
            self.known.extend(mine.map(|row| (row.key, row.own().map(|own| own.bucket))));
        }
        Ok(self.person.clone())
    }

    /// Makes one person of those that somebody was before, in one rewriting.
    fn unite(&mut self, now: Owner, before: &[Owner]) -> Result<(), StoreError> {
        let person = self.person.clone();
        let mut seen = HashSet::new();
        let change = |mut row: Stored| {
            if !before.iter().any(|owner| *owner.person == *row.person) {
                return Some(row);
            }
            if row.own().is_none() || !seen.insert(row.key) {
                return None;
            }
            row.person = person.clone();
            Some(row)
        };
        self.rewrite(|_| true, change, |journal| journal.unite(now, before))
    }

    /// The person's messages that are there, with the buckets of the threads of their own.
    #[must_use]
    pub fn known(&self) -> &HashMap<MessageKey, Option<u8>> {
        &self.known
    }

    /// Takes messages; those that are there already are left as they are.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn add(&mut self, rows: Vec<Stored>) -> Result<(), StoreError> {
        for row in rows {
            let bucket = row.own().map(|own| own.bucket);
            if row.person != self.person || self.known.contains_key(&row.key) {
                continue;
            }
            self.known.insert(row.key, bucket);
            self.waiting.1 += row.acts();
            self.waiting.0.push(row);
            if self.is_full(&self.waiting) {
                self.flush()?;
            }
        }
        if self.since.elapsed() >= self.limits.wait { self.flush() } else { Ok(()) }
    }

    /// Ends the run.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn finish(mut self, run: Run) -> Result<Added, StoreError> {
        self.flush()?;
        self.join_small_parts(2)?;
        let run = Run { person: self.person.to_string(), ..run };
        self.record(Entry::Run(run))?;
        Ok(self.added)
    }

    fn is_full(&self, (rows, acts): &(Vec<Stored>, usize)) -> bool {
        rows.len() >= self.limits.messages || *acts >= self.limits.acts
    }

    /// Puts what waits on the disk: first the part, then its name in the journal.
    fn flush(&mut self) -> Result<(), StoreError> {
        let (rows, acts) = std::mem::take(&mut self.waiting);
        if !rows.is_empty() {
            let part = self.folder.write_part(self.journal.next_number(), &rows)?;
            self.record(Entry::Part(part))?;
            let coded = |row: &&Stored| row.own().is_some_and(|own| own.fate == Fate::Coded);
            self.added.messages += rows.len() as u64;
            self.added.coded += rows.iter().filter(coded).count() as u64;
            self.added.acts += acts as u64;
            self.join_small_parts(self.limits.small_parts)?;
        }
        self.since = Instant::now();
        Ok(())
    }

    fn record(&mut self, entry: Entry) -> Result<(), StoreError> {
        let line = entry.line().map_err(|error| StoreError::Encode(error.to_string()))?;
        self.folder.disk.append(&self.folder.journal_path(), self.valid, &line)?;
        self.valid += line.len() as u64;
        self.journal.add(entry);
        Ok(())
    }

    /// Joins parts that are not half full, if there are so many of them.
    fn join_small_parts(&mut self, so_many: usize) -> Result<(), StoreError> {
        let Limits { acts, messages, .. } = self.limits;
        let half = |rows: u64, full: usize| rows < full as u64 / 2;
        let small: Vec<u64> = self
            .journal
            .parts
            .iter()
            .filter(|part| half(part.acts.rows, acts) && half(part.messages.rows, messages))
            .map(|part| part.number)
            .collect();
        if small.len() < so_many {
            return Ok(());
        }
        self.rewrite(|number| small.contains(&number), Some, |_| ())
    }

    /// Writes the rows of some parts anew, changed or left out, and other entries of the journal
    /// with them, all at once.
    pub(crate) fn rewrite(
        &mut self,
        chosen: impl Fn(u64) -> bool,
        mut change: impl FnMut(Stored) -> Option<Stored>,
        entries: impl FnOnce(&mut Journal),
    ) -> Result<(), StoreError> {
        let old = self.journal.parts.clone();
        let (chosen, kept): (Vec<_>, Vec<_>) =
            old.into_iter().partition(|part| chosen(part.number));
        let mut journal = Journal { parts: kept, ..self.journal.clone() };
        let mut number = self.journal.next_number();
        let mut full = (Vec::new(), 0);
        for part in &chosen {
            for row in self.folder.read_part(part)?.into_iter().filter_map(&mut change) {
                full.1 += row.acts();
                full.0.push(row);
                if self.is_full(&full) {
                    journal.parts.push(self.folder.write_part(number, &full.0)?);
                    number += 1;
                    full = (Vec::new(), 0);
                }
            }
        }
        if !full.0.is_empty() {
            journal.parts.push(self.folder.write_part(number, &full.0)?);
        }
        entries(&mut journal);
        let lines = journal.lines().map_err(|error| StoreError::Encode(error.to_string()))?;
        self.folder.disk.write(&self.folder.journal_path(), &lines)?;
        self.valid = lines.len() as u64;
        self.journal = journal;
        for part in chosen {
            for table in crate::Table::ALL {
                self.folder.disk.remove(&self.folder.path(table, part.number))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::store::Store;
    use crate::stored::Kept;
    use crate::testing::{by, coded, folder_of, owner};

    const ANA: &str = "ana@velobay.example";

    /// So small that every run makes and joins many parts.
    const TINY: Limits = Limits { acts: 20, messages: 7, wait: Duration::ZERO, small_parts: 3 };

    /// What a mailbox gives, in batches.
    fn mailbox() -> Vec<Vec<Stored>> {
        let rows = (0..40u64).map(|key| match key % 5 {
            0 => Stored { person: ANA.into(), key: MessageKey(key), kept: Kept::ByOther },
            acts => coded(key, acts as u16),
        });
        let rows: Vec<Stored> = rows.collect();
        rows.chunks(6).map(<[Stored]>::to_vec).collect()
    }

    fn ingest(disk: Disk, root: &Path, batches: Vec<Vec<Stored>>) -> Result<Added, StoreError> {
        let mut writer = Writer::open_on(disk, root, "fast-1", TINY)?;
        writer.begin(owner(ANA))?;
        for batch in batches {
            writer.add(batch)?;
        }
        writer.finish(Run::default())
    }

    fn content(root: &Path) -> BTreeMap<MessageKey, Stored> {
        let store = Store::open(root).expect("the folder opens");
        let rows: Vec<Stored> = store.rows().flat_map(|rows| rows.expect("a whole part")).collect();
        let count = rows.len();
        let content: BTreeMap<_, _> = rows.into_iter().map(|row| (row.key, row)).collect();
        assert_eq!(content.len(), count, "nothing is there twice");
        content
    }

    fn whole() -> BTreeMap<MessageKey, Stored> {
        mailbox().into_iter().flatten().map(|row| (row.key, row)).collect()
    }

    #[test]
    fn the_power_fails_at_every_step_once() {
        let whole = whole();
        let mut steps = 0;
        loop {
            let dir = tempfile::tempdir().expect("a folder");
            let root = dir.path().join("acts");
            let done = ingest(Disk::dying(steps), &root, mailbox()).is_ok();
            if Store::is_one(&root) {
                let left = content(&root);
                assert!(left.iter().all(|(key, row)| whole.get(key) == Some(row)));
            }
            ingest(Disk::default(), &root, mailbox()).expect("the next run");
            assert_eq!(content(&root), whole, "after {steps} steps");
            if done {
                break;
            }
            steps += 1;
        }
        assert!(steps > 100, "{steps}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_sequence_of_runs_and_kills_ends_with_the_same_rows(
            kills in proptest::collection::vec((0u32..250, 0usize..7, any::<bool>()), 0..6),
        ) {
            let dir = tempfile::tempdir().expect("a folder");
            let whole = whole();
            let mut before = 0;
            for (steps, from, backward) in kills {
                let mut batches = mailbox().split_off(from);
                if backward {
                    batches.reverse();
                }
                let _ = ingest(Disk::dying(steps), dir.path(), batches);
                if Store::is_one(dir.path()) {
                    let left = content(dir.path());
                    prop_assert!(left.iter().all(|(key, row)| whole.get(key) == Some(row)));
                    prop_assert!(left.len() >= before, "what was there is lost");
                    before = left.len();
                }
            }
            ingest(Disk::default(), dir.path(), mailbox()).expect("the last run");
            prop_assert_eq!(content(dir.path()), whole);
        }
    }

    #[test]
    fn a_message_keeps_the_codes_that_it_was_given_at_first() {
        let dir = tempfile::tempdir().expect("a folder");
        folder_of(dir.path(), ANA, vec![coded(1, 2)]);
        folder_of(dir.path(), ANA, vec![coded(1, 3), coded(2, 1)]);
        let content = content(dir.path());
        assert_eq!(content[&MessageKey(1)], coded(1, 2));
        assert_eq!(content[&MessageKey(2)], coded(2, 1));
    }

    #[test]
    fn parts_are_joined() {
        let dir = tempfile::tempdir().expect("a folder");
        for key in 0..20 {
            ingest(Disk::default(), dir.path(), vec![vec![coded(key, 1)]]).expect("a run");
        }
        let files = std::fs::read_dir(dir.path().join("acts")).expect("a folder").count();
        assert!(files <= 20 / (TINY.messages / 2) + 1, "{files} files");
        assert_eq!(content(dir.path()).len(), 20);
    }

    #[test]
    fn codes_of_two_coders_are_never_mixed() {
        let dir = tempfile::tempdir().expect("a folder");
        folder_of(dir.path(), ANA, vec![coded(1, 2)]);
        let error = Writer::open(dir.path(), "careful-3").expect_err("another coder");
        assert!(matches!(error, StoreError::OtherCoder { .. }), "{error}");
    }

    #[test]
    fn one_process_at_a_time() {
        let dir = tempfile::tempdir().expect("a folder");
        let writer = Writer::open(dir.path(), "fast-1").expect("a folder");
        let busy = |error| matches!(error, StoreError::Busy(_));
        assert!(busy(Writer::open(dir.path(), "fast-1").expect_err("in use")));
        assert!(busy(Store::open(dir.path()).expect_err("in use")));
        drop(writer);
        let one = Store::open(dir.path()).expect("a reader");
        let other = Store::open(dir.path()).expect("another reader");
        assert!(busy(Writer::open(dir.path(), "fast-1").expect_err("being read")));
        drop((one, other));
        assert!(Writer::open(dir.path(), "fast-1").is_ok());
    }

    #[test]
    fn a_new_address_makes_messages_by_others_new() {
        let dir = tempfile::tempdir().expect("a folder");
        let by_other = Stored { person: ANA.into(), key: MessageKey(1), kept: Kept::ByOther };
        folder_of(dir.path(), ANA, vec![by_other, coded(2, 1)]);
        let mut writer = Writer::open(dir.path(), "fast-1").expect("a folder");
        // The new address is given first, and the person is known by the second.
        let both = Owner {
            addresses: vec!["a.silva@velobay.example".into(), ANA.into()],
            ..owner("a.silva@velobay.example")
        };
        assert_eq!(&*writer.begin(both).expect("begun"), ANA);
        assert_eq!(writer.known().keys().collect::<Vec<_>>(), [&MessageKey(2)]);
        writer.add(vec![coded(1, 3)]).expect("added");
        writer.finish(Run::default()).expect("finished");
        assert_eq!(content(dir.path())[&MessageKey(1)], coded(1, 3));
    }

    #[test]
    fn other_folders_are_left_alone() {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("thesis.tex"), "mine").expect("a file");
        let error = Writer::open(dir.path(), "fast-1").expect_err("other files");
        assert!(matches!(error, StoreError::NotEmpty(_)), "{error}");
        assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 1);
        assert!(matches!(Store::open(dir.path()), Err(StoreError::NotAStore(_))));
    }

    #[test]
    fn damage_is_found_and_named() {
        let dir = tempfile::tempdir().expect("a folder");
        folder_of(dir.path(), ANA, vec![by(ANA, 1, 3)]);
        let path = dir.path().join("acts/000001.parquet");
        let whole = std::fs::read(&path).expect("a part");
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        for bytes in [&flipped[..], &whole[..whole.len() - 1], b""] {
            std::fs::write(&path, bytes).expect("written");
            let store = Store::open(dir.path()).expect("the journal is whole");
            let error = store.tally().expect_err("damage").to_string();
            assert!(error.contains("acts/000001.parquet"), "{error}");
        }
        std::fs::remove_file(&path).expect("removed");
        assert!(Store::open(dir.path()).expect("a folder").tally().is_err());
    }

    #[test]
    fn a_folder_of_a_later_version_is_not_touched() {
        let dir = tempfile::tempdir().expect("a folder");
        folder_of(dir.path(), ANA, vec![by(ANA, 1, 3)]);
        let header = "{\"format\":2,\"coder\":\"fast-1\",\"colour\":\"blue\"}";
        std::fs::write(dir.path().join("bifocal.json"), header).expect("written");
        let stray = dir.path().join("acts/000009.parquet");
        std::fs::write(&stray, "of a later version").expect("written");
        for error in [
            Store::open(dir.path()).err(),
            Writer::open(dir.path(), "fast-1").err(),
            Writer::existing(Disk::default(), dir.path()).err(),
        ] {
            assert!(matches!(error, Some(StoreError::Format { found: 2, .. })), "{error:?}");
        }
        assert!(stray.exists());
    }

    #[test]
    fn a_folder_that_has_lost_its_journal_is_damaged_and_keeps_its_parts() {
        for left in [None, Some(""), Some("{\"part\":{\"num")] {
            let dir = tempfile::tempdir().expect("a folder");
            folder_of(dir.path(), ANA, vec![by(ANA, 1, 3)]);
            let journal = dir.path().join("journal.jsonl");
            let whole = std::fs::read(&journal).expect("a journal");
            match left {
                Some(left) => std::fs::write(&journal, left).expect("written"),
                None => std::fs::remove_file(&journal).expect("removed"),
            }
            for error in [
                Store::open(dir.path()).err(),
                Writer::open(dir.path(), "fast-1").err(),
                Writer::existing(Disk::default(), dir.path()).err(),
            ] {
                let error = error.expect("damage").to_string();
                assert!(error.contains("journal.jsonl: there are parts"), "{error}");
            }
            std::fs::write(&journal, whole).expect("put back");
            assert_eq!(content(dir.path()).len(), 1);
        }
    }

    #[test]
    fn an_address_that_two_persons_have_makes_them_one() {
        const SILVA: &str = "a.silva@velobay.example";
        let dir = tempfile::tempdir().expect("a folder");
        let other = |person: &str, key| Stored {
            person: person.into(),
            key: MessageKey(key),
            kept: Kept::ByOther,
        };
        folder_of(dir.path(), ANA, vec![by(ANA, 1, 1), other(ANA, 2), by(ANA, 3, 2)]);
        folder_of(dir.path(), "ben@velobay.example", vec![by("ben@velobay.example", 1, 4)]);
        folder_of(dir.path(), SILVA, vec![other(SILVA, 1), by(SILVA, 2, 1), by(SILVA, 3, 5)]);
        let both = Owner { addresses: vec![SILVA.into(), ANA.into()], ..owner(SILVA) };
        let mut writer = Writer::open(dir.path(), "fast-1").expect("a folder");
        assert_eq!(&*writer.begin(both).expect("begun"), ANA);
        assert_eq!(writer.known().len(), 3);
        writer.add(vec![by(ANA, 2, 9)]).expect("added");
        writer.finish(Run::default()).expect("finished");
        let store = Store::open(dir.path()).expect("a folder");
        assert_eq!(store.persons().len(), 2);
        assert!(store.runs().iter().all(|run| run.person != SILVA));
        let mut rows: Vec<Stored> = store.rows().flat_map(|rows| rows.expect("a part")).collect();
        rows.sort_by_key(|row| (row.person.clone(), row.key));
        let ben = by("ben@velobay.example", 1, 4);
        assert_eq!(rows, [by(ANA, 1, 1), by(ANA, 2, 1), by(ANA, 3, 2), ben]);
        assert_eq!(store.addresses_of(&[Address::new(SILVA)]).len(), 2);
    }

    #[test]
    fn what_the_journal_does_not_name_is_swept_away_by_a_writer_alone() {
        let dir = tempfile::tempdir().expect("a folder");
        folder_of(dir.path(), ANA, vec![by(ANA, 1, 3)]);
        let strays = ["acts/000009.parquet", "messages/000010.parquet.tmp", "journal.jsonl.tmp"];
        for stray in strays {
            std::fs::write(dir.path().join(stray), "half").expect("written");
        }
        drop(Store::open(dir.path()).expect("a folder"));
        assert!(strays.iter().all(|stray| dir.path().join(stray).exists()));
        drop(Writer::open(dir.path(), "fast-1").expect("a folder"));
        assert!(strays.iter().all(|stray| !dir.path().join(stray).exists()));
        assert_eq!(content(dir.path()).len(), 1);
    }
}
