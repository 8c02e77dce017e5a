//! Claims about all persons of a study.

use bifocal_core::Pole;
use bifocal_stats::{
    ErrorRates, Explained, Interval, correlation, function_of_means, holm, mean,
    rogan_gladen_difference, spearman_brown, wilson,
};

use super::baselines::{self, seniority};
use super::finding::{Finding, Outcome, all_same, any_different, needed};
use super::groups::over_persons;
use super::line::{Draft, Line, Measure, Relation, alone, held_back, judge, judge_relations};
use super::unread::Unread;
use crate::contrast::Contrast;
use crate::gate::{Refusal, is_homogeneous};
use crate::plan::{Claim, Margins};
use crate::sample::{Column, FOCUS, Person, Sample};
use crate::verdict::{Answer, Verdict};

/// Reliability of persons' rates of a pole: the correlation of the halves of their threads, brought to
/// full length by Spearman and Brown. `None` where it cannot be told or is not above 0.
pub fn reliability(persons: &[Person], pole: Pole) -> Option<f64> {
    let half = |at: usize| persons.iter().map(|p| p.halves[at][pole.index()]).collect::<Vec<_>>();
    let r = spearman_brown(correlation(&half(0), &half(1))?, 2.0);
    (r > 0.0).then_some(r.min(1.0))
}

/// A share of variance under this reliability is mostly noise: it is not put right.
const LEAST_RELIABILITY: f64 = 0.3;

/// Claim 3: a title tells little of how persons differ.
pub fn title_tells_little(
    sample: &Sample,
    groups: &[Vec<&Person>; 2],
    margins: Margins,
    unread: &Unread,
) -> Finding {
    let mut lines: Vec<Line> = FOCUS
        .into_iter()
        .map(|pole| explained(&sample.persons, groups, pole, margins.title, unread.why(pole)))
        .collect();
    let p: Vec<f64> = lines.iter().map(|line| line.p_adjusted.unwrap_or(1.0)).collect();
    for (line, p) in lines.iter_mut().zip(holm(&p)) {
        line.p_adjusted = line.p_adjusted.map(|_| p);
    }
    let persons = groups.iter().flatten().copied();
    Finding::new(Claim::TitleTellsLittle, all_same(&lines), lines)
        .beside(baselines::NAME, baselines::lines(persons, &FOCUS, margins.relation))
}

fn explained(
    persons: &[Person],
    groups: &[Vec<&Person>; 2],
    pole: Pole,
    margin: f64,
    unread: Option<String>,
) -> Line {
    let name = format!("{} focus", pole.name());
    let values = groups
        .each_ref()
        .map(|group| group.iter().map(|p| p.share(Column::Attends(pole))).collect::<Vec<f64>>());
    if values.iter().any(|values| is_homogeneous(values.iter().copied())) {
        return held_back(name, Measure::Explained, margin, &Refusal::HOMOGENEOUS);
    }
    let reliability = reliability(persons, pole).filter(|r| *r >= LEAST_RELIABILITY);
    let Some((found, reliability)) = Explained::of(&values).zip(reliability) else {
        let verdict = Verdict::CannotTell { persons_needed: None };
        let mut line = alone(name, Measure::Explained, margin, None, verdict);
        line.note = Some("persons hardly differ, or their rates are mostly noise".to_owned());
        return line;
    };
    // Noise within persons swells the variance within groups, so the share is put right for it.
    let right = |value: f64| (value / reliability).min(1.0);
    let interval = |level: f64| {
        let Interval { low, high } = found.estimate(level).interval;
        Interval { low: right(low), high: right(high) }
    };
    let answer = Answer {
        point: right(found.omega_squared),
        interval: interval(0.95),
        narrow: interval(0.90),
        p: found.p(),
    };
    let verdict = if unread.is_some() {
        Verdict::CannotTell { persons_needed: None }
    } else if answer.narrow.high < margin {
        Verdict::Same
    } else if answer.interval.low > margin {
        // One of two lines is enough to refute the claim: half of 5 % for each (Bonferroni), which is the lower
        // end of the 95 % interval.
        Verdict::Different
    } else {
        // The upper end of the interval shrinks about as one over the persons.
        let all: f64 = values.iter().map(|v| v.len() as f64).sum();
        let persons = (answer.narrow.high / margin * all / 2.0).ceil();
        let more = persons.is_finite() && persons > all / 2.0;
        Verdict::CannotTell { persons_needed: more.then_some(persons as u64) }
    };
    let mut line = alone(name, Measure::Explained, margin, Some(answer), verdict);
    line.note = unread;
    line
}

/// The outcome of a claim that two numbers go together: one clear relation upward, and none downward.
fn go_together(lines: &[Line]) -> Outcome {
    let point = |line: &Line| line.answers.map_or(0.0, |answers| answers.counted.point);
    let found = |up: f64| {
        lines.iter().any(|line| line.verdict == Verdict::Different && point(line) * up > 0.0)
    };
    if found(1.0) && !found(-1.0) {
        Outcome::Holds
    } else if found(-1.0) || (!lines.is_empty() && lines.iter().all(|l| l.verdict == Verdict::Same))
    {
        Outcome::DoesNotHold
    } else {
        Outcome::CannotTell { persons_needed: needed(lines) }
    }
}

fn relation(
    name: &str,
    persons: &[Person],
    pair: impl Fn(&Person) -> Option<(f64, f64)>,
) -> Relation {
    let (a, b) = over_persons(persons, pair);
    Relation::of(name, &a, &b)
}

/// Claim 4: what colleagues perceive goes with what the acts show.
pub fn behaviour_shapes_perception(sample: &Sample, margins: Margins, unread: &Unread) -> Finding {
    let persons = &sample.persons;
    if persons.iter().all(|person| person.perceived.is_none()) {
        return Finding::not_tested(
            Claim::BehaviourShapesPerception,
            "the plan names no `ratings`, or nobody in the study was rated by others",
        );
    }
    let against = |name: &str, at: usize, of: &dyn Fn(&Person) -> Option<f64>| {
        relation(name, persons, |p| Some((p.perceived?[at], of(p)?)))
    };
    let rate = |pole: Pole| move |p: &Person| Some(p.share(Column::Attends(pole)));
    let judged = |relations: Vec<Relation>| judge_relations(relations, margins.relation);
    let [people, results] = FOCUS.map(|pole| unread.why(pole));
    let lines = judged(vec![
        against("people: answers and rate", 0, &rate(Pole::People)).unread(people.clone()),
        against("results: answers and rate", 1, &rate(Pole::Results)).unread(results.clone()),
    ]);
    let length = |p: &Person| Some(p.share(Column::Length));
    let mut alone = vec![
        against("people: answers, length", 0, &length),
        against("results: answers, length", 1, &length),
    ];
    // The gate has seen all of them, not only those with a rank.
    if baselines::all_ranked(persons) {
        alone.insert(1, against("people: answers, rank", 0, &seniority));
        alone.push(against("results: answers, rank", 1, &seniority));
    }
    Finding::new(Claim::BehaviourShapesPerception, go_together(&lines), lines)
        .beside(
            "Across: should be weaker",
            judged(vec![
                against("people: answers, results: rate", 0, &rate(Pole::Results)).unread(results),
                against("results: answers, people: rate", 1, &rate(Pole::People)).unread(people),
            ]),
        )
        .beside(baselines::NAME, judged(alone))
}

/// Claim 5: whoever is asked for near results looks near.
pub fn mandate(sample: &Sample, margins: Margins, unread: &Unread) -> Finding {
    let persons = &sample.persons;
    if persons.iter().all(|person| person.near.is_none()) {
        return Finding::not_tested(Claim::Mandate, "the plan names no `mandate`");
    }
    let with = |name: &str, pole: Pole| {
        relation(name, persons, |p| Some((p.near?, p.share(Column::Attends(pole)))))
            .unread(unread.why(pole))
    };
    let judged = |relations: Vec<Relation>| judge_relations(relations, margins.relation);
    let lines = judged(vec![
        with("near objectives and results focus", Pole::Results),
        with("near objectives and doing", Pole::Doing),
    ]);
    Finding::new(Claim::Mandate, go_together(&lines), lines)
        .beside("Beside it", judged(vec![with("near objectives and people focus", Pole::People)]))
        .beside(
            baselines::NAME,
            baselines::lines(persons, &[Pole::Results, Pole::Doing], margins.relation),
        )
}

/// Claim 7: everybody has some of both.
pub fn some_of_both(sample: &Sample, margins: Margins, unread: &Unread) -> Finding {
    if let Some(why) = FOCUS.into_iter().find_map(|pole| unread.why(pole)) {
        return Finding::not_tested(Claim::SomeOfBoth, why);
    }
    let known: Vec<[f64; 2]> = sample.persons.iter().filter_map(|p| p.lows).collect();
    let n = known.len() as f64;
    if known.len() < 5 {
        return Finding::not_tested(
            Claim::SomeOfBoth,
            "fewer than five persons have messages in enough threads for an interval of their own",
        );
    }
    let both = known.iter().filter(|lows| lows.iter().all(|low| *low > margins.floor)).count();
    let share = both as f64 / n;
    let answer = Answer {
        point: share,
        interval: wilson(share, n, 1.959_964),
        narrow: wilson(share, n, 1.644_854),
        p: f64::NAN,
    };
    let most = margins.most;
    let outcome = if answer.narrow.low > most {
        Outcome::Holds
    } else if answer.narrow.high < most {
        Outcome::DoesNotHold
    } else {
        Outcome::CannotTell { persons_needed: None }
    };
    // The line has no verdict of its own: it is neither the same as anything nor different.
    let verdict = Verdict::CannotTell { persons_needed: None };
    let mut line =
        alone("persons with some of both", Measure::Persons, most, Some(answer), verdict);
    line.p_adjusted = None;
    Finding::new(Claim::SomeOfBoth, outcome, vec![line])
}

/// Change: after less before, within each person. `errors` are the coder's on whole messages (people,
/// results), taken as the same before and after.
pub fn change(
    sample: &Sample,
    margins: Margins,
    errors: Option<[ErrorRates; 2]>,
    unread: &Unread,
) -> Finding {
    let changes: Vec<Vec<f64>> = sample
        .persons
        .iter()
        .filter_map(|person| {
            let [before, after] = person.change.as_ref()?;
            let wrote = |row: &Vec<f64>| row[Column::Length.index()] > 0.0;
            (wrote(before) && wrote(after))
                .then(|| after.iter().zip(before).map(|(a, b)| a - b).collect())
        })
        .collect();
    if changes.len() < 5 {
        return Finding::not_tested(
            Claim::Change,
            "the plan has no date of change, or fewer than five persons wrote before and after it",
        );
    }
    let drafts = FOCUS.into_iter().enumerate().map(|(place, pole)| {
        let at = Column::Attends(pole).index();
        let counted = function_of_means(&[&changes[..]], |means| means[0].get(at).copied());
        let contrast = counted.map(|counted| Contrast {
            corrected: errors.and_then(|both| rogan_gladen_difference(&counted, &both[place])),
            ..Contrast::uncorrected(counted)
        });
        let of_persons: Vec<f64> = changes.iter().filter_map(|row| row.get(at).copied()).collect();
        let name = format!("{}, after minus before", pole.name());
        if is_homogeneous(of_persons.iter().copied()) {
            return Draft::held_back(name, Refusal::HOMOGENEOUS);
        }
        Draft::change(name, contrast, of_persons).unread(unread.why(pole))
    });
    let lines = judge(drafts.collect(), margins.focus, [changes.len(); 2]);
    Finding::new(Claim::Change, any_different(&lines), lines)
}

/// Mean of a column over persons.
pub fn mean_of(persons: &[Person], column: Column) -> Option<f64> {
    mean(&persons.iter().map(|p| p.share(column)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use bifocal_core::Card;

    use super::*;
    use crate::sample::Settings;
    use crate::simulate::{GroupTruth, ORDINARY, World, organisation};

    /// Persons who all change on people by the same and a little of their own.
    fn changed(by: f64) -> Sample {
        let world = World { messages: (30, 40), ..World::default() };
        let group = GroupTruth { mix: ORDINARY, focus: [-0.9, -0.4] };
        let drawn = organisation(&[group, group], 12, &world, 8);
        let card = Card::default();
        let settings = Settings { least_messages: 1, change: None, salt: "", card: &card };
        let mut sample = Sample::new(&drawn.tally, &drawn.members, &drawn.gold, settings);
        for (number, person) in sample.persons.iter_mut().enumerate() {
            let before = person.row.clone();
            let mut after = before.clone();
            let own = if number % 2 == 0 { 0.002 } else { -0.002 };
            after[Column::Attends(Pole::People).index()] += by + own;
            after[Column::Attends(Pole::Results).index()] += own;
            person.change = Some([before, after]);
        }
        sample
    }

    /// A coder that finds four in ten.
    fn half_blind() -> [ErrorRates; 2] {
        [ErrorRates {
            sensitivity: 0.42,
            sensitivity_error: 0.02,
            specificity: 0.96,
            specificity_error: 0.01,
        }; 2]
    }

    #[test]
    fn a_change_that_the_coder_shrinks_is_not_called_the_same() {
        let (sample, margins, unread) = (changed(0.03), Margins::default(), Unread::default());
        // Without knowledge of the coder .03 lies inside the margin of .05.
        let bare = change(&sample, margins, None, &unread);
        assert_eq!(bare.lines[0].verdict, Verdict::Same);
        // .03 counted is .03 / (.42 + .96 - 1) = .079.
        let put_right = change(&sample, margins, Some(half_blind()), &unread);
        let answers = put_right.lines[0].answers.expect("answers");
        let corrected = answers.corrected.expect("a correction");
        assert!((corrected.point - 0.03 / 0.38).abs() < 1e-6, "{corrected:?}");
        assert_eq!(put_right.lines[0].verdict, Verdict::Different);
        assert_eq!(put_right.lines[1].verdict, Verdict::Same);
        assert_eq!(put_right.outcome, Outcome::Holds);
    }

    #[test]
    fn a_pole_that_is_read_badly_decides_nothing() {
        let unread = Unread::of(&Card::shipped(bifocal_core::CoderKind::Fast).expect("a card"));
        let (sample, margins) = (changed(0.2), Margins::default());
        let found = change(&sample, margins, None, &unread);
        assert_eq!(found.lines[0].verdict, Verdict::CannotTell { persons_needed: None });
        assert!(found.lines[0].note.is_some());
        assert!(matches!(found.outcome, Outcome::CannotTell { .. }));
        let both = some_of_both(&sample, margins, &unread);
        assert!(matches!(both.outcome, Outcome::NotTested { .. }));
    }
}
