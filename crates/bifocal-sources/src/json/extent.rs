//! Where a JSON value ends, told byte by byte, whether it is whole or not.

/// Bytes of a member's name that are compared.
const NAME: usize = 32;

/// What ends a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is all there; whether it is sound is for its parser to say.
    Whole,
    /// Something starts that cannot be a part of it.
    CutOff,
    /// It is a wrapper, in which the list begins that was looked for.
    List,
}

/// Finds the end of a value. Counts brackets, whatever their kind: a value whose brackets do not
/// fit is refused by whoever parses it.
#[derive(Default)]
pub(super) struct Extent {
    state: State,
    depth: usize,
    /// Whether the open brackets are those of objects, the innermost in the lowest bit. Deeper ones than
    /// it has bits are forgotten: no parser takes a value that is so deep.
    objects: u128,
    /// Whether a value of an object is next.
    colon: bool,
    /// Name of the member that is read, where a list is looked for.
    name: Vec<u8>,
    /// The list that makes a wrapper of an object.
    list: Option<&'static str>,
    /// Whether it is an item, after which another may start at any moment.
    item: bool,
    /// Whether it ends with its line.
    line: bool,
    /// Whether there was a line end in it.
    pub(super) has_lines: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    Text,
    Escape,
    /// After a line end within text, where JSON has none.
    Break,
    /// A number or a word that is the whole value.
    Bare,
}

impl Extent {
    /// The extent of an item of a list or of a stream.
    pub(super) fn of_item() -> Self {
        Self { item: true, ..Self::default() }
    }

    /// The same if it ends with its line at the latest.
    pub(super) fn within_line(self, line: bool) -> Self {
        Self { line, ..self }
    }

    /// The same if it ends where the list of this name begins in it.
    pub(super) fn before_list(self, list: Option<&'static str>) -> Self {
        Self { list, ..self }
    }

    /// Reads on; returns how many of the bytes belong to the value, and what ends it after them.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> (usize, Option<End>) {
        for (at, byte) in bytes.iter().copied().enumerate() {
            let (belongs, end) = self.next(byte);
            if end.is_some() {
                return (at + usize::from(belongs), end);
            }
        }
        (bytes.len(), None)
    }

    /// Whether the next byte belongs to the value, and what ends this.
    #[inline]
    fn next(&mut self, byte: u8) -> (bool, Option<End>) {
        if self.state == State::Break && !byte.is_ascii_whitespace() {
            // A text that is left open ends with its line, since else all that follows is read the
            // wrong way round; one with line ends in it goes on.
            let structure = matches!(byte, b'{' | b'}' | b'[' | b']');
            self.state = if structure { State::Open } else { State::Text };
        }
        match (self.state, byte) {
            (State::Bare, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') => {
                return (false, Some(End::Whole));
            }
            (_, b'\n') => {
                if self.line {
                    return (false, Some(End::CutOff));
                }
                self.has_lines = true;
                self.state = match self.state {
                    State::Text | State::Escape if self.depth > 0 => State::Break,
                    State::Escape => State::Text,
                    state => state,
                };
            }
            (State::Text, b'"') => {
                self.state = State::Open;
                if self.depth == 0 {
                    return (true, Some(End::Whole));
                }
            }
            (State::Text, byte) => {
                if byte == b'\\' {
                    self.state = State::Escape;
                }
                if self.list.is_some() && self.depth == 1 && self.name.len() <= NAME {
                    self.name.push(byte);
                }
            }
            (State::Escape, _) => self.state = State::Text,
            (State::Bare | State::Break, _) => {}
            (State::Open, byte) => return self.open(byte),
        }
        (true, None)
    }

    /// As [`Self::next`], outside of text.
    fn open(&mut self, byte: u8) -> (bool, Option<End>) {
        if byte.is_ascii_whitespace() {
            return (true, None);
        }
        let after_colon = std::mem::replace(&mut self.colon, byte == b':');
        match byte {
            b'"' => {
                self.state = State::Text;
                self.name.clear();
            }
            // In an object, nothing but a name may stand here.
            b'{' if self.item && self.depth > 0 && self.objects & 1 == 1 && !after_colon => {
                return (false, Some(End::CutOff));
            }
            b'[' if self.depth == 1
                && after_colon
                && self.list.is_some_and(|list| list.as_bytes() == self.name) =>
            {
                return (true, Some(End::List));
            }
            b'{' | b'[' => {
                self.depth += 1;
                self.objects = self.objects << 1 | u128::from(byte == b'{');
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.objects >>= 1;
                if self.depth == 0 {
                    return (true, Some(End::Whole));
                }
            }
            _ if self.depth == 0 => self.state = State::Bare,
            _ => {}
        }
        (true, None)
    }

    /// Whether the value may end with the stream.
    pub(super) fn may_end(&self) -> bool {
        self.state == State::Bare
    }
}
