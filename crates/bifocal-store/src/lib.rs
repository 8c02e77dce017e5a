//! The folder of acts: what was coded, as Parquet, without a word of text.
//!
//! A folder has two tables, each in parts: `messages/*.parquet` has a row for every message that
//! was looked at, `acts/*.parquet` one for every sentence that was coded. What a part is worth,
//! the journal says: `journal.jsonl` names each with its size and a hash, and a part that is not
//! named does not count. So a process can be killed at any moment: what the journal names is
//! whole, and the rest is swept away by the next writer.
//!
//! * [`Writer`] takes new messages, each once whatever the number of runs;
//! * [`Store`] reads them back, part by part;
//! * [`Forget`] removes a person, and searches all bytes for what is left of them.
//!
//! Decisions are stored beside readings, so that another model changes nothing that was decided
//! before. The folder is of one coder.

mod columns;
mod dictionary;
mod error;
mod files;
mod folder;
mod forget;
mod journal;
mod lock;
mod part;
mod search;
mod store;
mod stored;
mod table;
#[cfg(test)]
mod testing;
mod writer;

pub use dictionary::{Field, Kind, Table};
pub use error::StoreError;
pub use forget::{Counts, Forget, Forgotten};
pub use journal::{Owner, Run};
pub use search::Found;
pub use store::{Rows, Store};
pub use stored::{Kept, Own, Stored, StoredAct};
pub use writer::{Added, Writer};

/// Version of the layout. A folder of another version is refused.
pub const FORMAT: u32 = 1;
