//! Readers of mailboxes, chat exports, trackers, transcripts and tables: bytes in, index and
//! messages out.
//!
//! A [`SourceSet`] is a list of places: mbox files, Maildirs, trees of RFC 5322
//! files with any names, single mails; exports of Slack, Zulip, Google Chat and
//! Teams, be they one file or many; issues of GitHub and Jira, transcripts of meetings,
//! tables of messages, corpora of ConvoKit; and gzip, zip or tar files of these, in any mix.
//! What a file is, its content says, not its name; [`Format`] has the kinds.
//!
//! It is read twice. The first, light pass makes the [`Index`]: which messages
//! are duplicates, which belong to one thread, who the people are. The second
//! pass hands out each [`RawMessage`] in order; [`parse()`] is a pure function of
//! it and the index, so that many threads can share the work.
//!
//! ```no_run
//! use bifocal_sources::{Index, SourceSet, parse};
//!
//! # fn main() -> Result<(), bifocal_sources::SourceError> {
//! let set = SourceSet::open(&["inbox.mbox".into()])?;
//! let index = Index::build(&set, &|_bytes| ())?;
//! for raw in set.raw(&|_bytes| ()).flatten() {
//!     if let Ok(Some(message)) = parse(&raw, &index) {
//!         assert!(!message.from.as_str().is_empty());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here panics on input, and nothing is left out silently: what cannot
//! be read is a [`Skip`] with its place and its reason.

mod address;
mod again;
mod archive;
mod chat;
mod convokit;
mod cursor;
mod decode;
mod digest;
mod error;
mod export;
mod flowed;
mod format;
mod headers;
mod html;
mod identity;
mod ignore;
mod index;
mod input;
mod json;
mod kind;
mod mbox;
mod messages;
mod mime;
mod near;
mod outline;
mod parents;
mod parse;
mod people;
mod per_object;
#[doc(hidden)]
pub mod readers;
mod record;
mod rows;
mod single;
mod skip;
mod source;
mod stamp;
mod subject;
mod table;
mod text;
mod threads;
mod toward;
mod tracker;
mod transcript;
mod tree;
mod value;
mod walk;

pub use again::{Again, read_again};
pub use convokit::{Corpus, Utterance};
pub use decode::{decode, is_mailbox};
pub use error::SourceError;
pub use format::Format;
pub use ignore::{Ignore, IgnoreError, Place};
pub use index::{Contact, Index, Parties};
pub use messages::RawMessages;
pub use near::{alike, near};
pub use parents::Parents;
pub use parse::{Envelope, envelope, parse};
pub use people::{People, PeopleError, Person};
pub use skip::{Skip, SkipReason, Skips};
pub use source::{LIMIT, RawMessage, SourceSet};
