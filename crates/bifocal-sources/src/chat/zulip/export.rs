//! An organisation's export: `realm.json` and its parts of messages.

use std::collections::HashMap;
use std::sync::Arc;

use bifocal_core::{Address, Instant, Medium};
use bifocal_words::AutomaticKind;
use serde_json::Value;

use crate::address::Mailbox;
use crate::chat::room::{Person, Room, handle};
use crate::chat::zulip::text::Mention;
use crate::chat::zulip::{ZULIP, markdown, text as html_text, version};
use crate::export::{self, Problems, ReadMember};
use crate::input::Input;
use crate::json::{self, flag, number_or_text, text};
use crate::record::{Record, Records};
use crate::skip::SkipReason;
use crate::tree::Tree;

/// The tables of `realm.json` that say who is who and what is where.
const TABLES: &[&str] = &[
    "zerver_realm[]",
    "zerver_userprofile[]",
    "zerver_userprofile_mirrordummy[]",
    "zerver_userprofile_crossrealm[]",
    "zerver_stream[]",
    "zerver_recipient[]",
    "zerver_subscription[]",
];

const MESSAGES: &[&str] = &["zerver_message[]"];

/// The tables of an organisation. Ids are numbers; they are kept as text, as they stand there.
#[derive(Debug, Default)]
struct Tables {
    /// The organisation's name on its server.
    realm: String,
    users: HashMap<String, Person>,
    streams: HashMap<String, String>,
    /// What messages are sent to: a kind (1 a person, 2 a stream, 3 a group) and an id of it.
    recipients: HashMap<String, (u64, String)>,
    /// Who gets what is sent there.
    subscribers: HashMap<String, Vec<String>>,
}

/// An export whose tables are read.
pub(crate) struct Realm(Arc<Tables>);

impl Realm {
    pub(crate) fn read(tree: &Tree, problems: &mut Problems) -> Self {
        let mut tables = Tables::default();
        export::rows(tree, "realm.json", TABLES, problems, |table, row| {
            let Some(id) = number_or_text(row, "/id") else { return };
            match table {
                0 => tables.realm = text(row, "/string_id").unwrap_or_default().to_owned(),
                1..=3 => {
                    // Those who are on no organisation are the server's own bots.
                    let person = person(&id, row, table == 3);
                    tables.users.entry(id).or_insert(person);
                }
                4 => {
                    let name = text(row, "/name").unwrap_or_default();
                    tables.streams.insert(id, name.to_owned());
                }
                5 => {
                    let kind = row.pointer("/type").and_then(Value::as_u64);
                    if let (Some(kind), Some(of)) = (kind, number_or_text(row, "/type_id")) {
                        tables.recipients.insert(id, (kind, of));
                    }
                }
                _ => {
                    let user = number_or_text(row, "/user_profile");
                    let recipient = number_or_text(row, "/recipient");
                    let gone = row.pointer("/active") == Some(&Value::Bool(false));
                    if let (Some(user), Some(recipient), false) = (user, recipient, gone) {
                        tables.subscribers.entry(recipient).or_default().push(user);
                    }
                }
            }
        });
        Self(Arc::new(tables))
    }
}

impl ReadMember for Realm {
    fn read<'a>(&self, _: &str, input: Input<'a>) -> Records<'a> {
        let tables = Arc::clone(&self.0);
        Box::new(
            json::objects(input, MESSAGES).map(move |(offset, value)| {
                (offset, value.and_then(|value| tables.record(&value)))
            }),
        )
    }
}

fn person(id: &str, row: &Value, bot: bool) -> Person {
    let name = text(row, "/full_name");
    let email = text(row, "/delivery_email").or_else(|| text(row, "/email"));
    let address = match email.filter(|email| email.contains('@')) {
        Some(email) => Address::new(email),
        None => handle(ZULIP, id),
    };
    Person {
        mailbox: Mailbox { address, name: name.map(str::to_owned) },
        shown: name.unwrap_or(id).to_owned(),
        bot: bot || flag(row, "/is_bot"),
    }
}

impl Tables {
    fn user(&self, id: &str) -> Person {
        self.users.get(id).cloned().unwrap_or_else(|| Person {
            mailbox: Mailbox { address: handle(ZULIP, id), name: None },
            shown: id.to_owned(),
            bot: false,
        })
    }

    fn room(&self, recipient: &str, sender: &str) -> Room {
        let id = format!("{ZULIP}:{}/{recipient}", self.realm);
        let subscribers = self.subscribers.get(recipient).map_or(&[][..], Vec::as_slice);
        let subscribers = || subscribers.iter().map(|user| self.user(user).mailbox).collect();
        match self.recipients.get(recipient) {
            Some((1, user)) => {
                // The two directions of a conversation have recipients of their own.
                let mut both = [user.as_str(), sender];
                both.sort_unstable();
                Room {
                    id: format!("{ZULIP}:{}/{}+{}", self.realm, both[0], both[1]),
                    name: String::new(),
                    direct: true,
                    members: vec![self.user(user).mailbox],
                }
            }
            Some((2, stream)) => {
                let name = self.streams.get(stream).cloned().unwrap_or_default();
                Room { id, name, direct: false, members: subscribers() }
            }
            Some(_) => Room { id, name: String::new(), direct: true, members: subscribers() },
            None => Room { id, ..Room::default() },
        }
    }

    fn mentioned(&self, mention: &Mention) -> Mailbox {
        let by_id = mention.id.as_deref().and_then(|id| self.users.get(id));
        // A name is not looked for among all users: two may have it.
        by_id.map_or_else(
            || Mailbox { address: handle(ZULIP, &mention.name), name: Some(mention.name.clone()) },
            |person| person.mailbox.clone(),
        )
    }

    fn record(&self, value: &Value) -> Result<Record, SkipReason> {
        let number = number_or_text(value, "/id")
            .ok_or_else(|| SkipReason::Malformed("it has no id".to_owned()))?;
        let sender = number_or_text(value, "/sender").ok_or(SkipReason::NoFrom)?;
        let recipient = number_or_text(value, "/recipient").unwrap_or_default();
        let writer = self.user(&sender);
        let room = self.room(&recipient, &sender);
        let at = value.pointer("/date_sent").and_then(seconds);
        let (body, mentions) = match text(value, "/rendered_content") {
            Some(html) => html_text::read(html),
            None => markdown::read(text(value, "/content").unwrap_or_default()),
        };
        let named = mentions.iter().map(|mention| self.mentioned(mention)).collect();
        let (to, cc) = room.recipients(&writer.mailbox.address, named);
        let topic = text(value, "/subject").filter(|_| !room.direct);
        let thread = match topic {
            Some(topic) => Some(format!("{}/{topic}", room.id)),
            None => room.conversation(at),
        };
        Ok(Record {
            id: format!("{ZULIP}:{}/{number}", self.realm),
            version: version(value, "/last_edit_time"),
            thread,
            parent: None,
            at,
            from: writer.mailbox,
            to,
            cc,
            subject: topic.unwrap_or(&room.name).to_owned(),
            channel: room.channel(),
            medium: Medium::Chat,
            body,
            automatic: writer.bot.then_some(AutomaticKind::Notice),
        })
    }
}

/// Seconds, with or without parts of them.
#[expect(clippy::cast_possible_truncation, reason = "parts of a second are dropped")]
pub(super) fn seconds(value: &Value) -> Option<Instant> {
    let at = value.as_f64()?;
    (at.abs() < 1e12).then(|| Instant(at.floor() as i64))
}
