//! In: `allOf: [X, {nullable: true}]`. Out: `allOf: [X]` with a sibling `nullable: true`.
//!
//! Evidence: the description published on 2026-08-21 declares OpenAPI 3.1.0, which has no `nullable`
//! (<https://www.openapis.org/blog/2021/02/16/migrating-from-openapi-3-0-to-3-1-0>), and describes seven nullable
//! references like this. `allOf` requires both, so typify would merge X with a schema that allows anything or null.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Moves `nullable` out of the list.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) else { return false };
            let before = parts.len();
            parts.retain(|part| *part != json!({ "nullable": true }));
            let found = parts.len() < before;
            if found {
                schema.set_nullable();
            }
            found
        })
        .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn nullable_is_moved_out() {
        let before = json!({ "properties": { "file": {
            "description": "The file.",
            "allOf": [{ "$ref": "#/components/schemas/File" }, { "nullable": true }]
        }}});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          file:
            allOf: [{$ref: #/components/schemas/File}]
            description: The file.
            nullable: true
        ");
    }
}
