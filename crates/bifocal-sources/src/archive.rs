//! The members of an archive, zip or tar, as streams.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use tempfile::NamedTempFile;
use zip::{CompressionMethod, ZipArchive};

use crate::skip::SkipReason;

/// A member as the archive's directory has it.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    name: String,
    start: u64,
    packed: u64,
    checksum: Option<u32>,
    problem: Option<SkipReason>,
    deflated: bool,
}

/// The bytes of a member, unpacked.
pub(crate) type Stream = Box<dyn Read + Send>;

/// An archive: its members, and what is wrong with it as a whole.
pub(crate) struct Archive {
    file: File,
    members: Vec<Member>,
    damage: Option<SkipReason>,
    /// Where it was unpacked to, if it had to be.
    _copy: Option<NamedTempFile>,
}

impl Archive {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::of_file(File::open(path)?, None)
    }

    /// An archive in a temporary file, which goes when nobody reads it any more, and why it is
    /// not whole, if it is not.
    pub(crate) fn of_copy(copy: NamedTempFile, failure: Option<SkipReason>) -> io::Result<Self> {
        let archive = Self::of_file(copy.reopen()?, Some(copy))?;
        Ok(Self { damage: failure.or(archive.damage), ..archive })
    }

    fn of_file(mut file: File, copy: Option<NamedTempFile>) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let mut head = Vec::new();
        Read::by_ref(&mut file).take(HEADER as u64).read_to_end(&mut head)?;
        file.rewind()?;
        if is_tar(&head) {
            let (members, damage) = tarred(&file)?;
            return Ok(Self { file, members, damage, _copy: copy });
        }
        let (members, damage) = match ZipArchive::new(BufReader::new(file.try_clone()?)) {
            Ok(archive) => (listed(archive, length), None),
            // The directory stands at the end, so it is missing if the end is.
            Err(error) => (walked(&file, length)?, Some(SkipReason::Damaged(error.to_string()))),
        };
        Ok(Self { file, members, damage, _copy: copy })
    }

    /// The names of the members, in their order in the archive.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }

    /// The name of the member with this number.
    pub(crate) fn name(&self, number: usize) -> Option<&str> {
        self.members.get(number).map(|member| member.name.as_str())
    }

    /// The bytes of the member with this number, or why they cannot be had. One member is read
    /// at a time: their streams share a place in the file.
    pub(crate) fn stream(&self, number: usize) -> Option<Result<Stream, SkipReason>> {
        let member = self.members.get(number)?;
        Some(match &member.problem {
            Some(problem) => Err(problem.clone()),
            None => self.unpacked(member).map_err(|error| SkipReason::from_io(&error)),
        })
    }

    /// What is wrong with the archive as a whole.
    pub(crate) fn damage(&self) -> Option<&SkipReason> {
        self.damage.as_ref()
    }

    fn unpacked(&self, member: &Member) -> io::Result<Stream> {
        // Members are read one after the other, so that one file handle would do,
        // but for the place in it that clones share.
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(member.start))?;
        let packed = BufReader::with_capacity(1 << 16, file.take(member.packed));
        let reader: Stream =
            if member.deflated { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) };
        Ok(match member.checksum {
            Some(expected) => Box::new(Checked { reader, crc: Crc::new(), expected }),
            None => reader,
        })
    }
}

/// A name as it is shown, with `/` between its parts whatever system it comes from.
fn name_of(bytes: &[u8]) -> String {
    let name = String::from_utf8_lossy(bytes).replace('\\', "/");
    name.strip_prefix("./").map(str::to_owned).unwrap_or(name)
}

/// Bytes by which an archive is known.
pub(crate) const HEADER: usize = 512;

/// Whether bytes are the beginning of a tar archive.
pub(crate) fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// The members of a tar archive, and what is wrong with it from some place on.
fn tarred(file: &File) -> io::Result<(Vec<Member>, Option<SkipReason>)> {
    let mut archive = tar::Archive::new(file.try_clone()?);
    let mut members = Vec::new();
    for entry in archive.entries_with_seek()? {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return Ok((members, Some(SkipReason::Damaged(error.to_string())))),
        };
        if entry.header().entry_type().is_file() {
            members.push(Member {
                name: name_of(&entry.path_bytes()),
                start: entry.raw_file_position(),
                packed: entry.size(),
                checksum: None,
                problem: None,
                deflated: false,
            });
        }
    }
    // A block of zeros stands after the last member, whose bytes fill whole blocks.
    let length = file.metadata()?.len();
    let last = members.last().map_or(0, |last| last.start.saturating_add(last.packed));
    let block = HEADER as u64;
    let cut = last.div_ceil(block).saturating_mul(block).saturating_add(block) > length;
    Ok((members, cut.then(|| SkipReason::Damaged("it is cut off".to_owned()))))
}

/// The members that the directory names.
fn listed(mut archive: ZipArchive<BufReader<File>>, length: u64) -> Vec<Member> {
    let mut members = Vec::with_capacity(archive.len().min(1 << 16));
    for number in 0..archive.len() {
        let member = match archive.by_index_raw(number) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => {
                let method = entry.compression();
                let problem = if entry.encrypted() {
                    Some(SkipReason::Encrypted)
                } else if method != CompressionMethod::Stored
                    && method != CompressionMethod::Deflated
                {
                    Some(SkipReason::UnknownMethod)
                } else {
                    None
                };
                let start = entry.data_start();
                Member {
                    name: name_of(entry.name_raw()),
                    start: start.unwrap_or(length),
                    packed: entry.compressed_size(),
                    checksum: Some(entry.crc32()),
                    problem,
                    deflated: method == CompressionMethod::Deflated,
                }
            }
            Err(error) => Member {
                name: format!("member {number}"),
                start: length,
                packed: 0,
                checksum: None,
                problem: Some(SkipReason::Damaged(error.to_string())),
                deflated: false,
            },
        };
        members.push(member);
    }
    forbid_overlaps(&mut members);
    members
}

/// Members that share bytes are a trick to make a small file unpack to a huge one.
fn forbid_overlaps(members: &mut [Member]) {
    let mut order: Vec<usize> =
        (0..members.len()).filter(|&at| members[at].problem.is_none()).collect();
    order.sort_unstable_by_key(|&at| (members[at].start, at));
    let mut end = 0;
    for at in order {
        let member = &mut members[at];
        if member.start < end {
            member.problem =
                Some(SkipReason::Damaged("its bytes belong to another member too".to_owned()));
        } else {
            end = member.start.saturating_add(member.packed);
        }
    }
}

/// The members of an archive without a directory, found by the header that
/// stands before each.
fn walked(file: &File, length: u64) -> io::Result<Vec<Member>> {
    let mut file = file.try_clone()?;
    let mut members = Vec::new();
    let mut at = 0;
    loop {
        file.seek(SeekFrom::Start(at))?;
        let mut header = [0; 30];
        if file.read_exact(&mut header).is_err() || !header.starts_with(b"PK\x03\x04") {
            return Ok(members);
        }
        let short =
            |place: usize| u64::from(u16::from_le_bytes([header[place], header[place + 1]]));
        let long = |place: usize| {
            u32::from_le_bytes([
                header[place],
                header[place + 1],
                header[place + 2],
                header[place + 3],
            ])
        };
        let (flags, method) = (short(6), short(8));
        let mut name = Vec::new();
        Read::by_ref(&mut file).take(short(26)).read_to_end(&mut name)?;
        let start = at + 30 + short(26) + short(28);
        let unknown_size = flags & 8 != 0 || long(18) == u32::MAX;
        let deflated = method == 8;
        let packed = if !unknown_size {
            u64::from(long(18))
        } else if deflated {
            deflated_size(&mut file, start)?
        } else {
            length.saturating_sub(start)
        };
        let problem = match (flags & 1, method) {
            (1, _) => Some(SkipReason::Encrypted),
            (_, 0 | 8) => None,
            _ => Some(SkipReason::UnknownMethod),
        };
        let folder = name.ends_with(b"/");
        if !folder {
            members.push(Member {
                name: name_of(&name),
                start,
                packed: packed.min(length.saturating_sub(start)),
                checksum: (!unknown_size).then(|| long(14)),
                problem,
                deflated,
            });
        }
        at = start.saturating_add(packed);
        if unknown_size {
            // Sizes stand after the member, with or without a signature, in four or eight bytes.
            let mut tail = Vec::new();
            file.seek(SeekFrom::Start(at.min(length)))?;
            Read::by_ref(&mut file).take(28).read_to_end(&mut tail)?;
            match memchr::memmem::find(&tail, b"PK\x03\x04") {
                Some(next) => at += next as u64,
                None => return Ok(members),
            }
        }
        if at >= length {
            return Ok(members);
        }
    }
}

/// How many bytes a deflated stream takes.
fn deflated_size(file: &mut File, start: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(start))?;
    let mut decoder = flate2::bufread::DeflateDecoder::new(BufReader::with_capacity(1 << 16, file));
    // A failure ends the stream where it is.
    let _ = io::copy(&mut decoder, &mut io::sink());
    Ok(decoder.total_in())
}

/// A stream that fails at its end if its checksum is wrong.
struct Checked {
    reader: Stream,
    crc: Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.crc.update(&buffer[..count]);
        if count == 0 && !buffer.is_empty() && self.crc.sum() != self.expected {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "wrong checksum"));
        }
        Ok(count)
    }
}
