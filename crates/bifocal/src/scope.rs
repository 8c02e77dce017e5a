//! What is not looked at: what the owner's rules say, and private mail and talk.

use anyhow::Result;
use bifocal_core::{Address, Message};
use bifocal_sources::{Envelope, Ignore};
use bifocal_words::{Learned, PrivateHints, private};

use crate::args::Arguments;
use crate::config::{Config, Private};

/// What the settings keep out.
#[derive(Default)]
pub struct Scope {
    ignore: Ignore,
    private: Private,
}

impl Scope {
    /// The scope that the settings say.
    pub fn load(arguments: &Arguments) -> Result<Self> {
        let Config { ignore, private, .. } = Config::load(arguments.config.as_deref())?;
        Ok(Self { ignore, private })
    }

    /// Whether a rule of the owner keeps a message out, whoever wrote it.
    pub fn ignores(&self, envelope: &Envelope<'_>, me: &[Address]) -> bool {
        self.ignore.covers(envelope, me)
    }

    /// Whether a message by the owner is private and to be left out.
    pub fn is_private(&self, message: &Message, me: &[Address], learned: &Learned) -> bool {
        self.private == Private::LeaveOut
            && is_private(message, |address| me.contains(address), learned)
    }
}

/// Whether a message is private, where it can be told who gets it.
pub fn is_private(message: &Message, is_me: impl Fn(&Address) -> bool, learned: &Learned) -> bool {
    let recipients = || message.to.iter().chain(&message.cc);
    // To everybody in a room, or to a list that is not named.
    if recipients().next().is_none() {
        return false;
    }
    let mut others: Vec<&str> =
        recipients().filter(|address| !is_me(address)).map(Address::as_str).collect();
    others.sort_unstable();
    others.dedup();
    let hints =
        PrivateHints { from: message.from.as_str(), others: &others, subject: &message.subject };
    private(&hints, &message.body, learned).is_some()
}
