//! Rows as a part: the two tables of the same messages.

use std::iter;
use std::ops::Range;
use std::sync::Arc;

use bifocal_core::{
    Act, Activity, Fate, Instant, Locus, Medium, MessageKey, OutOfScope, Pole, PoleSet,
    Probability, Reading, Toward,
};

use crate::columns::{Cell, Columns, Misfit, Row, shared};
use crate::dictionary::Table;
use crate::stored::{Kept, Own, Stored, StoredAct};

/// Name of the fate of a message that somebody else wrote.
const BY_OTHER: &str = "by_other";

/// The columns of `acts` that repeat what `messages` has, so that most questions need no join.
const REPEATED: usize = 5;

/// Both tables of some messages.
pub(crate) fn tables(rows: &[Stored]) -> Result<[Columns; 2], Misfit> {
    let mut messages = Columns::new(Table::Messages);
    let mut acts = Columns::new(Table::Acts);
    for row in rows {
        messages.push(message(row))?;
        let Some(own) = row.own() else { continue };
        for (sentence, act) in own.acts.iter().enumerate() {
            acts.push(sentence_of(row, own, sentence, act))?;
        }
    }
    Ok([messages, acts])
}

fn message(row: &Stored) -> Vec<Cell<'_>> {
    let own = row.own();
    let fate = match &row.kept {
        Kept::ByOther => BY_OTHER,
        Kept::OutOfScope(why) => why.name(),
        Kept::Own(own) => own.fate.name(),
    };
    let int = |value: Option<u32>| value.map_or(Cell::Null, whole);
    let mut cells = vec![
        Cell::Long(row.key.0.cast_signed()),
        Cell::Text(&row.person),
        Cell::Text(fate),
        instant(own.and_then(|own| own.at)),
        week(own.and_then(|own| own.at)),
        own.map_or(Cell::Null, |own| Cell::Text(own.toward.name())),
        own.map_or(Cell::Null, |own| Cell::Text(own.medium.name())),
        int(own.map(|own| own.bucket.into())),
        own.map_or(Cell::Null, |own| Cell::Text(&own.locus.file)),
        own.map_or(Cell::Null, |own| Cell::Long(own.locus.offset.cast_signed())),
        int(own.map(|own| own.body_bytes)),
    ];
    let zones = own.map_or([None; 5], |own| own.lines.map(Some));
    cells.extend(zones.into_iter().map(int));
    cells.push(int(own.map(|own| own.other_language_paragraphs)));
    let poles = own.map(|own| own.poles).unwrap_or_default();
    cells.extend(attends(poles));
    cells
}

fn sentence_of<'a>(
    row: &'a Stored,
    own: &'a Own,
    sentence: usize,
    stored: &'a StoredAct,
) -> Vec<Cell<'a>> {
    let StoredAct { span, act } = stored;
    let mut cells = vec![
        Cell::Long(row.key.0.cast_signed()),
        Cell::Text(&row.person),
        instant(own.at),
        week(own.at),
        Cell::Text(own.toward.name()),
        Cell::Text(own.medium.name()),
        Cell::Int(own.bucket.into()),
        whole(u32::try_from(sentence).unwrap_or(u32::MAX)),
        Cell::Text(&own.locus.file),
        Cell::Long(own.locus.offset.cast_signed()),
        whole(span.start),
        whole(span.end),
        act.activity.map_or(Cell::Null, |activity| Cell::Text(activity.code())),
    ];
    cells.extend(attends(act.poles));
    let probabilities = act.reading.activities.iter().chain(&act.reading.poles);
    cells.extend(probabilities.map(|probability| Cell::Int(probability.0.into())));
    cells
}

/// Numbers of lines and bytes are far below what 31 bits hold: a message has at most 64 MiB.
fn whole(number: u32) -> Cell<'static> {
    Cell::Int(i32::try_from(number).unwrap_or(i32::MAX))
}

fn instant(at: Option<Instant>) -> Cell<'static> {
    at.and_then(|at| at.0.checked_mul(1000)).map_or(Cell::Null, Cell::Long)
}

/// The Monday of the week as days since 1970-01-01, which was a Thursday.
fn week(at: Option<Instant>) -> Cell<'static> {
    let day = at.and_then(|at| at.week().0.checked_mul(7)?.checked_sub(3));
    day.map_or(Cell::Null, Cell::Int)
}

fn attends<'a>(poles: PoleSet) -> impl Iterator<Item = Cell<'a>> {
    Pole::ALL.into_iter().map(move |pole| Cell::Flag(poles.contains(pole)))
}

/// The rows that both tables of a part hold.
pub(crate) fn rows(messages: &Columns, acts: &Columns) -> Result<Vec<Stored>, Misfit> {
    let mut rows: Vec<Stored> = Vec::with_capacity(messages.rows());
    let mut next = 0;
    for number in 0..messages.rows() {
        let before = rows.last().map(|row| Some(row.person.clone()));
        let mut row = read_message(messages.row(number), before.as_ref())?;
        if let Kept::Own(own) = &mut row.kept {
            while let Some(act) = act_of(acts, next, row.key, &row.person, own.acts.len())? {
                own.acts.push(act);
                next += 1;
            }
        }
        rows.push(row);
    }
    if next < acts.rows() {
        return Err(Misfit(String::from("acts without their message")));
    }
    Ok(rows)
}

fn read_message(mut row: Row<'_>, before: Option<&Option<Arc<str>>>) -> Result<Stored, Misfit> {
    let key = required_key(&mut row)?;
    let person = row.text()?;
    let person = shared(before, row.need(person)?);
    let fate = row.text()?;
    if fate == Some(BY_OTHER) {
        return Ok(Stored { person, key, kept: Kept::ByOther });
    }
    if let Some(why) = fate.and_then(OutOfScope::from_name) {
        return Ok(Stored { person, key, kept: Kept::OutOfScope(why) });
    }
    let fate = row.need(fate.and_then(Fate::from_name))?;
    let at = row.long()?.map(|at| Instant(at.div_euclid(1000)));
    row.skip(1);
    let toward = row.text()?;
    let toward = row.need(toward.and_then(Toward::from_name))?;
    let medium = row.text()?;
    let medium = row.need(medium.and_then(Medium::from_name))?;
    let bucket: Option<u8> = row.int()?;
    let bucket = row.need(bucket.filter(|b| usize::from(*b) < bifocal_core::tally::BUCKETS))?;
    let file = row.text()?;
    let file = row.need(file)?.to_owned();
    let offset = row.long()?;
    let offset = row.need(offset)?.cast_unsigned();
    let body_bytes = required(&mut row)?;
    let mut lines = [0; 5];
    for zone in &mut lines {
        *zone = required(&mut row)?;
    }
    let other_language_paragraphs = required(&mut row)?;
    let poles = read_poles(&mut row)?;
    let own = Own {
        fate,
        at,
        toward,
        medium,
        bucket,
        locus: Locus { file, offset },
        body_bytes,
        lines,
        other_language_paragraphs,
        poles,
        acts: Vec::new(),
    };
    Ok(Stored { person, key, kept: Kept::Own(own) })
}

/// The act at a row, if it is the next sentence of a message.
fn act_of(
    acts: &Columns,
    number: usize,
    key: MessageKey,
    person: &str,
    sentence: usize,
) -> Result<Option<StoredAct>, Misfit> {
    if number >= acts.rows() {
        return Ok(None);
    }
    let mut row = acts.row(number);
    if required_key(&mut row)? != key || row.text()? != Some(person) {
        return Ok(None);
    }
    row.skip(REPEATED);
    let found: usize = required(&mut row)?;
    if found != sentence {
        return Err(row.misfit());
    }
    row.skip(2);
    let span: Range<u32> = required(&mut row)?..required(&mut row)?;
    let activity = match row.text()? {
        None => None,
        Some(code) => Some(row.need(Activity::from_code(code))?),
    };
    let poles = read_poles(&mut row)?;
    let mut reading = Reading::default();
    for probability in iter::chain(&mut reading.activities, &mut reading.poles) {
        *probability = Probability(required(&mut row)?);
    }
    Ok(Some(StoredAct { span, act: Act { activity, poles, reading } }))
}

fn required_key(row: &mut Row<'_>) -> Result<MessageKey, Misfit> {
    let key = row.long()?;
    row.need(key).map(|key| MessageKey(key.cast_unsigned()))
}

fn required<T: TryFrom<i32>>(row: &mut Row<'_>) -> Result<T, Misfit> {
    let value = row.int()?;
    row.need(value)
}

fn read_poles(row: &mut Row<'_>) -> Result<PoleSet, Misfit> {
    let mut poles = PoleSet::default();
    for pole in Pole::ALL {
        if row.flag()? {
            poles.insert(pole);
        }
    }
    Ok(poles)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::table::{decode, encode};
    use crate::testing::stored;

    proptest! {
        #[test]
        fn rows_come_back_as_they_were(rows in proptest::collection::vec(stored(), 0..20)) {
            let tables = tables(&rows).expect("rows");
            let [messages, acts] = [(Table::Messages, &tables[0]), (Table::Acts, &tables[1])]
                .map(|(table, columns)| {
                    let bytes = encode(table, columns).expect("a file");
                    decode(table, Bytes::from(bytes)).expect("a table")
                });
            prop_assert_eq!(super::rows(&messages, &acts).expect("rows"), rows);
        }
    }

    #[test]
    fn acts_without_their_message_are_refused() {
        let [messages, mut acts] = tables(&[crate::testing::coded(1, 2)]).expect("rows");
        assert!(super::rows(&messages, &acts).is_ok());
        let [_, more] = tables(&[crate::testing::coded(2, 1)]).expect("rows");
        acts = [&acts, &more].into_iter().fold(Columns::new(Table::Acts), |mut all, some| {
            for (all, some) in all.values.iter_mut().zip(&some.values) {
                crate::testing::append(all, some);
            }
            all
        });
        let misfit = super::rows(&messages, &acts).expect_err("a stray act");
        assert_eq!(misfit.0, "acts without their message");
    }

    #[test]
    fn a_table_is_not_read_as_the_other() {
        let [messages, _] = tables(&[crate::testing::coded(1, 2)]).expect("rows");
        let bytes = encode(Table::Messages, &messages).expect("a file");
        assert!(decode(Table::Acts, Bytes::from(bytes)).is_err());
        assert!(decode(Table::Acts, Bytes::from_static(b"PAR1PAR1")).is_err());
    }
}
