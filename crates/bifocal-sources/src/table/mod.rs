//! Tables of messages with named columns, as CSV (a row a message) and JSONL (an object a message).
//!
//! A message needs a column for its writer and one for its text; `data/columns.txt` has the names.
//! A person's address is the mail address where there is one, else `table:` and the name. What has
//! no column `medium` counts as mail.

mod columns;
pub(crate) mod csv;
pub(crate) mod jsonl;
mod row;

use crate::input::Input;
use crate::record::Records;

/// The messages of a file in either form, which its first sign tells.
pub(crate) fn read<'a>(name: &str, mut input: Input<'a>) -> Records<'a> {
    if input.head().trim_ascii_start().first() == Some(&b'{') {
        jsonl::read(name, input)
    } else {
        csv::read(name, input)
    }
}
