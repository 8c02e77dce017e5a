//! A profile through its public face: an invented tally, a made card.
#![allow(clippy::expect_used, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;

use bifocal_core::card::Reference;
use bifocal_core::tally::{Key, Tally};
use bifocal_core::{
    Activity, Card, Medium, MessageCodes, Pole, PoleSet, Profile, Shown, ThreadKey, Toward, Week,
};

fn message(activity: Activity, poles: &[Pole]) -> MessageCodes {
    let poles: PoleSet = poles.iter().copied().collect();
    MessageCodes {
        activities: [activity].into_iter().collect(),
        poles,
        sentences: vec![(Some(activity), poles)],
    }
}

/// `n` messages, one a thread: the first half tasks about results, the second reports that attend
/// to people in one of four.
fn tally(n: u64) -> Tally {
    let mut tally = Tally::default();
    for i in 0..n {
        let codes = match i {
            i if i < n / 2 => message(Activity::Task, &[Pole::Results]),
            i if i % 4 == 0 => message(Activity::Report, &[Pole::People]),
            _ => message(Activity::Report, &[]),
        };
        let key = Key {
            person: "ana@velobay.example".into(),
            week: Some(Week(2922 + i32::try_from(i / 20).expect("small"))),
            toward: if i % 2 == 0 { Toward::Down } else { Toward::Up },
            medium: Medium::Mail,
            bucket: ThreadKey(i).bucket(),
        };
        tally.count(key, &codes);
    }
    tally
}

fn card(tau2: f64) -> Card {
    let between = ["attends.people", "attends.results"].map(|name| (name.to_owned(), tau2));
    let reference = Reference {
        between: BTreeMap::from(between),
        pull: BTreeMap::from([(Pole::People, 10.0), (Pole::Results, 10.0)]),
        ..Reference::default()
    };
    Card { reference: Some(reference), ..Card::default() }
}

#[test]
fn shares_are_of_acting_messages() {
    let mut tally = tally(400);
    let greeting = message(Activity::Other, &[Pole::People]);
    let key = Key { bucket: 0, ..tally.iter().next().expect("a key").0.clone() };
    tally.count(key, &greeting);
    let profile = Profile::new(&tally, &card(0.02));
    assert_eq!((profile.messages, profile.acting), (401, 400));
    assert_eq!((profile.plane.people.positives, profile.plane.people.out_of), (50, 400));
    assert_eq!(profile.plane.results.positives, 200);
    let task = profile.activities.iter().find(|a| a.activity == Activity::Task).expect("task");
    assert_eq!((task.share.positives, task.results.positives), (200, 200));
    assert_eq!(task.people.positives, 0);
    let halves: u64 = profile.halves.iter().map(|half| half.acting).sum();
    assert_eq!(halves, 400);
    let toward: u64 = profile.toward.iter().map(|t| t.share.positives).sum();
    assert_eq!(toward, 400);
    let weeks: u64 = profile.weeks.iter().map(|w| w.people + w.results + w.both + w.neither).sum();
    assert_eq!(weeks, 400);
    let windows: u64 = profile.windows.iter().map(|w| w.people.out_of).sum();
    assert_eq!(windows, 400);
}

#[test]
fn small_cells_are_drawn_toward_the_total() {
    let profile = Profile::new(&tally(400), &card(0.02));
    let task = profile.activities.iter().find(|a| a.activity == Activity::Task).expect("task");
    let people = task.people.pooled.expect("an estimate");
    // 0 of 200 with 10 messages' worth of the total of 12.5 %.
    assert!((people.point - 1.25 / 210.0).abs() < 1e-12);
}

#[test]
fn a_point_needs_reliability_and_an_interval_needs_threads() {
    let shown = |n, tau2| Profile::new(&tally(n), &card(tau2)).plane.people.shown;
    assert!(matches!(shown(400, 0.02), Shown::Point { reliability } if reliability >= 0.7));
    let Shown::Interval { reliability: Some(low), more_messages: Some(more) } = shown(400, 1e-4)
    else {
        panic!("people hardly differ: no point");
    };
    assert!(low < 0.7 && more > 400);
    assert!(matches!(shown(10, 0.02), Shown::Nothing { occupied, needed: 16 } if occupied <= 10));
    assert!(matches!(
        Profile::new(&tally(400), &Card::default()).plane.people.shown,
        Shown::Interval { reliability: None, more_messages: None }
    ));
}

#[test]
fn an_empty_tally_has_a_profile_without_figures() {
    let profile = Profile::new(&Tally::default(), &card(0.02));
    assert_eq!(profile.acting, 0);
    assert!(profile.plane.region.is_none() && profile.windows.is_empty());
    assert!(profile.activities.iter().all(|a| a.share.counted.is_none()));
}
