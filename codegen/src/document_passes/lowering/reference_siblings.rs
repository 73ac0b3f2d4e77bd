//! In: `$ref` with siblings. Out: `allOf: [$ref]` with the same siblings.
//!
//! OpenAPI 3.0 ignores siblings of a reference, such as the description of a property.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Wraps all references with siblings.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            if schema.len() < 2 {
                return false;
            }
            let Some(target) = schema.remove("$ref") else { return false };
            schema.insert("allOf".to_owned(), Value::Array(vec![json!({ "$ref": target })]));
            true
        })
        .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn siblings_of_references_are_kept() {
        let before = json!({ "properties": {
            "metadata": { "$ref": "#/components/schemas/Metadata", "description": "Labels." },
            "usage": { "$ref": "#/components/schemas/Usage" }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          metadata: {allOf: [{$ref: #/components/schemas/Metadata}], description: Labels.}
          usage: {$ref: #/components/schemas/Usage}
        ");
    }
}
