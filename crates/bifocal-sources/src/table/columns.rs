//! The fields of a message, and the names of the columns that they may stand in.

use std::sync::LazyLock;

/// A field of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    From,
    Text,
    Date,
    To,
    Cc,
    Thread,
    Id,
    Subject,
    Channel,
    Medium,
}

const FIELDS: [(&str, Field); 10] = [
    ("from", Field::From),
    ("text", Field::Text),
    ("date", Field::Date),
    ("to", Field::To),
    ("cc", Field::Cc),
    ("thread", Field::Thread),
    ("id", Field::Id),
    ("subject", Field::Subject),
    ("channel", Field::Channel),
    ("medium", Field::Medium),
];

/// Each field with its names in the order in which they count.
static NAMES: LazyLock<Vec<(Field, Vec<&'static str>)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/columns.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (field, names) = line.split_once(':')?;
            let field = FIELDS.iter().find(|(name, _)| *name == field.trim())?.1;
            Some((field, names.split_whitespace().collect()))
        })
        .collect()
});

/// Which of the columns each field stands in.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns(Vec<(Field, usize)>);

impl Columns {
    /// The columns of a table with these titles; nothing if writer or text has none.
    pub(super) fn of<T: AsRef<str>>(titles: &[T]) -> Option<Self> {
        let plain: Vec<String> = titles
            .iter()
            .map(|title| title.as_ref().trim().to_lowercase().replace([' ', '-'], "_"))
            .collect();
        let find = |names: &[&str]| {
            names.iter().find_map(|name| plain.iter().position(|title| title == name))
        };
        let found: Vec<(Field, usize)> =
            NAMES.iter().filter_map(|(field, names)| Some((*field, find(names)?))).collect();
        let columns = Self(found);
        (columns.at(Field::From).is_some() && columns.at(Field::Text).is_some()).then_some(columns)
    }

    /// The position of a field's column.
    pub(super) fn at(&self, field: Field) -> Option<usize> {
        self.0.iter().find(|(one, _)| *one == field).map(|(_, at)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_many_kinds() {
        let columns = Columns::of(&["ID", "Created At", "Author", "Message"]).unwrap();
        assert_eq!(columns.at(Field::Id), Some(0));
        assert_eq!(columns.at(Field::Date), Some(1));
        assert_eq!(columns.at(Field::From), Some(2));
        assert_eq!(columns.at(Field::Text), Some(3));
        assert_eq!(columns.at(Field::Thread), None);
        // The first name counts.
        assert_eq!(
            Columns::of(&["user", "from", "body", "text"]).unwrap().at(Field::Text),
            Some(3)
        );
        assert!(Columns::of(&["from", "date"]).is_none());
        assert!(Columns::of(&["text"]).is_none());
    }

    #[test]
    fn the_data_names_every_field_and_no_name_twice() {
        assert_eq!(NAMES.len(), FIELDS.len());
        let mut names: Vec<&str> =
            NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
