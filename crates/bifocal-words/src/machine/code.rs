//! Tables, code and logs, told by the shape of their lines and by their neighbours.

use super::READ;
use crate::lines::RawLine;
use crate::shape::is_rule;
use crate::zone::Zone;

/// Marks runs of own lines that are tables, code or logs.
pub(crate) fn mark_tables_and_code(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    let mut at = 0;
    while at < lines.len() {
        let run = zones[at..].iter().take_while(|&&zone| zone == Zone::Own).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let kinds = kinds(&lines[at..at + run]);
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
    mark_rules_at_tables(lines, zones);
}

/// A rule right above or below a table belongs to it.
fn mark_rules_at_tables(lines: &[RawLine<'_>], zones: &mut [Zone]) {
    for at in 0..lines.len() {
        let beside = (at > 0 && zones[at - 1] == Zone::Automatic)
            || zones.get(at + 1) == Some(&Zone::Automatic);
        if beside && zones[at] == Zone::Own && is_rule(lines[at].text) {
            zones[at] = Zone::Automatic;
        }
    }
}

/// The kinds of lines that stand together. Some lines are told by their
/// neighbours only.
fn kinds(lines: &[RawLine<'_>]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = lines.iter().map(kind).collect();
    let mut block: Option<u32> = None;
    let mut in_patch = false;
    for at in 0..lines.len() {
        let line = &lines[at];
        // What a line of a program opened, the lines that are set in go on.
        match block {
            Some(indent)
                if line.indent > indent && matches!(kinds[at], Kind::Text | Kind::Table) =>
            {
                kinds[at] = Kind::Code;
            }
            Some(indent) if line.indent <= indent => block = None,
            _ => {}
        }
        if block.is_none() && kinds[at] == Kind::Code && line.text.ends_with([':', '{']) {
            block = Some(line.indent);
        }
        // A trace shows the source below the place, a patch the lines below "@@".
        let shown = at > 0 && line.indent >= 4 && lines[at - 1].text.starts_with("File \"");
        in_patch &= line.indent > 0 || line.text.starts_with(['+', '-']);
        if in_patch || (shown && kinds[at - 1] == Kind::Sure) {
            kinds[at] = Kind::Sure;
        }
        in_patch |= line.text.starts_with("@@ -");
    }
    for at in 0..lines.len().saturating_sub(1) {
        let below = kinds[at + 1];
        if kinds[at] == Kind::Text
            && (below == Kind::Table && is_head_of_table(lines[at].text)
                || below == Kind::Sure && lines[at].text == "---")
        {
            kinds[at] = below;
        }
    }
    kinds
}

/// Names of columns, with two blanks between them, and no sentences.
fn is_head_of_table(text: &str) -> bool {
    let words = || text.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
    words().count() >= 3 && words().all(|cell| !cell.ends_with(['.', '!', '?', ',', ':']))
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
    if is_plain(text) {
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
    // Drawn by a program: "Model │ Old │ New", "Model | Old | New".
    if bytes.contains(&0xe2) && text.matches('│').count() >= 2 {
        return Kind::Grid;
    }
    if bytes.contains(&b'|')
        && (text.matches(" | ").count() >= 2 || (text.ends_with('|') && text.contains(" | ")))
    {
        return Kind::Table;
    }
    if is_code(line) {
        return Kind::Code;
    }
    if is_row(text) || is_setting(text) { Kind::Table } else { Kind::Text }
}

/// Whether a line has nothing but words and the marks of sentences: most lines
/// do, and no rule below needs to look at them.
fn is_plain(text: &str) -> bool {
    let mut before = [0; 2];
    let plain = text.bytes().all(|byte| {
        let gap = before == *b"  " && byte == b' ';
        before = [before[1], byte];
        // 0xe2 starts the bars that tables are drawn with.
        !gap && (byte.is_ascii_alphabetic() || b" ,.'!?".contains(&byte) || byte > 0xe2)
            || (0x80..0xe2).contains(&byte)
    });
    plain && text.starts_with(char::is_alphabetic) && !text.starts_with("test ")
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
            && word.bytes().all(|byte| byte.is_ascii_digit() || b"$.,%()-+/:".contains(&byte))
    };
    if gaps >= 2 {
        return true;
    }
    // Cells out of a sheet, the last one a number; fields of a file.
    if bytes.contains(&b'\t') && text.rsplit_once('\t').is_some_and(|(_, last)| number(last)) {
        return true;
    }
    if memchr::memchr_iter(b',', bytes).count() >= 3
        && !text.contains(", ")
        && bytes.iter().any(u8::is_ascii_digit)
    {
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
    if is_patch_summary(text) || is_system_log(text) || is_style(text) {
        return true;
    }
    match text.as_bytes().first() {
        Some(b'T') => text.starts_with("Traceback (most recent call last)"),
        Some(b'F') => line.indent > 0 && text.starts_with("File \"") && text.contains("\", line "),
        Some(b'a') => {
            line.indent > 0 && text.starts_with("at ") && text.ends_with(')') && text.contains('(')
        }
        Some(b'd') => text.starts_with("diff --git "),
        Some(b'i') => text.starts_with("index ") && text.contains("..") && !text.contains(", "),
        Some(b'-') => text.starts_with("--- a/") || text.starts_with("--- /dev/null"),
        Some(b'+') => text.starts_with("+++ b/") || text.starts_with("+++ /dev/null"),
        Some(b'{') => text.starts_with("{\"") && text.ends_with('}'),
        Some(b'(') => text.ends_with(" rows)") || text == "(1 row)",
        Some(b'C') => text.starts_with("Caused by: "),
        Some(b'@') => text.starts_with("@@ -"),
        Some(b'#') => text.starts_with("#include ") || text.starts_with("#!/"),
        Some(b'0'..=b'9' | b'[') => is_log(text),
        Some(b'E' | b'W' | b'I') => {
            text.starts_with("Exception in thread ")
                || ["ERROR ", "ERROR:", "WARN ", "WARNING:", "INFO ", "INFO:"]
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
        head.as_bytes().get(range).is_some_and(|bytes| bytes.iter().all(u8::is_ascii_digit))
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

/// "frame.c | 4 ++--", "1 file changed, 2 insertions(+)".
fn is_patch_summary(text: &str) -> bool {
    if !text.ends_with([')', '+', '-']) {
        return false;
    }
    let changed = text.contains(" changed, ")
        && (text.ends_with("insertions(+)")
            || text.ends_with("deletions(-)")
            || text.ends_with("insertion(+)")
            || text.ends_with("deletion(-)"));
    changed
        || text.rsplit_once(" | ").is_some_and(|(_, count)| {
            count.starts_with(|c: char| c.is_ascii_digit())
                && count.ends_with(['+', '-'])
                && count.bytes().all(|b| b.is_ascii_digit() || b"+- ".contains(&b))
        })
}

/// "p {margin: 0;}"
fn is_style(text: &str) -> bool {
    text.ends_with('}')
        && text.split_once('{').is_some_and(|(name, rules)| {
            !name.is_empty() && !name.contains('=') && rules.contains(':') && rules.contains(';')
        })
}

/// `Mar  5 02:00:01 host program[12]: ...` and the lines of a web server.
fn is_system_log(text: &str) -> bool {
    if text.starts_with(|c: char| c.is_ascii_digit())
        && text.contains("] \"")
        && text.contains(" HTTP/")
    {
        return true;
    }
    let mut words = text.split_ascii_whitespace();
    let month = words.next().is_some_and(|word| {
        matches!(
            word,
            "Jan"
                | "Feb"
                | "Mar"
                | "Apr"
                | "May"
                | "Jun"
                | "Jul"
                | "Aug"
                | "Sep"
                | "Oct"
                | "Nov"
                | "Dec"
        )
    });
    month
        && words.next().is_some_and(|day| day.len() <= 2 && day.bytes().all(|b| b.is_ascii_digit()))
        && words.next().is_some_and(|time| time.len() == 8 && time.matches(':').count() == 2)
        && words.next().is_some()
        && words.next().is_some_and(|program| program.ends_with(':'))
}

/// What compilers, shells and version control print.
fn is_output(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes[0] {
        b'$' => text.strip_prefix("$ ").is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_lowercase() || matches!(c, '.' | '/'))
        }),
        b'e' | b'w' | b'f' => ["error: ", "error[", "warning: ", "fatal: "]
            .iter()
            .any(|start| text.starts_with(start)),
        b't' => text.starts_with("test ") && text.contains(" ... "),
        b'-' => text.starts_with("--> "),
        b'|' => text == "|" || text.trim_start_matches(['|', ' ']).starts_with('^'),
        b'^' => bytes.iter().take_while(|&&b| b == b'^').count() >= 2,
        _ => {
            // "12 |     let x = 1;", "3f1c2d4 Read the day once"
            let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
            let digits = first.bytes().filter(u8::is_ascii_digit).count();
            (digits == first.len() && first.len() <= 5 && rest.starts_with("|"))
                || ((7..=40).contains(&first.len())
                    && digits > 0
                    && digits < first.len()
                    && !rest.is_empty()
                    && first.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
        }
    }
}

/// "<part>fork</part>"
fn is_markup(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return false;
    };
    let name = inner.trim_start_matches('/');
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name.starts_with("http")
        && !name.starts_with("mailto")
        && !name.starts_with("www")
        && !text.contains('@')
        && (inner.starts_with('/')
            || text.contains("</")
            || inner.contains("=\"")
            || !name.contains(' '))
}

/// `name = value`, `[section]`
fn is_setting(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(&b))
    };
    text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(is_name)
        || (text.as_bytes().contains(&b'=')
            && text.split_once(" = ").is_some_and(|(name, _)| is_name(name)))
}

/// Whether a line looks like a line of a program.
fn is_code(line: &RawLine<'_>) -> bool {
    let text = line.text;
    if is_output(text) || is_markup(text) {
        return true;
    }
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
    // None of the marks below is in a line without these bytes.
    let may_mark = text.bytes().any(|byte| b"(=&:>\"".contains(&byte));
    let marks = [
        "();", "() {", " => ", " == ", " != ", " && ", "::", " := ", "->", "[\"", "\": ", "={",
        "=\"",
    ]
    .iter()
    .filter(|mark| may_mark && text.contains(*mark))
    .count();
    let call = may_mark && text.contains('(') && text.contains(')') && text.contains(" = ");
    let query = text.starts_with("SELECT ") && text.contains(" FROM ");
    let ends_prose = matches!(last, b'.' | b'?' | b'!');
    ends || query
        || (!ends_prose
            && (marks >= 2
                || (marks >= 1 && (line.indent >= 2 || starts))
                || (call && line.indent >= 2)
                || (starts && matches!(last, b':' | b')' | b'>'))))
}
