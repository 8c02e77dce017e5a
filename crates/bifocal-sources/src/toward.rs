//! Whom a message goes to, seen from its writer.

use std::collections::HashSet;
use std::sync::LazyLock;

use bifocal_core::{Address, Toward};

use crate::people::People;

static LISTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/list_names.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

impl People {
    /// Whom a message goes to: what most of its recipients are to the writer,
    /// those who get a copy only counting if there are no others. Where there are
    /// equally many, the first of up, down, across, outside, unknown.
    #[must_use]
    pub fn toward(&self, from: &Address, to: &[Address], cc: &[Address]) -> Toward {
        let recipients = if to.is_empty() { cc } else { to };
        if recipients.is_empty() {
            return Toward::Unknown;
        }
        // In the order in which ties are decided.
        let mut counts =
            [Toward::Up, Toward::Down, Toward::Across, Toward::Outside, Toward::Unknown]
                .map(|toward| (toward, 0));
        for recipient in recipients {
            if let Some(class) = self.class(from, recipient)
                && let Some((_, count)) = counts.iter_mut().find(|(toward, _)| *toward == class)
            {
                *count += 1;
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        counts
            .into_iter()
            .find(|(_, count)| most > 0 && *count == most)
            .map_or(Toward::SelfToList, |(toward, _)| toward)
    }

    /// What one recipient is to the writer; nothing if it is the writer or a list.
    fn class(&self, from: &Address, to: &Address) -> Option<Toward> {
        let writer = self.number(from);
        let Some(reader) =
            self.number(to).filter(|number| self.is_in_chart(*number) || Some(*number) == writer)
        else {
            return if from == to || is_list(to) {
                None
            } else if self.is_outside(from, to) {
                Some(Toward::Outside)
            } else {
                Some(Toward::Unknown)
            };
        };
        let Some(writer) = writer else {
            // The reader has a place in the chart, and the writer has none.
            return Some(if self.is_outside(from, to) { Toward::Outside } else { Toward::Unknown });
        };
        if reader == writer {
            None
        } else if self.managers(writer).any(|manager| manager == reader) {
            Some(Toward::Up)
        } else if self.managers(reader).any(|manager| manager == writer) {
            Some(Toward::Down)
        } else if self.is_in_chart(writer) {
            Some(Toward::Across)
        } else {
            Some(Toward::Unknown)
        }
    }

    /// Whether an address belongs to another organisation than all of the writer's.
    fn is_outside(&self, from: &Address, to: &Address) -> bool {
        let domain = to.domain();
        if domain.is_empty() {
            return false;
        }
        let own = self
            .number(from)
            .map(|number| self.get(number).addresses.as_slice())
            .unwrap_or_default();
        let mut domains = own
            .iter()
            .chain([from])
            .map(Address::domain)
            .filter(|domain| !domain.is_empty())
            .peekable();
        domains.peek().is_some() && !domains.any(|own| is_same_organisation(own, domain))
    }
}

/// Whether two domains are the same, or one is a part of the other.
fn is_same_organisation(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.') && outer.contains('.'))
    };
    one == other || within(one, other) || within(other, one)
}

/// Whether an address looks like one that mail to many goes to.
fn is_list(address: &Address) -> bool {
    let text = address.as_str();
    let local = text.rsplit_once('@').map_or(text, |(local, _)| local);
    let domain = address.domain();
    local.split(['.', '-', '_', '+']).any(|word| LISTS.contains(word))
        || domain.starts_with("lists.")
        || domain.starts_with("groups.")
        || domain == "googlegroups.com"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> People {
        People::read(
            b"name,addresses,title,manager\n\
            Aiko,aiko@v.example,,\n\
            Priya,priya@v.example;p@home.example,,Aiko\n\
            Bo,bo@v.example,,Priya\n\
            Cy,cy@v.example,,Bo\n\
            Di,di@v.example,,Aiko\n",
        )
        .unwrap()
    }

    fn toward(from: &str, to: &str, cc: &str) -> Toward {
        let list = |text: &str| {
            text.split(' ').filter(|word| !word.is_empty()).map(Address::new).collect::<Vec<_>>()
        };
        people().toward(&Address::new(from), &list(to), &list(cc))
    }

    #[test]
    fn directions() {
        for (to, expected) in [
            ("aiko@v.example", Toward::Up),
            ("bo@v.example", Toward::Down),
            ("cy@v.example", Toward::Down),
            ("di@v.example", Toward::Across),
            ("x@other.example", Toward::Outside),
            ("new@v.example", Toward::Unknown),
            ("new@mail.v.example", Toward::Unknown),
            ("friend@home.example", Toward::Unknown),
            ("p@home.example", Toward::SelfToList),
            ("all@v.example", Toward::SelfToList),
            ("all@v.example bo@v.example", Toward::Down),
            ("", Toward::Unknown),
        ] {
            assert_eq!(toward("priya@v.example", to, ""), expected, "{to}");
        }
        assert_eq!(toward("cy@v.example", "aiko@v.example", ""), Toward::Up);
        assert_eq!(toward("x@other.example", "aiko@v.example", ""), Toward::Outside);
        assert_eq!(toward("new@v.example", "aiko@v.example", ""), Toward::Unknown);
    }

    #[test]
    fn most_recipients_decide() {
        assert_eq!(
            toward("priya@v.example", "bo@v.example cy@v.example aiko@v.example", ""),
            Toward::Down
        );
        assert_eq!(toward("priya@v.example", "bo@v.example aiko@v.example", ""), Toward::Up);
        assert_eq!(toward("priya@v.example", "x@other.example di@v.example", ""), Toward::Across);
        assert_eq!(
            toward("priya@v.example", "bo@v.example", "aiko@v.example di@v.example"),
            Toward::Down
        );
        assert_eq!(toward("priya@v.example", "", "aiko@v.example"), Toward::Up);
    }

    #[test]
    fn without_a_chart() {
        let people = People::default();
        let (me, inside, outside) = (
            Address::new("me@v.example"),
            Address::new("b@v.example"),
            Address::new("c@other.example"),
        );
        assert_eq!(people.toward(&me, std::slice::from_ref(&inside), &[]), Toward::Unknown);
        assert_eq!(people.toward(&me, &[outside], &[]), Toward::Outside);
        assert_eq!(people.toward(&me, std::slice::from_ref(&me), &[]), Toward::SelfToList);
    }
}
