//! Invented studies: organisations drawn by the simulation, run through the same code as real ones.

use bifocal_core::tally::Key;
use bifocal_core::{Activity, Card, Instant, Medium, MessageCodes, Pole, PoleSet, Tally, Toward};
use bifocal_study::gate::Ledger;
use bifocal_study::report::{MadeBy, Standing};
use bifocal_study::sample::{Sample, Settings};
use bifocal_study::simulate::{GroupTruth, ORDINARY, Organisation, World, organisation};
use bifocal_study::{Gate, Plan, Report, Study};

use super::{Chance, HOSTILE, START, WEEK};

const PLAN: &str = r#"
sources = ["mail"]
people = "people.csv"

[purpose]
text = "Do those in charge attend to people otherwise than others do?"
lawful_basis = "works agreement of 3 May 2026"
notice = "letter to all, 10 May 2026"
works_council = "agreed on 3 May 2026"
contact = "data protection officer, dpo@velobay.example"

[groups]
first = { name = "in charge", titles = ["first"] }
second = { name = "others", titles = ["second"] }
"#;

fn plan() -> Plan {
    toml::from_str(PLAN).expect("a plan")
}

fn frozen() -> Standing {
    Standing::Frozen {
        at: "2026-05-01T10:00:00Z".into(),
        sha256: "0f1e2d3c4b5a6978".repeat(4),
        open: Vec::new(),
        groups_seen: 0,
    }
}

/// Two groups: the same mix or not, and the first's focus on people.
fn groups(people: f64, mix_too: bool) -> [GroupTruth; 2] {
    let second = GroupTruth { mix: ORDINARY, focus: [-0.9, -0.4] };
    let mix = if mix_too { [0.18, 0.08, 0.22, 0.16, 0.12, 0.24] } else { ORDINARY };
    [GroupTruth { mix, focus: [people, -0.5] }, second]
}

/// Messages with the rarer poles and with thanks, which the simulation does not write.
fn add_rare(drawn: &mut Organisation) {
    const RARE: [(Pole, u64); 5] = [
        (Pole::ThingsRight, 9),
        (Pole::Administration, 18),
        (Pole::Systems, 8),
        (Pole::Existing, 22),
        (Pole::Doing, 40),
    ];
    let mut chance = Chance(20_260_501);
    for member in &drawn.members {
        let of_person = RARE.map(|(pole, often)| (pole, often + chance.below(24)));
        for _ in 0..60 {
            let does = if chance.one_in_hundred(25) { Activity::Motivate } else { Activity::Learn };
            let shared = chance.below(100);
            let poles: PoleSet = of_person
                .iter()
                .filter(|(_, often)| (shared + chance.below(100)) / 2 < *often)
                .map(|(pole, _)| *pole)
                .collect();
            let codes = MessageCodes {
                activities: [does].into_iter().collect(),
                poles,
                sentences: vec![(Some(does), poles)],
            };
            let key = Key {
                person: member.address.as_str().into(),
                week: Some(Instant(START + chance.below(20) as i64 * WEEK).week()),
                toward: if chance.one_in_hundred(50) { Toward::Down } else { Toward::Across },
                medium: Medium::Mail,
                bucket: chance.below(64) as u8,
            };
            drawn.tally.count(key, &codes);
        }
    }
}

fn run(plan: &Plan, drawn: &Organisation, card: &Card, standing: Standing) -> Report {
    let settings = Settings {
        least_messages: plan.exclusions.least_messages,
        change: None,
        salt: "page",
        card,
    };
    let sample = Sample::new(&drawn.tally, &drawn.members, &drawn.gold, settings);
    let gate = Gate::new(sample.everybody(), Ledger::default());
    let made_by = MadeBy { bifocal: "0.1.0".into(), model: "careful-1".into() };
    Study { plan, sample: &sample, card, standing, made_by }.run(&gate)
}

/// Another focus, some of it from doing other things; labelled messages, ratings and mandates.
pub(crate) fn rich() -> Report {
    let world = World { labelled: 0.2, ..World::default() };
    let mut drawn = organisation(&groups(0.1, true), 20, &world, 11);
    add_rare(&mut drawn);
    let mut chance = Chance(20_260_502);
    for member in &mut drawn.members {
        let answer = |chance: &mut Chance| 2.0 + chance.below(200) as f64 / 100.0;
        member.perceived = Some([answer(&mut chance), answer(&mut chance)]);
        member.near = Some(chance.below(100) as f64 / 100.0);
        member.rank = Some(1 + chance.below(4) as u32);
    }
    run(&plan(), &drawn, &super::card(), frozen())
}

/// Groups that are alike, of many persons: mostly "the same", and a digit more. The plan was changed.
pub(crate) fn alike() -> Report {
    let drawn = organisation(&groups(-0.9, false), 60, &World::default(), 5);
    let standing = Standing::Changed {
        at: "2026-05-01T10:00:00Z".into(),
        sha256: "0f1e2d3c4b5a6978".repeat(4),
        gone: vec!["31: activity = 0.04".into()],
        new: vec!["31: activity = 0.05".into(), "40: least_messages = 50".into()],
        tables: vec!["people.csv".into()],
        open: vec!["gold.csv".into()],
        groups_seen: 4,
    };
    run(&plan(), &drawn, &super::card(), standing)
}

/// Few persons who wrote little, a coder of whom nothing is known, and a plan that was never frozen.
pub(crate) fn unsure() -> Report {
    let world = World { messages: (50, 90), ..World::default() };
    let drawn = organisation(&groups(-0.6, false), 6, &world, 3);
    run(&plan(), &drawn, &Card::default(), Standing::NotFrozen)
}

/// Groups of four: the gate lets nothing through.
pub(crate) fn refused() -> Report {
    let drawn = organisation(&groups(0.2, false), 4, &World::default(), 3);
    run(&plan(), &drawn, &super::card(), frozen())
}

/// Nobody wrote anything, and nothing is asked.
pub(crate) fn empty() -> Report {
    let drawn =
        Organisation { tally: Tally::default(), members: Vec::new(), gold: Default::default() };
    let mut report =
        run(&Plan { claims: Vec::new(), ..plan() }, &drawn, &Card::default(), frozen());
    report.comparisons.clear();
    report
}

/// Like [`rich`], with text that tries to leave its place wherever a user's text stands.
pub(crate) fn hostile() -> Report {
    let mut plan = plan();
    let text = || format!("{HOSTILE} | # *a* `b`\n\n# c");
    plan.purpose.text = text();
    plan.purpose.contact = text();
    plan.groups.first.name = text();
    plan.groups.second.name = "a|b_c".repeat(20);
    let drawn = organisation(&groups(0.1, true), 8, &World::default(), 11);
    let card = Card { labels: text(), ..super::card() };
    let standing = Standing::Changed {
        at: text(),
        sha256: text(),
        gone: vec![text(), "long".repeat(400)],
        new: vec![],
        tables: vec![text()],
        open: vec![text()],
        groups_seen: 1,
    };
    let mut report = run(&plan, &drawn, &card, standing);
    report.made_by.model = text();
    report
}

/// All of them by name.
pub fn all() -> [(&'static str, Report); 6] {
    [
        ("rich", rich()),
        ("alike", alike()),
        ("unsure", unsure()),
        ("refused", refused()),
        ("empty", empty()),
        ("hostile", hostile()),
    ]
}
