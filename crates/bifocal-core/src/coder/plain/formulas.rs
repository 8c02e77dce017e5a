//! Polite formulas at the end of a sentence.

use std::sync::LazyLock;

/// The formulas, longest first; the list is data.
static FORMULAS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut formulas: Vec<_> = include_str!("../../../data/formulas.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    formulas.sort_by_key(|formula| std::cmp::Reverse(formula.len()));
    formulas
});

/// A text without the formulas at its end, unless there is nothing else or they belong to what
/// stands before.
pub(super) fn without(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(before) = before_formula(text) {
        text = before;
    }
    text
}

fn before_formula(text: &str) -> Option<&str> {
    let body = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | ','));
    let at = FORMULAS.iter().find_map(|formula| {
        let at = body.len().checked_sub(formula.len())?;
        body.get(at..)?.eq_ignore_ascii_case(formula).then_some(at)
    })?;
    let (head, formula) = body.split_at(at);
    let before = head.trim_end();
    let apart = before.len() < head.len() && !before.ends_with([',', ':', '-']);
    let begins =
        before.ends_with(['.', '!', '?', '…', ')']) || formula.starts_with(char::is_uppercase);
    (apart && begins && !before.is_empty()).then_some(before)
}
