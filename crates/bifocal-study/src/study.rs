//! Running a plan on its sample: every claim, through the gate.

use bifocal_core::{Card, Pole};
use bifocal_stats::ErrorRates;

use crate::claims::{self, Comparison, Finding, Unread};
use crate::contrast::{Errors, LEAST_GOLD, Sides};
use crate::gate::{Cleared, Gate, Kind, Refusal, Released};
use crate::plan::{Claim, Plan};
use crate::report::{
    About, Answered, ComparisonReport, MadeBy, Persons, Report, Sentence, Standing, Universe,
};
use crate::sample::{Class, Person, Sample};

/// What a study is run on.
#[derive(Debug)]
pub struct Study<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The persons.
    pub sample: &'a Sample,
    /// The coder's card.
    pub card: &'a Card,
    /// How the plan stands to what was frozen.
    pub standing: Standing,
    /// Program and model.
    pub made_by: MadeBy,
}

/// Two groups with their names.
struct Grouping<'a> {
    by: String,
    names: [String; 2],
    groups: [Vec<&'a Person>; 2],
    claims: Vec<Claim>,
}

impl Study<'_> {
    /// Answers all claims of the plan. What the gate refuses stands in the report with the rule.
    ///
    /// What is asked first is let through first, so the groups by title and the claims about everybody come
    /// before the groups by what others see, and other choices come last.
    pub fn run(self, gate: &Gate) -> Report {
        let persons = self.persons(gate);
        let title = self.by_title();
        let mut comparisons = vec![self.compare(&title, gate)];
        let everybody = self.everybody(&title, gate);
        let groupings: Vec<_> = std::iter::once(title).chain(self.by_perception()).collect();
        for grouping in &groupings[1..] {
            comparisons.push(self.compare(grouping, gate));
        }
        for (grouping, report) in groupings.iter().zip(&mut comparisons) {
            report.multiverse = self.multiverse(grouping, gate);
        }
        let mut conclusion = Vec::new();
        for report in &comparisons {
            let names = [report.names[0].as_str(), report.names[1].as_str()];
            let by = Some(report.by.as_str());
            conclusion.extend(report.findings.iter().filter_map(|f| Sentence::of(f, by, names)));
        }
        let names = [self.plan.groups.first.name.as_str(), self.plan.groups.second.name.as_str()];
        conclusion.extend(everybody.iter().filter_map(|f| Sentence::of(f, None, names)));
        let methods = self.methods(&groupings, &comparisons, persons.is_some());
        Report {
            schema: 2,
            purpose: self.plan.purpose.clone(),
            margins: self.plan.margins,
            memory: gate.memory(),
            persons,
            accuracy: self.accuracy(),
            methods,
            comparisons,
            everybody,
            conclusion,
            standing: self.standing,
            made_by: self.made_by,
        }
    }

    /// How many there are and how many were left out: a figure about all of them.
    fn persons(&self, gate: &Gate) -> Option<Released<Persons>> {
        let everybody = self.sample.persons.iter().collect();
        let persons = gate.release(Kind::Mean, vec![everybody], |cleared| {
            Ok(Persons {
                in_study: cleared.smallest(),
                too_few_messages: About::of(self.sample.too_few_messages),
                silent: About::of(self.sample.silent),
            })
        });
        persons.ok()
    }

    fn by_title(&self) -> Grouping<'_> {
        let groups = &self.plan.groups;
        Grouping {
            by: "title".to_owned(),
            names: [groups.first.name.clone(), groups.second.name.clone()],
            groups: [
                self.sample.titled(&groups.first.titles),
                self.sample.titled(&groups.second.titles),
            ],
            claims: self.plan.claims.clone(),
        }
    }

    fn by_perception(&self) -> impl Iterator<Item = Grouping<'_>> {
        [(0, "people"), (1, "results")].into_iter().filter_map(|(at, pole)| {
            Some(Grouping {
                by: format!("what others see ({pole})"),
                names: [format!("seen to attend to {pole}"), "seen to do so less".to_owned()],
                groups: self.halves(at)?,
                claims: vec![Claim::SameActivities, Claim::DifferentFocus],
            })
        })
    }

    /// Those whom others have rated, cut as near to the middle as can be without parting those who are
    /// rated alike; none where all are.
    fn halves(&self, at: usize) -> Option<[Vec<&Person>; 2]> {
        let rated = self.sample.persons.iter().filter_map(|p| Some((p.perceived?[at], p)));
        let mut rated: Vec<(f64, &Person)> = rated.collect();
        rated.sort_by(|a, b| b.0.total_cmp(&a.0));
        let cuts = (1..rated.len()).filter(|cut| rated[*cut].0 < rated[cut - 1].0);
        let cut = cuts.min_by_key(|cut| (2 * cut).abs_diff(rated.len()))?;
        let (upper, lower) = rated.split_at(cut);
        Some([upper, lower].map(|half| half.iter().map(|(_, p)| *p).collect()))
    }

    /// Error rates of people and results on whole messages, where the card has both.
    fn errors(&self) -> Option<[ErrorRates; 2]> {
        Some([*self.card.errors(Pole::People)?, *self.card.errors(Pole::Results)?])
    }

    /// Poles that the coder reads well enough for studies, and the others.
    fn poles(&self) -> (Vec<Pole>, Vec<Pole>) {
        Pole::ALL.into_iter().partition(|pole| !self.card.experimental(*pole))
    }

    fn comparison<'a>(
        &self,
        cleared: &Cleared<'a>,
        gate: &'a Gate,
        effects: bool,
    ) -> Comparison<'a> {
        let unread = Unread::of(self.card);
        Comparison::new(cleared, gate, self.errors(), unread, self.plan.margins, effects)
    }

    fn compare(&self, grouping: &Grouping<'_>, gate: &Gate) -> ComparisonReport {
        let asked = grouping.claims.iter().filter(|claim| compares_two(**claim));
        let mut report = ComparisonReport {
            by: grouping.by.clone(),
            names: grouping.names.clone(),
            sizes: None,
            findings: Vec::new(),
            composition: None,
            told_apart: None,
            multiverse: None,
        };
        let cleared = match gate.clear(Kind::Mean, grouping.groups.to_vec()) {
            Ok(cleared) => cleared,
            Err(refusal) => {
                let refused = asked.map(|claim| answered(*claim, Err(refusal.clone())));
                report.findings = refused.collect();
                return report;
            }
        };
        let comparison = self.comparison(&cleared, gate, true);
        for claim in asked {
            let found = match claim {
                Claim::DifferentFocus => comparison.different_focus(),
                Claim::PeopleWithinHandingOver => comparison.handing_over(),
                Claim::LearnTowardReports => comparison.learning(),
                _ => Ok(comparison.same_activities()),
            };
            let found = found.map(|finding| cleared.release(finding));
            report.findings.push(answered(*claim, found));
        }
        report.sizes = Some(cleared.release([0, 1].map(|at| cleared.group(at).len())));
        report.composition = Some(cleared.release(comparison.composition()));
        let (poles, _) = self.poles();
        report.told_apart = Some(cleared.release(comparison.told_apart(&poles)));
        report
    }

    /// The focus within the same activities under other choices. Asking for more messages takes persons
    /// away: what is left is another group, which the gate has to let through like any other.
    fn multiverse(&self, grouping: &Grouping<'_>, gate: &Gate) -> Option<Released<Vec<Universe>>> {
        if !grouping.claims.contains(&Claim::DifferentFocus) {
            return None;
        }
        let least = self.plan.exclusions.least_messages;
        let whole = gate.clear(Kind::Mean, grouping.groups.to_vec()).ok()?;
        let mut universes = Vec::new();
        for least_messages in [least, least.saturating_mul(2)] {
            let groups = grouping.groups.each_ref().map(|group| {
                group.iter().copied().filter(|p| p.acting >= least_messages).collect::<Vec<_>>()
            });
            if least_messages > least && groups == grouping.groups {
                continue;
            }
            let Ok(cleared) = gate.clear(Kind::Mean, groups.to_vec()) else { continue };
            let comparison = self.comparison(&cleared, gate, false);
            for (name, classes) in [
                ("families", Class::families as fn(bool) -> Vec<Class>),
                ("each activity", Class::activities),
            ] {
                for motivate in [false, true] {
                    let Ok(lines) = comparison.within(&classes(motivate)) else { continue };
                    universes.push(Universe {
                        classes: name.to_owned(),
                        motivate,
                        least_messages,
                        sizes: [0, 1].map(|at| cleared.group(at).len()),
                        lines,
                    });
                }
            }
        }
        Some(whole.release(universes))
    }

    /// Claims that are about all persons, and the one about both groups together.
    fn everybody(&self, title: &Grouping<'_>, gate: &Gate) -> Vec<Answered> {
        let asked = self.plan.claims.iter().copied().filter(|claim| !compares_two(*claim));
        let unread = &Unread::of(self.card);
        let answers = asked.map(|claim| {
            let (kind, groups) = match claim {
                Claim::TitleTellsLittle => (Kind::Mean, title.groups.to_vec()),
                Claim::SomeOfBoth => (Kind::Spread, self.with_a_share(claim)),
                _ => (Kind::Mean, self.with_a_share(claim)),
            };
            let found = gate.release(kind, groups, |cleared| {
                let (sample, margins) = (cleared.sample(), self.plan.margins);
                Ok(match claim {
                    Claim::BehaviourShapesPerception => {
                        claims::behaviour_shapes_perception(&sample, margins, unread)
                    }
                    Claim::Mandate => claims::mandate(&sample, margins, unread),
                    Claim::HowManyThings => {
                        let (poles, left_out) = self.poles();
                        claims::how_many_things(&sample, &poles, &left_out)
                    }
                    Claim::SomeOfBoth => claims::some_of_both(&sample, margins, unread),
                    Claim::Change => claims::change(&sample, margins, self.errors(), unread),
                    _ => {
                        let groups = [0, 1].map(|at| cleared.group(at).to_vec());
                        claims::title_tells_little(&sample, &groups, margins, unread)
                    }
                })
            });
            answered(claim, found)
        });
        answers.collect()
    }

    /// The persons who have a share in the figures of a claim about everybody; no group where nobody has,
    /// so that the claim can say why.
    fn with_a_share(&self, claim: Claim) -> Vec<Vec<&Person>> {
        let has = |person: &&Person| match claim {
            Claim::BehaviourShapesPerception => person.perceived.is_some(),
            Claim::Mandate => person.near.is_some(),
            Claim::SomeOfBoth => person.lows.is_some(),
            Claim::Change => person.wrote_before_and_after(),
            _ => true,
        };
        let persons: Vec<&Person> = self.sample.persons.iter().filter(has).collect();
        if persons.is_empty() { Vec::new() } else { vec![persons] }
    }

    fn accuracy(&self) -> Vec<String> {
        let mut lines = vec![self.card.labels.clone()];
        for pole in [Pole::People, Pole::Results] {
            if let Some(found) = self.card.message_poles.get(&pole) {
                lines.push(format!(
                    "Whole messages, {}: kappa {}, sensitivity {:.2}, specificity {:.2}.",
                    pole.name(),
                    found
                        .agreement
                        .kappa
                        .map_or_else(|| "unknown".to_owned(), |k| format!("{k:.2}")),
                    found.errors.sensitivity,
                    found.errors.specificity
                ));
            }
        }
        lines
    }

    fn methods(
        &self,
        groupings: &[Grouping<'_>],
        comparisons: &[ComparisonReport],
        everybody: bool,
    ) -> Vec<String> {
        let compared: Vec<String> = comparisons
            .iter()
            .map(|c| format!("{} with {}, by {}", c.sized(0), c.sized(1), c.by))
            .collect();
        vec![
            format!("Compared: {}.", compared.join("; ")),
            format!(
                "A rate is the share of a person's acting messages; every person weighs the same. Persons with fewer than {} \
                 acting messages are left out.",
                self.plan.exclusions.least_messages
            ),
            "Intervals are 95 %, from the delete-one-person jackknife within each group with Welch and Satterthwaite's \
             degrees of freedom; for a difference of means that is Welch's test. What comes from another mix has the \
             jackknife's second order taken off, which it counts twice. “The same” needs the 90 % interval inside the \
             margin in every way of counting (two one-sided tests at 5 %), “different” p under 5 % after Holm's correction \
             over a table's lines, with the same sign in every way of counting; with labelled messages p is the larger of \
             the counted and the prediction-powered one. For both, the exchange of persons between the groups (of signs, \
             for changes; of rates dealt out anew, for a relation that is found) must say so too. What a title explains \
             is judged by its interval, and two poles by that side of .85 on which their correlation lies."
                .to_owned(),
            self.correction(groupings, comparisons, everybody),
            "Families of activities decide; single activities, sentence rates, length and MOTIVATE stand beside. A cell with \
             fewer than 30 messages in a group has no verdict."
                .to_owned(),
            "Every figure passed the gate: at least five persons who have a share in it, none or at least five in every difference \
             to what was seen before, at least five with some and five with not all of it; shares in whole percents where the \
             smaller group has under fifty persons."
                .to_owned(),
        ]
    }
}

impl Study<'_> {
    /// How the figures of each comparison were put right, as it was really done. Said only of groups that the
    /// gate let through, and the number of labelled messages only if it let everybody through together.
    fn correction(
        &self,
        groupings: &[Grouping<'_>],
        comparisons: &[ComparisonReport],
        everybody: bool,
    ) -> String {
        let errors = self.errors();
        let (mut gold, mut rest) = (Vec::new(), Vec::new());
        let mut by_card = false;
        let shown = groupings.iter().zip(comparisons).filter(|(_, report)| report.sizes.is_some());
        for (Grouping { by, groups: [first, second], .. }, _) in shown {
            match Sides::new(first, second, errors).errors() {
                Errors::Gold => gold.push(by.as_str()),
                Errors::Card(_) => {
                    by_card = true;
                    rest.push(by.as_str());
                }
                Errors::Unknown => rest.push(by.as_str()),
            }
        }
        let number = self.sample.persons.iter().map(|p| p.gold.len()).sum::<usize>();
        let labelled = if everybody {
            format!("{number} labelled messages")
        } else {
            "labelled messages".to_owned()
        };
        let mut sentences = Vec::new();
        if !gold.is_empty() {
            sentences.push(format!(
                "By {}: beside the counts stand figures corrected by each group's own error rates, from {labelled} in all \
                 (Rogan and Gladen), and prediction-powered figures (PPI++, trust tuned for the smallest variance, at the \
                 cost of one degree of freedom). Lines about fewer persons, who have fewer than {LEAST_GOLD} labelled \
                 messages in a group, are corrected by the card instead.",
                gold.join(" and ")
            ));
        }
        if !rest.is_empty() {
            let by = rest.join(" and ");
            sentences.push(if by_card {
                format!(
                    "By {by}: beside the counts stand figures corrected by the error rates of the coder's card (Rogan and \
                     Gladen), taken as the same in both groups."
                )
            } else {
                format!("By {by}: figures stand as counted, since the card has no error rates that allow a correction.")
            });
            sentences.push(if number > 0 {
                format!(
                    "The {labelled} are not used there: each group needs {LEAST_GOLD}. So it cannot be checked whether the \
                     coder errs alike in both."
                )
            } else {
                "The study has no labelled messages of its own, so it cannot be checked whether the coder errs alike in \
                 both."
                    .to_owned()
            });
        }
        sentences.push(
            "Changes of persons are corrected by the card, taken as the same before and after. Correlations do not depend \
             on errors that are the same for all."
                .to_owned(),
        );
        sentences.join(" ")
    }
}

/// Whether a claim is tested between the two groups of every grouping.
const fn compares_two(claim: Claim) -> bool {
    claim.compares_groups() && !matches!(claim, Claim::TitleTellsLittle)
}

fn answered(claim: Claim, found: Result<Released<Finding>, Refusal>) -> Answered {
    match found {
        Ok(finding) => Answered::Found(finding),
        Err(refusal) => Answered::Refused { claim, rule: refusal.to_string() },
    }
}
