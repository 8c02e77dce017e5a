//! The kinds of sources that can be read.

use crate::chat;
use crate::convokit;
use crate::input::Input;
use crate::json::Shape;
use crate::record::Records;
use crate::table;
use crate::tracker::{github, jira, jira_csv};
use crate::transcript;

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
    /// Issues and pull requests of GitHub.
    GitHub,
    /// Issues of Jira, as JSON or CSV.
    Jira,
    /// A transcript of a meeting.
    Transcript,
    /// Messages with named columns, as CSV or JSONL.
    Table,
    /// A corpus of ConvoKit.
    ConvoKit,
}

/// Reads the messages of one file. Its name may tell what its content does not.
pub(crate) type ReadFile = for<'a> fn(&str, Input<'a>) -> Records<'a>;

impl Format {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Mail,
        Self::Slack,
        Self::Zulip,
        Self::GoogleChat,
        Self::Teams,
        Self::GitHub,
        Self::Jira,
        Self::Transcript,
        Self::Table,
        Self::ConvoKit,
    ];

    /// Name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Slack => "slack",
            Self::Zulip => "zulip",
            Self::GoogleChat => "google-chat",
            Self::Teams => "teams",
            Self::GitHub => "github",
            Self::Jira => "jira",
            Self::Transcript => "transcript",
            Self::Table => "table",
            Self::ConvoKit => "convokit",
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
            Self::GitHub => "issues, pull requests and comments, from GitHub's API or the tool gh",
            Self::Jira => "issues with their comments: JSON of the API, or the export as CSV",
            Self::Transcript => "a meeting as WebVTT, SRT, or the text of Google Meet",
            Self::Table => "CSV or JSONL with columns such as from, date, text",
            Self::ConvoKit => "a corpus of ConvoKit (utterances.jsonl)",
        }
    }

    /// The kind with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The kind of a JSON file by its beginning and the names in it.
    pub(crate) fn of_json(head: &[u8], shape: &Shape) -> Option<Self> {
        let found = |paths: &[&[&str]]| paths.iter().any(|paths| shape.has(paths));
        if found(chat::slack::SHAPES) {
            Some(Self::Slack)
        } else if found(chat::zulip::SHAPES) {
            Some(Self::Zulip)
        } else if found(chat::google::SHAPES) {
            Some(Self::GoogleChat)
        } else if found(chat::teams::SHAPES) {
            Some(Self::Teams)
        } else if convokit::recognises(head) {
            Some(Self::ConvoKit)
        } else if github::recognises(head) {
            Some(Self::GitHub)
        } else if jira::recognises(head) {
            Some(Self::Jira)
        } else {
            table::jsonl::recognises(head).then_some(Self::Table)
        }
    }

    /// The kind of a text that is neither JSON nor mail.
    pub(crate) fn of_text(head: &[u8]) -> Option<Self> {
        if transcript::recognises(head) {
            Some(Self::Transcript)
        } else if jira_csv::recognises(head) {
            Some(Self::Jira)
        } else {
            table::csv::recognises(head).then_some(Self::Table)
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
            Self::GitHub => Some(github::read),
            Self::Jira => Some(jira::read),
            Self::Transcript => Some(transcript::read),
            Self::Table => Some(table::read),
            Self::ConvoKit => Some(convokit::read),
        }
    }
}

/// All that can be read, on one line, for somebody who gave something else.
pub(crate) fn what_is_read() -> String {
    "give mail (mbox, Maildir, .eml), an export of Slack, Zulip, Google Chat or Teams, issues of \
     GitHub or Jira, a transcript, or a table of messages; also as .zip, .tar or .gz"
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
