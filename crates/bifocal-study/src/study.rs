//! Running a plan on its sample: every claim, through the gate.

use bifocal_core::{Card, Pole};
use bifocal_stats::ErrorRates;

use crate::claims::{self, Comparison, Finding, Line, Unread};
use crate::contrast::{Errors, LEAST_GOLD, Sides};
use crate::gate::{Gate, Group, Refusal, Released};
use crate::plan::{Claim, Plan};
use crate::report::{
    Answered, ComparisonReport, MadeBy, Persons, Report, Sentence, Standing, Universe,
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
    pub fn run(self, gate: &mut Gate) -> Report {
        let mut comparisons = Vec::new();
        let mut conclusion = Vec::new();
        let groupings = self.groupings();
        for grouping in &groupings {
            let report = self.compare(grouping, gate);
            let names = [report.names[0].as_str(), report.names[1].as_str()];
            let by = Some(report.by.as_str());
            conclusion.extend(report.findings.iter().filter_map(|f| Sentence::of(f, by, names)));
            comparisons.push(report);
        }
        let everybody = self.everybody(groupings.first(), gate);
        let names = [self.plan.groups.first.name.as_str(), self.plan.groups.second.name.as_str()];
        conclusion.extend(everybody.iter().filter_map(|f| Sentence::of(f, None, names)));
        Report {
            schema: 1,
            purpose: self.plan.purpose.clone(),
            margins: self.plan.margins,
            persons: Persons {
                in_study: self.sample.persons.len(),
                too_few_messages: self.sample.too_few_messages,
                silent: self.sample.silent,
            },
            accuracy: self.accuracy(),
            methods: self.methods(&comparisons),
            comparisons,
            everybody,
            conclusion,
            standing: self.standing,
            made_by: self.made_by,
        }
    }

    fn wants(&self, claim: Claim) -> bool {
        self.plan.claims.contains(&claim)
    }

    fn groupings(&self) -> Vec<Grouping<'_>> {
        let groups = &self.plan.groups;
        let title = Grouping {
            by: "title".to_owned(),
            names: [groups.first.name.clone(), groups.second.name.clone()],
            groups: [
                self.sample.titled(&groups.first.titles),
                self.sample.titled(&groups.second.titles),
            ],
            claims: self.plan.claims.clone(),
        };
        let perceived = [(0, "people"), (1, "results")].into_iter().filter_map(|(at, pole)| {
            let groups = self.halves(at)?;
            Some(Grouping {
                by: format!("what others see ({pole})"),
                names: [format!("seen to attend to {pole}"), "seen to do so less".to_owned()],
                groups,
                claims: vec![Claim::SameActivities, Claim::DifferentFocus],
            })
        });
        std::iter::once(title).chain(perceived).collect()
    }

    /// The upper and the lower half of those whom others have rated.
    fn halves(&self, at: usize) -> Option<[Vec<&Person>; 2]> {
        let mut rated: Vec<(f64, &Person)> =
            self.sample.persons.iter().filter_map(|p| Some((p.perceived?[at], p))).collect();
        rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        let (upper, lower) = rated.split_at(rated.len() / 2);
        (!upper.is_empty())
            .then(|| [upper, lower].map(|half| half.iter().map(|(_, p)| *p).collect()))
    }

    /// Error rates of people and results on whole messages, where the card has both.
    fn errors(&self) -> Option<[ErrorRates; 2]> {
        Some([*self.card.errors(Pole::People)?, *self.card.errors(Pole::Results)?])
    }

    /// Poles that the coder reads well enough for studies, and the others.
    fn poles(&self) -> (Vec<Pole>, Vec<Pole>) {
        Pole::ALL.into_iter().partition(|pole| !self.card.experimental(*pole))
    }

    fn compare(&self, grouping: &Grouping<'_>, gate: &mut Gate) -> ComparisonReport {
        let groups = grouping.groups.clone();
        let comparison = Comparison {
            sides: Sides::new(&groups[0], &groups[1], self.errors()),
            groups,
            margins: self.plan.margins,
            unread: Unread::of(self.card),
            effects: true,
        };
        let seen = sets(&comparison.groups);
        let persons = seen.iter().map(Group::len).sum();
        let mut answer = |claim: Claim, find: &dyn Fn() -> Finding| {
            answered(claim, gate.comparison(&seen, || find().rounded(persons)))
        };
        let mut findings = Vec::new();
        for claim in &grouping.claims {
            let find: &dyn Fn() -> Finding = match claim {
                Claim::SameActivities => &|| comparison.same_activities(),
                Claim::DifferentFocus => &|| comparison.different_focus(),
                Claim::PeopleWithinHandingOver => &|| comparison.handing_over(),
                Claim::LearnTowardReports => &|| comparison.learning(),
                _ => continue,
            };
            findings.push(answer(*claim, find));
        }
        let composition = gate.comparison(&seen, || {
            let composed = comparison.composition().into_iter();
            composed.map(|family| family.rounded(persons)).collect()
        });
        let (poles, _) = self.poles();
        let told_apart = gate.comparison(&seen, || rounded(comparison.told_apart(&poles), persons));
        let multiverse = self
            .wants(Claim::DifferentFocus)
            .then(|| gate.comparison(&seen, || self.multiverse(&comparison, persons)).ok());
        ComparisonReport {
            by: grouping.by.clone(),
            names: grouping.names.clone(),
            sizes: comparison.sides.sizes(),
            findings,
            composition: composition.ok(),
            told_apart: told_apart.ok(),
            multiverse: multiverse.flatten(),
        }
    }

    /// The focus within the same activities under other choices. Asking for more messages takes persons
    /// away: universes whose groups would differ from the whole by fewer than the gate's number are left
    /// out, since the difference would be about those persons.
    fn multiverse(&self, whole: &Comparison<'_>, persons: usize) -> Vec<Universe> {
        let least = self.plan.exclusions.least_messages;
        let mut universes = Vec::new();
        for least_messages in [least, least * 2] {
            let groups = whole.groups.each_ref().map(|group| {
                group.iter().copied().filter(|p| p.acting >= least_messages).collect::<Vec<_>>()
            });
            let gone = |at: usize| whole.groups[at].len() - groups[at].len();
            let singled_out = |at: usize| (1..5).contains(&gone(at)) || groups[at].len() < 5;
            if least_messages > least
                && (singled_out(0) || singled_out(1) || gone(0) + gone(1) == 0)
            {
                continue;
            }
            let sides = Sides::new(&groups[0], &groups[1], self.errors());
            let unread = whole.unread.clone();
            let comparison =
                Comparison { groups, sides, margins: whole.margins, unread, effects: false };
            for (name, classes) in [
                ("families", Class::families as fn(bool) -> Vec<Class>),
                ("each activity", Class::activities),
            ] {
                for motivate in [false, true] {
                    universes.push(Universe {
                        classes: name.to_owned(),
                        motivate,
                        least_messages,
                        sizes: comparison.sides.sizes(),
                        lines: rounded(comparison.within(&classes(motivate)), persons),
                    });
                }
            }
        }
        universes
    }

    fn everybody(&self, by_title: Option<&Grouping<'_>>, gate: &mut Gate) -> Vec<Answered> {
        let everybody = [self.sample.everybody()];
        let margins = self.plan.margins;
        let unread = &Unread::of(self.card);
        let persons = self.sample.persons.len();
        let mut findings = Vec::new();
        for claim in &self.plan.claims {
            let find: Box<dyn Fn() -> Finding> = match claim {
                Claim::TitleTellsLittle => match by_title {
                    None => continue,
                    Some(grouping) => {
                        let groups = grouping.groups.clone();
                        // About the two groups, so they are what is seen.
                        let seen = sets(&groups);
                        let find =
                            || claims::title_tells_little(self.sample, &groups, margins, unread);
                        let found = gate.comparison(&seen, || find().rounded(persons));
                        findings.push(answered(*claim, found));
                        continue;
                    }
                },
                Claim::BehaviourShapesPerception => {
                    Box::new(|| claims::behaviour_shapes_perception(self.sample, margins, unread))
                }
                Claim::Mandate => Box::new(|| claims::mandate(self.sample, margins, unread)),
                Claim::HowManyThings => Box::new(|| {
                    let (poles, left_out) = self.poles();
                    claims::how_many_things(self.sample, &poles, &left_out)
                }),
                Claim::SomeOfBoth => {
                    Box::new(|| claims::some_of_both(self.sample, margins, unread))
                }
                Claim::Change => {
                    Box::new(|| claims::change(self.sample, margins, self.errors(), unread))
                }
                _ => continue,
            };
            let found = gate.comparison(&everybody, || find().rounded(persons));
            findings.push(answered(*claim, found));
        }
        findings
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

    fn methods(&self, comparisons: &[ComparisonReport]) -> Vec<String> {
        let compared: Vec<String> = comparisons
            .iter()
            .map(|c| {
                format!(
                    "{} ({}) with {} ({}), by {}",
                    c.names[0], c.sizes[0], c.names[1], c.sizes[1], c.by
                )
            })
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
            self.correction(),
            "Families of activities decide; single activities, sentence rates, length and MOTIVATE stand beside. A cell with \
             fewer than 30 messages in a group has no verdict."
                .to_owned(),
            "Every figure passed the gate: at least five persons a group, none or at least five in every difference to what \
             was seen before, shares in whole percents under fifty persons."
                .to_owned(),
        ]
    }
}

impl Study<'_> {
    /// How the figures of each comparison were put right, as it was really done.
    fn correction(&self) -> String {
        let errors = self.errors();
        let (mut gold, mut rest) = (Vec::new(), Vec::new());
        let mut by_card = false;
        for Grouping { by, groups: [first, second], .. } in self.groupings() {
            match Sides::new(&first, &second, errors).errors() {
                Errors::Gold => gold.push(by),
                Errors::Card(_) => {
                    by_card = true;
                    rest.push(by);
                }
                Errors::Unknown => rest.push(by),
            }
        }
        let labelled = self.sample.persons.iter().map(|p| p.gold.len()).sum::<usize>();
        let mut sentences = Vec::new();
        if !gold.is_empty() {
            sentences.push(format!(
                "By {}: beside the counts stand figures corrected by each group's own error rates, from {labelled} labelled \
                 messages in all (Rogan and Gladen), and prediction-powered figures (PPI++, trust tuned for the smallest \
                 variance, at the cost of one degree of freedom).",
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
            sentences.push(if labelled > 0 {
                format!(
                    "The {labelled} labelled messages are not used there: each group needs {LEAST_GOLD}. So it cannot be \
                     checked whether the coder errs alike in both."
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

fn sets(groups: &[Vec<&Person>; 2]) -> [Group; 2] {
    groups.each_ref().map(|group| group.iter().map(|person| person.id).collect())
}

fn answered(claim: Claim, found: Result<Released<Finding>, Refusal>) -> Answered {
    match found {
        Ok(finding) => Answered::Found(finding),
        Err(refusal) => Answered::Refused { claim, rule: refusal.to_string() },
    }
}

fn rounded(mut lines: Vec<Line>, persons: usize) -> Vec<Line> {
    lines.iter_mut().for_each(|line| line.round(persons));
    lines
}
