//! Tables to Parquet and back.
//!
//! Columns of text are not compressed, so that whoever wants to know whether an address stands in
//! a folder can ask `grep`.

use std::panic;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use crate::columns::{Columns, Values, shared};
use crate::dictionary::{Field, Kind, Table};

/// Rows of one file at most: as many as a careless writer could make, far above what ours does.
const MOST_ROWS: usize = 1 << 24;

/// A table as a Parquet file.
pub(crate) fn encode(table: Table, columns: &Columns) -> Result<Vec<u8>, ParquetError> {
    let types = columns.fields.iter().map(parquet_type).collect::<Result<Vec<_>, _>>()?;
    let schema = Type::group_type_builder(table.name()).with_fields(types).build()?;
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("bifocal {}", env!("CARGO_PKG_VERSION")))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_compression(Compression::SNAPPY);
    for field in columns.fields.iter().filter(|field| field.kind == Kind::String) {
        let path = ColumnPath::new(vec![field.name.clone()]);
        properties = properties.set_column_compression(path, Compression::UNCOMPRESSED);
    }
    let properties = Arc::new(properties.build());
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties)?;
    let mut group = writer.next_row_group()?;
    for (field, values) in columns.fields.iter().zip(&columns.values) {
        let optional = field.nullable;
        let Some(mut column) = group.next_column()? else { return Err(odd("a column is missing")) };
        match (column.untyped(), values) {
            (ColumnWriter::BoolColumnWriter(to), Values::Flags(from)) => {
                let (present, levels) = split(from, |flag| *flag);
                to.write_batch(&present, optional.then_some(&levels[..]), None)?;
            }
            (ColumnWriter::Int32ColumnWriter(to), Values::Ints(from)) => {
                let (present, levels) = split(from, |int| *int);
                to.write_batch(&present, optional.then_some(&levels[..]), None)?;
            }
            (ColumnWriter::Int64ColumnWriter(to), Values::Longs(from)) => {
                let (present, levels) = split(from, |long| *long);
                to.write_batch(&present, optional.then_some(&levels[..]), None)?;
            }
            (ColumnWriter::ByteArrayColumnWriter(to), Values::Texts(from)) => {
                let (present, levels) = split(from, |text| ByteArray::from(&**text));
                to.write_batch(&present, optional.then_some(&levels[..]), None)?;
            }
            _ => return Err(odd("a column is of another type")),
        }
        column.close()?;
    }
    group.close()?;
    writer.into_inner()
}

/// What is there, and for each row whether something is.
fn split<T, U>(values: &[Option<T>], convert: impl Fn(&T) -> U) -> (Vec<U>, Vec<i16>) {
    let present = values.iter().flatten().map(convert).collect();
    (present, values.iter().map(|value| i16::from(value.is_some())).collect())
}

fn odd(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

fn parquet_type(field: &Field) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = types(field.kind);
    let repetition = if field.nullable { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let builder = Type::primitive_type_builder(&field.name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical);
    Ok(Arc::new(builder.build()?))
}

fn types(kind: Kind) -> (Physical, Option<LogicalType>) {
    match kind {
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::UInt8 => (Physical::INT32, Some(LogicalType::integer(8, false))),
        Kind::UInt16 => (Physical::INT32, Some(LogicalType::integer(16, false))),
        Kind::Int32 => (Physical::INT32, None),
        Kind::Int64 => (Physical::INT64, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Timestamp => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
        Kind::String => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    }
}

/// The table in a Parquet file that [`encode`] has made.
///
/// What is damaged, the hash in the journal has found before. But the crate panics on some files
/// that are forged, and no file may bring the program down.
pub(crate) fn decode(table: Table, bytes: Bytes) -> Result<Columns, ParquetError> {
    panic::catch_unwind(|| read_table(table, bytes))
        .unwrap_or_else(|_| Err(odd("this is not a file that Bifocal has written")))
}

fn read_table(table: Table, bytes: Bytes) -> Result<Columns, ParquetError> {
    let reader = SerializedFileReader::new(bytes)?;
    let mut columns = Columns::new(table);
    check_schema(&columns.fields, &reader)?;
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(usize::MAX);
        if rows.saturating_add(columns.rows()) > MOST_ROWS {
            return Err(odd("too many rows"));
        }
        let fields = columns.fields.iter().zip(&mut columns.values);
        for (at, (field, values)) in fields.enumerate() {
            let levels = field.nullable;
            match (group.get_column_reader(at)?, values) {
                (ColumnReader::BoolColumnReader(from), Values::Flags(to)) => {
                    read(from, rows, levels, to, |_, flag| Ok(flag))?;
                }
                (ColumnReader::Int32ColumnReader(from), Values::Ints(to)) => {
                    read(from, rows, levels, to, |_, int| Ok(int))?;
                }
                (ColumnReader::Int64ColumnReader(from), Values::Longs(to)) => {
                    read(from, rows, levels, to, |_, long| Ok(long))?;
                }
                (ColumnReader::ByteArrayColumnReader(from), Values::Texts(to)) => {
                    read(from, rows, levels, to, |before, text| {
                        text.as_utf8().map(|text| shared(before, text))
                    })?;
                }
                _ => return Err(odd("a column is of another type")),
            }
        }
    }
    Ok(columns)
}

fn check_schema(
    fields: &[Field],
    reader: &SerializedFileReader<Bytes>,
) -> Result<(), ParquetError> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let same = schema.columns().iter().map(|column| {
        (
            column.path().string(),
            column.physical_type(),
            column.max_def_level(),
            column.max_rep_level(),
        )
    });
    let ours = fields
        .iter()
        .map(|field| (field.name.clone(), types(field.kind).0, i16::from(field.nullable), 0));
    if same.eq(ours) { Ok(()) } else { Err(odd("the columns are others than in the dictionary")) }
}

/// Reads a column of so many rows to its end.
fn read<T: DataType, U>(
    mut from: ColumnReaderImpl<T>,
    rows: usize,
    nullable: bool,
    to: &mut Vec<Option<U>>,
    convert: impl Fn(Option<&Option<U>>, T::T) -> Result<U, ParquetError>,
) -> Result<(), ParquetError> {
    let mut left = rows;
    while left > 0 {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        let (read, _, _) =
            from.read_records(left, nullable.then_some(&mut levels), None, &mut values)?;
        if read == 0 {
            return Err(odd("a column ends before its rows"));
        }
        let mut values = values.into_iter();
        for row in 0..read {
            let present = !nullable || levels.get(row).is_some_and(|level| *level > 0);
            let value = match present.then(|| values.next()) {
                None => None,
                Some(Some(value)) => Some(convert(to.last(), value)?),
                Some(None) => return Err(odd("a column lacks values")),
            };
            to.push(value);
        }
        left = left.saturating_sub(read);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::part;
    use crate::testing::coded;

    fn file(table: Table) -> Vec<u8> {
        let rows: Vec<_> = (0..40).map(|key| coded(key, (key % 5) as u16)).collect();
        let [messages, acts] = part::tables(&rows).expect("rows");
        let columns = if table == Table::Acts { acts } else { messages };
        encode(table, &columns).expect("a file")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn changed_files_are_read_or_refused(
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            is_acts in any::<bool>(),
        ) {
            let table = if is_acts { Table::Acts } else { Table::Messages };
            let mut bytes = file(table);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            // The hash keeps damage away. What is forged is refused or read as something else.
            let rows = decode(table, Bytes::from(bytes)).map_or(0, |columns| columns.rows());
            prop_assert!(rows <= MOST_ROWS);
        }

        #[test]
        fn torn_files_are_refused(end in any::<prop::sample::Index>()) {
            let bytes = file(Table::Acts);
            let end = end.index(bytes.len());
            prop_assert!(decode(Table::Acts, Bytes::copy_from_slice(&bytes[..end])).is_err());
        }
    }
}
