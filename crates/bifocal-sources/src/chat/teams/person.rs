//! People and rooms by the ids that Microsoft gives them.

use bifocal_core::Address;

use crate::address::Mailbox;
use crate::chat::room::{Room, handle};
use crate::chat::teams::TEAMS;

/// Somebody by an id such as `8:orgid:...`, `8:live:ana.silva`, or the bare id that the Graph API has
/// for the first of these; somebody without an account may have an address as id.
pub(crate) fn person(id: &str, name: Option<&str>) -> Mailbox {
    let id = id.rsplit_once("contacts/").map_or(id, |(_, id)| id);
    let id = id.split_once(':').map_or(id, |(_, plain)| plain);
    let id = id.strip_prefix("orgid:").unwrap_or(id);
    let address = if id.contains('@') { Address::new(id) } else { handle(TEAMS, id) };
    Mailbox { address, name: name.map(str::to_owned) }
}

/// The room with an id, seen by the owner of an export if it is one's.
pub(crate) fn room(id: &str, owner: &str) -> Room {
    let pair = id
        .strip_prefix("19:")
        .map(|rest| rest.strip_suffix("@unq.gbl.spaces").and_then(|pair| pair.split_once('_')));
    let members = match pair {
        // A conversation of two has their ids in its own.
        Some(Some((one, other))) => vec![one, other],
        Some(None) => Vec::new(),
        // One with a person of Skype has the person's.
        None => [id, owner].into_iter().filter(|id| !id.is_empty()).collect(),
    };
    Room {
        id: format!("{TEAMS}:{id}"),
        name: String::new(),
        direct: !members.is_empty(),
        members: members.into_iter().map(|id| person(id, None)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_address() {
        let address = |id| person(id, None).address.as_str().to_owned();
        assert_eq!(address("8:orgid:A-1"), "teams:a-1");
        assert_eq!(address("A-1"), "teams:a-1");
        assert_eq!(address("https://x.example/v1/users/ME/contacts/8:live:ana"), "teams:live:ana");
        assert_eq!(address("4:ana@velobay.example"), "ana@velobay.example");
    }

    #[test]
    fn rooms_of_two() {
        assert_eq!(room("19:a-1_b-2@unq.gbl.spaces", "").members.len(), 2);
        assert_eq!(room("8:bo", "8:live:ana").members.len(), 2);
        assert!(!room("19:x@thread.tacv2", "8:live:ana").direct);
        assert!(!room("", "").direct);
    }
}
