//! Figures in plain words. Nothing here labels the person: sentences tell shares and what cannot
//! be told yet.

use bifocal_core::change::PoleChange;
use bifocal_core::profile::{ActivityRates, Profile, WeekCounts, Window};
use bifocal_core::{Activity, Change, Definitions, Group, Pole, Rate, Shown, Toward};

use bifocal_stats::FEW;

use crate::Mirror;
use crate::figure::{Figure, Reading};
use crate::format::{self, plural};

/// Name of a pole in running text.
pub(crate) fn pole(pole: Pole) -> String {
    pole.name().replace('_', " ")
}

/// Name of an activity in running text.
pub(crate) fn activity(activity: Activity) -> &'static str {
    &Definitions::shipped().activity(activity).name
}

/// What a message does that does the activity, as the end of "messages that ...".
pub(crate) const fn activity_clause(activity: Activity) -> &'static str {
    match activity {
        Activity::Other => "do none of these",
        Activity::Delegate => "delegate an outcome",
        Activity::Track => "ask how work stands",
        Activity::Task => "ask for one action",
        Activity::Decide => "decide",
        Activity::Commit => "promise something",
        Activity::Plan => "plan time and people",
        Activity::Learn => "teach or learn",
        Activity::Motivate => "thank or encourage",
        Activity::Consult => "ask or give advice",
        Activity::Report => "report",
    }
}

/// Whom messages go to.
pub(crate) const fn toward(toward: Toward) -> &'static str {
    match toward {
        Toward::Up => "up, to those you report to",
        Toward::Down => "down, to those who report to you",
        Toward::Across => "across, to others in the organisation",
        Toward::Outside => "outside, to other organisations",
        Toward::SelfToList => "to lists or to yourself",
        Toward::Unknown => "to people the chart does not place",
    }
}

/// Whom messages go to, where no chart places anybody.
pub(crate) const fn toward_without_chart(toward: Toward) -> &'static str {
    match toward {
        Toward::Unknown => "to others",
        toward => self::toward(toward),
    }
}

/// Whether a chart has placed anybody: none of these is known without.
pub(crate) fn has_chart(mut seen: impl Iterator<Item = Toward>) -> bool {
    seen.any(|toward| matches!(toward, Toward::Up | Toward::Down | Toward::Across))
}

/// What would tell who is who.
pub(crate) const NO_CHART: &str = "Nobody is placed up, down or across: --people FILE, a table of who reports to whom, \
                                   would tell.";

/// Why there is nothing to compare, where all messages lie on one side of the date.
pub(crate) fn one_sided(change: &Change) -> Option<String> {
    let from = change.from.as_deref().unwrap_or("the date");
    match change.acting {
        [_, 0] => {
            Some(format!("There are no messages from {from} on; an earlier Monday would tell."))
        }
        [0, _] => Some(format!("There are no messages before {from}; a later Monday would tell.")),
        _ => None,
    }
}

/// Name of a group of poles and what it sums.
pub(crate) fn group(group: Group) -> String {
    format::list(&group.poles().map(pole))
}

/// `Before and after 2026-02-16`.
pub(crate) fn change_title(change: &Change) -> String {
    format!("Before and after {}", change.from.as_deref().unwrap_or("the date"))
}

/// `people: 2 of 21 messages before, 18 of 19 after; difference +85 percentage points, 95 % interval +70 to +100.`
pub(crate) fn change_line(change: &Change, pole: &PoleChange) -> String {
    let points = |share: f64| format!("{:+.0}", share * 100.0);
    let counts = format!(
        "{}: {} of {} messages before, {} of {} after",
        self::pole(pole.pole),
        pole.attends[0],
        change.acting[0],
        pole.attends[1],
        change.acting[1]
    );
    match &pole.difference {
        Some(found) => {
            // A difference of shares lies between -1 and 1, whatever t says.
            let [low, high] =
                [found.interval.low, found.interval.high].map(|end| end.clamp(-1.0, 1.0));
            let says = if low > 0.0 {
                "a rise"
            } else if high < 0.0 {
                "a fall"
            } else {
                "it cannot be told whether it rose or fell"
            };
            format!(
                "{counts}; difference {} percentage points, 95 % interval {} to {}: {says}.",
                points(found.point),
                points(low),
                points(high)
            )
        }
        None => format!("{counts}; too few threads, or no variation, for an interval."),
    }
}

/// `too few threads: 9 of 16`.
pub(crate) fn few(occupied: usize, needed: usize) -> String {
    format!("too few threads: {occupied} of {needed}")
}

/// Why a rate has no interval.
pub(crate) fn why_not(rate: &Rate) -> String {
    match rate.shown {
        Shown::Nothing { occupied, needed } => few(occupied, needed),
        _ if rate.counted.is_none() => "no interval can be made".into(),
        _ => String::new(),
    }
}

/// What may be said of a rate, and what would allow to say more.
pub(crate) fn note(shown: &Shown) -> String {
    match shown {
        Shown::Point { reliability } => {
            format!("reliable enough for a point (reliability {})", format::kappa(*reliability))
        }
        Shown::Interval { more_messages: Some(more), .. } => {
            format!("interval only; about {} more for a point", plural(*more, "message"))
        }
        Shown::Interval { reliability: Some(_), more_messages: None } => {
            "interval only; people hardly differ in this, so more text would not give a point"
                .into()
        }
        Shown::Interval { reliability: None, .. } => {
            "interval only; how much people differ in this is not measured".into()
        }
        Shown::Nothing { occupied, needed } => few(*occupied, *needed),
    }
}

/// What a mark says when it is pointed at.
pub(crate) fn mark(name: &str, figure: &Figure<'_>) -> String {
    let Some(best) = figure.best() else {
        return format!("{name}: {}", why_not(figure.rate));
    };
    let base = plural(figure.rate.out_of, "message");
    let corrected =
        figure.corrected().map(|r| format!(", corrected {}", r.text())).unwrap_or_default();
    let how =
        if figure.rate.pooled.is_some() { "drawn toward your own total" } else { "as counted" };
    format!("{name}: {} {how} in {base}{corrected}", best.text())
}

/// What is said of a corrected share that lies at its bound: 1 if `upper`, else 0.
pub(crate) const fn at_bound(upper: bool) -> &'static str {
    if upper { ", at the upper bound" } else { ", at the lower bound" }
}

/// The two shares as a place in the plane.
pub(crate) fn point(how: &str, people: &Reading<'_>, results: &Reading<'_>) -> String {
    format!("{how}: people focus {}, results focus {}", people.text(), results.text())
}

/// The joint region.
pub(crate) fn region(people: &Figure<'_>, results: &Figure<'_>) -> String {
    let text = |figure: &Figure<'_>| figure.counted().map(|r| r.text()).unwrap_or_default();
    format!(
        "Joint 95 % region: the place of both shares lies in here. People focus alone {}, results focus alone {}",
        text(people),
        text(results)
    )
}

/// The corrected intervals as a box.
pub(crate) fn corrected_box(people: &Figure<'_>, results: &Figure<'_>) -> String {
    let text = |figure: &Figure<'_>| figure.corrected().map(|r| r.text()).unwrap_or_default();
    format!(
        "Corrected for the coder's errors: people focus {}, results focus {}",
        text(people),
        text(results)
    )
}

/// The plane's name for those who do not see it.
pub(crate) fn plane_label(people: &Figure<'_>, results: &Figure<'_>) -> String {
    format!(
        "Plane of two independent shares, both from 0 to 100 %. {}. {}.",
        mark("People focus", people),
        mark("Results focus", results)
    )
}

/// A week's numbers.
pub(crate) fn week(week: &WeekCounts) -> String {
    let when = week.monday.as_deref().map_or_else(
        || "Without a date".into(),
        |monday| format!("Week of {}", format::short_day(monday)),
    );
    let total = week.people + week.results + week.both + week.neither;
    format!(
        "{when}: {}: people only {}, results only {}, both {}, neither {}",
        plural(total, "message"),
        format::count(week.people),
        format::count(week.results),
        format::count(week.both),
        format::count(week.neither)
    )
}

/// A row of weeks for those who do not see it.
pub(crate) fn weeks_label<'a>(label: &str, weeks: impl Iterator<Item = &'a WeekCounts>) -> String {
    let mut sum = WeekCounts { monday: None, people: 0, results: 0, both: 0, neither: 0 };
    let mut n = 0;
    for week in weeks {
        n += 1;
        sum.people += week.people;
        sum.results += week.results;
        sum.both += week.both;
        sum.neither += week.neither;
    }
    format!(
        "{label}: {} with messages; {} attend to people only, {} to results only, {} to both, {} to neither; beneath, both shares by windows of four weeks.",
        plural(n, "week"),
        format::count(sum.people),
        format::count(sum.results),
        format::count(sum.both),
        format::count(sum.neither)
    )
}

/// A window's rates.
pub(crate) fn window(window: &Window) -> String {
    let when = window.from.as_deref().map_or_else(String::new, format::short_day);
    let text = |rate: &Rate| {
        Figure::new(rate, "").counted().map_or_else(|| why_not(rate), |reading| reading.text())
    };
    if window.people.counted.is_none() && window.results.counted.is_none() {
        return format!("Four weeks from {when}: {}", why_not(&window.people));
    }
    format!(
        "Four weeks from {when}: people focus {}, results focus {} of {}",
        text(&window.people),
        text(&window.results),
        plural(window.people.out_of, "message")
    )
}

/// A finding: one sentence, and whether it only says what cannot be told.
pub(crate) struct Finding {
    pub(crate) text: String,
    pub(crate) open: bool,
}

/// What the figures say, the most important first. Each sentence holds its interval.
pub(crate) fn findings(mirror: &Mirror) -> Vec<Finding> {
    let profile = &mirror.profile;
    let mut findings = Vec::new();
    let mut tell = |text: Option<String>| {
        findings.extend(text.map(|text| Finding { text, open: false }));
    };
    tell(share(&profile.plane.people, "of your messages attend to people"));
    tell(share(&profile.plane.results, "of your messages attend to results"));
    tell(share(&profile.plane.both, "attend to both at once"));
    tell(most_done(profile));
    tell(within(profile, Pole::People));
    tell(within(profile, Pole::Results));
    findings.extend(open_ends(profile).map(|text| Finding { text, open: true }));
    findings
}

fn share(rate: &Rate, what: &str) -> Option<String> {
    let reading = Figure::new(rate, "").counted()?;
    let interval = reading.estimate.interval;
    let range = format::percent_range(interval.low, interval.high);
    Some(if reading.point {
        format!("About {} {what} ({range}).", format::percent(reading.estimate.point))
    } else {
        format!(
            "Between {} and {} {what}.",
            format::whole_percent(interval.low),
            format::percent(interval.high)
        )
    })
}

/// Three of the activities most done; which of them comes first is not claimed.
fn most_done(profile: &Profile) -> Option<String> {
    let mut shares: Vec<(u64, String)> = profile
        .activities
        .iter()
        .filter_map(|rates| {
            let reading = Figure::new(&rates.share, "").counted()?;
            let text = format!("{} ({})", activity_clause(rates.activity), range(&reading));
            Some((rates.share.positives, text))
        })
        .collect();
    shares.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let first: Vec<String> =
        shares.into_iter().filter(|(n, _)| *n > 0).take(3).map(|(_, text)| text).collect();
    (!first.is_empty())
        .then(|| format!("Among other things your messages {}.", format::list(&first)))
}

fn range(reading: &Reading<'_>) -> String {
    let interval = reading.estimate.interval;
    format::percent_range(interval.low, interval.high)
}

/// Activities whose interval lies wholly on one side of the interval of all messages. This asks
/// for more than a test would, since the intervals of both must be apart, and for enough positives.
fn within(profile: &Profile, pole: Pole) -> Option<String> {
    let (all, pick): (_, fn(&ActivityRates) -> &Rate) = match pole {
        Pole::People => (&profile.plane.people, |rates| &rates.people),
        _ => (&profile.plane.results, |rates| &rates.results),
    };
    let all = Figure::new(all, "").counted()?.estimate.interval;
    let side = |above: bool| -> Vec<String> {
        profile
            .activities
            .iter()
            .filter(|rates| rates.activity != Activity::Motivate)
            .filter_map(|rates| {
                let rate = pick(rates);
                let reading = Figure::new(rate, "").best().filter(|_| rate.positives >= FEW)?;
                let here = reading.estimate.interval;
                let apart = if above { here.low > all.high } else { here.high < all.low };
                apart.then(|| format!("{} ({})", activity_clause(rates.activity), range(&reading)))
            })
            .collect()
    };
    let name = crate::words::pole(pole);
    let sentence = |activities: &[String], how: &str| {
        (!activities.is_empty()).then(|| {
            format!(
                "Messages that {} attend to {name} {how} than your messages as a whole.",
                format::list(activities)
            )
        })
    };
    let told: Vec<String> =
        [sentence(&side(true), "more often"), sentence(&side(false), "less often")]
            .into_iter()
            .flatten()
            .collect();
    (!told.is_empty()).then(|| told.join(" "))
}

fn open_ends(profile: &Profile) -> Option<String> {
    if profile.acting == 0 {
        return Some(
            "No message that does more than formula was found, so nothing can be told.".into(),
        );
    }
    if let Shown::Nothing { occupied, needed } = profile.plane.people.shown {
        return Some(format!(
            "Cannot tell yet: your {} lie in {occupied} of at least {needed} groups of threads that an interval needs.",
            plural(profile.acting, "message")
        ));
    }
    let thin: Vec<String> = profile
        .activities
        .iter()
        .filter(|rates| rates.people.counted.is_none() || rates.results.counted.is_none())
        .map(|rates| activity(rates.activity).to_owned())
        .collect();
    (!thin.is_empty()).then(|| {
        format!("Cannot tell yet, for too few threads: the focus within {}.", format::list(&thin))
    })
}

/// The period of the coded messages.
pub(crate) fn period(mirror: &Mirror) -> Option<String> {
    let first = format::day(mirror.read.first_day.as_deref()?);
    let last = format::day(mirror.read.last_day.as_deref()?);
    Some(if first == last { first } else { format!("{first} to {last}") })
}

/// A zone of lines in running text.
pub(crate) fn zone(zone: &str) -> String {
    match zone {
        "own" => "your own words".into(),
        "quoted" => "quoted or forwarded".into(),
        "signature" => "signature".into(),
        "automatic" => "added by a program".into(),
        "blank" => "blank".into(),
        other => other.replace('_', " "),
    }
}

/// The codes of a sentence in words: `task · people, doing`.
pub(crate) fn codes(activity_code: Option<&str>, codes: &str) -> String {
    let does = activity_code.and_then(Activity::from_code).map_or("activity undecided", activity);
    let poles: Vec<String> = bifocal_core::PoleSet::from_codes(codes)
        .map(|set| set.iter().map(pole).collect())
        .unwrap_or_default();
    if poles.is_empty() { does.into() } else { format!("{does} · {}", poles.join(", ")) }
}
