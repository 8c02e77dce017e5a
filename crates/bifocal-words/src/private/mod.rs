//! Private mail and talk: with the family, a doctor, a lawyer, the works council or a union.
//!
//! It is recognised so that it can be left out before anything is read closely. The rules are
//! conservative: one word is never enough, since colleagues tell each other that they are at the
//! dentist's; a message has to be *about* something private. Phrases and addresses are data, see
//! `data/private.toml`.

mod marks;

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use crate::learned::Learned;
use crate::sentence::sentences;
use crate::zone::zones;
use marks::{Mark, Says, marks, words};

/// What private mail is about. Shown to nobody but for tests of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrivateTopic {
    /// Partner, children, parents, friends.
    Family,
    /// Doctors, therapy, pregnancy, illness.
    Health,
    /// Works council or union, also as an address.
    WorksCouncil,
    /// One's own lawyer, divorce, tenancy.
    Legal,
    /// One's own money, home, faith, or search for another job.
    Other,
}

impl PrivateTopic {
    /// All of them in order.
    pub const ALL: [Self; 5] =
        [Self::Family, Self::Health, Self::WorksCouncil, Self::Legal, Self::Other];

    /// Name in data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Health => "health",
            Self::WorksCouncil => "works_council",
            Self::Legal => "legal",
            Self::Other => "other",
        }
    }
}

/// What is known of a message beside its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrivateHints<'a> {
    /// Address of the writer.
    pub from: &'a str,
    /// Addresses of all others who get it; none is a note to oneself.
    pub others: &'a [&'a str],
    /// The subject, or the name of the room.
    pub subject: &'a str,
}

/// A message to more people is not private.
const FEW: usize = 3;

/// Weight of marks, less those of work, that makes a message private ...
const ENOUGH: i32 = 3;

/// ... where somebody of the writer's family name weighs so much,
const KIN: i32 = 2;

/// a personal address so much,
const PERSONAL: i32 = 1;

/// and a mark in the subject so much more than one in the text.
const IN_SUBJECT: i32 = 1;

/// Sentences of fewer words are greetings and the like.
const SHORT: usize = 3;

/// Whether a message is private, and what it is about.
///
/// Only the writer's own words count; `learned` is what is known of the writer's signature.
#[must_use]
pub fn private(hints: &PrivateHints<'_>, body: &str, learned: &Learned) -> Option<PrivateTopic> {
    if hints.others.len() > FEW {
        return None;
    }
    let around = Around::of(hints);
    let marks = marks();
    if let Some((topic, _)) = around.address.filter(|(_, weight)| *weight >= ENOUGH) {
        return Some(topic);
    }
    let subject = marks.of_subject(hints.subject);
    // Most messages have no mark at all, and need not be cut into sentences.
    if !about_topics(&subject) && !about_topics(&marks.of(body)) {
        return None;
    }
    let mut weights = Weights::default();
    weights.add(&subject, IN_SUBJECT);
    let (mut marked, mut all) = (0, 0);
    for sentence in sentences(body, &zones(body, learned)) {
        let found = marks.of(&sentence.text);
        let is_marked = about_topics(&found);
        marked += usize::from(is_marked);
        all += usize::from(is_marked || words(&sentence.text).len() >= SHORT);
        weights.add(&found, 0);
    }
    // Somebody who mentions a dentist on the way is not writing about the dentist: colleagues must
    // write of little else, others of something else too.
    let share = if around.colleague { 2 } else { 3 };
    let is_about = around.address.is_some() || about_topics(&subject) || marked * share >= all;
    weights.decide(&around).filter(|_| is_about)
}

/// Who writes to whom.
#[derive(Debug, Default)]
struct Around {
    /// The topic that the address of the first of the others is a mark of, and what it weighs, where
    /// all their addresses are marks.
    address: Option<(PrivateTopic, i32)>,
    /// Whether one of the others is of the writer's organisation.
    colleague: bool,
    /// Whether all of the others have personal addresses.
    personal: bool,
    /// Whether one of the others has the writer's family name, at a personal address.
    kin: bool,
}

impl Around {
    fn of(hints: &PrivateHints<'_>) -> Self {
        let marks = marks();
        let domain = |address: &str| -> String {
            address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default()
        };
        let home = domain(hints.from);
        let is_own = |address: &str| {
            let other = domain(address);
            !other.is_empty() && other == home && !marks.is_personal(&other)
        };
        let is_personal = |address: &&str| marks.is_personal(&domain(address));
        let others = || hints.others.iter().copied();
        let topics: Option<Vec<_>> =
            others().map(|other| marks.of_address(other, is_own(other))).collect();
        Self {
            // Who gets a copy beside the works council makes it official.
            address: topics.and_then(|topics| topics.first().copied()),
            colleague: others().any(is_own),
            personal: !hints.others.is_empty() && hints.others.iter().all(is_personal),
            kin: hints.others.iter().filter(|o| is_personal(o)).any(|o| is_kin(hints.from, o)),
        }
    }
}

/// Whether two addresses are of two people of one family name, as far as they tell: first name,
/// something between them, family name.
fn is_kin(one: &str, other: &str) -> bool {
    let names = |address: &str| {
        let (local, _) = address.rsplit_once('@')?;
        let mut names = words(local);
        let last = names.pop()?;
        (!names.is_empty() && last.chars().count() >= 4).then_some((names, last))
    };
    match (names(one), names(other)) {
        (Some((first, last)), Some((others_first, others_last))) => {
            // The same first name is the writer elsewhere.
            last == others_last && first != others_first
        }
        _ => false,
    }
}

fn about_topics(found: &[Mark]) -> bool {
    found.iter().any(|mark| mark.says != Says::Work)
}

/// The weights of all marks, each phrase counting once in the subject and once in the text.
#[derive(Debug, Default)]
struct Weights {
    seen: HashSet<(usize, bool)>,
    topics: BTreeMap<PrivateTopic, i32>,
    work: HashSet<usize>,
}

impl Weights {
    fn add(&mut self, found: &[Mark], more: i32) {
        for mark in found {
            match mark.says {
                Says::Work => {
                    self.work.insert(mark.phrase);
                }
                Says::Topic(topic, weight) => {
                    if self.seen.insert((mark.phrase, more > 0)) {
                        *self.topics.entry(topic).or_default() += weight + more;
                    }
                }
            }
        }
    }

    /// The topic with the greatest weight, if all of them together weigh enough.
    fn decide(mut self, around: &Around) -> Option<PrivateTopic> {
        if self.topics.is_empty() {
            return None;
        }
        if let Some((topic, weight)) = around.address {
            *self.topics.entry(topic).or_default() += weight;
        }
        let known = if around.kin {
            KIN
        } else if around.personal {
            PERSONAL
        } else {
            0
        };
        let work = i32::try_from(self.work.len()).unwrap_or(i32::MAX);
        let whole = self.topics.values().sum::<i32>().saturating_add(known).saturating_sub(work);
        if whole < ENOUGH {
            return None;
        }
        let first_of_most = |best: Option<(PrivateTopic, i32)>, (topic, weight)| match best {
            Some((_, most)) if most >= weight => best,
            _ => Some((topic, weight)),
        };
        self.topics.into_iter().fold(None, first_of_most).map(|(topic, _)| topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: &str = "ana.silva@velobay.example";

    fn to(others: &[&str], subject: &str, body: &str) -> Option<PrivateTopic> {
        let hints = PrivateHints { from: ANA, others, subject };
        private(&hints, body, &Learned::default())
    }

    #[test]
    fn an_absence_is_work_unless_it_is_what_the_message_is_about() {
        let body = "I have a doctor's appointment tomorrow morning, so I start at ten.";
        let ben = ["ben.carter@velobay.example"];
        assert_eq!(to(&ben, "Tomorrow", body), None);
        assert_eq!(to(&ben, "Doctor's appointment", body), Some(PrivateTopic::Health));
    }

    #[test]
    fn mail_to_many_is_not_private() {
        let body = "Love you all! Mum and Dad bring the kids.";
        let many = ["a@x.example", "b@x.example", "c@x.example", "d@x.example"];
        assert_eq!(to(&many[..3], "Sunday", body), Some(PrivateTopic::Family));
        assert_eq!(to(&many, "Sunday", body), None);
    }

    #[test]
    fn what_others_wrote_and_signatures_do_not_count() {
        let body = "Thanks, I will look at it tomorrow.\n\nOn Mon, 5 Jan 2026 at 10:00, Bo wrote:\n\
            > My doctor has my test results. I love you. My lawyer knows.\n";
        assert_eq!(to(&["bo@x.example"], "Re: Wheels", body), None);
    }

    #[test]
    fn the_works_council_is_known_by_its_address() {
        let body = "Can we talk on Monday?";
        let council = Some(PrivateTopic::WorksCouncil);
        assert_eq!(to(&["works.council@velobay.example"], "", body), council);
        assert_eq!(to(&["hilfe@verdi.example"], "", body), council);
        assert_eq!(to(&["ben.carter@velobay.example"], "", body), None);
        let both = ["works.council@velobay.example", "ben.carter@velobay.example"];
        assert_eq!(to(&both, "", body), None);
    }

    #[test]
    fn the_subject_of_an_answer_is_somebody_elses() {
        let body = "Take all the time that you need. Farah looks after the depot.";
        let ben = ["ben.carter@velobay.example"];
        assert_eq!(to(&ben, "Re: My surgery in May, my doctor says", body), None);
        assert_eq!(
            to(&ben, "My surgery in May", "Just so that you know."),
            Some(PrivateTopic::Health)
        );
    }

    #[test]
    fn one_family_name() {
        assert!(is_kin(ANA, "pedro.silva@gmail.com"));
        assert!(!is_kin(ANA, "ana.silva@gmail.com"));
        assert!(!is_kin(ANA, "silva@gmail.com"));
        assert!(!is_kin("ana@velobay.example", "pedro.silva@gmail.com"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(
            from in "\\PC{0,12}", other in "[a-z@.]{0,16}", subject in "\\PC{0,30}", body in "\\PC{0,200}",
        ) {
            let others = [other.as_str()];
            let hints = PrivateHints { from: &from, others: &others, subject: &subject };
            let _ = private(&hints, &body, &Learned::default());
        }

        /// Marks only add up: a message that is private stays so with more of the same.
        #[test]
        fn topics_are_found_among_anything(noise in "[a-z]{1,3}( [a-z]{1,3}){0,2}") {
            let body = format!("{noise}. My lawyer called about my divorce.");
            proptest::prop_assert_eq!(
                to(&["x@home.example"], "", &body), Some(PrivateTopic::Legal)
            );
        }
    }
}
