//! An invented organisation whose truth is known, down to messages.

use std::sync::{Arc, LazyLock};

use bifocal_core::tally::Key;
use bifocal_core::{Activity, Family, Medium, MessageCodes, PoleSet, Tally, Toward};
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

use crate::sample::{Class, FOCUS, GoldMessage};

/// Families that messages mainly do; MOTIVATE comes along.
const MAIN: usize = 6;

/// How often a message does a further family.
const FURTHER: f64 = 0.15;

/// How far people's focus depends on what the message mainly does, on the logit scale.
const BY_FAMILY: [[f64; MAIN]; 2] =
    [[0.2, -0.4, -0.3, -0.1, 0.0, 0.5], [0.0, 0.5, 0.4, 0.2, 0.1, -0.5]];

/// What is true of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupTruth {
    /// Shares of the main families; they add up to 1.
    pub mix: [f64; MAIN],
    /// Mean of people's and of results' focus over persons, as a logit.
    pub focus: [f64; 2],
}

/// How persons differ, and how the coder errs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct World {
    /// Standard deviation of a person's focus on the logit scale.
    pub spread: f64,
    /// Concentration of a person's mix about the group's: the larger, the more alike.
    pub alike: f64,
    /// Fewest and most acting messages of a person.
    pub messages: (u32, u32),
    /// Sensitivity and specificity of the coder, people and results; these are what its card says.
    pub coder: [(f64, f64); 2],
    /// The same in the first group's messages, where the coder errs otherwise there.
    pub coder_in_first: Option<[(f64, f64); 2]>,
    /// Share of messages that are labelled.
    pub labelled: f64,
    /// Buckets that threads fall into, at most 64.
    pub buckets: u8,
}

impl Default for World {
    fn default() -> Self {
        Self {
            spread: 0.5,
            alike: 60.0,
            messages: (80, 320),
            coder: [(0.75, 0.92), (0.75, 0.90)],
            coder_in_first: None,
            labelled: 0.0,
            buckets: 64,
        }
    }
}

impl World {
    /// How the coder errs in the messages of the two groups.
    pub fn coders(&self) -> [[(f64, f64); 2]; 2] {
        [self.coder_in_first.unwrap_or(self.coder), self.coder]
    }
}

/// A mix that all scenarios start from.
pub const ORDINARY: [f64; MAIN] = [0.26, 0.08, 0.22, 0.16, 0.10, 0.18];

/// Clearly another mix: less handing over and talking over, more following up and telling.
pub const ANOTHER: [f64; MAIN] = [0.16, 0.14, 0.30, 0.18, 0.12, 0.10];

/// What is true of one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonTruth {
    mix: [f64; MAIN],
    focus: [f64; 2],
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// A standard normal (Box & Muller 1958).
fn normal(random: &mut impl Rng) -> f64 {
    let (u, v): (f64, f64) = (random.random::<f64>().max(1e-300), random.random());
    (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
}

/// A gamma variate (Marsaglia & Tsang 2000).
fn gamma(shape: f64, random: &mut impl Rng) -> f64 {
    if shape < 1.0 {
        let u: f64 = random.random::<f64>().max(1e-300);
        return gamma(shape + 1.0, random) * u.powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(random);
        let v = (1.0 + c * x).powi(3);
        let u: f64 = random.random::<f64>().max(1e-300);
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

impl PersonTruth {
    /// Draws a person of a group.
    pub fn draw(group: &GroupTruth, world: &World, random: &mut impl Rng) -> Self {
        let mut mix = group.mix.map(|share| gamma(share * world.alike, random));
        let sum: f64 = mix.iter().sum();
        mix.iter_mut().for_each(|share| *share /= sum);
        Self { mix, focus: group.focus.map(|mean| mean + world.spread * normal(random)) }
    }

    /// Probability that a message which mainly does a family attends to a pole.
    fn attends(&self, family: usize, pole: usize) -> f64 {
        logistic(self.focus[pole] + BY_FAMILY[pole][family])
    }

    /// Expected share of messages that do a family.
    pub fn does(&self, family: usize) -> f64 {
        self.mix[family] + (1.0 - self.mix[family]) * FURTHER
    }

    /// Expected share of messages that do a family and attend to a pole, as `seen` maps the true
    /// probability of a message to the one that is counted.
    pub fn attending(&self, family: usize, pole: usize, seen: impl Fn(f64) -> f64) -> f64 {
        (0..MAIN)
            .map(|main| {
                let does = if main == family { 1.0 } else { FURTHER };
                self.mix[main] * does * seen(self.attends(main, pole))
            })
            .sum()
    }

    /// Expected share of messages that attend to a pole.
    pub fn overall(&self, pole: usize, seen: impl Fn(f64) -> f64) -> f64 {
        (0..MAIN).map(|main| self.mix[main] * seen(self.attends(main, pole))).sum()
    }

    /// Writes the person's messages: adds what the coder counts to a tally, and returns the labelled ones.
    /// `coder` is how it errs in them.
    pub fn write(
        &self,
        address: &str,
        world: &World,
        coder: &[(f64, f64); 2],
        tally: &mut Tally,
        random: &mut impl Rng,
    ) -> Vec<GoldMessage> {
        let (fewest, most) = world.messages;
        let person: Arc<str> = address.into();
        let mut gold = Vec::new();
        for _ in 0..random.random_range(fewest..=most) {
            let main = self.draw_main(random);
            let families: Vec<usize> =
                (0..MAIN).filter(|family| *family == main || random.random_bool(FURTHER)).collect();
            let label = [0, 1].map(|pole| random.random_bool(self.attends(main, pole)));
            let counted = [0, 1].map(|pole| {
                let (sensitivity, specificity) = coder[pole];
                random.random_bool(if label[pole] { sensitivity } else { 1.0 - specificity })
            });
            let codes = codes(&families, counted, random);
            let key = Key {
                person: person.clone(),
                week: None,
                toward: if random.random_bool(0.4) { Toward::Down } else { Toward::Across },
                medium: Medium::Mail,
                bucket: random.random_range(0..world.buckets),
            };
            tally.count(key, &codes);
            if random.random_bool(world.labelled) {
                let single = codes.activities.iter().map(Class::Activity);
                let classes =
                    families.iter().map(|f| Class::Family(Family::ALL[*f])).chain(single).collect();
                gold.push(GoldMessage { weight: 1.0 / world.labelled, classes, counted, label });
            }
        }
        gold
    }

    fn draw_main(&self, random: &mut impl Rng) -> usize {
        let mut left: f64 = random.random();
        for (family, share) in self.mix.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                return family;
            }
        }
        MAIN - 1
    }
}

/// The activities of each main family.
static ACTIVITIES: LazyLock<[Vec<Activity>; MAIN]> = LazyLock::new(|| {
    std::array::from_fn(|family| {
        let of = |activity: &Activity| Family::of(*activity) == Some(Family::ALL[family]);
        Activity::acting().filter(of).collect()
    })
});

/// A message that does families, each by one of its activities, and attends as counted.
fn codes(families: &[usize], counted: [bool; 2], random: &mut impl Rng) -> MessageCodes {
    let poles: PoleSet =
        FOCUS.into_iter().zip(counted).filter(|(_, counts)| *counts).map(|(p, _)| p).collect();
    let mut codes = MessageCodes { poles, ..MessageCodes::default() };
    for family in families {
        if let Some(activity) = ACTIVITIES[*family].choose(random) {
            codes.activities.insert(*activity);
            // Each sentence attends to what the message does: enough for sentence rates to exist.
            codes.sentences.push((Some(*activity), poles));
        }
    }
    codes
}
