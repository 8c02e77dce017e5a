//! A message of a source that is no mail, as its reader finds it.

use bifocal_core::{Address, Instant, Medium};
use bifocal_words::AutomaticKind;

use crate::address::Mailbox;
use crate::skip::SkipReason;

/// What a reader of chat, trackers, transcripts or tables makes of one message.
///
/// Ids are unique within the world of the source and begin with its name, such as
/// `slack:C024BE91L/1700000000.000100`: the same message in two exports is then one
/// message. People who have no address get one of the same kind, such as `slack:u024be7lh`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Identity, for duplicates; where the source has none, the reader makes one of writer, time and text.
    pub(crate) id: String,
    /// Which version of the message this copy holds: of all copies, the latest is read.
    pub(crate) version: Version,
    /// Where the message belongs to a thread: the id of its first message, or of the thread itself.
    pub(crate) thread: Option<String>,
    /// The id of the message that it answers, where the source tells.
    pub(crate) parent: Option<String>,
    pub(crate) at: Option<Instant>,
    pub(crate) from: Mailbox,
    /// Those whom it is addressed to: named in it, or the other one of a direct message.
    pub(crate) to: Vec<Mailbox>,
    /// Those who can read it besides, where they are few and known.
    pub(crate) cc: Vec<Mailbox>,
    /// Title of the issue, name of the channel or meeting; possibly empty.
    pub(crate) subject: String,
    /// The channel or group that it was written in, where its source has such.
    pub(crate) channel: Option<Channel>,
    pub(crate) medium: Medium,
    /// Plain text: quoted lines begin with `> `, code stands between lines of three backticks, people are
    /// named as they are shown, marks of emphasis and links are gone.
    pub(crate) body: String,
    /// Why it was not written by a person, if it was not.
    pub(crate) automatic: Option<AutomaticKind>,
}

/// Which version of a message a copy of it holds. Later ones are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// The first, as far as the source tells.
    #[default]
    First,
    /// As it was after a change.
    ChangedAt(Instant),
    /// None: its source says that the message is deleted.
    Deleted,
}

/// Where people chat, by both names that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Channel {
    /// As people see it; empty where the source does not tell.
    pub(crate) name: String,
    /// As its program knows it, after the program's name: `slack:C024BE91L`. Possibly empty.
    pub(crate) id: String,
}

/// A message with its place in the file, or what stands there instead.
pub(crate) type Reading = (u64, Result<Record, SkipReason>);

/// The messages of a file, read as a stream.
pub(crate) type Records<'a> = Box<dyn Iterator<Item = Reading> + Send + 'a>;

impl Record {
    /// What a source says of a message that is deleted: its identity alone. Whatever copies of it
    /// there are, none is read.
    pub(crate) fn deletion(id: String) -> Self {
        Self {
            id,
            version: Version::Deleted,
            thread: None,
            parent: None,
            at: None,
            from: Mailbox { address: Address::new(""), name: None },
            to: Vec::new(),
            cc: Vec::new(),
            subject: String::new(),
            channel: None,
            medium: Medium::Chat,
            body: String::new(),
            automatic: None,
        }
    }

    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        let people = self.to.len() + self.cc.len() + 1;
        let channel = self.channel.as_ref().map_or(0, |one| one.name.len() + one.id.len());
        let texts = self.body.len() + self.subject.len() + channel;
        size_of::<Self>() + texts + people * size_of::<Mailbox>()
    }
}
