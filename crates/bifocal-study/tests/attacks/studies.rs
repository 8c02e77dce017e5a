//! Whole studies on one ledger: a viewer runs plans that differ a little and takes one report off another.
//!
//! Which persons each figure is about is known to the test in two ways: from the invented company, for
//! counting leaks; and from the figures themselves, by changing what each person wrote and looking which
//! figures move.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bifocal_core::tally::Key;
use bifocal_core::{
    Activity, Card, Instant, Medium, MessageCodes, Pole, PoleSet, Tally, Toward, Week,
};
use bifocal_study::claims::Line;
use bifocal_study::gate::{Gate, Group, Ledger, PersonId};
use bifocal_study::plan::{Claim, Exclusions};
use bifocal_study::report::{Answered, MadeBy, Standing};
use bifocal_study::sample::{Member, Sample, Settings};
use bifocal_study::{Plan, Report, Study};

use super::exposed::exposed;

const PERSONS: u64 = 24;
/// The first of the second group.
const SECOND: u64 = 12;
const FIRST_MONDAY: i64 = 1_767_571_200; // 2026-01-05
const WEEK: i64 = 7 * 86_400;
/// What the claims are that have a set of persons of their own.
const CLAIMS: [Claim; 5] = [
    Claim::DifferentFocus,
    Claim::LearnTowardReports,
    Claim::Mandate,
    Claim::Change,
    Claim::BehaviourShapesPerception,
];

const PLAN: &str = r#"
sources = ["mail"]
people = "people.csv"

[purpose]
text = "Do the two groups differ?"
lawful_basis = "invented"
notice = "invented"
works_council = "invented"
contact = "invented"

[groups]
first = { name = "first", titles = ["first"] }
second = { name = "second", titles = ["second"] }
"#;

/// One run: what its viewer sets.
#[derive(Clone, Copy)]
struct Run {
    least_messages: u64,
    /// Weeks after the first Monday.
    change: i64,
    purpose: &'static str,
    /// Somebody who is taken out of the table of people.
    without: Option<u64>,
}

const RUN: Run =
    Run { least_messages: 40, change: 10, purpose: "Do the two groups differ?", without: None };

/// What is true of the company, beyond the two groups of twelve.
#[derive(Clone, Copy)]
struct Company {
    /// Of each group, so many have reports.
    with_reports: u64,
    /// Who is asked for something, from the first on; the others have no mandate.
    with_mandate: u64,
    /// Who was rated.
    rated: u64,
    /// The last of each group begin in the 8th week, 11th week; all others in the first.
    late: bool,
    /// Whose messages are other ones.
    other: Option<u64>,
}

const COMPANY: Company =
    Company { with_reports: 6, with_mandate: PERSONS, rated: PERSONS, late: false, other: None };

/// Person 0 writes the fewest messages, 60, and person 23 the most.
const fn messages(person: u64) -> u64 {
    60 + 4 * person
}

impl Company {
    fn begins(self, person: u64) -> i64 {
        match person {
            11 if self.late => 8,
            23 if self.late => 11,
            _ => 0,
        }
    }

    fn has_reports(self, person: u64) -> bool {
        person % SECOND < self.with_reports
    }

    fn tally(self) -> Tally {
        let mut tally = Tally::default();
        for person in 0..PERSONS {
            let begins = self.begins(person);
            for number in 0..messages(person) {
                // All but one write what they always do.
                let turn = number + u64::from(self.other == Some(person)) * (number % 3);
                let does = [
                    Activity::Task,
                    Activity::Learn,
                    Activity::Report,
                    Activity::Decide,
                    Activity::Plan,
                    Activity::Track,
                ][(turn % 6) as usize];
                let mut poles = PoleSet::default();
                let often = 2 + (person % 4) + 3 * u64::from(self.other == Some(person));
                if (number * 7 + person) % 11 < often {
                    poles.insert(Pole::People);
                }
                if (number * 5 + person) % 7 < 1 + often / 2 {
                    poles.insert(Pole::Results);
                }
                let codes = MessageCodes {
                    activities: [does].into_iter().collect(),
                    poles,
                    sentences: vec![(Some(does), poles)],
                };
                let week = begins + (number as i64) % (20 - begins);
                let down = self.has_reports(person) && number % 4 < 2;
                let key = Key {
                    person: address(person).as_str().into(),
                    week: Some(Instant(FIRST_MONDAY + week * WEEK).week()),
                    toward: if down { Toward::Down } else { Toward::Across },
                    medium: Medium::Mail,
                    bucket: (number % 64) as u8,
                };
                tally.count(key, &codes);
            }
        }
        tally
    }

    fn members(self, without: Option<u64>) -> Vec<Member> {
        let members = (0..PERSONS).filter(|person| Some(*person) != without).map(|person| Member {
            address: address(person),
            title: if person < SECOND { "first" } else { "second" }.to_owned(),
            rank: None,
            perceived: (person < self.rated)
                .then(|| [2.0 + (person % 5) as f64 / 2.0, 2.0 + (person % 3) as f64 / 2.0]),
            near: (person < self.with_mandate).then(|| 0.1 + (person % 7) as f64 / 10.0),
        });
        members.collect()
    }

    /// Runs a plan; the ledger is that of the folder.
    fn report(self, folder: &Path, run: Run) -> (Report, Ledger, Names) {
        let mut plan: Plan = toml::from_str(PLAN).expect("a plan");
        plan.purpose.text = run.purpose.to_owned();
        plan.exclusions = Exclusions { least_messages: run.least_messages };
        plan.claims = CLAIMS.to_vec();
        let ledger = Ledger::open(folder, "viewer", false).expect("a ledger");
        let card = Card::default();
        let names: Names =
            (0..PERSONS).map(|p| (PersonId::pseudonym(ledger.salt(), &address(p)), p)).collect();
        let settings = Settings {
            least_messages: run.least_messages,
            change: week(run.change),
            salt: ledger.salt(),
            card: &card,
        };
        let sample =
            Sample::new(&self.tally(), &self.members(run.without), &BTreeMap::new(), settings);
        let made_by = MadeBy { bifocal: "0".into(), model: "none".into() };
        let gate = Gate::new(sample.everybody(), ledger);
        let study = Study {
            plan: &plan,
            sample: &sample,
            card: &card,
            standing: Standing::NotFrozen,
            made_by,
        };
        let report = study.run(&gate);
        drop(gate);
        (report, Ledger::open(folder, "viewer", false).expect("a ledger"), names)
    }

    /// The groups that a run's figures are about: by claim, and what is asked of them.
    fn asked(self, run: Run) -> Vec<(&'static str, Vec<u64>)> {
        let in_study = |least: u64| move |p: &u64| messages(*p) >= least && Some(*p) != run.without;
        let all = || (0..PERSONS).filter(in_study(run.least_messages));
        let of = |second: bool, least: u64| -> Vec<u64> {
            (0..PERSONS).filter(|p| (*p >= SECOND) == second).filter(in_study(least)).collect()
        };
        let reports = |second: bool| {
            let group = of(second, run.least_messages).into_iter();
            group.filter(|p| self.has_reports(*p)).collect()
        };
        let both = |p: &u64| self.begins(*p) < run.change;
        vec![
            ("everybody", all().collect()),
            ("two", of(false, run.least_messages)),
            ("two", of(true, run.least_messages)),
            ("learn", reports(false)),
            ("learn", reports(true)),
            ("mandate", all().filter(|p| *p < self.with_mandate).collect()),
            ("perception", all().filter(|p| *p < self.rated).collect()),
            ("change", all().filter(both).collect()),
            ("more messages", of(false, 2 * run.least_messages)),
            ("more messages", of(true, 2 * run.least_messages)),
        ]
    }
}

/// Persons by pseudonym.
type Names = BTreeMap<PersonId, u64>;

fn address(person: u64) -> String {
    format!("p{person}@velobay.example")
}

fn week(after: i64) -> Option<Week> {
    Some(Instant(FIRST_MONDAY + after * WEEK).week())
}

/// What a report shows, by the names of [`Company::asked`].
fn shown(report: &Report, run: Run) -> BTreeSet<&'static str> {
    let found = |answers: &[Answered], claim: Claim| {
        answers.iter().any(|answered| match answered {
            Answered::Found(finding) => {
                finding.get().claim == claim
                    && finding.get().lines.iter().any(|line| line.answers.is_some())
            }
            Answered::Refused { .. } => false,
        })
    };
    let title = &report.comparisons[0];
    let universes = title.multiverse.iter().flat_map(|universes| universes.get());
    let more = universes.into_iter().any(|u| u.least_messages > run.least_messages);
    let all = [
        ("everybody", report.persons.is_some()),
        ("two", title.sizes.is_some() || found(&title.findings, Claim::DifferentFocus)),
        ("learn", found(&title.findings, Claim::LearnTowardReports)),
        ("mandate", found(&report.everybody, Claim::Mandate)),
        ("perception", found(&report.everybody, Claim::BehaviourShapesPerception)),
        ("change", found(&report.everybody, Claim::Change)),
        ("more messages", more),
    ];
    all.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect()
}

fn group(ids: &[u64]) -> Group {
    ids.iter().copied().map(PersonId).collect()
}

/// What came of a series of runs.
#[derive(Debug, Default)]
struct Tried {
    runs: usize,
    groups: usize,
    let_through: [usize; 2],
    leaks: [usize; 2],
}

/// Runs plans one after another; what is seen of all of them is looked at after each.
fn attack(company: Company, runs: &[Run], tried: &mut Tried) {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut naive, mut real) = (Vec::new(), Vec::new());
    let mut leaks = [0; 2];
    for run in runs {
        let (report, _, _) = company.report(folder.path(), *run);
        let shown = shown(&report, *run);
        let asked = company.asked(*run);
        tried.runs += 1;
        tried.groups += asked.len();
        for (name, persons) in &asked {
            if persons.len() >= 5 {
                naive.push(group(persons));
            }
            if shown.contains(name) {
                real.push(group(persons));
            }
        }
        for (at, seen) in [&naive, &real].into_iter().enumerate() {
            leaks[at] += usize::from(exposed(seen, PERSONS).is_some());
        }
    }
    tried.let_through[0] += naive.len();
    tried.let_through[1] += real.len();
    for (all, one) in tried.leaks.iter_mut().zip(leaks) {
        *all += one;
    }
    assert!(leaks[0] > 0, "the attack finds nothing even in a naive gate");
    assert_eq!(leaks[1], 0, "the attack finds somebody: {real:?}");
}

#[test]
fn series_of_studies_expose_nobody() {
    let mut tried = Tried::default();
    let mut try_it = |company: Company, runs: &[Run]| attack(company, runs, &mut tried);
    // The least number of messages rises by one, so that one person falls out; and its double does.
    let least = |least_messages| Run { least_messages, ..RUN };
    try_it(COMPANY, &[least(60), least(61), least(62)]);
    try_it(COMPANY, &[least(32), least(33)]);
    // Two dates of change: who began between them is in one figure and not in the other.
    let late = Company { late: true, ..COMPANY };
    let change = |change| Run { change, ..RUN };
    try_it(late, &[change(10), change(12), change(7)]);
    // Somebody leaves; the purpose is worded anew, or the plan copied, which opens the ledger again.
    let without = Run { without: Some(7), ..RUN };
    try_it(COMPANY, &[RUN, without]);
    let worded = Run { purpose: "Do the  two groups differ?", ..without };
    try_it(COMPANY, &[RUN, RUN, worded]);
    // Few have reports, a mandate, answers.
    try_it(Company { with_reports: 10, ..COMPANY }, &[RUN]);
    try_it(Company { with_mandate: 21, rated: 22, ..COMPANY }, &[RUN]);
    try_it(Company { with_mandate: 18, rated: 17, ..COMPANY }, &[RUN]);
    println!("{tried:?} (naive, gate)");
    assert!(
        tried.let_through[1] * 3 > tried.let_through[0],
        "a gate that is shut keeps nobody: {tried:?}"
    );
}

/// Two of twelve have reports: a figure of two and two persons is none.
#[test]
fn a_share_of_few_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let company = Company { with_reports: 2, ..COMPANY };
    let (report, _, _) = company.report(folder.path(), RUN);
    assert!(!shown(&report, RUN).contains("learn"));
    assert!(shown(&report, RUN).contains("two"));
}

/// Every line with a figure: where it stands, and the figure.
fn figures(report: &Report) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::new();
    let mut add = |place: String, lines: &[Line]| {
        for line in lines {
            if let Some(answers) = line.answers {
                figures.insert(format!("{place}: {}", line.name), answers.counted.point);
            }
        }
    };
    let comparisons = report
        .comparisons
        .iter()
        .flat_map(|c| c.findings.iter().map(move |answered| (c.by.as_str(), answered)));
    for (by, answered) in comparisons.chain(report.everybody.iter().map(|a| ("all", a))) {
        let Answered::Found(finding) = answered else { continue };
        let finding = finding.get();
        add(format!("{by}, {:?}", finding.claim), &finding.lines);
        for table in &finding.beside {
            add(format!("{by}, {:?}, {}", finding.claim, table.name), &table.lines);
        }
    }
    for comparison in &report.comparisons {
        for universe in comparison.multiverse.iter().flat_map(|universes| universes.get()) {
            let Some(place) = serde_json::to_value(universe).ok() else { continue };
            let place =
                format!("{} {} {}", place["classes"], place["motivate"], place["least_messages"]);
            add(format!("{}, {place}", comparison.by), &universe.lines);
        }
    }
    figures
}

/// Whoever's messages move a figure has gone through the gate for it: the persons that move it lie within
/// groups that were noted, and are not one of them less a few.
#[test]
fn whoever_moves_a_figure_was_noted() {
    let company = Company { with_reports: 6, with_mandate: 18, rated: 18, ..COMPANY };
    let run = |other: Option<u64>| {
        let folder = tempfile::tempdir().expect("a folder");
        let (report, ledger, names) = Company { other, ..company }.report(folder.path(), RUN);
        let noted: Vec<BTreeSet<u64>> =
            ledger.seen().iter().map(|g| g.iter().map(|id| names[&id]).collect()).collect();
        (figures(&report), noted)
    };
    let (before, noted) = run(None);
    let mut moved_by: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for person in 0..PERSONS {
        let (after, _) = run(Some(person));
        for (place, value) in &before {
            if after.get(place).is_none_or(|other| (other - value).abs() > 1e-9) {
                moved_by.entry(place).or_default().insert(person);
            }
        }
    }
    assert!(moved_by.len() > 20, "{moved_by:?}");
    let union = |a: &BTreeSet<u64>, b: &BTreeSet<u64>| a.union(b).copied().collect::<BTreeSet<_>>();
    let mut exact = 0;
    for (place, persons) in &moved_by {
        // A figure is about one group, or about two together. One person may move it by less than it is rounded
        // to, so the nearest are those that have the fewest persons more.
        let pairs = noted.iter().flat_map(|a| noted.iter().map(move |b| union(a, b)));
        let nearest = pairs.filter(|both| persons.is_subset(both)).map(|both| both.len()).min();
        assert!(nearest.is_some_and(|nearest| nearest >= 5), "{place}: {persons:?} of {noted:?}");
        exact += usize::from(nearest == Some(persons.len()));
    }
    // Most figures are moved by all who were noted for them, and by nobody else.
    assert!(exact * 3 > moved_by.len() * 2, "{exact} of {}: {moved_by:?}", moved_by.len());
    let reports: BTreeSet<u64> = (0..PERSONS).filter(|p| company.has_reports(*p)).collect();
    let learning = moved_by.iter().find(|(place, _)| place.contains("LEARN, of messages"));
    let (place, persons) = learning.expect("the figure");
    assert!(persons.is_subset(&reports), "{place}: {persons:?}");
}
