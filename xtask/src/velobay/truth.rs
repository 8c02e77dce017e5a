//! `truth.toml`: what was planted and what is known, for tests that ask whether it is found.

use std::fmt::Write as _;

use anyhow::Result;

use super::mbox::Counts;
use super::messages::{Channel, Message};
use super::people::{Level, Person, Pole, Roster};

const HEAD: &str = "\
# What is planted in the example company, and counts that are known. Made by `cargo xtask velobay`.
# Levels are what the writers aimed at, not what a coder measured: a share is the part of a
# person's sentences that attend to the pole.

[weeks]
first_monday = \"2026-01-05\"
last_friday = \"2026-03-27\"
number = 12
";

/// The file; counts come in the order of the people.
pub(super) fn toml(roster: &Roster, messages: &[Message], counts: &[Counts]) -> Result<String> {
    let mut out = HEAD.to_owned();
    out.push_str("\n[shares]\n");
    for level in Level::ALL {
        writeln!(out, "{} = {}", level.name(), level.share())?;
    }
    for person in &roster.people {
        focus(&mut out, person)?;
    }
    for person in &roster.people {
        change(&mut out, person)?;
    }
    for person in &roster.people {
        perception(&mut out, person)?;
    }
    out.push_str(
        "\n# Known counts. How often each activity occurs is not known: nobody counted while writing,\n\
         # the mix was only meant to be about the same for all.\n",
    );
    for (person, counts) in roster.people.iter().zip(counts) {
        known(&mut out, person, messages, *counts)?;
    }
    Ok(out)
}

fn focus(out: &mut String, person: &Person) -> Result<()> {
    let marks: Vec<String> = person.marks.iter().map(|mark| quoted(mark)).collect();
    writeln!(out, "\n[focus.{}]", quoted(&person.address()))?;
    writeln!(out, "title = {}", quoted(&person.title))?;
    for pole in [Pole::People, Pole::Results] {
        let level = person.level_at_start(pole);
        let changes = person.change.as_ref().is_some_and(|change| change.pole == pole);
        if changes {
            writeln!(out, "{0} = \"changes\"", pole.name())?;
        } else {
            writeln!(
                out,
                "{0} = {1}\n{0}_share = {2}",
                pole.name(),
                quoted(level.name()),
                level.share()
            )?;
        }
    }
    writeln!(out, "marks = [{}]", marks.join(", "))?;
    Ok(())
}

fn change(out: &mut String, person: &Person) -> Result<()> {
    let Some(change) = &person.change else {
        return Ok(());
    };
    let before = person.level_at_start(change.pole);
    writeln!(out, "\n[change.{}]", quoted(&person.address()))?;
    writeln!(out, "pole = {}", quoted(change.pole.name()))?;
    writeln!(out, "event_date = {}", quoted(&change.event_date))?;
    writeln!(out, "date = {}", quoted(&change.date))?;
    writeln!(out, "why = {}", quoted(&change.why))?;
    let parts = [
        ("before", 1, change.last_week_before, before),
        ("after", change.last_week_before + 1, 12, change.after),
    ];
    for (name, first, last, level) in parts {
        writeln!(
            out,
            "{name} = {{ weeks = [{first}, {last}], level = {}, share = {} }}",
            quoted(level.name()),
            level.share()
        )?;
    }
    Ok(())
}

fn perception(out: &mut String, person: &Person) -> Result<()> {
    let Some(perceived) = &person.perceived else {
        return Ok(());
    };
    writeln!(out, "\n[perception.{}]", quoted(&person.address()))?;
    writeln!(out, "pole = {}", quoted(perceived.pole.name()))?;
    writeln!(out, "acts = {}", quoted(person.level_at_end(perceived.pole).name()))?;
    writeln!(out, "perceived = {}", quoted(perceived.level.name()))?;
    writeln!(out, "why = {}", quoted(&perceived.why))?;
    Ok(())
}

fn known(out: &mut String, person: &Person, messages: &[Message], counts: Counts) -> Result<()> {
    let wrote = |channel: Channel| {
        messages
            .iter()
            .filter(|message| message.from == person.id && message.channel == channel)
            .count()
    };
    writeln!(out, "\n[counts.{}]", quoted(&person.address()))?;
    writeln!(out, "mail_sent = {}", counts.sent)?;
    writeln!(out, "mail_received = {}", counts.received)?;
    writeln!(out, "mail_automatic = {}", counts.automatic)?;
    writeln!(out, "mail_second_copies = {}", counts.twice)?;
    writeln!(out, "mail_in_mailbox = {}", counts.all())?;
    writeln!(out, "chat_sent = {}", wrote(Channel::Chat))?;
    writeln!(out, "tracker_written = {}", wrote(Channel::Tracker))?;
    writeln!(out, "by_activity = \"unknown\"")?;
    Ok(())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
