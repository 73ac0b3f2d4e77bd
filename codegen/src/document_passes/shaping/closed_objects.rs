//! In: `additionalProperties: false`. Out: the object without it.
//!
//! typify would generate `deny_unknown_fields`, and decoding would fail if a server adds a property.

use serde_json::json;

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Opens all closed objects.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            let closed = schema.get("additionalProperties") == Some(&json!(false));
            if closed {
                schema.remove("additionalProperties");
            }
            closed
        })
        .into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn maps_are_kept() {
        let before = json!({ "properties": {
            "closed": { "type": "object", "additionalProperties": false },
            "map": { "type": "object", "additionalProperties": { "type": "string" } }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          closed: {type: object}
          map: {additionalProperties: {type: string}, type: object}
        ");
    }
}
