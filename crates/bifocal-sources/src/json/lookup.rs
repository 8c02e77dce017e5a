//! Parts of a JSON value by their place (RFC 6901). A part of another type is as good as none:
//! exports change, and no message is lost over a field that is not what it was.

use serde_json::Value;

/// Text that is not empty.
pub(crate) fn text<'a>(value: &'a Value, place: &str) -> Option<&'a str> {
    value.pointer(place)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// Text, or a whole number as text: some exports write ids in one way, some in the other.
pub(crate) fn number_or_text(value: &Value, place: &str) -> Option<String> {
    match value.pointer(place)? {
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Whether something is said to be so.
pub(crate) fn flag(value: &Value, place: &str) -> bool {
    value.pointer(place).and_then(Value::as_bool).unwrap_or(false)
}

/// The items of a list.
pub(crate) fn list<'a>(value: &'a Value, place: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(place).and_then(Value::as_array).into_iter().flatten()
}
