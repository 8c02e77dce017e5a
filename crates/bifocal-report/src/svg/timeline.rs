//! Where weeks stand: in one row while they fit, else in a row for each year.

use jiff::civil::Date;

/// So many weeks stand in one row.
const IN_ONE_ROW: i64 = 60;
/// Weeks that a year can touch.
const IN_A_YEAR: i64 = 54;

/// A row of weeks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// What it covers: `2026`, `2025–2026`.
    pub(crate) label: String,
    first: Date,
    pub(crate) weeks: i64,
    year: Option<i16>,
}

/// A label beneath a row.
#[derive(Debug, PartialEq)]
pub(crate) struct Tick {
    /// Place, 0 to 1.
    pub(crate) x: f64,
    pub(crate) text: String,
}

/// A Monday as the data has it.
pub(crate) fn parse(day: Option<&str>) -> Option<Date> {
    day?.parse().ok()
}

/// Rows that hold all of these Mondays; years without any are left out.
pub(crate) fn rows(mondays: &[Date]) -> Vec<Row> {
    let (Some(first), Some(last)) = (mondays.iter().min(), mondays.iter().max()) else {
        return Vec::new();
    };
    let weeks = weeks_between(*first, *last) + 1;
    if weeks <= IN_ONE_ROW {
        let label = if first.year() == last.year() {
            first.year().to_string()
        } else {
            format!("{}–{}", first.year(), last.year())
        };
        return vec![Row { label, first: *first, weeks, year: None }];
    }
    let mut years: Vec<i16> = mondays.iter().map(|monday| monday.year()).collect();
    years.sort_unstable();
    years.dedup();
    years
        .into_iter()
        .map(|year| Row {
            label: year.to_string(),
            first: monday_of(jiff::civil::date(year, 1, 1)),
            weeks: IN_A_YEAR,
            year: Some(year),
        })
        .collect()
}

fn monday_of(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::Span::new().days(back)).unwrap_or(day)
}

fn weeks_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()).div_euclid(7))
}

impl Row {
    /// Whether a Monday stands in this row.
    pub(crate) fn holds(&self, monday: Date) -> bool {
        self.year.is_none_or(|year| monday.year() == year)
    }

    /// Place of a point in time: `weeks` after a Monday, 0 to 1.
    pub(crate) fn x(&self, monday: Date, weeks: f64) -> f64 {
        (weeks_between(self.first, monday) as f64 + weeks) / self.weeks.max(1) as f64
    }

    /// Months, or Mondays where the row is short.
    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let by_week = self.weeks <= 8;
        let step = if by_week { 7 } else { 1 };
        (0..self.weeks * 7)
            .step_by(step)
            .filter_map(|days| {
                let day = self.first.checked_add(jiff::Span::new().days(days)).ok()?;
                let wanted = by_week || day.day() == 1;
                let here = self.year.is_none_or(|year| day.year() == year);
                let text = day.strftime(if by_week { "%-d %b" } else { "%b" }).to_string();
                (wanted && here).then(|| Tick { x: days as f64 / (self.weeks * 7) as f64, text })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn short_spans_stand_in_one_row() {
        let rows = rows(&[date(2025, 12, 29), date(2026, 3, 2)]);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].label.as_str(), rows[0].weeks), ("2025–2026", 10));
        assert!(rows[0].x(date(2025, 12, 29), 0.0).abs() < 1e-9);
        assert!((rows[0].x(date(2026, 3, 2), 1.0) - 1.0).abs() < 1e-9);
        let ticks: Vec<String> = rows[0].ticks().into_iter().map(|tick| tick.text).collect();
        assert_eq!(ticks, ["Jan", "Feb", "Mar"]);
    }

    #[test]
    fn long_spans_have_a_row_a_year_and_empty_years_have_none() {
        let rows = rows(&[date(1999, 5, 3), date(2026, 12, 28)]);
        assert_eq!(rows.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(), ["1999", "2026"]);
        assert!(rows[0].holds(date(1999, 5, 3)) && !rows[0].holds(date(2026, 12, 28)));
        assert!(rows[1].x(date(2026, 12, 28), 1.0) <= 1.0);
        assert_eq!(rows[0].ticks().len(), 12);
    }

    #[test]
    fn nothing_has_no_row() {
        assert!(rows(&[]).is_empty());
        assert_eq!(parse(Some("soon")), None);
    }
}
