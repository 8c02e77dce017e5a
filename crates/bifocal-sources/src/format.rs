//! The kinds of sources that can be read.

use crate::chat;
use crate::input::Input;
use crate::json::Shape;
use crate::record::Records;

/// A kind of source. What a file is, its content says; [`crate::SourceSet::open_as`] overrides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Mail.
    Mail,
    /// A workspace's export from Slack, or files of one of its channels.
    Slack,
    /// An organisation's export from Zulip, an archive of its public topics, or what its API gives.
    Zulip,
    /// Google Chat as Takeout gives it.
    GoogleChat,
    /// Microsoft Teams or Skype: an account's export, or what the Graph API gives.
    Teams,
}

/// Reads the messages of one file. Its name may tell what its content does not.
pub(crate) type ReadFile = for<'a> fn(&str, Input<'a>) -> Records<'a>;

impl Format {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Mail, Self::Slack, Self::Zulip, Self::GoogleChat, Self::Teams];

    /// Name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Slack => "slack",
            Self::Zulip => "zulip",
            Self::GoogleChat => "google-chat",
            Self::Teams => "teams",
        }
    }

    /// What is read, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Mail => "mbox files, Maildirs, folders of mails, single mails",
            Self::Slack => "a Slack export (folder or zip), or JSON files of one channel",
            Self::Zulip => "a Zulip export, an archive of topics, or messages from its API",
            Self::GoogleChat => "Google Chat from Takeout (folder, zip, or one messages.json)",
            Self::Teams => "Teams or Skype: messages.json of an account, or Graph API messages",
        }
    }

    /// The kind with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The kind of a JSON file.
    pub(crate) fn of_json(shape: &Shape) -> Option<Self> {
        let found = |paths: &[&[&str]]| paths.iter().any(|paths| shape.has(paths));
        if found(chat::slack::SHAPES) {
            Some(Self::Slack)
        } else if found(chat::zulip::SHAPES) {
            Some(Self::Zulip)
        } else if found(chat::google::SHAPES) {
            Some(Self::GoogleChat)
        } else if found(chat::teams::SHAPES) {
            Some(Self::Teams)
        } else {
            None
        }
    }

    /// What reads a single file of the kind; mail has readers of its own.
    pub(crate) fn reader(self) -> Option<ReadFile> {
        match self {
            Self::Mail => None,
            Self::Slack => Some(chat::slack::read_file),
            Self::Zulip => Some(chat::zulip::read_file),
            Self::GoogleChat => Some(chat::google::read_file),
            Self::Teams => Some(chat::teams::read_file),
        }
    }
}

/// All that can be read, on one line, for somebody who gave something else.
pub(crate) fn what_is_read() -> String {
    "give mail (mbox, Maildir, .eml), or an export of Slack, Zulip, Google Chat or Teams, also as \
     .zip, .tar or .gz"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("telegram"), None);
    }
}
