//! The chat of the example company as a Slack export: tables, and a folder a room with a file a day.
//! Messages to one person are direct; the others stand in the channel of their topic, and answers
//! there in threads.

mod event;
mod rooms;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::clock;
use super::hash;
use super::messages::{Channel, Message};
use super::people::{Person, Roster};
use super::threads;
use event::{Edited, Event};
use rooms::Rooms;

const DATA: &str = include_str!("../data/slack.toml");

/// Where the files go.
pub(super) const FOLDER: &str = "slack";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    channel_from: usize,
    common: String,
    names_one_in: u64,
    edited: String,
    bot: Bot,
    notice: Vec<Notice>,
    joined: Vec<Joined>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bot {
    id: String,
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    at: String,
    channel: String,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Joined {
    at: String,
    channel: String,
    person: String,
}

#[derive(Serialize)]
struct User<'a> {
    id: String,
    team_id: &'static str,
    name: &'a str,
    deleted: bool,
    real_name: &'a str,
    profile: Profile<'a>,
    is_bot: bool,
}

#[derive(Serialize)]
struct Profile<'a> {
    title: &'a str,
    real_name: &'a str,
    display_name: &'a str,
    email: String,
}

/// The workspace.
const TEAM: &str = "T0VELOBAY";

/// All files of the export by their path.
pub(super) fn files(roster: &Roster, messages: &[Message]) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let settings: Settings = toml::from_str(DATA).context("slack.toml")?;
    let chat: Vec<Message> =
        messages.iter().filter(|message| message.channel == Channel::Chat).cloned().collect();
    let rooms = Rooms::of(&chat, &settings);
    ensure!(
        chat.iter().any(|message| message.id == settings.edited),
        "slack.toml: no chat message {:?}",
        settings.edited
    );

    let mut events = written(&chat, &rooms, &settings, roster)?;
    events.extend(others(&rooms, &settings)?);
    events.sort_by(|(a, first), (b, second)| (a, &first.ts).cmp(&(b, &second.ts)));

    let mut days: BTreeMap<PathBuf, Vec<Event>> = BTreeMap::new();
    for (path, event) in events {
        days.entry(path).or_default().push(event);
    }
    let mut files = BTreeMap::new();
    for (path, events) in days {
        files.insert(path, json(&events)?);
    }
    let root = PathBuf::from(FOLDER);
    let users: Vec<User<'_>> = roster.people.iter().map(user).collect();
    files.insert(root.join("users.json"), json(&users)?);
    files.insert(root.join("channels.json"), json(&rooms.channels())?);
    files.insert(root.join("dms.json"), json(&rooms.direct())?);
    Ok(files)
}

/// What the twelve wrote, each with the file that it goes to.
fn written(
    chat: &[Message],
    rooms: &Rooms,
    settings: &Settings,
    roster: &Roster,
) -> Result<Vec<(PathBuf, Event)>> {
    let places = threads::places(chat);
    // The first message of the branch, as far as it lies in the same room.
    let root = |position: usize| {
        let room = rooms.get(&chat[position]);
        std::iter::successors(Some(position), |at| places[*at].parent)
            .take_while(|at| rooms.get(&chat[*at]).id == room.id)
            .last()
            .unwrap_or(position)
    };
    let roots: Vec<usize> = (0..chat.len()).map(root).collect();
    let mut events = Vec::new();
    for (position, message) in chat.iter().enumerate() {
        let room = rooms.get(message);
        let start = roots[position];
        let is_answered =
            roots.iter().enumerate().any(|(other, at)| *at == start && other != start);
        let thread = (!room.is_direct() && is_answered).then(|| stamp(&chat[start])).transpose()?;
        let name_them =
            !room.is_direct() && hash::one_in(settings.names_one_in, &["names", &message.id]);
        let mut names = String::new();
        for person in message.to.iter().filter(|_| name_them) {
            names.push_str(&format!("<@{}> ", user_id(&roster.get(person)?.id)));
        }
        let edited = (message.id == settings.edited).then(|| -> Result<Edited> {
            let later = clock::later(message.at, 90)?;
            Ok(Edited { user: user_id(&message.from), ts: format!("{}.000000", seconds(later)?) })
        });
        let ts = stamp(message)?;
        let event = Event {
            user: Some(user_id(&message.from)),
            text: format!("{names}{}", escaped(&message.body)),
            team: Some(TEAM),
            thread_ts: thread,
            edited: edited.transpose()?,
            ..Event::new(ts)
        };
        events.push((room.file(message.at), event));
    }
    Ok(events)
}

/// What programs and Slack itself wrote.
fn others(rooms: &Rooms, settings: &Settings) -> Result<Vec<(PathBuf, Event)>> {
    let mut events = Vec::new();
    for notice in &settings.notice {
        let at = clock::local(&notice.at, hash::stable(&["second", &notice.text]) % 60)?;
        let event = Event {
            subtype: Some("bot_message"),
            text: escaped(&notice.text),
            bot_id: Some(settings.bot.id.clone()),
            username: Some(settings.bot.name.clone()),
            ..Event::new(format!("{}.000100", seconds(at)?))
        };
        events.push((rooms.channel(&notice.channel)?.file(at), event));
    }
    for joined in &settings.joined {
        let at = clock::local(&joined.at, 0)?;
        let user = user_id(&joined.person);
        let event = Event {
            subtype: Some("channel_join"),
            text: format!("<@{user}> has joined the channel"),
            user: Some(user),
            ..Event::new(format!("{}.000200", seconds(at)?))
        };
        events.push((rooms.channel(&joined.channel)?.file(at), event));
    }
    Ok(events)
}

fn user(person: &Person) -> User<'_> {
    User {
        id: user_id(&person.id),
        team_id: TEAM,
        name: &person.id,
        deleted: false,
        real_name: &person.name,
        profile: Profile {
            title: &person.title,
            real_name: &person.name,
            display_name: person.name.split(' ').next().unwrap_or_default(),
            email: person.address(),
        },
        is_bot: false,
    }
}

/// An id as Slack has them: a letter for its kind, then letters and digits.
fn id(kind: char, of: &str) -> String {
    format!("{kind}0{:08X}", hash::stable(&["slack", of]) & 0xffff_ffff)
}

fn user_id(person: &str) -> String {
    id('U', person)
}

/// The time of a message, by which Slack also tells the messages of a room apart.
fn stamp(message: &Message) -> Result<String> {
    let part = hash::stable(&["stamp", &message.id]) % 1_000_000;
    Ok(format!("{}.{part:06}", seconds(message.at)?))
}

fn seconds(at: jiff::civil::DateTime) -> Result<i64> {
    Ok(TimeZone::UTC.to_timestamp(clock::utc(at)?)?.as_second())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
