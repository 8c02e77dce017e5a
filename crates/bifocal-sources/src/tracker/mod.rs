//! Issue trackers and code review: GitHub and Jira. The thread is the issue or pull request.

mod adf;
pub(crate) mod github;
pub(crate) mod jira;
pub(crate) mod jira_csv;
mod markdown;
mod prose;
mod wiki;

/// The text of a message, and whom it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Written {
    text: String,
    /// Logins or account ids, without a sign before them, each once and in order.
    mentions: Vec<String>,
}

impl Written {
    /// Adds a mention that is not there yet.
    fn mention(&mut self, who: &str) {
        if !who.is_empty() && !self.mentions.iter().any(|known| known == who) {
            self.mentions.push(who.to_owned());
        }
    }
}
