//! Who is who in a Slack workspace, and what its rooms are.

use std::collections::HashMap;
use std::sync::Arc;

use bifocal_core::Address;
use serde_json::Value;

use crate::address::Mailbox;
use crate::chat::room::{Person, Room, handle};
use crate::export::{self, Problems};
use crate::json::{flag, list, text};
use crate::tree::Tree;

/// The name and the beginning of ids.
pub(crate) const SLACK: &str = "slack";

/// The user that Slack itself writes as.
const SLACKBOT: &str = "USLACKBOT";

/// Users by id.
#[derive(Debug, Default)]
pub(crate) struct Users(HashMap<String, Person>);

/// The tables of an export. Without them, all that is known stands in the messages.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    users: Arc<Users>,
    /// Rooms by the name of their folder.
    rooms: HashMap<String, Room>,
}

impl Users {
    /// The user with an id; one who is in no table has the id as address and name.
    pub(crate) fn get(&self, id: &str) -> Person {
        self.0.get(id).cloned().unwrap_or_else(|| Person {
            mailbox: Mailbox { address: handle(SLACK, id), name: None },
            shown: id.to_owned(),
            bot: id == SLACKBOT,
        })
    }

    pub(crate) fn knows(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }
}

/// A user as a table or a message's `user_profile` has it; `profile` is the place of the latter.
pub(crate) fn person(id: &str, user: &Value, profile: &str) -> Person {
    let at = |name: &str| text(user, &format!("{profile}/{name}"));
    let name = at("real_name").or_else(|| text(user, "/real_name")).or_else(|| text(user, "/name"));
    let shown = at("display_name").or(name).or_else(|| at("name")).unwrap_or(id);
    let address = match at("email").filter(|email| email.contains('@')) {
        Some(email) => Address::new(email),
        None => handle(SLACK, id),
    };
    Person {
        mailbox: Mailbox { address, name: name.or_else(|| at("name")).map(str::to_owned) },
        shown: shown.to_owned(),
        bot: flag(user, "/is_bot") || id == SLACKBOT,
    }
}

impl Tables {
    pub(crate) fn read(tree: &Tree, problems: &mut Problems) -> Self {
        let mut users = Users::default();
        for table in ["users.json", "org_users.json"] {
            export::rows(tree, table, &["[]"], problems, |_, user| {
                if let Some(id) = text(user, "/id") {
                    let found = person(id, user, "/profile");
                    users.0.entry(id.to_owned()).or_insert(found);
                }
            });
        }
        let mut rooms = HashMap::new();
        for (table, direct) in [
            ("channels.json", false),
            ("groups.json", false),
            ("mpims.json", true),
            ("dms.json", true),
        ] {
            export::rows(tree, table, &["[]"], problems, |_, row| {
                let Some(id) = text(row, "/id") else { return };
                // Direct conversations have no name; their folder has their id.
                let name = text(row, "/name").unwrap_or(id);
                let members = list(row, "/members").filter_map(Value::as_str);
                let room = Room {
                    id: format!("{SLACK}:{id}"),
                    name: if direct { String::new() } else { name.to_owned() },
                    direct,
                    members: members.map(|id| users.get(id).mailbox).collect(),
                };
                rooms.entry(id.to_owned()).or_insert_with(|| room.clone());
                rooms.entry(name.to_owned()).or_insert(room);
            });
        }
        Self { users: Arc::new(users), rooms }
    }

    pub(crate) fn users(&self) -> Arc<Users> {
        Arc::clone(&self.users)
    }

    /// The room whose messages lie in a folder.
    pub(crate) fn room(&self, folder: &str) -> Room {
        self.rooms.get(folder).cloned().unwrap_or_else(|| Room {
            id: format!("{SLACK}:{folder}"),
            name: folder.to_owned(),
            ..Room::default()
        })
    }
}
