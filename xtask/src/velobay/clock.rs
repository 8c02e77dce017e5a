//! Dates as mail programs write them. Port Halden keeps UTC+1 through the whole twelve weeks.

use anyhow::{Context, Result};
use jiff::ToSpan;
use jiff::civil::DateTime;

/// The stated local time, with seconds that the caller chooses.
pub(super) fn local(at: &str, seconds: u64) -> Result<DateTime> {
    let minute: DateTime = at.parse().with_context(|| format!("time {at:?}"))?;
    later(minute, seconds)
}

/// The time some seconds on.
pub(super) fn later(at: DateTime, seconds: u64) -> Result<DateTime> {
    let seconds = i64::try_from(seconds).context("seconds")?;
    at.checked_add(seconds.seconds()).context("time out of range")
}

/// The same moment in UTC.
pub(super) fn utc(at: DateTime) -> Result<DateTime> {
    at.checked_sub(1.hours()).context("time out of range")
}

/// The value of a `Date` header.
pub(super) fn header(at: DateTime, in_utc: bool) -> Result<String> {
    let (at, offset) = if in_utc { (utc(at)?, "+0000") } else { (at, "+0100") };
    Ok(format!("{} {offset}", at.strftime("%a, %-d %b %Y %H:%M:%S")))
}

/// The time on the line that parts messages in an mbox file: C's `asctime`, in UTC.
pub(super) fn separator(at: DateTime) -> Result<String> {
    Ok(utc(at)?.strftime("%a %b %e %H:%M:%S %Y").to_string())
}

/// The time as iCalendar writes it, in UTC.
pub(super) fn calendar(at: DateTime) -> Result<String> {
    Ok(utc(at)?.strftime("%Y%m%dT%H%M%SZ").to_string())
}
