//! Any bytes as a person query: sums of one person, or a refusal.
#![no_main]

use std::io::Write;

use bifocal_calendar::Calendar;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut file) = tempfile::NamedTempFile::new_in("/dev/shm") else { return };
    if file.write_all(b"PersonId,MetricDate,").and_then(|()| file.write_all(bytes)).is_err() {
        return;
    }
    if let Ok(calendar) = Calendar::open(&[file.path().to_owned()])
        && let Some(viva) = calendar.viva
    {
        assert!(viva.rows > 0 && viva.metrics.iter().all(|metric| metric.rows <= viva.rows));
    }
});
