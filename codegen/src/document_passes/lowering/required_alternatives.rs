//! In: `anyOf: [{required: [a]}, {required: [b]}]` beside properties. Out: the properties alone.
//!
//! It says which properties must be set together, which a Rust struct cannot express. The server checks it, and the
//! descriptions of the properties document it.

use serde_json::Value;

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Removes alternatives that have only `required`.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            let before = schema.len();
            for key in ["anyOf", "oneOf"] {
                if schema
                    .get(key)
                    .and_then(Value::as_array)
                    .is_some_and(|list| list.iter().all(only_required))
                {
                    schema.remove(key);
                }
            }
            schema.len() < before
        })
        .into())
}

fn only_required(alternative: &Value) -> bool {
    alternative.as_object().is_some_and(|object| object.len() == 1 && object.contains_key("required"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn properties_are_kept() {
        let before = json!({
            "type": "object",
            "properties": { "file_ids": { "type": "array" }, "files": { "type": "array" } },
            "anyOf": [{ "required": ["file_ids"] }, { "required": ["files"] }]
        });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties: {file_ids: {type: array}, files: {type: array}}
        type: object
        ");
    }
}
