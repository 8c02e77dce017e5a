//! Breaking lines as mail programs do.

/// A line of a mail and why it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) zone: Zone,
    pub(super) text: String,
}

/// Whose words a line holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Own,
    Quoted,
    Signature,
    Automatic,
}

impl Line {
    pub(super) fn new(zone: Zone, text: impl Into<String>) -> Self {
        Self { zone, text: text.into() }
    }

    /// The letter that stands for the line in `zones.jsonl`.
    pub(super) fn letter(&self) -> char {
        // A line without any letter is blank; a bare quote mark still belongs to its quote.
        match self.zone {
            _ if self.text.trim().is_empty() => '_',
            Zone::Own => 'o',
            Zone::Quoted => 'q',
            Zone::Signature => 's',
            Zone::Automatic => 'a',
        }
    }
}

/// Lines of one zone from a text.
pub(super) fn of_zone(zone: Zone, text: &str) -> Vec<Line> {
    text.lines().map(|line| Line::new(zone, line)).collect()
}

/// The quote marks that a line begins with, and the rest.
fn split_marks(line: &str) -> (&str, &str) {
    let end = line
        .char_indices()
        .scan(true, |before_mark, (at, letter)| {
            // One blank may follow a mark; the next one belongs to the text.
            let part = letter == '>' || (letter == ' ' && !*before_mark);
            *before_mark = letter != '>';
            part.then_some(at + letter.len_utf8())
        })
        .last()
        .unwrap_or(0);
    line.split_at(end)
}

/// Breaks a line at blanks; quote marks are repeated on every piece.
pub(super) fn hard(line: &str, width: usize) -> Vec<String> {
    broken(line, width, "")
}

/// Breaks a line so that it can be joined again: a blank at the end says that it goes on.
pub(super) fn flowed(line: &str, width: usize) -> Vec<String> {
    // The signature separator ends in a blank and is the one line that is left as it is.
    if line == "-- " {
        return vec![line.to_owned()];
    }
    let mut pieces = broken(line.trim_end(), width, " ");
    for piece in &mut pieces {
        if piece.starts_with("From ") || piece.starts_with(' ') {
            piece.insert(0, ' ');
        }
    }
    pieces
}

fn broken(line: &str, width: usize, goes_on: &str) -> Vec<String> {
    let (marks, text) = split_marks(line);
    if line.chars().count() <= width {
        return vec![line.to_owned()];
    }
    let room = width.saturating_sub(marks.chars().count()).max(20);
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for word in text.split(' ') {
        let length = piece.chars().count() + 1 + word.chars().count();
        if !piece.is_empty() && length > room {
            pieces.push(format!("{marks}{piece}{goes_on}"));
            piece.clear();
        } else if !piece.is_empty() {
            piece.push(' ');
        }
        piece.push_str(word);
    }
    pieces.push(format!("{marks}{piece}"));
    pieces
}
