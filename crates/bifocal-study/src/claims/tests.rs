use super::*;
use crate::gate::{Gate, Ledger, PersonId, Rules};

/// Persons with rates that are spread a little around those of their group.
fn persons(size: u64, shares: [[f64; 3]; 2], focus: [[f64; 3]; 2]) -> Vec<Participant> {
    let mut all = Vec::new();
    for (s, side) in [Side::First, Side::Second].into_iter().enumerate() {
        for i in 0..size {
            let jitter = 1.0 + 0.1 * ((i * 7 % 11) as f64 / 10.0 - 0.5);
            let messages = 400.0 + 10.0 * i as f64;
            let does: Vec<f64> =
                shares[s].iter().map(|p| (messages * p * jitter).round()).collect();
            let attends =
                does.iter().zip(focus[s]).map(|(n, f)| (n * f / jitter).round()).collect();
            let id = PersonId(s as u64 * 1000 + i);
            all.push(Participant { id, side, messages, does, attends });
        }
    }
    all
}

fn gate(persons: &[Participant]) -> Gate {
    Gate::new(Rules::default(), persons.iter().map(|p| p.id).collect(), Ledger::default())
}

const SHARES: [f64; 3] = [0.5, 0.3, 0.2];

#[test]
fn the_same_activities_with_another_focus() {
    let all = persons(20, [SHARES; 2], [[0.3, 0.4, 0.2], [0.1, 0.2, 0.1]]);
    let shares = same_shares(&mut gate(&all), &all, 3, 0.05).expect("large groups");
    assert!(shares.get().iter().all(|s| s.answer.verdict == Verdict::Same), "{shares:?}");
    let parts = different_focus(&mut gate(&all), &all, 0.02).expect("large groups");
    let parts = parts.get().as_ref().expect("defined");
    assert_eq!(parts.mix.verdict, Verdict::Same);
    assert_eq!(parts.within.verdict, Verdict::Different);
    assert!((parts.within.point - 0.18).abs() < 0.02, "{}", parts.within.point);
    let total: f64 = parts.classes.mix_total() + parts.classes.rate_total();
    assert!((total - (parts.mix.point + parts.within.point)).abs() < 1e-12);
}

#[test]
fn other_activities_with_the_same_focus() {
    let all = persons(20, [SHARES, [0.2, 0.3, 0.5]], [[0.1, 0.3, 0.6]; 2]);
    let shares = same_shares(&mut gate(&all), &all, 3, 0.05).expect("large groups");
    assert_eq!(shares.get()[0].answer.verdict, Verdict::Different);
    assert_eq!(shares.get()[1].answer.verdict, Verdict::Same);
    let parts = different_focus(&mut gate(&all), &all, 0.02).expect("large groups");
    let parts = parts.get().as_ref().expect("defined");
    assert_eq!(parts.mix.verdict, Verdict::Different);
    assert_eq!(parts.within.verdict, Verdict::Same);
}

#[test]
fn few_persons_cannot_tell() {
    let mut all = persons(6, [SHARES; 2], [[0.2; 3]; 2]);
    for (i, person) in all.iter_mut().enumerate() {
        person.does[0] *= 0.6 + 0.12 * (i % 6) as f64;
    }
    let shares = same_shares(&mut gate(&all), &all, 3, 0.05).expect("six a group pass");
    let Verdict::CannotTell { persons_needed: Some(needed) } = shares.get()[0].answer.verdict
    else {
        panic!("{:?}", shares.get()[0]);
    };
    assert!(needed > 6);
    let four = persons(4, [SHARES; 2], [[0.2; 3]; 2]);
    assert!(same_shares(&mut gate(&four), &four, 3, 0.05).is_err(), "the gate refuses four");
}
