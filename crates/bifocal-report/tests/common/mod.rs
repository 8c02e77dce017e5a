//! Invented mirrors for tests: one rich, one thin, one empty, one hostile; and invented studies.
#![allow(dead_code, reason = "each test uses what it needs")]

pub mod study;

use std::collections::BTreeMap;

use bifocal_core::card::{Agreement, MessageAgreement, Reference};
use bifocal_core::tally::Key;
use bifocal_core::{
    Activity, Card, Instant, Medium, MessageCodes, Pole, PoleSet, Profile, Tally, ThreadKey, Toward,
};
use bifocal_report::{Accuracy, MadeBy, Mirror, Person, Quote, ReadAndLeftOut};
use bifocal_stats::ErrorRates;

/// Reproducible chance (splitmix64), so that the tests need no crate for it.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one_in_hundred(&mut self, chances: u64) -> bool {
        self.below(100) < chances
    }
}

/// 2026-01-05, a Monday.
const START: i64 = 1_767_571_200;
const WEEK: i64 = 7 * 86_400;

/// Chances in a hundred of people and results, per activity.
const HABITS: [(Activity, u64, u64, u64); 10] = [
    (Activity::Delegate, 6, 55, 50),
    (Activity::Track, 16, 15, 80),
    (Activity::Task, 24, 22, 65),
    (Activity::Decide, 10, 25, 60),
    (Activity::Commit, 12, 30, 50),
    (Activity::Plan, 18, 20, 25),
    (Activity::Learn, 5, 50, 45),
    (Activity::Motivate, 9, 92, 30),
    (Activity::Consult, 20, 35, 40),
    (Activity::Report, 38, 15, 60),
];

const RARE: [(Pole, u64); 10] = [
    (Pole::RightThing, 3),
    (Pole::ThingsRight, 9),
    (Pole::Innovation, 5),
    (Pole::Administration, 18),
    (Pole::Relationships, 4),
    (Pole::Systems, 5),
    (Pole::New, 2),
    (Pole::Existing, 22),
    (Pole::Forecasting, 3),
    (Pole::Doing, 40),
];

fn profile(messages: u64, threads: u64, weeks: i64, card: &Card) -> Profile {
    let mut chance = Chance(20_260_105);
    let mut tally = Tally::default();
    for _ in 0..messages {
        let mut sentences = Vec::new();
        for (activity, often, people, results) in HABITS {
            if chance.one_in_hundred(often) {
                let mut poles = PoleSet::default();
                if chance.one_in_hundred(people) {
                    poles.insert(Pole::People);
                }
                if chance.one_in_hundred(results) {
                    poles.insert(Pole::Results);
                }
                for (pole, often) in RARE {
                    if chance.one_in_hundred(often) {
                        poles.insert(pole);
                    }
                }
                sentences.push((Some(activity), poles));
            }
        }
        if sentences.is_empty() || chance.one_in_hundred(40) {
            sentences.push((Some(Activity::Other), PoleSet::default()));
        }
        if chance.one_in_hundred(12) {
            sentences.push((None, PoleSet::default()));
        }
        let codes = MessageCodes {
            activities: sentences.iter().filter_map(|(activity, _)| *activity).collect(),
            poles: sentences.iter().fold(PoleSet::default(), |all, (_, poles)| all.union(*poles)),
            sentences,
        };
        // Nobody writes in the second week of April.
        let week = match chance.below(weeks as u64) as i64 {
            14 => 13,
            week => week,
        };
        let toward = match chance.below(20) {
            0..=3 => Toward::Up,
            4..=11 => Toward::Down,
            12..=16 => Toward::Across,
            17 | 18 => Toward::Outside,
            _ => Toward::SelfToList,
        };
        let key = Key {
            person: "priya.raman@velobay.example".into(),
            week: Some(Instant(START + week * WEEK).week()),
            toward,
            medium: Medium::Mail,
            bucket: ThreadKey(chance.below(threads) + 1).bucket(),
        };
        tally.count(key, &codes);
    }
    Profile::new(&tally, card)
}

/// A card with invented accuracy and invented differences between persons.
pub(crate) fn card() -> Card {
    let agreement =
        |kappa| Agreement { kappa: Some(kappa), cases: 300, out_of: 2000, ..Agreement::default() };
    let kappas = [0.63, 0.58, 0.21, 0.46, 0.31, 0.52, 0.28, 0.40, 0.18, 0.47, 0.33, 0.55];
    let errors = |sensitivity, specificity| MessageAgreement {
        agreement: agreement(0.6),
        errors: ErrorRates {
            sensitivity,
            sensitivity_error: 0.03,
            specificity,
            specificity_error: 0.02,
        },
    };
    let between = [
        ("attends.people", 0.016),
        ("attends.results", 0.020),
        ("attends.people.and.results", 0.006),
        ("attends.change", 0.002),
        ("attends.upkeep", 0.012),
        ("does.REPORT", 0.012),
        ("does.TASK", 0.010),
        ("does.TRACK", 0.004),
        ("does.CONSULT", 0.006),
        ("does.REPORT.attends.people", 0.004),
        ("does.REPORT.attends.results", 0.022),
        ("does.TASK.attends.people", 0.009),
        ("does.TASK.attends.results", 0.025),
    ];
    Card {
        model: "fast-1".into(),
        labels: "language-model coders".into(),
        activity: agreement(0.61),
        poles: Pole::ALL.into_iter().zip(kappas.map(agreement)).collect(),
        message_poles: [(Pole::People, errors(0.78, 0.94)), (Pole::Results, errors(0.84, 0.86))]
            .into(),
        reference: Some(Reference {
            source: "invented".into(),
            persons: 40,
            between: between.into_iter().map(|(name, tau2)| (name.to_owned(), tau2)).collect(),
            pull: [(Pole::People, 20.0), (Pole::Results, 20.0)].into(),
        }),
        ..Card::default()
    }
}

fn accuracy(card: &Card) -> Accuracy {
    Accuracy {
        labels: card.labels.clone(),
        activity_kappa: card.activity.kappa,
        pole_kappa: card.poles.iter().map(|(pole, a)| (pole.name(), a.kappa)).collect(),
        message_errors: card
            .message_poles
            .iter()
            .map(|(pole, m)| (pole.name(), [m.errors.sensitivity, m.errors.specificity]))
            .collect(),
    }
}

fn quote(text: &str, subject: &str, activity: Option<&'static str>, codes: &str, p: f64) -> Quote {
    Quote {
        text: Some(text.into()),
        subject: subject.into(),
        day: Some("2026-03-12".into()),
        activity,
        codes: codes.into(),
        probability: p,
        file: "examples/velobay/mail/priya.raman.mbox".into(),
        offset: 482_113,
    }
}

fn evidence() -> BTreeMap<String, Vec<Quote>> {
    let people = quote(
        "You have carried the brake supplier talks for three weeks; take Friday off, I will cover the call.",
        "Re: Brake supplier, next steps",
        Some("MOTIVATE"),
        "1----2",
        0.962_134,
    );
    let task = quote(
        "Please send the signed copy to Ines by Wednesday, since the customs window closes at noon.",
        "Customs papers for the spring batch",
        Some("TASK"),
        "2----2",
        0.931,
    );
    let both = quote(
        "The pricing page is yours, decide as you see fit, as long as margin stays above 22 %.",
        "Pricing page",
        Some("DELEGATE"),
        "B-----",
        0.884,
    );
    let report =
        quote("Returns fell from 4.1 to 3.2 % in February.", "", Some("REPORT"), "2-----", 0.91);
    let unsure = quote(
        "Which of the two suppliers would you pick, and why?",
        "Suppliers",
        None,
        "1-----",
        0.71,
    );
    let entries: [(&str, &[&Quote]); 9] = [
        ("attends.people", &[&people, &both, &unsure]),
        ("attends.results", &[&task, &both, &report]),
        ("does.TASK", &[&task]),
        ("does.TASK.attends.people", &[&people]),
        ("does.TASK.attends.results", &[&task, &report]),
        ("does.DELEGATE", &[&both]),
        ("does.REPORT", &[&report]),
        ("attends.doing", &[&task, &people]),
        ("attends.innovation", &[&unsure]),
    ];
    entries
        .into_iter()
        .map(|(key, quotes)| (key.to_owned(), quotes.iter().map(|q| (*q).clone()).collect()))
        .collect()
}

fn mirror(card: &Card, profile: Profile, coded: u64) -> Mirror {
    Mirror {
        schema: 1,
        made_by: MadeBy { bifocal: "0.1.0".into(), model: card.model.clone() },
        person: Person {
            name: "Priya Raman".into(),
            addresses: vec!["priya.raman@velobay.example".into()],
            same_name: vec!["priya@raman.example".into()],
        },
        read: ReadAndLeftOut {
            sources: vec!["examples/velobay/mail/priya.raman.mbox".into()],
            first_day: Some("2026-01-05".into()),
            last_day: Some("2026-07-31".into()),
            messages: coded + 1_120,
            duplicates: 64,
            by_others: 968,
            ignored: 0,
            private: 0,
            automatic: 41,
            other_language: 7,
            without_words: 40,
            coded,
            lines: [
                ("own", 1_834),
                ("quoted", 4_210),
                ("signature", 902),
                ("automatic", 120),
                ("blank", 1_411),
            ]
            .into_iter()
            .map(|(zone, n)| (zone.to_owned(), n))
            .collect(),
            other_language_paragraphs: 3,
            skipped: [
                ("the header cannot be read".to_owned(), 2),
                ("unknown charset x/y~z".to_owned(), 1),
            ]
            .into(),
            skipped_examples: vec![
                "priya.raman.mbox at byte 90,112: the header cannot be read".into(),
            ],
        },
        profile,
        change: None,
        evidence: evidence(),
        accuracy: accuracy(card),
    }
}

/// 400 messages over 30 weeks in many threads.
pub(crate) fn rich() -> Mirror {
    let card = card();
    mirror(&card, profile(400, 260, 30, &card), 400)
}

/// Like [`rich`], with a card that knows nothing yet.
pub(crate) fn unmeasured() -> Mirror {
    let card =
        Card { model: "fast-1".into(), labels: "language-model coders".into(), ..Card::default() };
    mirror(&card, profile(400, 260, 30, &card), 400)
}

/// Four years of much mail.
pub(crate) fn long() -> Mirror {
    let card = card();
    mirror(&card, profile(9_000, 4_000, 200, &card), 9_000)
}

/// Thirty years of mail without a pause.
pub(crate) fn decades() -> Mirror {
    let card = card();
    mirror(&card, profile(30_000, 9_000, 1_560, &card), 30_000)
}

/// 12 messages: too few threads for anything.
pub(crate) fn thin() -> Mirror {
    let card = card();
    let mut mirror = mirror(&card, profile(12, 9, 3, &card), 12);
    mirror.read.first_day = Some("2026-01-05".into());
    mirror.read.last_day = Some("2026-01-22".into());
    mirror
}

/// Nothing was read.
pub(crate) fn empty() -> Mirror {
    let card = Card::default();
    let mut mirror = mirror(&card, Profile::new(&Tally::default(), &card), 0);
    mirror.read = ReadAndLeftOut::default();
    mirror.evidence.clear();
    mirror.person.same_name.clear();
    mirror
}

/// Text that tries to leave its place.
pub(crate) const HOSTILE: &str =
    "</script><script>alert(1)</script><img src=x onerror=\"alert('2')\"> & <!-- \u{202e}evil";

/// Like [`rich`], with such text in every place of the user's.
pub(crate) fn hostile() -> Mirror {
    let mut mirror = rich();
    let text = || HOSTILE.to_owned();
    mirror.made_by.model = text();
    mirror.person = Person { name: text(), addresses: vec![text()], same_name: vec![text()] };
    mirror.read.sources = vec![text()];
    mirror.read.first_day = Some(text());
    mirror.read.skipped = [(text(), 3)].into();
    mirror.read.skipped_examples = vec![text()];
    mirror.read.lines.insert(text(), 7);
    mirror.accuracy.labels = text();
    for quotes in mirror.evidence.values_mut() {
        for quote in quotes {
            *quote = Quote {
                text: Some(format!("{HOSTILE}{}", "long".repeat(400))),
                subject: text(),
                day: Some(text()),
                codes: text(),
                file: text(),
                ..quote.clone()
            };
        }
    }
    mirror
}

/// All of them by name.
pub fn all() -> [(&'static str, Mirror); 7] {
    [
        ("rich", rich()),
        ("unmeasured", unmeasured()),
        ("long", long()),
        ("decades", decades()),
        ("thin", thin()),
        ("empty", empty()),
        ("hostile", hostile()),
    ]
}
