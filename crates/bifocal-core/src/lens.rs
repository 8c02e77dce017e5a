//! The six lenses and their twelve poles: what a sentence attends to.

use serde::{Deserialize, Serialize};

/// A contrast of two poles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the definitions are data: lenses/lenses.toml")]
pub enum Lens {
    Focus,
    Right,
    Renewal,
    Fabric,
    Direction,
    Horizon,
}

impl Lens {
    /// All lenses in the order of the codebook's six letters.
    pub const ALL: [Self; 6] =
        [Self::Focus, Self::Right, Self::Renewal, Self::Fabric, Self::Direction, Self::Horizon];

    /// Name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Focus => "focus",
            Self::Right => "right",
            Self::Renewal => "renewal",
            Self::Fabric => "fabric",
            Self::Direction => "direction",
            Self::Horizon => "horizon",
        }
    }

    /// First and second pole.
    pub const fn poles(self) -> [Pole; 2] {
        let first = 2 * self as usize;
        [Pole::ALL[first], Pole::ALL[first + 1]]
    }
}

/// One pole of a lens; each is present or absent, whatever the other is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the definitions are data: lenses/lenses.toml")]
pub enum Pole {
    People,
    Results,
    RightThing,
    ThingsRight,
    Innovation,
    Administration,
    Relationships,
    Systems,
    New,
    Existing,
    Forecasting,
    Doing,
}

impl Pole {
    /// Number of poles.
    pub const COUNT: usize = 12;

    /// All poles, those of one lens side by side.
    pub const ALL: [Self; Self::COUNT] = [
        Self::People,
        Self::Results,
        Self::RightThing,
        Self::ThingsRight,
        Self::Innovation,
        Self::Administration,
        Self::Relationships,
        Self::Systems,
        Self::New,
        Self::Existing,
        Self::Forecasting,
        Self::Doing,
    ];

    /// Position in [`Pole::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Results => "results",
            Self::RightThing => "right_thing",
            Self::ThingsRight => "things_right",
            Self::Innovation => "innovation",
            Self::Administration => "administration",
            Self::Relationships => "relationships",
            Self::Systems => "systems",
            Self::New => "new",
            Self::Existing => "existing",
            Self::Forecasting => "forecasting",
            Self::Doing => "doing",
        }
    }

    /// The lens that it belongs to.
    pub const fn lens(self) -> Lens {
        Lens::ALL[self as usize / 2]
    }
}

/// A wider rate that rare poles are summed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Innovation, new direction, forecasting.
    Change,
    /// Administration, existing direction, things right.
    Upkeep,
}

impl Group {
    /// Both groups.
    pub const ALL: [Self; 2] = [Self::Change, Self::Upkeep];

    /// Name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Upkeep => "upkeep",
        }
    }

    /// The poles that are summed.
    pub const fn poles(self) -> [Pole; 3] {
        match self {
            Self::Change => [Pole::Innovation, Pole::New, Pole::Forecasting],
            Self::Upkeep => [Pole::Administration, Pole::Existing, Pole::ThingsRight],
        }
    }
}

/// A set of poles: those that a sentence or a message attends to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PoleSet(u16);

impl PoleSet {
    /// Adds one.
    pub fn insert(&mut self, pole: Pole) {
        self.0 |= 1 << pole.index();
    }

    /// Whether it is in the set.
    pub fn contains(self, pole: Pole) -> bool {
        self.0 & (1 << pole.index()) != 0
    }

    /// The members in order.
    pub fn iter(self) -> impl Iterator<Item = Pole> {
        Pole::ALL.into_iter().filter(move |p| self.contains(*p))
    }

    /// Both sets together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether any pole of the group is in the set.
    pub fn any_of(self, group: Group) -> bool {
        group.poles().into_iter().any(|p| self.contains(p))
    }

    /// The codebook's six letters, such as `1----2`.
    pub fn codes(self) -> String {
        Lens::ALL
            .into_iter()
            .map(|lens| {
                let [first, second] = lens.poles();
                match (self.contains(first), self.contains(second)) {
                    (true, true) => 'B',
                    (true, false) => '1',
                    (false, true) => '2',
                    (false, false) => '-',
                }
            })
            .collect()
    }

    /// Reads the codebook's six letters; `None` if they are not six of `1`, `2`, `B`, `-`.
    pub fn from_codes(codes: &str) -> Option<Self> {
        let mut set = Self::default();
        if codes.len() != Lens::ALL.len() {
            return None;
        }
        for (lens, letter) in Lens::ALL.into_iter().zip(codes.chars()) {
            let [first, second] = lens.poles();
            match letter {
                '1' => set.insert(first),
                '2' => set.insert(second),
                'B' => {
                    set.insert(first);
                    set.insert(second);
                }
                '-' => {}
                _ => return None,
            }
        }
        Some(set)
    }
}

impl FromIterator<Pole> for PoleSet {
    fn from_iter<I: IntoIterator<Item = Pole>>(iter: I) -> Self {
        let mut set = Self::default();
        iter.into_iter().for_each(|p| set.insert(p));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip() {
        for codes in ["------", "1----2", "B2-1--", "212121"] {
            assert_eq!(PoleSet::from_codes(codes).map(PoleSet::codes).as_deref(), Some(codes));
        }
        for bad in ["", "-----", "3-----", "-------", "é-----"] {
            assert_eq!(PoleSet::from_codes(bad), None, "{bad}");
        }
    }

    #[test]
    fn poles_know_their_lens() {
        for lens in Lens::ALL {
            assert!(lens.poles().iter().all(|p| p.lens() == lens));
        }
    }
}
