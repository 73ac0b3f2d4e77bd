//! In: a property that can hold one value only. Out: an optional property with that value as default.
//!
//! `type: code_interpreter` is not the user's work: typify fills in what has a default. And an object
//! without its tag, which some servers send, still decodes.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object};
use crate::document_passes::upstream::stray_event_properties::is_event;
use crate::error::Result;
use crate::sites::Sites;

/// Gives every constant property its value.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        // An event's tag is what typify tells the events apart by.
        if is_event(schema) {
            return;
        }
        let constants: Vec<(String, Value)> = constants(schema);
        for (name, value) in &constants {
            let property = &mut schema["properties"][name];
            property["default"] = value.clone();
            // Null where only one value can stand is that value.
            property.as_object_mut().and_then(|property| property.remove("nullable"));
        }
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|name| !constants.iter().any(|(constant, _)| *name == json!(constant)));
        }
        sites += constants.len();
    });
    Ok(sites.into())
}

fn constants(schema: &Object) -> Vec<(String, Value)> {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties
        .filter_map(|(name, property)| match property.get("enum")?.as_array()?.as_slice() {
            [only] => Some((name.clone(), only.clone())),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn the_tag_fills_itself_in() {
        let before = json!({
            "required": ["type", "text"],
            "properties": {
                "type": { "type": "string", "enum": ["text"], "nullable": true },
                "detail": { "type": "string", "enum": ["low", "high"] },
                "text": { "type": "string" }
            }
        });
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          detail: {enum: [low, high], type: string}
          text: {type: string}
          type: {default: text, enum: [text], type: string}
        required: [text]
        ");
    }
}
