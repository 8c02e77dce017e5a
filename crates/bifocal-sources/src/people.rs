//! Who is who: the people of an organisation, their addresses, and whom they
//! report to, from a table that its user keeps.

use std::collections::HashMap;

use std::sync::LazyLock;

use bifocal_core::Address;
use thiserror::Error;

/// What is wrong with a table of people. Lines are counted from 1, the line of titles being the first.
#[derive(Debug, Error)]
pub enum PeopleError {
    /// The table cannot be read.
    #[error(
        "line {line}: {what}; the columns are name, addresses (separated by ;), title, manager"
    )]
    Table {
        /// The line.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// A person without an address.
    #[error("line {line}: {name} has no address; put at least one into the column addresses")]
    NoAddress {
        /// The line.
        line: u64,
        /// The person.
        name: String,
    },
    /// An address of two persons.
    #[error(
        "line {line}: {address} belongs to the person of line {first} too; leave it to one of them"
    )]
    SharedAddress {
        /// The line.
        line: u64,
        /// The address.
        address: Address,
        /// The line of the other person.
        first: u64,
    },
    /// A manager who is nobody in the table.
    #[error(
        "line {line}: the manager {manager} is nobody's name or address; add a line for this person"
    )]
    UnknownManager {
        /// The line.
        line: u64,
        /// As it stands in the table.
        manager: String,
    },
    /// A manager whose name two persons have.
    #[error("line {line}: two people are named {manager}; write the manager's address instead")]
    AmbiguousManager {
        /// The line.
        line: u64,
        /// As it stands in the table.
        manager: String,
    },
    /// Somebody who, over some steps, is their own manager.
    #[error("line {line}: {name} reports, over some steps, to {name}; correct the column manager")]
    Circle {
        /// The line.
        line: u64,
        /// The person.
        name: String,
    },
}

/// The names that columns may have, by field.
static COLUMNS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("../data/people_columns.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(field, names)| (field, names.split_whitespace().collect()))
        .collect()
});

/// Where the fields of a person stand.
struct Columns {
    name: usize,
    /// All of them.
    addresses: Vec<usize>,
    title: Option<usize>,
    manager: Option<usize>,
}

impl Columns {
    fn of(titles: &csv::StringRecord) -> Result<Self, PeopleError> {
        let plain: Vec<String> =
            titles.iter().map(|title| title.to_lowercase().replace([' ', '-'], "_")).collect();
        let all = |field: &str| -> Vec<usize> {
            let names = COLUMNS.get(field).map_or(&[][..], Vec::as_slice);
            let at = |name: &&str| plain.iter().position(|title| title == name);
            names.iter().filter_map(at).collect()
        };
        let missing = |field: &str| PeopleError::Table {
            line: 1,
            what: format!("there is no column {field}"),
        };
        let first = |field: &str| all(field).first().copied();
        let addresses = all("addresses");
        if addresses.is_empty() {
            return Err(missing("addresses"));
        }
        let name = first("name").ok_or_else(|| missing("name"))?;
        Ok(Self { name, addresses, title: first("title"), manager: first("manager") })
    }
}

/// A person of the chart, or one that several addresses belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As the table has it; empty for a person who is not in it.
    pub name: String,
    /// The first of them stands for the person.
    pub addresses: Vec<Address>,
    /// Title, possibly empty.
    pub title: String,
    pub(crate) manager: Option<usize>,
    in_chart: bool,
}

/// The people of an organisation. Without a table, it knows nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    persons: Vec<Person>,
    by_address: HashMap<Address, usize>,
}

impl People {
    /// Reads a table in CSV with the columns `name`, `addresses` (separated by
    /// `;`), `title` and `manager` (a name or an address). The last two may be missing, and all may
    /// have other names, as in organisation charts: see `data/people_columns.txt`.
    ///
    /// # Errors
    /// If the table or the chart in it is wrong, with the line.
    pub fn read(bytes: &[u8]) -> Result<Self, PeopleError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let table = |error: &csv::Error| PeopleError::Table {
            line: error.position().map_or(1, csv::Position::line),
            what: describe(error),
        };
        let titles = reader.headers().map_err(|error| table(&error))?.clone();
        let mut people = Self::default();
        if titles.is_empty() {
            return Ok(people);
        }
        let columns = Columns::of(&titles)?;
        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| table(&error))? {
            let line = record.position().map_or(0, csv::Position::line);
            let get = |column: usize| record.get(column).unwrap_or_default();
            let text = |column: Option<usize>| column.map(get).unwrap_or_default().to_owned();
            let name = get(columns.name).to_owned();
            let number = people.persons.len();
            let mut addresses = Vec::new();
            for address in columns
                .addresses
                .iter()
                .flat_map(|column| get(*column).split(';'))
                .map(Address::new)
                .filter(|address| !address.as_str().is_empty())
            {
                match people.by_address.insert(address.clone(), number) {
                    Some(other) if other != number => {
                        let first = rows.get(other).map_or(0, |(line, _): &(u64, String)| *line);
                        return Err(PeopleError::SharedAddress { line, address, first });
                    }
                    Some(_) => {}
                    None => addresses.push(address),
                }
            }
            if addresses.is_empty() {
                return Err(PeopleError::NoAddress { line, name });
            }
            people.persons.push(Person {
                name,
                addresses,
                title: text(columns.title),
                manager: None,
                in_chart: true,
            });
            rows.push((line, text(columns.manager)));
        }
        people.set_managers(&rows)?;
        Ok(people)
    }

    fn set_managers(&mut self, rows: &[(u64, String)]) -> Result<(), PeopleError> {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, person) in self.persons.iter().enumerate() {
            by_name.entry(person.name.to_lowercase()).or_default().push(number);
        }
        for (number, (line, manager)) in rows.iter().enumerate() {
            if manager.is_empty() {
                continue;
            }
            let found = match self.by_address.get(&Address::new(manager)) {
                Some(found) => *found,
                None => match by_name.get(&manager.to_lowercase()).map(Vec::as_slice) {
                    Some([found]) => *found,
                    Some([_, ..]) => {
                        return Err(PeopleError::AmbiguousManager {
                            line: *line,
                            manager: manager.clone(),
                        });
                    }
                    _ => {
                        return Err(PeopleError::UnknownManager {
                            line: *line,
                            manager: manager.clone(),
                        });
                    }
                },
            };
            self.persons[number].manager = Some(found);
        }
        for (number, (line, _)) in rows.iter().enumerate() {
            if self.managers(number).any(|manager| manager == number) {
                return Err(PeopleError::Circle {
                    line: *line,
                    name: self.persons[number].name.clone(),
                });
            }
        }
        Ok(())
    }

    /// The people of the table in its order.
    pub fn persons(&self) -> impl Iterator<Item = &Person> {
        self.persons.iter().filter(|person| person.in_chart)
    }

    /// The address that stands for the person whom an address belongs to: the
    /// person's first, or the address itself where nothing is known of it.
    #[must_use]
    pub fn person<'a>(&'a self, address: &'a Address) -> &'a Address {
        self.number(address)
            .and_then(|number| self.persons[number].addresses.first())
            .unwrap_or(address)
    }

    /// What is known of the person whom an address belongs to.
    #[must_use]
    pub fn of(&self, address: &Address) -> Option<&Person> {
        self.number(address).map(|number| &self.persons[number])
    }

    /// Steps from a person to the top of the chart: 0 for somebody whom nobody manages; nothing for
    /// somebody who is not in it.
    #[must_use]
    pub fn rank(&self, address: &Address) -> Option<u32> {
        let number = self.number(address).filter(|number| self.is_in_chart(*number))?;
        u32::try_from(self.managers(number).count()).ok()
    }

    /// Takes several addresses for one person, who also has all addresses that
    /// the table gives to any of them. Returns the address that stands for the person.
    pub fn merge(&mut self, me: &[Address]) -> Option<Address> {
        let known: Vec<usize> = me.iter().filter_map(|address| self.number(address)).collect();
        let number = match known.first() {
            Some(number) => *number,
            None => {
                self.persons.push(Person {
                    name: String::new(),
                    addresses: Vec::new(),
                    title: String::new(),
                    manager: None,
                    in_chart: false,
                });
                self.persons.len() - 1
            }
        };
        let mut addresses = self.persons[number].addresses.clone();
        addresses.extend(me.iter().cloned());
        for other in known.into_iter().filter(|other| *other != number) {
            addresses.append(&mut self.persons[other].addresses);
            if self.persons[number].manager.is_none() {
                self.persons[number].manager = self.persons[other].manager;
            }
            self.persons[other].in_chart = false;
            for person in &mut self.persons {
                if person.manager == Some(other) {
                    person.manager = Some(number);
                }
            }
        }
        if self.persons[number].manager == Some(number) {
            self.persons[number].manager = None;
        }
        let mut own = Vec::with_capacity(addresses.len());
        for address in addresses {
            if !own.contains(&address) {
                self.by_address.insert(address.clone(), number);
                own.push(address);
            }
        }
        let primary = own.first().cloned();
        self.persons[number].addresses = own;
        primary
    }

    pub(crate) fn number(&self, address: &Address) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    pub(crate) fn get(&self, number: usize) -> &Person {
        &self.persons[number]
    }

    pub(crate) fn is_in_chart(&self, number: usize) -> bool {
        self.persons[number].in_chart
    }

    /// The manager, the manager's manager, and so on; ends even in a circle.
    pub(crate) fn managers(&self, number: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.persons[number].manager, |manager| {
            self.persons[*manager].manager
        })
        .take(self.persons.len())
    }
}

/// What the CSV reader has to say, without the position, which is told apart.
fn describe(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("there are {len} columns where there should be {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "this is not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TABLE: &str = "name,addresses,title,manager\n\
        Aiko Tanaka,aiko@velobay.example,CEO,\n\
        Priya Raman,priya@velobay.example;p.raman@old.example,Head,Aiko Tanaka\n\
        Bo Berg,bo@velobay.example,,priya@velobay.example\n";

    fn error(table: &str) -> String {
        People::read(table.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_person_has_many_addresses() {
        let mut people = People::read(TABLE.as_bytes()).unwrap();
        let address = Address::new;
        assert_eq!(
            people.person(&address("p.raman@old.example")),
            &address("priya@velobay.example")
        );
        assert_eq!(people.person(&address("x@y.example")), &address("x@y.example"));
        let me = [address("priya@home.example"), address("priya@velobay.example")];
        assert_eq!(people.merge(&me), Some(address("priya@velobay.example")));
        assert_eq!(people.person(&me[0]), &me[1]);
        assert_eq!(people.persons().count(), 3);
        assert_eq!(People::default().merge(&me), Some(me[0].clone()));
    }

    #[test]
    fn two_lines_may_be_one_person() {
        let mut people = People::read(TABLE.as_bytes()).unwrap();
        people
            .merge(&[Address::new("aiko@velobay.example"), Address::new("priya@velobay.example")]);
        assert_eq!(people.persons().count(), 2);
        let bo = people.number(&Address::new("bo@velobay.example")).unwrap();
        assert_eq!(people.managers(bo).count(), 1);
    }

    #[test]
    fn an_organisation_chart_has_other_titles() {
        let chart = "Employee Name,Work Email,Slack-ID,Job Title,Reports To\n\
            Aiko Tanaka,aiko@velobay.example,slack:u01,CEO,\n\
            Priya Raman,priya@velobay.example,,Head,aiko@velobay.example\n";
        let people = People::read(chart.as_bytes()).unwrap();
        let aiko = people.of(&Address::new("slack:u01")).unwrap();
        assert_eq!((aiko.name.as_str(), aiko.title.as_str()), ("Aiko Tanaka", "CEO"));
        assert_eq!(people.rank(&Address::new("priya@velobay.example")), Some(1));
    }

    #[test]
    fn errors_name_the_line() {
        assert!(
            error("name,addresses\nA,a@b\nB,a@b\n")
                .starts_with("line 3: a@b belongs to the person of line 2")
        );
        assert!(error("name,addresses\nA,\n").starts_with("line 2: A has no address"));
        assert!(
            error("name,addresses,title,manager\nA,a@b,,Nobody\n")
                .starts_with("line 2: the manager Nobody")
        );
        assert!(
            error("name,addresses,title,manager\nA,a@b,,B\nB,b@b,,A\n")
                .starts_with("line 2: A reports")
        );
        assert!(error("name,addresses\nA,a@b,c\n").starts_with("line 2: there are 3 columns"));
        assert!(error("name,city\nA,Bay\n").starts_with("line 1: there is no column addresses"));
        assert!(error("email\na@b\n").starts_with("line 1: there is no column name"));
        assert!(People::read(b"").unwrap().persons().next().is_none());
    }

    proptest! {
        #[test]
        fn any_table(table in "(name,addresses,title,manager\n)?[A-D@.;,\"\n é]{0,120}") {
            if let Ok(people) = People::read(table.as_bytes()) {
                let count = people.persons().count();
                for address in people.persons().flat_map(|person| &person.addresses) {
                    prop_assert!(people.rank(address).is_some_and(|steps| (steps as usize) < count));
                }
            }
        }

        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = People::read(&[&b"name,addresses,manager\n"[..], &bytes].concat());
        }
    }
}
