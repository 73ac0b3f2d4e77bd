//! In: a property that can hold one text only. Out: an optional text that is marked with its value.
//!
//! `type: code_interpreter` is not the user's work. The model reads the mark: a constant by which a union tells
//! its alternatives apart is written with the object, any other is a member with that default. An object
//! without its constant, which some servers send, still decodes.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object};
use crate::document_passes::upstream::stray_event_properties::is_event;
use crate::error::Result;
use crate::sites::Sites;

/// Holds the value of a constant.
pub(crate) const MARK: &str = "x-constant";

/// Marks every constant property.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        // An event's name is what typify tells the events apart by.
        if is_event(schema) {
            return;
        }
        let constants: Vec<(String, String)> = constants(schema);
        for (name, value) in &constants {
            if let Some(property) =
                schema.get_mut("properties").and_then(|properties| properties[name].as_object_mut())
            {
                property.remove("enum");
                // Null where only one value can stand is that value.
                property.remove("nullable");
                property.insert(MARK.to_owned(), json!(value));
            }
        }
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|name| !constants.iter().any(|(constant, _)| *name == json!(constant)));
        }
        sites += constants.len();
    });
    Ok(sites.into())
}

fn constants(schema: &Object) -> Vec<(String, String)> {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties
        .filter_map(|(name, property)| match property.get("enum")?.as_array()?.as_slice() {
            [Value::String(only)] => Some((name.clone(), only.clone())),
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
          type: {type: string, x-constant: text}
        required: [text]
        ");
    }
}
