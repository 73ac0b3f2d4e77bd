//! In: `anyOf: [X, {type: "null"}]`, `type: [X, "null"]`. Out: X with `nullable: true`.
//!
//! OpenAPI 3.0 has no null type; typify would generate a struct of flattened options.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object, Schema};
use crate::error::Result;
use crate::sites::Sites;

/// Replaces null alternatives with `nullable`.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    Ok(document
        .count_schemas_mut(|schema| {
            let found = drop_alternative(schema, "anyOf")
                | drop_alternative(schema, "oneOf")
                | drop_from_list(schema, "type", &json!("null"))
                | drop_from_list(schema, "enum", &Value::Null);
            if found {
                schema.set_nullable();
            }
            found
        })
        .into())
}

fn drop_alternative(schema: &mut Object, key: &str) -> bool {
    let Some(alternatives) = schema.get_mut(key).and_then(Value::as_array_mut) else { return false };
    let before = alternatives.len();
    alternatives.retain(|alternative| alternative.get("type") != Some(&json!("null")));
    alternatives.len() < before
}

fn drop_from_list(schema: &mut Object, key: &str, null: &Value) -> bool {
    let Some(values) = schema.get_mut(key).and_then(Value::as_array_mut) else { return false };
    let before = values.len();
    values.retain(|value| value != null);
    let found = values.len() < before;
    // Only one type is left, as `check` rejects lists with several types.
    if key == "type" && values.len() == 1 {
        let only = values.remove(0);
        schema.insert(key.to_owned(), only);
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn null_becomes_nullable() {
        let before = json!({ "properties": {
            "name": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
            "count": { "type": ["integer", "null"] },
            "order": { "type": "string", "enum": ["asc", "desc", null] },
            "either": { "oneOf": [{ "type": "string" }, { "type": "number" }, { "type": "null" }] },
            "plain": { "type": "string" }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 4
        properties:
          count: {nullable: true, type: integer}
          either: {nullable: true, oneOf: [{type: string}, {type: number}]}
          name: {anyOf: [{type: string}], nullable: true}
          order: {enum: [asc, desc], nullable: true, type: string}
          plain: {type: string}
        ");
    }
}
