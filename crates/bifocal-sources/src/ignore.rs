//! What its owner does not want to be read: by address, folder, label or channel.

use std::collections::HashSet;

use bifocal_core::Address;
use thiserror::Error;

use crate::parse::Envelope;
use crate::record::Channel;

/// What a rule is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An address of anybody but the owner; `@firm.example` is all addresses of a domain.
    Addresses,
    /// A part of the path of its file: names of folders or files that follow each other.
    Folders,
    /// A label of Gmail, with those below it.
    Labels,
    /// The name of a channel or group of a chat, or its id after the name of its program.
    Channels,
}

impl Place {
    /// All of them in order.
    pub const ALL: [Self; 4] = [Self::Addresses, Self::Folders, Self::Labels, Self::Channels];

    /// Name in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Addresses => "addresses",
            Self::Folders => "folders",
            Self::Labels => "labels",
            Self::Channels => "channels",
        }
    }

    /// The one with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.name() == name)
    }
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IgnoreError {
    /// It would ignore everything, or nothing.
    #[error("there is an empty one; remove it")]
    Empty,
    /// Neither an address nor a domain.
    #[error(
        "{0:?} is no address; write NAME@FIRM, @FIRM for all of a firm, or an address of a chat such as slack:u024be7lh"
    )]
    NoAddress(String),
}

/// Rules of what is not to be read. Without a rule, everything is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignore {
    addresses: HashSet<Address>,
    domains: Vec<String>,
    /// The names of a path, in lower case.
    folders: Vec<Vec<String>>,
    labels: Vec<String>,
    channels: HashSet<String>,
}

impl Ignore {
    /// Adds a rule.
    ///
    /// # Errors
    /// If it says nothing, or if it is to be an address and is none.
    pub fn add(&mut self, place: Place, rule: &str) -> Result<(), IgnoreError> {
        match place {
            Place::Addresses => self.add_address(rule)?,
            Place::Folders => {
                let names: Vec<String> = names(rule).map(|name| name.to_lowercase()).collect();
                self.folders.push(some(names, Vec::is_empty)?);
            }
            Place::Labels => {
                let label = rule.trim().trim_end_matches('/').to_lowercase();
                self.labels.push(some(label, String::is_empty)?);
            }
            Place::Channels => {
                self.channels.insert(some(plain(rule), String::is_empty)?);
            }
        }
        Ok(())
    }

    fn add_address(&mut self, rule: &str) -> Result<(), IgnoreError> {
        let address = some(Address::new(rule), |address| address.as_str().is_empty())?;
        let text = address.as_str();
        let is_one = text.contains(['@', ':']) && !text.contains(char::is_whitespace);
        match text.strip_prefix('@') {
            Some(domain) if !domain.is_empty() && is_one => self.domains.push(domain.to_owned()),
            None if is_one && !text.ends_with(['@', ':']) => {
                self.addresses.insert(address);
            }
            _ => return Err(IgnoreError::NoAddress(rule.to_owned())),
        }
        Ok(())
    }

    /// All these rules and all those.
    pub fn extend(&mut self, other: Self) {
        self.addresses.extend(other.addresses);
        self.domains.extend(other.domains);
        self.folders.extend(other.folders);
        self.labels.extend(other.labels);
        self.channels.extend(other.channels);
    }

    /// Whether there is a rule that a message comes under. Addresses of `me` never do.
    #[must_use]
    pub fn covers(&self, envelope: &Envelope<'_>, me: &[Address]) -> bool {
        self.covers_path(&envelope.locus().file)
            || !self.channels.is_empty()
                && envelope.channel().is_some_and(|channel| self.covers_channel(channel))
            || !self.labels.is_empty()
                && envelope.labels().iter().any(|label| self.covers_label(label))
            || (!self.addresses.is_empty() || !self.domains.is_empty())
                && envelope
                    .people()
                    .iter()
                    .any(|address| !me.contains(address) && self.covers_address(address))
    }

    fn covers_address(&self, address: &Address) -> bool {
        let domain = address.domain();
        let is_below = |of: &String| {
            domain
                .strip_suffix(of.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.addresses.contains(address) || self.domains.iter().any(is_below)
    }

    fn covers_channel(&self, channel: &Channel) -> bool {
        [&channel.name, &channel.id].into_iter().any(|name| self.channels.contains(&plain(name)))
    }

    fn covers_path(&self, path: &str) -> bool {
        if self.folders.is_empty() {
            return false;
        }
        // Folders of a Maildir begin with a dot.
        let path: Vec<String> =
            names(path).map(|name| name.trim_start_matches('.').to_lowercase()).collect();
        self.folders.iter().any(|folder| path.windows(folder.len()).any(|names| names == folder))
    }

    fn covers_label(&self, label: &str) -> bool {
        let is_below = |of: &String| {
            label
                .strip_prefix(of.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.labels.iter().any(is_below)
    }
}

/// The same, unless there is nothing in it.
fn some<T>(rule: T, is_empty: impl Fn(&T) -> bool) -> Result<T, IgnoreError> {
    if is_empty(&rule) { Err(IgnoreError::Empty) } else { Ok(rule) }
}

/// The names that a path is made of, those within an archive included.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\', '!']).map(str::trim).filter(|name| !name.is_empty())
}

/// The name or id of a channel as these are compared.
fn plain(name: &str) -> String {
    name.trim().trim_start_matches('#').to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Index, SourceSet, envelope};

    fn ignore(rules: &[(Place, &str)]) -> Ignore {
        let mut ignore = Ignore::default();
        for (place, rule) in rules {
            ignore.add(*place, rule).expect("a rule");
        }
        ignore
    }

    const MAIL: &str = "From: Ana <ana@velobay.example>\nTo: bo@velobay.example\n\
        Cc: Cy <cy@mail.home.example>\nSubject: Brakes\nMessage-ID: <1@x>\n\
        X-Gmail-Labels: Sent,\"Private/Health\",Important\n\nShall we order them?\n";

    fn covers(rules: &[(Place, &str)], me: &str) -> bool {
        let set = SourceSet::from_reader("sent.eml", MAIL.as_bytes()).expect("a mail");
        let index = Index::build(&set, &|_| ()).expect("an index");
        let raw = set.raw(&|_| ()).next().expect("a mail").expect("a mail");
        let envelope = envelope(&raw, &index).expect("a mail").expect("the first");
        ignore(rules).covers(&envelope, &[Address::new(me)])
    }

    #[test]
    fn mail_comes_under_a_rule_by_address_label_or_file() {
        use Place::{Addresses, Channels, Folders, Labels};
        let me = "ana@velobay.example";
        for (place, rule, is_covered) in [
            (Addresses, "BO@velobay.example", true),
            (Addresses, "o@velobay.example", false),
            (Addresses, "@home.example", true),
            (Addresses, "@me.example", false),
            (Addresses, "ana@velobay.example", false),
            (Labels, "private", true),
            (Labels, "Private/Health", true),
            (Labels, "Priv", false),
            (Folders, "sent.eml", true),
            (Folders, "sent", false),
            // The subject of a mail is no room.
            (Channels, "Brakes", false),
        ] {
            assert_eq!(covers(&[(place, rule)], me), is_covered, "{rule}");
        }
        assert!(covers(&[(Addresses, "ana@velobay.example")], "bo@velobay.example"));
        assert!(!covers(&[], me));
    }

    #[test]
    fn folders_are_whole_names_of_a_path() {
        let covers = |rule, path| ignore(&[(Place::Folders, rule)]).covers_path(path);
        assert!(covers("Private/", "mail/private/cur/1:2,S"));
        assert!(covers("Private", "mail/.Private/cur/1"));
        assert!(covers("Mail\\Private", "x/mail/private/1.eml"));
        assert!(covers("Takeout/Mail", "takeout.zip!Takeout/Mail/All.mbox"));
        assert!(!covers("Private", "mail/NotPrivate/1"));
        assert!(!covers("Private/x", "private/y/x"));
    }

    #[test]
    fn rules_that_say_nothing_are_errors() {
        for (place, rule) in [
            (Place::Addresses, " "),
            (Place::Folders, "//"),
            (Place::Labels, "/"),
            (Place::Channels, "#"),
        ] {
            assert_eq!(Ignore::default().add(place, rule), Err(IgnoreError::Empty), "{rule}");
        }
        for rule in ["bo", "@", "bo@", "bo b@x.example", "slack:"] {
            let wrong = Err(IgnoreError::NoAddress(rule.into()));
            assert_eq!(Ignore::default().add(Place::Addresses, rule), wrong);
        }
    }

    proptest! {
        #[test]
        fn no_rule_and_no_path_panics(rule in "\\PC{0,20}", path in "\\PC{0,30}") {
            for place in Place::ALL {
                let mut ignore = Ignore::default();
                if ignore.add(place, &rule).is_ok() {
                    let _ = (ignore.covers_path(&path), ignore.covers_label(&path));
                    let _ = ignore.covers_address(&Address::new(&path));
                    let channel = Channel { name: path.clone(), id: path.clone() };
                    let _ = ignore.covers_channel(&channel);
                }
            }
        }
    }
}
