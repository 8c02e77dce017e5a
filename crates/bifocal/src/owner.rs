//! Whose mailbox or calendar it is, and who is who.

use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::Address;
use bifocal_sources::People;

use crate::args::Arguments;
use crate::config::Config;

/// The owner among the people of the organisation.
pub struct Owner {
    /// Who is who.
    pub people: People,
    /// The address that stands for the owner.
    pub primary: Address,
    /// All addresses of the owner.
    pub addresses: Vec<Address>,
    /// Those of them that were given.
    pub given: Vec<Address>,
    /// Addresses that are known not to be the owner's, however alike.
    pub not_me: Vec<Address>,
}

impl Owner {
    /// The owner as the command line tells them, or else the settings; `what` is theirs.
    pub fn load(
        arguments: &Arguments,
        me: &[String],
        people: Option<&Path>,
        what: &str,
    ) -> Result<Self> {
        let config = Config::load(arguments.config.as_deref())?;
        let mut people = match people.or(config.people.as_deref()) {
            None => People::default(),
            Some(path) => {
                let bytes = std::fs::read(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                People::read(&bytes).with_context(|| path.display().to_string())?
            }
        };
        let given = if me.is_empty() { &config.me } else { me };
        let given: Vec<Address> = given.iter().map(|me| Address::new(me)).collect();
        let Some(first) = given.first() else {
            bail!(
                "whose {what} is it? Say --me YOUR@ADDRESS, or write me = [\"YOUR@ADDRESS\"] into bifocal.toml"
            );
        };
        // All addresses that the table gives to any of them are the owner's too.
        let primary = people.merge(&given).unwrap_or_else(|| first.clone());
        let addresses =
            people.of(&primary).map_or(given.clone(), |person| person.addresses.clone());
        let not_me = config.not_me.iter().map(|other| Address::new(other)).collect();
        Ok(Self { people, primary, addresses, given, not_me })
    }

    /// The name in the organisation chart.
    pub fn name(&self) -> Option<&str> {
        let person = self.people.of(&self.primary)?;
        Some(person.name.as_str()).filter(|name| !name.is_empty())
    }
}

/// Addresses in a line.
pub fn list(addresses: &[Address]) -> String {
    addresses.iter().map(Address::as_str).collect::<Vec<_>>().join(", ")
}
