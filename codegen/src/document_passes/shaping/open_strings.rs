//! In: `anyOf: [string, enum]`. Out: a string.
//!
//! It is how the description says "any model name, and these we know". typify reads it as a struct of
//! two flattened options that no JSON string decodes into; and a list of model names is out of date on
//! the day it is generated.

use serde_json::{Value, json};

use crate::config::Config;
use crate::document::{Document, Object, reference};
use crate::error::Result;
use crate::sites::Sites;

/// Replaces each union of a free string and other strings by the string.
pub fn apply(document: &mut Document, _: &Config) -> Result<Sites> {
    let mut sites = 0;
    // What one round makes a string may be an alternative that the next one looks at.
    loop {
        match round(document) {
            0 => return Ok(sites.into()),
            found => sites += found,
        }
    }
}

fn round(document: &mut Document) -> usize {
    let components = document.components().clone();
    document.count_schemas_mut(|schema| {
        let open = ["anyOf", "oneOf"].into_iter().find(|key| is_open(schema.get(*key), &components));
        if let Some(key) = open {
            schema.remove(key);
            schema.insert("type".to_owned(), json!("string"));
        }
        open.is_some()
    })
}

fn is_open(alternatives: Option<&Value>, components: &Object) -> bool {
    let Some(alternatives) = alternatives.and_then(Value::as_array) else { return false };
    let resolved = alternatives.iter().map(|alternative| {
        let name = reference(alternative).and_then(crate::document::component_name);
        name.and_then(|name| components.get(&name)).unwrap_or(alternative)
    });
    let strings: Vec<bool> = resolved
        .filter(|schema| schema.get("type") == Some(&json!("string")))
        .map(|schema| schema.get("enum").is_some())
        .collect();
    strings.len() == alternatives.len() && strings.contains(&false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_model_is_any_string() {
        let before = json!({ "properties": {
            "model": { "anyOf": [{ "type": "string" }, { "type": "string", "enum": ["gpt-4o"] }] },
            "choice": { "oneOf": [{ "type": "string", "enum": ["auto"] }, { "type": "object" }] }
        }});
        insta::assert_snapshot!(crate::document_passes::testing::schema(super::apply, before), @"
        sites: 1
        properties:
          choice: {oneOf: [{enum: [auto], type: string}, {type: object}]}
          model: {type: string}
        ");
    }
}
