//! In: a union or an `allOf` of one schema. Out: that schema, with the outer description.
//!
//! They remain after null was removed, and typify would generate an enum with one variant. A single reference stays in
//! its `allOf`, because a plain reference cannot have a description in OpenAPI 3.0.

use serde_json::Value;

use crate::config::Config;
use crate::document::{Document, Object, reference};
use crate::error::Result;
use crate::sites::Sites;

/// Unwraps unions and inline `allOf`s of one schema.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| ["anyOf", "oneOf", "allOf"].iter().any(|key| unwrap(schema, key)))
        .into())
}

fn unwrap(schema: &mut Object, key: &str) -> bool {
    let Some([only]) = schema.get(key).and_then(Value::as_array).map(Vec::as_slice) else { return false };
    let only = only.clone();
    if reference(&only).is_some() {
        if key == "allOf" {
            return false;
        }
        schema.remove(key);
        schema.insert("allOf".to_owned(), Value::Array(vec![only]));
    } else {
        schema.remove(key);
        for (key, value) in only.as_object().into_iter().flatten() {
            // The outer description is more specific.
            schema.entry(key.as_str()).or_insert_with(|| value.clone());
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn single_alternatives_are_unwrapped() {
        let before = json!({ "properties": {
            "name": { "description": "Here.", "nullable": true, "anyOf": [{ "type": "string", "description": "There." }] },
            "format": { "nullable": true, "anyOf": [{ "$ref": "#/components/schemas/Format" }] },
            "file": { "allOf": [{ "$ref": "#/components/schemas/File" }] },
            "two": { "oneOf": [{ "type": "string" }, { "type": "number" }] }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 2
        properties:
          file: {allOf: [{$ref: #/components/schemas/File}]}
          format: {allOf: [{$ref: #/components/schemas/Format}], nullable: true}
          name: {description: Here., nullable: true, type: string}
          two: {oneOf: [{type: string}, {type: number}]}
        ");
    }
}
