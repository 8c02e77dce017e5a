//! The self-view rule: a mirror shows its owner, and nobody else.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Result, bail};
use bifocal_core::Address;
use bifocal_sources::{Index, Parties};

use crate::owner::list;

/// The owner must be party to more than one in this many messages.
const OWNER_SHARE: u64 = 5;

/// Makes sure that an archive is that of the person with the addresses `me`, of whom `given` were
/// given. It is a rule against mistakes and casual misuse: whoever holds the file of somebody
/// else's mailbox can still read it.
pub fn check(index: &Index, me: &[Address], given: &[Address]) -> Result<()> {
    let parties = index.parties(me);
    let Parties { messages, mine, open, my_mails, .. } = parties;
    if mine == 0 {
        let meant: Vec<Address> = given.iter().flat_map(|me| near(index, me)).collect();
        bail!("{} is in none of the {messages} messages; {}", list(given), hint(&meant));
    }
    if mine * OWNER_SHARE <= messages {
        if open {
            bail!(
                "this is not an archive of {}: party to {mine} of {messages} messages, counting all of each thread, issue \
                 or meeting that they write in, and a mirror needs more than a fifth. It shows people their own words \
                 only; if it is you, export the channels, issues or meetings that you write in. For an archive of many \
                 people there is `bifocal study`, which needs a stated purpose",
                list(given)
            );
        }
        bail!(
            "this is not the mailbox of {}: sender or recipient of {mine} of {messages} messages, and a mirror needs \
             more than a fifth. It shows people their own mail only; for an archive of many people there is \
             `bifocal study`, which needs a stated purpose",
            list(given)
        );
    }
    match parties.other {
        Some((other, theirs)) if theirs > my_mails && my_mails > 0 => bail!(
            "this looks like the mailbox of somebody else than {}: sender or recipient of {my_mails} mails, while {other} \
             is of {theirs}. A mirror is for whom most of the mail is from or to; if {other} is you, too, say --me for \
             both. For an archive of many people there is `bifocal study`, which needs a stated purpose",
            list(given)
        ),
        _ => Ok(()),
    }
}

/// Addresses of the archive that one may be meant for which is not in it.
pub fn near(index: &Index, unknown: &Address) -> Vec<Address> {
    if index.contact(unknown).is_some() {
        Vec::new()
    } else {
        bifocal_sources::near(index, unknown)
    }
}

/// What to do about an address that is in no message.
pub fn hint(meant: &[Address]) -> String {
    if meant.is_empty() {
        return String::from("check the address");
    }
    let meant: Vec<&str> = meant.iter().map(Address::as_str).collect();
    format!("did you mean {}?", meant.join(" or "))
}

/// Whether a file begins as a calendar does.
pub fn is_calendar(path: &Path) -> bool {
    const MARK: &[u8] = b"BEGIN:VCALENDAR";
    let mut head = Vec::new();
    let read = || File::open(path)?.take(64).read_to_end(&mut head);
    // What cannot be read is told by whoever reads it all. A pipe can be read once only.
    if !path.is_file() || { read }().is_err() {
        return false;
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    head.get(..MARK.len()).is_some_and(|start| start.eq_ignore_ascii_case(MARK))
}
