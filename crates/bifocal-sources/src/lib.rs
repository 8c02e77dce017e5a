//! Readers of mailboxes: bytes in, index and messages out.
//!
//! A [`SourceSet`] is a list of places: mbox files, Maildirs, trees of RFC 5322
//! files with any names, single mails, and gzip or zip files of these. What a
//! file is, its content says, not its name.
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
mod decode;
mod digest;
mod error;
mod flowed;
mod headers;
mod html;
mod identity;
mod index;
mod input;
mod kind;
mod mbox;
mod mime;
mod near;
mod parents;
mod parse;
mod people;
mod record;
mod single;
mod skip;
mod source;
mod subject;
mod text;
mod threads;
mod toward;
mod walk;

pub use again::{Again, read_again};
pub use decode::{decode, is_mailbox};
pub use error::SourceError;
pub use index::{Contact, Index, share_of};
pub use near::{near, same_name};
pub use parents::Parents;
pub use parse::{Envelope, envelope, parse};
pub use people::{People, PeopleError, Person};
pub use skip::{Skip, SkipReason, Skips};
pub use source::{LIMIT, RawMessage, RawMessages, SourceSet};
