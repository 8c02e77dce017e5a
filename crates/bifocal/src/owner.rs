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
                let people = People::read(&bytes).with_context(|| path.display().to_string())?;
                if people.persons().next().is_none() {
                    bail!(
                        "{}: there is nobody in it; write a line for each person, under the titles name, addresses \
                         (separated by ;), title, manager",
                        path.display()
                    );
                }
                people
            }
        };
        let given = given(&config, me);
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

/// The addresses that the user says are theirs: those of the command line or the environment,
/// else those of the settings.
pub fn given(config: &Config, me: &[String]) -> Vec<Address> {
    let typed = split(me);
    if typed.is_empty() { split(&config.me) } else { typed }
}

/// The addresses in texts that may have several of them, with commas or semicolons between.
pub fn split(texts: &[String]) -> Vec<Address> {
    let parts = texts.iter().flat_map(|text| text.split([',', ';'])).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(Address::new).collect()
}

/// Addresses in a line.
pub fn list(addresses: &[Address]) -> String {
    addresses.iter().map(Address::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_addresses_may_stand_in_one_text() {
        let texts = ["a@x.example; b@x.example,".to_owned(), " ".to_owned(), "slack:u1".to_owned()];
        assert_eq!(list(&split(&texts)), "a@x.example, b@x.example, slack:u1");
        let config = Config { me: vec!["c@x.example".into()], ..Config::default() };
        assert_eq!(list(&given(&config, &[])), "c@x.example");
        // What is empty says nothing.
        assert_eq!(list(&given(&config, &[String::new()])), "c@x.example");
        assert_eq!(list(&given(&config, &texts[..1])), "a@x.example, b@x.example");
    }
}
