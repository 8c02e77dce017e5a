//! Settings from files: the one that is named, or the nearest `bifocal.toml` upward from here, over
//! the user's own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use bifocal_sources::{Ignore, Place};
use etcetera::{BaseStrategy, choose_base_strategy};
use serde::Deserialize;

/// Name of a settings file.
pub const NAME: &str = "bifocal.toml";

/// What settings files say. The command line and the environment come before them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The user's addresses.
    pub me: Vec<String>,
    /// Addresses that look like the user's and are somebody else's.
    pub not_me: Vec<String>,
    /// Who is who; a relative path counts from the settings file.
    pub people: Option<PathBuf>,
    /// What is not read.
    pub ignore: Ignore,
    /// What becomes of private mail.
    pub private: Private,
}

/// What becomes of private mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Private {
    /// It is only counted.
    #[default]
    LeaveOut,
    /// It is read like all other mail.
    Keep,
}

/// A settings file as it stands.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    me: Vec<String>,
    #[serde(default)]
    not_me: Vec<String>,
    people: Option<PathBuf>,
    #[serde(default)]
    ignore: toml::Table,
    private: Option<Private>,
}

/// The settings file that stands nearest, upward from the current folder.
pub fn nearest() -> Result<Option<PathBuf>> {
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    Ok(here.ancestors().map(|dir| dir.join(NAME)).find(|path| path.is_file()))
}

/// The user's own settings file, such as `~/.config/bifocal/bifocal.toml`, if there is one.
fn users() -> Option<PathBuf> {
    let base = choose_base_strategy().ok()?;
    Some(base.config_dir().join("bifocal").join(NAME)).filter(|path| path.is_file())
}

impl Config {
    /// Reads the settings: `explicit` stands in for the nearest file, and the user's own lies under
    /// either, so that no choice of a file switches the user's own rules off.
    pub fn load(explicit: Option<&Path>) -> Result<Self> {
        let near = match explicit {
            Some(path) => Some(path.to_owned()),
            None => nearest()?,
        };
        Self::of([near, users()])
    }

    /// The settings of two files: those of the first where it says something, else those of the
    /// second; but the rules of both keep messages out.
    fn of(paths: [Option<PathBuf>; 2]) -> Result<Self> {
        let mut config = Self::default();
        let mut private = None;
        for path in paths.into_iter().flatten() {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read settings from {}", path.display()))?;
            let file = File::read(&text).with_context(|| path.display().to_string())?;
            config.ignore.extend(rules(&file.ignore).with_context(|| path.display().to_string())?);
            let folder = path.parent().unwrap_or(Path::new("."));
            config.people = config.people.or_else(|| file.people.map(|people| folder.join(people)));
            private = private.or(file.private);
            if config.me.is_empty() {
                config.me = file.me;
            }
            if config.not_me.is_empty() {
                config.not_me = file.not_me;
            }
        }
        config.private = private.unwrap_or_default();
        Ok(config)
    }
}

impl File {
    fn read(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let what: Vec<&str> = error.message().split_whitespace().collect();
            anyhow!("line {line} is no setting of Bifocal: {}", what.join(" "))
        })
    }
}

/// The rules of the table `ignore`.
fn rules(table: &toml::Table) -> Result<Ignore> {
    let mut ignore = Ignore::default();
    for (key, value) in table {
        let Some(place) = Place::from_name(key) else {
            let known = Place::ALL.map(Place::name).join(", ");
            bail!("ignore.{key} is no rule; there are {known}");
        };
        let Some(list) = value.as_array() else {
            bail!("ignore.{key} is no list; write {key} = [\"...\"]");
        };
        for rule in list {
            let Some(text) = rule.as_str() else {
                bail!(
                    "ignore.{key} has a value of type {}, not text; write it between quotes",
                    rule.type_str()
                );
            };
            ignore.add(place, text).with_context(|| format!("ignore.{key}"))?;
        }
    }
    Ok(ignore)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(files: [&str; 2]) -> Result<Config> {
        let dir = tempfile::tempdir().expect("a folder");
        let paths = ["near.toml", "far.toml"].map(|name| dir.path().join(name));
        for (path, text) in paths.iter().zip(files) {
            std::fs::write(path, text).expect("written");
        }
        Config::of(paths.map(Some))
    }

    fn error(text: &str) -> String {
        let error = load([text, ""]).expect_err("a mistake");
        error.chain().skip(1).map(ToString::to_string).collect::<Vec<_>>().join(": ")
    }

    #[test]
    fn nearer_settings_win_one_by_one() {
        let far = "me = ['x@y']\npeople = 'p.csv'\nprivate = 'keep'";
        let both = load(["me = ['a@b']", far]).expect("settings");
        assert_eq!(both.me, ["a@b"]);
        assert!(both.people.expect("a path").ends_with("p.csv"));
        assert_eq!(both.private, Private::Keep);
        let near = load(["private = 'leave_out'", far]).expect("settings");
        assert_eq!(near.private, Private::LeaveOut);
    }

    #[test]
    fn rules_of_both_files_hold() {
        let near = "[ignore]\naddresses = ['@home.example']";
        let far = "[ignore]\nchannels = ['#chess']\nlabels = ['Private']";
        let both = load([near, far]).expect("settings");
        let mut expected = Ignore::default();
        expected.add(Place::Addresses, "@home.example").expect("a rule");
        expected.add(Place::Channels, "chess").expect("a rule");
        expected.add(Place::Labels, "private").expect("a rule");
        assert_eq!(both.ignore, expected);
    }

    #[test]
    fn mistakes_are_one_line_that_names_the_key() {
        assert_eq!(
            error("me = []\nmee = []"),
            "line 2 is no setting of Bifocal: unknown field `mee`, expected one of `me`, `not_me`, `people`, `ignore`, `private`"
        );
        assert!(
            error("private = 'yes'").contains("unknown variant `yes`"),
            "{}",
            error("private = 'yes'")
        );
        assert_eq!(
            error("[ignore]\nfolder = []"),
            "ignore.folder is no rule; there are addresses, folders, labels, channels"
        );
        assert_eq!(
            error("[ignore]\nfolders = 'x'"),
            "ignore.folders is no list; write folders = [\"...\"]"
        );
        assert_eq!(
            error("[ignore]\nlabels = ['x', 5]"),
            "ignore.labels has a value of type integer, not text; write it between quotes"
        );
        assert_eq!(
            error("[ignore]\nchannels = ['']"),
            "ignore.channels: there is an empty one; remove it"
        );
        assert!(
            error("[ignore]\naddresses = ['bo']")
                .starts_with("ignore.addresses: \"bo\" is no address")
        );
        for text in ["me = ['a", "ignore = 3", "[ignore", "\u{0}"] {
            assert!(!error(text).contains('\n'), "{}", error(text));
        }
    }
}
