//! A table in memory, column by column; filled and read row by row.

use std::sync::Arc;

use crate::dictionary::{Field, Kind, Table};

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    Null,
    Flag(bool),
    Int(i32),
    Long(i64),
    Text(&'a str),
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    Flags(Vec<Option<bool>>),
    Ints(Vec<Option<i32>>),
    Longs(Vec<Option<i64>>),
    Texts(Vec<Option<Arc<str>>>),
}

/// The columns of a table, all of the same length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub fields: Vec<Field>,
    pub values: Vec<Values>,
}

/// A row does not fit its table: the name of the column.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misfit(pub String);

impl Values {
    /// No values of a kind.
    pub fn none(kind: Kind) -> Self {
        match kind {
            Kind::Boolean => Self::Flags(Vec::new()),
            Kind::UInt8 | Kind::UInt16 | Kind::Int32 | Kind::Date => Self::Ints(Vec::new()),
            Kind::Int64 | Kind::Timestamp => Self::Longs(Vec::new()),
            Kind::String => Self::Texts(Vec::new()),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Flags(values) => values.len(),
            Self::Ints(values) => values.len(),
            Self::Longs(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Adds a value; whether it is of the right type.
    fn push(&mut self, cell: Cell<'_>) -> bool {
        match (self, cell) {
            (Self::Flags(values), Cell::Flag(flag)) => values.push(Some(flag)),
            (Self::Flags(values), Cell::Null) => values.push(None),
            (Self::Ints(values), Cell::Int(int)) => values.push(Some(int)),
            (Self::Ints(values), Cell::Null) => values.push(None),
            (Self::Longs(values), Cell::Long(long)) => values.push(Some(long)),
            (Self::Longs(values), Cell::Null) => values.push(None),
            (Self::Texts(values), Cell::Text(text)) => {
                let shared = shared(values.last(), text);
                values.push(Some(shared));
            }
            (Self::Texts(values), Cell::Null) => values.push(None),
            _ => return false,
        }
        true
    }

    fn cell(&self, row: usize) -> Cell<'_> {
        let cell = match self {
            Self::Flags(values) => values.get(row).copied().flatten().map(Cell::Flag),
            Self::Ints(values) => values.get(row).copied().flatten().map(Cell::Int),
            Self::Longs(values) => values.get(row).copied().flatten().map(Cell::Long),
            Self::Texts(values) => values.get(row).and_then(Option::as_deref).map(Cell::Text),
        };
        cell.unwrap_or(Cell::Null)
    }
}

/// The text, shared with the one before it if they are equal: most texts here repeat.
pub(crate) fn shared(before: Option<&Option<Arc<str>>>, text: &str) -> Arc<str> {
    match before {
        Some(Some(before)) if **before == *text => before.clone(),
        _ => text.into(),
    }
}

impl Columns {
    /// An empty table.
    pub fn new(table: Table) -> Self {
        let fields = table.fields();
        let values = fields.iter().map(|field| Values::none(field.kind)).collect();
        Self { fields, values }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.values.first().map_or(0, Values::len)
    }

    /// Adds a row.
    pub fn push<'a>(&mut self, row: impl IntoIterator<Item = Cell<'a>>) -> Result<(), Misfit> {
        let mut row = row.into_iter();
        for (field, values) in self.fields.iter().zip(&mut self.values) {
            let cell = row.next().filter(|cell| field.nullable || *cell != Cell::Null);
            if !cell.is_some_and(|cell| values.push(cell)) {
                return Err(Misfit(field.name.clone()));
            }
        }
        row.next().map_or(Ok(()), |_| Err(Misfit(String::from("a column too many"))))
    }

    /// The cells of a row, one after the other.
    pub fn row(&self, row: usize) -> Row<'_> {
        Row { columns: self, row, column: 0 }
    }
}

/// A row that is read from left to right.
pub(crate) struct Row<'a> {
    columns: &'a Columns,
    row: usize,
    column: usize,
}

impl<'a> Row<'a> {
    fn next(&mut self) -> Cell<'a> {
        let values = self.columns.values.get(self.column);
        self.column += 1;
        values.map_or(Cell::Null, |values| values.cell(self.row))
    }

    /// Passes over some cells.
    pub fn skip(&mut self, cells: usize) {
        self.column += cells;
    }

    /// The column that was read last does not hold what it should.
    pub fn misfit(&self) -> Misfit {
        let field = self.column.checked_sub(1).and_then(|at| self.columns.fields.get(at));
        Misfit(field.map(|field| field.name.clone()).unwrap_or_default())
    }

    /// A value that must be there.
    pub fn need<T>(&self, value: Option<T>) -> Result<T, Misfit> {
        value.ok_or_else(|| self.misfit())
    }

    pub fn flag(&mut self) -> Result<bool, Misfit> {
        match self.next() {
            Cell::Flag(flag) => Ok(flag),
            _ => Err(self.misfit()),
        }
    }

    /// A whole number in the range of `T`, or nothing.
    pub fn int<T: TryFrom<i32>>(&mut self) -> Result<Option<T>, Misfit> {
        match self.next() {
            Cell::Null => Ok(None),
            Cell::Int(int) => self.need(T::try_from(int).ok()).map(Some),
            _ => Err(self.misfit()),
        }
    }

    /// A long number, or nothing.
    pub fn long(&mut self) -> Result<Option<i64>, Misfit> {
        match self.next() {
            Cell::Null => Ok(None),
            Cell::Long(long) => Ok(Some(long)),
            _ => Err(self.misfit()),
        }
    }

    /// A text, or nothing.
    pub fn text(&mut self) -> Result<Option<&'a str>, Misfit> {
        match self.next() {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            _ => Err(self.misfit()),
        }
    }
}
