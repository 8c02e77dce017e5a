//! What the activities and lenses mean, in words: read from `lenses/*.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{Activity, Group, Lens, Pole};

/// The words of all activities and lenses, as shipped.
#[derive(Debug, Default)]
pub struct Definitions {
    activities: Vec<ActivityWords>,
    lenses: Vec<LensWords>,
}

/// The words of one activity.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityWords {
    /// The code, such as `TASK`.
    pub code: String,
    /// The name in running text.
    pub name: String,
    /// Activities that are read together share a family.
    pub family: Option<String>,
    /// One sentence.
    pub definition: String,
    /// One example.
    pub example: String,
}

/// The words of one lens.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LensWords {
    /// The name.
    pub name: String,
    /// What the lens asks of a sentence.
    pub question: String,
    /// First and second pole.
    pub pole: Vec<PoleWords>,
}

/// The words of one pole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoleWords {
    /// The name.
    pub name: String,
    /// The wider rate that it is summed into.
    pub group: Option<Group>,
    /// One sentence.
    pub definition: String,
}

static SHIPPED: LazyLock<Definitions> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Activities {
        activity: Vec<ActivityWords>,
    }
    #[derive(Deserialize)]
    struct Lenses {
        lens: Vec<LensWords>,
    }
    // Both files are compiled in and checked by the tests below: an error cannot reach a user.
    let activities = toml::from_str::<Activities>(include_str!("../../../lenses/activities.toml"));
    let lenses = toml::from_str::<Lenses>(include_str!("../../../lenses/lenses.toml"));
    Definitions {
        activities: activities.map(|a| a.activity).unwrap_or_default(),
        lenses: lenses.map(|l| l.lens).unwrap_or_default(),
    }
});

impl Definitions {
    /// The definitions that the program ships with.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The words of an activity.
    pub fn activity(&self, activity: Activity) -> &ActivityWords {
        &self.activities[activity.index()]
    }

    /// The words of a lens.
    pub fn lens(&self, lens: Lens) -> &LensWords {
        &self.lenses[lens as usize]
    }

    /// The words of a pole.
    pub fn pole(&self, pole: Pole) -> &PoleWords {
        &self.lenses[pole.index() / 2].pole[pole.index() % 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_types_agree() {
        let words = Definitions::shipped();
        assert_eq!(words.activities.len(), Activity::COUNT);
        for activity in Activity::ALL {
            assert_eq!(words.activity(activity).code, activity.code());
        }
        assert_eq!(words.lenses.len(), Lens::ALL.len());
        for lens in Lens::ALL {
            assert_eq!(words.lens(lens).name, lens.name());
            assert_eq!(words.lens(lens).pole.len(), 2);
        }
        for pole in Pole::ALL {
            assert_eq!(words.pole(pole).name, pole.name());
            let group = Group::ALL.into_iter().find(|g| g.poles().contains(&pole));
            assert_eq!(words.pole(pole).group, group);
        }
    }
}
