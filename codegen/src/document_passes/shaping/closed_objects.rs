//! In: `additionalProperties: false`. Out: an object that says nothing about further properties.
//!
//! typify writes `deny_unknown_fields` for it, and decoding would fail on the next property that a server adds.

use serde_json::json;

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Opens every closed object.
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
    fn a_map_keeps_its_values() {
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
