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

/// The messages of a file in either form: a line that starts an object tells JSONL, unless the first
/// line has the titles of a table.
pub(crate) fn read<'a>(name: &str, mut input: Input<'a>) -> Records<'a> {
    let head = input.head();
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_start);
    if lines.any(|line| line.first() == Some(&b'{')) && !csv::recognises(head) {
        jsonl::read(name, input)
    } else {
        csv::read(name, input)
    }
}
