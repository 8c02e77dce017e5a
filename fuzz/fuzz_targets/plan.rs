//! Any bytes as the files of a study: its plan, what was frozen of it, and the ledger of what was seen,
//! between NULs.
#![no_main]

use std::fs;
use std::path::PathBuf;

use bifocal_study::Plan;
use bifocal_study::gate::Ledger;
use bifocal_study::plan::Standing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(folder) = tempfile::tempdir_in("/dev/shm") else { return };
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    for name in ["study.toml", "study.frozen.json", "study.ledger.jsonl"] {
        if let Some(part) = parts.next()
            && fs::write(folder.path().join(name), part).is_err()
        {
            return;
        }
    }
    let plan = folder.path().join("study.toml");
    let _ = Plan::read(&plan);
    let _ = Standing::of(&plan, &[PathBuf::from("study.ledger.jsonl")]);
    let _ = Ledger::open(folder.path(), "somebody", false);
});
