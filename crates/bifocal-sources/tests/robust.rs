//! Bad input: one clear error, or a counted skip, never a panic.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use std::io::Write;
use std::path::{Path, PathBuf};

use bifocal_sources::{Index, LIMIT, SkipReason, SourceError, SourceSet, parse};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const LINE: &str = "From a@v.example Mon Jan  5 10:00:00 2026\n";

fn mail(id: usize, body: &str) -> String {
    format!(
        "Message-ID: <{id}@v.example>\nFrom: a@v.example\nTo: b@v.example\nSubject: s{id}\n\n{body}\n"
    )
}

fn mbox(count: usize) -> String {
    (0..count)
        .map(|id| format!("{LINE}{}\n", mail(id, &format!("Body of message {id}."))))
        .collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Bodies and the names of reasons for skips, in both passes.
fn read(path: &Path) -> (Vec<String>, Vec<&'static str>) {
    let set = SourceSet::open(&[path.to_owned()]).unwrap();
    let index = Index::build(&set, &|_| ()).unwrap();
    let mut bodies = Vec::new();
    for raw in set.raw(&|_| ()).flatten() {
        if let Ok(Some(message)) = parse(&raw, &index) {
            bodies.push(message.body);
        }
    }
    let mut skips: Vec<&str> =
        index.skips().named().iter().map(|skip| skip.reason.name()).collect();
    skips.sort_unstable();
    assert_eq!(skips.len() as u64, index.skips().total());
    (bodies, skips)
}

fn refused(path: &Path) -> String {
    let error = SourceSet::open(&[path.to_owned()])
        .and_then(|set| Index::build(&set, &|_| ()).map(drop))
        .unwrap_err();
    let text = error.to_string();
    assert!(!text.contains('\n'), "{text}");
    text.replace(&path.display().to_string(), "PATH")
}

#[test]
fn sources_that_cannot_be_used() {
    let folder = Folder::new();
    assert!(matches!(SourceSet::open(&[]), Err(SourceError::NoPath)));
    assert!(refused(&folder.path().join("none")).starts_with("PATH: there is no such file"));
    assert!(refused(&folder.with("empty", "")).starts_with("PATH: the file is empty"));
    assert!(
        refused(&folder.with("binary", [0, 1, 2, 255]))
            .starts_with("PATH: this is a binary file, which holds no messages")
    );
    assert!(refused(&folder.with("photo.pdf", "%PDF-1.7")).starts_with("PATH: this is a PDF"));
    assert!(
        refused(&folder.with("notes.txt", "Dear all\n")).starts_with("PATH: this is other text")
    );
    std::fs::create_dir(folder.path().join("hollow")).unwrap();
    assert!(
        refused(&folder.path().join("hollow")).starts_with("PATH: there is no file in the folder")
    );
    folder.with("tree/a.cats", "1,2");
    folder.with("tree/b.cats", "1,2");
    assert!(
        refused(&folder.path().join("tree"))
            .starts_with("PATH: no message was found (skipped: 2 × not a mail)")
    );
    assert!(
        refused(&folder.with("x.gz", gz(b"no mail")))
            .starts_with("PATH: no message was found (it is other text, not a mail)")
    );
}

#[cfg(unix)]
#[test]
fn no_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.with("ok.eml", mail(1, "x"));
    let file = folder.with("shut.eml", mail(2, "x"));
    folder.with("shut/in.eml", mail(3, "x"));
    let shut = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap()
    };
    shut(&file, 0);
    shut(&folder.path().join("shut"), 0);
    // The superuser may read everything.
    if std::fs::File::open(&file).is_err() {
        assert_eq!(read(folder.path()), (vec!["x\n".to_owned()], vec!["permission denied"; 2]));
        assert!(refused(&file).starts_with("PATH: permission denied"));
        assert!(refused(&folder.path().join("shut")).starts_with("PATH: permission denied"));
    }
    shut(&folder.path().join("shut"), 0o700);
}

#[cfg(unix)]
#[test]
fn links_and_odd_names() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let mail_file = folder.with("a/one.eml", mail(1, "one"));
    symlink(folder.path(), folder.path().join("a/loop")).unwrap();
    symlink("circle", folder.path().join("a/circle")).unwrap();
    symlink("nothing", folder.path().join("a/dangling")).unwrap();
    symlink(&mail_file, folder.path().join("a/two.eml")).unwrap();
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"a/\xff\xfe.eml"));
    std::fs::write(odd, mail(3, "three")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("a/socket")).unwrap();
    let (bodies, skips) = read(folder.path());
    assert_eq!(bodies, ["one\n", "three\n"]);
    assert_eq!(skips, ["broken link", "broken link", "linked folder", "no file"]);
}

#[test]
fn maildirs() {
    let folder = Folder::new();
    folder.with("cur/1.host:2,S", mail(1, "seen"));
    folder.with("cur/2.host:2,DS", mail(2, "draft"));
    folder.with("new/3.host", mail(3, "new"));
    folder.with("tmp/4.host", mail(4, "half"));
    folder.with(".Sent/cur/5.host:2,S", mail(5, "sent"));
    folder.with(".Sent/new/6.host", mail(6, "odd"));
    folder.with("dovecot-uidlist", "3 V1 N5\n");
    let (mut bodies, skips) = read(folder.path());
    bodies.sort();
    assert_eq!(bodies, ["new\n", "odd\n", "seen\n", "sent\n"]);
    assert_eq!(skips, ["draft", "not a mail"]);
}

#[test]
fn archives() {
    let folder = Folder::new();
    let three = mbox(3);
    assert_eq!(read(&folder.with("a.mbox.gz", gz(three.as_bytes()))).0.len(), 3);
    assert_eq!(read(&folder.with("b.eml.gz", gz(mail(1, "x").as_bytes()))).0, ["x\n"]);
    assert_eq!(read(&folder.with("c", gz(&gz(three.as_bytes())))).0.len(), 3);
    let members = [
        ("in.mbox", three.as_bytes()),
        ("tree/a", mail(7, "seven").as_bytes()),
        ("tree/b.gz", &gz(mail(8, "eight").as_bytes())),
        ("tree/readme", b"no mail"),
        ("in.zip", &zip(&[("x", three.as_bytes())])),
    ]
    .map(|(name, bytes)| (name, bytes.to_vec()));
    let members: Vec<(&str, &[u8])> =
        members.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let archive = folder.with("d.zip", zip(&members));
    let (bodies, skips) = read(&archive);
    assert_eq!(bodies.len(), 5);
    assert_eq!(bodies[3..], ["seven\n", "eight\n"]);
    assert_eq!(skips, ["nested archive", "not a mail"]);
    let set = SourceSet::open(&[archive]).unwrap();
    let loci: Vec<String> = set.raw(&|_| ()).flatten().map(|raw| raw.locus.file).collect();
    assert!(loci[0].ends_with("d.zip!in.mbox"), "{}", loci[0]);
}

#[test]
fn archives_that_are_cut_off() {
    let folder = Folder::new();
    let bytes = mbox(2000);
    let whole = gz(bytes.as_bytes());
    let (bodies, skips) = read(&folder.with("a.gz", &whole[..whole.len() * 3 / 4]));
    assert!(bodies.len() > 1000 && bodies.len() < 2000, "{}", bodies.len());
    assert_eq!(skips, ["damaged"]);

    let mails: Vec<(String, String)> = (0..50)
        .map(|id| (format!("{id}.eml"), mail(id, &format!("Body {id}, {}", "x y z ".repeat(50)))))
        .collect();
    let members: Vec<(&str, &[u8])> =
        mails.iter().map(|(name, mail)| (name.as_str(), mail.as_bytes())).collect();
    let whole = zip(&members);
    let (bodies, skips) = read(&folder.with("b.zip", &whole[..whole.len() / 2]));
    assert!(bodies.len() > 20 && bodies.len() < 50, "{}", bodies.len());
    // The last member may be cut off within its header.
    assert!(skips.contains(&"damaged") && skips.len() <= 3, "{skips:?}");

    // A member with a wrong checksum.
    let mut stored = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    stored.start_file("x.eml", options).unwrap();
    stored.write_all(mail(1, "abcdef").as_bytes()).unwrap();
    let mut bytes = stored.finish().unwrap().into_inner();
    let at = bytes.windows(6).position(|window| window == b"abcdef").unwrap();
    bytes[at] = b'X';
    assert_eq!(read(&folder.with("c.zip", bytes)), (vec!["Xbcdef\n".to_owned()], vec!["damaged"]));
}

#[test]
fn every_cut_is_read() {
    let folder = Folder::new();
    for whole in [
        mbox(2).into_bytes(),
        gz(mbox(2).as_bytes()),
        zip(&[("a.mbox", mbox(2).as_bytes()), ("b.eml", mail(9, "x").as_bytes())]),
    ] {
        for end in 0..whole.len() {
            let path = folder.with("cut", &whole[..end]);
            if let Ok(index) = SourceSet::open(&[path]).and_then(|set| Index::build(&set, &|_| ()))
            {
                assert!(index.messages() > 0);
            }
        }
    }
}

#[test]
fn one_line_of_200_megabytes() {
    let folder = Folder::new();
    let path = folder.path().join("long.mbox");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    file.write_all(format!("{LINE}{}\n{LINE}From: a@v.example\n\n", mail(1, "first")).as_bytes())
        .unwrap();
    let block = vec![b'x'; 1 << 20];
    for _ in 0..200 {
        file.write_all(&block).unwrap();
    }
    file.write_all(format!("\n\n{LINE}{}", mail(2, "last")).as_bytes()).unwrap();
    drop(file);
    let set = SourceSet::open(&[path]).unwrap();
    let index = Index::build(&set, &|_| ()).unwrap();
    assert_eq!(index.messages(), 2);
    assert!(
        matches!(index.skips().named(), [skip] if matches!(skip.reason, SkipReason::TooLarge(size) if size > 200 << 20))
    );
    // No more than one message and some blocks.
    let most = set.raw(&|_| ()).flatten().map(|raw| raw.size()).max().unwrap();
    assert!(most < LIMIT);

    // Compressed, it is small: what is not kept costs no memory either.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(LINE.as_bytes()).unwrap();
    encoder.write_all(b"From: a@v.example\n\n").unwrap();
    for _ in 0..200 {
        encoder.write_all(&block).unwrap();
    }
    encoder.write_all(format!("\n\n{}", mbox(1)).as_bytes()).unwrap();
    let bomb = folder.with("bomb.gz", encoder.finish().unwrap());
    assert_eq!(read(&bomb), (vec!["Body of message 0.\n".to_owned()], vec!["too large"]));
}

#[test]
fn progress_ends_at_the_total() {
    use std::sync::atomic::{AtomicU64, Ordering};
    let folder = Folder::new();
    folder.with("a.mbox", mbox(1000));
    folder.with("b.gz", gz(mbox(1000).as_bytes()));
    folder.with("c.zip", zip(&[("x.mbox", mbox(10).as_bytes())]));
    let set = SourceSet::open(&[folder.path().to_owned()]).unwrap();
    let seen = AtomicU64::new(0);
    let report = |bytes| {
        assert!(seen.swap(bytes, Ordering::Relaxed) <= bytes);
    };
    assert_eq!(set.raw(&report).count(), 2010);
    assert_eq!(seen.load(Ordering::Relaxed), set.total_bytes());
}

#[test]
fn streams_are_read_twice() {
    let set = SourceSet::from_reader("standard input", gz(mbox(3).as_bytes()).as_slice()).unwrap();
    let index = Index::build(&set, &|_| ()).unwrap();
    assert_eq!(index.messages(), 3);
    assert!(set.raw(&|_| ()).flatten().all(|raw| raw.locus.file == "standard input" && parse(&raw, &index).unwrap().is_some()));
    let error = SourceSet::from_reader("standard input", &b""[..]).unwrap_err().to_string();
    assert_eq!(error, "standard input: the file is empty; export it again");
}
