//! Tables of messages with named columns, as CSV (a row a message) and JSONL (an object a message).
//!
//! A message needs a column for its writer and one for its text; `data/columns.txt` has the names.
//! A person's address is the mail address where there is one, else `table:` and the name. What has
//! no column `medium` counts as mail.

mod columns;
pub(crate) mod csv;
pub(crate) mod jsonl;
mod row;
