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

/// A mail answers the latest earlier mail of its thread that its writer wrote or got;
/// if there is none, it opens a branch of its own. Mails come in order of time.
pub(super) fn places(mails: &[Message]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(mails.len());
    for (position, mail) in mails.iter().enumerate() {
        let parent = (0..position)
            .rev()
            .find(|&earlier| mails[earlier].thread == mail.thread && mails[earlier].touches(&mail.from));
        let references = parent.map_or_else(Vec::new, |parent| {
            let mut chain = places[parent].references.clone();
            chain.push(mails[parent].message_id());
            chain
        });
        places.push(Place { parent, references });
    }
    places
}

/// Whether the writer's program has the earlier mail's text in the answer. A note that follows
/// one's own mail, an answer after more than ten days, or one to a circle in which nobody saw
/// the earlier mail is begun afresh.
pub(super) fn carries_quote(mail: &Message, parent: &Message) -> bool {
    let fresh = mail.at.duration_since(parent.at).as_hours() <= 240;
    let known = mail.recipients().any(|person| parent.touches(person));
    parent.from != mail.from && fresh && known
}
