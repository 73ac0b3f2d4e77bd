//! Integers out of range: setters accept all integer types; those that do not fit `i64` are an error when the request is
//! sent.

use serde_json::Value;

use crate::runtime::json::decode::from_slice;
use crate::runtime::request::setting::OUT_OF_RANGE;

const TEXT: &str = "9223372036854775807";

/// The path to an integer that is out of range, such as `.tools[0].max`.
pub(crate) fn out_of_range(json: &str) -> Option<String> {
    // The common case.
    if json.contains(TEXT) { find(&from_slice(json.as_bytes()).ok()?) } else { None }
}

/// Like [`out_of_range`], for a value.
#[cold]
pub(crate) fn find(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.as_i64() == Some(OUT_OF_RANGE) => Some(String::new()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| Some(format!("[{index}]{}", find(item)?)))
        }
        Value::Object(members) => {
            members.iter().find_map(|(name, member)| Some(format!(".{name}{}", find(member)?)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_integer_is_out_of_range() {
        assert_eq!(out_of_range(r#"{"a":[1,{"max":9223372036854775807}]}"#).as_deref(), Some(".a[1].max"));
        assert_eq!(out_of_range(r#"{"text":"9223372036854775807","n":-9223372036854775807}"#), None);
    }
}
