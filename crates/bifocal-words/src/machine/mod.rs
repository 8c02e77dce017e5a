//! Lines that programs wrote: attachment marks, footers, tables, code, logs.

mod added;
mod code;

pub(crate) use self::added::mark_added_lines;
pub(crate) use self::code::mark_tables_and_code;

/// Bytes of a line that are read to judge it.
const READ: usize = 400;
