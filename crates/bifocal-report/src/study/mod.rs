//! A study's report as one page and as Markdown. Both are made from the same sheets of figures and the
//! same words, so that they say the same; what holds a figure about a group is a `Released`.

mod key;
mod markdown;
mod number;
mod page;
mod sections;
mod sheet;
mod sheets;
mod svg;
mod words;

pub use markdown::study_markdown;
pub use page::study_page;

use bifocal_study::Report;
use bifocal_study::report::{Answered, ComparisonReport, Sentence};

/// Claims that belong together: those about one comparison, or those about everybody.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    /// Everything.
    report: &'a Report,
    /// The comparison; none for claims about everybody.
    comparison: Option<(usize, &'a ComparisonReport)>,
}

/// A claim with its answer, the words of it, and its place in the JSON.
#[derive(Clone)]
pub(crate) struct Claimed<'a> {
    answered: &'a Answered,
    sentence: &'a Sentence,
    at: String,
    id: String,
}

impl<'a> Part<'a> {
    /// The comparisons, then everybody; what is empty is left out.
    fn all(report: &'a Report) -> Vec<Self> {
        let comparisons = report.comparisons.iter().enumerate();
        let mut all: Vec<Self> =
            comparisons.map(|one| Self { report, comparison: Some(one) }).collect();
        if !report.everybody.is_empty() {
            all.push(Self { report, comparison: None });
        }
        all
    }

    /// Id of its section.
    fn id(&self) -> String {
        self.comparison.map_or_else(|| "everybody".to_owned(), |(i, _)| format!("comparison-{i}"))
    }

    /// Its heading.
    fn title(&self) -> String {
        self.comparison.map_or_else(|| "Everybody".to_owned(), |(_, c)| words::comparison(c))
    }

    /// Persons in the smallest group behind its figures: they decide how many digits there are. 0 where the
    /// number is held back.
    fn persons(&self) -> usize {
        let smaller =
            |c: &ComparisonReport| c.sizes.as_ref().map(|sizes| sizes.get()[0].min(sizes.get()[1]));
        let all = || self.report.persons.as_ref().map(|persons| persons.get().in_study);
        self.comparison.map_or_else(all, |(_, c)| smaller(c)).unwrap_or(0)
    }

    /// Its claims, each with its sentence.
    fn claims(&self) -> Vec<Claimed<'a>> {
        let (answers, by, at) = match self.comparison {
            Some((i, c)) => {
                (&c.findings, Some(c.by.as_str()), format!("/comparisons/{i}/findings"))
            }
            None => (&self.report.everybody, None, "/everybody".to_owned()),
        };
        let claims = answers.iter().enumerate().filter_map(|(i, answered)| {
            let sentence = self.report.conclusion.iter().find(|sentence| {
                sentence.claim == answered.claim() && sentence.by.as_deref() == by
            })?;
            let id = format!("{}-{i}", self.id());
            Some(Claimed { answered, sentence, at: format!("{at}/{i}/found"), id })
        });
        claims.collect()
    }
}
