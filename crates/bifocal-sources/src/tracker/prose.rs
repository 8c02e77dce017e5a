//! Plain text built block by block: quotes get `> `, code stands between lines of three backticks.

/// Quotes within quotes deeper than this look no deeper.
const DEEPEST: usize = 10;

/// Plain text as it is written.
#[derive(Debug, Default)]
pub(super) struct Prose {
    out: String,
    line: String,
    quotes: usize,
    /// What the next line starts with, such as `- `.
    marker: String,
}

impl Prose {
    /// Adds text to the current line; line breaks in it end the line.
    pub(super) fn text(&mut self, text: &str) {
        for (number, piece) in text.split('\n').enumerate() {
            if number > 0 {
                self.end_line();
            }
            self.line.push_str(piece);
        }
    }

    /// The last character of the current line.
    pub(super) fn last(&self) -> Option<char> {
        self.line.chars().next_back()
    }

    /// Whether the text is somebody else's.
    pub(super) fn in_quote(&self) -> bool {
        self.quotes > 0
    }

    /// Ends the current line, if there is anything on it.
    pub(super) fn end_line(&mut self) {
        if self.line.trim().is_empty() {
            self.line.clear();
            return;
        }
        let line = std::mem::take(&mut self.line);
        let marker = std::mem::take(&mut self.marker);
        self.push_line(&format!("{marker}{}", line.trim()));
    }

    /// Drops the current line, with the marker before it.
    pub(super) fn drop_line(&mut self) {
        self.line.clear();
        self.marker.clear();
    }

    /// The current line.
    pub(super) fn line(&self) -> &str {
        &self.line
    }

    /// Puts another text in place of the current line.
    pub(super) fn set_line(&mut self, line: String) {
        self.line = line;
    }

    /// Ends the current block: an empty line follows.
    pub(super) fn end_block(&mut self) {
        self.end_line();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Starts a quote, or ends it.
    pub(super) fn quote(&mut self, starts: bool) {
        self.end_block();
        self.quotes = if starts { self.quotes + 1 } else { self.quotes.saturating_sub(1) };
    }

    /// Starts an item of a list.
    pub(super) fn item(&mut self, marker: &str) {
        self.end_line();
        marker.clone_into(&mut self.marker);
    }

    /// Adds code as a block of its own.
    pub(super) fn code(&mut self, code: &str) {
        self.end_block();
        self.push_line("```");
        for line in code.trim_end_matches('\n').split('\n') {
            // A fence within the code would end it.
            self.push_line(&line.replace("```", "'''"));
        }
        self.push_line("```");
        self.end_block();
    }

    /// The text without empty lines around it.
    pub(super) fn finish(mut self) -> String {
        self.end_line();
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

    fn push_line(&mut self, line: &str) {
        for _ in 0..self.quotes.min(DEEPEST) {
            self.out.push_str("> ");
        }
        self.out.push_str(line);
        self.out.push('\n');
    }
}
