//! Tables of ratings: a row a thing that is rated, a column a rater or an item.

/// Ratings of things by raters, or of persons on items; a gap is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    columns: usize,
    cells: Vec<Option<f64>>,
}

impl Ratings {
    /// A table from rows; short rows are filled with gaps, what is no number is a gap.
    pub fn new<R: AsRef<[Option<f64>]>>(rows: &[R]) -> Self {
        let columns = rows.iter().map(|row| row.as_ref().len()).max().unwrap_or(0);
        let mut cells = Vec::with_capacity(rows.len() * columns);
        for row in rows {
            let row = row.as_ref();
            cells.extend(row.iter().map(|cell| cell.filter(|value| value.is_finite())));
            cells.extend(std::iter::repeat_n(None, columns - row.len()));
        }
        Self { columns, cells }
    }

    /// A table without gaps.
    pub fn complete<R: AsRef<[f64]>>(rows: &[R]) -> Self {
        let rows: Vec<Vec<Option<f64>>> =
            rows.iter().map(|row| row.as_ref().iter().copied().map(Some).collect()).collect();
        Self::new(&rows)
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &[Option<f64>]> {
        self.cells.chunks(self.columns.max(1))
    }

    /// The rows that have no gap.
    pub fn complete_rows(&self) -> Vec<Vec<f64>> {
        self.rows().filter_map(|row| row.iter().copied().collect()).collect()
    }

    /// How many columns there are.
    pub const fn columns(&self) -> usize {
        self.columns
    }
}
