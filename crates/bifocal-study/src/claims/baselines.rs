//! What the length of messages or a person's rank alone shows. It stands beside claims about focus: a
//! finding that length or rank shows as well is no finding about focus.

use bifocal_core::Pole;

use super::groups::over_persons;
use super::line::{Line, Relation, judge_relations};
use crate::sample::{Column, FOCUS, Person};

/// Name of the table in a report.
pub const NAME: &str = "What length or rank alone shows";

/// Correlations over persons of the focus with length, and with rank where everybody's is known: the gate
/// has seen all of them, not only those with a rank.
pub fn lines<'a>(
    persons: impl IntoIterator<Item = &'a Person> + Clone,
    poles: &[Pole],
    margin: f64,
) -> Vec<Line> {
    let rate = |p: &Person, pole: Pole| p.share(Column::Attends(pole));
    let ranked = all_ranked(persons.clone());
    let mut relations = Vec::new();
    for pole in poles {
        let name = named(*pole);
        let of = |value: &dyn Fn(&Person) -> Option<f64>, with: &str| {
            let pair = |p: &Person| Some((rate(p, *pole), value(p)?));
            let (a, b) = over_persons(persons.clone(), pair);
            Relation::of(format!("{name} and {with}"), &a, &b)
        };
        relations.push(of(&|p| Some(p.share(Column::Length)), "length"));
        if ranked {
            relations.push(of(&seniority, "rank"));
        }
    }
    judge_relations(relations, margin)
}

/// A person's rank as a number that rises toward the top.
pub fn seniority(person: &Person) -> Option<f64> {
    Some(-f64::from(person.rank?))
}

/// Whether everybody's rank is known.
pub fn all_ranked<'a>(persons: impl IntoIterator<Item = &'a Person>) -> bool {
    persons.into_iter().all(|person| person.rank.is_some())
}

fn named(pole: Pole) -> String {
    if FOCUS.contains(&pole) { format!("{} focus", pole.name()) } else { pole.name().to_owned() }
}
