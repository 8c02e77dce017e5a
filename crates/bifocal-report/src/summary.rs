//! The mirror as text on a terminal.

use crate::Mirror;

/// How the terminal wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colour may be used. Nothing is said by colour alone.
    pub colour: bool,
    /// Columns; at most 80 are used, and at least 40.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: 80 }
    }
}

/// The mirror as text for a terminal.
pub fn summary(mirror: &Mirror, style: Style) -> String {
    let _ = style;
    mirror.person.name.clone()
}
