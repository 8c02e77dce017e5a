//! The mirror as text on a terminal.

use bifocal_core::{Activity, Change, Rate, Shown};

use crate::figure::Figure;
use crate::{Mirror, format, words};

/// How the terminal wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colour may be used. Nothing is said by colour alone.
    pub colour: bool,
    /// Columns of the terminal; between 40 and 80 are used.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: 80 }
    }
}

/// What a stretch of text is about; its colour, if there is any.
#[derive(Clone, Copy)]
enum Tone {
    Plain,
    Strong,
    Soft,
    People,
    Results,
}

impl Tone {
    /// The colours that every terminal has: blue and yellow can be told apart by all eyes.
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Soft => Some("2"),
            Self::People => Some("34"),
            Self::Results => Some("33"),
        }
    }
}

/// The mirror as text for a terminal: who, from what, the two shares, activities, what cannot be
/// told. Each line of a drawing runs from 0 to 100 %.
pub fn summary(mirror: &Mirror, style: Style) -> String {
    let mut text = Text { out: String::new(), style, width: style.width.clamp(40, 80) };
    let profile = &mirror.profile;
    text.head(mirror);
    text.title("Focus: shares of your messages that attend to");
    text.rate("people", &profile.plane.people, Tone::People);
    text.rate("results", &profile.plane.results, Tone::Results);
    text.rate("both", &profile.plane.both, Tone::Plain);
    text.corrected(&profile.plane.people, &profile.plane.results);
    if let Some(change) = &mirror.change {
        text.change(change);
    }
    text.activities(mirror);
    text.title("Change and upkeep: shares of your messages that attend to");
    for group in &profile.groups {
        text.rate(group.group.name(), &group.rate, Tone::Plain);
    }
    text.read(mirror);
    text.limits(mirror);
    text.out
}

struct Text {
    out: String,
    style: Style,
    width: usize,
}

impl Text {
    fn paint(&self, text: &str, tone: Tone) -> String {
        match tone.code() {
            Some(code) if self.style.colour => format!("\x1b[{code}m{text}\x1b[0m"),
            _ => text.into(),
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.line("");
        for line in wrap(title, self.width) {
            let line = self.paint(&line, Tone::Strong);
            self.line(&line);
        }
    }

    /// Running text, wrapped and indented.
    fn prose(&mut self, text: &str, tone: Tone) {
        for line in wrap(text, self.width - 2) {
            let line = self.paint(&line, tone);
            self.line(&format!("  {line}"));
        }
    }

    fn head(&mut self, mirror: &Mirror) {
        let title = format!("{}, in writing", mirror.person.name);
        for line in wrap(&title, self.width) {
            let line = self.paint(&line, Tone::Strong);
            self.line(&line);
        }
        let messages = format::plural(mirror.profile.acting, "message");
        let period = words::period(mirror).map(|period| format!(", {period}")).unwrap_or_default();
        for line in wrap(&format!("From {messages}{period}."), self.width) {
            self.line(&line);
        }
    }

    fn change(&mut self, change: &Change) {
        self.title(&words::change_title(change));
        if let Some(why) = words::one_sided(change) {
            return self.prose(&why, Tone::Plain);
        }
        for pole in &change.poles {
            self.prose(&words::change_line(change, pole), Tone::Plain);
        }
    }

    /// Columns of a drawing.
    const fn drawing_width(&self) -> usize {
        self.width - 2 - NAME - 1 - 1 - VALUE
    }

    fn rate(&mut self, name: &str, rate: &Rate, tone: Tone) {
        let width = self.drawing_width();
        let (drawing, value) = match Figure::new(rate, "").best() {
            Some(reading) => {
                let interval = reading.estimate.interval;
                let point = reading.point.then_some(reading.estimate.point);
                (draw(interval.low, interval.high, point, width), plain(&reading.text()))
            }
            None => (String::new(), words::why_not(rate)),
        };
        let drawing = if drawing.is_empty() { drawing } else { self.paint(&drawing, tone) + " " };
        self.line(&format!("  {name:<NAME$} {drawing}{value}"));
    }

    fn corrected(&mut self, people: &Rate, results: &Rate) {
        let figures = (Figure::new(people, ""), Figure::new(results, ""));
        if let (Some(people), Some(results)) = (figures.0.corrected(), figures.1.corrected()) {
            let text = format!(
                "Corrected for the coder's errors: people {}, results {}.",
                people.text(),
                results.text()
            );
            self.prose(&text, Tone::Soft);
        }
        for (name, rate) in [("people", people), ("results", results)] {
            if let Shown::Interval { more_messages: Some(more), .. } = rate.shown {
                let text = format!(
                    "About {} more for a point of {name}.",
                    format::plural(more, "message")
                );
                self.prose(&text, Tone::Soft);
            }
        }
    }

    fn activities(&mut self, mirror: &Mirror) {
        self.title("Activities: share of messages, and their focus on people ● and results ■");
        let mut activities: Vec<_> = mirror.profile.activities.iter().collect();
        activities.sort_by_key(|rates| {
            (rates.activity == Activity::Motivate, std::cmp::Reverse(rates.share.positives))
        });
        let (mut thin, mut absent) = (Vec::new(), Vec::new());
        for rates in activities {
            let name = words::activity(rates.activity);
            if rates.share.counted.is_none() {
                thin.push(name.to_owned());
                continue;
            }
            if rates.share.positives == 0 {
                absent.push(name.to_owned());
                continue;
            }
            let share = Figure::new(&rates.share, "").best().map(|r| plain(&r.text()));
            let apart = if rates.activity == Activity::Motivate {
                "; about people by nature, so it stands apart"
            } else {
                ""
            };
            let head = format!("{name}: {} of messages{apart}", share.unwrap_or_default());
            self.prose(&head, Tone::Plain);
            self.rate("  ● people", &rates.people, Tone::People);
            self.rate("  ■ results", &rates.results, Tone::Results);
        }
        if !absent.is_empty() {
            self.prose(&format!("Not found in writing: {}.", format::list(&absent)), Tone::Soft);
        }
        if !thin.is_empty() {
            self.prose(&format!("Cannot tell yet: {}.", format::list(&thin)), Tone::Soft);
        }
    }

    fn read(&mut self, mirror: &Mirror) {
        let read = &mirror.read;
        self.title("What was read and left out");
        let counts = [
            ("messages in the sources", read.messages),
            ("- by somebody else", read.by_others),
            ("- copies", read.duplicates),
            ("- ignored by your rules", read.ignored),
            ("- private", read.private),
            ("- sent by a program", read.automatic),
            ("- another language", read.other_language),
            ("- without own words", read.without_words),
            ("= read closely", read.coded),
            ("- formula, small talk", read.coded.saturating_sub(mirror.profile.acting)),
            ("= made the figures", mirror.profile.acting),
        ];
        for (name, n) in counts {
            if n > 0 || !name.starts_with('-') {
                self.line(&format!("  {name:<24} {:>9}", format::count(n)));
            }
        }
        let skipped: Vec<String> = read
            .skipped
            .iter()
            .map(|(reason, n)| format!("{} × {}", format::count(*n), plain(reason)))
            .collect();
        if !skipped.is_empty() {
            self.prose(&format!("Not readable: {}.", skipped.join("; ")), Tone::Soft);
        }
    }

    fn limits(&mut self, mirror: &Mirror) {
        self.title("How to read this");
        let labels = if mirror.accuracy.labels.is_empty() {
            "coders that are not named"
        } else {
            &mirror.accuracy.labels
        };
        let agreement = mirror.accuracy.activity_kappa.map_or_else(
            || "not measured yet".to_owned(),
            |kappa| format!("kappa {} on activities", format::kappa(kappa)),
        );
        self.prose(
            &format!(
                "Bands ━━━ are 95 % intervals from 0 to 100 %; a sign in them is a point, where it is reliable \
                 enough. In writing only: what is said elsewhere is not here. People and results are two shares, \
                 not two ends of a line. The coder errs: agreement with labels by {labels}, {agreement}."
            ),
            Tone::Soft,
        );
    }
}

/// Columns of a name.
const NAME: usize = 12;
/// Columns of a value, such as `>99 % (>99–100 %)`.
const VALUE: usize = 17;

/// `·····━━●━━·····`: a scale from 0 to 100 %, the interval, and the point if there is one. What
/// has an interval has at least one sign of it.
fn draw(low: f64, high: f64, point: Option<f64>, width: usize) -> String {
    let last = width.saturating_sub(1) as f64;
    let at = |share: f64| (crate::svg::scale::unit(share) * last).round() as usize;
    let (low, high, point) = (at(low), at(high), point.map(at));
    (0..width)
        .map(|column| {
            if point == Some(column) {
                '●'
            } else if (low..=high).contains(&column) {
                '━'
            } else {
                '·'
            }
        })
        .collect()
}

/// Text for a terminal: nothing that could steer it, and no-break spaces as spaces.
fn plain(text: &str) -> String {
    format::one_line(text).replace('\u{a0}', " ")
}

/// Lines of at most so many columns, cut at spaces but not at no-break spaces.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let word: String = plain(word).chars().take(width).collect();
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(&word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_run_from_none_to_all() {
        assert_eq!(draw(0.0, 1.0, None, 5), "━━━━━");
        assert_eq!(draw(0.25, 0.75, Some(0.5), 5), "·━●━·");
        assert_eq!(draw(0.0, 0.0, None, 5), "━····");
        assert_eq!(draw(f64::NAN, 0.0, None, 3), "━··");
    }

    #[test]
    fn long_words_and_lines_are_kept_inside() {
        assert!(wrap(&"x".repeat(500), 20).iter().all(|line| line.chars().count() <= 20));
        assert_eq!(wrap("a b c", 3), ["a b", "c"]);
        assert_eq!(plain("a\u{1b}[31mb\u{202e}\n"), "a [31mb ");
    }
}
