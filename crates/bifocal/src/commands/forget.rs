//! `bifocal forget`: removes a person from a folder of acts, and proves it.

use std::io::Write;

use anyhow::{Result, bail};
use bifocal_core::Address;
use bifocal_store::{Counts, Forgotten, Found};

use crate::args::Forget;

pub fn run(args: &Forget, out: &mut dyn Write) -> Result<()> {
    let person = Address::new(&args.person);
    let forget = bifocal_store::Forget::prepare(&args.from, &person)?;
    if !forget.has_owner() {
        // A word that is no address could stand anywhere in the paths of others.
        if !is_address(&person) {
            bail!(
                "{:?} is no address; say --person NAME@FIRM, or an address of a program such as slack:u024be7lh",
                args.person
            );
        }
        let [messages, _] = of(&forget.counts()?, forget.addresses());
        if messages == 0 && forget.search()?.is_clean() {
            bail!(
                "{}: nobody there has the address {person}, and it stands in no file; nothing was changed",
                args.from.display()
            );
        }
    }
    let addresses = forget.addresses().to_vec();
    let all = addresses.iter().map(Address::as_str).collect::<Vec<_>>().join(", ");
    writeln!(out, "{all} in {}", args.from.display())?;
    if !args.yes {
        let (counts, found) = (forget.counts()?, forget.search()?);
        let [messages, acts] = of(&counts, &addresses);
        writeln!(out, "  messages             {messages:>9}")?;
        writeln!(out, "  acts                 {acts:>9}")?;
        writeln!(out, "  found in bytes       {:>9}", found.in_bytes)?;
        writeln!(out, "  found in values      {:>9}", found.in_values)?;
        writeln!(out, "Nothing was changed: add --yes to forget.")?;
        return Ok(());
    }
    let done = forget.run()?;
    report(&done, &addresses, out)?;
    if !done.found_after.is_clean() {
        let unsearched: Vec<String> =
            done.found_after.unsearched.iter().map(|path| path.display().to_string()).collect();
        if !unsearched.is_empty() {
            bail!("not searched, being too large: {}; remove it yourself", unsearched.join(", "));
        }
        bail!(
            "{}: traces are left in files that are not Bifocal's; remove them yourself and try again",
            args.from.display()
        );
    }
    Ok(())
}

/// Whether it is an address of mail or of a program.
fn is_address(address: &Address) -> bool {
    let parts = address.as_str().split_once(['@', ':']);
    parts.is_some_and(|(before, after)| !before.is_empty() && !after.is_empty())
}

fn report(done: &Forgotten, addresses: &[Address], out: &mut dyn Write) -> Result<()> {
    let before = of(&done.before, addresses);
    let after = of(&done.after, addresses);
    let others = |counts: &Counts| {
        let [messages, acts] = of(counts, addresses);
        let sum = |(m, a): (u64, u64), (n, b): &(u64, u64)| (m + n, a + b);
        let (all, all_acts) = counts.values().fold((0, 0), sum);
        [all - messages, all_acts - acts]
    };
    let [others_before, others_after] = [others(&done.before), others(&done.after)];
    let (searched_before, searched) = (&done.found_before, &done.found_after);
    let rows = [
        ("messages", before[0], after[0]),
        ("acts", before[1], after[1]),
        ("found in names", searched_before.in_names, searched.in_names),
        ("found in bytes", searched_before.in_bytes, searched.in_bytes),
        ("found in values", searched_before.in_values, searched.in_values),
        ("messages of others", others_before[0], others_after[0]),
        ("acts of others", others_before[1], others_after[1]),
    ];
    writeln!(out, "                          before     after")?;
    for (what, before, after) in rows {
        writeln!(out, "  {what:<20} {before:>9} {after:>9}")?;
    }
    let Found { files, bytes, values, .. } = searched;
    writeln!(
        out,
        "Searched afterwards: {bytes} bytes of {files} files and their names, and {values} values of the tables after \
         decoding; in upper and lower case, as UTF-8, percent-encoded and UTF-16."
    )?;
    if done.paths > 0 {
        writeln!(
            out,
            "{} messages of others were read from paths with such an address: their evidence can no longer be shown.",
            done.paths
        )?;
    }
    Ok(())
}

/// Messages and acts of a person.
fn of(counts: &Counts, addresses: &[Address]) -> [u64; 2] {
    let is_theirs = |person: &&String| addresses.iter().any(|a| a.as_str() == person.as_str());
    let mine = counts.iter().filter(|(person, _)| is_theirs(person));
    mine.fold([0, 0], |[messages, acts], (_, (m, a))| [messages + m, acts + a])
}
