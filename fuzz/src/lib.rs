//! What fuzz targets share.

use bifocal_sources::readers::Reader;
use bifocal_sources::{Format, Index, SourceSet, parse};

/// Reads any bytes by one reader. Nothing stands for more messages and skips than it has bytes.
pub fn read(reader: Reader, bytes: &[u8]) {
    let _ = reader.recognises(bytes);
    let (messages, skips) = reader.count(bytes);
    assert!(messages + skips <= bytes.len() + 1);
}

/// Reads an export whose files are the parts of the bytes between NULs, in both passes.
pub fn read_export(names: &[&str], bytes: &[u8], format: Format) {
    let Ok(folder) = tempfile::tempdir_in("/dev/shm") else { return };
    for (name, part) in names.iter().zip(bytes.splitn(names.len(), |byte| *byte == 0)) {
        let path = folder.path().join(name);
        let Some(parent) = path.parent() else { continue };
        if std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, part)).is_err() {
            return;
        }
    }
    let Ok(set) = SourceSet::open_as(&[folder.path().to_owned()], Some(format)) else { return };
    read_twice(&set);
}

/// Reads a source in both passes, which must see the same messages, copies and skips and so must
/// lose nothing.
pub fn read_twice(set: &SourceSet) {
    let Ok(index) = Index::build(set, &|_| ()) else { return };
    let (mut messages, mut copies, mut skips) = (0, 0, 0);
    for raw in set.raw(&|_| ()) {
        match raw.map(|raw| parse(&raw, &index)) {
            Ok(Ok(Some(_))) => messages += 1,
            Ok(Ok(None)) => copies += 1,
            Ok(Err(_)) | Err(_) => skips += 1,
        }
    }
    assert_eq!((messages, copies), (index.messages(), index.duplicates()));
    assert_eq!(skips, index.skips().total());
}
