//! Any bytes as a gold table: labels that make sense, or the line that makes none.
#![no_main]

use bifocal_study::sample::{GoldRow, GoldTable};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let titled = [b"message,probability,people,results\n", bytes].concat();
    for bytes in [bytes, &titled] {
        let rows: Vec<GoldRow> = csv::Reader::from_reader(bytes).deserialize().flatten().collect();
        let count = rows.len();
        if let Ok(table) = GoldTable::new((2..).zip(rows)) {
            assert_eq!(table.len(), count);
        }
    }
});
