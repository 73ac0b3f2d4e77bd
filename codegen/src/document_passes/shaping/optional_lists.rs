//! In: arrays and maps that are not required. Out: the same, nullable.
//!
//! typify reads an absent list as an empty one and does not send an empty one, so that `tools: []` could
//! not be said. What is nullable is an `Option`, which can.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::Document;
use crate::error::Result;
use crate::sites::Sites;

/// Marks every such property.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        let required: Vec<Value> =
            schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        for (key, property) in
            schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
        {
            if !required.contains(&json!(key))
                && is_collection(property)
                && property.get("nullable").is_none()
            {
                *property = nullable(property);
                sites += 1;
            }
        }
    });
    Ok(sites.into())
}

fn nullable(property: &Value) -> Value {
    let mut property = property.clone();
    if property["type"] == "object" && !property["additionalProperties"].is_object() {
        // typify reads a nullable object of any members as an object; a type it is given stays what it is.
        let map = json!({
            "crate": "serde_json", "version": "*", "path": "serde_json::Map",
            "parameters": [{ "type": "string" }, {}]
        });
        property["x-rust-type"] = map;
    }
    property["nullable"] = json!(true);
    property
}

fn is_collection(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    kind == Some("array") || kind == Some("object") && schema.get("properties").is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn an_empty_list_is_not_an_absent_one() {
        let before = json!({
            "required": ["data"],
            "properties": {
                "data": { "type": "array", "items": { "type": "string" } },
                "tools": { "type": "array", "items": { "type": "string" } },
                "parameters": { "type": "object", "additionalProperties": true },
                "name": { "type": "string" }
            }
        });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 2
        properties:
          data: {items: {type: string}, type: array}
          name: {type: string}
          parameters:
            additionalProperties: true
            nullable: true
            type: object
            x-rust-type:
              crate: serde_json
              parameters: [{type: string}, {}]
              path: serde_json: : Map
              version: *
          tools: {items: {type: string}, nullable: true, type: array}
        required: [data]
        ");
    }
}
