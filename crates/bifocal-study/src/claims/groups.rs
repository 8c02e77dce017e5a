//! Claims about two groups of persons.

use bifocal_core::{Activity, Family, Pole};
use bifocal_stats::{Decomposition, ErrorRates, cliffs_delta, kitagawa, mean};

use super::baselines;
use super::finding::{Finding, Part, all_same, any_different};
use super::line::{Apart, Draft, Line, Measure, judge};
use super::unread::Unread;
use crate::contrast::{Errors, Figure, Sides, View};
use crate::gate::{Cleared, Gate, Kind, Refusal, is_homogeneous};
use crate::plan::{Claim, Margins};
use crate::report::Composed;
use crate::sample::{Class, Column, FOCUS, Person};
use crate::verdict::Verdict;

/// Two groups that the gate let through, ready to be compared.
pub struct Comparison<'a> {
    groups: [Vec<&'a Person>; 2],
    sides: Sides,
    gate: &'a Gate,
    errors: Option<[ErrorRates; 2]>,
    unread: Unread,
    margins: Margins,
    effects: bool,
}

/// Those of two groups who have a share in a figure, after the gate let them through.
struct Behind<'a> {
    groups: [Vec<&'a Person>; 2],
    sides: Sides,
}

impl Behind<'_> {
    /// Whether in one of the groups nearly everybody has none of it, or nothing else.
    fn is_homogeneous(&self, value: impl Fn(&Person) -> f64) -> bool {
        self.groups.iter().any(|group| is_homogeneous(group.iter().map(|person| value(person))))
    }
}

impl<'a> Comparison<'a> {
    /// Of the first two groups that were cleared. `errors` are the card's for people and results, for want of
    /// labelled messages; `unread` are the poles that the coder reads too badly. `effects` says whether sizes
    /// of effects and permutation tests are wanted too; they take most of the time.
    pub fn new(
        cleared: &Cleared<'a>,
        gate: &'a Gate,
        errors: Option<[ErrorRates; 2]>,
        unread: Unread,
        margins: Margins,
        effects: bool,
    ) -> Self {
        let groups = [0, 1].map(|at| cleared.group(at).to_vec());
        let sides = Sides::new(&groups[0], &groups[1], errors);
        Self { groups, sides, gate, errors, unread, margins, effects }
    }

    /// Those who have a share in a figure that is a share of what is in these columns: the others have
    /// none, so that the figure is about fewer persons than the groups have, and the gate must see which.
    fn behind(&self, out_of: &[Column]) -> Result<Behind<'a>, Refusal> {
        let mut each = self.behind_each(&[out_of])?;
        each.pop().ok_or(Refusal::NotInStudy)
    }

    /// The same for several figures, all or none of them.
    fn behind_each(&self, out_of: &[&[Column]]) -> Result<Vec<Behind<'a>>, Refusal> {
        let with_any = |columns: &[Column]| {
            self.groups.each_ref().map(|group| {
                let has_any = |person: &&Person| columns.iter().any(|c| person.share(*c) > 0.0);
                group.iter().copied().filter(has_any).collect::<Vec<_>>()
            })
        };
        let each: Vec<_> = out_of.iter().map(|columns| with_any(columns)).collect();
        self.gate.clear(Kind::Mean, each.iter().flatten().cloned().collect())?;
        let behind = each.into_iter().map(|groups| Behind {
            sides: Sides::new(&groups[0], &groups[1], self.errors),
            groups,
        });
        Ok(behind.collect())
    }

    /// A figure that all persons of both groups have a share in, each with a share in a column.
    fn of_all(&self, column: Column, draft: Draft) -> Draft {
        let values = |group: &Vec<&Person>| {
            group.iter().map(|person| person.share(column)).collect::<Vec<_>>()
        };
        // A length is no share: that everybody writes at least a sentence says nothing.
        if column != Column::Length && self.groups.iter().map(values).any(is_homogeneous) {
            Draft::held_back(draft.name, Refusal::HOMOGENEOUS)
        } else if self.effects {
            draft.with_apart(column, &self.sides, [&self.groups[0], &self.groups[1]])
        } else {
            draft
        }
    }

    fn sizes(&self) -> [usize; 2] {
        self.sides.sizes()
    }

    /// Why lines about a pole have no verdict. Labelled messages of those who have a share in the line put
    /// right what the coder reads badly.
    fn unread(&self, pole: Pole, sides: &Sides) -> Option<String> {
        self.unread.why(pole).filter(|_| *sides.errors() != Errors::Gold)
    }

    /// Messages behind a column, in the group that has fewer.
    fn positives(&self, column: Column) -> f64 {
        let of = |group: &[&Person]| -> f64 {
            group.iter().map(|person| person.share(column) * person.acting as f64).sum()
        };
        of(&self.groups[0]).min(of(&self.groups[1]))
    }

    /// Claim 1: the two do the same things as often.
    pub fn same_activities(&self) -> Finding {
        let lines = self.shares(&Class::families(false));
        Finding::new(Claim::SameActivities, all_same(&lines), lines)
            .beside("MOTIVATE, apart", self.shares(&[Class::Family(Family::Motivate)]))
            .beside("Each activity by itself", self.shares(&Class::activities(true)))
            .beside("Families, adjusted for length", self.adjusted(&Class::families(false)))
            .beside("What length alone shows", self.length())
    }

    /// Shares of messages that do each class.
    pub fn shares(&self, classes: &[Class]) -> Vec<Line> {
        let drafts = classes.iter().map(|class| {
            let class = *class;
            let column = Column::Does(class);
            // A share near zero is a finding about a share; nothing is divided by it.
            let draft = Draft::counted(
                class.name(),
                &self.sides,
                &|a, b| Some(a.does(class) - b.does(class)),
                f64::INFINITY,
            );
            self.of_all(column, draft)
        });
        judge(drafts.collect(), self.margins.activity, self.sizes())
    }

    /// The same with persons' shares moved to the mean length of a message, along the slope within groups.
    fn adjusted(&self, classes: &[Class]) -> Vec<Line> {
        let drafts = classes.iter().filter_map(|class| {
            let column = Column::Does(*class);
            let slope = self.slope(column)?;
            let centre = mean(&self.all(Column::Length))?;
            let moved = self.groups.each_ref().map(|group| {
                let moved = group.iter().map(|person| {
                    let mut person = (*person).clone();
                    let shift = slope * (person.share(Column::Length) - centre);
                    person.row[column.index()] -= shift;
                    person.gold.clear();
                    person
                });
                moved.collect::<Vec<_>>()
            });
            let [first, second] = moved.each_ref().map(|group| group.iter().collect::<Vec<_>>());
            let sides = Sides::new(&first, &second, None);
            let draft = Draft::counted(
                class.name(),
                &sides,
                &|a, b| Some(a.counted(column) - b.counted(column)),
                f64::INFINITY,
            );
            Some(Draft { apart: None, ..self.of_all(column, draft) })
        });
        judge(drafts.collect(), self.margins.activity, self.sizes())
    }

    fn all(&self, column: Column) -> Vec<f64> {
        self.groups.iter().flatten().map(|person| person.share(column)).collect()
    }

    /// Slope of a column on length, within groups.
    fn slope(&self, column: Column) -> Option<f64> {
        let (mut together, mut alone) = (0.0, 0.0);
        for group in &self.groups {
            let lengths: Vec<f64> = group.iter().map(|p| p.share(Column::Length)).collect();
            let values: Vec<f64> = group.iter().map(|p| p.share(column)).collect();
            let (x, y) = (mean(&lengths)?, mean(&values)?);
            for (length, value) in lengths.iter().zip(&values) {
                together += (length - x) * (value - y);
                alone += (length - x).powi(2);
            }
        }
        (alone > 0.0).then(|| together / alone)
    }

    fn length(&self) -> Vec<Line> {
        let draft = Draft::counted(
            "sentences a message",
            &self.sides,
            &|a, b| Some(a.counted(Column::Length) - b.counted(Column::Length)),
            f64::INFINITY,
        );
        let mut lines = judge(vec![self.of_all(Column::Length, draft)], 1.0, self.sizes());
        lines.iter_mut().for_each(|line| line.measure = Measure::Sentences);
        lines
    }

    /// What each of the two does, family by family, as counted. A family that nearly everybody or nobody of
    /// a group does in all messages is left out: its share would be nearly each one's own.
    pub fn composition(&self) -> Vec<Composed> {
        let values = |group: &[&Person], class: Class| -> Vec<f64> {
            group.iter().map(|person| person.share(Column::Does(class))).collect()
        };
        let shares: Vec<(Class, [f64; 2])> = Class::families(true)
            .into_iter()
            .filter_map(|class| {
                let values = self.groups.each_ref().map(|group| values(group, class));
                if values.iter().any(|values| is_homogeneous(values.iter().copied())) {
                    return None;
                }
                Some((class, [mean(&values[0])?, mean(&values[1])?]))
            })
            .collect();
        let all = [0, 1].map(|at| shares.iter().map(|(_, two)| two[at]).sum::<f64>());
        let composed = shares.into_iter().map(|(class, shares)| Composed {
            name: class.name(),
            shares,
            parts: [shares[0] / all[0], shares[1] / all[1]],
        });
        composed.collect()
    }

    /// Claim 2: within the same activity, the focus differs.
    ///
    /// # Errors
    /// If the gate does not let those through who have a share in it.
    pub fn different_focus(&self) -> Result<Finding, Refusal> {
        let families = Class::families(false);
        let within = self.within(&families)?;
        let mix = self.mix(&families)?;
        let with_motivate = Class::families(true);
        let activities = Class::activities(false);
        // The parts of a whole: with the others and the whole, one that is held back would be known.
        let each = self.by_class(&families);
        let shown = each.is_ok();
        let mut finding = Finding::new(Claim::DifferentFocus, any_different(&within), within)
            .beside("What comes from doing other things", mix)
            .beside("With MOTIVATE", self.within(&with_motivate).unwrap_or_default())
            .beside("Classes of one activity each", self.within(&activities).unwrap_or_default())
            .beside("Family by family", each.unwrap_or_default())
            .beside(
                "MOTIVATE, apart",
                self.by_class(&[Class::Family(Family::Motivate)]).unwrap_or_default(),
            )
            .beside("All messages", self.overall())
            .beside("Sentences", self.sentences())
            .beside(
                baselines::NAME,
                baselines::lines(
                    self.groups.iter().flatten().copied(),
                    &FOCUS,
                    self.margins.relation,
                ),
            );
        if shown {
            let parts = FOCUS.into_iter().flat_map(|pole| self.parts(&families, pole));
            finding.parts = parts.collect();
        } else {
            finding.note = Some(FAMILIES_HELD_BACK.to_owned());
        }
        Ok(finding)
    }

    /// The focus within the same classes, people and results.
    ///
    /// # Errors
    /// If the gate does not let those through who do any of the classes.
    pub fn within(&self, classes: &[Class]) -> Result<Vec<Line>, Refusal> {
        let behind = self.behind(&does(classes))?;
        let drafts = FOCUS.into_iter().map(|pole| {
            let rate = part(classes, pole, Decomposition::rate_total);
            self.decomposed(&behind, pole, "in the same activities", Figure::Straight(&rate))
        });
        Ok(judge(drafts.collect(), self.margins.focus, self.sizes()))
    }

    /// What another mix of the classes makes of the focus, people and results.
    ///
    /// # Errors
    /// As [`Comparison::within`].
    pub fn mix(&self, classes: &[Class]) -> Result<Vec<Line>, Refusal> {
        let behind = self.behind(&does(classes))?;
        let drafts = FOCUS.into_iter().map(|pole| {
            let rate = part(classes, pole, Decomposition::rate_total);
            let mix = part(classes, pole, Decomposition::mix_total);
            self.decomposed(&behind, pole, "from another mix", Figure::Curved(&mix, &rate))
        });
        Ok(judge(drafts.collect(), self.margins.mix, self.sizes()))
    }

    fn decomposed(&self, behind: &Behind<'_>, pole: Pole, name: &str, figure: Figure<'_>) -> Draft {
        let (name, column) = (format!("{} focus {name}", pole.name()), Column::Attends(pole));
        if behind.is_homogeneous(|person| person.share(column)) {
            return Draft::held_back(name, Refusal::HOMOGENEOUS);
        }
        Draft::focus(name, &behind.sides, figure, self.positives(column))
            .unread(self.unread(pole, &behind.sides))
    }

    /// Focus in each class, of all classes or of none.
    fn by_class(&self, classes: &[Class]) -> Result<Vec<Line>, Refusal> {
        let columns: Vec<[Column; 1]> = classes.iter().map(|c| [Column::Does(*c)]).collect();
        let columns: Vec<&[Column]> = columns.iter().map(<[Column; 1]>::as_slice).collect();
        let mut drafts = Vec::new();
        for (class, behind) in classes.iter().zip(self.behind_each(&columns)?) {
            for pole in FOCUS {
                drafts.push(self.inside(&behind, *class, pole)?);
            }
        }
        Ok(judge(drafts, self.margins.focus, self.sizes()))
    }

    fn inside(&self, behind: &Behind<'_>, class: Class, pole: Pole) -> Result<Draft, Refusal> {
        let attending = Column::Attending(class, pole);
        if behind.is_homogeneous(|p| p.share(attending) / p.share(Column::Does(class))) {
            return Err(Refusal::HOMOGENEOUS);
        }
        Ok(Draft::focus(
            format!("{}: {}", class.name(), pole.name()),
            &behind.sides,
            Figure::Straight(&|a, b| Some(a.within(class, pole)? - b.within(class, pole)?)),
            self.positives(attending),
        )
        .unread(self.unread(pole, &behind.sides)))
    }

    fn overall(&self) -> Vec<Line> {
        let drafts = FOCUS.into_iter().map(|pole| {
            let column = Column::Attends(pole);
            let draft = Draft::focus(
                pole.name(),
                &self.sides,
                Figure::Straight(&|a, b| Some(a.attends(pole) - b.attends(pole))),
                self.positives(column),
            )
            .unread(self.unread(pole, &self.sides));
            self.of_all(column, draft)
        });
        judge(drafts.collect(), self.margins.focus, self.sizes())
    }

    /// Sentences that attend to a pole, out of all sentences.
    fn sentences(&self) -> Vec<Line> {
        let drafts = FOCUS.into_iter().map(|pole| {
            let column = Column::SentenceAttends(pole);
            let share = move |v: &View<'_>| {
                let length = v.counted(Column::Length);
                (length > 0.0).then(|| v.counted(column) / length)
            };
            let draft = Draft::counted(
                format!("{}, of sentences", pole.name()),
                &self.sides,
                &|a, b| Some(share(a)? - share(b)?),
                self.positives(column),
            )
            .unread(self.unread.why(pole));
            Draft { apart: None, ..self.of_all(column, draft) }
        });
        judge(drafts.collect(), self.margins.focus, self.sizes())
    }

    fn parts(&self, classes: &[Class], pole: Pole) -> Vec<Part> {
        let means = self.groups.each_ref().map(|group| {
            let column = |c: &Column| mean(&group.iter().map(|p| p.share(*c)).collect::<Vec<_>>());
            Column::all().iter().map(|c| column(c).unwrap_or(0.0)).collect::<Vec<f64>>()
        });
        let [a, b] = means.each_ref().map(|m| View::new(m, crate::contrast::Way::Counted));
        let Some(found) = decompose(classes, pole, &a, &b) else { return Vec::new() };
        let part = |row: String, column: &str, value: f64| Part {
            of: pole.name().to_owned(),
            row,
            column: column.to_owned(),
            value,
        };
        let rows = classes.iter().zip(found.mix.iter().zip(&found.rate));
        let mut parts: Vec<Part> = rows
            .flat_map(|(class, (mix, rate))| {
                [("mix", *mix), ("within", *rate)]
                    .map(|(column, value)| part(class.name(), column, value))
            })
            .collect();
        // The rounded parts need not add up to it.
        let total = found.mix_total() + found.rate_total();
        parts.push(part("all".to_owned(), "total", total));
        parts
    }

    /// Claim 8: in handing over, the share that attends to people.
    ///
    /// # Errors
    /// If the gate does not let those through who hand something over.
    pub fn handing_over(&self) -> Result<Finding, Refusal> {
        let lines = self.people_within_handing_over()?;
        let each = [Activity::Task, Activity::Delegate].map(Class::Activity);
        let each = each.iter().filter_map(|class| self.people_within(*class).ok());
        let each = judge(each.collect(), self.margins.focus, self.sizes());
        Ok(Finding::new(Claim::PeopleWithinHandingOver, any_different(&lines), lines)
            .beside("Each by itself", each))
    }

    /// The line that decides claim 8.
    ///
    /// # Errors
    /// As [`Comparison::handing_over`].
    pub fn people_within_handing_over(&self) -> Result<Vec<Line>, Refusal> {
        let draft = self.people_within(Class::Family(Family::HandOver))?;
        Ok(judge(vec![draft], self.margins.focus, self.sizes()))
    }

    fn people_within(&self, class: Class) -> Result<Draft, Refusal> {
        self.inside(&self.behind(&[Column::Does(class)])?, class, Pole::People)
    }

    /// Claim 9: toward reports, the share that LEARN.
    ///
    /// # Errors
    /// If the gate does not let those through who write to reports.
    pub fn learning(&self) -> Result<Finding, Refusal> {
        let behind = self.behind(&[Column::Down])?;
        if behind.is_homogeneous(|p| p.share(Column::LearnDown) / p.share(Column::Down)) {
            return Err(Refusal::HOMOGENEOUS);
        }
        let share = |v: &View<'_>| {
            let down = v.counted(Column::Down);
            (down > 0.0).then(|| v.counted(Column::LearnDown) / down)
        };
        let draft = Draft::counted(
            "LEARN, of messages to reports",
            &behind.sides,
            &|a, b| Some(share(a)? - share(b)?),
            self.positives(Column::LearnDown),
        );
        let lines = judge(vec![draft], self.margins.activity, self.sizes());
        Ok(Finding::new(Claim::LearnTowardReports, any_different(&lines), lines))
    }

    /// Which pole tells the two groups apart best, beside length and rank alone: lines in the order of
    /// how far apart they are. Only poles that the coder reads well enough.
    pub fn told_apart(&self, poles: &[Pole]) -> Vec<Line> {
        let drafts = poles.iter().map(|pole| {
            let column = Column::Attends(*pole);
            let draft = Draft::counted(
                pole.name(),
                &self.sides,
                &|a, b| Some(a.counted(column) - b.counted(column)),
                self.positives(column),
            );
            self.of_all(column, draft)
        });
        let mut lines = judge(drafts.collect(), self.margins.focus, self.sizes());
        let far = |line: &Line| {
            line.apart.and_then(|a| a.cliffs_delta).map_or(0.0, |delta| delta.point.abs())
        };
        lines.sort_by(|a, b| far(b).total_cmp(&far(a)));
        lines.extend(self.length());
        lines.extend(self.rank());
        lines
    }

    /// How far rank alone tells the two apart; none where somebody's is not known, or all are alike.
    fn rank(&self) -> Option<Line> {
        let everybody = || self.groups.iter().flatten().copied();
        let first = everybody().next()?.rank?;
        if !baselines::all_ranked(everybody()) || everybody().all(|p| p.rank == Some(first)) {
            return None;
        }
        let [a, b] = self.groups.each_ref().map(|group| {
            group.iter().filter_map(|p| baselines::seniority(p)).collect::<Vec<f64>>()
        });
        let delta = cliffs_delta(&a, &b, 0.95)?;
        Some(Line {
            name: "rank".to_owned(),
            measure: Measure::Share,
            margin: self.margins.focus,
            answers: None,
            p_adjusted: None,
            verdict: Verdict::CannotTell { persons_needed: None },
            note: None,
            apart: Some(Apart { hedges_g: None, cliffs_delta: Some(delta), permutation_p: None }),
            persons: None,
        })
    }
}

/// What is said where a family would be known from the others and the whole.
const FAMILIES_HELD_BACK: &str = "Focus family by family is held back: of one family too few persons have a share, and the \
     others with the whole would show it.";

/// What a figure over several classes is a share of.
fn does(classes: &[Class]) -> Vec<Column> {
    classes.iter().map(|class| Column::Does(*class)).collect()
}

/// One part of the decomposition, as a figure.
fn part(
    classes: &[Class],
    pole: Pole,
    of: fn(&Decomposition) -> f64,
) -> impl Fn(&View<'_>, &View<'_>) -> Option<f64> {
    move |a, b| Some(of(&decompose(classes, pole, a, b)?))
}

/// Shares of the classes among all that is done, and the focus within each. A class that only one group
/// does differs in mix alone: its rate is taken from the other.
fn decompose(classes: &[Class], pole: Pole, a: &View<'_>, b: &View<'_>) -> Option<Decomposition> {
    let all = |v: &View<'_>| classes.iter().map(|class| v.does(*class)).sum::<f64>();
    let (all_a, all_b) = (all(a), all(b));
    if all_a <= 0.0 || all_b <= 0.0 {
        return None;
    }
    let cells: Vec<[f64; 4]> = classes
        .iter()
        .map(|class| {
            let (f, g) = (a.within(*class, pole), b.within(*class, pole));
            let either = f.or(g).unwrap_or(0.0);
            [
                a.does(*class) / all_a,
                f.unwrap_or(either),
                b.does(*class) / all_b,
                g.unwrap_or(either),
            ]
        })
        .collect();
    Some(kitagawa(&cells))
}

/// Two numbers of the persons who have both, in the same order. Of nobody where nearly all have the same of
/// one: that there is no correlation would tell each one's own.
pub fn over_persons<'a>(
    persons: impl IntoIterator<Item = &'a Person>,
    pair: impl Fn(&Person) -> Option<(f64, f64)>,
) -> (Vec<f64>, Vec<f64>) {
    let (a, b): (Vec<f64>, Vec<f64>) = persons.into_iter().filter_map(pair).unzip();
    if [&a, &b].into_iter().any(|all| is_homogeneous(all.iter().copied())) {
        return (Vec::new(), Vec::new());
    }
    (a, b)
}

#[cfg(test)]
mod tests {
    use bifocal_core::Card;

    use super::*;
    use crate::gate::Ledger;
    use crate::sample::{Sample, Settings};
    use crate::simulate::{Scenario, TITLES, World, organisation};

    #[test]
    fn compositions_and_decompositions_add_up() {
        let (world, margins) = (World::default(), Margins::default());
        let drawn = organisation(&Scenario::AtTheMargin.groups(&world, margins), 8, &world, 4);
        let card = Card::default();
        let settings = Settings { least_messages: 1, change: None, salt: "", card: &card };
        let sample = Sample::new(&drawn.tally, &drawn.members, &drawn.gold, settings);
        let groups = TITLES
            .map(|title| sample.persons.iter().filter(|p| p.title == title).collect::<Vec<_>>());
        let gate = Gate::new(sample.everybody(), Ledger::default());
        let cleared = gate.clear(Kind::Mean, groups.to_vec()).expect("eight each");
        let unread = Unread::default();
        let comparison = Comparison::new(&cleared, &gate, None, unread, margins, false);

        let composed = comparison.composition();
        // Nobody in the simulation thanks: that would be each one's own figure.
        assert_eq!(composed.len(), Class::families(false).len());
        for at in [0, 1] {
            let sum: f64 = composed.iter().map(|family| family.parts[at]).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            let shares: f64 = composed.iter().map(|family| family.shares[at]).sum();
            assert!(shares > 1.2, "a message can do several: {shares}");
        }

        let parts = comparison.different_focus().expect("everybody does everything").parts;
        for pole in FOCUS {
            let of_pole = parts.iter().filter(|part| part.of == pole.name());
            let (total, rest): (Vec<&Part>, Vec<&Part>) =
                of_pole.partition(|part| part.column == "total");
            let sum: f64 = rest.iter().map(|part| part.value).sum();
            assert_eq!((total.len(), rest.len()), (1, 2 * composed.len()));
            assert!((total[0].value - sum).abs() < 1e-9);
        }
        assert_eq!(comparison.length()[0].measure, Measure::Sentences);
    }
}
