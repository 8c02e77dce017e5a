//! Addresses of the user: proposed, and kept in the settings once they are confirmed.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bifocal_core::Address;
use bifocal_report::Person;
use toml_edit::{Array, DocumentMut, Item, Value};

use crate::config::{self, Config};
use crate::ownership;

/// Says which addresses look like the user's, and what to do if they are.
pub fn propose(person: &Person) {
    if person.same_name.is_empty() {
        return;
    }
    let line = |key: &str, addresses: &mut dyn Iterator<Item = &String>| {
        format!("{key} = {}", addresses.cloned().collect::<Array>())
    };
    let both = || person.addresses.iter().chain(&person.same_name);
    let all = line("me", &mut both());
    let told: Vec<String> = both().map(|address| format!("--me {address}")).collect();
    let not = line("not_me", &mut person.same_name.iter());
    // Nothing depends on whether somebody reads it.
    let _ = writeln!(
        io::stderr(),
        "note: these look like you, too, and are not counted as you: {}\n\
         If they are you, say once\n  {} --remember\nor write into bifocal.toml\n  {all}\n\
         If they are not, write\n  {not}",
        person.same_name.join(", "),
        told.join(" ")
    );
}

/// An address that was typed and is in no message.
pub struct Unknown {
    /// It.
    pub address: Address,
    /// Addresses that it may be meant for.
    pub meant: Vec<Address>,
}

/// Says which of the addresses that were typed are in no message.
pub fn tell(unknown: &[Unknown]) {
    for Unknown { address, meant } in unknown {
        let hint = ownership::hint(meant);
        let _ = writeln!(io::stderr(), "note: {address} is in none of the messages; {hint}");
    }
}

/// The addresses that the settings have and those that are given, each once.
pub fn together(explicit: Option<&Path>, given: &[Address]) -> Result<Vec<String>> {
    let mut all = Config::load(explicit)?.me;
    for address in given {
        if !has(all.iter().map(String::as_str), address.as_str()) {
            all.push(address.to_string());
        }
    }
    if given.is_empty() {
        bail!("--remember keeps what --me says; say --me YOUR@ADDRESS");
    }
    Ok(all)
}

/// Adds addresses to `me` in a settings file: the one that is named, else the nearest, else a new one
/// here. All else in it stays as it is. Returns its path.
pub fn remember(explicit: Option<&Path>, me: &[String]) -> Result<PathBuf> {
    let path = match explicit {
        Some(path) => path.to_owned(),
        None => config::nearest()?.unwrap_or_else(|| PathBuf::from(config::NAME)),
    };
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text.with_context(|| format!("cannot read settings from {}", path.display()))?,
    };
    let new = with(&text, me).with_context(|| path.display().to_string())?;
    if new != text {
        std::fs::write(&path, new).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(path)
}

/// The settings with these addresses.
fn with(text: &str, me: &[String]) -> Result<String> {
    let mut settings: DocumentMut = text.parse().context("this is no settings file of Bifocal")?;
    let list = settings.entry("me").or_insert(Item::Value(Value::Array(Array::new())));
    let Some(list) = list.as_array_mut() else { bail!("me is no list; write me = [\"...\"]") };
    for address in me {
        if !has(list.iter().filter_map(Value::as_str), address) {
            list.push(Address::new(address).as_str());
        }
    }
    Ok(settings.to_string())
}

fn has<'a>(mut list: impl Iterator<Item = &'a str>, address: &str) -> bool {
    list.any(|other| Address::new(other) == Address::new(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str) -> String {
        with(text, &["ana@velobay.example".into(), "Slack:U012AB".into()]).expect("settings")
    }

    #[test]
    fn the_rest_of_the_file_stays() {
        assert_eq!(after(""), "me = [\"ana@velobay.example\", \"slack:u012ab\"]\n");
        let text = "# mine\nme = ['ANA@velobay.example'] # at work\npeople = \"p.csv\"\n\n[ignore]\nlabels = [\"x\"]\n";
        let expected = text.replace("example']", "example', \"slack:u012ab\"]");
        assert_eq!(after(text), expected);
        assert_eq!(after(&expected), expected);
    }

    #[test]
    fn a_new_key_comes_before_the_tables() {
        let new = after("# mine\n[ignore]\nlabels = []\n");
        let read: toml::Table = toml::from_str(&new).expect("settings");
        assert_eq!(read["me"].as_array().map(Vec::len), Some(2), "{new}");
        assert!(read["ignore"].get("labels").is_some() && new.contains("# mine"), "{new}");
    }

    #[test]
    fn what_is_no_list_is_left_alone() {
        assert!(with("me = 'a@b'", &["x@y".into()]).is_err());
        assert!(with("me = [", &["x@y".into()]).is_err());
    }
}
