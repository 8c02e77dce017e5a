//! Lines that programs wrote: attachment marks, footers, tables, code, logs.

use crate::lines::RawLine;
use crate::rules::rules;
use crate::shape::is_rule;
use crate::zone::Zone;

/// Bytes of a line that are read to judge it.
const READ: usize = 400;

/// Marks lines that programs added to the message.
pub(crate) fn mark_added_lines(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    let mut fence = None;
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if line.depth == 0 && line.text.starts_with("```") {
            match fence.take() {
                Some(start) => mark_not_blank(zones, start..at + 1),
                None => fence = Some(at),
            }
        } else if line.depth == 0 && !line.text.is_empty() {
            let below = at > 0 && zones[at - 1] == Zone::Automatic;
            let marked = if below && is_page(line.text) {
                1
            } else {
                added_lines(lines, at).max(list_footer(lines, at))
            };
            mark_not_blank(zones, at..at + marked);
            at += marked.saturating_sub(1);
        }
        at += 1;
    }
    mark_rules_beside(lines, zones);
}

/// Rules above and below what a program added belong to it.
fn mark_rules_beside(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    for at in 0..lines.len() {
        let beside = (at > 0 && zones[at - 1] == Zone::Automatic)
            || zones.get(at + 1) == Some(&Zone::Automatic);
        if beside && zones[at] == Zone::Own && lines[at].depth == 0 && is_rule(lines[at].text) {
            zones[at] = Zone::Automatic;
        }
    }
}

/// The lines of the footer that list software writes: a long rule, the name of
/// the list, and where to leave it.
fn list_footer(lines: &[RawLine<'_>], at: usize) -> usize {
    if !lines[at].text.starts_with("________________") || !is_rule(lines[at].text) {
        return 0;
    }
    let footer = lines[at..]
        .iter()
        .take(8)
        .take_while(|line| !line.is_blank());
    let named = footer.clone().any(|line| {
        line.text.ends_with(" mailing list")
            || line.text.contains("/listinfo/")
            || line.text.to_lowercase().contains("unsubscribe")
    });
    if named { footer.count() } else { 0 }
}

/// The address of a page, alone on a line.
fn is_page(text: &str) -> bool {
    let text = text.trim_start_matches(['<', '[', '(']);
    (text.starts_with("http") || text.starts_with("www.")) && !text.contains(' ')
}

fn mark_not_blank(zones: &mut [Zone], range: std::ops::Range<usize>) {
    for zone in &mut zones[range] {
        if *zone == Zone::Own {
            *zone = Zone::Automatic;
        }
    }
}

/// How many lines from `at` on a program added as one thing.
fn added_lines(lines: &[RawLine<'_>], at: usize) -> usize {
    let text = lines[at].text;
    let Some(&first) = text.as_bytes().first() else {
        return 0;
    };
    // Names of attached files: " - plan.doc", "<<plan.doc>>", perhaps broken
    // over up to four lines.
    if first == b'-' || text.starts_with("<<") {
        let is_end = |text: &str| {
            if first == b'-' {
                ends_with_file(text)
            } else {
                text.ends_with(">>")
            }
        };
        let open = first == b'<' || text.starts_with("- ");
        if open {
            let broken = lines[at..]
                .iter()
                .take(4)
                .take_while(|line| !line.text.is_empty())
                .position(|line| is_end(line.text));
            if let Some(last) = broken
                && (first == b'<' || (lines[at].indent > 0 && (last == 0 || text.len() > 60)))
            {
                return last + 1;
            }
        }
    }
    if text.len() > READ {
        return usize::from(is_blob(text));
    }
    let lower;
    let text = if text.bytes().take(24).any(|byte| byte.is_ascii_uppercase()) {
        lower = text.to_lowercase();
        lower.as_str()
    } else {
        text
    };
    if let Some(start) = rules().line_starts.find(text) {
        // What a bracket opens, it closes, here or a few lines below.
        let close = match start.as_bytes()[0] {
            b'(' => ')',
            b'[' => ']',
            b'<' => '>',
            _ => return 1,
        };
        return lines[at..]
            .iter()
            .take(3)
            .position(|line| line.text.contains(close))
            .map_or(1, |last| last + 1);
    }
    usize::from(rules().automatic_lines.contains(text) || is_blob(text))
}

/// Whether a line ends with the name of a file.
fn ends_with_file(text: &str) -> bool {
    let Some((name, extension)) = text.rsplit_once('.') else {
        return false;
    };
    !name.is_empty()
        && (1..=8).contains(&extension.len())
        && rules()
            .extensions
            .contains(extension.to_ascii_lowercase().as_str())
}

/// A long line without spaces that is no address: encoded data.
fn is_blob(text: &str) -> bool {
    text.len() >= 60
        && text.is_ascii()
        && !text.contains(' ')
        && !text.contains("://")
        && !text.contains('@')
        && !is_rule(text)
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Marks runs of own lines that are tables, code or logs.
pub(crate) fn mark_tables_and_code(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    let mut at = 0;
    while at < lines.len() {
        let run = zones[at..]
            .iter()
            .take_while(|&&zone| zone == Zone::Own)
            .count();
        if run == 0 {
            at += 1;
            continue;
        }
        let mut kinds: Vec<Kind> = lines[at..at + run].iter().map(kind).collect();
        // A trace shows the source below the place.
        for line in 1..run {
            if kinds[line - 1] == Kind::Sure
                && lines[at + line].indent >= 4
                && lines[at + line - 1].text.starts_with("File \"")
            {
                kinds[line] = Kind::Sure;
            }
        }
        let mut start = 0;
        while start < run {
            let same = kinds[start..]
                .iter()
                .take_while(|&&other| {
                    other == kinds[start] || (kinds[start] != Kind::Text && other == Kind::Rule)
                })
                .count();
            let least = match kinds[start] {
                Kind::Text => usize::MAX,
                Kind::Table => 3,
                Kind::Code | Kind::Grid => 2,
                Kind::Sure => 1,
                Kind::Rule => usize::MAX,
            };
            if same >= least {
                zones[at + start..at + start + same].fill(Zone::Automatic);
            }
            start += same;
        }
        at += run;
    }
}

/// What a line looks like, apart from its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Rule,
    /// Columns with white space between them.
    Table,
    /// Columns with bars between them.
    Grid,
    /// A line of a program.
    Code,
    /// A line of a program or a log, sure by itself.
    Sure,
}

fn kind(line: &RawLine<'_>) -> Kind {
    let text = line.text;
    if text.len() > READ {
        return Kind::Text;
    }
    let bytes = text.as_bytes();
    if is_rule(text) {
        return Kind::Rule;
    }
    if is_sure(line) {
        return Kind::Sure;
    }
    if memchr::memchr_iter(b'|', bytes).take(2).count() == 2 && bytes[0] == b'|' {
        return Kind::Grid;
    }
    if is_code(line) {
        return Kind::Code;
    }
    if is_row(text) {
        Kind::Table
    } else {
        Kind::Text
    }
}

/// A row of a table: three columns or more, or two where one is a number.
fn is_row(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut gaps, mut spaces) = (0, 0);
    for &byte in bytes {
        match byte {
            b'\t' => spaces += 3,
            b' ' => spaces += 1,
            _ => {
                gaps += usize::from(spaces >= 3);
                spaces = 0;
            }
        }
    }
    let number = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '$' | '-' | '(' | '+'))
            && word.bytes().any(|byte| byte.is_ascii_digit())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"$.,%()-+/:".contains(&byte))
    };
    if gaps >= 2 {
        return true;
    }
    let (mut words, mut numbers) = (0, 0);
    for word in text.split_ascii_whitespace().take(20) {
        words += 1;
        numbers += usize::from(number(word));
    }
    numbers >= 3 && numbers * 2 >= words
}

/// Whether a line is surely of a program: a log, a trace, a patch.
fn is_sure(line: &RawLine<'_>) -> bool {
    let text = line.text;
    match text.as_bytes().first() {
        Some(b'T') => text.starts_with("Traceback (most recent call last)"),
        Some(b'F') => line.indent > 0 && text.starts_with("File \"") && text.contains("\", line "),
        Some(b'a') => {
            line.indent > 0 && text.starts_with("at ") && text.ends_with(')') && text.contains('(')
        }
        Some(b'd') => text.starts_with("diff --git "),
        Some(b'@') => text.starts_with("@@ -"),
        Some(b'#') => text.starts_with("#include ") || text.starts_with("#!/"),
        Some(b'0'..=b'9' | b'[') => is_log(text),
        Some(b'E' | b'W' | b'I') => {
            ["ERROR ", "ERROR:", "WARN ", "WARNING:", "INFO ", "INFO:"]
                .iter()
                .any(|level| text.starts_with(level))
                && text.len() > 12
        }
        _ => false,
    }
}

/// A line that starts with a date and a time to the second, as logs do.
fn is_log(text: &str) -> bool {
    let head = text.trim_start_matches('[');
    let digits = |range: std::ops::Range<usize>| {
        head.as_bytes()
            .get(range)
            .is_some_and(|bytes| bytes.iter().all(u8::is_ascii_digit))
    };
    let at = |index: usize, byte: u8| head.as_bytes().get(index) == Some(&byte);
    digits(0..4)
        && at(4, b'-')
        && digits(5..7)
        && at(7, b'-')
        && digits(8..10)
        && digits(11..13)
        && at(13, b':')
        && digits(14..16)
        && at(16, b':')
}

/// Whether a line looks like a line of a program.
fn is_code(line: &RawLine<'_>) -> bool {
    let text = line.text;
    let last = text.as_bytes().last().copied().unwrap_or(b' ');
    let ends = matches!(last, b';' | b'{' | b'}')
        && (text.contains(['(', '=', '{', '}']) || line.indent >= 2);
    let starts = [
        "def ",
        "class ",
        "import ",
        "from ",
        "return ",
        "fn ",
        "let ",
        "const ",
        "var ",
        "if (",
        "for (",
        "while (",
        "} else",
        "public ",
        "private ",
        "static ",
        "SELECT ",
        "INSERT INTO ",
        "UPDATE ",
        "$ ",
        "# include",
        "//",
        "/*",
        "<?",
        "</",
        "<div",
        "<p>",
        "<td",
        "<tr",
    ]
    .iter()
    .any(|start| text.starts_with(start));
    let marks = [
        "();", "() {", " => ", " == ", " != ", " && ", "::", " := ", "->", "[\"", "\": ", "={",
        "=\"",
    ]
    .iter()
    .filter(|mark| text.contains(*mark))
    .count();
    let call = text.contains("(") && text.contains(')') && text.contains(" = ");
    let query = text.starts_with("SELECT ") && text.contains(" FROM ");
    let ends_prose = matches!(last, b'.' | b'?' | b'!');
    ends || query
        || (!ends_prose
            && (marks >= 2
                || (marks >= 1 && (line.indent >= 2 || starts))
                || (call && line.indent >= 2)
                || (starts && matches!(last, b':' | b')' | b'>'))))
}
