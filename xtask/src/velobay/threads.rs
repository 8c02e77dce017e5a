//! Which mail answers which: the written threads are topics, and mailboxes hold branches of them.

use super::messages::Message;

/// What is known of a mail's place in its thread.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The mail that it answers, by position.
    pub(super) parent: Option<usize>,
    /// Message-IDs from the first mail of the branch to the parent.
    pub(super) references: Vec<String>,
}

/// Within so many hours a mail on the same topic is written as an answer.
const ANSWERED_WITHIN: i64 = 72;

/// A mail answers the latest earlier mail of its topic that its writer got from somebody whom it
/// goes to, if that is fresh; else it is begun anew, as people do. Mails come in order of time.
pub(super) fn places(mails: &[Message]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(mails.len());
    for (position, mail) in mails.iter().enumerate() {
        let parent = (0..position).rev().find(|&earlier| {
            let earlier = &mails[earlier];
            earlier.thread == mail.thread && answers(mail, earlier)
        });
        let references = parent.map_or_else(Vec::new, |parent| {
            let mut chain = places[parent].references.clone();
            chain.push(mails[parent].message_id());
            chain
        });
        places.push(Place { parent, references });
    }
    places
}

fn answers(mail: &Message, earlier: &Message) -> bool {
    earlier.recipients().any(|person| person == mail.from)
        && mail.recipients().any(|person| person == earlier.from)
        && mail.at.duration_since(earlier.at).as_hours() <= ANSWERED_WITHIN
}
