//! The language gate.

use crate::rules::rules;

/// Letters that a text must have before its language is told.
const FEWEST_LETTERS: usize = 40;
/// Bytes that are read.
const READ: usize = 4000;

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Another language.
    Other(whatlang::Lang),
    /// Too short, or too mixed, to tell.
    Unknown,
}

/// The language of a text, told only where it is clear.
#[must_use]
pub fn language(text: &str) -> Language {
    let text = text.get(..text.floor_char_boundary(READ)).unwrap_or(text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let latin = text.chars().filter(|c| c.is_alphabetic() && u32::from(*c) < 0x250).count();
    // Another script is clear after a few letters.
    let other_script = letters >= 12 && latin * 2 < letters;
    if letters < FEWEST_LETTERS && !other_script {
        return Language::Unknown;
    }
    // Names, numbers and technical words lead a statistical guess astray;
    // English function words do not.
    let (mut words, mut english) = (0, 0);
    for word in
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
    {
        words += 1;
        if word.len() <= 8 && rules().english.contains(word.to_ascii_lowercase().as_str()) {
            english += 1;
        }
    }
    if english >= 2 && english * 8 >= words {
        return Language::English;
    }
    match whatlang::detect(text) {
        Some(info) if info.lang() == whatlang::Lang::Eng => Language::English,
        Some(info) if other_script || (info.is_reliable() && info.confidence() >= 0.9) => {
            Language::Other(info.lang())
        }
        _ => Language::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_unknown() {
        assert_eq!(language("Ok danke!"), Language::Unknown);
        assert_eq!(language(""), Language::Unknown);
    }

    #[test]
    fn languages() {
        assert_eq!(
            language("Could you please send me the numbers for the new brakes by noon?"),
            Language::English
        );
        assert_eq!(
            language(
                "Kannst du mir bitte bis heute Mittag die Zahlen für die neuen Bremsen schicken? Ich brauche sie für die Sitzung."
            ),
            Language::Other(whatlang::Lang::Deu)
        );
        assert!(matches!(language("Пришлите, пожалуйста, цифры"), Language::Other(_)));
    }
}
