//! Members of a JSON object that may be missing or of another type than they should be.

use serde_json::Value;

/// A member with text; nothing if it is missing, empty or no text.
pub(crate) fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A member with text or a whole number, as ids are, in text.
pub(crate) fn label(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::Number(number) => Some(number.to_string()),
        _ => text(value, name).map(str::to_owned),
    }
}

/// The elements of a member; none if it is no array.
pub(crate) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A member that is an object.
pub(crate) fn object<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.get(name).filter(|member| member.is_object())
}
