//! The person query of Viva Insights: one row for a person and a week (or day, or month).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use jiff::civil::Date;
use serde::Serialize;
use thiserror::Error;

use crate::note::{Note, Notes};

/// Column, unit, and the measure of this program that means the same.
const METRICS: &str = include_str!("../data/viva_metrics.csv");

/// Why a person query cannot be used.
#[derive(Debug, Error)]
pub enum VivaError {
    /// Not CSV, or cut off.
    #[error("line {line}: {what}; export the person query again as CSV")]
    Table {
        /// The line.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// A column that every person query has.
    #[error("there is no column {0}; export a person query, one row for a person and a week")]
    NoColumn(&'static str),
    /// Larger than what is read.
    #[error(
        "it is larger than 64 MB, and one person has a row a day at most; filter it to your own PersonId"
    )]
    TooLarge,
    /// No metric of meetings.
    #[error(
        "none of its columns tells of meetings; add metrics such as Meetings and Meeting hours to the query"
    )]
    NoMetric,
    /// No row.
    #[error("there is no row in it; choose a longer time for the query")]
    NoRow,
    /// Figures about others.
    #[error(
        "there are {0} persons in it, and a calendar's page is for its owner: filter it to your own PersonId; for figures about groups there is `bifocal study`, which needs a stated purpose"
    )]
    SeveralPersons(usize),
}

/// The metrics of one person, summed over the rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VivaSums {
    /// Rows: weeks, days or months, as the query was grouped.
    pub rows: u64,
    /// The first date.
    pub first_day: Option<String>,
    /// The last date.
    pub last_day: Option<String>,
    /// Sums in the order of the table.
    pub metrics: Vec<VivaMetric>,
    /// Columns that are not about meetings and were not read.
    pub other_columns: u64,
}

/// A metric's sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VivaMetric {
    /// The column's name.
    pub name: String,
    /// `hours` or `count`.
    pub unit: String,
    /// The sum over all rows.
    pub sum: f64,
    /// Rows that have a number.
    pub rows: u64,
    /// The measure of this program that means the same, if one does.
    pub same_as: Option<String>,
}

/// Whether a file begins like a person query.
pub(crate) fn is_query(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    line.split(',').any(|name| key(name) == "personid")
}

/// A column's name as it is compared: exports differ in blanks, dashes and case.
fn key(name: &str) -> String {
    let letters: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect();
    letters.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// Sums a person query of one person.
///
/// # Errors
/// If it is no such table, tells nothing of meetings, or has several persons in it.
pub(crate) fn read(reader: impl Read, notes: &mut Notes) -> Result<VivaSums, VivaError> {
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    let bad = |error: &csv::Error| VivaError::Table {
        line: error.position().map_or(1, csv::Position::line),
        what: match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("there are {len} columns where there should be {expected_len}")
            }
            csv::ErrorKind::Utf8 { .. } => "this is not UTF-8".to_owned(),
            _ => "this is no row of a table".to_owned(),
        },
    };
    let titles = table.headers().map_err(|error| bad(&error))?.clone();
    let keys: Vec<String> =
        titles.iter().map(|title| key(title.trim_start_matches('\u{feff}'))).collect();
    let column = |wanted: &str| keys.iter().position(|key| key == wanted);
    let person = column("personid").ok_or(VivaError::NoColumn("PersonId"))?;
    let date =
        column("metricdate").or_else(|| column("date")).ok_or(VivaError::NoColumn("MetricDate"))?;
    let mut metrics: Vec<(usize, VivaMetric)> = known()
        .filter_map(|(name, unit, same)| {
            let at = column(name)?;
            let metric = VivaMetric {
                name: titles.get(at)?.to_owned(),
                unit: unit.to_owned(),
                sum: 0.0,
                rows: 0,
                same_as: (!same.is_empty()).then(|| same.to_owned()),
            };
            Some((at, metric))
        })
        .collect();
    if metrics.is_empty() {
        return Err(VivaError::NoMetric);
    }

    let mut persons: BTreeSet<String> = BTreeSet::new();
    let mut days: BTreeMap<String, u64> = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    while table.read_record(&mut record).map_err(|error| bad(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        persons.insert(record.get(person).unwrap_or_default().to_owned());
        if persons.len() > 1 {
            // Only the number of persons is still of interest.
            continue;
        }
        let day = record.get(date).unwrap_or_default();
        let times = days.entry(day_of(day)).or_default();
        *times += 1;
        if *times > 1 {
            notes.add(Note::SameDay, || format!("person query, line {line}"));
            continue;
        }
        for (at, metric) in &mut metrics {
            let text = record.get(*at).unwrap_or_default();
            match text.parse::<f64>() {
                Ok(value) if value.is_finite() => {
                    metric.sum += value;
                    metric.rows += 1;
                }
                _ if text.is_empty() => {}
                _ => notes
                    .add(Note::NoNumber, || format!("person query, line {line}, {}", metric.name)),
            }
        }
    }
    match persons.len() {
        0 => return Err(VivaError::NoRow),
        1 => {}
        n => return Err(VivaError::SeveralPersons(n)),
    }
    Ok(VivaSums {
        rows: days.len() as u64,
        first_day: days.first_key_value().map(|(day, _)| day.clone()),
        last_day: days.last_key_value().map(|(day, _)| day.clone()),
        other_columns: (keys.len() - metrics.len() - 2) as u64,
        metrics: metrics.into_iter().map(|(_, metric)| metric).collect(),
    })
}

/// `2024-03-31` of `2024-03-31`, `2024-03-31T00:00:00Z`, `03/31/2024`; what is none of these stays.
fn day_of(text: &str) -> String {
    let iso = text.get(..10).filter(|day| day.parse::<Date>().is_ok());
    let american = || {
        let mut parts = text.split('/');
        let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let year = parts.next()?.get(..4)?.parse().ok()?;
        Date::new(year, month, day).ok().map(|day| day.to_string())
    };
    iso.map(ToOwned::to_owned).or_else(american).unwrap_or_else(|| text.to_owned())
}

fn known() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    METRICS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.splitn(3, ',');
        Some((cells.next()?, cells.next()?, cells.next()?))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = "\u{feff}\"PersonId\",\"MetricDate\",\"Meetings\",\"Meeting_hours\",\"Email_hours\",\"Level\"\n";

    fn sums(text: &str) -> (Result<VivaSums, VivaError>, Notes) {
        let mut notes = Notes::default();
        assert!(is_query(text.as_bytes()));
        (read(text.as_bytes(), &mut notes), notes)
    }

    #[test]
    fn one_person_is_summed() {
        let (sums, notes) =
            sums(&format!("{HEAD}a,2026-01-04,10,7.5,3,IC\na,2026-01-11,8,6.5,2,IC\n"));
        let sums = sums.unwrap();
        assert_eq!((sums.rows, sums.other_columns), (2, 2));
        assert_eq!(sums.first_day.as_deref(), Some("2026-01-04"));
        let metrics: Vec<_> =
            sums.metrics.iter().map(|m| (m.name.as_str(), m.sum, m.rows)).collect();
        assert_eq!(metrics, [("Meetings", 18.0, 2), ("Meeting_hours", 14.0, 2)]);
        assert_eq!(sums.metrics[1].same_as.as_deref(), Some("meetings"));
        assert_eq!(notes, Notes::default());
    }

    #[test]
    fn several_persons_are_refused() {
        let (sums, _) = sums(&format!(
            "{HEAD}a,2026-01-04,10,7.5,3,IC\nb,2026-01-04,8,6,2,IC\nc,2026-01-04,8,6,2,IC\n"
        ));
        let error = sums.unwrap_err();
        assert!(matches!(error, VivaError::SeveralPersons(3)));
        assert!(error.to_string().contains("`bifocal study`"));
    }

    #[test]
    fn what_is_wrong_is_counted_or_said() {
        let (good, notes) = sums(&format!(
            "{HEAD}a,1/4/2026,ten,7.5,3,IC\na,1/11/2026,NaN,,3,IC\na,2026-01-04,5,5,5,IC\n"
        ));
        let good = good.unwrap();
        assert_eq!((good.rows, good.metrics[0].rows, good.metrics[1].rows), (2, 0, 1));
        assert_eq!((notes.of(Note::NoNumber), notes.of(Note::SameDay)), (2, 1));
        let fails = |text: &str| sums(text).0.unwrap_err();
        assert!(matches!(fails(HEAD), VivaError::NoRow));
        assert!(matches!(fails("PersonId,Meetings\n"), VivaError::NoColumn("MetricDate")));
        assert!(matches!(fails("PersonId,MetricDate,Emails\n"), VivaError::NoMetric));
        assert!(matches!(
            fails(&format!("{HEAD}a,2026-01-04,1")),
            VivaError::Table { line: 2, .. }
        ));
    }

    #[test]
    fn a_row_that_is_nobodys_is_somebody_elses() {
        let (sums, _) = sums(&format!("{HEAD}a,2026-01-04,10,7.5,3,IC\n,2026-01-11,8,6,2,IC\n"));
        assert!(matches!(sums.unwrap_err(), VivaError::SeveralPersons(2)));
    }

    #[test]
    fn names_of_columns_in_any_dress() {
        assert_eq!(
            key("Meeting and call hours with manager 1:1"),
            "meeting_and_call_hours_with_manager_1_1"
        );
        assert_eq!(key("Large_and_long_meeting_hours"), "large_and_long_meeting_hours");
        for (name, unit, _) in known() {
            assert_eq!(key(name), name);
            assert!(matches!(unit, "hours" | "count"), "{name}");
        }
        assert!(!is_query(b"BEGIN:VCALENDAR\nPersonId,x"));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut text = b"PersonId,MetricDate,Meetings\n".to_vec();
            text.extend(bytes);
            let _ = read(&text[..], &mut Notes::default());
        }
    }
}
