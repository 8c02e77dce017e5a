//! A study's report as Markdown: the same words and tables as the page, stable from run to run.

use bifocal_study::Report;
use bifocal_study::claims::{Finding, Line, Measure};
use bifocal_study::plan::Claim;
use bifocal_study::report::{Answered, ComparisonReport, Standing};

use super::number::Unit;
use super::sheet::Sheet;
use super::{Claimed, Part, key, sheets, words};
use crate::format::one_line;

/// The report of a study as Markdown (`CommonMark` with tables). Text of users stays text: what Markdown
/// or HTML would read is escaped.
pub fn study_markdown(report: &Report) -> String {
    let mut md = Writer::default();
    md.heading(1, &report.purpose.text);
    md.paragraph(&words::standing(&report.standing));
    if let Some(text) = words::memory(report.memory) {
        md.paragraph(text);
    }
    standing(&mut md, &report.standing);
    conclusion(&mut md, report);
    who(&mut md, report);
    for one in Part::all(report) {
        part(&mut md, one);
    }
    md.heading(2, "How it was done");
    report.methods.iter().for_each(|paragraph| md.paragraph(paragraph));
    md.paragraph(&format!(
        "Made by Bifocal {} with {}.",
        report.made_by.bifocal, report.made_by.model
    ));
    md.0
}

fn standing(md: &mut Writer, standing: &Standing) {
    if let Some(sha256) = words::sha256(standing) {
        md.paragraph(&format!("SHA-256 of the frozen plan: {sha256}"));
    }
    if let Standing::Changed { gone, new, tables, .. } = standing {
        md.heading(2, "Deviations from the frozen plan");
        let line = |how: &str, line: &String| format!("{how}: {}", escape(line));
        let gone = gone.iter().map(|text| line("gone", text));
        let new = new.iter().map(|text| line("new", text));
        let tables = tables.iter().map(|name| line("table that is not what it was", name));
        md.list(gone.chain(new).chain(tables));
    }
}

fn conclusion(md: &mut Writer, report: &Report) {
    md.heading(2, "What it comes to");
    if report.conclusion.is_empty() {
        md.paragraph("The plan names no claim that could be tested.");
        return;
    }
    md.paragraph(&words::counted(&report.conclusion));
    md.list(Part::all(report).into_iter().flat_map(|part| {
        part.claims().into_iter().map(move |claimed| {
            let sentence = claimed.sentence;
            let by = sentence.by.as_ref().map(|by| format!(", by {by}")).unwrap_or_default();
            let title = escape(&format!("{}{by}", sentence.title));
            let figure = key::sentence(claimed.answered, part);
            let figure = figure.map(|figure| format!(" {}", inside(&figure))).unwrap_or_default();
            format!("{title}: **{}**. {}{figure}", sentence.verdict, escape(&sentence.text))
        })
    }));
    if report.conclusion.iter().any(|sentence| sentence.verdict == "not tested") {
        md.paragraph(words::GATE);
    }
    md.paragraph(key::BRACKETS);
}

fn who(md: &mut Writer, report: &Report) {
    md.heading(2, "Who was in it");
    md.paragraph(&words::persons(report));
    if !report.comparisons.is_empty() {
        md.sheet(&sheets::groups(&report.comparisons));
    }
    let ground = words::ground(&report.purpose);
    md.list(ground.iter().map(|(name, text)| format!("{name}: {}", escape(text))));
    md.heading(3, "How well the coder agrees");
    match report.accuracy.split_first() {
        Some((labels, figures)) => {
            md.paragraph(&words::coder(&report.made_by.model, labels));
            md.list(figures.iter().map(|line| escape(line)));
        }
        None => md.paragraph("The coder’s accuracy has not been measured."),
    }
}

fn part(md: &mut Writer, part: Part<'_>) {
    md.heading(2, &part.title());
    match part.comparison {
        Some((_, comparison)) => {
            md.paragraph(&words::sizes(comparison));
            composition(md, comparison, part.persons());
        }
        None => md.paragraph(words::EVERYBODY),
    }
    for claimed in part.claims() {
        claim(md, &claimed, part);
    }
    if let Some((_, comparison)) = part.comparison {
        further(md, comparison, part.persons());
    }
}

fn composition(md: &mut Writer, comparison: &ComparisonReport, persons: usize) {
    let Some(families) = &comparison.composition else { return };
    md.heading(3, "What each group does");
    let unit = Unit::new(Measure::Share, persons);
    md.sheet(&sheets::composition(comparison, families.get(), unit));
}

fn claim(md: &mut Writer, claimed: &Claimed<'_>, part: Part<'_>) {
    let sentence = claimed.sentence;
    md.heading(3, &sentence.title);
    md.raw(&format!("> {}", escape(&words::begin(&sentence.said))));
    md.raw(&format!("**{}**. {}", words::begin(&sentence.verdict), escape(&sentence.text)));
    md.paragraph(&format!("Test: {}", sentence.test));
    if let Answered::Found(finding) = claimed.answered {
        found(md, finding.get(), claimed, part);
    }
}

fn found(md: &mut Writer, finding: &Finding, claimed: &Claimed<'_>, part: Part<'_>) {
    let names = part.comparison.map(|(_, c)| &c.names);
    let claim = Some(finding.claim);
    if let Some(unit) = words::unit(&finding.lines, part.persons()) {
        let margin = finding.lines.first().map_or(0.0, |line| line.margin);
        let figures = words::figures(finding, unit, names);
        md.paragraph(&words::begin(&format!("{figures}; {}.", words::margin(claim, unit, margin))));
        note(md, &finding.lines);
        let notes = [key::beyond(&finding.lines), finding.note.as_deref()];
        notes.into_iter().flatten().for_each(|note| md.paragraph(note));
        let caption = words::caption(&claimed.sentence.title, unit);
        md.sheet(&sheets::lines(caption, &finding.lines, claim, unit));
    }
    match finding.claim {
        Claim::DifferentFocus => {
            let unit = Unit::new(Measure::Share, part.persons());
            for steps in sheets::steps(&finding.parts) {
                md.sheet(&sheets::waterfall(&steps, unit));
            }
        }
        Claim::HowManyThings if !finding.parts.is_empty() => {
            md.paragraph(words::SQUARE);
            md.sheet(&sheets::square(&finding.parts).sheet());
        }
        _ => {}
    }
    if !finding.beside.is_empty() {
        md.paragraph(words::BESIDE);
    }
    for table in &finding.beside {
        let Some(unit) = words::unit(&table.lines, part.persons()) else { continue };
        let caption = words::caption(&words::name(&table.name), unit);
        note(md, &table.lines);
        md.sheet(&sheets::lines(caption, &table.lines, claim, unit));
    }
}

fn note(md: &mut Writer, lines: &[Line]) {
    if let Some(note) = words::common(lines) {
        md.paragraph(&format!("All lines: {}", words::name(note)));
    }
}

fn further(md: &mut Writer, comparison: &ComparisonReport, persons: usize) {
    md.heading(3, "What tells the two apart");
    match &comparison.told_apart {
        Some(lines) if !lines.get().is_empty() => {
            md.paragraph(words::TOLD_APART);
            md.sheet(&sheets::told_apart(lines.get()));
        }
        Some(_) => md.paragraph(words::NO_POLE),
        None => md.paragraph(words::HELD_BACK),
    }
    if let Some(universes) = comparison.multiverse.as_ref().filter(|u| !u.get().is_empty()) {
        md.heading(3, "Under other choices");
        md.paragraph(words::MULTIVERSE);
        md.sheet(&sheets::multiverse(universes.get(), Unit::new(Measure::Share, persons)));
    }
}

/// Blocks with an empty line between them.
#[derive(Default)]
struct Writer(String);

impl Writer {
    fn heading(&mut self, level: usize, text: &str) {
        self.raw(&format!("{} {}", "#".repeat(level), escape(text)));
    }

    fn paragraph(&mut self, text: &str) {
        self.raw(&escape(text));
    }

    /// Items that are escaped already.
    fn list(&mut self, items: impl Iterator<Item = String>) {
        let items: Vec<String> = items.map(|item| format!("* {item}")).collect();
        if !items.is_empty() {
            self.raw(&items.join("\n"));
        }
    }

    fn sheet(&mut self, sheet: &Sheet) {
        self.raw(&format!("_{}_", escape(&words::begin(sheet.caption()))));
        self.raw(sheet.markdown(inside).trim_end());
    }

    fn raw(&mut self, block: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(block);
        self.0.push('\n');
    }
}

/// Text that stands at the beginning of a line, where a few more signs are read.
fn escape(text: &str) -> String {
    let text = inside(text);
    let marked = text.starts_with(['#', '>', '+', '-', '=']);
    // A number with a full stop would begin a list.
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let listed = number.len() < text.len() && number.starts_with(['.', ')']);
    match (marked, listed) {
        (true, _) => format!("\\{text}"),
        (_, true) => format!("{}\\{number}", &text[..text.len() - number.len()]),
        _ => text,
    }
}

/// Text in one line that neither Markdown nor HTML reads as anything else, within a line.
fn inside(text: &str) -> String {
    let text = one_line(text);
    let text = text.trim();
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let marked = match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '&' => true,
            // `<.001` begins no element.
            '<' => letters.peek().is_none_or(|next| !matches!(next, '.' | ' ')),
            _ => false,
        };
        if marked {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("a | b\n<i>*_x_*"), r"a \| b \<i>\*\_x\_\*");
        assert_eq!(escape("# no heading"), r"\# no heading");
        assert_eq!(escape("+3 (−2 to +8)"), r"\+3 (−2 to +8)");
        assert_eq!(inside("+3 <.001 <b>"), r"+3 <.001 \<b>");
        assert_eq!(escape("12. June"), r"12\. June");
    }
}
