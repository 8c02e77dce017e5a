//! Who takes part in the messages of an archive: for the rule that a mirror is for the owner of a
//! mailbox.

use std::collections::HashSet;

use bifocal_core::Address;

use super::{Entry, Index};

/// How much of an archive one person takes part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parties {
    /// Messages of all kinds.
    pub messages: u64,
    /// Those that the person is a party to: sender or recipient, and where people write to all in
    /// a thread (of a channel, of an issue, a meeting), all of a thread in which the person wrote.
    pub mine: u64,
    /// Whether there are messages of such threads.
    pub open: bool,
    /// Mails that the person sent or got.
    pub my_mails: u64,
    /// Of all others who wrote a mail the one who sent and got the most, with how many.
    pub other: Option<(Address, u64)>,
}

impl Index {
    /// How much of the archive the person with these addresses takes part in, and how many mails
    /// the one has who has the most besides. Who only gets mail, such as a list, is no other.
    #[must_use]
    pub fn parties(&self, me: &[Address]) -> Parties {
        let mine: HashSet<usize> = me.iter().filter_map(|address| self.number(address)).collect();
        let is_mine = |number: &u32| mine.contains(&(*number as usize));
        let named: Vec<bool> =
            (0..self.people.len()).map(|set| self.people.get(set).iter().any(is_mine)).collect();
        let is_named = |entry: &Entry| named[entry.people as usize];
        let is_open = |entry: &Entry| self.open[entry.thread as usize];
        let written: HashSet<u32> = self
            .entries
            .iter()
            .filter(|entry| is_open(entry) && is_mine(&entry.from))
            .map(|entry| entry.thread)
            .collect();
        let is_party = |entry: &&Entry| is_named(entry) || written.contains(&entry.thread);
        let mails = || self.entries.iter().filter(|entry| !is_open(entry));
        Parties {
            messages: self.messages(),
            mine: self.entries.iter().filter(is_party).count() as u64,
            open: self.open.contains(&true),
            my_mails: mails().filter(|entry| is_named(entry)).count() as u64,
            other: self.busiest(mails, |number| mine.contains(&number)),
        }
    }

    /// The sender of a mail who sent and got the most of them, but for those left out.
    fn busiest<'a, M: Iterator<Item = &'a Entry>>(
        &self,
        mails: impl Fn() -> M,
        left_out: impl Fn(usize) -> bool,
    ) -> Option<(Address, u64)> {
        // Sets of people stand for many messages each.
        let mut times = vec![0_u64; self.people.len() as usize];
        let mut writes = vec![false; self.contacts.len()];
        for mail in mails() {
            times[mail.people as usize] += 1;
            writes[mail.from as usize] = true;
        }
        let mut mails_of = vec![0_u64; self.contacts.len()];
        for (set, times) in (0..self.people.len()).zip(times) {
            for member in self.people.get(set) {
                mails_of[*member as usize] += times;
            }
        }
        let others =
            (0..self.contacts.len()).filter(|number| writes[*number] && !left_out(*number));
        // Of several with as many, the first by address.
        let most = others.max_by_key(|number| (mails_of[*number], std::cmp::Reverse(*number)))?;
        Some((self.contacts[most].address.clone(), mails_of[most]))
    }
}
