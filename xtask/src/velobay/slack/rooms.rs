//! Channels and direct conversations, and which message goes where.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::civil::DateTime;
use serde::Serialize;

use super::{FOLDER, Settings, clock, id, user_id};
use crate::velobay::messages::Message;

/// A channel, or what two people say to each other.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Room {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    members: BTreeSet<String>,
}

impl Room {
    pub(super) fn is_direct(&self) -> bool {
        self.name.is_none()
    }

    /// The file of a day; days are those of UTC.
    pub(super) fn file(&self, at: DateTime) -> PathBuf {
        let day = clock::utc(at).unwrap_or(at).date();
        let folder = self.name.as_deref().unwrap_or(&self.id);
        Path::new(FOLDER).join(folder).join(format!("{day}.json"))
    }
}

/// All rooms.
pub(super) struct Rooms {
    /// By the name of the channel, or the two people.
    rooms: BTreeMap<String, Room>,
    of_message: BTreeMap<String, String>,
}

impl Rooms {
    pub(super) fn of(chat: &[Message], settings: &Settings) -> Self {
        let in_channel = |message: &&Message| message.recipients().count() > 1;
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for message in chat.iter().filter(in_channel) {
            *sizes.entry(&message.thread).or_default() += 1;
        }
        let mut all = Self { rooms: BTreeMap::new(), of_message: BTreeMap::new() };
        for message in chat {
            let mut people: Vec<&str> =
                message.recipients().chain([message.from.as_str()]).collect();
            people.sort_unstable();
            let (key, name) = if in_channel(&message) {
                let own = sizes.get(message.thread.as_str()) >= Some(&settings.channel_from);
                // Names of channels have no dots.
                let name =
                    if own { message.thread.replace('.', "-") } else { settings.common.clone() };
                (name.clone(), Some(name))
            } else {
                (people.join("+"), None)
            };
            let kind = if name.is_some() { 'C' } else { 'D' };
            let room = all.rooms.entry(key.clone()).or_insert_with(|| Room {
                id: id(kind, &key),
                name,
                members: BTreeSet::new(),
            });
            room.members.extend(people.into_iter().map(user_id));
            all.of_message.insert(message.id.clone(), key);
        }
        all
    }

    /// The room of a message.
    pub(super) fn get(&self, message: &Message) -> &Room {
        &self.rooms[&self.of_message[&message.id]]
    }

    pub(super) fn channel(&self, name: &str) -> Result<&Room> {
        self.rooms.get(name).with_context(|| format!("slack.toml: no channel {name:?}"))
    }

    pub(super) fn channels(&self) -> Vec<&Room> {
        self.rooms.values().filter(|room| !room.is_direct()).collect()
    }

    pub(super) fn direct(&self) -> Vec<&Room> {
        self.rooms.values().filter(|room| room.is_direct()).collect()
    }
}
