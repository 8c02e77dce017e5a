//! Text that was written for the purpose, with its labels.

use std::path::Path;

use anyhow::Context;
use bifocal_core::{Activity, PoleSet};
use serde::Deserialize;

use crate::data::{Row, Sentence, in_doubt};
use crate::labels::table;

/// A sentence of a pair.
#[derive(Deserialize)]
struct OfPair {
    activity: String,
    codes: String,
    text: String,
}

/// Sentences in pairs that are alike in words and differ in one code.
///
/// # Errors
/// If the file cannot be read or a code is unknown.
pub fn pairs(path: &Path) -> anyhow::Result<Vec<Row>> {
    let row = |(number, row): (usize, OfPair)| {
        Ok(Row {
            id: format!("written-{number}"),
            source: "written".to_owned(),
            // The two sentences of a pair are alike in words: they stay on one side of every split.
            doc: format!("written-{}", number / 2),
            stratum: "written:pair".to_owned(),
            activity: Activity::from_code(&row.activity).with_context(|| at(path, number))?,
            poles: PoleSet::from_codes(&row.codes).with_context(|| at(path, number))?,
            sentence: Sentence::alone(row.text),
            activity_votes: Vec::new(),
            pole_votes: Vec::new(),
        })
    };
    table(path)?.into_iter().enumerate().map(row).collect()
}

/// A sentence of a mail; codes of several coders have commas between them.
#[derive(Deserialize)]
struct OfMail {
    message: String,
    subject: String,
    activity: String,
    codes: String,
    text: String,
}

/// Sentences of mails of invented organisations, in their order. Where two coders disagree, the
/// codebook's rules for doubt hold.
///
/// # Errors
/// If the file cannot be read or a code is unknown.
pub fn mails(path: &Path) -> anyhow::Result<Vec<Row>> {
    rows(&table(path)?, path)
}

fn rows(lines: &[OfMail], path: &Path) -> anyhow::Result<Vec<Row>> {
    let row = |(number, line): (usize, &OfMail)| {
        let neighbour = |at: Option<usize>| {
            let other = lines.get(at?).filter(|other| other.message == line.message)?;
            Some(other.text.clone())
        };
        let activities = line.activity.split(',').map(Activity::from_code);
        let poles = line.codes.split(',').map(PoleSet::from_codes);
        let codes = || at(path, number);
        let activities = activities.collect::<Option<Vec<_>>>().with_context(codes)?;
        let poles = poles.collect::<Option<Vec<_>>>().with_context(codes)?;
        let (activity, seen) = in_doubt(&activities, &poles).with_context(codes)?;
        Ok(Row {
            id: format!("mail-{number}"),
            source: "written".to_owned(),
            doc: format!("mail-{}", line.message),
            stratum: "written:mail".to_owned(),
            activity,
            poles: seen,
            sentence: Sentence {
                subject: line.subject.clone(),
                before: neighbour(number.checked_sub(1)).unwrap_or_default(),
                text: line.text.clone(),
                after: neighbour(number.checked_add(1)).unwrap_or_default(),
            },
            activity_votes: activities,
            pole_votes: poles,
        })
    };
    lines.iter().enumerate().map(row).collect()
}

fn at(path: &Path, number: usize) -> String {
    format!("{}, line {}", path.display(), number + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(message: &str, activity: &str, codes: &str, text: &str) -> OfMail {
        OfMail {
            message: message.into(),
            subject: "s".into(),
            activity: activity.into(),
            codes: codes.into(),
            text: text.into(),
        }
    }

    #[test]
    fn a_sentence_has_its_neighbours_of_the_same_mail() {
        let lines = [
            line("1", "REPORT", "2-----", "One."),
            line("1", "TASK,PLAN", "2----2,2-----", "Two."),
            line("2", "OTHER", "------", "Three."),
        ];
        let rows = rows(&lines, Path::new("mails.tsv")).expect("all codes are known");
        let parts = rows[1].sentence.parts();
        assert_eq!((parts.before, parts.text, parts.after), ("One.", "Two.", ""));
        assert_eq!(rows[0].sentence.parts().after, "Two.");
        assert_eq!(rows[2].sentence.parts().before, "");
        // In doubt the first activity of the codebook, and the poles that both saw.
        assert_eq!(rows[1].activity, Activity::Task);
        assert_eq!(Some(rows[1].poles), PoleSet::from_codes("2-----"));
    }

    #[test]
    fn an_unknown_code_is_an_error_that_says_where() {
        let found = rows(&[line("1", "REPORT", "3-----", "One.")], Path::new("mails.tsv"));
        assert_eq!(found.expect_err("3 is no code").to_string(), "mails.tsv, line 2");
    }
}
