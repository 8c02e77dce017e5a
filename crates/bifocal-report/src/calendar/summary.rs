//! The calendar as text on a terminal.

use bifocal_calendar::{Amount, Figures};

use super::document::CalendarPage;
use super::words;
use crate::format::{self, plural};
use crate::summary::Style;

/// One-to-ones that the terminal shows; the page has more.
const MOST: usize = 15;

/// The calendar as text: who, from what, one-to-ones, sizes, directions, what was left out.
pub fn calendar_summary(calendar: &CalendarPage, style: Style) -> String {
    let mut text = Text { out: String::new(), style, width: style.width.clamp(40, 80) };
    text.title(&format!("{}, in meetings", format::one_line(&calendar.person.name)));
    if let Some(figures) = &calendar.figures {
        if let Some(period) = words::period(figures) {
            text.line(&period);
        }
        text.gap();
    }
    for (finding, _) in words::findings(calendar) {
        text.wrapped(&finding);
    }
    if let Some(figures) = &calendar.figures {
        pairs(&mut text, figures);
        parts(&mut text, figures);
        left_out(&mut text, figures);
    }
    if let Some(viva) = &calendar.viva {
        text.heading("As Viva Insights counts (sums of the person query)");
        for metric in &viva.metrics {
            let name = metric.name.replace('_', " ");
            text.row(&name, &format!("{} {}", format::one_digit(metric.sum), metric.unit));
        }
    }
    let notes = &calendar.read.notes;
    if !notes.counts.is_empty() {
        text.heading("Not read, or not as it stands");
        for (name, n) in &notes.counts {
            text.row(name, &format::count(*n));
        }
    }
    text.out
}

fn pairs(text: &mut Text, figures: &Figures) {
    if figures.pairs.is_empty() {
        return;
    }
    let has_chart = words::has_chart(figures);
    text.heading("One-to-ones");
    for pair in figures.pairs.iter().take(MOST) {
        let mut said = vec![format!(
            "{}, {}",
            plural(pair.amount.meetings, "meeting"),
            words::hours(pair.amount.minutes)
        )];
        if let Some(cadence) = pair.cadence {
            said.push(format!("every {} days (median)", format::one_digit(cadence.median_days)));
        }
        let changes =
            [("moved", pair.moved), ("called off", pair.cancelled), ("declined", pair.declined)];
        said.extend(
            changes
                .into_iter()
                .filter(|(_, by)| by.total() > 0)
                .map(|(what, by)| format!("{what}: {}", words::by(by))),
        );
        let who = words::toward_short(pair.toward, has_chart);
        let who = who.map(|who| format!(" ({who})")).unwrap_or_default();
        text.line(&format!("  {}{who}", format::one_line(&pair.name)));
        text.indented(&said.join("; "));
    }
    if figures.pairs.len() > MOST {
        text.line(&format!("  and {} more", format::count((figures.pairs.len() - MOST) as u64)));
    }
}

fn parts(text: &mut Text, figures: &Figures) {
    let amount = |amount: Amount| {
        format!("{}, {} h", plural(amount.meetings, "meeting"), format::hours(amount.minutes))
    };
    let sizes = &figures.sizes;
    text.heading("How many people");
    text.row("two", &amount(sizes.one_to_one.amount));
    text.row("three to eight", &amount(sizes.small.amount));
    text.row("nine or more", &amount(sizes.large.amount));
    if sizes.list.amount.meetings > 0 {
        text.row("a list: not known", &amount(sizes.list.amount));
    }
    text.heading("With at least one of");
    let has_chart = words::has_chart(figures);
    for shares in &figures.toward {
        text.row(words::toward(shares.toward, has_chart), &amount(shares.any.amount));
    }
    if !has_chart && !figures.toward.is_empty() {
        text.indented(crate::words::NO_CHART);
    }
    text.heading("Time");
    text.row("of a series", &amount(figures.recurring.amount));
    text.row("organised by you", &amount(figures.organised_by_me.amount));
    if let Some(median) = figures.notice.median_hours {
        text.row(
            "made before (median, single meetings)",
            &format!("{} h", format::one_digit(median)),
        );
    }
    text.row("double booked", &format!("{} h", format::hours(figures.double_booked)));
}

fn left_out(text: &mut Text, figures: &Figures) {
    let left = &figures.left_out;
    text.heading("Left out");
    for (name, n) in [
        ("private or confidential", left.private),
        ("a whole day or longer", left.all_day),
        ("out of office", left.out_of_office),
        ("marked free", left.free),
        ("nobody else is invited", left.alone),
        ("you are not named", left.without_me),
        ("you declined", left.declined_by_me),
        ("all others declined", left.declined_by_others),
    ] {
        if n > 0 {
            text.row(name, &format::count(n));
        }
    }
    if left.total() == 0 {
        text.line("  nothing");
    }
}

struct Text {
    out: String,
    style: Style,
    width: usize,
}

impl Text {
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn gap(&mut self) {
        self.out.push('\n');
    }

    fn title(&mut self, title: &str) {
        let title =
            if self.style.colour { format!("\u{1b}[1m{title}\u{1b}[0m") } else { title.to_owned() };
        self.line(&title);
    }

    fn heading(&mut self, heading: &str) {
        self.gap();
        self.title(heading);
    }

    fn row(&mut self, name: &str, value: &str) {
        self.line(&format!("  {name:<38} {value}"));
    }

    fn wrapped(&mut self, text: &str) {
        self.broken("", text);
    }

    fn indented(&mut self, text: &str) {
        self.broken("    ", text);
    }

    /// Lines no longer than the width, broken at blanks.
    fn broken(&mut self, indent: &str, text: &str) {
        let mut line = indent.to_owned();
        for word in text.split(' ') {
            let begun = line.len() > indent.len();
            if begun && line.chars().count() + 1 + word.chars().count() > self.width {
                self.line(&std::mem::replace(&mut line, indent.to_owned()));
            } else if begun {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.line(&line);
    }
}
