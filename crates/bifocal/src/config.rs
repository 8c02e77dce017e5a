//! Settings from files: the nearest `bifocal.toml` upward from here, over the user's own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use etcetera::{BaseStrategy, choose_base_strategy};
use serde::Deserialize;

/// What a settings file can say. The command line and the environment come before it.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The user's addresses.
    #[serde(default)]
    pub me: Vec<String>,
    /// Who is who; a relative path counts from the settings file.
    pub people: Option<PathBuf>,
}

impl Config {
    /// Reads the settings: from `explicit` alone if it is given.
    pub fn load(explicit: Option<&Path>) -> Result<Self> {
        if let Some(path) = explicit {
            return Self::read(path);
        }
        let here = std::env::current_dir().context("cannot tell the current folder")?;
        let project = here.ancestors().map(|dir| dir.join("bifocal.toml")).find(|p| p.is_file());
        let user = choose_base_strategy()
            .ok()
            .map(|base| base.config_dir().join("bifocal/bifocal.toml"))
            .filter(|path| path.is_file());
        let read =
            |path: Option<PathBuf>| path.map_or_else(|| Ok(Self::default()), |p| Self::read(&p));
        Ok(read(project)?.over(read(user)?))
    }

    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read settings from {}", path.display()))?;
        let mut config: Self = toml::from_str(&text)
            .with_context(|| format!("{} is no settings file of Bifocal", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        config.people = config.people.map(|people| folder.join(people));
        Ok(config)
    }

    /// These settings where they say something, else the other's.
    fn over(self, other: Self) -> Self {
        Self {
            me: if self.me.is_empty() { other.me } else { self.me },
            people: self.people.or(other.people),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearer_settings_win_one_by_one() {
        let near: Config = toml::from_str("me = ['a@b']").expect("settings");
        let far: Config = toml::from_str("me = ['x@y']\npeople = 'p.csv'").expect("settings");
        let both = near.over(far);
        assert_eq!(both, Config { me: vec!["a@b".into()], people: Some("p.csv".into()) });
    }

    #[test]
    fn unknown_settings_are_refused() {
        assert!(toml::from_str::<Config>("mee = []").is_err());
    }
}
