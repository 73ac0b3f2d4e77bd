//! In: a property with a single text value. Out: an optional text with its value in an extension keyword.
//!
//! Users should not have to set `type: code_interpreter`. The model reads the keyword: the tag of a union is written with
//! the object, any other constant is a member with that default. An object without its constant, as some servers send it,
//! can still be decoded.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object};
use crate::document_passes::upstream::stray_event_properties::is_event;
use crate::error::Result;
use crate::sites::Sites;

/// The extension keyword with the value of a constant.
pub(crate) const CONSTANT_KEYWORD: &str = "x-constant";

/// Marks all constant properties.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    document.schemas_mut(|_, schema| {
        // typify needs the constant `event` as the tag of the union.
        if is_event(schema) {
            return;
        }
        let constants: Vec<(String, String)> = constants(schema);
        for (name, value) in &constants {
            if let Some(property) =
                schema.get_mut("properties").and_then(|properties| properties[name].as_object_mut())
            {
                property.remove("enum");
                // A constant is never null.
                property.remove("nullable");
                property.insert(CONSTANT_KEYWORD.to_owned(), json!(value));
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
    fn tags_are_constants() {
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
