//! Exports that are many files: which of the files of a folder or an archive belong to one, and
//! the reading of their tables before their messages.

use std::collections::BTreeSet;

use crate::chat;
use crate::convokit;
use crate::format::Format;
use crate::input::Input;
use crate::json;
use crate::record::Records;
use crate::skip::SkipReason;
use crate::tree::Tree;

/// How the files of an export lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layout {
    /// `users.json`, `channels.json`, `CHANNEL/2026-01-05.json`
    Slack,
    /// `realm.json`, `messages-000001.json`
    Zulip,
    /// `stream_index.json`, `3-general/TOPIC.json`
    ZulipArchive,
    /// `Groups/Space X/messages.json`, `Users/User 1/user_info.json`
    GoogleChat,
    /// `utterances.jsonl`, `speakers.json`
    ConvoKit,
}

/// An export within a folder or an archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Export {
    /// The folder, with a `/` at its end unless it is empty.
    pub(crate) root: String,
    pub(crate) layout: Layout,
}

/// What cannot be read of an export's tables: a file, a place in it, and why.
pub(crate) type Problems = Vec<(String, u64, SkipReason)>;

/// An export whose tables are read.
pub(crate) struct Opened {
    /// Its files of messages, in order.
    pub(crate) files: Vec<String>,
    pub(crate) reader: Box<dyn ReadMember>,
    /// Tables that cannot be read, or rows of them.
    pub(crate) problems: Problems,
}

/// Reads the messages of one of an export's files.
pub(crate) trait ReadMember: Send {
    fn read<'a>(&self, name: &str, input: Input<'a>) -> Records<'a>;
}

impl Layout {
    pub(crate) const fn format(self) -> Format {
        match self {
            Self::Slack => Format::Slack,
            Self::Zulip | Self::ZulipArchive => Format::Zulip,
            Self::GoogleChat => Format::GoogleChat,
            Self::ConvoKit => Format::ConvoKit,
        }
    }

    /// Files of which one must lie beside a candidate's, lest any folder of dated files is taken
    /// for an export.
    const fn tables(self) -> &'static [&'static str] {
        match self {
            Self::Slack => chat::slack::TABLES,
            Self::Zulip => &["realm.json"],
            Self::ZulipArchive | Self::GoogleChat => &[],
            Self::ConvoKit => convokit::TABLES,
        }
    }

    /// Whether a file, named from the export's root, is read or deliberately left unread.
    pub(crate) fn claims(self, name: &str) -> bool {
        match self {
            Self::Slack => chat::slack::claims(name),
            Self::Zulip => chat::zulip::claims(name),
            Self::ZulipArchive => chat::zulip::is_topic(name) || name == chat::zulip::INDEX,
            Self::GoogleChat => name.starts_with("Groups/") || name.starts_with("Users/"),
            Self::ConvoKit => convokit::claims(name),
        }
    }

    /// Whether a file, named from the export's root, holds messages.
    pub(crate) fn has_messages(self, name: &str) -> bool {
        match self {
            Self::Slack => chat::slack::is_day(name),
            Self::Zulip => chat::zulip::is_part(name),
            Self::ZulipArchive => chat::zulip::is_topic(name),
            Self::GoogleChat => chat::google::is_group(name),
            Self::ConvoKit => name == convokit::UTTERANCES,
        }
    }

    /// Reads the tables.
    pub(crate) fn open(self, tree: &Tree) -> Opened {
        let mut problems = Vec::new();
        let reader: Box<dyn ReadMember> = match self {
            Self::Slack => Box::new(chat::slack::Tables::read(tree, &mut problems)),
            Self::Zulip => Box::new(chat::zulip::Realm::read(tree, &mut problems)),
            Self::ZulipArchive => Box::new(chat::zulip::Topics),
            Self::GoogleChat => Box::new(chat::google::Groups::read(tree, &mut problems)),
            Self::ConvoKit => Box::new(convokit::Speakers::of_corpus(tree, &mut problems)),
        };
        let files = tree.names().filter(|name| self.has_messages(name)).map(str::to_owned);
        Opened { files: files.collect(), reader, problems }
    }
}

/// What stands before the last parts of a name; nothing if it has fewer.
fn before(name: &str, parts: usize) -> Option<&str> {
    let mut root = name;
    for _ in 0..parts {
        let last = root.strip_suffix('/').unwrap_or(root);
        if last.is_empty() {
            return None;
        }
        root = &root[..last.rfind('/').map_or(0, |at| at + 1)];
    }
    Some(root)
}

/// The export that a file of messages would belong to.
fn candidate(name: &str) -> Option<Export> {
    // How many parts of a name lie below the root.
    let layouts =
        [(Layout::Slack, 2), (Layout::Zulip, 1), (Layout::GoogleChat, 3), (Layout::ConvoKit, 1)];
    let found = layouts.into_iter().find_map(|(layout, parts)| {
        let root = before(name, parts)?;
        layout.has_messages(&name[root.len()..]).then_some((root, layout))
    });
    let (root, layout) = found.or_else(|| {
        let root = before(name, 1)?;
        (&name[root.len()..] == chat::zulip::INDEX).then_some((root, Layout::ZulipArchive))
    })?;
    Some(Export { root: root.to_owned(), layout })
}

/// Finds exports among files.
pub(crate) struct Finder {
    /// Only this kind, and without its tables too.
    only: Option<Format>,
    found: BTreeSet<Export>,
    /// Roots of which it is known already that they are none.
    refused: BTreeSet<Export>,
}

impl Finder {
    pub(crate) fn new(only: Option<Format>) -> Self {
        Self { only, found: BTreeSet::new(), refused: BTreeSet::new() }
    }

    /// Looks at a file; `exists` tells whether there is another one.
    pub(crate) fn look(&mut self, name: &str, exists: impl Fn(&str) -> bool) {
        let Some(export) = candidate(name) else { return };
        if self.found.contains(&export) || self.refused.contains(&export) {
            return;
        }
        let tables = export.layout.tables();
        let complete = tables.is_empty()
            || tables.iter().any(|table| exists(&format!("{}{table}", export.root)));
        let accepted = match self.only {
            Some(only) => only == export.layout.format(),
            None => complete,
        };
        if accepted {
            self.found.insert(export)
        } else {
            self.refused.insert(export)
        };
    }

    /// The exports in the order of their places.
    pub(crate) fn finish(self) -> Vec<Export> {
        self.found.into_iter().collect()
    }
}

impl Export {
    /// Whether a file, named from where exports are looked for, holds messages of this one.
    pub(crate) fn has_messages(&self, name: &str) -> bool {
        name.strip_prefix(self.root.as_str()).is_some_and(|name| self.layout.has_messages(name))
    }
}

/// The export of which a file is, if it is one's.
pub(crate) fn owner<'a>(exports: &'a [Export], name: &str) -> Option<&'a Export> {
    exports.iter().find(|export| {
        name.strip_prefix(export.root.as_str()).is_some_and(|name| export.layout.claims(name))
    })
}

/// The rows of a table. What is wrong with it goes to `problems`.
pub(crate) fn rows(
    tree: &Tree,
    name: &str,
    paths: &'static [&'static str],
    problems: &mut Problems,
    mut row: impl FnMut(usize, &serde_json::Value),
) {
    let input = match tree.table(name) {
        Ok(input) => input,
        Err(reason) => return problems.push((name.to_owned(), 0, reason)),
    };
    for (offset, value) in json::values(input, paths) {
        match value {
            Ok((number, value)) => row(number, &value),
            Err(reason) => problems.push((name.to_owned(), offset, reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], only: Option<Format>) -> Vec<(String, Layout)> {
        let mut finder = Finder::new(only);
        for name in names {
            finder.look(name, |other| names.contains(&other));
        }
        finder.finish().into_iter().map(|export| (export.root, export.layout)).collect()
    }

    #[test]
    fn exports_are_found_at_any_depth() {
        let slack = ["a/b/users.json", "a/b/general/2026-01-05.json", "a/b/ops/2026-01-05.json"];
        assert_eq!(found(&slack, None), [("a/b/".to_owned(), Layout::Slack)]);
        assert_eq!(
            found(&["channels.json", "general/2026-01-05.json"], None),
            [(String::new(), Layout::Slack)]
        );
        assert_eq!(
            found(&["realm.json", "messages-000001.json"], None),
            [(String::new(), Layout::Zulip)]
        );
        assert_eq!(
            found(&["x/stream_index.json"], None),
            [("x/".to_owned(), Layout::ZulipArchive)]
        );
        let takeout = ["Takeout/Mail/All.mbox", "Takeout/Google Chat/Groups/DM x/messages.json"];
        assert_eq!(
            found(&takeout, None),
            [("Takeout/Google Chat/".to_owned(), Layout::GoogleChat)]
        );
    }

    #[test]
    fn a_corpus_needs_its_speakers() {
        let corpus = ["c/utterances.jsonl", "c/speakers.json"];
        assert_eq!(found(&corpus, None), [("c/".to_owned(), Layout::ConvoKit)]);
        assert_eq!(found(&corpus[..1], None), []);
    }

    #[test]
    fn dated_files_alone_are_no_export_unless_somebody_says_so() {
        let files = ["logs/web/2026-01-05.json", "messages-000001.json", "messages.json"];
        assert_eq!(found(&files, None), []);
        assert_eq!(found(&files, Some(Format::Slack)), [("logs/".to_owned(), Layout::Slack)]);
        assert_eq!(found(&files, Some(Format::Mail)), []);
    }

    #[test]
    fn other_files_are_left_to_other_readers() {
        let exports = [Export { root: "x/".to_owned(), layout: Layout::Slack }];
        assert!(owner(&exports, "x/users.json").is_some());
        assert!(owner(&exports, "x/general/2026-01-05.json").is_some());
        assert!(owner(&exports, "x/inbox.mbox").is_none());
        assert!(owner(&exports, "users.json").is_none());
    }
}
