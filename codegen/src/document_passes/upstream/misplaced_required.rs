//! In: `required` on an array. Out: the same list on the array's items.
//!
//! Evidence: in the description published on 2026-08-21, `attachments` of `CreateMessageRequest` is an array that requires
//! `file_id` and `tools`. An array has no properties; its items have exactly these two, and servers reject an attachment
//! without them.

use serde_json::Value;

use crate::config::Config;
use crate::document::{Document, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Moves `required` to the schema with the properties.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            let misplaced = schema.has_type("array") && schema.contains_key("required");
            let items = schema.get("items").is_some_and(|items| items.get("properties").is_some());
            if !misplaced || !items {
                return false;
            }
            let required = schema.remove("required");
            if let (Some(required), Some(items)) =
                (required, schema.get_mut("items").and_then(Value::as_object_mut))
            {
                items.entry("required").or_insert(required);
            }
            true
        })
        .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn required_is_moved_to_the_items() {
        let before = json!({
            "type": "array",
            "items": { "type": "object", "properties": { "file_id": { "type": "string" } } },
            "required": ["file_id"]
        });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        items: {properties: {file_id: {type: string}}, required: [file_id], type: object}
        type: array
        ");
    }
}
