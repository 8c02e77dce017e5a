//! Where people chat, and whom a message there is for.

use std::collections::HashSet;

use bifocal_core::{Address, Instant};

use crate::address::Mailbox;
use crate::record::Channel;

/// In a room of so many people each of them reads what is written there. In a larger one only
/// those who are named can be said to be written to.
const SMALL: usize = 12;

/// Somebody who chats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) mailbox: Mailbox,
    /// The name that others see where this one is mentioned.
    pub(crate) shown: String,
    /// Whether it is a program.
    pub(crate) bot: bool,
}

/// A channel, a group or a direct conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Room {
    /// Identity, beginning with the program's name.
    pub(crate) id: String,
    /// Name, possibly empty.
    pub(crate) name: String,
    /// Whether all that is said goes to all the others.
    pub(crate) direct: bool,
    /// Those who are in it, as far as that is known.
    pub(crate) members: Vec<Mailbox>,
}

impl Room {
    /// Whom a message is for that names some people, and who reads it besides.
    pub(crate) fn recipients(
        &self,
        from: &Address,
        named: Vec<Mailbox>,
    ) -> (Vec<Mailbox>, Vec<Mailbox>) {
        let others = self.members.iter().filter(|other| other.address != *from);
        if self.direct {
            return (others.cloned().collect(), Vec::new());
        }
        let mut seen = HashSet::from([from.clone()]);
        let to = named.into_iter().filter(|one| seen.insert(one.address.clone())).collect();
        let small = self.members.len() <= SMALL;
        let cc = others.filter(|other| small && !seen.contains(&other.address)).cloned().collect();
        (to, cc)
    }

    /// It by its names, for the rules of what is not read.
    pub(crate) fn channel(&self) -> Option<Channel> {
        Some(Channel { name: self.name.clone(), id: self.id.clone() })
    }

    /// The thread of a message that is in none: people talk about one thing on a day and seldom
    /// mark it as a thread, so what is said in a room on one day (in UTC) is one conversation.
    pub(crate) fn conversation(&self, at: Option<Instant>) -> Option<String> {
        Some(format!("{}/{}", self.id, at?.date()?))
    }
}

/// The address of somebody who has none: the program's name and an id or a name in it.
pub(crate) fn handle(program: &str, id: &str) -> Address {
    // Marks that part addresses in lists of them cannot be in one.
    let id = id.replace([',', ';', '<', '>', '"', '\''], " ");
    let words: Vec<&str> = id.split_whitespace().collect();
    Address::new(&format!("{program}:{}", words.join("-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(address: &str) -> Mailbox {
        Mailbox { address: Address::new(address), name: None }
    }

    fn room(direct: bool, members: usize) -> Room {
        let members = (0..members).map(|number| mailbox(&format!("x:{number}"))).collect();
        Room { id: "x:r".to_owned(), direct, members, ..Room::default() }
    }

    fn count(room: &Room, named: &[&str]) -> (usize, usize) {
        let named = named.iter().map(|one| mailbox(one)).collect();
        let (to, cc) = room.recipients(&Address::new("x:0"), named);
        (to.len(), cc.len())
    }

    #[test]
    fn whom_a_message_is_for() {
        assert_eq!(count(&room(true, 2), &[]), (1, 0));
        assert_eq!(count(&room(false, 4), &[]), (0, 3));
        assert_eq!(count(&room(false, 4), &["x:1", "x:1", "x:0", "x:9"]), (2, 2));
        assert_eq!(count(&room(false, 13), &["x:1"]), (1, 0));
    }

    #[test]
    fn a_day_is_a_conversation() {
        let at = |second| room(true, 2).conversation(Some(Instant(second)));
        assert_eq!(at(1_767_571_199).as_deref(), Some("x:r/2026-01-04"));
        assert_eq!(at(i64::MAX), None);
    }

    #[test]
    fn handles_are_one_word() {
        assert_eq!(handle("zulip", " Priya  Raman, PhD").as_str(), "zulip:priya-raman-phd");
        assert_eq!(handle("slack", "U024BE7LH").as_str(), "slack:u024be7lh");
    }
}
