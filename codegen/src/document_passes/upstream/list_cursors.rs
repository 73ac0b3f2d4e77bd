//! In: list responses that require `first_id`, `last_id` and `has_more`. Out: all three optional and nullable.
//!
//! Evidence: an empty list has `first_id: null, last_id: null`, and servers without pagination omit all three. In the
//! official Python client they are optional
//! (<https://github.com/openai/openai-python/blob/main/src/openai/pagination.py>); the description published on
//! 2026-08-21 requires them.

use crate::config::Config;
use crate::document::{Document, Object, Schema};
use crate::error::Result;
use crate::sites::Sites;

const CURSORS: [&str; 3] = ["first_id", "has_more", "last_id"];

/// Makes them optional in all objects with `data` and a cursor.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            let found = is_list_response(schema);
            if found {
                open(schema);
            }
            found
        })
        .into())
}

fn is_list_response(schema: &Object) -> bool {
    schema.property("data").is_some_and(|data| data.has_type("array"))
        && CURSORS.iter().any(|name| schema.property(name).is_some())
}

fn open(schema: &mut Object) {
    schema.unrequire(|name| CURSORS.contains(&name));
    for cursor in CURSORS {
        if let Some(property) = schema.property_mut(cursor) {
            property.set_nullable();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn an_empty_list_has_no_first_id() {
        let before = json!({
            "required": ["object", "data", "first_id", "last_id", "has_more"],
            "properties": {
                "object": { "type": "string" }, "data": { "type": "array" }, "first_id": { "type": "string" },
                "last_id": { "type": "string" }, "has_more": { "type": "boolean" }
            }
        });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          data: {type: array}
          first_id: {nullable: true, type: string}
          has_more: {nullable: true, type: boolean}
          last_id: {nullable: true, type: string}
          object: {type: string}
        required: [object, data]
        ");
    }
}
